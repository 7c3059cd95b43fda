"""One thing done to many entries: listed first, by a job that may die or be stopped; within the reach of who asks."""

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from python_calamine import CalamineWorkbook

from contest.desk import queries, service
from contest.desk.rules.bulk import Plan
from contest.desk.service.bulk.working import work_some
from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.submissions import queries as submissions
from contest.submissions import service as entries
from tests.judging.world import World, declare_all, make_world
from tests.makers import NOW, actor_for, grant, make_person, make_round
from tests.web import post, sign_in

TEXTS = {"en": ("About {code}", "Dear {name}, see {link}."), "zh": ("", "")}
MAIL = Plan(verb="mail", texts=TEXTS)
ALL = "kind:project,solution,product,talent"


async def ask(world: World, plan: Plan = MAIL, query: str = ALL) -> UUID:
    async with db.work():
        return await service.ask(actor=world.organiser, query=query, plan=plan, now=NOW)


async def done(world: World, plan: Plan, query: str = ALL) -> queries.BulkJob:
    bulk_id = await ask(world, plan, query)
    await service.work_through(bulk_id=bulk_id, now=NOW)
    return await queries.bulk_job(world.organiser, bulk_id=bulk_id)


async def states() -> dict[str, int]:
    rows = await db.fetch("select state, count(*) as n from message where kind = 'desk/letter' group by state")
    return {row["state"]: row["n"] for row in rows}


@pytest.fixture
async def world() -> World:
    """Five entries that nobody has screened, with codes as they are given."""
    made = await make_world(entries=5)
    await db.execute("update submission set code = upper(code)")
    await db.execute("update standing set code = upper(code), state = 'entered'")
    made.entries = {code.upper(): entry for code, entry in made.entries.items()}
    return made


async def test_each_team_gets_its_own_letter_once_however_often_the_job_runs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contest.desk.queries.bulk.EACH", 2)
    bulk_id = await ask(world)
    assert await states() == {}
    assert await work_some(bulk_id=bulk_id, now=NOW)  # and here the worker dies
    for _ in range(2):
        await service.work_through(bulk_id=bulk_id, now=NOW)
    it = await queries.bulk_job(world.organiser, bulk_id=bulk_id)
    assert (it.done, it.changed, it.state, await states()) == (5, 5, "done", {"drafted": 5})
    rows = await db.fetch("select subject, body, about from message where kind = 'desk/letter'")
    assert {row["subject"] for row in rows} == {f"About {code}" for code in world.entries}
    assert all(row["about"] for row in rows)


async def test_it_can_be_stopped_on_its_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contest.desk.queries.bulk.EACH", 2)
    bulk_id = await ask(world, Plan(verb="mail", texts=TEXTS, is_reviewed=False))
    await work_some(bulk_id=bulk_id, now=NOW)
    async with db.work():
        await service.stop(actor=world.organiser, bulk_id=bulk_id, now=NOW)
    await service.work_through(bulk_id=bulk_id, now=NOW)
    assert await states() == {"queued": 2}


