"""What programs send and are told about a venture's product and its wording."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from contest.impact.rules.claims import LONGEST_TEXT, Claim, Hit
from contest.impact.rules.factors import Factor
from contest.impact.rules.footprints import MOST_ROWS, Comparison, Inventory, Row, Side
from contest.incubator.forms.programs import Number, number, told
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

Words = Annotated[str, Meta(max_length=300)]


class RowIn(msgspec.Struct, frozen=True, kw_only=True):
    """An input or output of the product, with the boundary that it is counted in."""

    name: Words
    stage: Words = ""
    amount: Number
    unit: Words
    boundary: Words = ""


class SideIn(msgspec.Struct, frozen=True, kw_only=True):
    """What is said under one set of rules; `factor`: the key of an electricity factor."""

    standard: Words = ""
    product_rules: Words = ""
    factor: Words = ""
    cut_off_percent: Number | None = None
    end_of_life: Words = ""
    is_biogenic_apart: bool = False
    gwp: Words = ""
    quality: Words = ""
    certificate: Words = ""
    certified_on: date | None = None

    def side(self, factors: dict[str, Factor]) -> Side:
        share = {"factor": factors.get(self.factor), "cut_off_percent": number(self.cut_off_percent)}
        return Side(**msgspec.structs.asdict(self) | share)


class SaveProduct(msgspec.Struct, frozen=True, kw_only=True):
    product: Words
    functional_unit: Words
    boundary: Words
    rows: Annotated[list[RowIn], Meta(min_length=1, max_length=MOST_ROWS)]
    cn: SideIn = SideIn()
    eu: SideIn = SideIn()
    uses_offsets: bool = False

    def inventory(self, factors: dict[str, Factor]) -> Inventory:
        """`Invalid` where a factor is not known."""
        wrong: dict[str, Lazy | str] = {
            f"{key}_factor": N_("Choose one of the answers offered.")
            for key, side in (("cn", self.cn), ("eu", self.eu))
            if side.factor and side.factor not in factors
        }
        if wrong:
            raise Invalid(fields=wrong)
        return Inventory(
            product=self.product, functional_unit=self.functional_unit, boundary=self.boundary,
            rows=tuple(Row(**msgspec.structs.asdict(one) | {"amount": Decimal(one.amount)}) for one in self.rows),
            cn=self.cn.side(factors), eu=self.eu.side(factors), uses_offsets=self.uses_offsets,
        )  # fmt: skip


class PointOf(msgspec.Struct, frozen=True, kw_only=True):
    """`verdict`: equal, convertible or different."""

    key: str
    cn: str
    eu: str
    verdict: str


class LackOf(msgspec.Struct, frozen=True):
    """Something that a label asks for, and whether it is there."""

    asks: str
    is_there: bool


class ProductOf(msgspec.Struct, frozen=True, kw_only=True):
    """Both numbers in kgCO2e a functional unit; without an inventory `number` is 0 and they are null."""

    number: int
    made_at: datetime | None
    cn_kgco2e: str | None
    eu_kgco2e: str | None
    finding: str
    points: list[PointOf]
    readiness: list[LackOf]
    no_certificate: str
    no_label: str


def points(found: Comparison | None) -> list[PointOf]:
    return [] if found is None else [told(one, PointOf) for one in found.points]


class CheckClaim(msgspec.Struct, frozen=True, kw_only=True):
    """`market`: cn or eu; `audience`: consumers or business."""

    text: Annotated[str, Meta(max_length=LONGEST_TEXT)]
    market: Annotated[str, Meta(max_length=2)]
    audience: Annotated[str, Meta(max_length=9)]
    uses_offsets: bool = False

    def claim(self) -> Claim:
        return Claim(**msgspec.structs.asdict(self))


class HitOf(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that speaks to the text, with its reference, and the words that it found."""

    rule: str
    verdict: str
    says: str
    reference: str
    words: list[str]


def hit(found: Hit) -> HitOf:
    rule = found.rule
    return HitOf(
        rule=rule.key, verdict=rule.verdict, says=str(rule.says), reference=rule.reference, words=list(found.found)
    )


class Checked(msgspec.Struct, frozen=True):
    verdict: str
    hits: list[HitOf]


class ClaimOf(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    market: str
    audience: str
    uses_offsets: bool
    verdict: str
    made_at: datetime


class RuleOf(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of wording, and who read it last with the law it stands on."""

    rule: str
    verdict: str
    says: str
    reference: str
    reviewer: str
    note: str
    reviewed_at: datetime | None
