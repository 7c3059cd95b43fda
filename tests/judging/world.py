"""A small round for the tests of judging: an organiser, three judges, two entries of two applicants."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.judging import service
from contest.judging.queries import INVARIANTS, decision_page, terms_of
from contest.judging.queries.checks import checks_page
from contest.judging.rules.checks import KINDS
from contest.judging.rules.rubrics import AnchorDraft, CriterionDraft, RubricDraft
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.ids import uuid7
from tests.makers import (
    NOW,
    actor_for,
    grant,
    make_edition,
    make_person,
    make_round,
    make_scene,
    make_standing,
    make_submission,
    make_version,
)

RUBRIC = RubricDraft(
    key="entry",
    name_en="Entries",
    name_zh="作品",
    criteria=[
        CriterionDraft(
            key="climate_impact",
            weight=60,
            name_en="Climate impact",
            name_zh="气候影响",
            guide_en="A sound baseline.",
            guide_zh="基准合理。",
        ),
        CriterionDraft(key="team", weight=40, name_en="Team", name_zh="团队"),
    ],
    anchors=[
        AnchorDraft(points=Decimal(5), en="Acceptable", zh="合格"),
        AnchorDraft(points=Decimal(9), en="Very good", zh="优秀"),
    ],
)


class World(msgspec.Struct, kw_only=True):
    """Who and what there is; `judges` are people, `entries` submissions by their codes."""

    edition: UUID
    round: UUID
    rubric: UUID
    organiser: Actor
    judges: list[Actor]
    applicants: list[UUID]
    entries: dict[str, UUID]


async def make_entry(edition: UUID, round_: UUID, owner: UUID, code: str, **values: Any) -> UUID:
    columns = {name: value for name, value in values.items() if name != "files"}
    entry = await make_submission(edition, round_, owner, code=code, **columns)
    names = ("kind", "title_en", "title_zh", "organisation_name", "files")
    content = {name: values[name] for name in names if name in values}
    version = await make_version(entry, owner, code=code, **content)
    await make_standing(entry, round_, version)
    return entry


async def make_world(*, judges: int = 3, entries: int = 2, **round_values: Any) -> World:
    """A round in screening with a rubric, set up to be judged, its judges on the panel, none declared yet."""
    edition = await make_edition()
    plain = {"state": "screening", "closes_at": NOW - timedelta(days=1), "quota": 1}
    round_ = await make_round(edition, **(plain | round_values))
    await make_scene(edition)
    chief = await make_person("Chen Organiser")
    await grant(chief, "round_organiser", edition_id=edition, round_id=round_)
    organiser = await actor_for(chief)
    owners, made = [], {}
    for number in range(entries):
        owner = await make_person(f"Applicant {number}", email=f"anna.{round_.hex[-6:]}@company{number}.fr")
        code = f"J{round_.hex[-6:]}-{number:04}"
        owners.append(owner)
        made[code] = await make_entry(
            edition, round_, owner, code, title_en=f"Entry {number}", organisation_name=f"Company {number}"
        )
    async with db.work():
        rubric = await service.create_rubric(actor=organiser, edition_id=edition, form=RUBRIC, now=NOW)
    async with db.work():
        await service.set_up_judging(
            actor=organiser,
            round_id=round_,
            rubric_id=rubric,
            talent_rubric_id=None,
            rule="trimmed",
            reviews_each=max(1, min(judges, 3)),
            least_valid=max(1, min(judges, 2)),
            now=NOW,
        )
        people = [
            await service.add_judge(
                actor=organiser, round_id=round_, email=f"judge{n}@jury{n}.org", name=f"Judge {n}", now=NOW
            )
            for n in range(judges)
        ]
    await db.execute("update person set email_confirmed_at = $2 where id = any($1)", people, NOW)
    for person in people:
        await join(await actor_for(person), edition, round_)
    return World(
        edition=edition,
        round=round_,
        rubric=rubric,
        organiser=organiser,
        judges=[await actor_for(person) for person in people],
        applicants=owners,
        entries=made,
    )


async def join(judge: Actor, edition: UUID, round_: UUID, now: datetime = NOW) -> None:
    """A judge agrees to the terms of the edition, and so takes their seat."""
    terms = await terms_of(edition_id=edition)
    assert terms is not None
    async with db.work():
        await service.accept_seat(actor=judge, round_id=round_, terms_id=terms.id, locale="en", now=now)


async def declare_all(world: World, now: datetime = NOW) -> None:
    """No judge is close to anybody."""
    for judge in world.judges:
        async with db.work():
            await service.declare_conflicts(actor=judge, round_id=world.round, people=[], organisations=[], now=now)


async def make_open_world(**values: Any) -> World:
    """The same round with its judging open and every review assigned."""
    world = await make_world(**values)
    await declare_all(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
        await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    return world


async def review_of(world: World, judge: int = 0, entry: int = 0) -> UUID:
    code = sorted(world.entries)[entry]
    found: UUID = await db.fetchval(
        "select id from review where judge = $1 and submission = $2", world.judges[judge].id, world.entries[code]
    )
    return found


async def sign(judge: Actor, review: UUID, climate: str, team: str, *, now: datetime = NOW) -> Decimal:
    """Save and sign a review with these points."""
    async with db.work():
        revision = await db.fetchval("select revision from review where id = $1", review)
        revision = await service.save_review(
            actor=judge,
            review_id=review,
            revision=revision,
            points={"climate_impact": Decimal(climate), "team": Decimal(team)},
            comment_applicant="Well founded.",
            comment_panel="",
            now=now,
        )
        return await service.sign_review(actor=judge, review_id=review, revision=revision, now=now)


async def sign_all(world: World, *points: tuple[str, str]) -> None:
    """Every judge gives entry n the points `points[n]` (climate impact, team)."""
    for entry, (climate, team) in enumerate(points):
        for number, judge in enumerate(world.judges):
            await sign(judge, await review_of(world, number, entry), climate, team)


async def state_of(table: str, id_: UUID) -> str:
    found: str = await db.fetchval(f"select state from {table} where id = $1", id_)
    return found


async def publish_seen(world: World, decision: UUID, *, now: datetime = NOW) -> datetime:
    """Publish a draft as it stands, looked at just before; inside the test's `work()`."""
    draft = await decision_page(actor=world.organiser, decision_id=decision)
    return await service.publish_decision(actor=world.organiser, decision_id=decision, seen=draft.beside(), now=now)


