"""Screening: what is asked and answered, two people, many at once, and entries that are alike."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from contest.lib.ids import uuid7
from contest.submissions import queries, service
from contest.submissions.rules import Words
from contest.submissions.rules.screening import DEFAULT_REASONS, Reason
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.makers.files import attach, make_file
from tests.submissions.entries import ALL, hand_in, make_ready

UNTIL = NOW + timedelta(days=30)
LATE = NOW + timedelta(days=20)  # the round takes no entries any more
ASKED = {"verdict": "more_wanted", "reason": "Which site?", "fields": ["landing", "pitch_deck"], "until": UNTIL}
LONG = (
    "Villages in the rainforest run on diesel that is carried up the river by boat. We replace it by a small hydro"
    " power station, solar panels on the school and a battery, so that the clinic has power around the clock."
)
NO_POLICY = Words("", "")
ZH = "雨林村落长期依靠柴油发电，燃料需用船沿河运送。我们以小水电、校舍屋顶光伏和储能电池替代柴油，让卫生站全天候有电。"


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def edition() -> UUID:
    edition_id = await make_edition(code_prefix="BT26")
    await make_scene(edition_id)
    return edition_id


@pytest.fixture
async def round_(edition: UUID) -> UUID:
    return await make_round(edition)


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu"))


async def screener(round_id: UUID, name: str = "Marie") -> Actor:
    person = await make_person(name)
    await grant(person, "screener", round_id=round_id)
    return await actor_for(person)


async def entered(actor: Actor, round_id: UUID, **answers: str) -> str:
    code = await make_ready(actor, round_id, **answers)
    await hand_in(actor, code)
    return code


async def say(actor: Actor, code: str, round_id: UUID, now: datetime = NOW, **said: Any) -> None:
    async with db.work():
        await service.screen(actor=actor, code=code, round_id=round_id, now=now, **said)


async def answer(actor: Actor, code: str, now: datetime = LATE, **values: str) -> int:
    async with db.work():
        return await service.answer_request(actor=actor, code=code, values=values, now=now)


async def stands() -> list[str]:
    return [row["state"] for row in await db.fetch("select state from standing order by id")]


# More information wanted


async def test_an_answer_changes_the_fields_that_were_opened_and_no_others(lin: Actor, round_: UUID) -> None:
    code = await entered(lin, round_)
    before = msgspec.json.decode(await db.fetchval("select content from submission_version"))
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=2, fields={"risks": "Never handed in."}, now=NOW)
    marie = await screener(round_)
    await say(marie, code, round_, **ASKED)
    await db.execute("update round set state = 'screening'")
    assert await answer(lin, code, landing="Maogan, two villages.", problem="Not asked.") == 2
    row = await db.fetchrow("select content, id from submission_version where number = 2")
    assert row is not None
    after = msgspec.json.decode(row["content"])
    assert after == before | {"answers": before["answers"] | {"landing": "Maogan, two villages."}}
    assert await db.fetchval("select version from standing where state = 'entered'") == row["id"]
    found = await queries.queue_entry(actor=marie, edition_id=await _edition(), round_id=round_)
    assert found is not None
    assert [(change.was, change.now) for change in found.changes] == [
        ("Start in two villages of Baoting.", "Maogan, two villages.")
    ]
    assert found.asked is not None
    assert found.asked.answered_at == LATE
    assert await db.fetchval("select answers->>'risks' from submission") == "Never handed in."


async def _edition() -> UUID:
    return UUID(str(await db.fetchval("select edition from submission limit 1")))


async def test_a_new_file_counts_where_it_was_asked_for(lin: Actor, round_: UUID) -> None:
    code = await entered(lin, round_)
    await say(await screener(round_), code, round_, **ASKED)
    entry = await queries.own_entry(actor=lin, code=code)
    assert [entry.may_change(field, LATE) for field in ("pitch_deck", "landing", "risks")] == [True, True, False]
    async with db.work():
        announced = await service.announce_file(
            actor=lin, code=code, field="pitch_deck", name="new.pdf", size=9, now=LATE
        )
    with pytest.raises(Invalid) as refused:
        await answer(lin, code, landing="")
    assert list(refused.value.fields) == ["landing"]
    newer = await make_file(lin.id, name="newer.pdf", sha256="cd" * 32)
    await attach(entry.id, newer)
    assert await answer(lin, code) == 2
    named = await db.fetchval("select content->'files'->0->>'name' from submission_version where number = 2")
    assert (named, announced.id == newer) == ("newer.pdf", False)


async def test_an_answer_comes_in_time_once_and_from_its_owner(lin: Actor, round_: UUID) -> None:
    code = await entered(lin, round_)
    await say(await screener(round_), code, round_, **ASKED)
    with pytest.raises(TooLate):
        await answer(lin, code, UNTIL + timedelta(seconds=1), landing="Late.")
    with pytest.raises(NotFound):
        await answer(await actor_for(await make_person("Other")), code, landing="Not mine.")
    with pytest.raises(Invalid):
        await answer(lin, code, landing="Start in two villages of Baoting.")

    async def press() -> int | type[Exception]:
        try:
            return await answer(lin, code, UNTIL, landing="Maogan.")
        except Conflict as error:
            return type(error)

    assert sorted(map(str, await asyncio.gather(*(press() for _ in range(5))))) == ["2", *[str(Conflict)] * 4]
    assert await db.fetchval("select count(*) from submission_version") == 2


async def test_after_the_deadline_nothing_but_the_answer_can_change(lin: Actor, round_: UUID) -> None:
    code = await entered(lin, round_)
    await say(await screener(round_), code, round_, **ASKED)
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=2, fields={"landing": "In time."}, now=NOW)
    with pytest.raises(TooLate):
        await service.save_draft(actor=lin, code=code, revision=3, fields={"landing": "x"}, now=LATE)
    with pytest.raises(TooLate):
        await service.hand_in(actor=lin, code=code, agreed=ALL, now=LATE)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"fields": []}, {"fields"}),
        ({"fields": ["landing", "no_such_question"]}, {"fields"}),
        ({"until": None}, {"until"}),
        ({"until": NOW}, {"until"}),
        ({"until": NOW + timedelta(days=91)}, {"until"}),
        ({"reason": ""}, {"reason"}),
    ],
)
async def test_a_question_is_whole(lin: Actor, round_: UUID, said: dict[str, Any], fields: set[str]) -> None:
    code = await entered(lin, round_)
    with pytest.raises(Invalid) as refused:
        await say(await screener(round_), code, round_, **(ASKED | said))
    assert set(refused.value.fields) == fields


async def test_a_verdict_on_a_version_that_was_not_read_is_refused(lin: Actor, round_: UUID) -> None:
    code = await entered(lin, round_)
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "Better."}, now=NOW)
    await hand_in(lin, code)
    with pytest.raises(Conflict):
        await say(await screener(round_), code, round_, verdict="eligible", number=1)
    assert await stands() == ["entered"]


# A second person


@pytest.fixture
async def two(round_: UUID, edition: UUID) -> tuple[Actor, Actor]:
    """Two screeners of a round in which refusals need both."""
    person = await make_person("Organiser")
    await grant(person, "round_organiser", edition_id=edition, round_id=round_)
    async with db.work():
        await service.set_second_person(actor=await actor_for(person), round_id=round_, needs_second=True)
    return await screener(round_), await screener(round_, "Wei")


REFUSED = {"verdict": "ineligible", "reasons": ["scope"], "reason": "A novel."}


async def second(actor: Actor, code: str, round_id: UUID, *, agrees: bool, note: str = "") -> None:
    async with db.work():
        await service.second(actor=actor, code=code, round_id=round_id, agrees=agrees, note=note, now=NOW)


async def queued(actor: Actor, round_id: UUID) -> str | None:
    found = await queries.queue_entry(actor=actor, edition_id=await _edition(), round_id=round_id)
    return found and found.entry.code


async def test_a_refusal_waits_for_another_person(lin: Actor, round_: UUID, two: tuple[Actor, Actor]) -> None:
    marie, wei = two
    code = await entered(lin, round_)
    await say(marie, code, round_, **REFUSED)
    assert (await stands(), await db.fetchval("select reason from standing")) == (["entered"], None)
    assert await db.fetchval("select count(*) from outbox_event where name = 'submission.screened'") == 0
    assert (await queued(marie, round_), await queued(wei, round_)) == (None, code)
    with pytest.raises(NotAllowed):
        await second(marie, code, round_, agrees=True)
    await second(wei, code, round_, agrees=True)
    row = await db.fetchrow("select state, reason, reasons from standing")
    assert row is not None
    keys = [reason.key for reason in queries.reasons_of(row["reasons"])]
    assert (row["state"], row["reason"], keys) == ("ineligible", "A novel.", ["scope"])
    with pytest.raises(Conflict):
        await second(wei, code, round_, agrees=True)


async def test_what_is_sent_back_is_looked_at_again(lin: Actor, round_: UUID, two: tuple[Actor, Actor]) -> None:
    marie, wei = two
    code = await entered(lin, round_)
    await say(marie, code, round_, **REFUSED)
    with pytest.raises(Invalid):
        await second(wei, code, round_, agrees=False)
    await second(wei, code, round_, agrees=False, note="It has a pilot.")
    found = await queries.queue_entry(actor=marie, edition_id=await _edition(), round_id=round_, code=code)
    assert found is not None
    assert found.last is not None
    assert (found.last.state, found.last.second_name, found.last.second_note) == ("returned", "Wei", "It has a pilot.")
    assert await queued(marie, round_) == code


async def test_a_new_version_ends_a_proposal(lin: Actor, round_: UUID, two: tuple[Actor, Actor]) -> None:
    marie, wei = two
    code = await entered(lin, round_)
    await say(marie, code, round_, **REFUSED)
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "Better."}, now=NOW)
    await hand_in(lin, code)
    with pytest.raises(Conflict):
        await second(wei, code, round_, agrees=True)
    assert await queued(marie, round_) == code


async def test_two_people_agree_at_once_and_one_of_them_wins(
    lin: Actor, round_: UUID, two: tuple[Actor, Actor]
) -> None:
    code = await entered(lin, round_)
    await say(two[0], code, round_, **REFUSED)
    third = await screener(round_, "Third")
    found = await asyncio.gather(
        *(second(each, code, round_, agrees=True) for each in (two[1], third)), return_exceptions=True
    )
    assert sorted(type(each) for each in found if each is not None) == [Conflict]


# Many at once


async def many(actor: Actor, round_id: UUID, entries: dict[str, int], **said: Any) -> service.Outcome:
    async with db.work():
        return await service.screen_many(
            actor=actor, round_id=round_id, entries=entries, now=NOW, **({"verdict": "eligible"} | said)
        )


async def test_many_change_once_and_what_is_left_out_says_why(lin: Actor, round_: UUID) -> None:
    marie = await screener(round_)
    codes = [await entered(lin, round_) for _ in range(5)]
    await say(marie, codes[1], round_, **ASKED)
    async with db.work():
        await service.withdraw(actor=lin, code=codes[2], reason="Sold.", now=NOW)
        await service.save_draft(actor=lin, code=codes[3], revision=2, fields={"problem": "Better."}, now=NOW)
    await hand_in(lin, codes[3])
    lines = await queries.bulk_lines(actor=marie, round_id=round_, verdict="eligible")
    assert [str(line.why_not or "") for line in lines] == [
        "", "Its applicant was asked for more.", "It was withdrawn.", "", ""
    ]  # fmt: skip
    entries = dict.fromkeys(codes, 1)
    outcome = await many(marie, round_, entries)
    assert (outcome.done, {code: str(why) for code, why in outcome.left_out.items()}) == (
        [codes[0], codes[4]],
        {
            codes[1]: "Its applicant was asked for more.",
            codes[2]: "It was withdrawn.",
            codes[3]: "It changed since this list was made.",
        },
    )
    again = await many(marie, round_, entries)
    assert (again.done, str(again.left_out[codes[0]])) == ([], "It stands there already.")
    assert await db.fetchval("select count(*) from ruling where verdict = 'eligible'") == 2


async def test_many_are_only_those_of_the_round_and_none_one_is_tied_to(
    lin: Actor, edition: UUID, round_: UUID
) -> None:
    marie = await screener(round_)
    codes = [await entered(lin, round_) for _ in range(2)]
    elsewhere = await entered(lin, await make_round(edition))
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " select $1, id, $2, 'declared', 'declared', '', $3 from submission where code = $4",
        uuid7(), marie.id, NOW, codes[1],
    )  # fmt: skip
    outcome = await many(marie, round_, {codes[0]: 1, codes[1]: 1, elsewhere: 1, "BT26-9999": 1})
    assert outcome == service.Outcome([codes[0]], {})
    for stranger in (lin, await screener(await make_round(edition))):
        with pytest.raises(NotFound):
            await many(stranger, round_, {codes[0]: 1})


async def test_many_refusals_are_proposed_where_a_second_person_is_needed(
    lin: Actor, round_: UUID, two: tuple[Actor, Actor]
) -> None:
    codes = [await entered(lin, round_) for _ in range(2)]
    with pytest.raises(Invalid):
        await many(two[0], round_, dict.fromkeys(codes, 1), verdict="ineligible")
    await many(two[0], round_, dict.fromkeys(codes, 1), verdict="ineligible", reasons=["scope"])
    assert await stands() == ["entered", "entered"]
    again = await many(two[0], round_, dict.fromkeys(codes, 1), verdict="ineligible", reasons=["scope"])
    assert [str(why) for why in again.left_out.values()] == ["It waits for a second person."] * 2


# The plan


async def test_reasons_are_the_organisers_and_what_was_said_keeps_its_words(
    lin: Actor, edition: UUID, round_: UUID
) -> None:
    chief, marie = await make_person("Chief"), await screener(round_)
    await grant(chief, "programme_organiser", edition_id=edition)
    code = await entered(lin, round_)
    await say(marie, code, round_, **REFUSED)

    async def plan(actor: Actor, *reasons: Reason, policy: Words = NO_POLICY) -> None:
        async with db.work():
            await service.plan_screening(actor=actor, edition_id=edition, reasons=reasons, ai_policy=policy, now=NOW)

    with pytest.raises(NotFound):
        await plan(marie, *DEFAULT_REASONS)
    organiser = await actor_for(chief)
    for wrong in ([], [Reason("", "Only English", "")], [Reason("", "x" * 301, "x")], [Reason("", "a", "b")] * 31):
        with pytest.raises(Invalid):
            await plan(organiser, *wrong)
    with pytest.raises(Invalid):
        await plan(organiser, *DEFAULT_REASONS, policy=Words("Say so.", ""))
    await plan(organiser, Reason("scope", "Mended.", "已改。"), Reason("", "New.", "新增。"))
    found = await queries.screening_plan(edition_id=edition, round_id=round_)
    assert [reason.en for reason in found.reasons] == ["Mended.", "New."]
    assert len({reason.key for reason in found.reasons}) == 2
    stored = queries.reasons_of(await db.fetchval("select reasons from standing"))
    assert stored == [DEFAULT_REASONS[0]]


# Alike


async def compare_all() -> None:
    for row in await db.fetch("select submission, id from submission_version order by id"):
        async with db.work():
            await service.compare(submission_id=row["submission"], version_id=row["id"], now=NOW)


async def found_for(actor: Actor, code: str) -> queries.Alike:
    submission = await db.fetchval("select id from submission where code = $1", code)
    return await queries.alike(actor=actor, submission_id=submission)


@pytest.mark.parametrize("text", [LONG, ZH])
async def test_entries_with_the_same_words_are_found_in_either_language(edition: UUID, round_: UUID, text: str) -> None:
    people = [await actor_for(await make_person(name)) for name in ("One", "Two")]
    mine = {"contact_name": "One", "organisation_name": "First"}
    yours = {"contact_name": "Two", "organisation_name": "Second"}
    first = await entered(people[0], round_, solution=text, **mine)
    other = await entered(people[1], await make_round(edition), solution=text + " And more.", **yours)
    for _ in range(2):
        await compare_all()
    assert await db.fetchval("select count(*) from resemblance") == 1
    person = await make_person("Chief")
    await grant(person, "programme_organiser", edition_id=edition)
    chief = await actor_for(person)
    [line] = (await found_for(chief, first)).lines
    assert (line.code, line.settled, line.reasons[0].kind, line.reasons[0].share > 60) == (other, "", "text", True)
    # Of a round that is not theirs a screener learns only that there is one; of one they are tied to nothing at all.
    marie = await screener(round_)
    assert await found_for(marie, first) == queries.Alike([], 1)
    with pytest.raises(NotFound):
        await queries.beside(actor=marie, edition_id=edition, round_id=round_, code=first, other=other)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " select $1, id, $2, 'declared', 'declared', '', $3 from submission where code = $4",
        uuid7(), marie.id, NOW, other,
    )  # fmt: skip
    assert await found_for(marie, first) == queries.Alike([], 0)
    assert await stands() == ["entered", "entered"]


async def test_people_files_and_organisations_are_reasons_too(edition: UUID, round_: UUID, lin: Actor) -> None:
    first = await entered(lin, round_, website="https://www.rainforest.example/a", contact_phone="+86 898 1234 567")
    other = await entered(lin, round_, website="https://rainforest.example/b", contact_phone="+86 898 1234567")
    await compare_all()
    [line] = (await found_for(await screener(round_), first)).lines
    assert line.code == other
    assert [reason.kind for reason in line.reasons] == ["text", "file", "person", "contact", "website", "organisation"]


async def test_what_people_say_of_two_entries_stays_and_decides_nothing(
    edition: UUID, round_: UUID, lin: Actor
) -> None:
    first, other = [await entered(lin, round_) for _ in range(2)]
    await compare_all()
    marie = await screener(round_)

    async def settle(actor: Actor, verdict: str, code: str = first, beside: str = other) -> None:
        async with db.work():
            await service.settle_likeness(
                actor=actor, round_id=round_, code=code, other=beside, verdict=verdict, now=NOW
            )

    with pytest.raises(Invalid):
        await settle(marie, "maybe")
    refused: list[tuple[Actor, str, str]] = [
        (marie, first, first), (lin, first, other), (await screener(await make_round(edition)), first, other)
    ]  # fmt: skip
    for actor, code, beside in refused:
        with pytest.raises(NotFound):
            await settle(actor, "same", code, beside)
    await settle(marie, "same")
    await compare_all()
    [line] = (await found_for(marie, other)).lines
    assert (line.code, line.settled, await stands()) == (first, "same", ["entered", "entered"])


async def test_what_is_alike_no_more_is_forgotten(round_: UUID, edition: UUID) -> None:
    people = [await actor_for(await make_person(name)) for name in ("One", "Two")]
    away = {"contact_name": "Two", "organisation_name": "Second", "title_en": "Cement", "title_zh": "水泥"}
    first = await entered(people[0], round_, solution=LONG)
    other = await entered(people[1], round_, solution=LONG)
    await db.execute("update submission_version set content = jsonb_set(content, '{files}', '[]')")
    await compare_all()
    marie = await screener(round_)
    assert len((await found_for(marie, first)).lines) == 1
    texts = dict.fromkeys(("solution", "problem", "novelty", "impact", "landing", "risks"), "Cement without a kiln.")
    async with db.work():
        await service.save_draft(actor=people[1], code=other, revision=2, fields=away | texts, now=NOW)
    await hand_in(people[1], other)
    await db.execute("update submission_version set content = jsonb_set(content, '{files}', '[]')")
    await compare_all()
    assert (await found_for(marie, first)).lines == []


async def test_side_by_side_marks_what_both_say(round_: UUID, edition: UUID, lin: Actor) -> None:
    first = await entered(lin, round_, solution="Our own: " + LONG)
    other = await entered(lin, round_, solution="Their own: " + LONG, ask="A pilot site")
    found = await queries.beside(
        actor=await screener(round_), edition_id=edition, round_id=round_, code=first, other=other
    )
    [line] = [line for line in found.lines if "how it works" in line.label]
    assert line.one[-1][1]
    assert "".join(text for text, _ in line.one) == "Our own: " + LONG
    assert [line.one for line in found.lines if line.label == "What you are looking for"] == [[]]
    assert [line.is_same for line in found.lines if line.label == "Risks and safeguards"] == [True]
