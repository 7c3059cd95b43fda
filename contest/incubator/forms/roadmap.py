"""What is sent about a roadmap, and about the places of a venture."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.incubator.rules.places import LONGEST_PARTNER, LONGEST_PLACE, PlacePlan
from contest.incubator.rules.roadmap import LONGEST_TEXT, LONGEST_TITLE, NodePlan

Title = Annotated[str, Meta(max_length=LONGEST_TITLE)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Place = Annotated[str, Meta(max_length=LONGEST_PLACE)]
Partner = Annotated[str, Meta(max_length=LONGEST_PARTNER)]


class NodeForm(msgspec.Struct, kw_only=True):
    year: int
    title_en: Title = ""
    title_zh: Title = ""
    about_en: Text = ""
    about_zh: Text = ""

    def plan(self) -> NodePlan:
        return NodePlan(**msgspec.structs.asdict(self))


class LinkForm(msgspec.Struct, kw_only=True):
    ventures: list[UUID] = []


class PlaceForm(msgspec.Struct, kw_only=True):
    kind: Annotated[str, Meta(max_length=11)]
    place_en: Place = ""
    place_zh: Place = ""
    country: Annotated[str, Meta(max_length=2)]
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    partner_en: Partner = ""
    partner_zh: Partner = ""
    names_partner: str = ""
    since_on: date
    evidence: UUID | None = None

    def plan(self) -> PlacePlan:
        return PlacePlan(**msgspec.structs.asdict(self) | {"names_partner": bool(self.names_partner)})


class PublicityForm(msgspec.Struct, kw_only=True):
    shows_place: str = ""
    shows_figures: str = ""
