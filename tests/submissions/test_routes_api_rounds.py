"""What organisers and screeners do beside the queue, through the API: the same verbs as on the pages, no further."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contest.impact import service as factors
from contest.lib import db, storage
from contest.submissions import service
from contest.submissions.tables.teams import Referee
from tests.makers import NOW, actor_for, grant, make_person, make_round
from tests.makers.files import make_file
from tests.makers.zone import make_counterpart
from tests.submissions.entries import hand_in, make_ready
from tests.submissions.test_routes_api import at_noon, edition, entered, programs, round_, screener

__all__ = ["at_noon", "edition", "programs", "round_"]
LATE = (NOW + timedelta(days=60)).isoformat()
SOON = (NOW + timedelta(days=50)).isoformat()


@pytest.fixture
async def lin(database: str) -> AsyncIterator[UUID]:
    yield await make_person(email="lin@example.org")


@pytest.fixture
async def chief(programs: Any, edition: UUID, round_: UUID) -> Any:
    """The program of who organises the round."""
    person = await make_person("Marie")
    await grant(person, "round_organiser", edition_id=edition, round_id=round_)
    return await programs(person)


async def test_time_is_given_and_taken_back_and_a_code_used(
    programs: Any, chief: Any, edition: UUID, lin: UUID, round_: UUID
) -> None:
    code, at = await entered(lin, round_), f"/rounds/{round_}"
    wrong = await chief.ask("PUT", at + "/deadline", 422, json={"closes_at": NOW.isoformat()})
    assert set(wrong["fields"]) == {"closes_at", "reason_en"}
    ends = await db.fetchval("select closes_at from round") + timedelta(days=1)
    moved = {"closes_at": ends.isoformat(), "reason_zh": "台风"}
    assert (await chief.ask("PUT", at + "/deadline", json=moved))["closes_at"][:19] == ends.isoformat()[:19]
    assert await db.fetchval("select reason_zh from round_change where kind = 'deadline'") == "台风"
    await (await programs(await screener(edition, round_, "Paul"))).get(at + "/extensions", 403)
    wrong = await chief.post(at + "/extensions", {"code": "NONE", "until": NOW.isoformat(), "reason": ""}, 422)
    assert set(wrong["fields"]) == {"code", "until", "reason"}
    await chief.post(at + "/extensions", {"code": code, "until": "2026-12-01T00:00:00", "reason": "x"}, 422)
    (given,) = (await chief.post(at + "/extensions", {"code": code, "until": LATE, "reason": "Ill."}))["extensions"]
    assert (given["codes"], given["kinds"], given["revoked_at"]) == ([code], ["project"], None)
    (taken,) = (await chief.ask("DELETE", f"{at}/extensions/{given['id']}"))["extensions"]
    assert taken["revoked_at"] is not None
    terms = {"late_until": LATE, "good_until": SOON, "late_reason": "A fair."}
    assert list((await chief.post(at + "/late-codes", terms | {"kinds": ["x"]}, 422))["fields"]) == ["kinds"]
    made = await chief.post(at + "/late-codes", terms, 201)
    late, another = await programs(await make_person("Late")), await programs(await make_person("Later"))
    assert await late.post("/late-codes", {"late_code": made["code"].lower()}) == {"round": str(round_)}
    assert list((await another.post("/late-codes", {"late_code": made["code"]}, 422))["fields"]) == ["late_code"]
    (line,) = (await chief.get(at + "/late-codes"))["late_codes"]
    assert (line["used"], line["most"]) == (1, 1) and made["code"] not in str(line)
    assert (await chief.ask("DELETE", f"{at}/late-codes/{line['id']}"))["late_codes"][0]["revoked_at"]
    await chief.ask("DELETE", f"{at}/late-codes/{given['id']}", 404)


async def test_the_figure_follows_the_answers_and_says_what_it_hangs_on(programs: Any, lin: UUID, round_: UUID) -> None:
    async with db.work():
        frozen = await factors.set_in_force(now=NOW)
    await db.execute("update round set factor_set = $1", frozen)
    owner, code = await programs(lin), await make_ready(await actor_for(lin), round_)
    at = f"/entries/{code}"
    assert (await owner.get(at + "/impact"))["record"] is None

    async def save(**answers: str) -> Any:
        revision = (await owner.get(at))["revision"]
        await owner.ask("PUT", at + "/answers", json={"revision": revision, "answers": answers})
        return await owner.get(at + "/impact")

    grows = {"impact_ramp": "line", "impact_points": "2 10\n5 40", "impact_lifetime": "1", "impact_percent": "20"}
    found = await save(impact_baseline="1000", impact_solution="100", **grows)
    host = found["record"]["assessment"]["host"]["result"]
    assert host["cumulative_tco2e"]["5"] == pytest.approx(
        {"central": 94.5, "lowest": 75.6, "low": 75.6, "high": 113.4, "highest": 113.4}
    )
    assert ([one["name"] for one in host["drivers"]], found["faults"]) == (["net"], {})
    assert found["record"]["place"] == "CN-HI"
    wrong = await save(impact_more="ranges", impact_baseline_low="2000")
    assert (wrong["record"], list(wrong["faults"])) == (None, ["impact_baseline"])
    await (await programs(await make_person("Another"))).get(at + "/impact", 404)


async def test_a_translation_is_drafted_checked_and_approved(
    programs: Any, edition: UUID, lin: UUID, round_: UUID
) -> None:
    actor = await actor_for(lin)
    code = await make_ready(actor, round_, title_zh="", summary_zh="")
    await hand_in(actor, code)
    owner, paul, marie = [
        await programs(person)
        for person in (lin, await screener(edition, round_, "Paul"), await screener(edition, round_))
    ]
    at, own = f"/rounds/{round_}/translations", f"/entries/{code}/translation"
    assert (await owner.get(own))["state"] == ""
    assert [(one["code"], one["state"]) for one in (await paul.get(at))["lines"]] == [(code, "wanted")]
    found = await paul.get(f"{at}/{code}")
    assert (found["revision"], set(found["lacking"])) == (0, {"title_zh", "summary_zh"})
    said = {"texts": {"title_zh": "雨林村落微网", "summary_zh": "全天候清洁供电。"}, "revision": 0}
    kept = await paul.ask("PUT", f"{at}/{code}", json=said)
    await paul.ask("PUT", f"{at}/{code}", 409, json=said)
    checked = said | {"revision": kept["revision"], "is_checked": True}
    await paul.ask("PUT", f"{at}/{code}", 403, json=checked)
    assert (await marie.ask("PUT", f"{at}/{code}", json=checked))["state"] == "checked"
    mine = await owner.get(own)
    await owner.post(own, {"approves": False, "revision": mine["revision"]}, 422)
    await paul.post(own, {"approves": True, "revision": mine["revision"]}, 404)
    done = await owner.post(own, {"approves": True, "revision": mine["revision"]})
    assert (done["state"], done["texts"]) == ("approved", said["texts"])
    assert await db.fetchval("select translated_title from submission_version") == "雨林村落微网"
    await owner.get(at, 403)


async def test_an_entry_is_shared_as_far_as_its_owner_agreed_and_taken_back(
    programs: Any, chief: Any, edition: UUID, lin: UUID, round_: UUID
) -> None:
    code, fund = await entered(lin, round_), await make_counterpart(edition)
    owner, at, own = await programs(lin), f"/rounds/{round_}/sharing", f"/entries/{code}/sharing"
    told = {"counterpart_id": str(fund), "codes": [code]}
    await chief.post(at, told, 409)
    assert (await owner.ask("PUT", own, json={"level": "summary"}))["level"] == "summary"
    assert await chief.post(at, told) == {"shared": 1}
    seen = await chief.get(at)
    assert [one["id"] for one in seen["counterparts"]] == [str(fund)]
    ((share,),) = [one["shared_with"] for one in seen["entries"]]
    assert (share["name"], seen["entries"][0]["level"]) == ("Blue Lagoon Capital", "summary")
    assert (await chief.ask("DELETE", f"{at}/{share['id']}"))["entries"][0]["shared_with"] == []
    assert await chief.post(at, told) == {"shared": 1}
    (reader,) = (await owner.get(own))["readers"]
    assert (await owner.ask("DELETE", f"{own}/{reader['share_id']}"))["readers"] == []
    assert await chief.post(at, told) == {"shared": 0}
    await owner.get(at, 403)


async def test_a_round_is_planned_and_an_edition_only_by_who_has_all_of_it(
    programs: Any, chief: Any, edition: UUID, round_: UUID
) -> None:
    at, of_all = f"/rounds/{round_}/plan", f"/editions/{edition}/plan"
    assert (await chief.get(at))["shortlist_days"] == 14
    sent = {"needs_second": True, "judges_read_letters": True, "shortlist_days": 9}
    assert (await chief.ask("PUT", at, json=sent)) == await chief.get(at)
    assert {name: (await chief.get(at))[name] for name in sent} == sent
    assert list((await chief.ask("PUT", at, 422, json=sent | {"shortlist_days": 0}))["fields"]) == ["shortlist_days"]
    reasons = {"reasons": [{"en": "Not of this contest", "zh": "不属于本赛事"}], "per_person": 2}
    await chief.ask("PUT", of_all, 404, json=reasons)
    anna = await make_person("Anna")
    await grant(anna, "programme_organiser", edition_id=edition)
    programme = await programs(anna)
    assert "per_person" in (await programme.ask("PUT", of_all, 422, json=reasons | {"per_person": 0}))["fields"]
    done = await programme.ask("PUT", of_all, json=reasons)
    assert [(one["en"], bool(one["key"])) for one in done["reasons"]] == [("Not of this contest", True)]
    plan = await chief.get(at)
    assert (plan["per_person"], plan["reasons"], plan["needs_second"]) == (2, done["reasons"], True)


async def test_entries_that_are_alike_are_ruled_on_and_letters_read_by_the_staff_alone(
    programs: Any, edition: UUID, lin: UUID, round_: UUID
) -> None:
    other = await make_person("Anna Weber")
    one, two = [await entered(person, round_) for person in (lin, other)]
    both = "select s.id, v.id as version from submission s join submission_version v on v.submission = s.id"
    for row in await db.fetch(both):
        async with db.work():
            await service.compare(submission_id=row["id"], version_id=row["version"], now=NOW)
    marie, owner = await programs(await screener(edition, round_)), await programs(lin)
    at = f"/rounds/{round_}/screening/{one}"
    (line,) = (await marie.get(at + "/alike"))["lines"]
    assert (line["code"], line["settled"], len(line["reasons"]) > 0) == (two, "", True)
    beside = await marie.get(f"{at}/alike/{two}")
    assert {answer["one"]: answer["is_same"] for answer in beside["answers"]}["Rainforest village microgrid"]
    await marie.post(f"{at}/alike/{two}", {"verdict": "maybe"}, 422)
    ruled = await marie.post(f"{at}/alike/{two}", {"verdict": "different"})
    assert ruled["lines"][0]["settled"] == "different"
    await marie.get(f"{at}/alike/{one}", 404)
    file = await make_file(lin)
    await storage.put(f"files/{file}", b"%PDF", content_type="application/pdf")
    referee = Referee(
        submission=await db.fetchval("select id from submission where code = $1", one), name="Ohta",
        email="o@example.org", asked_by=lin, expires_at=NOW, outcome="given", closed_at=NOW, letter="Good.",
        relation="Met.", file=file,
    )  # fmt: skip
    await referee.save()
    (letter,) = (await marie.get(at + "/letters"))["letters"]
    assert (letter["text"], letter["has_file"]) == ("Good.", True)
    answer = await marie.client.get(f"/api/v1{at}/letters/{letter['id']}")
    assert (answer.content, answer.headers["content-disposition"][:10]) == (b"%PDF", "attachment")
    await owner.get(at + "/letters", 403)
    elsewhere = await make_round(edition)
    await grant(await db.fetchval("select id from person where name = 'Marie'"), "screener", round_id=elsewhere)
    for place in ("/letters", f"/letters/{letter['id']}", "/alike", f"/alike/{two}"):
        await marie.get(f"/rounds/{elsewhere}/screening/{one}{place}", 404)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " select gen_random_uuid(), s.id, p.id, 'ruled', 'ruled', '', now() from submission s, person p"
        " where s.code = $1 and p.name = 'Marie'",
        one,
    )
    for place in ("/letters", f"/letters/{letter['id']}", "/alike", f"/alike/{two}"):
        await marie.get(at + place, 404)
