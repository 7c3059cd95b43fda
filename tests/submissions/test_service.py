"""Verbs of entries on a real database."""

import asyncio
import re
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
import pytest

from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, TooLate
from contest.submissions import queries, rules, service
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.makers.files import attach, make_file
from tests.submissions.entries import ALL, ANSWERS, TALENT, hand_in, in_work_start, make_ready

pytestmark = pytest.mark.usefixtures("database")


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
    return await actor_for(await make_person("Lin Xiaoyu", email_confirmed_at=None))


async def screener(round_id: UUID) -> Actor:
    person = await make_person("Marie Screener")
    await grant(person, "screener", round_id=round_id)
    return await actor_for(person)


async def organiser(edition_id: UUID) -> Actor:
    person = await make_person("Otto Organiser")
    await grant(person, "programme_organiser", edition_id=edition_id)
    return await actor_for(person)


async def count(table: str) -> int:
    return int(await db.fetchval(f"select count(*) from {table}"))


# Beginning and saving


async def test_start_draft_numbers_entries_of_the_edition(lin: Actor, round_: UUID) -> None:
    assert [(await in_work_start(lin, round_))[1] for _ in range(2)] == ["BT26-0001", "BT26-0002"]


async def test_start_draft_needs_a_person_but_no_confirmed_address(lin: Actor, round_: UUID) -> None:
    with pytest.raises(NotSignedIn):
        await in_work_start(Actor(), round_)
    assert not lin.email_confirmed
    await in_work_start(lin, round_)


async def test_start_draft_in_twenty_tasks_gives_twenty_codes(lin: Actor, round_: UUID) -> None:
    started = await asyncio.gather(*(in_work_start(lin, round_) for _ in range(20)))
    assert sorted(code for _, code in started) == [f"BT26-{n:04d}" for n in range(1, 21)]


async def test_start_draft_is_refused_after_the_deadline_and_for_a_kind_not_taken(lin: Actor, edition: UUID) -> None:
    closed = await make_round(edition, closes_at=NOW - timedelta(seconds=1))
    with pytest.raises(TooLate):
        await in_work_start(lin, closed)
    only_talent = await make_round(edition, kinds=["talent"])
    with pytest.raises(Invalid):
        await in_work_start(lin, only_talent)
    planned = await make_round(edition, state="planned")
    with pytest.raises(NotFound):
        await in_work_start(lin, planned)


