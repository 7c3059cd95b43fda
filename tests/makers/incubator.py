"""Cohorts and ventures."""

from datetime import date
from uuid import UUID

from contest.incubator import service
from contest.incubator.rules import CohortPlan
from contest.incubator.tables import Venture, VentureFile, VenturePerson
from contest.lib import db
from contest.lib.actor import SYSTEM
from tests.makers.accounts import grant
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
