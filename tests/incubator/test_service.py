"""Entries become ventures with all that is known of them; ventures go from stage to stage."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from asyncpg import CheckViolationError

from contest.incubator import queries, service
from contest.incubator.rules import CohortPlan, StepPlan
from contest.lib import db
from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.ids import uuid7
from contest.submissions.tables.teams import TeamMember
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_standing, make_submission, make_version
from tests.makers.certificates import FINAL, Won, make_decision_item, make_won
from tests.makers.files import attach, make_file
from tests.makers.incubator import LATER, make_cohort, make_document, make_venture

DAY = FINAL.date()


class World(Won):
    cohort: UUID
    manager: Actor
    lin: Actor


@pytest.fixture
async def world() -> World:
    made = World()
    made.__dict__.update((await make_won("Lin Xiaoyu", "Sofia Rossi")).__dict__)
    made.cohort = await make_cohort(made.edition_id)
    person = await make_person("Manager")
    await grant(person, "programme_organiser", edition_id=made.edition_id)
    made.manager, made.lin = await actor_for(person), await actor_for(made.owners[0])
    return made


async def take_in(world: World, *entries: UUID, actor: Actor | None = None) -> list[UUID]:
    async with db.work():
        return await service.take_in(
            actor=actor or world.manager, edition_id=world.edition_id, cohort_id=world.cohort,
            submission_ids=list(entries), now=LATER,
        )  # fmt: skip


async def step(actor: Actor, venture: UUID, to: str, day: int = 0, **values: object) -> None:
    plan = StepPlan(to=to, happened_on=DAY + timedelta(days=day), **values)  # type: ignore[arg-type]
    async with db.work():
        await service.step_venture(actor=actor, venture_id=venture, plan=plan, now=LATER + timedelta(days=90))


async def test_an_entry_becomes_a_venture_with_its_people_files_and_the_version_that_was_judged(world: World) -> None:
    entry, owner = world.submissions[0], world.owners[0]
    mate, gone = await make_person("Mate"), await make_person("Gone")
    await TeamMember(submission=entry, person=mate, role="edit", joined_at=NOW).save()
    await TeamMember(submission=entry, person=gone, role="edit", joined_at=NOW, left_at=NOW).save()
    deck, refused = await make_file(owner), await make_file(owner, state="refused")
    await attach(entry, deck)
    plain = {"field": "pitch_deck", "name": "deck.pdf", "size": 4, "sha256": ""}
    lines = [{"file_id": str(one), **plain} for one in (deck, refused)]
    await db.execute(
        "update submission_version set content = jsonb_set(content, '{files}', $2::jsonb) where submission = $1",
        entry, msgspec.json.encode(lines).decode(),
    )  # fmt: skip
    judged = await db.fetchval("select version from standing where submission = $1", entry)
    await make_version(entry, owner, number=2, title_en="Changed since")
    (venture,) = await take_in(world, entry)
    found = await queries.venture(actor=world.manager, venture_id=venture)
    assert (found.version_id, found.number, found.title_en) == (judged, 1, "Rainforest village microgrid")
    assert (found.stage, found.awarded_on, found.cohort_id, found.is_team) == ("shortlisted", DAY, world.cohort, False)
    people = [(one.name, one.role) for one in await queries.members(venture_id=venture)]
    assert people == [("Lin Xiaoyu", "lead"), ("Mate", "member")]
    assert [(one.id, one.is_judged) for one in await queries.files(venture_id=venture)] == [(deck, True)]
    for person in (owner, mate):
        actor = await actor_for(person)
        assert actor.has("founder", edition_id=world.edition_id)
        assert [one.id for one in await queries.my_ventures(actor=actor)] == [venture]
    with pytest.raises(NotFound):
        await queries.venture(actor=await actor_for(gone), venture_id=venture)
    assert [one.stage for one in await queries.steps(venture_id=venture)] == ["shortlisted"]


async def test_only_what_a_final_decision_let_advance_is_taken_in_and_only_once(world: World) -> None:
    first, second = world.submissions
    left = await make_submission(world.edition_id, world.round_id, world.owners[0])
    await make_standing(left, world.round_id, await make_version(left, world.owners[0]), state="not_advanced")
    await make_decision_item(world.decision_id, left, outcome="not_advanced", rank=None)
    for entries in ([left], [first, left], [uuid7()]):
        with pytest.raises(Conflict):
            await take_in(world, *entries)
    with pytest.raises(Invalid):
        await take_in(world)
    await take_in(world, first, first)
    with pytest.raises(Conflict):
        await take_in(world, first)
    waiting = await queries.candidates(actor=world.manager, edition_id=world.edition_id)
    assert [one.submission_id for one in waiting] == [second]
    await db.execute("update decision set state = 'published' where id = $1", world.decision_id)
    with pytest.raises(Conflict):
        await take_in(world, second)
    assert await db.fetchval("select count(*) from venture") == 1
    (card,) = await queries.listed(actor=world.manager, edition_id=world.edition_id)
    assert card.is_reversed


async def test_a_venture_is_seen_by_its_people_and_its_manager_and_by_nobody_else(world: World) -> None:
    venture = await make_venture(world.edition_id, world.submissions[0], world.cohort)
    other, tied, elsewhere = [await make_person(name) for name in ("Other", "Tied", "Elsewhere")]
    await grant(tied, "programme_organiser", edition_id=world.edition_id)
    await grant(elsewhere, "programme_organiser", edition_id=await make_edition())
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'ruled', 'ruled', '', $4)",
        uuid7(), world.submissions[0], tied, NOW,
    )  # fmt: skip
    for actor in (world.manager, world.lin):
        assert (await queries.venture(actor=actor, venture_id=venture)).is_team == (actor is world.lin)
    hidden = [await actor_for(person) for person in (other, tied, elsewhere, world.owners[1])]
    for actor in (*hidden, ANONYMOUS):
        with pytest.raises(NotFound):
            await queries.venture(actor=actor, venture_id=venture)
        assert await queries.my_ventures(actor=actor) == []
        with pytest.raises((NotFound, Invalid)):
            await step(actor, venture, "matched")
    blind, month = hidden[1], (date(2026, 6, 1), date(2026, 8, 1))
    asked: dict[str, Any] = {"actor": blind, "edition_id": world.edition_id}
    assert await queries.board(**asked) == await queries.listed(**asked) == []
    assert [one.what for one in await queries.calendar(**asked, first=month[0], until=month[1])] == ["starts"]
    assert [one.submission_id for one in await queries.candidates(**asked)] == [world.submissions[1]]
    with pytest.raises(Conflict):
        await take_in(world, world.submissions[0], actor=blind)


async def test_a_venture_is_registered_with_its_licence_and_its_history_stays(world: World) -> None:
    venture, other = await take_in(world, *world.submissions)
    licence, foreign = await make_document(venture, world.owners[0]), await make_document(other, world.owners[1])
    waits = await make_document(venture, world.owners[0], state="uploaded")
    for evidence in (None, foreign, waits):
        with pytest.raises(Invalid) as refused:
            await step(world.manager, venture, "registered", 40, evidence=evidence)
        assert set(refused.value.fields) == {"evidence"}
    with pytest.raises(Invalid) as refused:
        await step(world.manager, venture, "matched", -1)
    assert set(refused.value.fields) == {"happened_on"}
    with pytest.raises(NotFound):
        await step(world.lin, venture, "matched")
    await step(world.manager, venture, "matched", 5, next_on=DAY + timedelta(days=30))
    await step(world.manager, venture, "registered", 41, evidence=licence)
    assert await db.fetchval(
        "select payload ->> 'venture_id' from outbox_event where name = 'venture.registered'"
    ) == str(venture)
    (card,) = await queries.listed(actor=world.manager, edition_id=world.edition_id, stage="registered")
    assert card.registered_on is not None
    assert ((card.registered_on - card.awarded_on).days, card.next_on) == (41, None)
    found = await queries.pace(actor=world.manager, edition_id=world.edition_id, today=DAY + timedelta(days=200))
    assert (found.days, found.registered, found.ventures, found.landed[0].percent) == (41, 1, 2, 50)
    await step(world.manager, venture, "pilot", 42)
    await step(world.manager, venture, "due_diligence", 43, reason="A sanctions list.")
    assert (await queries.venture(actor=world.lin, venture_id=venture)).registered_on is None
    assert (
        await queries.pace(actor=world.manager, edition_id=world.edition_id, today=DAY + timedelta(days=200)) == found
    )
    with pytest.raises(NotFound):
        await queries.pace(actor=world.lin, edition_id=world.edition_id, today=DAY)
    steps = await queries.steps(venture_id=venture)
    assert [one.stage for one in steps] == ["due_diligence", "pilot", "registered", "matched", "shortlisted"]
    assert (steps[2].file_name, steps[0].reason) == ("licence.pdf", "A sanctions list.")
    with pytest.raises(CheckViolationError):
        await db.execute("update venture set stage = 'pilot' where id = $1", venture)


async def test_a_cohort_is_made_changed_and_left_for_another(world: World) -> None:
    venture = await make_venture(world.edition_id, world.submissions[0], world.cohort)
    second = await make_cohort(world.edition_id, "Second cohort", "第二批")
    foreign = await make_cohort(await make_edition())
    plan = CohortPlan(name_en="Autumn", starts_on=DAY, ends_on=DAY)
    async with db.work():
        await service.save_cohort(
            actor=world.manager, edition_id=world.edition_id, plan=plan, cohort_id=second, now=LATER
        )
        await service.move_venture(actor=world.manager, venture_id=venture, cohort_id=second)
    cohorts = await queries.cohorts(actor=world.manager, edition_id=world.edition_id)
    assert {one.name_en: one.ventures for one in cohorts} == {"Autumn": 1, "First cohort": 0}
    with pytest.raises(Invalid):
        async with db.work():
            await service.move_venture(actor=world.manager, venture_id=venture, cohort_id=foreign)
    for actor, cohort_id in ((world.manager, foreign), (world.lin, second), (ANONYMOUS, None)):
        with pytest.raises(NotFound):
            async with db.work():
                await service.save_cohort(
                    actor=actor, edition_id=world.edition_id, plan=plan, cohort_id=cohort_id, now=LATER
                )