async def test_save_draft_keeps_other_answers_and_raises_the_revision(lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    async with db.work():
        first = await service.save_draft(actor=lin, code=code, revision=1, fields={"problem": "Diesel."}, now=NOW)
        second = await service.save_draft(actor=lin, code=code, revision=2, fields={"title_en": "Grid"}, now=NOW)
    entry = await queries.own_entry(actor=lin, code=code)
    assert (first, second, entry.revision) == (2, 3, 3)
    assert (entry.values["problem"], entry.values["title_en"]) == ("Diesel.", "Grid")


async def test_save_draft_over_a_newer_text_shows_both_and_writes_nothing(lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=1, fields={"problem": "First tab"}, now=NOW)
    with pytest.raises(service.StaleSave) as refused:
        async with db.work():
            await service.save_draft(actor=lin, code=code, revision=1, fields={"problem": "Second tab"}, now=NOW)
    assert (refused.value.revision, refused.value.values["problem"]) == (2, "First tab")
    assert (await queries.own_entry(actor=lin, code=code)).values["problem"] == "First tab"


async def test_save_draft_in_two_tasks_at_once_refuses_one(lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)

    async def save(text: str) -> int:
        async with db.work():
            return await service.save_draft(actor=lin, code=code, revision=1, fields={"problem": text}, now=NOW)

    results = await asyncio.gather(*(save(f"text {n}") for n in range(5)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["StaleSave"] * 4 + ["int"]


async def test_save_draft_of_somebody_else_is_not_there(lin: Actor, round_: UUID, edition: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    for other in (await actor_for(await make_person("Other")), await organiser(edition), SYSTEM):
        with pytest.raises(NotFound):
            await service.save_draft(actor=other, code=code, revision=1, fields={}, now=NOW)


async def test_save_draft_names_the_field_that_cannot_be_saved(lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    with pytest.raises(Invalid) as refused:
        await service.save_draft(
            actor=lin, code=code, revision=1, fields={"title_en": "x" * 201, "scene": "magic", "cv": "x"}, now=NOW
        )
    assert set(refused.value.fields) == {"title_en", "scene", "cv"}


async def test_save_draft_stays_open_after_the_deadline_until_something_was_handed_in(lin: Actor, round_: UUID) -> None:
    late = NOW + timedelta(days=15)
    code = await make_ready(lin, round_)
    async with db.work():
        revision = await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "Later"}, now=late)
    await hand_in(lin, code)
    with pytest.raises(TooLate):
        await service.save_draft(actor=lin, code=code, revision=revision, fields={"problem": "Too late"}, now=late)


# Handing in


async def test_hand_in_freezes_a_version_and_enters_the_round(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    receipt = await hand_in(lin, code)
    row = await db.fetchrow("select content, sha256, submitted_at from submission_version")
    content = msgspec.json.decode(row["content"])
    assert (receipt.code, receipt.number, receipt.submitted_at) == (code, 1, NOW)
    assert row["sha256"] == receipt.sha256 == sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
    assert content["answers"]["problem"] == ANSWERS["problem"]
    assert [file["sha256"] for file in content["files"]] == ["ab" * 32]
    assert await db.fetchval("select state from standing where round = $1", round_) == "entered"
    events = await db.fetch("select name, payload from outbox_event")
    assert [event["name"] for event in events] == ["submission.handed_in"]
    assert msgspec.json.decode(events[0]["payload"])["version_id"] == str(receipt.version_id)


async def test_twenty_hand_ins_at_once_make_one_version_and_twenty_equal_answers(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    receipts = await asyncio.gather(*(hand_in(lin, code) for _ in range(20)))
    assert receipts == [receipts[0]] * 20
    assert [await count("submission_version"), await count("standing"), await count("outbox_event")] == [1, 1, 1]


async def test_twenty_second_hand_ins_at_once_make_one_second_version(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "Better words."}, now=NOW)
    receipts = await asyncio.gather(*(hand_in(lin, code) for _ in range(20)))
    assert receipts == [receipts[0]] * 20
    assert receipts[0].number == 2
    assert await count("submission_version") == 2


async def test_hand_in_at_the_deadline_counts_and_one_second_later_does_not(lin: Actor, round_: UUID) -> None:
    deadline = NOW + timedelta(days=14)
    code = await make_ready(lin, round_)
    with pytest.raises(TooLate):
        async with db.work():
            await service.hand_in(actor=lin, code=code, agreed=ALL, now=deadline + timedelta(seconds=1))
    assert (await queries.own_entry(actor=lin, code=code)).values["problem"] == ANSWERS["problem"]
    async with db.work():
        receipt = await service.hand_in(actor=lin, code=code, agreed=ALL, now=deadline)
    assert receipt.submitted_at == deadline


async def test_hand_in_names_everything_that_is_missing(lin: Actor, round_: UUID) -> None:
    _, code = await in_work_start(lin, round_)
    with pytest.raises(Invalid) as refused:
        await service.hand_in(actor=lin, code=code, agreed={"rules"}, now=NOW)
    assert list(refused.value.fields) == [
        "title_en",
        "summary_en",
        "scene",
        "applicant_type",
        "country",
        "problem",
        "solution",
        "novelty",
        "trl",
        "impact",
        "landing",
        "pitch_deck",
        "own_work",
        "rights",
        "no_secrets",
        "independent",
    ]
    assert await count("submission_version") == 0


@pytest.mark.parametrize("state", ["announced", "uploaded", "refused"])
async def test_hand_in_waits_for_files_that_are_checked(lin: Actor, round_: UUID, state: str) -> None:
    entry_id, code = await in_work_start(lin, round_)
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=1, fields=ANSWERS, now=NOW)
    await attach(entry_id, await make_file(lin.id, state=state))
    with pytest.raises(Invalid) as refused:
        await service.hand_in(actor=lin, code=code, agreed=ALL, now=NOW)
    assert list(refused.value.fields) == ["pitch_deck"]


async def test_hand_in_again_after_a_verdict_puts_the_new_version_before_the_screeners(
    lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    marie = await screener(round_)
    async with db.work():
        await service.screen(actor=marie, code=code, round_id=round_, verdict="eligible", reason="", now=NOW)
        await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "Better."}, now=NOW)
    assert (await hand_in(lin, code)).number == 2
    row = await db.fetchrow("select st.state, v.number from standing st join submission_version v on v.id = st.version")
    assert tuple(row) == ("entered", 2)


async def test_hand_in_of_a_talent_asks_for_a_cv_and_no_organisation(lin: Actor, round_: UUID) -> None:
    entry_id, code = await in_work_start(lin, round_, "talent")
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=1, fields=TALENT, now=NOW)
    with pytest.raises(Invalid) as refused:
        await service.hand_in(actor=lin, code=code, agreed=ALL, now=NOW)
    assert list(refused.value.fields) == ["cv"]
    await attach(entry_id, await make_file(lin.id), field="cv")
    assert (await hand_in(lin, code)).number == 1


async def test_withdraw_ends_editing_and_handing_in(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    async with db.work():
        await service.withdraw(actor=lin, code=code, reason="Sold.", now=NOW)
    with pytest.raises(Conflict):
        await service.hand_in(actor=lin, code=code, agreed=ALL, now=NOW)
    with pytest.raises(TooLate):
        await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "?"}, now=NOW)
    assert await count("submission_version") == 1


