"""A new edition from the last, the calendar, and one round with all of its settings."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from contest.challenge.queries import rounds
from contest.lib import clock, db
from contest.submissions import service as submissions
from tests.judging.world import World, make_world
from tests.makers import NOW, actor_for, grant, make_person, make_round
from tests.web import post, sign_in

# Of a new edition: tables with its settings, and those of people.
SETTINGS = {
    "scene": "edition = $1",
    "entry_form": "edition = $1",
    "rules_text": "edition = $1 and published_at is null",
    "rubric": "edition = $1",
    "criterion": "rubric in (select id from rubric where edition = $1)",
    "judge_terms": "edition = $1",
    "judging_round": "round in (select id from round where edition = $1)",
    "screening_round": "round in (select id from round where edition = $1)",
    "mail_wording": "edition_id = $1",
}
PEOPLE = {
    "panel_member": "judging_round in (select j.id from judging_round j join round r on r.id = j.round"
    " where r.edition = $1)",
    "submission": "edition = $1",
    "role_grant": "edition_id = $1",
    "partner": "edition = $1",
}


@pytest.fixture
async def world() -> World:
    return await make_world(city=None)


async def count(tables: dict[str, str], edition: UUID) -> dict[str, int]:
    return {name: await db.fetchval(f"select count(*) from {name} where {of}", edition) for name, of in tables.items()}


async def test_an_edition_begins_like_another_without_its_people(world: World, client: httpx.AsyncClient) -> None:
    chief = await make_person()
    await grant(chief, "programme_organiser")
    async with db.work():
        await submissions.set_second_person(actor=await actor_for(chief), round_id=world.round, needs_second=True)
    await db.execute(
        "insert into mail_wording (id, edition_id, letter, locale, subject, body)"
        " values (gen_random_uuid(), $1, 'receipt', 'en', 'Hello', 'There')",
        world.edition,
    )
    slug = await db.fetchval("select slug from edition where id = $1", world.edition)
    await db.execute("update round set publicity = 'unlisted', language = 'zh'")
    await sign_in(client, chief)
    at = f"/desk/editions/{world.edition}/copy"
    assert f'href="{at}"' in (await client.get(f"/challenge/editions/{slug}")).text
    with clock.moved_to(NOW):
        shown = await client.get(at)
        assert (shown.status_code, "One year later" in shown.text) == (200, True)
        form = {"slug": "next", "code_prefix": "NX27", "name_en": "Next", "shift": "date", "rounds": str(world.round)}
        wrong = await post(client, at, form | {"slug": slug, "shift": "moon"})
        assert (wrong.status_code, "Choose one of the answers offered." in wrong.text) == (422, True)
        taken = await post(client, at, form | {"slug": slug})
        assert (taken.status_code, "This is taken already: choose another." in taken.text) == (422, True)
        made = await post(client, at, form)
    assert (made.status_code, made.headers["location"]) == (303, "/challenge/editions/next")
    edition = await db.fetchval("select id from edition where slug = 'next'")
    had = await count(SETTINGS, world.edition)
    assert await count(SETTINGS, edition) == had | {"rules_text": 1}
    assert await count(PEOPLE, edition) == dict.fromkeys(PEOPLE, 0)
    (before,) = await rounds(actor=await actor_for(chief), edition_id=world.edition)
    (after,) = await rounds(actor=await actor_for(chief), edition_id=edition)
    assert (after.state, after.slug, after.quota) == ("planned", before.slug, before.quota)
    assert (after.publicity, after.language) == ("unlisted", "zh")
    assert after.closes_at - before.closes_at == timedelta(days=365)
    assert await db.fetchval("select state from edition where id = $1", edition) == "draft"


async def test_the_settings_of_a_round_and_what_is_missing_are_on_one_page(
    world: World, client: httpx.AsyncClient
) -> None:
    later = {"closes_at": NOW + timedelta(days=500), "reviews_due_at": NOW + timedelta(days=600)}
    planned = await make_round(world.edition, state="planned", quota=None, **later)
    chief = await make_person()
    await grant(chief, "programme_organiser", edition_id=world.edition)
    await sign_in(client, chief)
    with clock.moved_to(NOW):
        bare = (await client.get(f"/desk/rounds/{planned}")).text
        assert "It has no rubric: say how it is judged." in bare
        assert "The call does not say how many places there are." in bare
        assert f'href="/desk/rounds/{planned}/rehearsal"' in bare
        assert (await client.get(f"/desk/rounds/{planned}/rehearsal")).status_code == 200
        played = await post(client, f"/desk/rounds/{planned}/rehearsal")
        assert (played.status_code, "Say first how this round is judged" in played.text) == (200, True)
        assert "Entries are begun, filled in and handed in" in played.text
        full = (await client.get(f"/desk/rounds/{world.round}")).text
        assert "It has no rubric" not in full and "Trimmed mean" in full and "3 judges" in full
        await db.execute(
            'insert into calendar_day (id, time_zone, "on", is_worked, name)'
            " select gen_random_uuid(), time_zone, (closes_at at time zone time_zone)::date, false, 'Fête' from round"
            " where id = $1",
            planned,
        )
        dates = await client.get("/desk/calendar")
        on_page = (await client.get(f"/desk/rounds/{planned}")).text
    for page in (dates.text, on_page):
        assert "its deadline for entries lies on a public holiday" in page and "(Fête)" in page
    assert (dates.status_code, "clocks in Europe/Paris go back by 60 minutes" in dates.text) == (200, True)
    assert f'href="/desk/rounds/{planned}"' in dates.text


async def test_the_calendar_of_a_citys_organiser_holds_no_other_round(world: World, client: httpx.AsyncClient) -> None:
    other = await make_world()
    await sign_in(client, world.organiser.id)
    with clock.moved_to(NOW):
        found = (await client.get("/desk/calendar")).text
    assert (str(world.round) in found, str(other.round) in found) == (True, False)
    assert (await client.get(f"/desk/rounds/{other.round}")).status_code == 404