@pytest.mark.parametrize(
    ("query", "plan", "fields"),
    [
        ("", MAIL, {"q"}),
        ("kind:projct", MAIL, {"q"}),
        ("code:NONE-1", MAIL, {"q"}),
        pytest.param("x" * 10_000, MAIL, {"q"}, id="10 kB"),
        (ALL, Plan(verb="mail", texts={**TEXTS, "en": ("About {cdoe}", "x")}), {"subject_en"}),
        (ALL, Plan(verb="mail", texts={**TEXTS, "en": ("About", "")}), {"body_en"}),
        (ALL, Plan(verb="mail", texts={**TEXTS, "en": ("About", "By {judge}")}), {"body_en"}),
        (ALL, Plan(verb="decide", verdict="awarded"), {"verdict"}),
        (ALL, Plan(verb="decide", verdict="ineligible"), {"reasons"}),
        (ALL, Plan(verb="tag", tag="two words"), {"tag"}),
        (ALL, Plan(verb="move", into=UUID(int=1)), {"into", "reason"}),
        (ALL, Plan(verb="extend", until="2026-02-30"), {"until", "reason"}),
        (ALL, Plan(verb="extend", until="2020-01-01", reason="Late."), {"until"}),
        (ALL, Plan(verb="assign", judge=UUID(int=1)), {"judge"}),
    ],
)
async def test_what_cannot_be_done_is_said_at_its_field(world: World, query: str, plan: Plan, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        await ask(world, plan, query)
    assert set(refused.value.fields) == fields


async def test_entries_are_ruled_on_and_those_that_cannot_be_are_left_out_with_their_reason(world: World) -> None:
    first = min(world.entries)
    await db.execute("update standing set state = 'eligible' where submission = $1", world.entries[first])
    plan = Plan(verb="decide", verdict="eligible")
    shown = await service.preview(actor=world.organiser, query=ALL, plan=plan, now=NOW)
    assert {one.code: str(one.why_not) for one in shown.entries if one.why_not} == {first: "It stands there already."}
    bulk_id = await ask(world, plan)
    second = sorted(world.entries)[1]
    await db.execute("update submission set state = 'withdrawn' where id = $1", world.entries[second])
    await service.work_through(bulk_id=bulk_id, now=NOW)
    it = await queries.bulk_job(world.organiser, bulk_id=bulk_id)
    assert (it.done, it.changed, it.left_out) == (4, 3, {second: "It was withdrawn."})
    assert await db.fetchval("select count(*) from ruling where verdict = 'eligible'") == 3


async def test_a_tag_is_put_on_found_and_taken_off(world: World) -> None:
    first, second = sorted(world.entries)[:2]
    assert (await done(world, Plan(verb="tag", tag="shortlist"), f"code:{first},{second}")).changed == 2
    chosen: Any = await queries.chosen_entries(actor=world.organiser, text="tag:Shortlist")
    assert {row["id"] for row in chosen} == {world.entries[first], world.entries[second]}
    it = await done(world, Plan(verb="tag", tag="shortlist", takes_off=True), f"code:{first}")
    assert (it.changed, it.left_out) == (1, {})
    chosen = await queries.chosen_entries(actor=world.organiser, text="tag:shortlist")
    assert {row["id"] for row in chosen} == {world.entries[second]}
    with pytest.raises(Invalid):
        await ask(world, Plan(verb="tag", tag="shortlist"), "tag:shortlist")  # nothing would come of it


async def test_entries_move_to_another_round_that_their_organiser_runs_too(world: World) -> None:
    other = await make_round(world.edition, name_en="Berlin round", kinds=["project"], state="screening")
    plan = Plan(verb="move", into=other, reason="Wrong city.")
    with pytest.raises(Invalid) as refused:
        await ask(world, plan)
    assert set(refused.value.fields) == {"into"}
    await grant(world.organiser.id, "round_organiser", edition_id=world.edition, round_id=other)
    world.organiser = await actor_for(world.organiser.id)
    await db.execute("update standing set state = 'eligible'")
    assert (await done(world, plan)).changed == 5
    rows = await db.fetch("select st.state, s.round from standing st join submission s on s.id = st.submission")
    assert {(row["state"], row["round"]) for row in rows} == {("entered", other)}
    assert await db.fetchval("select count(*) from message where body like '%Wrong city.%'") == 5
    for name, sql in submissions.INVARIANTS.items():
        assert await db.fetch(sql) == [], name
    with pytest.raises(Conflict):
        async with db.work():
            await entries.move_entry(
                actor=world.organiser, code=min(world.entries), round_id=other, into=other, reason="x", now=NOW
            )


async def test_more_time_and_a_judge_are_given_to_many(world: World) -> None:
    it = await done(world, Plan(verb="extend", until="2026-06-01", reason="The site was down."))
    assert (it.changed, await db.fetchval("select count(*) from extension")) == (5, 5)
    await declare_all(world)
    judge = world.judges[0].id
    assert (await done(world, Plan(verb="assign", judge=judge))).changed == 5
    assert await db.fetchval("select count(*) from pair_ruling where judge = $1 and is_pinned", judge) == 5


async def test_a_job_does_nothing_with_a_role_that_was_taken_back(world: World) -> None:
    jobs = [
        await ask(world, plan) for plan in (MAIL, Plan(verb="tag", tag="x"), Plan(verb="decide", verdict="eligible"))
    ]
    await db.execute("update role_grant set revoked_at = $2 where person = $1", world.organiser.id, NOW)
    for bulk_id in jobs:
        await service.work_through(bulk_id=bulk_id, now=NOW + timedelta(minutes=1))
        it = await queries.bulk_job(world.organiser, bulk_id=bulk_id)
        assert (it.changed, len(it.left_out), it.state) == (0, 5, "done")
    assert await states() == {}


async def test_entries_of_other_rounds_and_those_one_is_tied_to_are_not_there(world: World) -> None:
    stranger = await make_person("Stranger")
    await grant(stranger, "round_organiser", edition_id=world.edition, round_id=(await make_world()).round)
    actor = await actor_for(stranger)
    found = await queries.chosen_entries(actor=actor, text=ALL)
    assert not {row["id"] for row in found} & set(world.entries.values())  # type: ignore[union-attr]
    code = min(world.entries)
    for verb in (
        entries.put_tag(actor=actor, code=code, round_id=world.round, tag="x", now=NOW),
        entries.take_tag(actor=actor, code=code, round_id=world.round, tag="x"),
        entries.move_entry(actor=actor, code=code, round_id=world.round, into=world.round, reason="x", now=NOW),
    ):
        with pytest.raises(NotFound):
            async with db.work():
                await verb
    tied = next(iter(world.entries.values()))
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        *(tied, world.organiser.id, NOW),
    )
    shown = await service.preview(actor=world.organiser, query=ALL, plan=Plan(verb="tag", tag="x"), now=NOW)
    assert tied not in {one.id for one in shown.entries} and len(shown.entries) == 4


