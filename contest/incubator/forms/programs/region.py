"""What programs send and are told about a region's roadmap, and the places of ventures."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator import queries
from contest.incubator.forms.programs import Number, number, told
from contest.incubator.rules.places import LONGEST_PARTNER, LONGEST_PLACE, PlacePlan
from contest.incubator.rules.roadmap import METHOD, NOT_CORRECTED, Contribution, Drawn, Linked

Place = Annotated[str, Meta(max_length=LONGEST_PLACE)]
Partner = Annotated[str, Meta(max_length=LONGEST_PARTNER)]


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
        degrees = {name: number(getattr(self, name)) for name in ("latitude", "longitude")}
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
