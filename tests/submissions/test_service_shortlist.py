"""What is asked of entries that advance."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.challenge.rules.forms import default_form, is_copy, with_copies
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, TooLate
from contest.submissions import queries, rules, service
from contest.submissions.rules.screening import leading, open_until, shortlist_fields
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.makers.files import attach, make_file
from tests.makers.submissions import make_standing
from tests.submissions.entries import ANSWERS, TALENT, hand_in, in_work_start
from tests.submissions.jobs import run_jobs
from tests.web import post, sign_in

OPENED = ["languages", "referees", "risks"]
DECIDED = NOW + timedelta(days=30)
GIVEN = {"languages": "en\nzh", "referees": "Prof. Wang", "risks": "Storms."}


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def round_() -> UUID:
    edition = await make_edition(code_prefix="BT26")
    await make_scene(edition)
    return await make_round(edition, kinds=["talent", "project"])


@pytest.fixture
async def anna() -> Actor:
    return await actor_for(await make_person("Anna Weber"))


async def handed_in(anna: Actor, round_id: UUID, **more: str) -> str:
    entry_id, code = await in_work_start(anna, round_id, "talent")
    async with db.work():
        await service.save_draft(actor=anna, code=code, revision=1, fields=TALENT | more, now=NOW)
    await attach(entry_id, await make_file(anna.id), field="cv")
    await hand_in(anna, code)
    return code


async def decide(round_id: UUID, state: str = "advanced") -> None:
    """As judging does it, the round having been judged."""
    person = await make_person("Marie")
    await grant(person, "round_organiser", round_id=round_id)
    ids = [row["submission"] for row in await db.fetch("select submission from standing where round = $1", round_id)]
    await db.execute("update standing set state = 'in_review' where round = $1", round_id)
    await db.execute("update round set state = 'decided' where id = $1", round_id)
    with clock.moved_to(DECIDED):
        async with db.work():
            await service.set_standings(
                actor=await actor_for(person), round_id=round_id, states=dict.fromkeys(ids, state), now=DECIDED
            )
        await run_jobs()  # opens the questions
        await run_jobs()  # tells of them


async def answer(anna: Actor, code: str, now: Any = DECIDED, **values: str) -> int:
    async with db.work():
        return await service.answer_request(actor=anna, code=code, values=values, now=now)


def test_a_question_that_another_of_them_leads_to_is_opened_with_it() -> None:
    form = default_form("project")
    fields = shortlist_fields(form, ANSWERS | {"applicant_type": "team"}, {}, ["energy"])
    assert {"impact_kind", "impact_storage", "business_plan"} <= set(fields)
    assert [key for key in fields if is_copy(key)] == []
    assert "health_value" not in fields  # no indicator was named, and that question stays closed
    named = [field.key for field in leading(form, fields)]
    assert "impact_kind" in named
    assert "impact_storage" not in named


def test_a_file_that_is_asked_of_the_shortlist_opens_its_anonymous_copy_too() -> None:
    form = with_copies(default_form("project"))
    fields = shortlist_fields(form, ANSWERS | {"applicant_type": "team"}, {}, ["energy"])
    assert "business_plan-anonymous" in fields
    assert "pitch_deck-anonymous" not in fields  # its original was handed in already


async def test_an_anonymous_round_takes_the_copies_with_the_answers_of_the_shortlist(anna: Actor) -> None:
    edition = await make_edition(code_prefix="BT27")
    await make_scene(edition)
    round_id = await make_round(edition, kinds=["project"], blindness="anonymous")
    entry_id, code = await in_work_start(anna, round_id)
    async with db.work():
        await service.save_draft(actor=anna, code=code, revision=1, fields=ANSWERS, now=NOW)
    await attach(entry_id, await make_file(anna.id))
    await hand_in(anna, code)
    await decide(round_id)
    entry = await queries.own_entry(actor=anna, code=code)
    assert entry.wanted is not None
    assert "business_plan-anonymous" in entry.wanted.fields
    with clock.moved_to(DECIDED):
        assert entry.may_change("business_plan-anonymous", DECIDED)


def test_nothing_is_opened_where_nothing_is_missing() -> None:
    form, cv = default_form("talent"), {"cv": rules.Attached(field="cv", name="cv.pdf", state="checked", pages=1)}
    assert shortlist_fields(form, TALENT, cv, ["energy"]) == tuple(OPENED)
    assert shortlist_fields(form, TALENT | GIVEN, cv, ["energy"]) == ()


def test_the_time_ends_with_a_day_where_the_round_is() -> None:
    assert open_until(NOW, days=14, zone="Asia/Shanghai").isoformat().endswith("16:00:00+00:00")


async def test_who_advances_answers_the_rest_and_what_was_judged_stays(anna: Actor, round_: UUID) -> None:
    code = await handed_in(anna, round_)
    judged = await db.fetchval("select version from standing")
    await decide(round_)
    later = await make_round(await db.fetchval("select edition from round"), slug="final")
    entry_id = await db.fetchval("select id from submission")
    await make_standing(entry_id, later, judged)
    asked = await db.fetchrow("select fields, until, purpose from information_request")
    assert asked is not None
    assert (asked["fields"], asked["purpose"]) == (OPENED, "shortlist")
    assert await answer(anna, code, problem="Not asked.", **GIVEN) == 2
    newest = await db.fetchrow("select id, content from submission_version where number = 2")
    assert newest is not None
    given = msgspec.json.decode(newest["content"])["answers"]
    assert {key: given.get(key) for key in (*OPENED, "problem")} == {**GIVEN, "problem": None}
    stands = {row["round"]: (row["version"], row["state"]) for row in await db.fetch("select * from standing")}
    assert stands == {round_: (judged, "advanced"), later: (newest["id"], "eligible")}
    assert await answer(anna, code, now=asked["until"], risks="Storms, floods.") == 3
    with pytest.raises(TooLate):
        await answer(anna, code, now=asked["until"] + timedelta(seconds=1), risks="None.")
    blind = await queries.frozen_entry(version_id=newest["id"], blindness="names")
    assert blind is not None
    assert "referees" not in {answer.key for answer in blind.answers}


async def test_what_is_needed_of_the_shortlist_is_needed(anna: Actor, round_: UUID) -> None:
    code = await handed_in(anna, round_)
    await decide(round_)
    with pytest.raises(Invalid) as error:
        await answer(anna, code, risks="Storms.")
    assert set(error.value.fields) == {"languages", "referees"}
    assert await db.fetchval("select count(*) from submission_version") == 1


async def test_its_team_is_told_once_reminded_and_told_of_the_end(anna: Actor, round_: UUID) -> None:
    await handed_in(anna, round_)
    await decide(round_)
    async with db.work():
        again = [row["submission"] for row in await db.fetch("select submission from standing")]
        await service.open_shortlist(round_id=round_, submission_ids=again, asked_by=None, now=DECIDED)
    await run_jobs()
    bodies = await db.fetch("select body from message where kind = 'submissions/shortlisted'")
    assert len(bodies) == 1
    assert "- " in bodies[0]["body"]
    until = await db.fetchval("select until from information_request")
    for moment in (until - timedelta(days=2), until + timedelta(seconds=1)):
        with clock.moved_to(moment):
            async with db.work():
                await service.chase_answers()
            await run_jobs()
    bodies = await db.fetch("select body from message where kind = 'submissions/reminder' order by id")
    assert len(bodies) == 2
    assert await db.fetchval("select state from standing") == "advanced"


async def test_a_reversed_decision_takes_its_questions_back(anna: Actor, round_: UUID) -> None:
    code = await handed_in(anna, round_)
    await decide(round_)
    organiser = await actor_for(await db.fetchval("select id from person where name = 'Marie'"))
    ids = [row["submission"] for row in await db.fetch("select submission from standing")]
    async with db.work():
        await service.set_standings(
            actor=organiser, round_id=round_, states=dict.fromkeys(ids, "in_review"), now=DECIDED
        )
    with pytest.raises(Conflict):
        await answer(anna, code, **GIVEN)


async def test_who_does_not_advance_is_asked_nothing(anna: Actor, round_: UUID) -> None:
    await handed_in(anna, round_)
    await decide(round_, "not_advanced")
    assert await db.fetchval("select count(*) from information_request") == 0


async def test_the_pages_lead_to_the_questions_and_keep_every_word(
    client: httpx.AsyncClient, anna: Actor, round_: UUID
) -> None:
    code = await handed_in(anna, round_)
    await decide(round_)
    with clock.moved_to(DECIDED):
        await sign_in(client, anna.id)
        for address in (f"/submissions/{code}", "/submissions"):
            assert "answer what is asked of the shortlist" in (await client.get(address)).text
        page = await client.get(f"/submissions/{code}/answer")
        assert [key for key in (*OPENED, "proposal") if f'name="{key}"' in page.text] == OPENED
        sent = await post(client, f"/submissions/{code}/answer", {"risks": "Storms."})
        assert sent.status_code == 422
        assert "Storms." in sent.text


async def test_the_days_of_a_round_are_its_organisers_to_set(round_: UUID, anna: Actor) -> None:
    person = await make_person("Marie")
    await grant(person, "round_organiser", round_id=round_)
    async with db.work():
        with pytest.raises(Invalid):
            await service.set_shortlist_days(actor=await actor_for(person), round_id=round_, days=0)
        await service.set_shortlist_days(actor=await actor_for(person), round_id=round_, days=3)
    await handed_in(anna, round_)
    await decide(round_)
    until = await db.fetchval("select until from information_request")
    assert timedelta(days=3) <= until - DECIDED <= timedelta(days=4)
