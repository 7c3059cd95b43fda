"""Which mentor fits a venture and why, when hours are offered and booked, and what is noted of a session."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from contest.incubator.rules.stages import STAGES
from contest.lib.i18n import N_, Lazy

WAYS: dict[str, Lazy] = {"online": N_("Online"), "phone": N_("By phone"), "place": N_("In one place")}
LONGEST_TEXT = 2_000
LONGEST_TOPIC = 200
LONGEST_PLACE = 300
MOST_VENTURES = 20
MINUTES = (30, 45, 60)
MOST_IN_A_ROW = 8
FARTHEST = timedelta(days=366)  # ahead that an hour is offered
MOST_BOOKED = 2  # hours ahead that one venture holds with one mentor: others want to come too
NEAR_HOURS = 4  # between two time zones, so that a working day still has an hour for both


class Profile(Struct, frozen=True, kw_only=True):
    """What a mentor is for; `most`: how many ventures at once."""

    scenes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    most: int = 3
    about: str = ""


class Wanted(Struct, frozen=True, kw_only=True):
    """A venture as a mentor is looked for: its scene (a key, "" where it has none), its stage, its lead's language
    and time zone."""

    scene: str
    stage: str
    language: str
    time_zone: str


class Fit(Struct, frozen=True, kw_only=True):
    """How a mentor fits a venture: in how many of `ASPECTS`, which of them, and whether there is room for one more."""

    aspects: tuple[str, ...]
    hours_apart: float
    is_full: bool

    @property
    def order(self) -> tuple[bool, bool, int, float]:
        """Who has room first, then who shares a language, then who fits in most, then who is nearest."""
        return self.is_full, "language" not in self.aspects, -len(self.aspects), self.hours_apart


ASPECTS: dict[str, Lazy] = {
    "scene": N_("the scene"),
    "stage": N_("the stage"),
    "language": N_("the language"),
    "zone": N_("the time of day"),
}


def hours_apart(one: str, other: str, now: datetime) -> float:
    """How far two time zones lie apart at `now`, at most 12."""
    offsets = [(now.astimezone(ZoneInfo(name)).utcoffset() or timedelta()).total_seconds() for name in (one, other)]
    apart = abs(offsets[0] - offsets[1]) / 3600
    return min(apart, 24 - apart)


def fit(wanted: Wanted, profile: Profile, *, time_zone: str, load: int, now: datetime) -> Fit:
    """How a mentor in `time_zone` with `load` ventures fits; no mark of anybody is in it."""
    apart = hours_apart(wanted.time_zone, time_zone, now)
    found = {
        "scene": bool(wanted.scene) and wanted.scene in profile.scenes,
        "stage": wanted.stage in profile.stages,
        "language": wanted.language in profile.languages,
        "zone": apart <= NEAR_HOURS,
    }
    aspects = tuple(name for name, holds in found.items() if holds)
    return Fit(aspects=aspects, hours_apart=apart, is_full=load >= profile.most)


def profile_faults(of: Profile, *, scenes: Collection[str], languages: Collection[str]) -> dict[str, Lazy | str]:
    """What does not hold together, by field. `scenes`: the keys of the edition's."""
    found: dict[str, Lazy | str] = {}
    for name, chosen, offered in (
        ("scenes", of.scenes, scenes),
        ("stages", of.stages, STAGES),
        ("languages", of.languages, languages),
    ):
        if not set(chosen) <= set(offered):
            found[name] = N_("Choose one of the answers offered.")
    if not of.languages:
        found["languages"] = N_("Choose one language at least.")
    if not 0 <= of.most <= MOST_VENTURES:
        found["most"] = N_("Use a number from 0 to %(most)s.", most=MOST_VENTURES)
    if len(of.about) > LONGEST_TEXT:
        found["about"] = N_("Use at most %(most)s characters.", most=LONGEST_TEXT)
    return found


def pairing_faults(*, load: int, most: int, until_on: date | None, today: date) -> dict[str, Lazy | str]:
    """What stands against a pairing, by field."""
    if load >= most:
        return {"mentor": N_("This mentor has as many ventures as they take.")}
    if until_on is not None and until_on < today:
        return {"until_on": N_("This day is over.")}
    return {}


