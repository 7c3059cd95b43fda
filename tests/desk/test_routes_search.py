"""The search on a small contest: what is found, by whom, and nothing outside of what they organise."""

import re
from html import escape
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.desk import service
from contest.desk.queries import offer, read, search
from contest.desk.queries.search import entries, messages, people, reviews
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
from tests.web import sign_in


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
