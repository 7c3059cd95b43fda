"""One search over entries, people, reviews and messages: only within the reach of who asks, less what is hidden."""

from typing import Any

import msgspec

from contest.challenge.queries import REACHED, reach_of
from contest.desk.queries.machinery import HIDDEN as HIDDEN_MESSAGE
from contest.desk.queries.search import entries, messages, people, reviews
from contest.desk.queries.search.compiled import Values, condition
from contest.desk.rules import language, vocabulary
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.notifications.queries import visible
from contest.submissions.queries import hidden_sql, reach

PAGE = 50


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


_PLACES = f"""
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
    for row in await db.fetch(_PLACES, *reach_of(actor), its.rounds, its.editions, its.everywhere):
        if row["key"]:
            places.setdefault(row["term"], set()).add(row["key"])
    return Offer(
        lists=lists,
        of=chosen,
        kinds=vocabulary.vocabulary(actor, chosen),
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


async def search(*, actor: Actor, of: str, node: language.Node, page: int) -> Found:
    """What a query finds that was read with the actor's own offer; one statement."""
    if of not in vocabulary.lists_of(actor) or not language.terms(node) <= set(vocabulary.vocabulary(actor, of)):
        raise NotFound
    if of == "messages":
        where, first = visible(actor, HIDDEN_MESSAGE)
        values = Values(*first)
        asked = condition(node, values, conditions=messages.CONDITIONS, words=messages.WORDS)
        return await _page(messages.STATEMENT, f"{where} and {asked}", values, of, node, page)
    source = {"entries": entries, "people": people, "reviews": reviews}[of]
    values = Values(actor.person_id, *reach_of(actor))
    organised = scope = REACHED.replace("$4", "$5").replace("$3", "$4").replace("$2", "$3").replace("$1", "$2")
    if of == "entries" and not language.terms(node) & set(vocabulary.JUDGED):
        its = reach(actor)  # who screens a round may ask there for what stands in the entry
        screened = f"$2 or s.edition = any({values.add(its.editions, 'uuid[]')})"
        scope = f"({screened} or st.round = any({values.add(its.rounds, 'uuid[]')}) or {scope})"
    asked = condition(node, values, conditions=source.CONDITIONS, words=source.WORDS)
    statement = source.STATEMENT.replace("{hidden}", hidden_sql("$1")).replace("{scope}", scope)
    statement = statement.replace("{organised}", organised)
    return await _page(statement, asked, values, of, node, page)


async def _page(statement: str, where: str, values: Values, of: str, node: language.Node, page: int) -> Found:
    offset = (page - 1) * PAGE
    rows = await db.fetch(f"{statement.replace('{where}', where)} limit {PAGE} offset {offset:d}", *values.found)
    return Found(
        of=of,
        shown=language.show(node),
        rows=[dict(row) for row in rows],
        total=rows[0]["found"] if rows else 0,
        page=page,
    )


def needs_figures(node: language.Node | Wrong | None) -> bool:
    """Whether a query asks for what is counted once a minute."""
    return not isinstance(node, Wrong) and bool(language.terms(node) & {"score", "reviews", "missing"})
