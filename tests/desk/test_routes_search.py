"""The search on a small contest: what is found, by whom, and nothing outside of what they organise."""

import re
from html import escape
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from contest.desk import service
from contest.desk.queries import Wrong, chosen_entries, offer, read, search
from contest.desk.queries.search import entries, messages, people, reviews, statement
from contest.desk.rules import language, vocabulary
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.ids import uuid7
from contest.notifications.service import Recipient, queue_message
from tests.judging.world import World, make_open_world, sign_all
from tests.makers import (
    NOW,
    actor_for,
    grant,
    make_city,
    make_edition,
    make_person,
    make_round,
    make_standing,
    make_submission,
    make_version,
)
from tests.web import post, sign_in


class Two(msgspec.Struct, kw_only=True):
    """Two cities of one edition, with an entry each, and the organiser of the first."""

    edition: UUID
    rounds: list[UUID]
    codes: list[str]
    paris: Actor


async def an_entry(edition: UUID, round_: UUID, **content: Any) -> str:
    owner = await make_person(content.pop("owner", "Owner"))
    code = f"S{uuid7().hex[-8:].upper()}"
    entry = await make_submission(edition, round_, owner, code=code)
    await make_standing(entry, round_, await make_version(entry, owner, code=code, **content))
    return code


@pytest.fixture
async def two() -> Two:
    edition = await make_edition()
    rounds = [
        await make_round(edition, city=await make_city(name, zh), slug=name.lower())
        for name, zh in (("Paris", "巴黎"), ("Shenzhen", "深圳"))
    ]
    codes = [
        await an_entry(
            edition, rounds[0], title_en="Heat pumps for old flats", title_zh="老旧住宅热泵改造", owner="Anna"
        ),
        await an_entry(edition, rounds[1], title_en="A heat store", title_zh="储热系统", owner="Bao", country="VN"),
    ]
    person = await make_person()
    await grant(person, "round_organiser", edition_id=edition, round_id=rounds[0])
    return Two(edition=edition, rounds=rounds, codes=codes, paris=await actor_for(person))


async def codes_of(actor: Actor, text: str, of: str = "entries") -> list[str]:
    offered = await offer(actor=actor, of=of)
    node = read(text, offered)
    assert isinstance(node, language.Words | language.Term | language.Not | language.And | language.Or), node
    found = await search(actor=actor, of=of, node=node, page=1)
    assert found.total == len(found.rows)
    return [row["code"] for row in found.rows]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("heat", [0, 1]),
        ('"heat pump"', [0]),
        ("Pumps heat", [0]),
        ("热泵", [0]),
        ("储热", [1]),
        ("热", [0, 1]),
        ("造", [0]),
        ("泵改", [0]),
        ("热储", []),
        ("heat -热泵", [1]),
        ("pumps OR 储热系统", [0, 1]),
        ("kind:project heat", [0, 1]),
        ("country:vn", [1]),
        ("-country:vn heat", [0]),
        ("org:rainforest", [0, 1]),
        ("org:forest,nowhere -diesel", []),
        ("diesel", [0, 1]),
        ("submitted>2027-01-01", []),
        ("submitted:2026-05-01", [0, 1]),
        ("status:eligible", [0, 1]),
        ("missing:review", [0, 1]),
        ("score>1", []),
        ("-score>1", [0, 1]),
        ("100%", []),
        ("'; drop", []),
    ],
)
async def test_entries_are_found(two: Two, text: str, places: list[int]) -> None:
    person = await make_person()
    await grant(person, "programme_organiser", edition_id=two.edition)
    if text.startswith("missing"):
        await db.execute("update standing set state = 'eligible'")
    assert set(await codes_of(await actor_for(person), text)) == {two.codes[place] for place in places}


