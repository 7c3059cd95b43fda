"""What is sent about a venture's product."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from contest.impact.rules.claims import LONGEST_TEXT, Claim
from contest.impact.rules.factors import Factor
from contest.impact.rules.footprints import MOST_ROWS, SIDES, Inventory, Row, Side
from contest.incubator.forms.reports import read_number
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

LONGEST = 300


class ClaimForm(msgspec.Struct, kw_only=True):
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)]
    market: Annotated[str, Meta(max_length=2)]
    audience: Annotated[str, Meta(max_length=9)]
    uses_offsets: str = ""

    def claim(self) -> Claim:
        return Claim(text=self.text, market=self.market, audience=self.audience, uses_offsets=bool(self.uses_offsets))


class ReviewForm(msgspec.Struct, kw_only=True):
    rule: Annotated[str, Meta(max_length=30)]
    note: Annotated[str, Meta(max_length=1_000)] = ""


def read_inventory(fields: Mapping[str, Any], factors: Mapping[str, Factor]) -> Inventory:
    """An inventory as it was typed; a row without a name, an amount and a boundary is left out."""
    errors: dict[str, Lazy | str] = {}

    def said(name: str) -> str:
        text = str(fields.get(name, ""))
        if len(text) > LONGEST:
            errors[name] = N_("Use at most %(most)s characters.", most=LONGEST)
        return text

    rows = []
    for number in range(1, MOST_ROWS + 1):
        name, amount, boundary = (said(f"row_{number}_{key}") for key in ("name", "amount", "boundary"))
        if not (name or amount or boundary):
            continue
        read = read_number(amount)
        if read is None:
            errors[f"row_{number}_amount"] = N_("Enter a number.")
        stage, unit = said(f"row_{number}_stage"), said(f"row_{number}_unit")
        rows.append(Row(name=name, stage=stage, amount=read or Decimal(0), unit=unit, boundary=boundary))
    sides = {key: _side(key, said, errors, factors) for key in SIDES}
    texts = {name: said(name) for name in ("product", "functional_unit", "boundary")}
    if errors:
        raise Invalid(fields=errors)
    return Inventory(
        product=texts["product"], functional_unit=texts["functional_unit"], boundary=texts["boundary"],
        rows=tuple(rows), cn=sides["cn"], eu=sides["eu"], uses_offsets=bool(said("uses_offsets")),
    )  # fmt: skip


def _side(key: str, said: Any, errors: dict[str, Lazy | str], factors: Mapping[str, Factor]) -> Side:
    share, day = said(f"{key}_cut_off_percent"), said(f"{key}_certified_on")
    percent = read_number(share) if share else None
    if share and percent is None:
        errors[f"{key}_cut_off_percent"] = N_("Enter a number.")
    try:
        certified_on = date.fromisoformat(day) if day else None
    except ValueError:
        certified_on = None
        errors[f"{key}_certified_on"] = N_("This cannot be read.")
    texts = {name: said(f"{key}_{name}") for name in ("standard", "product_rules", "end_of_life", "gwp", "quality")}
    return Side(
        **texts, factor=factors.get(said(f"{key}_factor")), cut_off_percent=percent,
        is_biogenic_apart=bool(said(f"{key}_is_biogenic_apart")), certificate=said(f"{key}_certificate"),
        certified_on=certified_on,
    )  # fmt: skip


def typed_of(of: Inventory) -> dict[str, Any]:
    """An inventory as its form would send it."""
    shown: dict[str, Any] = {
        "product": of.product, "functional_unit": of.functional_unit, "boundary": of.boundary,
        "uses_offsets": "yes" if of.uses_offsets else "",
    }  # fmt: skip
    for number, row in enumerate(of.rows, 1):
        kept = msgspec.structs.asdict(row) | {"amount": f"{row.amount.normalize():f}"}
        shown |= {f"row_{number}_{name}": value for name, value in kept.items()}
    for key in SIDES:
        side: Side = getattr(of, key)
        kept = msgspec.structs.asdict(side)
        kept |= {
            "factor": side.factor.key if side.factor else "",
            "cut_off_percent": "" if side.cut_off_percent is None else f"{side.cut_off_percent.normalize():f}",
            "is_biogenic_apart": "yes" if side.is_biogenic_apart else "",
            "certified_on": side.certified_on or "",
        }
        shown |= {f"{key}_{name}": value for name, value in kept.items()}
    return shown
