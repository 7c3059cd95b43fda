"""What is sent of reports and grants: forms whose fields follow from what is asked."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator.rules.impact import Realised
from contest.incubator.rules.indicators import Figure, of_report
from contest.incubator.rules.reports import LONGEST_TEXT, Sent
from contest.incubator.rules.tranches import LONGEST_REFERENCE, MOST_TRANCHES, GrantPlan, Part
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

_NUMBER = N_("Enter a number.")


class ShowForm(msgspec.Struct, kw_only=True):
    evidence: UUID


class ReleaseForm(msgspec.Struct, kw_only=True):
    released_on: date
    reference: Annotated[str, Meta(max_length=LONGEST_REFERENCE)]


def read_number(text: str) -> Decimal | None:
    """A number as people type it: `1 200`, `1,200.5`; None where it is none."""
    try:
        found = Decimal(text.replace(",", "").replace(" ", "").replace("\u00a0", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal("1e30") else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _said(fields: Mapping[str, Any], name: str) -> str:
    return str(fields.get(name, ""))


def read_report(fields: Mapping[str, Any], kind: str) -> Sent:
    """A report of this kind as it was typed; what is left empty is not reported."""
    errors: dict[str, Lazy | str] = {}
    figures: dict[str, Figure] = {}
    for key, one in of_report(kind).items():
        text = _said(fields, key)
        if not text:
            continue
        number, evidence = read_number(text), _said(fields, f"{key}_evidence")
        if number is None:
            errors[key] = _NUMBER
            continue
        if evidence and _id(evidence) is None:
            errors[f"{key}_evidence"] = N_("Choose one of the answers offered.")
        unit = one.unit if one.unit not in ("", "money") else _said(fields, f"{key}_unit")
        figures[key] = Figure(value=number, unit=unit, evidence=_id(evidence) if evidence else None)
    for name in ("news", "trouble"):
        if len(_said(fields, name)) > LONGEST_TEXT:
            errors[name] = N_("Use at most %(most)s characters.", most=LONGEST_TEXT)
    realised = _read_realised(fields, errors) if kind == "year" else None
    if errors:
        raise Invalid(fields=errors)
    running = _said(fields, "is_running")
    return Sent(
        figures=figures,
        news=_said(fields, "news"),
        trouble=_said(fields, "trouble"),
        is_running={"yes": True, "no": False}.get(running) if kind == "alumni" else None,
        realised=realised,
        evidence=_id(_said(fields, "evidence")) if _said(fields, "evidence") else None,
    )


def _read_realised(fields: Mapping[str, Any], errors: dict[str, Lazy | str]) -> Realised | None:
    numbers = {name: read_number(_said(fields, name)) for name in ("units", "net", "off")}
    for name, number in numbers.items():
        if number is None:
            errors[name] = _NUMBER if _said(fields, name) else N_("This answer is needed.")
    units, net, off = (float(number) if number is not None else 0.0 for number in numbers.values())
    return Realised(units=units, net_unit_kgco2e=net, off_share=off / 100)


def read_grant(fields: Mapping[str, Any]) -> GrantPlan:
    """A grant as it was typed; a line without a percentage is left out."""
    errors: dict[str, Lazy | str] = {}
    numbers = {name: read_number(_said(fields, name)) for name in ("amount", "rate")}
    for name, number in numbers.items():
        if number is None:
            errors[name] = _NUMBER if _said(fields, name) else N_("This answer is needed.")
    parts = []
    for place in range(1, MOST_TRANCHES + 1):
        percent, milestone = _said(fields, f"percent_{place}"), _said(fields, f"milestone_{place}")
        if not percent and not milestone:
            continue
        share, which = read_number(percent), _id(milestone)
        if share is None:
            errors[f"percent_{place}"] = _NUMBER
        if which is None:
            errors[f"milestone_{place}"] = N_("Choose one of this venture’s own milestones.")
        if share is not None and which is not None:
            parts.append(Part(which, share))
    if errors:
        raise Invalid(fields=errors)
    amount, rate = numbers["amount"] or Decimal(0), numbers["rate"] or Decimal(0)
    return GrantPlan(amount=amount, currency=_said(fields, "currency"), rate=rate, parts=tuple(parts))