async def test_a_code_is_found_whole(two: Two) -> None:
    person = await make_person()
    await grant(person, "programme_organiser")
    chief = await actor_for(person)
    assert await codes_of(chief, f"code:{two.codes[1].lower()}") == [two.codes[1]]
    assert await codes_of(chief, "city:" + next(iter(sorted((await offer(actor=chief, of="")).places["city"])))) != []


ANY = ["heat", "-x", "kind:project", "missing:review OR heat", "-score>200", "-judge:nobody", "热", "-country:FR"]


@pytest.mark.parametrize("text", ANY)
async def test_nothing_outside_the_scope_is_in_any_answer(two: Two, text: str) -> None:
    await db.execute("update standing set state = 'eligible'")
    assert await codes_of(two.paris, text) in ([two.codes[0]], [])
    for of in ("people", "reviews"):
        node = read("-zz", await offer(actor=two.paris, of=of))
        assert isinstance(node, language.Not)
        rows = (await search(actor=two.paris, of=of, node=node, page=1)).rows
        assert not [row for row in rows if "Bao" in str(row) or two.codes[1] in str(row)]


async def test_a_place_outside_the_scope_does_not_exist(client: httpx.AsyncClient, two: Two) -> None:
    await sign_in(client, two.paris.id)
    there = (await client.get("/desk/search?q=round:shenzhen")).text
    nowhere = (await client.get("/desk/search?q=round:atlantis")).text
    assert "knows no" in there
    assert _plain(there).replace("shenzhen", "atlantis") == _plain(nowhere)
    assert (await client.get(f"/submissions/{two.codes[1]}")).status_code == 404


def _plain(text: str) -> str:
    """The page without what changes from one answer to the next."""
    return re.sub(r'(content|value|next)="?[^" ]*|hx-headers=.*', "", text)


async def test_a_screener_asks_of_entries_only_and_sees_no_score(client: httpx.AsyncClient, two: Two) -> None:
    person = await make_person()
    await grant(person, "screener", edition_id=two.edition, round_id=two.rounds[0])
    screener = await actor_for(person)
    assert await codes_of(screener, "heat") == [two.codes[0]]
    with pytest.raises(NotFound):
        await search(actor=screener, of="reviews", node=language.Words(text="heat"), page=1)
    judged = language.Term(name="score", op=">", values=("1",))
    with pytest.raises(NotFound):
        await search(actor=screener, of="entries", node=language.Not(of=judged), page=1)
    await sign_in(client, person)
    answer = await client.get("/desk/search?q=heat&in=reviews")
    assert (answer.status_code, two.codes[0] in answer.text, two.codes[1] in answer.text) == (200, True, False)
    assert ("Mean of totals" in answer.text, "in=reviews" in answer.text) == (False, False)
    assert "There is no term" in (await client.get("/desk/search?q=score>80")).text


async def test_who_organises_one_round_and_screens_another_learns_no_score_of_the_other() -> None:
    world, other = await make_open_world(entries=2), await make_open_world(entries=2)
    for one in (world, other):
        await sign_all(one, ("6", "6"), ("7", "7"))
    await grant(world.organiser.id, "screener", edition_id=other.edition, round_id=other.round)
    await db.execute("delete from round_figures")
    await count(world, other)
    both = await actor_for(world.organiser.id)
    mine, theirs = set(world.entries), set(other.entries)
    assert set(await codes_of(both, "entry")) == mine | theirs
    assert set(await codes_of(both, "score>1")) == mine
    assert set(await codes_of(both, "-score>99")) == mine
    node = read("entry", await offer(actor=both, of="entries"))
    assert isinstance(node, language.Words)
    rows = (await search(actor=both, of="entries", node=node, page=1)).rows
    assert {row["code"]: row["mean"] is not None for row in rows} == dict.fromkeys(mine, True) | dict.fromkeys(
        theirs, False
    )


async def count(*worlds: World) -> None:
    async with db.work():
        await service.count_rounds(round_ids=[world.round for world in worlds], now=NOW)


