"""One search over entries, people, reviews and messages: only within the reach of who asks, less what is hidden."""

from collections.abc import AsyncIterator, Collection
from typing import Any
from urllib.parse import quote

import msgspec

from contest.challenge.queries import REACHED, reach_of
from contest.desk.queries.machinery import HIDDEN as HIDDEN_MESSAGE
from contest.desk.queries.search import entries, messages, people, reviews
from contest.desk.queries.search.compiled import Values, condition
from contest.desk.rules import language, vocabulary
from contest.desk.rules.bulk import MOST_ENTRIES
from contest.desk.rules.columns import columns
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.notifications.queries import visible
from contest.submissions.queries import hidden_sql, reach

PAGE = 50
EACH = 1000  # rows of a file, in one statement


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A query that cannot be read: what stands before the fault, at it, and after."""

    message: str
    before: str
    at: str
    after: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what was found; `rows` by the names of their columns, `shown` the query as it was read."""

    of: str
    shown: str
    rows: list[dict[str, Any]]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What the actor may look for, in what, and the terms of the list that was chosen with what may stand behind."""

    lists: tuple[str, ...]
    of: str
    kinds: dict[str, vocabulary.Kind]
    places: dict[str, frozenset[str]]
    columns: list[str]


# Places within reach, and under the term "" the columns that the person chose.
_PLACES = f"""
select '' as term, unnest(columns)::text as key from search_columns where person = $8 and looks_in = $9
union all
select distinct unnest(array['round', 'edition', 'city', 'scene']) as term,
       unnest(array[r.slug, e.slug, c.key, sc.key]) as key
  from round r join edition e on e.id = r.edition left join city c on c.id = r.city
  left join scene sc on sc.edition = e.id
 where {REACHED} or r.id = any($5::uuid[]) or r.edition = any($6::uuid[]) or $7::bool
"""  # noqa: S608 - a fixed condition


async def offer(*, actor: Actor, of: str) -> Offer:
    """What may be asked; one statement. Places are those of rounds within the actor's reach, others do not exist."""
    lists = vocabulary.lists_of(actor)
    if not lists:
        raise NotFound
    chosen = of if of in lists else lists[0]
    its = reach(actor)
    places: dict[str, set[str]] = {}
    asked = (*reach_of(actor), its.rounds, its.editions, its.everywhere, actor.person_id, chosen)
    for row in await db.fetch(_PLACES, *asked):
        if row["key"]:
            places.setdefault(row["term"], set()).add(row["key"])
    kinds = vocabulary.vocabulary(actor, chosen)
    return Offer(
        lists=lists,
        of=chosen,
        kinds=kinds,
        columns=columns(chosen, places.pop("", set()), kinds),
        places={term: frozenset(keys) for term, keys in places.items()},
    )


def read(text: str, offered: Offer) -> language.Node | Wrong | None:
    """The query that was typed, or where and why it cannot be read; none where it is empty."""
    try:
        return language.parse(text, vocabulary.checker(offered.kinds, offered.places))
    except language.Fault as fault:
        kept = text[: language.MOST_CHARACTERS]
        return Wrong(
            message=str(fault.message),
            before=kept[: fault.begin],
            at=text[fault.begin : fault.end],
            after=kept[fault.end :],
        )


Read = language.Node | Wrong | None


async def search(
    *, actor: Actor, of: str, node: language.Node, page: int, shown: Collection[str] = (), most: int = PAGE
) -> Found:
    """What a query finds that was read with the actor's own offer; one statement. `shown`: columns."""
    sql, values = statement(actor=actor, of=of, node=node, shown=shown)
    rows = await db.fetch(f"{sql} limit {most:d} offset {(page - 1) * most:d}", *values)
    return Found(
        of=of,
        shown=language.show(node),
        rows=[dict(row) for row in rows],
        total=rows[0]["found"] if rows else 0,
        page=page,
    )


def statement(*, actor: Actor, of: str, node: language.Node, shown: Collection[str] = ()) -> tuple[str, list[Any]]:
    """The SQL of a search with its parameters. `NotFound` for what the actor may not look for, or not by this term."""
    if of not in vocabulary.lists_of(actor) or not language.terms(node) <= set(vocabulary.vocabulary(actor, of)):
        raise NotFound
    if of == "messages":
        where, first = visible(actor, HIDDEN_MESSAGE)
        values = Values(*first)
        asked = condition(node, values, conditions=messages.CONDITIONS, words=messages.WORDS)
        return messages.STATEMENT.replace("{where}", f"{where} and {asked}"), values.found
    source = {"entries": entries, "people": people, "reviews": reviews}[of]
    values = Values(actor.person_id, *reach_of(actor))
    organised = scope = REACHED.replace("$4", "$5").replace("$3", "$4").replace("$2", "$3").replace("$1", "$2")
    if of == "entries" and not language.terms(node) & set(vocabulary.JUDGED):
        its = reach(actor)  # who screens a round may ask there for what stands in the entry
        screened = f"$2 or s.edition = any({values.add(its.editions, 'uuid[]')})"
        scope = f"({screened} or st.round = any({values.add(its.rounds, 'uuid[]')}) or {scope})"
    asked = condition(node, values, conditions=source.CONDITIONS, words=source.WORDS)
    sql = source.STATEMENT.replace("{hidden}", hidden_sql("$1")).replace("{scope}", scope)
    sql = sql.replace("{tags}", entries.TAGS if "tags" in shown else "array[]::text[]")
    return sql.replace("{organised}", organised).replace("{where}", asked), values.found


async def found_rows(
    *, actor: Actor, of: str, node: language.Node, shown: Collection[str]
) -> AsyncIterator[dict[str, Any]]:
    """All that a query finds, for a file; a thousand in a statement."""
    page = 1
    while True:
        found = await search(actor=actor, of=of, node=node, page=page, shown=shown, most=EACH)
        for row in found.rows:
            yield row
        if len(found.rows) < EACH:
            return
        page += 1


async def chosen_entries(*, actor: Actor, text: str) -> list[Any] | Wrong:
    """The ids of entries that a query finds in rounds that the actor organises, each with one round; two statements.

    None for an empty query: nobody means everybody by saying nothing.
    """
    node = read(text, await offer(actor=actor, of="entries"))
    if node is None:
        return []
    if isinstance(node, Wrong):
        return node
    values = Values(actor.person_id, *reach_of(actor))
    scope = REACHED.replace("$4", "$5").replace("$3", "$4").replace("$2", "$3").replace("$1", "$2")
    asked = condition(node, values, conditions=entries.CONDITIONS, words=entries.WORDS)
    statement = entries.CHOSEN.replace("{hidden}", hidden_sql("$1")).replace("{scope}", scope)
    return list(await db.fetch(f"{statement.replace('{where}', asked)} limit {MOST_ENTRIES + 1}", *values.found))


def address_of(of: str, text: str) -> str:
    """Where a query is asked."""
    return f"/desk/search?in={quote(of)}&q={quote(text)}"


def needs_figures(node: language.Node | Wrong | None) -> bool:
    """Whether a query asks for what is counted once a minute."""
    return not isinstance(node, Wrong) and bool(language.terms(node) & {"score", "reviews", "missing"})
