"""What organisers send: texts, choices and local times, made into plans."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.challenge.rules import local_time, plans
from contest.challenge.rules.texts import LONGEST, LONGEST_REASON
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.web import formats

Slug = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Key = Annotated[str, Meta(pattern="^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40)]
Name = Annotated[str, Meta(max_length=120)]
Text = Annotated[str, Meta(max_length=4000)]
Clock = Annotated[str, Meta(max_length=20)]
Which = Literal["", "first", "second"]

MOMENTS = ("opens", "closes", "due")
FIELD_OF = {"opens": "opens_at", "closes": "closes_at", "due": "reviews_due_at"}


class EditionForm(msgspec.Struct):
    slug: Slug
    code_prefix: Annotated[str, Meta(pattern="^[A-Z0-9]{2,8}$")]
    name_en: Annotated[str, Meta(max_length=200)] = ""
    name_zh: Annotated[str, Meta(max_length=200)] = ""
    purpose_en: Text = ""
    purpose_zh: Text = ""

    def plan(self) -> plans.EditionPlan:
        return msgspec.convert(msgspec.structs.asdict(self), plans.EditionPlan)


class CityForm(msgspec.Struct):
    key: Key
    name_en: Annotated[str, Meta(max_length=80)]
    name_zh: Annotated[str, Meta(max_length=80)]
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    time_zone: Annotated[str, Meta(max_length=60)]

    def plan(self) -> plans.CityPlan:
        return msgspec.convert(msgspec.structs.asdict(self), plans.CityPlan)


class SceneForm(msgspec.Struct):
    key: Key
    name_en: Name
    name_zh: Name
    about_en: Text = ""
    about_zh: Text = ""

    def plan(self) -> plans.ScenePlan:
        return msgspec.convert(msgspec.structs.asdict(self), plans.ScenePlan)


class PartnerForm(msgspec.Struct):
    role: Annotated[str, Meta(max_length=80)]
    name_en: Annotated[str, Meta(max_length=200)]
    name_zh: Annotated[str, Meta(max_length=200)]
    source: Annotated[str, Meta(max_length=400)] = ""

    def plan(self) -> plans.PartnerPlan:
        return msgspec.convert(msgspec.structs.asdict(self), plans.PartnerPlan)


class StepForm(msgspec.Struct):
    to: Annotated[str, Meta(max_length=20)]
    reason_en: Text = ""
    reason_zh: Text = ""


class RulesForm(msgspec.Struct):
    body_en: Annotated[str, Meta(max_length=LONGEST)] = ""
    body_zh: Annotated[str, Meta(max_length=LONGEST)] = ""


class RulesReason(msgspec.Struct):
    reason_en: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    reason_zh: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""


class WaiverForm(msgspec.Struct):
    reason: Text = ""


class RoundForm(msgspec.Struct):
    """A round with its moments as local times: `closes_on` 2026-05-15, `closes_time` 24:00.

    `closes_which` is first or second and is asked for only where the local time occurs twice.
    """

    slug: Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    opens_on: Clock
    opens_time: Clock
    closes_on: Clock
    closes_time: Clock
    due_on: Clock
    due_time: Clock
    kinds: list[Literal["project", "solution", "product", "talent"]]
    opens_which: Which = ""
    closes_which: Which = ""
    due_which: Which = ""
    name_en: Annotated[str, Meta(max_length=160)] = ""
    name_zh: Annotated[str, Meta(max_length=160)] = ""
    call_en: Text = ""
    call_zh: Text = ""
    city_id: UUID | None = None
    time_zone: Annotated[str, Meta(max_length=60)] = "UTC"
    stage: Literal["online", "roadshow"] = "online"
    notice_days: Annotated[int, Meta(ge=1, le=plans.LONGEST_NOTICE)] = 5
    blindness: Literal["none", "names", "anonymous"] = "none"
    judges_known: Literal["signed", "never"] = "signed"
    publicity: Literal["listed", "codes", "unlisted"] = "listed"
    language: Literal["both", "en", "zh"] = "both"
    quota: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    reason_en: Text = ""
    reason_zh: Text = ""

    def plan(self, zone: str) -> plans.RoundPlan:
        """The plan, with the local times read in `zone`; `Invalid` names each that is no single moment."""
        if not local_time.is_zone(zone):
            raise Invalid(N_("This is not a time zone that we know, such as Asia/Shanghai."), field="time_zone")
        moments: dict[str, datetime] = {}
        faults: dict[str, Lazy | str] = {}
        for name in MOMENTS:
            found = self.reading(name, zone)
            if isinstance(found, datetime):
                moments[FIELD_OF[name]] = found
            else:
                faults[FIELD_OF[name]] = explain(found, zone)
        if faults:
            raise Invalid(fields=faults)
        plain = {name: getattr(self, name) for name in plans.RoundPlan.__struct_fields__ if hasattr(self, name)}
        return plans.RoundPlan(**{**plain, **moments, "time_zone": zone})

    def reading(self, name: str, zone: str) -> datetime | local_time.Missing | local_time.Twice | None:
        """What the three fields of a moment say in `zone`."""
        day, clock, which = (getattr(self, f"{name}_{part}") for part in ("on", "time", "which"))
        return local_time.moment_of(day, clock, zone, which)


def twice(values: Mapping[str, Any], zone_of_city: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """For each moment of a form as typed that occurs twice in its zone: the two to choose from."""
    zone = zone_of_city.get(str(values.get("city_id")), str(values.get("time_zone") or "UTC"))
    if not local_time.is_zone(zone):
        return {}
    found: dict[str, list[tuple[str, str]]] = {}
    for name in MOMENTS:
        read = local_time.moment_of(str(values.get(f"{name}_on")), str(values.get(f"{name}_time")), zone)
        if isinstance(read, local_time.Twice):
            found[name] = [
                ("first", str(N_("The first (%(offset)s)", offset=formats.offset(read.first, zone)))),
                ("second", str(N_("The second (%(offset)s)", offset=formats.offset(read.second, zone)))),
            ]
    return found


def explain(found: local_time.Missing | local_time.Twice | None, zone: str) -> Lazy:
    """Why a local time is refused, with the choice named."""
    if isinstance(found, local_time.Missing):
        return N_(
            "Clocks in %(zone)s jump over this time. The first that exists after it is %(instead)s: enter that one.",
            zone=zone,
            instead=_said(found.instead, zone),
        )
    if isinstance(found, local_time.Twice):
        return N_(
            "Clocks in %(zone)s show this time twice. Choose the first (%(first)s) or the second (%(second)s).",
            zone=zone,
            first=formats.offset(found.first, zone),
            second=formats.offset(found.second, zone),
        )
    return N_("Enter a day and a time such as 18:00; 24:00 is the end of the day.")


def _said(at: datetime, zone: str) -> str:
    local = local_time.local_time(at, zone)
    return f"{local.day} {local.clock} ({formats.offset(at, zone)})"
