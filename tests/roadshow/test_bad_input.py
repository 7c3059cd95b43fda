"""What people and organisers do to an event that nobody hoped for: a plan with reasons, or a clear refusal."""

from collections import Counter
from datetime import timedelta

import httpx
import msgspec
import pytest

from contest.lib import clock, db
from contest.lib.errors import Conflict, Invalid
from contest.roadshow import queries, service
from contest.roadshow.rules import programme, wishes
from contest.roadshow.rules.meetings import Case, Party, Plan, Slot, Table, causes, value
from contest.roadshow.rules.meetings.plan import plan
from contest.roadshow.rules.meetings.replan import replan
from tests.makers import NOW
from tests.roadshow.test_meetings import broken
from tests.roadshow.world import PLAN, make_world, wish
from tests.web import post, sign_in

SLOTS = 4


def market(
    entries: int, others: int, *, mark: str = value.MUST, other_mark: str = value.MUST, tables: int = 9, **more: object
) -> Case:
    """Everybody marks everybody alike."""
    free = frozenset(range(SLOTS))
    ours = [Party(key=f"e{at}", free=free, most=SLOTS, floor=1) for at in range(entries)]
    theirs = [Party(key=f"o{at}", free=free, most=SLOTS) for at in range(others)]
    pairs = {(one.key, other.key): (mark, other_mark) for one in ours for other in theirs}
    return msgspec.structs.replace(
        Case(
            entries=ours,
            others=theirs,
            worths=value.wished(pairs, {}),
            slots=[Slot(start=25 * at, end=25 * at + 20) for at in range(SLOTS)],
            tables=[Table(key=f"t{at}", room="hall") for at in range(tables)],
            entry_musts=frozenset(pair for pair, marks in pairs.items() if marks[0] == value.MUST),
            other_musts=frozenset(pair for pair, marks in pairs.items() if marks[1] == value.MUST),
            never=frozenset(pair for pair, marks in pairs.items() if value.NEVER in marks),
        ),
        **more,
    )


def why(made: Plan) -> Counter[str]:
    return Counter(one.cause for one in made.missing)


def test_everyone_marks_everything_must() -> None:
    marks = dict.fromkeys(range(6), value.MUST)
    with pytest.raises(Invalid) as refused:
        wishes.check_marks(marks, musts=5)  # type: ignore[arg-type]
    assert "You marked 6 as a must, and at most 5 may be." in str(dict(refused.value.fields)["marks"])
    made = plan(market(6, 6))
    assert (len(made.meetings), made.is_proved) == (24, True)
    assert why(made) == {causes.OWN_LIMIT: 24}  # of 36 pairs, each a must of both sides


def test_one_person_is_wanted_by_all() -> None:
    made = plan(market(9, 1))
    assert len(made.meetings) == SLOTS
    assert {one.cause for one in made.missing if one.by == "entry"} == {causes.OTHER_LIMIT}
    assert {one.cause for one in made.lacks} == {causes.PARTNERS_FULL} and len(made.lacks) == 9 - SLOTS


def test_nobody_is_available() -> None:
    case = market(3, 3)
    gone = [msgspec.structs.replace(one, free=frozenset[int]()) for one in case.others]
    made = plan(msgspec.structs.replace(case, others=gone))
    assert made.meetings == [] and why(made) == {causes.NO_COMMON_SLOT: 18}
    assert {(one.key, one.cause) for one in made.lacks} == {(f"e{at}", causes.FEW_PARTNERS) for at in range(3)}


def test_more_meetings_are_asked_for_than_there_are_slots() -> None:
    with pytest.raises(Invalid) as refused:
        wishes.check_times(least=SLOTS + 1, most=None, slots=SLOTS)
    assert list(dict(refused.value.fields)) == ["least"]
    case = market(1, 9)
    eager = [msgspec.structs.replace(case.entries[0], most=9, least=9)]
    made = plan(msgspec.structs.replace(case, entries=eager))
    assert len(made.meetings) == SLOTS
    assert [(one.wanted, one.got, one.cause) for one in made.lacks] == [(9, SLOTS, causes.FEW_SLOTS)]


def test_both_sides_never() -> None:
    made = plan(market(2, 2, mark=value.NEVER, other_mark=value.NEVER))
    assert (made.meetings, made.missing) == ([], [])
    one_must = plan(market(2, 2, other_mark=value.NEVER))
    assert one_must.meetings == [] and why(one_must) == {causes.NEVER: 4}


def test_a_window_that_ends_before_it_starts() -> None:
    for ends_at in (NOW, NOW - timedelta(hours=1)):
        with pytest.raises(Invalid) as refused:
            programme.check_item(programme.ItemPlan(kind="break", starts_at=NOW, ends_at=ends_at))
        assert list(dict(refused.value.fields)) == ["ends_time"]


