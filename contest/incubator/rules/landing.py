"""How a venture lands: the steps of a template, and what is reported of each."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

KINDS: dict[str, Lazy] = {"company": N_("Company"), "talent": N_("Talent")}
MOST_STEPS = 30
MOST_DAYS = 3650
LONGEST_NAME = 200
LONGEST_BLOCKER = 500


class StepText(Struct, frozen=True):
    """A step of a template; due `days` after the award."""

    name_en: str
    name_zh: str
    days: int


# The steps of the domain's landing, with days that a venture of middling luck keeps.
DEFAULTS: dict[str, tuple[StepText, ...]] = {
    "company": (
        StepText("Need and site", "需求与选址", 30),
        StepText("Letter of intent", "意向书", 60),
        StepText("Due diligence: rights, sanctions, environment", "尽职调查：知识产权、制裁、环境", 120),
        StepText("Name check and business licence", "核名与营业执照", 150),
        StepText("Seal, bank account and tax", "印章、银行账户与税务", 165),
        StepText("Premises in the zone", "合作区内办公场地", 180),
        StepText("Work permits and visas", "工作许可与签证", 210),
        StepText("File for the 15 % tax rate: encouraged industry", "15%税率材料：鼓励类产业与实质运营", 240),
        StepText("Environmental permit, or why none is needed", "环评许可，或无需许可的说明", 240),
        StepText("Pilot agreement", "试点协议", 270),
        StepText("First invoice", "首张发票", 365),
    ),
    "talent": (
        StepText("Post found", "落实岗位", 60),
        StepText("Contract of a year or more", "签订一年以上合同", 120),
        StepText("Work permit and residence", "工作许可与居留", 180),
        StepText("Six months on site", "驻地满六个月", 365),
    ),
}


class Report(Struct, frozen=True, kw_only=True):
    """What is said of a step. A blocker is what keeps it from going on; none is empty."""

    owner: UUID | None = None
    due_on: date | None = None
    begun_on: date | None = None
    done_on: date | None = None
    blocker: str = ""
    evidence: UUID | None = None


def kind_of(entry_kind: str) -> str:
    """Which template an entry of this kind lands by."""
    return "talent" if entry_kind == "talent" else "company"


def template_faults(steps: Sequence[StepText]) -> dict[str, Lazy | str]:
    """What does not hold together, by the fields `en_1`, `days_1`, …"""
    found: dict[str, Lazy | str] = {}
    if not steps:
        found["en_1"] = N_("Write one step at least.")
    if len(steps) > MOST_STEPS:
        found[""] = N_("Use at most %(most)s steps.", most=MOST_STEPS)
    for number, step in enumerate(steps, 1):
        if not step.name_en and not step.name_zh:
            found[f"en_{number}"] = N_("Give a name in one language at least.")
        if max(len(step.name_en), len(step.name_zh)) > LONGEST_NAME:
            found[f"en_{number}"] = N_("Use at most %(most)s characters.", most=LONGEST_NAME)
        if not 0 <= step.days <= MOST_DAYS:
            found[f"days_{number}"] = N_("Use a number from 0 to %(most)s.", most=MOST_DAYS)
    return found


def report_faults(
    report: Report, *, awarded_on: date, today: date, files: Collection[UUID], people: Collection[UUID]
) -> dict[str, Lazy | str]:
    """What stands against a report, by field. `files`: the venture's own, checked; `people`: who may own a step."""
    found: dict[str, Lazy | str] = {}
    for name in ("due_on", "begun_on", "done_on"):
        day = getattr(report, name)
        if day is not None and day < awarded_on:
            found[name] = N_("This is before the award of %(day)s.", day=awarded_on.isoformat())
        elif day is not None and name != "due_on" and day > today:
            found[name] = N_("This day has not come yet.")
    if report.owner is not None and report.owner not in people:
        found["owner"] = N_("Choose one of the answers offered.")
    if report.evidence is not None and report.evidence not in files:
        found["evidence"] = N_("Choose one of this venture’s own files that was checked.")
    if len(report.blocker) > LONGEST_BLOCKER:
        found["blocker"] = N_("Use at most %(most)s characters.", most=LONGEST_BLOCKER)
    if report.done_on is not None:
        found = _done_faults(report) | found
    return found


def _done_faults(report: Report) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    if report.evidence is None:
        found["evidence"] = N_("A step is not done without a document that shows it.")
    if report.begun_on is None:
        found["begun_on"] = N_("Say when it began: the days it took are counted from there.")
    elif report.done_on is not None and report.done_on < report.begun_on:
        found["done_on"] = N_("It cannot end before it begins.")
    if report.blocker:
        found["blocker"] = N_("What is done is not blocked any more: clear this first.")
    return found


def state_of(report: Report, today: date) -> str:
    """done, blocked, late, going or waiting: the first that holds."""
    if report.done_on is not None:
        return "done"
    if report.blocker:
        return "blocked"
    if report.due_on is not None and report.due_on < today:
        return "late"
    return "going" if report.begun_on is not None else "waiting"


def days_taken(report: Report, today: date) -> int | None:
    """Days from its beginning to its end, or to today; None where it has not begun."""
    return None if report.begun_on is None else ((report.done_on or today) - report.begun_on).days