async def make_feedback(decision: UUID, entry: UUID, review: UUID, *, text: str = "Well founded.") -> UUID:
    """Released feedback of one text, as it stands in the database; the text's id."""
    feedback, made = uuid7(), uuid7()
    await db.execute("update decision set state = 'published' where id = $1", decision)
    await db.execute(
        "insert into feedback (id, decision, shows, share, seed, prepared_at, released_at)"
        " values ($1, $2, 'rank', 0, '', $3, $3)",
        feedback,
        decision,
        NOW,
    )
    await db.execute(
        "insert into feedback_text (id, feedback, submission, review, text, flags, state)"
        " values ($1, $2, $3, $4, $5, '{}', 'passed')",
        made,
        feedback,
        entry,
        review,
        text,
    )
    return made


async def invariants_hold() -> None:
    broken = {name: rows for name, sql in INVARIANTS.items() if (rows := await db.fetch(sql))}
    assert broken == {}


async def pass_checks(world: World, decision: UUID) -> None:
    """Each check of each award found nothing against it."""
    page = await checks_page(actor=world.organiser, decision_id=decision)
    for line in page.lines:
        for kind in KINDS:
            async with db.work():
                await service.record_check(
                    actor=world.organiser, decision_id=decision, code=line.code, kind=kind, result="clear",
                    source="List", note="", now=NOW,
                )  # fmt: skip