async def test_what_one_is_tied_to_is_found_nowhere() -> None:
    world = await make_open_world(entries=2)
    await sign_all(world, ("6", "6"), ("7", "7"))
    hidden, shown = sorted(world.entries)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'declared', 'declared', '', $4)",
        uuid7(), world.entries[hidden], world.organiser.id, NOW,
    )  # fmt: skip
    assert await codes_of(world.organiser, "entry") == [shown]
    assert await codes_of(world.organiser, f"code:{hidden}") == []
    assert set(await codes_of(world.organiser, "state:signed", "reviews")) == {shown}
    node = read("-zz", await offer(actor=world.organiser, of="people"))
    assert isinstance(node, language.Not)
    rows = (await search(actor=world.organiser, of="people", node=node, page=1)).rows
    assert hidden not in str(rows)
    assert shown in str(rows)


async def test_reviews_people_and_messages_are_found(client: httpx.AsyncClient) -> None:
    world = await make_open_world(entries=2)
    await sign_all(world, ("6", "6"), ("9", "9"))
    await grant(world.organiser.id, "programme_organiser", edition_id=world.edition)
    to = Recipient(person_id=None, email="lin@example.org", name="Lin Xiaoyu")
    async with db.work():
        await queue_message(
            kind="accounts/code", to=to, context={}, secrets={"code": "735199"}, edition_id=world.edition
        )
    await sign_in(client, world.organiser.id)
    found = {
        "in=reviews&q=state:signed score>=90": "Judge 0",
        "in=reviews&q=judge:jury1.org": "Judge 1",
        "in=people&q=role:judge jury2": "judge2@jury2.org",
        "in=people&q=Applicant": "Applicant 1",
        "in=messages&q=xiaoyu": "lin@example.org",
        "in=messages&q=to:lin@example.org -state:sent": "Lin Xiaoyu",
    }
    for query, expected in found.items():
        answer = await client.get(f"/desk/search?{query}")
        assert (answer.status_code, expected in answer.text, "735199" in answer.text) == (200, True, False), query
    assert "Nothing is found" in (await client.get("/desk/search?in=messages&q=735199")).text


async def test_a_fault_is_shown_at_its_place_with_the_query_kept(client: httpx.AsyncClient, two: Two) -> None:
    await sign_in(client, two.paris.id)
    answer = await client.get('/desk/search?q=kind:project <b> "open')
    assert answer.status_code == 422
    assert "<mark>&#34;</mark>" in answer.text
    assert f'value="{escape("kind:project <b> ")}' in answer.text.replace("&#34;", "&quot;")
    long = await client.get("/desk/search?q=" + "x" * 10_000)
    assert (long.status_code, "at most 1000 characters" in long.text) == (422, True)


async def test_the_statements_of_a_search_do_not_grow(client: httpx.AsyncClient, two: Two) -> None:
    await sign_in(client, two.paris.id)
    await client.get("/desk/search?q=heat")  # counts what was never counted
    log: list[str] = []
    token = db.statements.set(log)
    try:
        assert (await client.get("/desk/search?q=heat")).status_code == 200
    finally:
        db.statements.reset(token)
    assert len(log) == 3  # the person, what may be asked, what is found


def test_every_term_has_a_condition() -> None:
    assert set(entries.CONDITIONS) == set(vocabulary.ENTRIES | vocabulary.JUDGED)
    assert set(people.CONDITIONS) == set(vocabulary.PEOPLE)
    assert set(reviews.CONDITIONS) == set(vocabulary.REVIEWS)
    assert set(messages.CONDITIONS) == set(vocabulary.MESSAGES)


