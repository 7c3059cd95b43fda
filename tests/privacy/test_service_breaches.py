"""A breach: its clock, whom it concerns by query, the authority, and notices that wait to be read."""

from datetime import timedelta
from uuid import UUID

import pytest

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.privacy import service
from contest.privacy.queries import breaches as reads
from contest.privacy.rules.breaches import hours_left, tone
from contest.submissions.tables.teams import TeamMember
from tests.judging.world import World, make_open_world
from tests.makers import NOW, actor_for, grant, make_person
from tests.makers.files import attach, make_file

HOUR = timedelta(hours=1)


@pytest.fixture
async def officer() -> Actor:
    person = await make_person("Law Officer")
    await grant(person, "compliance_officer")
    return await actor_for(person)


@pytest.fixture
async def world() -> World:
    return await make_open_world(entries=2)


async def note(officer: Actor) -> UUID:
    async with db.work():
        return await service.note_breach(
            actor=officer, title="A sheet was mailed", words="To a wrong address.", known_at=NOW - 2 * HOUR,
            began_at=NOW - 24 * HOUR, ended_at=NOW, now=NOW,
        )  # fmt: skip


def test_the_clock_runs_from_when_it_was_known_and_a_jump_back_gives_no_more() -> None:
    left = [hours_left(known_at=NOW, now=NOW + hours * HOUR) for hours in (-5, 0, 1, 72, 73)]
    assert left == [72, 72, 71, 0, -1]
    for hours, colour in ((0, "calm"), (48, "due"), (72, "wrong")):
        assert tone(known_at=NOW, settled_at=None, now=NOW + hours * HOUR) == colour
    assert [tone(known_at=NOW, settled_at=NOW + hours * HOUR, now=NOW) for hours in (72, 73)] == ["well", "due"]


async def test_those_concerned_are_found_by_query_each_once_and_notices_wait(world: World, officer: Actor) -> None:
    made, (low, high) = await note(officer), sorted(world.entries)
    member = await make_person("Member Two")
    await TeamMember(submission=world.entries[low], person=member, role="edit").save()
    file = await make_file(world.applicants[1], name="plan.pdf", announced_at=NOW - HOUR)
    await attach(world.entries[high], file)
    await db.execute("update role_grant set created_at = $1", NOW - 48 * HOUR)

    async def find(way: str, what: str = "") -> int:
        async with db.work():
            return await service.find_concerned(actor=officer, breach_id=made, way=way, what=what, now=NOW)

    assert await find("entries", f"{low}, NONE") == 2
    assert await find("entries", low) == 0
    assert await find("files", "plan.pdf") == 1
    assert await find("role", "compliance_officer") == 1
    await db.execute(
        "insert into audit_record (id, at, actor_id, action, thing, outcome, data, digests)"
        " values (gen_random_uuid(), $1, $2, 'account.sign_in', 'person', 'done', '{}', '{}')",
        *(NOW - HOUR, world.judges[0].id),
    )
    assert await find("window") >= 1
    people = {one.person_id: one.way for one in await reads.concerned(actor=officer, breach_id=made)}
    assert [people[one] for one in (world.applicants[0], member, world.applicants[1], world.judges[0].id)] == [
        "entries", "entries", "files", "window",
    ]  # fmt: skip
    for way, what in (("entries", ""), ("role", "king"), ("stars", "x")):
        with pytest.raises(Invalid):
            await find(way, what)
    assert (await reads.breach(actor=officer, breach_id=made)).waiting == len(people)
    async with db.work():
        assert await service.draft_notices(actor=officer, breach_id=made, words="Change it.") == len(people)
    async with db.work():
        assert await service.draft_notices(actor=officer, breach_id=made, words="Change it.") == 0
    rows = await db.fetch("select state, body from message where kind = 'privacy/breach_notice'")
    assert {row["state"] for row in rows} == {"drafted"} and all("Change it." in row["body"] for row in rows)
    [line] = await reads.breaches(actor=officer)
    assert (line.people, line.waiting) == (len(people), 0)


async def test_the_authority_is_told_once_and_late_only_with_a_reason(world: World, officer: Actor) -> None:
    made = await note(officer)

    async def settle(reason: str, *, hours: int, is_told: bool = True) -> None:
        async with db.work():
            await service.settle_authority(
                actor=officer, breach_id=made, is_told=is_told, reason=reason, now=NOW + hours * HOUR
            )

    for hours, is_told in ((71, True), (1, False)):
        with pytest.raises(Invalid):
            await settle("", hours=hours, is_told=is_told)
    await settle("", hours=70)
    with pytest.raises(Conflict):
        await settle("", hours=70)
    assert (await reads.breach(actor=officer, breach_id=made)).settled_at == NOW + 70 * HOUR
    with pytest.raises(Invalid):
        async with db.work():
            await service.note_breach(
                actor=officer, title="x", words="x", known_at=NOW + HOUR, began_at=NOW, ended_at=NOW, now=NOW
            )
    for actor in (world.organiser, await actor_for(world.applicants[0])):
        with pytest.raises(NotFound):
            await reads.breaches(actor=actor)
        with pytest.raises(NotFound):
            async with db.work():
                await service.find_concerned(actor=actor, breach_id=made, way="window", what="", now=NOW)
