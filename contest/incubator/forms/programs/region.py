"""What programs send and are told about a region's roadmap, the places of ventures and their products."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.impact.rules.claims import LONGEST_TEXT, Claim, Hit
from contest.impact.rules.factors import Factor
from contest.impact.rules.footprints import MOST_ROWS, Comparison, Inventory, Row, Side
from contest.incubator import queries
from contest.incubator.forms.programs import Number, told
from contest.incubator.rules.places import LONGEST_PARTNER, LONGEST_PLACE, PlacePlan
from contest.incubator.rules.roadmap import METHOD, NOT_CORRECTED, Contribution, Drawn, Linked
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

Place = Annotated[str, Meta(max_length=LONGEST_PLACE)]
Partner = Annotated[str, Meta(max_length=LONGEST_PARTNER)]
Words = Annotated[str, Meta(max_length=300)]


class ContributionOf(msgspec.Struct, frozen=True, kw_only=True):
    """tCO2e of one kind (reduction, enabling or removal) by the end of a year; kinds are never added up."""

    kind: str
    verified: float
    claimed: float
    planned: float
    low: float
    high: float
    ventures: int


class NodeOf(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    year: int
    title_en: str
    title_zh: str
    about_en: str
    about_zh: str
    linked: int
    sums: list[ContributionOf]


class GroupOf(msgspec.Struct, frozen=True, kw_only=True):
    """A region, sector or enterprise; without a name where none was said."""

    name_en: str
    name_zh: str
    ventures: int
    sums: list[ContributionOf]


class RoadmapOf(msgspec.Struct, frozen=True, kw_only=True):
    """`levels`: the node of `year` by region, sector and enterprise."""

    nodes: list[NodeOf]
    year: int | None
    levels: dict[str, list[GroupOf]]
    note: str
    method: list[str]


def _sums(of: dict[str, Contribution]) -> list[ContributionOf]:
    return [told(one, ContributionOf) for one in of.values()]


def roadmap(found: Drawn) -> RoadmapOf:
    return RoadmapOf(
        nodes=[
            told(one, NodeOf, linked=found.linked[one.year], sums=_sums(found.by_node[one.year])) for one in found.nodes
        ],
        year=found.node.year if found.node is not None else None,
        levels={
            level: [told(one, GroupOf, sums=_sums(one.sums)) for one in groups]
            for level, groups in found.levels.items()
        },
        note=str(NOT_CORRECTED),
        method=[str(words) for words in METHOD],
    )


class CountedOf(msgspec.Struct, frozen=True, kw_only=True):
    """A venture and what it counts for; `contribution` is null where nothing was computed for it."""

    id: UUID
    code: str
    title_en: str
    title_zh: str
    contribution: ContributionOf | None


class NodeWhole(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    year: int
    title_en: str
    title_zh: str
    about_en: str
    about_zh: str
    ventures: list[CountedOf]


def node(found: queries.Node, counted: list[tuple[Linked, Contribution | None]]) -> NodeWhole:
    lines = []
    for one, says in counted:
        plain = {name: getattr(one, name) for name in ("id", "code", "title_en", "title_zh")}
        lines.append(CountedOf(**plain, contribution=None if says is None else told(says, ContributionOf)))
    return told(found, NodeWhole, ventures=lines)


class PlaceOf(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: landed or replication; degrees north and east as text."""

    id: UUID
    venture_id: UUID
    code: str
    title_en: str
    title_zh: str
    scene_en: str
    scene_zh: str
    kind: str
    place_en: str
    place_zh: str
    country: str
    latitude: str | None
    longitude: str | None
    partner_en: str
    partner_zh: str
    names_partner: bool
    since_on: date


class PublicityOf(msgspec.Struct, frozen=True, kw_only=True):
    """`is_named`: whether who owned the entry lets themselves be named."""

    shows_place: bool
    shows_figures: bool
    is_named: bool


class VenturePlaces(msgspec.Struct, frozen=True, kw_only=True):
    places: list[PlaceOf]
    publicity: PublicityOf


class SavePlace(msgspec.Struct, frozen=True, kw_only=True):
    """`country`: two letters; `names_partner`: it agreed to be named; `evidence`: the `link_id` of a document."""

    kind: Annotated[str, Meta(max_length=11)]
    place_en: Place = ""
    place_zh: Place = ""
    country: Annotated[str, Meta(max_length=2)]
    latitude: Number | None = None
    longitude: Number | None = None
    partner_en: Partner = ""
    partner_zh: Partner = ""
    names_partner: bool = False
    since_on: date
    evidence: UUID | None = None

    def plan(self) -> PlacePlan:
        degrees = {name: _number(getattr(self, name)) for name in ("latitude", "longitude")}
        return PlacePlan(**msgspec.structs.asdict(self) | degrees)


class SayPublicity(msgspec.Struct, frozen=True):
    shows_place: bool
    shows_figures: bool


class AgreementWith(msgspec.Struct, frozen=True):
    id: UUID
    title_en: str
    title_zh: str
    others: list[str]


class TiesOf(msgspec.Struct, frozen=True, kw_only=True):
    venture_id: UUID
    mentors: list[str]
    agreements: list[AgreementWith]


def ties(found: queries.Ties) -> TiesOf:
    signed = [AgreementWith(*one) for one in found.agreements]
    return TiesOf(venture_id=found.venture_id, mentors=found.mentors, agreements=signed)


class EcosystemOf(msgspec.Struct, frozen=True, kw_only=True):
    """Who works where and with whom, and what was done again elsewhere."""

    places: list[PlaceOf]
    ties: list[TiesOf]


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
        share = {"factor": factors.get(self.factor), "cut_off_percent": _number(self.cut_off_percent)}
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


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