async def test_columns_are_chosen_by_each_person_and_go_into_the_file(client: httpx.AsyncClient, two: Two) -> None:
    await sign_in(client, two.paris.id)
    assert ">Tags<" not in _head((await client.get("/desk/search?q=heat")).text)
    sent = {"in": "entries", "q": "heat", "column": ["tags", "country", "organisation"]}
    assert (await post(client, "/desk/search/columns", sent)).headers["location"] == "/desk/search?in=entries&q=heat"
    head = _head((await client.get("/desk/search?q=heat")).text)
    assert [word in head for word in (">Organisation<", ">Country<", ">Tags<", ">Kind<")] == [True, True, True, False]
    taken = await client.get("/desk/search/found/csv?in=entries&q=heat")
    lines = taken.text.lstrip("\ufeff").splitlines()
    assert (taken.status_code, lines[0]) == (200, "Code or id,Name,Organisation,Country,Tags")
    assert [line.split(",")[0] for line in lines[1:]] == [two.codes[0]]
    assert await db.fetchval("select count(*) from audit_record where action = 'search.export'") == 1
    assert (await client.get("/desk/search/found/exe?in=entries&q=heat")).status_code == 404
    assert (await client.get("/desk/search/found/csv?in=entries&q=kidn:x")).status_code == 303
    assert (await post(client, "/desk/search/columns", {"in": "entries", "column": "secrets"})).status_code == 422
    person = await make_person()
    await grant(person, "screener", edition_id=two.edition, round_id=two.rounds[0])
    await sign_in(client, person)
    assert (await post(client, "/desk/search/columns", {"in": "entries", "column": "score"})).status_code == 422
    assert ">Tags<" not in _head((await client.get("/desk/search?q=heat")).text)


def _head(text: str) -> str:
    return text[text.index("<thead>") : text.index("</thead>")]


async def test_a_query_goes_on_by_what_is_within_reach(client: httpx.AsyncClient, two: Two) -> None:
    await sign_in(client, two.paris.id)
    found = (await client.get("/desk/search/suggest?in=entries&q=heat round:")).text
    assert ('value="heat round:paris"' in found, "shenzhen" in found) == (True, False)
    assert 'list="query-goes-on"' in (await client.get("/desk/search")).text


