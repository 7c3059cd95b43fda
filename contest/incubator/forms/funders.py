"""What is sent about a funder's report: a baseline and a target for each line of its framework."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.incubator.forms.reports import read_number
from contest.incubator.rules.funders import LINES, ReportPlan
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.web.forms import convert


class FunderForm(msgspec.Struct, kw_only=True):
    partner: UUID
    framework: str
    first_on: date
    until_on: date
    cohort: UUID | None = None
    rounds: list[UUID] = []


def read_funder_plan(fields: Mapping[str, Any]) -> ReportPlan:
    """A report as it was asked for; a line without a baseline or a target has none."""
    form = convert(dict(fields), FunderForm)
    errors: dict[str, Lazy | str] = {}
    targets: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for rule in LINES.get(form.framework, ()):
        pair = []
        for name in ("baseline", "target"):
            text = str(fields.get(f"{name}_{rule.code}", ""))
            number = read_number(text) if text else None
            if text and number is None:
                errors[f"{name}_{rule.code}"] = N_("Enter a number.")
            pair.append(number)
        if any(number is not None for number in pair):
            targets[rule.code] = (pair[0], pair[1])
    if errors:
        raise Invalid(fields=errors)
    return ReportPlan(
        partner=form.partner, framework=form.framework, first_on=form.first_on, until_on=form.until_on,
        cohort=form.cohort, rounds=tuple(form.rounds), targets=targets,
    )  # fmt: skip
