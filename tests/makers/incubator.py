"""Cohorts and ventures."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.impact.rules import Inputs, Ranged, Side, record
from contest.impact.service import shipped_factors
from contest.incubator import service
from contest.incubator.rules import CohortPlan
from contest.incubator.rules.milestones import MilestonePlan
from contest.incubator.rules.prizes import PrizePlan
from contest.incubator.rules.tranches import GrantPlan, Part
from contest.incubator.tables import Venture, VentureFile, VenturePerson
from contest.incubator.tables.alerts import StallAlert
from contest.incubator.tables.funders import FunderLine, FunderReport, FunderRow
from contest.incubator.tables.mentors import Mentor, Mentoring, MentorSession, OfficeHour
from contest.incubator.tables.reports import IndicatorValue, VentureReport
from contest.incubator.tables.roadmap import NodeVenture, RoadmapNode, VenturePlace
from contest.lib import db, storage
from contest.lib.actor import SYSTEM
from contest.submissions.tables import Tie
from tests.makers.accounts import grant, make_person
from tests.makers.certificates import FINAL
from tests.makers.files import make_file

# A day on which the award of `make_won` is final.
LATER = FINAL.replace(hour=18)


async def make_cohort(edition_id: UUID, en: str = "First cohort", zh: str = "第一批") -> UUID:
    plan = CohortPlan(name_en=en, name_zh=zh, starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30))
    async with db.work():
        return await service.save_cohort(actor=SYSTEM, edition_id=edition_id, plan=plan, now=LATER)


async def make_venture(edition_id: UUID, submission_id: UUID, cohort_id: UUID | None = None) -> UUID:
    """A venture of an entry with a final decision."""
    cohort_id = cohort_id or await make_cohort(edition_id)
    async with db.work():
        (made,) = await service.take_in(
            actor=SYSTEM, edition_id=edition_id, cohort_id=cohort_id, submission_ids=[submission_id], now=LATER
        )
    return made


async def make_document(venture_id: UUID, owner_id: UUID, *, state: str = "checked") -> UUID:
    """A document of a venture; the id of its link."""
    row = VentureFile(
        venture=venture_id, file=await make_file(owner_id, purpose="venture", name="licence.pdf", state=state),
        added_by=owner_id, added_at=LATER,
    )  # fmt: skip
    await row.save()
    return UUID(str(row.id))


async def place_venture(edition_id: UUID, submission_id: UUID, *, cohort_id: UUID, file_id: UUID) -> UUID:
    """A venture of an entry that no decision was made on, with its owner and one file."""
    row = await db.fetchrow(
        "select s.owner, st.version, st.round from submission s join standing st on st.submission = s.id"
        " where s.id = $1",
        submission_id,
    )
    assert row is not None
    made = Venture(
        submission=submission_id, version=row["version"], round=row["round"], cohort=cohort_id, stage_on=LATER.date(),
        awarded_on=LATER.date(), created_at=LATER,
    )  # fmt: skip
    await made.save()
    await VenturePerson(venture=made.id, person=row["owner"], role="lead", joined_at=LATER).save()
    await VentureFile(venture=made.id, file=file_id, added_at=LATER).save()
    await grant(row["owner"], "founder", edition_id=edition_id)
    async with db.work():
        await service.plan_landing(actor=SYSTEM, venture_id=UUID(str(made.id)), now=LATER)
    return UUID(str(made.id))


async def make_mentor(venture_id: UUID) -> dict[str, UUID]:
    """A mentor who is with a venture, an hour that it booked, and what was noted of it; by their names in paths."""
    row = await db.fetchrow(
        "select s.edition, s.owner, s.id from venture n join submission s on s.id = n.submission where n.id = $1",
        venture_id,
    )
    assert row is not None
    person = await make_person("Mei Tan")
    await grant(person, "mentor", edition_id=row["edition"])
    mentor = Mentor(edition=row["edition"], person=person, scenes=[], stages=["pilot"], languages=["en"], most=3)
    await mentor.save()
    pairing = Mentoring(venture=venture_id, mentor=mentor.id, since_on=date(2026, 1, 1), created_at=LATER)
    await pairing.save()
    await Tie(submission=row["id"], person=person, kind="mentor", source="ruled", created_at=LATER).save()
    hour = OfficeHour(
        mentor=mentor.id, starts_at=LATER, ends_at=LATER + timedelta(hours=1), place="Room 3", venture=venture_id,
        question="Which grid?", booked_by=row["owner"], booked_at=LATER,
    )  # fmt: skip
    await hour.save()
    session = MentorSession(
        mentoring=pairing.id, hour=hour.id, held_on=LATER.date(), minutes=30, way="online", topic="Grid",
        next_step="Call the grid.", next_owner=row["owner"], next_on=LATER.date(), note="A note.", at=LATER,
    )  # fmt: skip
    await session.save()
    made = {"mentor_id": mentor.id, "pairing_id": pairing.id, "hour_id": hour.id, "session_id": session.id}
    return {name: UUID(str(value)) for name, value in made.items()}


async def make_funder_report(edition_id: UUID, partner_id: UUID, venture_id: UUID) -> dict[str, UUID]:
    """A report that was made, with a line that stands on one venture; by their names in paths."""
    report = FunderReport(
        edition=edition_id, partner=partner_id, framework="undp", first_on=date(2026, 1, 1), until_on=date(2026, 7, 31),
        rounds=[], asked_at=LATER, made_at=LATER,
    )  # fmt: skip
    await report.save()
    line = FunderLine(report=report.id, position=1, code="1.1", unit="ventures", actual=Decimal(1), verified=Decimal(0))
    await line.save()
    await FunderRow(line=line.id, venture=venture_id, what="followed", amount=Decimal(1), is_verified=False).save()
    key = service.key_of(UUID(str(report.id)), "en", "pdf")
    await storage.put(key, b"%PDF", content_type="application/pdf")
    return {"funder_report_id": UUID(str(report.id)), "funder_line_id": UUID(str(line.id))}


async def make_node(venture_id: UUID) -> dict[str, UUID]:
    """A node of the roadmap that a venture counts towards, and a place of the venture; by their names in paths."""
    edition = await db.fetchval(
        "select s.edition from venture n join submission s on s.id = n.submission where n.id = $1", venture_id
    )
    node = await db.fetchval("select id from roadmap_node where edition = $1", edition)
    if node is None:
        row = RoadmapNode(edition=edition, year=2028, title_en="Carbon peak", created_at=LATER)
        await row.save()
        node = row.id
    await NodeVenture(node=node, venture=venture_id, linked_at=LATER).save()
    place = VenturePlace(
        venture=venture_id, kind="replication", place_en="Lyon", country="FR", partner_en="Ville de Lyon",
        latitude=Decimal("45.7640"), longitude=Decimal("4.8357"), since_on=LATER.date(), added_at=LATER,
    )  # fmt: skip
    await place.save()
    return {"node_id": UUID(str(node)), "venture_place_id": UUID(str(place.id))}


async def make_parts(venture_id: UUID) -> dict[str, UUID]:
    """One of every thing that belongs to a venture, by the name it has in paths."""
    async with db.work():
        request = await service.ask_desk(
            actor=SYSTEM, venture_id=venture_id, kind="esg", text="A report on soil.", now=LATER
        )
        plan = PrizePlan(name_en="First Prize", settle_by=date(2027, 6, 30), conditions=("Register in the zone.",))
        prize = await service.promise_prize(actor=SYSTEM, venture_id=venture_id, plan=plan, now=LATER)
        (milestone,) = await service.plan_milestones(
            actor=SYSTEM,
            venture_ids=[venture_id],
            plan=MilestonePlan(title="Pilot runs", due_on=date(2027, 1, 1)),
            now=LATER,
        )
        parts = (Part(milestone, Decimal(100)),)
        plan_of_it = GrantPlan(amount=Decimal(5000), currency="CNY", rate=Decimal(1), parts=parts)
        await service.fix_grant(actor=SYSTEM, venture_id=venture_id, plan=plan_of_it, now=LATER)
    report = await make_report(venture_id)
    value = IndicatorValue(
        venture=venture_id, report=report, indicator="jobs", until_on=date(2026, 7, 31), value=Decimal(4), unit="people"
    )
    await value.save()
    alert = StallAlert(venture=venture_id, rule="silent", about=venture_id, since=LATER.date(), week_on=LATER.date())
    await alert.save()
    condition: UUID = await db.fetchval("select id from prize_condition where prize = $1", prize)
    return {
        **await make_mentor(venture_id),
        **await make_node(venture_id),
        "service_request_id": request,
        "prize_id": prize,
        "condition_id": condition,
        "milestone_id": milestone,
        "stall_alert_id": UUID(str(alert.id)),
        "venture_report_id": report,
        "value_id": UUID(str(value.id)),
        "tranche_id": await db.fetchval("select id from tranche where milestone = $1", milestone),
    }


async def make_report(venture_id: UUID, kind: str = "pulse", **values: Any) -> UUID:
    """A report that a venture is asked for: the pulse of July 2026 where nothing else is said."""
    plain = {"period_on": date(2026, 7, 1), "until_on": date(2026, 7, 31), "due_on": date(2026, 8, 10)}
    row = VentureReport(venture=venture_id, kind=kind, asked_at=LATER, **(plain | values))
    await row.save()
    return UUID(str(row.id))


async def make_impact(version_id: UUID) -> None:
    """Figures frozen with a version: 100 units a year, each avoiding 280 kgCO2e and in use for ten years."""
    inputs = Inputs(
        functional_unit="membrane", baseline=Side(other_kgco2e=Ranged.within(890, 0.1)),
        solution=Side(other_kgco2e=Ranged.within(610, 0.2)), units_added_by_year=(100.0,) * 5, lifetime_years=10,
    )  # fmt: skip
    kept = record(inputs, shipped_factors(), factor_set=str(version_id), place="CN-HI", country="")
    await db.execute(
        "update submission_version set content = jsonb_set(content, '{impact}', $2::jsonb) where id = $1",
        version_id, msgspec.json.encode(kept).decode(),
    )  # fmt: skip
