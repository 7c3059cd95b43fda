"""The desk's first page on a small contest: what it shows to whom, and in how many statements."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.ids import uuid7
from tests.judging.world import World, make_open_world, sign_all
from tests.makers import (
    NOW,
    grant,
    make_city,
    make_edition,
    make_person,
    make_round,
    make_standing,
    make_submission,
    make_version,
)
from tests.makers.files import make_file
from tests.makers.incubator import make_cohort, place_venture
from tests.web import sign_in


async def age() -> None:
    """Let every figure be old, so that the next look counts anew."""
    await db.execute("update round_figures set counted_at = counted_at - interval '2 minutes'")


@pytest.fixture
async def world() -> World:
    made = await make_open_world(entries=3)
    await sign_all(made, ("6", "6"), ("7", "7"))
    return made


async def test_it_says_what_is_late_and_where_it_is_done(client: httpx.AsyncClient, world: World) -> None:
    with clock.moved_to(NOW):
        await sign_in(client, world.organiser.id)
        await db.execute("update review set state = 'assigned', total = null, signed_at = null")
        await db.execute("update round set reviews_due_at = $1", NOW - timedelta(hours=1))
        text = (await client.get("/desk")).text
        assert "9 reviews are not signed" in text
        assert f'href="/judging/rounds/{world.round}/ranking"' in text
        assert "0 of 9 reviews signed" in text
        assert "nobody signs" in text


@pytest.mark.parametrize("by", ["city", "scene", "kind", "country", "nothing"])
async def test_the_funnel_is_counted_by_each(client: httpx.AsyncClient, world: World, by: str) -> None:
    await sign_in(client, world.organiser.id)
    text = (await client.get(f"/desk?by={by}")).text
    assert "3 submitted, 3 eligible, 3 in review, 0 advanced, 0 landed" in text
    row = {"city": "Online", "scene": "Energy", "kind": "Project", "country": "China"}.get(by, "Online")
    assert f'<th scope="row">{row}</th>' in text


async def test_an_entry_has_landed_once_its_venture_is_registered(client: httpx.AsyncClient, world: World) -> None:
    first, second, _ = world.entries.values()
    cohort = await make_cohort(world.edition)
    for entry in (first, second):
        file = await make_file(world.applicants[0])
        await place_venture(world.edition, entry, cohort_id=cohort, file_id=file)
    await db.execute("update standing set state = 'awarded' where submission = any($1)", [first, second])
    await db.execute("update venture set registered_on = stage_on where submission = $1", first)
    await sign_in(client, world.organiser.id)
    text = (await client.get("/desk?by=kind")).text
    assert "3 submitted, 3 eligible, 3 in review, 2 advanced, 1 landed" in text


async def test_figures_are_counted_once_a_minute(client: httpx.AsyncClient, world: World) -> None:
    await sign_in(client, world.organiser.id)
    assert "3 submitted" in (await client.get("/desk")).text
    await db.execute("update submission set state = 'withdrawn' where id = $1", next(iter(world.entries.values())))
    assert "3 submitted" in (await client.get("/desk")).text
    await age()
    assert "2 submitted" in (await client.get("/desk")).text
    counted = await db.fetchval("select count(*) from entry_figures")
    assert counted == 2


async def test_what_becomes_of_an_entry_one_is_tied_to_changes_nothing(client: httpx.AsyncClient, world: World) -> None:
    hidden = world.entries[sorted(world.entries)[2]]
    await sign_in(client, world.organiser.id)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'declared', 'declared', '', $4)",
        uuid7(), hidden, world.organiser.id, NOW,
    )  # fmt: skip
    with clock.moved_to(NOW):
        before = (await client.get("/desk")).text
        assert "2 submitted, 2 eligible, 2 in review, 0 advanced" in before
        await db.execute("update review set state = 'recused', reason = 'x' where submission = $1", hidden)
        await db.execute("update standing set state = 'entered' where submission = $1", hidden)
        assert (await client.get("/desk")).text == before
        await age()
        assert (await client.get("/desk")).text == before
        await db.execute("update submission set state = 'withdrawn' where id = $1", hidden)
        await age()
        assert (await client.get("/desk")).text == before


async def a_round_of(edition: UUID, city: str) -> UUID:
    round_ = await make_round(
        edition, city=await make_city(city, city), name_en=f"{city} round", name_zh="", state="open"
    )
    owner = await make_person()
    entry = await make_submission(edition, round_, owner, country="FR" if city == "Paris" else "VN")
    await make_standing(entry, round_, await make_version(entry, owner), state="entered")
    return round_


async def test_a_city_organiser_sees_their_city_only(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    paris, shenzhen = await a_round_of(edition, "Paris"), await a_round_of(edition, "Shenzhen")
    person = await make_person()
    await grant(person, "round_organiser", edition_id=edition, round_id=paris)
    await sign_in(client, person)
    for by in ("city", "scene", "kind", "country"):
        text = (await client.get(f"/desk?by={by}")).text
        assert ("1 submitted" in text, str(paris) in text) == (True, True)
        assert ("Shenzhen" in text, str(shenzhen) in text, "2 submitted" in text) == (False, False, False)


async def test_statements_do_not_grow_with_rounds(client: httpx.AsyncClient) -> None:
    async def count() -> int:
        token = db.statements.set([])
        try:
            assert (await client.get("/desk?by=scene")).status_code == 200
            return len(db.statements.get() or [])
        finally:
            db.statements.reset(token)

    edition, person = await make_edition(), await make_person()
    await grant(person, "programme_organiser")
    await sign_in(client, person)
    await a_round_of(edition, "Paris")
    await client.get("/desk")
    one = await count()
    await a_round_of(edition, "Lyon")
    await a_round_of(edition, "Nice")
    await client.get("/desk")
    assert (await count(), one) == (one, 5)  # person, rounds, hidden, messages and jobs, scenes
