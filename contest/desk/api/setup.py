"""Setting up, for programs: the calendar, what a round still lacks, a rehearsal, an edition that begins as another."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import SET_UP
from contest.challenge.rules import copying
from contest.challenge.rules.plans import EditionPlan
from contest.desk import queries, service
from contest.desk.rules import calendar, rehearsal
from contest.desk.service.copying import copied_from
from contest.lib import clock
from contest.lib.config import settings
from contest.lib.db import work
from contest.lib.web import limits
from contest.lib.web.api import cleaned, get, post
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["setup"], "guards": [scoped(SET_UP)]}


class CalendarRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round's dates, and those of its programme and meetings where there are any."""

    id: UUID
    name_en: str
    name_zh: str
    city_en: str | None
    city_zh: str | None
    state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    starts_at: datetime | None
    ends_at: datetime | None


class DayOff(msgspec.Struct, frozen=True, kw_only=True):
    """A date of a round (`what`) that lies on a day on which nobody works where it is."""

    round: UUID
    what: str
    on: date
    name: str


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """Rounds, `clashes` between two of them, and `shifts` of clocks while a call is open or reviews are written."""

    rounds: list[CalendarRound]
    clashes: list[calendar.Clash]
    shifts: list[calendar.Shift]
    days_off: list[DayOff]


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing `before` its call opens, before its judging does, or as an advice; `url`: where it is mended."""

    before: Literal["call", "judging", "advice"]
    text: str
    url: str


class Missing(msgspec.Struct, frozen=True):
    missing: list[Lack]


class NewEdition(msgspec.Struct, frozen=True, kw_only=True):
    """What is the new edition's own. Every date of the chosen `rounds` moves by as many whole years as bring all of
    them into the future: to the same `date`, or to the same `weekday`."""

    slug: Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    code_prefix: Annotated[str, Meta(pattern="^[A-Z0-9]{2,8}$")]
    shift: Literal["date", "weekday"]
    name_en: Annotated[str, Meta(max_length=200)] = ""
    name_zh: Annotated[str, Meta(max_length=200)] = ""
    purpose_en: Annotated[str, Meta(max_length=4000)] = ""
    purpose_zh: Annotated[str, Meta(max_length=4000)] = ""
    rounds: Annotated[list[UUID], Meta(max_length=200)] = []


class Copied(msgspec.Struct, frozen=True):
    """The new edition, a draft."""

    edition_id: UUID


@get("/calendar", operation_id="readCalendar", summary="The dates of all rounds one organises", **TAGS)
async def dates(request: Request) -> Dates:
    """Of editions that are not closed, with what is in the way."""
    found = await queries.round_calendar(actor=actor_of(request), now=clock.now())
    names = ("name_en", "name_zh", "city_en", "city_zh", "state")
    moments = ("id", "time_zone", "opens_at", "closes_at", "reviews_due_at", "starts_at", "ends_at")
    rounds = [
        CalendarRound(
            **{name: getattr(found.names[line.id], name) for name in names},
            **{name: getattr(line, name) for name in moments},
        )
        for line in found.lines
    ]
    days = [DayOff(**msgspec.structs.asdict(one)) for one in found.days_off]
    return Dates(rounds=rounds, clashes=found.clashes, shifts=found.shifts, days_off=days)


@get("/rounds/{round_id:uuid}/missing", operation_id="readMissing", summary="What a round still lacks", **TAGS)
async def missing(request: Request, round_id: UUID) -> Missing:
    """Everything at once: before its call opens, before its judging does, and what is worth a look."""
    found = await queries.round_setup(actor=actor_of(request), round_id=round_id, now=clock.now())
    site = settings().public_url
    return Missing([Lack(before=one.before, text=str(one.text), url=site + one.href) for one in found.missing])  # type: ignore[arg-type]


@post("/rounds/{round_id:uuid}/rehearsal", operation_id="rehearseRound", summary="Rehearse a planned round", **TAGS)
async def rehearse(request: Request, round_id: UUID) -> rehearsal.Rehearsal:
    """Played through with invented people; nothing of it is kept. Where it `stopped`, and why, is said in words."""
    actor = actor_of(request)
    await limits.hit(f"rehearsal:{actor.id}", most=30, seconds=3600)
    return await service.rehearse(actor=actor, round_id=round_id, now=clock.now())


@post(
    "/editions/{edition_id:uuid}/copy", operation_id="copyEdition", summary="Begin as another", status_code=201, **TAGS
)
async def copy(request: Request, edition_id: UUID, data: NewEdition) -> Copied:
    """A draft with the settings of this edition and the chosen of its rounds, and none of its people: for who may
    begin editions."""
    actor, said, now = actor_of(request), cleaned(data), clock.now()
    plain = {name: getattr(said, name) for name in EditionPlan.__struct_fields__}
    known = await copied_from(actor=actor, edition_id=edition_id)
    rounds = [one for one in known if one.id in said.rounds]
    async with work():
        made = await service.copy_edition(
            actor=actor,
            edition_id=edition_id,
            plan=EditionPlan(**plain),
            round_ids=[one.id for one in rounds],
            years=copying.years_on([one.closes_at for one in rounds], now),
            shift=said.shift,
            now=now,
        )
    return Copied(made)


ROUTES: list[Any] = [dates, missing, rehearse, copy]