async def test_it_is_shown_before_it_is_done_and_searches_are_kept(world: World, client: httpx.AsyncClient) -> None:
    await sign_in(client, world.organiser.id)
    page = await client.get(f"/desk/search?q={ALL}")
    assert 'href="/desk/bulk?verb=mail&amp;q=kind' in page.text and "verb=decide" in page.text
    form = {"q": ALL, "verb": "mail", "way": "reviewed", "subject_en": "About {code}", "body_en": "Dear {name} <b>"}
    shown = await post(client, "/desk/bulk", form)
    assert (shown.status_code, "5 mails will be written" in shown.text) == (200, True)
    assert "Dear Applicant" in shown.text or "&lt;b&gt;" in shown.text
    assert await db.fetchval("select count(*) from bulk_job") == 0
    wrong = await post(client, "/desk/bulk", form | {"q": 'kind:project "open'})
    assert (wrong.status_code, "This quotation mark is not closed." in wrong.text) == (422, True)
    for verb in ("decide", "tag", "move", "extend", "assign"):
        assert (await client.get(f"/desk/bulk?verb={verb}&q={ALL}")).status_code == 200, verb
    with clock.moved_to(NOW):
        ruled = {"q": ALL, "verb": "decide", "verdict": "eligible"}
        shown = await post(client, "/desk/bulk", ruled)
        assert "It will be done to 5 entries, of 5 found." in shown.text
        await db.execute(
            "update standing set state = 'eligible' where submission = $1", world.entries[min(world.entries)]
        )
        seen = shown.text.split('name="seen" value="')[1].split('"')[0]
        late = await post(client, "/desk/bulk", ruled | {"then": "start", "seen": seen})
        assert (late.status_code, "The list has changed since you looked." in late.text) == (422, True)
    await done(world, Plan(verb="tag", tag="shortlist"))
    tagged = (await client.get(f"/submissions/{min(world.entries)}")).text
    assert 'href="/desk/search?in=entries&amp;q=tag:shortlist"' in tagged
    begun = await post(client, "/desk/bulk", form | {"then": "start", "seen": ""} | {"way": "automatic"})
    assert begun.status_code == 422  # nobody looked at it
    seen = (await post(client, "/desk/bulk", form)).text.split('name="seen" value="')[1].split('"')[0]
    begun = await post(client, "/desk/bulk", form | {"then": "start", "seen": seen})
    progress = await client.get(begun.headers["location"])
    assert (progress.status_code, "0 of 5" in progress.text) == (200, True)
    assert (await post(client, f"{begun.headers['location']}/stop")).status_code == 303
    assert (await post(client, f"{begun.headers['location']}/stop")).status_code == 409
    await sign_in(client, await make_person())
    assert (await client.get(begun.headers["location"])).status_code == 404
    await sign_in(client, world.organiser.id)
    for query in (ALL, "kind:talent"):
        await post(client, "/desk/search/save", {"name": "Mine <x>", "in": "entries", "q": query})
    await post(client, "/desk/search/save", {"name": "Broken", "in": "entries", "q": "kind:"})
    listed = (await client.get("/desk/search")).text
    assert ("Mine &lt;x&gt;" in listed, "q=kind%3Atalent" in listed, "Broken</a>" in listed) == (True, True, False)
    saved = await db.fetchval("select id from saved_search")
    other = await make_person()
    await grant(other, "programme_organiser", edition_id=world.edition)
    await sign_in(client, other)
    assert (await post(client, f"/desk/search/saved/{saved}/remove")).status_code == 404
    assert "Mine" not in (await client.get("/desk/search")).text


