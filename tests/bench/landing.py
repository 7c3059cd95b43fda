"""An incubator of the bench: 500 ventures in one cohort, each with its lead, the steps that it took and five years of
pulses."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from contest.incubator.rules import WORDS
from contest.incubator.rules.landing import DEFAULTS
from contest.incubator.rules.months import months_after
from contest.lib.ids import uuid7
from tests.bench.copying import copy
from tests.bench.roadmap import draw_roadmap

VENTURES, LEFT, MONTHS = 500, 50, 60
_PAST = ("registered", "pilot", "commercial", "graduated", "alumni")


class Landing(Struct, kw_only=True):
    """Ids that the bench asks for."""

    venture: UUID
    cohort: UUID
    node: UUID


async def land(now: datetime, edition: UUID, round_: UUID, versions: list[dict[str, Any]]) -> Landing:
    """Ventures of the entries of `versions`, less the first `LEFT`: those wait to be taken in."""
    day, cohort = now.date(), uuid7()
    await copy(
        "cohort",
        [
            {"id": cohort, "edition": edition, "name_en": "First cohort", "name_zh": "第一批", "starts_on": day,
             "ends_on": day + timedelta(days=365), "created_at": now}
        ],
    )  # fmt: skip
    ventures = [
        _venture(now, day, round_, cohort, version, place)
        for place, version in enumerate(versions[LEFT : LEFT + VENTURES])
    ]
    await copy("venture", ventures)
    await copy(
        "venture_person",
        [
            {"id": uuid7(), "venture": one["id"], "person": version["submitted_by"], "role": "lead", "joined_at": now,
             "left_at": None}
            for one, version in zip(ventures, versions[LEFT:], strict=False)
        ],
    )  # fmt: skip
    await copy(
        "venture_step",
        [
            {"id": uuid7(), "venture": one["id"], "stage": stage, "happened_on": on, "reason": "", "evidence": None,
             "by": None, "at": now}
            for one in ventures
            for stage, on in (("shortlisted", one["awarded_on"]), ("matched", one["stage_on"]))
        ],
    )  # fmt: skip
    await copy(
        "landing_step",
        [
            {"id": uuid7(), "venture": one["id"], "position": place, "name_en": text.name_en, "name_zh": text.name_zh,
             "owner": None, "due_on": one["awarded_on"] + timedelta(days=text.days), "begun_on": None, "done_on": None,
             "blocker": "", "blocked_on": None, "evidence": None, "changed_at": now}
            for one in ventures
            for place, text in enumerate(DEFAULTS["company"], 1)
        ],
    )  # fmt: skip
    await copy(
        "milestone",
        [
            {"id": uuid7(), "venture": one["id"], "title": f"Deliverable {place}", "deliverable": "", "owner": None,
             "due_on": day + timedelta(days=90 * place - 120), "after": None, "note": "", "created_at": now,
             "state": "accepted" if place < 2 else "planned", "changed_at": now}
            for one in ventures
            for place in range(4)
        ],
    )  # fmt: skip
    await _report(now, ventures)
    node = await draw_roadmap(now, edition, ventures)
    return Landing(venture=ventures[0]["id"], cohort=cohort, node=node)


async def _report(now: datetime, ventures: list[dict[str, Any]]) -> None:
    """Five years of monthly pulses, three figures in each; the last one still waits."""
    firsts = [months_after(now.date().replace(day=1), -back) for back in range(MONTHS, 0, -1)]
    reports = [
        {"id": uuid7(), "venture": one["id"], "kind": "pulse", "period_on": first, "news": "On course.", "trouble": "",
         "until_on": months_after(first, 1) - timedelta(days=1), "due_on": months_after(first, 1), "asked_at": now,
         "reminded": 0, "sent_at": None if first == firsts[-1] else now, "sent_by": None, "is_running": None,
         "impact": None}
        for one in ventures
        for first in firsts
    ]  # fmt: skip
    await copy("venture_report", reports)
    await copy(
        "indicator_value",
        [
            {"id": uuid7(), "venture": one["venture"], "report": one["id"], "indicator": key, "unit": unit,
             "until_on": one["until_on"], "value": Decimal(value), "evidence": None, "verified_by": None,
             "verified_at": None}
            for one in reports
            if one["sent_at"] is not None
            for key, value, unit in (("jobs", 12, "people"), ("customers", 3, "customers"), ("units", 250, "panels"))
        ],
    )  # fmt: skip


def _venture(
    now: datetime, day: date, round_: UUID, cohort: UUID, version: dict[str, Any], place: int
) -> dict[str, Any]:
    stage = list(WORDS)[place % len(WORDS)]
    return {
        "id": uuid7(), "submission": version["submission"], "version": version["id"], "round": round_, "cohort": cohort,
        "stage": stage, "stage_on": day, "next_on": day + timedelta(days=place % 60),
        "awarded_on": day - timedelta(days=90), "registered_on": day if stage in _PAST else None, "created_at": now,
    }  # fmt: skip
