"""What has been kept for long enough goes by itself, except what a dispute holds back; and it is seen before."""

from datetime import timedelta
from uuid import UUID

import pytest

from contest.audit.rules import AUDIT
from contest.audit.service import verify_chain
from contest.certificates.tables import Certificate
from contest.invariants import check_all
from contest.judging.rules.ledger import SCORES
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.ids import uuid7
from contest.privacy import service
from contest.privacy.queries import outlook
from contest.privacy.queries import retention as reads
from contest.privacy.rules.retention import months_before
from tests.judging.world import World, make_open_world, review_of, sign, state_of
from tests.makers import NOW, actor_for, grant, make_person
from tests.makers.files import attach, make_file

LATER = NOW + timedelta(days=500)


@pytest.fixture
async def officer() -> Actor:
    person = await make_person("Law Officer")
    await grant(person, "compliance_officer")
    return await actor_for(person)


@pytest.fixture
async def world() -> World:
    """An edition that is over: one entry advanced, the other did not."""
    world = await make_open_world(entries=2)
    await sign(world.judges[0], await review_of(world, 0, 1), "8", "7")
    await db.execute("update edition set state = 'closed' where id = $1", world.edition)
    await db.execute(
        "update standing set state = case when submission = $1 then 'advanced' else 'not_advanced' end",
        world.entries[min(world.entries)],
    )
    return world


async def keep(officer: Actor, kind: str, months: int, *, starts: bool = True) -> None:
    async with db.work():
        await service.keep_for(actor=officer, kind=kind, months=months, starts=starts, now=NOW)


async def run() -> int:
    with clock.moved_to(LATER):
        async with db.work():
            return await service.retain()


async def kinds(officer: Actor) -> dict[str, tuple[int, int, int]]:
    return {one.key: (one.months, one.due, one.soon) for one in await reads.kept_rules(actor=officer, now=LATER)}


def test_months_are_counted_by_the_calendar() -> None:
    for day, months, before in ((28, 1, 28), (29, 1, 28), (31, 1, 28), (31, 12, 31), (31, 13, 28)):
        found = months_before(NOW.replace(year=2027, month=3, day=day), months)
        assert found.day == before, (day, months)


async def test_a_kind_goes_when_it_was_started_as_the_preview_said_and_is_logged(world: World, officer: Actor) -> None:
    low, high = (world.entries[code] for code in sorted(world.entries))
    file = await make_file(world.applicants[1], name="plan.pdf")
    await attach(high, file)
    scores = await db.fetchval("select count(*) from score_record")
    assert await kinds(officer) == {
        "drafts": (12, 0, 0), "not_shortlisted": (12, 1, 0), "shortlisted": (36, 0, 0), "awarded": (120, 0, 0),
        "mails": (36, 0, 0),
    }  # fmt: skip
    [going] = await reads.going(actor=officer, key="not_shortlisted", now=LATER)
    assert going.code == max(world.entries)
    assert await run() == 0  # nobody has started anything
    await keep(officer, "not_shortlisted", 12)
    assert [await run(), await run()] == [1, 0]
    row = await db.fetchrow("select title_en, answers, erased_at from submission where id = $1", high)
    assert tuple(row) == ("[erased]", "{}", LATER)
    assert (await state_of("file", file), await db.fetchval("select name from file where id = $1", file)) == (
        "dropped",
        "",
    )
    assert await db.fetchval("select erased_at from submission where id = $1", low) is None
    assert await db.fetchval("select name from person where id = $1", world.applicants[1]) != ""
    assert await db.fetchval("select count(*) from score_record") == scores
    [gone] = await reads.gone(actor=officer)
    assert (gone.key, gone.rows, gone.until) == ("not_shortlisted", 1, months_before(LATER, 12))
    assert await db.fetchval("select things from retention_run") == [high]
    assert [line for line in await check_all() if line[1]] == []
    for ledger in (AUDIT, SCORES):
        assert (await verify_chain(ledger)).holds


async def test_a_hold_keeps_an_entry_its_letters_and_its_people_until_it_is_lifted(
    world: World, officer: Actor
) -> None:
    code, person = max(world.entries), world.applicants[1]
    for kind in ("not_shortlisted", "mails"):
        await keep(officer, kind, 1)
    await db.execute("delete from message")  # those of the world's own making
    await db.execute(
        "insert into message (id, kind, recipient_id, recipient_name, email, locale, subject, body, message_id,"
        " state, needs_approval, about, is_demo, is_essential, created_at) select gen_random_uuid(), 'accounts/code',"
        " id, name, email, 'en', 'About', 'Words', id::text, 'sent', false, '{}', false, true, $2 from person"
        " where id = any($1::uuid[])",
        *([person, world.applicants[0]], NOW),
    )
    async with db.work():
        await service.hold(actor=officer, code=f" {code} ", reason="Somebody else claims the invention.", now=NOW)
    for wrong, reason in ((code, "Again."), ("NONE-1", "Which?"), (min(world.entries), "")):
        with pytest.raises(Invalid):
            async with db.work():
                await service.hold(actor=officer, code=wrong, reason=reason, now=NOW)
    assert (await kinds(officer))["not_shortlisted"][1] == 0
    assert "held back" in str((await outlook(person_id=person)).obstacles[0])
    assert await run() == 1  # the letter to the other one
    left = await db.fetch("select recipient_id from message where body = 'Words'")
    assert [row["recipient_id"] for row in left] == [person]
    [held] = await reads.holds(actor=officer)
    async with db.work():
        await service.lift(actor=officer, hold_id=held.id, now=NOW)
    with pytest.raises(Conflict):
        async with db.work():
            await service.lift(actor=officer, hold_id=held.id, now=NOW)
    assert await run() == 2
    assert [line for line in await check_all() if line[1]] == []


async def test_what_is_in_dispute_or_not_over_stays_and_nobody_else_sees_or_sets_it(
    world: World, officer: Actor
) -> None:
    await keep(officer, "not_shortlisted", 1)
    await db.execute("update edition set state = 'judging'")
    assert await run() == 0
    await keep(officer, "not_shortlisted", 1, starts=False)
    await db.execute("update edition set state = 'closed'")
    assert await run() == 0  # it was stopped
    with pytest.raises(Invalid):
        await keep(officer, "not_shortlisted", 0)
    applicant = await actor_for(world.applicants[0])
    for actor in (applicant, world.organiser):
        with pytest.raises(NotFound):
            await reads.kept_rules(actor=actor, now=NOW)
        with pytest.raises(NotFound):
            await keep(actor, "drafts", 12)
        with pytest.raises(NotFound):
            await service.hold(actor=actor, code=min(world.entries), reason="x", now=NOW)


async def test_the_register_of_awards_loses_its_names_last(world: World, officer: Actor) -> None:
    entry: UUID = world.entries[min(world.entries)]
    await db.execute("update standing set state = 'awarded' where submission = $1", entry)
    await Certificate(
        code="AB12", number="BT26-C-0001", edition=world.edition, basis_id=uuid7(), submission=entry,
        recipient_id=world.applicants[0], kind="award", data={"name": "Lin"}, key="certificates/x.pdf",
        sha256="ab" * 32, issued_at=NOW,
    ).save()  # fmt: skip
    await keep(officer, "shortlisted", 1)
    assert await run() == 0
    await keep(officer, "awarded", 12)
    assert await run() == 1
    row = await db.fetchrow("select number, data->>'name' as name, erased_at from certificate")
    assert tuple(row) == ("BT26-C-0001", "", LATER)
    assert await db.fetchval("select count(*) from outbox_event where name = 'certificates.erased'") == 1