TERMS = st.one_of(
    st.sampled_from(["heat", "热", "pumps", "zz"]).map(lambda text: language.Words(text=text)),
    st.sampled_from([
        ("kind", ":", "project"), ("status", ":", "eligible"), ("country", ":", "VN"), ("org", ":", "forest"),
        ("score", ">", "1"), ("reviews", "<", "9"), ("missing", ":", "review"), ("judge", ":", "Judge"),
        ("submitted", ">", "2020-01-01"), ("code", ":", "NONE"), ("tag", ":", "x"),
    ]).map(lambda one: language.Term(name=one[0], op=one[1], values=(one[2],))),
)  # fmt: skip
QUERIES: st.SearchStrategy[language.Node] = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(language.Not, of=inner),
        st.builds(language.And, of=st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(language.Or, of=st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


async def test_no_query_whatever_finds_anything_outside_the_scope(two: Two) -> None:
    await db.execute("update standing set state = 'eligible'")
    chief = await make_person()
    await grant(chief, "programme_organiser", edition_id=two.edition)
    both, mine = await actor_for(chief), set[str]()
    for number in range(60):
        node = nth(number)
        seen = await search(actor=two.paris, of="entries", node=node, page=1)
        assert {row["code"] for row in seen.rows} <= {two.codes[0]}, language.show(node)
        mine |= {row["code"] for row in seen.rows}
        of_all = await search(actor=both, of="entries", node=node, page=1)
        assert ({two.codes[0]} & {row["code"] for row in of_all.rows}) == {row["code"] for row in seen.rows}
        chosen = await chosen_entries(actor=two.paris, text=language.show(node))
        assert {row["id"] for row in chosen} == {
            await db.fetchval("select id from submission where code = $1", row["code"]) for row in seen.rows
        }  # type: ignore[union-attr]
    assert mine == {two.codes[0]}


def nth(number: int) -> language.Node:
    """The same queries in every run: Hypothesis makes none of its own within a loop of tasks."""
    found: list[language.Node] = []

    @settings(max_examples=1, database=None, derandomize=False, phases=[Phase.generate], deadline=None)
    @seed(number)
    @given(QUERIES)
    def take(node: language.Node) -> None:
        found.append(node)

    take()
    return found[-1]


SELECTIVE = {
    "entries": ["储热", '"heat pump"', "code:{code}", "org:rainforest kind:project", "tag:shortlist", "judge:zebulon"],
    "people": ["zebulon", "anna -role:judge"],
    "messages": ["xiaoyu", "to:lin@example.org"],
    "reviews": ["储热", "judge:zebulon state:signed"],
}
MANY, FEW = 2000, 400  # rows there are, and that may be touched on the way to one

_CROWD = """
with p as (
    insert into person (id, email, name, locale, time_zone, country, epoch, is_demo, created_at)
    select gen_random_uuid(), 'crowd' || n || '@crowd.net', 'Crowd ' || n, 'en', 'UTC', 'FR', 0, false, now()
      from generate_series(1, $1) n returning id
), s as (
    insert into submission (id, edition, round, owner, form, code, kind, state, country, title_en, title_zh, summary_en,
                            summary_zh, organisation_name, answers, revision, is_demo, created_at, saved_at)
    select gen_random_uuid(), s.edition, s.round, p.id, s.form, 'C' || row_number() over (), s.kind, s.state, 'FR', 'x',
           'x', 'x', 'x', 'Firm', '{}', 1, false, now(), now()
      from p, submission s where s.code = $2 returning id, round, owner
), v as (
    insert into submission_version (id, submission, number, content, sha256, submitted_by, submitted_at)
    select gen_random_uuid(), s.id, 1,
           c.content || '{"title_en": "Plain", "title_zh": "普通", "organisation_name": "Firm"}', '', s.owner, now()
      from s, submission_version c join submission o on o.id = c.submission where o.code = $2 returning id, submission
)
insert into standing (id, submission, round, version, state, changed_at)
select gen_random_uuid(), v.submission, s.round, v.id, 'eligible', now() from v join s on s.id = v.submission
"""

_LETTERS = """
insert into message (id, kind, recipient_name, email, locale, subject, body, message_id, state, needs_approval, about,
                     is_demo, is_essential, attempts, created_at)
select gen_random_uuid(), 'accounts/code', 'Crowd ' || n, 'crowd' || n || '@crowd.net', 'en', 'Code', 'x', 'm' || n,
       'sent', false, '{}', false, true, 0, now() from generate_series(1, $1) n
"""


async def test_a_selective_term_touches_few_rows_of_many(two: Two) -> None:
    """Whatever the plan: what is read and thrown away on the way to one entry does not grow with all of them."""
    await db.execute(_CROWD, MANY, two.codes[1])
    await db.execute(_LETTERS, MANY)
    await db.execute("vacuum analyze person, submission, submission_version, standing, message")
    person = await make_person()
    await grant(person, "programme_organiser", edition_id=two.edition)
    actor = await actor_for(person)
    touched = {}
    for of, texts in SELECTIVE.items():
        for text in texts:
            node = read(text.format(code=two.codes[0]), await offer(actor=actor, of=of))
            assert not isinstance(node, Wrong) and node is not None
            sql, values = statement(actor=actor, of=of, node=node)
            plan = await db.fetchval(f"explain (analyze, timing off, format json) {sql} limit 50", *values)
            touched[of, text] = _touched(msgspec.json.decode(plan)[0]["Plan"])
    assert {asked: rows for asked, rows in touched.items() if rows > FEW} == {}


def _touched(node: dict[str, Any]) -> float:
    here = 0.0
    if "Relation Name" in node or "Index Name" in node:
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        here = (node["Actual Rows"] + removed) * node["Actual Loops"]
    return here + sum(_touched(one) for one in node.get("Plans", []))
