"""The incubator by programs: the same verbs as on the pages, each with its scope, no further than the token's place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.accounts.rules.tokens import READ_FUNDED, RUN_VENTURES, VENTURES
from contest.challenge.tables import Partner, PartnerPerson
from contest.incubator import service
from contest.lib import clock, db
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from tests.incubator.world import World, make_world
from tests.makers import grant, make_edition, make_person, make_token
from tests.makers.incubator import LATER, make_document, make_mentor, make_report
from tests.web import browser

Place = tuple[UUID | None, UUID | None]
DAY = LATER.date().isoformat()


@pytest.fixture
async def world(database: object) -> World:
    return await make_world()


@asynccontextmanager
async def program(
    app: Front, person: UUID | None, *scopes: str, place: Place = (None, None)
) -> AsyncIterator[httpx.AsyncClient]:
    """A program of the person's, on the day of the award's end."""
    assert person is not None
    token = await make_token(person, *scopes, place=place)
    await db.execute("update api_token set expires_at = $1", LATER + timedelta(days=7))
    with clock.moved_to(LATER):
        async with browser(app, authorization=f"Bearer {token}") as client:
            yield client


async def ok(asked: Any) -> Any:
    answer = await asked
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refused(asked: Any, status: int, *fields: str) -> None:
    answer = await asked
    assert (answer.status_code, sorted(answer.json().get("fields", []))) == (status, sorted(fields)), answer.text


async def test_a_venture_lands_by_programs_with_its_evidence(app: Front, world: World) -> None:
    here, edition = f"/api/v1/ventures/{world.venture}", f"/api/v1/editions/{world.edition_id}"
    proof = str(await make_document(world.venture, world.lin.id))
    foreign = str(await make_document(world.other, world.sofia.id))
    async with (
        program(app, world.manager.person_id, RUN_VENTURES) as runs,
        program(app, world.lin.person_id, VENTURES) as lin,
    ):
        cohorts = await ok(
            runs.post(f"{edition}/cohorts", json={"name_en": "Second", "starts_on": DAY, "ends_on": DAY})
        )
        second = next(one["id"] for one in cohorts if one["name_en"] == "Second")
        await refused(runs.put(f"/api/v1/cohorts/{second}", json={"starts_on": DAY, "ends_on": DAY}), 422, "name_en")
        moved = await ok(runs.put(f"{here}/cohort", json={"cohort": second}))
        assert moved["cohort_en"] == "Second"
        assert [one["id"] for one in await ok(runs.get(f"{edition}/ventures?cohort={second}"))] == [str(world.venture)]
        assert await ok(runs.get(f"{edition}/candidates")) == []

        mine = await ok(lin.get("/api/v1/ventures"))
        assert [one["id"] for one in mine["ventures"]] == [str(world.venture)]
        judged = await ok(lin.get(f"{here}/judged"))
        assert (judged["number"], judged["title_en"]) == (1, "Rainforest village microgrid")
        assert "Villages run on diesel." in [one["text"] for one in judged["answers"]]
        step = (await ok(lin.get(here)))["landing"][0]
        at = f"/api/v1/landing/{step['id']}"
        await refused(lin.put(at, json={"begun_on": DAY, "done_on": DAY}), 422, "evidence")
        await refused(lin.put(at, json={"begun_on": DAY, "done_on": DAY, "evidence": foreign}), 422, "evidence")
        before = (LATER.date() - timedelta(days=9)).isoformat()
        await refused(lin.put(at, json={"begun_on": before}), 422, "begun_on")  # before the award
        done = await ok(lin.put(at, json={"begun_on": DAY, "done_on": DAY, "evidence": proof}))
        assert (done["landing"][0]["state"], done["landing"][0]["days"]) == ("done", 0)
        await refused(lin.post(f"{here}/stages", json={"to": "matched", "happened_on": DAY}), 403)
        await refused(runs.post(f"{here}/stages", json={"to": "registered", "happened_on": DAY}), 422, "evidence")
        assert (await ok(runs.post(f"{here}/stages", json={"to": "matched", "happened_on": DAY})))["stage"] == "matched"
        assert (await ok(runs.get(f"{edition}/ventures/pace")))["ventures"] == 2
        assert {one["what"] for one in await ok(runs.get(f"{edition}/ventures/calendar"))} >= {"due", "starts"}

        added = await lin.post(f"{here}/documents?name=permit.pdf", content=b"%PDF-1.7 nothing")
        assert added.status_code == 200
        assert "permit.pdf" in [one["name"] for one in (await ok(lin.get(here)))["documents"]]
        await refused(lin.post(f"{here}/documents", content=b"%PDF"), 422, "name")

        template = f"{edition}/landing-templates/talent"
        assert len(await ok(runs.get(template))) == 4
        assert await ok(runs.put(template, json={"steps": [{"name_en": "Post", "name_zh": "岗位", "days": 9}]})) == [
            {"name_en": "Post", "name_zh": "岗位", "days": 9}
        ]
        await refused(runs.get(f"{edition}/landing-templates/x"), 404)


async def test_a_milestone_a_tranche_and_a_prize_go_their_way_by_programs(app: Front, world: World) -> None:
    here, edition = f"/api/v1/ventures/{world.venture}", f"/api/v1/editions/{world.edition_id}"
    proof = str(await make_document(world.venture, world.lin.id))
    async with (
        program(app, world.manager.person_id, RUN_VENTURES) as runs,
        program(app, world.second.person_id, RUN_VENTURES) as second,
        program(app, world.lin.person_id, VENTURES) as lin,
    ):
        [line] = await ok(runs.post(f"{here}/milestones", json={"title": "Pilot runs", "due_on": "2027-01-01"}))
        one = f"/api/v1/milestones/{line['id']}"
        await refused(runs.put(one, json={"title": "Pilot runs", "after": line["id"]}), 422, "after")
        await refused(lin.post(f"{one}/hand-in", json={"documents": []}), 422, "documents")
        moving = {"act": "move", "milestones": [line["id"]], "to": "2027-02-01"}
        await refused(runs.put(f"{edition}/milestones", json=moving), 422, "reason")
        moved = await ok(runs.put(f"{edition}/milestones", json=moving | {"reason": "The permit came late."}))
        assert moved["milestones"][0]["due_on"] == "2027-02-01"
        far = {"act": "move", "milestones": [line["id"]], "reason": "x"}
        await ok(runs.put(f"{edition}/milestones", json=far | {"to": "9999-12-31"}))
        await refused(runs.put(f"{edition}/milestones", json=far | {"days": 5}), 422, "days")

        grant_of = {"amount": "5000", "currency": "EUR", "rate": "7.8", "parts": [
            {"milestone": line["id"], "percent": "100"}]}  # fmt: skip
        [tranche] = (await ok(runs.post(f"{here}/grant", json=grant_of)))["tranches"]
        approve = f"/api/v1/tranches/{tranche['id']}/approvals"
        await refused(runs.post(approve), 409)  # its milestone is not accepted
        await ok(lin.post(f"{one}/hand-in", json={"documents": [proof]}))
        accept = {"act": "accepted", "milestones": [line["id"]]}
        await refused(runs.put(f"{edition}/milestones", json=accept | {"act": "returned"}), 422, "reason")
        assert (await ok(runs.put(f"{edition}/milestones", json=accept)))["milestones"][0]["state"] == "accepted"
        [tranche] = (await ok(runs.post(approve)))["tranches"]
        assert (len(tranche["approvals"]), tranche["amount"]) == (1, "5000.00")
        await refused(runs.post(approve), 409)  # one person twice
        await ok(second.post(approve))
        paid = {"released_on": DAY, "reference": "BANK-1"}
        [tranche] = (await ok(runs.post(f"/api/v1/tranches/{tranche['id']}/release", json=paid)))["tranches"]
        assert (tranche["released_on"], tranche["missing"]) == (DAY, [])

        prize = {"name_en": "First Prize", "amount": "1000.50", "currency": "CNY", "settle_by": "2027-06-30"}
        [won] = await ok(runs.post(f"{here}/prizes", json=prize | {"conditions": ["Register in the zone."]}))
        assert (won["amount"], won["state"]) == ("1000.50", "open")
        await refused(runs.post(f"/api/v1/prizes/{won['id']}/settle", json={"settled_on": DAY}), 422, "")
        met = f"/api/v1/prizes/{won['id']}/conditions/{won['conditions'][0]['id']}"
        await ok(runs.put(met, json={"met_on": DAY, "evidence": proof}))
        [won] = await ok(runs.post(f"/api/v1/prizes/{won['id']}/settle", json={"settled_on": DAY}))
        assert won["state"] == "settled" and await ok(lin.get(f"{here}/prizes")) == [won]


async def test_figures_are_reported_verified_and_told_to_a_funder_by_programs(app: Front, world: World) -> None:
    here, edition = f"/api/v1/ventures/{world.venture}", f"/api/v1/editions/{world.edition_id}"
    quarter = await make_report(world.venture, kind="quarter")
    proof = str(await make_document(world.venture, world.lin.id))
    partner, fund = Partner(edition=world.edition_id, role="funder", name_en="Fund", source="x"), await make_person("F")
    await partner.save()
    await grant(fund, "partner", edition_id=world.edition_id)
    await PartnerPerson(partner=partner.id, person=fund).save()
    async with (
        program(app, world.manager.person_id, RUN_VENTURES) as runs,
        program(app, world.lin.person_id, VENTURES) as lin,
        program(app, fund, READ_FUNDED) as funder,
    ):
        at = f"/api/v1/venture-reports/{quarter}"
        asked = {one["indicator"]: one["unit"] for one in (await ok(lin.get(at)))["asked"]}
        assert (asked["revenue"], asked["jobs_women"], "jobs" in asked) == ("", "people", False)
        await refused(lin.post(at, json={"figures": {"jobs": {"value": "4"}}}), 422, "jobs")
        figures = {"revenue": {"value": "900", "unit": "CNY", "evidence": proof}, "agreements": {"value": "2"}}
        assert len((await ok(lin.post(at, json={"figures": figures})))["figures"]) == 2
        await refused(lin.post(at, json={"figures": figures}), 409)  # nothing is counted twice
        told = {one["indicator"]: one for one in (await ok(runs.get(f"{here}/reports")))["figures"]}
        await refused(runs.post(f"/api/v1/figures/{told['agreements']['id']}/verify"), 409)  # no document
        verified = await ok(runs.post(f"/api/v1/figures/{told['revenue']['id']}/verify"))
        assert [one["verifier"] for one in verified["figures"] if one["indicator"] == "revenue"] == ["Manager"]
        assert (await ok(runs.get(f"{edition}/venture-reports")))["total"] == 0

        wanted = {"partner": str(partner.id), "framework": "undp", "first_on": "2026-01-01"}
        await refused(runs.post(f"{edition}/funder-reports", json=wanted | {"until_on": "2027-01-01"}), 422, "until_on")
        await db.execute("update indicator_value set until_on = $1", LATER.date())
        asking = wanted | {"until_on": DAY, "targets": {"2.2": {"target": "1000"}}}
        made = (await ok(runs.post(f"{edition}/funder-reports", json=asking)))["report"]["id"]
        assert await ok(funder.get("/api/v1/funder-reports")) == []  # not made yet
        async with db.work():
            await service.freeze_lines(report_id=UUID(made))
        async with db.work():
            await service.mark_funder_report(report_id=UUID(made), now=LATER)
        assert [one["id"] for one in await ok(funder.get("/api/v1/funder-reports"))] == [made]
        lines = (await ok(funder.get(f"/api/v1/funder-reports/{made}")))["lines"]
        revenue = next(one for one in lines if one["code"] == "2.2")
        assert (revenue["actual"], revenue["verified"], revenue["target"]) == ("900.00", "900.00", "1000")
        [row] = await ok(funder.get(f"/api/v1/funder-reports/{made}/lines/{revenue['id']}"))
        assert (row["what"], row["amount"], row["evidence"]) == ("revenue", "900.00", "licence.pdf")
        await refused(funder.get(here), 403)
        await refused(funder.get(f"/api/v1/funder-reports/{made}/lines/{uuid7()}"), 404)


async def test_a_mentor_offers_and_notes_and_the_desk_answers_by_programs(app: Front, world: World) -> None:
    here, edition = f"/api/v1/ventures/{world.venture}", f"/api/v1/editions/{world.edition_id}"
    parts = await make_mentor(world.venture)
    mei = await db.fetchval("select person from mentor where id = $1", parts["mentor_id"])
    async with (
        program(app, world.manager.person_id, RUN_VENTURES) as runs,
        program(app, world.lin.person_id, VENTURES) as lin,
        program(app, mei, VENTURES) as mentor,
    ):
        at = f"/api/v1/mentors/{parts['mentor_id']}/hours"
        offer = {"starts_at": (LATER + timedelta(days=3)).isoformat(), "minutes": 30, "count": 2, "place": "Room 3"}
        await refused(mentor.post(at, json=offer | {"starts_at": "9999-12-31T23:50:00Z"}), 422, "starts_time")
        hours = (await ok(mentor.post(at, json=offer)))["hours"]
        free = next(one["id"] for one in hours if one["venture_id"] is None)
        await refused(lin.post(f"{here}/hours", json={"hour": free}), 422, "question")
        await ok(lin.post(f"{here}/hours", json={"hour": free, "question": "Which grid?"}))
        assert free in [one["id"] for one in (await ok(mentor.get("/api/v1/mentoring")))["hours"]]
        assert free in [one["id"] for one in (await ok(lin.get("/api/v1/ventures/calendar")))["hours"]]
        known = await ok(mentor.get(f"{here}/pre-read"))
        assert (known["title_en"], known["hours"][-1]["question"]) == ("Rainforest village microgrid", "Which grid?")
        held = {"held_on": DAY, "minutes": 30, "way": "online", "topic": "Grid", "note": "Between us."}
        noted = (await ok(mentor.post(f"{here}/sessions", json=held)))["sessions"]
        assert "Between us." in [one["note"] for one in noted]
        assert {one["note"] for one in (await ok(lin.get(f"{here}/mentors")))["sessions"]} == {""}
        assert await ok(lin.delete(f"/api/v1/hours/{free}")) == {"done": True}
        await refused(mentor.get(here), 404)  # a mentor reads the hours, not the venture
        await refused(mentor.get(f"{here}/judged"), 404)
        assert "Between us." not in str(await ok(lin.get(f"{here}/pre-read")))
        assert "Between us." in str(await ok(mentor.get(f"{here}/pre-read")))

        [asked] = await ok(lin.post(f"{here}/service-requests", json={"kind": "premises", "text": "Two rooms."}))
        answered = {"owner": str(world.manager.id), "due_on": DAY, "answer": "From August on."}
        [one] = await ok(runs.put(f"/api/v1/service-requests/{asked['id']}", json=answered))
        assert (one["state"], (await ok(runs.get(f"{edition}/service-requests")))["days"]) == ("answered", 0.0)
        await refused(lin.delete(f"/api/v1/service-requests/{asked['id']}"), 409)

        place = {"kind": "replication", "place_en": "Lyon", "country": "FR", "since_on": DAY, "latitude": "45.7640"}
        place["partner_en"] = "Ville de Lyon"
        await refused(lin.post(f"{here}/places", json=place), 422, "longitude")
        seen = await ok(lin.post(f"{here}/places", json=place | {"longitude": "4.8357"}))
        assert seen["places"][0]["longitude"] == "4.8357"
        assert len((await ok(runs.get(f"{edition}/ecosystem")))["places"]) == 1
        nodes = (await ok(runs.post(f"{edition}/roadmap/begin")))["nodes"]
        node = f"/api/v1/nodes/{nodes[1]['id']}"
        linked = await ok(runs.post(f"{node}/ventures", json={"ventures": [str(world.venture)]}))
        assert [one["id"] for one in linked["ventures"]] == [str(world.venture)]
        await refused(runs.delete(node), 409)
        said = {"text": "carbon neutral", "market": "eu", "audience": "consumers", "uses_offsets": True}
        assert (await ok(lin.post(f"{here}/claims", json=said)))["verdict"] == "refused"
        row = {"name": "Power", "amount": "12", "unit": "kwh"}
        product = {"product": "Box", "functional_unit": "one box", "boundary": "grave", "rows": [row]}
        await refused(
            lin.put(f"{here}/product", json=product), 422, "cn_factor", "eu_factor", "row_1_boundary", "row_1_stage"
        )


async def test_a_token_goes_no_further_than_its_place(app: Front, world: World) -> None:
    elsewhere = await make_edition()
    for person in (world.manager.id, world.lin.id):
        await grant(person, "programme_organiser" if person == world.manager.id else "founder", edition_id=elsewhere)
    here = f"/api/v1/ventures/{world.venture}"
    reports = await make_report(world.venture)
    for person, scope in ((world.manager.id, RUN_VENTURES), (world.lin.id, VENTURES)):
        async with program(app, person, scope, place=(elsewhere, None)) as narrow:
            for path in (
                here,
                f"{here}/judged",
                f"{here}/pre-read",
                f"{here}/reports",
                f"{here}/mentors",
                f"/api/v1/venture-reports/{reports}",
            ):
                await refused(narrow.get(path), 404)
            if scope == VENTURES:
                assert (await ok(narrow.get("/api/v1/ventures")))["ventures"] == []
                assert await ok(narrow.get("/api/v1/ventures/calendar")) == {"days": [], "hours": []}
                await refused(narrow.post(f"/api/v1/venture-reports/{reports}", json={}), 404)
        async with program(app, person, scope, place=(world.edition_id, None)) as wide:
            await ok(wide.get(here))
            assert (await ok(wide.get("/api/v1/ventures/calendar")))["days"]
    round_id = await db.fetchval("select round from venture where id = $1", world.venture)
    async with program(app, world.lin.id, VENTURES, place=(world.edition_id, round_id)) as own_round:
        await ok(own_round.get(here))
    async with program(app, world.manager.id, RUN_VENTURES, place=(world.edition_id, round_id)) as one_round:
        await refused(one_round.get(f"/api/v1/editions/{world.edition_id}/ventures"), 404)