async def test_withdraw_is_refused_once_the_round_has_decided(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    await db.execute("update standing set state = 'awarded'")
    with pytest.raises(Conflict):
        await service.withdraw(actor=lin, code=code, reason="", now=NOW)


# Screening, standings, ties


async def test_screen_is_for_staff_of_that_round(lin: Actor, edition: UUID, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    elsewhere = await make_round(edition)
    judge = await make_person("Judge")
    await grant(judge, "judge", round_id=round_)
    for stranger in (await screener(elsewhere), await organiser(await make_edition()), lin, await actor_for(judge)):
        with pytest.raises(NotFound):
            await service.screen(actor=stranger, code=code, round_id=round_, verdict="eligible", reason="", now=NOW)
    async with db.work():
        await service.screen(
            actor=await organiser(edition), code=code, round_id=round_, verdict="eligible", reason="", now=NOW
        )
    assert await db.fetchval("select state from standing") == "eligible"


async def test_screen_needs_a_reason_to_refuse(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    marie = await screener(round_)
    wrong = (("ineligible", {"reasons"}), ("more_wanted", {"reason", "fields", "until"}), ("perfect", {"verdict"}))
    for verdict, fields in wrong:
        with pytest.raises(Invalid) as refused:
            await service.screen(actor=marie, code=code, round_id=round_, verdict=verdict, reason="", now=NOW)
        assert set(refused.value.fields) == fields


async def test_screen_is_over_when_judging_has_begun(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    await db.execute("update standing set state = 'in_review'")
    with pytest.raises(Conflict):
        await service.screen(
            actor=await screener(round_), code=code, round_id=round_, verdict="eligible", reason="", now=NOW
        )


async def test_a_tie_hides_the_entry_everywhere(lin: Actor, edition: UUID, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    receipt = await hand_in(lin, code)
    marie = await screener(round_)
    facts = {"actor": marie, "edition_id": edition, "round_id": round_}
    assert (await queries.round_entries(actor=marie, round_id=round_)).total == 1
    async with db.work():
        await service.add_tie(
            actor=marie,
            submission_id=receipt.submission_id,
            person_id=marie.id,
            kind="declared",
            source="declared",
            reason="My sister wrote it.",
            now=NOW,
        )
    found = await queries.round_entries(actor=marie, round_id=round_)
    assert (found.entries, found.total, found.standings) == ([], 0, {})
    assert await queries.queue_entry(**facts) is None
    for question in (
        queries.queue_entry(**facts, code=code),
        queries.staff_entry(actor=marie, code=code),
        service.screen(actor=marie, code=code, round_id=round_, verdict="eligible", reason="", now=NOW),
    ):
        with pytest.raises(NotFound):
            await question


async def test_add_tie_is_said_of_oneself_or_by_the_organisers(lin: Actor, edition: UUID, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    receipt = await hand_in(lin, code)
    marie = await screener(round_)

    async def tie(actor: Actor) -> None:
        async with db.work():
            await service.add_tie(
                actor=actor,
                submission_id=receipt.submission_id,
                person_id=marie.id,
                kind="ruled",
                source="ruled",
                reason="",
                now=NOW,
            )

    with pytest.raises(NotAllowed):
        await tie(lin)
    await tie(await organiser(edition))
    await tie(SYSTEM)
    assert await count("tie") == 1


async def test_set_standings_takes_all_or_none(lin: Actor, edition: UUID, round_: UUID) -> None:
    receipts = [await hand_in(lin, await make_ready(lin, round_)) for _ in range(2)]
    await db.execute("update standing set state = 'eligible' where submission = $1", receipts[0].submission_id)
    otto = await organiser(edition)
    both = {receipt.submission_id: "in_review" for receipt in receipts}
    with pytest.raises(Conflict):
        async with db.work():
            await service.set_standings(actor=otto, round_id=round_, states=both, now=NOW)
    with pytest.raises(NotAllowed):
        await service.set_standings(actor=await screener(round_), round_id=round_, states=both, now=NOW)
    await db.execute("update standing set state = 'eligible'")
    async with db.work():
        await service.set_standings(actor=otto, round_id=round_, states=both, now=NOW)
    assert [row["state"] for row in await db.fetch("select state from standing")] == ["in_review"] * 2


# What is read


async def test_staff_of_other_rounds_find_nothing(lin: Actor, edition: UUID, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    elsewhere = await make_round(edition)
    strangers = [await screener(elsewhere), await organiser(await make_edition()), await actor_for(await make_person())]
    staff = [await screener(round_), await organiser(edition)]
    for actor in [*strangers, *staff]:  # a draft is its applicant's alone
        with pytest.raises(NotFound):
            await queries.staff_entry(actor=actor, code=code)
    await hand_in(lin, code)
    for actor in strangers:
        with pytest.raises(NotFound):
            await queries.staff_entry(actor=actor, code=code)
        with pytest.raises(NotFound):
            await queries.queue_entry(actor=actor, edition_id=edition, round_id=round_)
    for actor in staff:
        assert (await queries.staff_entry(actor=actor, code=code)).entry.code == code


async def test_staff_reads_what_was_handed_in_and_not_what_is_being_written(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    await hand_in(lin, code)
    async with db.work():
        await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "Unsent."}, now=NOW)
    entry = (await queries.staff_entry(actor=await screener(round_), code=code)).entry
    assert {answer.key: answer.text for answer in entry.answers}["problem"] == ANSWERS["problem"]


async def test_frozen_entry_in_a_blind_round_names_nobody(lin: Actor, round_: UUID) -> None:
    receipt = await hand_in(lin, await make_ready(lin, round_, website="https://rainforest.example"))
    blind = await queries.frozen_entry(version_id=receipt.version_id, blindness="names")
    seen = await queries.frozen_entry(version_id=receipt.version_id, blindness="none")
    assert blind is not None
    assert seen is not None
    assert (seen.organisation_name, seen.country, seen.files[0].name) == ("Rainforest Energy Ltd", "CN", "deck.pdf")
    assert (blind.organisation_name, blind.country) == ("", "")
    assert blind.files[0].name == f"{receipt.code}-pitch_deck.pdf"
    text = msgspec.json.encode(blind).decode()
    assert [word for word in ("Rainforest Energy", "rainforest.example", "Lin Xiaoyu") if word in text] == []
    assert "contact_name" not in {answer.key for answer in seen.answers}
    assert await queries.frozen_entry(version_id=receipt.submission_id, blindness="names") is None


async def test_lists_take_as_many_statements_for_three_as_for_one(
    lin: Actor, edition: UUID, round_: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    marie = await screener(round_)
    counted = []
    for _ in range(2):
        await hand_in(lin, await make_ready(lin, round_))
        log: list[str] = []
        token = db.statements.set(log)
        found = await queries.round_entries(actor=marie, round_id=round_)
        mine = await queries.my_entries(lin)
        await queries.queue_entry(actor=marie, edition_id=edition, round_id=round_)
        db.statements.reset(token)
        counted.append((len(log), found.total, len(mine)))
        await hand_in(lin, await make_ready(lin, round_))
    assert counted == [(3, 1, 1), (3, 3, 3)]


async def test_a_list_counts_all_that_may_stand_there() -> None:
    kept = await db.fetchval(
        "select string_agg(pg_get_constraintdef(oid), ' ') from pg_constraint"
        " where conname in ('standing_state_ck', 'submission_state_ck')"
    )
    assert set(rules.SHOWN) == set(re.findall(r"'(\w+)'", kept)) - {"draft", "submitted"}


async def test_round_entries_filters_and_counts(lin: Actor, round_: UUID) -> None:
    codes = [await make_ready(lin, round_) for _ in range(3)]
    for code in codes:
        await hand_in(lin, code)
    marie = await screener(round_)
    async with db.work():
        await service.screen(actor=marie, code=codes[0], round_id=round_, verdict="eligible", reason="", now=NOW)
        await service.withdraw(actor=lin, code=codes[2], reason="Sold.", now=NOW)
    found = await queries.round_entries(actor=marie, round_id=round_, standing="eligible", kind="project")
    assert [entry.code for entry in found.entries] == codes[:1]
    assert (found.total, found.standings) == (1, {"eligible": 1, "entered": 1, "withdrawn": 1})
    assert (await queries.round_entries(actor=marie, round_id=round_, scene="transport")).total == 0
    beyond = await queries.round_entries(actor=marie, round_id=round_, page=9)
    assert (beyond.entries, beyond.total) == ([], 3)


async def test_may_see_and_the_lists_agree(lin: Actor, edition: UUID, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    receipt = await hand_in(lin, code)
    elsewhere = await make_round(edition)
    people = []
    for role, place in (
        ("screener", {"round_id": round_}),
        ("screener", {"round_id": elsewhere}),
        ("screener", {}),
        ("round_organiser", {"edition_id": edition}),
        ("programme_organiser", {"edition_id": edition}),
        ("judge", {"round_id": round_}),
        ("partner", {"edition_id": edition}),
    ):
        person = await make_person(role)
        await grant(person, role, **place)
        people.append(await actor_for(person))
    for is_tied in (False, True):
        for actor in people:
            if is_tied:
                async with db.work():
                    await service.add_tie(
                        actor=actor,
                        submission_id=receipt.submission_id,
                        person_id=actor.id,
                        kind="declared",
                        source="declared",
                        reason="",
                        now=NOW,
                    )
            said = rules.may_see(
                actor,
                place="own" if actor.id == lin.id else None,
                edition_id=edition,
                round_ids=[round_],
                is_handed_in=True,
                is_tied=is_tied,
            )
            try:
                await queries.staff_entry(actor=actor, code=code)
                shown = True
            except NotFound:
                shown = False
            assert shown == said, (actor.name, is_tied)


async def test_every_invariant_holds_after_all_this(lin: Actor, round_: UUID) -> None:
    await hand_in(lin, await make_ready(lin, round_))
    broken = {name: await db.fetch(sql) for name, sql in queries.INVARIANTS.items()}
    assert broken == {name: [] for name in queries.INVARIANTS}