class Offer(Struct, frozen=True, kw_only=True):
    """Hours one after another from `starts_at`, each of so many minutes."""

    starts_at: datetime
    minutes: int
    count: int
    place: str = ""

    def spans(self) -> list[tuple[datetime, datetime]]:
        step = timedelta(minutes=self.minutes)
        return [(self.starts_at + step * place, self.starts_at + step * (place + 1)) for place in range(self.count)]


def offer_faults(of: Offer, *, taken: Sequence[tuple[datetime, datetime]], now: datetime) -> dict[str, Lazy | str]:
    """What stands against offering hours, by field. `taken`: the spans that the mentor offers already."""
    found: dict[str, Lazy | str] = {}
    if of.minutes not in MINUTES:
        found["minutes"] = N_("Choose one of the answers offered.")
    if not 1 <= of.count <= MOST_IN_A_ROW:
        found["count"] = N_("Use a number from 1 to %(most)s.", most=MOST_IN_A_ROW)
    if not of.place:
        found["place"] = N_("Say where: a link, a number or a room.")
    elif len(of.place) > LONGEST_PLACE:
        found["place"] = N_("Use at most %(most)s characters.", most=LONGEST_PLACE)
    if of.starts_at <= now:
        found["starts_time"] = N_("This moment has passed.")
    elif of.starts_at > now + FARTHEST:
        found["starts_time"] = N_("Offer hours of the next twelve months.")
    elif not found and any(begin < end and start < until for begin, until in of.spans() for start, end in taken):
        found["starts_time"] = N_("You offer an hour at this time already.")
    return found


def booking_fault(*, starts_at: datetime, is_booked: bool, is_withdrawn: bool, held: int, now: datetime) -> Lazy | None:
    """Why an hour cannot be booked. `held`: hours ahead that the venture has with this mentor."""
    if is_withdrawn:
        return N_("The mentor has taken this hour back.")
    if is_booked:
        return N_("Somebody else has booked this hour.")
    if starts_at <= now:
        return N_("This hour has begun.")
    if held >= MOST_BOOKED:
        return N_(
            "You hold %(most)s hours with this mentor: after one of them you can book the next.", most=MOST_BOOKED
        )
    return None


class Session(Struct, frozen=True, kw_only=True):
    """A session as its mentor notes it."""

    held_on: date
    minutes: int
    way: str
    topic: str
    decision: str = ""
    next_step: str = ""
    next_owner: UUID | None = None
    next_on: date | None = None
    note: str = ""


def session_faults(of: Session, *, since_on: date, today: date, owners: Collection[UUID]) -> dict[str, Lazy | str]:
    """What stands against a session, by field. `owners`: the venture's people and its mentor."""
    found: dict[str, Lazy | str] = {}
    if of.held_on < since_on:
        found["held_on"] = N_("You are with this venture since %(day)s.", day=since_on.isoformat())
    elif of.held_on > today:
        found["held_on"] = N_("This day has not come yet.")
    if not 5 <= of.minutes <= 480:
        found["minutes"] = N_("Use a number from %(least)s to %(most)s.", least=5, most=480)
    if of.way not in WAYS:
        found["way"] = N_("Choose one of the answers offered.")
    if not of.topic:
        found["topic"] = N_("This answer is needed.")
    for name, limit in (("topic", LONGEST_TOPIC), *((one, LONGEST_TEXT) for one in ("decision", "next_step", "note"))):
        if len(getattr(of, name)) > limit:
            found[name] = N_("Use at most %(most)s characters.", most=limit)
    return found | _next_faults(of, owners)


def _next_faults(of: Session, owners: Collection[UUID]) -> dict[str, Lazy | str]:
    """A next step has an owner and a day; without one there is neither."""
    found: dict[str, Lazy | str] = {}
    if not of.next_step:
        if of.next_owner is not None or of.next_on is not None:
            found["next_step"] = N_("Say what is to be done.")
        return found
    if of.next_owner is None:
        found["next_owner"] = N_("Say who does it.")
    elif of.next_owner not in owners:
        found["next_owner"] = N_("Choose one of the answers offered.")
    if of.next_on is None:
        found["next_on"] = N_("Say by which day.")
    elif of.next_on < of.held_on:
        found["next_on"] = N_("This is before the session.")
    return found
