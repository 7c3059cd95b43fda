"""More time, and files that are under way, on a real database."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from contest.challenge import service as rounds
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound, TooLate
from contest.submissions import queries, rules, service
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.makers.files import attach, make_file
from tests.submissions.entries import ALL, in_work_start, make_ready
from tests.submissions.test_jobs import run_jobs

CLOSES = NOW + timedelta(days=14)
LATE = CLOSES + timedelta(hours=1)
LATER = CLOSES + timedelta(days=2)


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
    return await actor_for(await make_person("Lin Xiaoyu", locale="zh", time_zone="Asia/Shanghai"))


@pytest.fixture
async def otto(edition: UUID) -> Actor:
    person = await make_person("Otto Organiser")
    await grant(person, "programme_organiser", edition_id=edition)
    return await actor_for(person)


async def extend(actor: Actor, round_id: UUID, code: str, until: datetime = LATER, now: datetime = NOW) -> UUID:
    async with db.work():
        return await service.grant_extension(
            actor=actor, round_id=round_id, code=code, until=until, reason="A flood.", now=now
        )


async def hand_in(actor: Actor, code: str, now: datetime) -> service.Receipt:
    async with db.work():
        return await service.hand_in(actor=actor, code=code, agreed=ALL, now=now)


async def make_code(actor: Actor, round_id: UUID, *, most: int = 1, kinds: tuple[str, ...] = ()) -> str:
    async with db.work():
        return await service.make_late_code(
            actor=actor, round_id=round_id, kinds=kinds, most=most, until=LATER, good_until=LATER,
            reason="A fair.", now=NOW,
        )  # fmt: skip


async def use(actor: Actor, code: str, now: datetime = LATE) -> UUID:
    async with db.work():
        return await service.use_late_code(actor=actor, code=code, now=now)


async def test_an_extension_is_one_applicants_and_ends_at_its_second(lin: Actor, otto: Actor, round_: UUID) -> None:
    mine, other = await make_ready(lin, round_), await actor_for(await make_person("Anna"))
    theirs = await make_ready(other, round_)
    await extend(otto, round_, mine)
    entry = await queries.own_entry(actor=lin, code=mine)
    assert (entry.round.ends_at, entry.round.extended_because) == (LATER, "A flood.")
    with pytest.raises(TooLate):
        await hand_in(other, theirs, LATE)
    with pytest.raises(TooLate):
        await hand_in(lin, mine, LATER + timedelta(seconds=1))
    assert (await hand_in(lin, mine, LATER)).number == 1
    record = await db.fetchval("select data from audit_record where action = 'submission.hand_in'")
    assert "extended_to" in record


async def test_an_extension_taken_back_ends_and_the_entry_stays(lin: Actor, otto: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    given = await extend(otto, round_, code)
    await hand_in(lin, code, LATE)
    for _ in range(2):
        async with db.work():
            await service.revoke_extension(actor=otto, extension_id=given, now=LATE)
    async with db.work():
        with pytest.raises(TooLate):
            await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "New."}, now=LATE)
    assert await db.fetchval("select state from submission") == "submitted"
    with clock.moved_to(LATE):
        await run_jobs()
    mails = await db.fetch("select subject from message where kind = 'submissions/extension' order by id")
    assert [mail["subject"][:6] for mail in mails] == ["您的延期已撤"]  # that it was given is no news any more


@pytest.mark.parametrize("who", ["stranger", "screener", "other organiser", "tied"])
async def test_more_time_is_the_organisers_to_give(
    lin: Actor, otto: Actor, edition: UUID, round_: UUID, who: str
) -> None:
    code = await make_ready(lin, round_)
    person = await make_person("Somebody")
    if who == "screener":
        await grant(person, "screener", round_id=round_)
    elif who == "other organiser":
        await grant(person, "programme_organiser", edition_id=await make_edition())
    elif who == "tied":
        await grant(person, "round_organiser", edition_id=edition, round_id=round_)
        async with db.work():
            actor = await actor_for(person)
            entry = await queries.own_entry(actor=lin, code=code)
            await service.add_tie(
                actor=actor, submission_id=entry.id, person_id=person, kind="declared", source="declared",
                reason="A friend.", now=NOW,
            )  # fmt: skip
    with pytest.raises((NotFound, Invalid)):
        await extend(await actor_for(person), round_, code)
    assert await db.fetchval("select count(*) from extension") == 0


async def test_a_code_opens_a_closed_round_for_as_many_as_it_says(lin: Actor, otto: Actor, round_: UUID) -> None:
    code = await make_code(otto, round_, most=2)
    with pytest.raises(TooLate):
        async with db.work():
            await service.start_draft(actor=lin, round_id=round_, kind="project", now=LATE)
    people = [lin, *[await actor_for(await make_person(f"P{n}")) for n in range(4)]]
    done = await asyncio.gather(*(use(one, code) for one in people), return_exceptions=True)
    assert (done.count(round_), sum(isinstance(one, Invalid) for one in done)) == (2, 3)
    winner = people[done.index(round_)]
    assert await use(winner, f" {code[:4]}-{code[4:].lower()} ") == round_  # once more gives nothing more
    assert await db.fetchval("select count(*) from extension") == 2
    assert [one.id for one in await queries.late_rounds(actor=winner, now=LATE)] == [round_]
    async with db.work():
        await service.start_draft(actor=winner, round_id=round_, kind="project", now=LATE)


async def test_a_code_for_one_kind_opens_no_other(lin: Actor, otto: Actor, round_: UUID) -> None:
    await use(lin, await make_code(otto, round_, kinds=("talent",)))
    [late] = await queries.late_rounds(actor=lin, now=LATE)
    assert late.kinds == ["talent"]
    with pytest.raises(TooLate):
        async with db.work():
            await service.start_draft(actor=lin, round_id=round_, kind="project", now=LATE)
    async with db.work():
        await service.start_draft(actor=lin, round_id=round_, kind="talent", now=LATE)


async def test_a_code_taken_back_or_unknown_opens_nothing(lin: Actor, otto: Actor, round_: UUID) -> None:
    code = await make_code(otto, round_)
    [line] = await queries.late_codes(round_id=round_)
    async with db.work():
        await service.revoke_late_code(actor=otto, code_id=line.id, now=NOW)
    for wrong in (code, "", "AAAA-AAAA-AAAA"):
        with pytest.raises(Invalid):
            await use(lin, wrong)
    assert code not in str(await db.fetch("select digest, ending, reason from late_code"))


async def test_a_moved_deadline_is_told_once_to_everybody_who_has_begun(
    lin: Actor, otto: Actor, round_: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contest.submissions.service.moved.PEOPLE_EACH", 2)
    anna = await actor_for(await make_person("Anna", locale="en", time_zone="Europe/Paris"))
    others = [await actor_for(await make_person(f"P{n}")) for n in range(3)]
    for one in (lin, lin, anna, *others):
        await in_work_start(one, round_)
    async with db.work():
        await rounds.extend_round(
            actor=otto, round_id=round_, closes_at=LATER, reason_en="A storm.", reason_zh="台风。", now=NOW
        )
    for _ in range(3):
        await run_jobs()
    mails = await db.fetch("select recipient_name, body from message where kind = 'submissions/moved'")
    bodies = {mail["recipient_name"]: mail["body"] for mail in mails}
    assert (len(mails), sorted(bodies)) == (5, ["Anna", "Lin Xiaoyu", "P0", "P1", "P2"])
    assert ("台风。" in bodies["Lin Xiaoyu"], "BT26-0001, BT26-0002" in bodies["Lin Xiaoyu"]) == (True, True)
    assert "2026年5月17日 20:00 (UTC+8)" in bodies["Lin Xiaoyu"]
    assert "17 May 2026, 14:00 (UTC+2)" in bodies["Anna"]
    entry = await queries.own_entry(actor=lin, code="BT26-0001")
    assert entry.round.moved is not None
    assert (entry.round.moved.was, entry.round.moved.becomes, entry.round.ends_at) == (CLOSES, LATER, LATER)


async def test_the_deadline_of_a_round_only_moves_later_and_with_a_reason(otto: Actor, round_: UUID) -> None:
    wrong = [(CLOSES, "x"), (None, "x"), (LATER, "")]
    for closes_at, reason in wrong:
        with pytest.raises(Invalid):
            async with db.work():
                await rounds.extend_round(actor=otto, round_id=round_, closes_at=closes_at, reason_en=reason, now=NOW)
    await db.execute("update round set state = 'screening'")
    with pytest.raises(Conflict):
        async with db.work():
            await rounds.extend_round(actor=otto, round_id=round_, closes_at=LATER, reason_en="x", now=NOW)


@pytest.mark.parametrize(
    ("begun", "checked", "hands_in"),
    [
        (-60, None, "no"),  # not looked into yet: the entry is not complete
        (-60, 1, "yes"),
        (0, 1, "yes"),
        (1, 2, "no"),  # begun a second late
        (-60, 0, "no"),  # all there by the deadline: nothing was under way
    ],
)
async def test_a_file_counts_as_under_way_by_when_it_was_begun_and_checked(
    lin: Actor, round_: UUID, begun: int, checked: int | None, hands_in: str
) -> None:
    code = await make_ready(lin, round_)
    entry = await queries.own_entry(actor=lin, code=code)
    moments = {"announced_at": CLOSES + timedelta(seconds=begun), "uploaded_at": None, "state": "announced"}
    moments["checked_at"] = None if checked is None else CLOSES + timedelta(seconds=checked)
    if checked is not None:
        moments |= {"state": "checked", "uploaded_at": moments["checked_at"]}
    else:
        moments |= {"state": "uploaded", "uploaded_at": CLOSES}
    await db.execute("update submission_file set added_at = added_at - interval '1 day'")
    await attach(entry.id, await make_file(lin.id, **moments))
    last = CLOSES + rules.GRACE
    if hands_in == "yes":
        with pytest.raises(TooLate):
            await hand_in(lin, code, last + timedelta(seconds=1))
        assert (await hand_in(lin, code, last)).number == 1
        record = await db.fetchval("select data->>'grace' from audit_record where action = 'submission.hand_in'")
        assert record == "true"
    else:
        with pytest.raises((TooLate, Invalid)):
            await hand_in(lin, code, last)


async def test_in_the_grace_a_refused_file_comes_off_and_the_one_before_it_is_handed_in(
    lin: Actor, round_: UUID
) -> None:
    code = await make_ready(lin, round_)
    entry = await queries.own_entry(actor=lin, code=code)
    await db.execute("update submission_file set added_at = added_at - interval '1 day'")
    now = CLOSES + timedelta(minutes=5)
    made = await make_file(lin.id, state="refused", announced_at=CLOSES, checked_at=CLOSES + timedelta(minutes=2))
    await attach(entry.id, made)
    kept = await db.fetchval("select file from submission_file where file <> $1", made)
    with pytest.raises(Invalid):
        async with db.work():
            await service.hand_in(actor=lin, code=code, agreed=ALL, now=now)
    async with db.work():
        await service.remove_file(actor=lin, file_id=made, now=now)
    with pytest.raises(TooLate):
        async with db.work():
            await service.remove_file(actor=lin, file_id=kept, now=now)
    async with db.work():
        assert (await service.hand_in(actor=lin, code=code, agreed=ALL, now=now)).number == 1


async def test_in_the_grace_no_answer_changes_and_no_new_file_begins(lin: Actor, round_: UUID) -> None:
    code = await make_ready(lin, round_)
    entry = await queries.own_entry(actor=lin, code=code)
    await db.execute("update submission_file set added_at = added_at - interval '1 day'")
    await attach(entry.id, await make_file(lin.id, state="announced", announced_at=CLOSES, checked_at=None))
    with pytest.raises(TooLate):
        async with db.work():
            await service.save_draft(
                actor=lin, code=code, revision=2, fields={"problem": "New."}, now=LATE - timedelta(minutes=40)
            )
    with pytest.raises(TooLate):
        async with db.work():
            await service.announce_file(
                actor=lin, code=code, field="pitch_deck", name="b.pdf", size=9, now=LATE - timedelta(minutes=40)
            )
    async with db.work():  # once nothing can be handed in any more, the text is its writer's again
        await service.save_draft(actor=lin, code=code, revision=2, fields={"problem": "New."}, now=LATE)
