"""Decisions, and what a certificate rests on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contest.challenge.tables import Partner
from contest.judging.tables import Decision, DecisionItem
from contest.lib.ids import uuid7
from tests.makers.accounts import agree, make_person
from tests.makers.challenge import NOW, make_city, make_edition, make_round
from tests.makers.submissions import make_standing, make_submission, make_version

FINAL = NOW + timedelta(days=60)


async def make_decision(round_id: UUID, *, state: str = "final", final_at: datetime = FINAL, **values: Any) -> UUID:
    row = Decision(round=round_id, state=state, rule="mean", drafted_by=uuid7(), final_at=final_at, **values)
    await row.save()
    return UUID(str(row.id))


async def make_decision_item(decision_id: UUID, submission_id: UUID, **values: Any) -> UUID:
    plain = {"outcome": "awarded", "rank": 1, "award_en": "First Prize", "award_zh": "一等奖"}
    row = DecisionItem(decision=decision_id, submission=submission_id, **(plain | values))
    await row.save()
    return UUID(str(row.id))


class Won:
    """One round in Paris with its final decision; `owners` won in this order, the first two share a place if told."""

    def __init__(self) -> None:
        self.edition_id = self.round_id = self.decision_id = UUID(int=0)
        self.owners: list[UUID] = []
        self.submissions: list[UUID] = []


async def make_won(
    *names: str, is_demo: bool = False, ranks: tuple[int, ...] = (1, 2, 3, 4), organisation: str = "", **owner: Any
) -> Won:
    made = Won()
    made.edition_id = await make_edition(is_demo=is_demo, state="judging")
    city = await make_city()
    await Partner(
        edition=made.edition_id,
        role="host",
        name_en="Ningyuan Institute of Climate and Sustainable Development (Hainan)",
        name_zh="海南宁远气候与可持续发展研究院",
        source="test",
    ).save()
    made.round_id = await make_round(made.edition_id, city=city, state="decided")
    made.decision_id = await make_decision(made.round_id)
    for name, rank in zip(names or ("Lin Xiaoyu",), ranks, strict=False):
        person = await make_person(name, **owner)
        await agree(person, "public_page")
        entry = await make_submission(made.edition_id, made.round_id, person)
        version = await make_version(entry, person, organisation_name=organisation)
        await make_standing(entry, made.round_id, version, state="awarded")
        await make_decision_item(made.decision_id, entry, rank=rank)
        made.owners.append(person)
        made.submissions.append(entry)
    return made