def test_the_busiest_person_does_not_come() -> None:
    case = market(8, 5, tables=3)
    published = plan(case).meetings
    load = Counter(key for one in published for key in one.pair)
    gone = max(load, key=lambda key: (load[key], key))
    without = msgspec.structs.replace(
        case,
        entries=[msgspec.structs.replace(one, free=frozenset()) if one.key == gone else one for one in case.entries],
        others=[msgspec.structs.replace(one, free=frozenset()) if one.key == gone else one for one in case.others],
    )
    lost = {one.pair for one in published if gone in one.pair}
    made = replan(without, published, lost=lost)
    stays = [one for one in published if one.pair not in lost]
    assert broken(without, made.meetings) == [] and gone not in {key for one in made.meetings for key in one.pair}
    assert len([one for one in stays if one not in made.meetings]) <= 0.02 * len(published)
    still = replan(without, published, lost=lost, may_move=False)
    assert [one for one in stays if one not in still.meetings] == []


@pytest.mark.usefixtures("database")
async def test_a_no_show_frees_the_time_of_the_others_in_one_tap(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=3, funds=2, plan=msgspec.structs.replace(PLAN, floor=0, most=1))
    await wish(world, "Fund0", Entry0="must", Entry1="nice")
    await wish(world, "Fund1", Entry2="must")
    async with db.work():
        plan_id = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
    await service.work_out_plan(plan_id=plan_id)
    async with db.work():
        await service.propose_plan(actor=world.organiser, plan_id=plan_id, now=NOW)
    stays = [one for one in await queries.meetings_of(world.event) if one.entry == world.parties["Entry2"]]
    await sign_in(client, world.organiser.id)
    gone = world.parties["Entry0"]
    with clock.moved_to(PLAN.starts_at - timedelta(minutes=30)):
        await post(client, f"/roadshow/rounds/{world.round}/absent/{gone}", {"absent": "yes"})
        page = (await client.get(f"/roadshow/rounds/{world.round}/day")).text
        assert "One meeting is off. One new is proposed." in page and "They came after all" in page
        after = {(one.entry, one.state) for one in await queries.meetings_of(world.event)}
        assert after == {
            (gone, "no_show"), (world.parties["Entry1"], "proposed"), (world.parties["Entry2"], "proposed"),
        }  # fmt: skip
        assert [one for one in await queries.meetings_of(world.event) if one.entry == stays[0].entry] == stays
        await post(client, f"/roadshow/rounds/{world.round}/absent/{gone}", {"absent": "no"})
    assert await db.fetchval("select absent_at from party where id = $1", gone) is None
    with clock.moved_to(PLAN.starts_at + timedelta(days=1)):
        await post(client, f"/roadshow/rounds/{world.round}/absent/{world.parties['Fund1']}", {"absent": "yes"})
    assert len([one for one in await queries.meetings_of(world.event) if one.state == "no_show"]) == 1


@pytest.mark.usefixtures("database")
async def test_a_published_plan_never_half_changes() -> None:
    world = await make_world(plan=msgspec.structs.replace(PLAN, floor=0))
    await wish(world, "Fund0", Entry0="must", Entry1="must")
    async with db.work():
        plan_id = await service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
    await service.work_out_plan(plan_id=plan_id)
    async with db.work():
        await service.propose_plan(actor=world.organiser, plan_id=plan_id, now=NOW)
    before = await queries.meetings_of(world.event)
    for one in before:
        for who in ("Entry0", "Entry1", "Fund0"):
            mine = (await queries.wish_page(actor=world.people[who], party_id=world.parties[who])).meetings
            if one.id in {meeting.id for meeting in mine}:
                async with db.work():
                    await service.answer_meeting(actor=world.people[who], meeting_id=one.id, is_yes=True)
    async with db.work():
        await service.release_programme(actor=world.organiser, round_id=world.round, now=NOW)
    for refused in (
        lambda: service.ask_plan(actor=world.organiser, round_id=world.round, now=NOW),
        lambda: service.propose_plan(actor=world.organiser, plan_id=plan_id, now=NOW),
        lambda: service.remove_table(
            actor=world.organiser, round_id=world.round, table_id=before[0].seat or world.event
        ),
    ):
        with pytest.raises(Conflict):
            async with db.work():
                await refused()
    await wish(world, "Fund0", Entry0="never", Entry1="never")
    after = await queries.meetings_of(world.event)
    assert [(one.id, one.slot, one.seat) for one in after] == [(one.id, one.slot, one.seat) for one in before]
    assert {one.state for one in after} == {"published"}