async def test_a_list_is_put_together_by_the_job_and_taken_in_three_forms(
    client: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contest.desk.queries.bulk.EACH", 2)
    monkeypatch.setattr("contest.desk.queries.bulk.AT_ONCE", 2)
    await sign_in(client, world.organiser.id)
    form = {"q": ALL, "verb": "export", "column": ["status", "submitted", "score", "reviews"]}
    shown = (await post(client, "/desk/bulk", form)).text
    assert "It will be done to 5 entries" in shown
    await client.get(f"/desk/bulk?verb=export&q={ALL}")
    at = (await post(client, "/desk/bulk", form | {"then": "start", "seen": mark_in(shown)})).headers["location"]
    bulk_id = UUID(at.rsplit("/", 1)[1])
    assert await work_some(bulk_id=bulk_id, now=NOW)  # and here the worker dies
    assert (await client.get(f"{at}/rows/csv")).status_code == 404
    last = max(world.entries)
    await db.execute("update submission set title_en = 'x' where code = $1", last)
    await service.work_through(bulk_id=bulk_id, now=NOW)
    page = (await client.get(at)).text
    assert "5 entries are in the list." in page and f"{at}/rows/xlsx" in page
    (heading, *rows) = csv.reader(StringIO((await client.get(f"{at}/rows/csv")).content.decode("utf-8-sig")))
    assert (len(heading), [row[0] for row in rows]) == (6, sorted(world.entries))
    read = (await client.get(f"{at}/rows/json")).json()
    assert [(one["State"], one["Signed reviews"]) for one in read] == [("entered", 0)] * 5
    cells = CalamineWorkbook.from_filelike(BytesIO((await client.get(f"{at}/rows/xlsx")).content))
    first = cells.get_sheet_by_index(0).to_python()[1]
    assert isinstance(first[heading.index("Handed in")], datetime) and first[heading.index("Signed reviews")] == 0.0
    assert await db.fetchval("select count(*) from audit_record where action = 'bulk.take'") == 3
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        *(world.entries[last], world.organiser.id, NOW),
    )
    assert last not in (await client.get(f"{at}/rows/csv")).text
    for sql in queries.BULK_INVARIANTS.values():
        assert await db.fetch(sql) == []


async def test_a_list_is_kept_for_a_week_and_for_who_asked_for_it(client: httpx.AsyncClient, world: World) -> None:
    it = await done(world, Plan(verb="export"))
    other = await make_person()
    await grant(other, "round_organiser", edition_id=world.edition, round_id=world.round)
    await sign_in(client, other)
    assert (await client.get(f"/desk/bulk/{it.id}/rows/csv")).status_code == 404
    await sign_in(client, world.organiser.id)
    assert (await client.get(f"/desk/bulk/{it.id}/rows/pdf")).status_code == 404
    for days, status in ((6, 200), (8, 404)):
        with clock.moved_to(NOW + timedelta(days=days)):
            await service.forget_lists()
        assert (await client.get(f"/desk/bulk/{it.id}/rows/csv")).status_code == status
    assert "kept for a week" in (await client.get(f"/desk/bulk/{it.id}")).text
    with pytest.raises(Invalid) as refused:
        await ask(world, Plan(verb="export", columns=["password"]))
    assert set(refused.value.fields) == {"column"}


def mark_in(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]
