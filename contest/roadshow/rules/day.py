"""The day of an event: what takes place now and next, who is let in, and who may be of the audience."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from contest.challenge.rules.days import is_worked
from contest.lib.countries import codes
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.roadshow.rules.programme import Item

PHOTOS: dict[str, Lazy] = {"yes": N_("They may photograph me"), "no": N_("No photographs of me")}
FORGET_AFTER = timedelta(days=30)
LATE = timedelta(hours=36)  # a phone that came back to a line later than this tells nothing of the day


class GuestPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody of the audience says of themselves."""

    name: str
    email: str = ""
    body: str = ""
    photos: str = ""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody was let in, or was marked by mistake, at a moment that a phone without a line remembered."""

    who: str
    here: bool
    at: datetime


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a venue pack: what it holds (`people`, `tables`, `lists`), which part of it, and where it lies."""

    kind: str
    part: int
    key: str
    size: int


class Passport(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter of invitation says of a traveller; `number` is the passport's, `consulate` a city."""

    name: str
    number: str
    nationality: str
    born_on: date
    consulate: str


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """Whether there is time for a visa: `left` working days until the event, and the last day on which to ask."""

    left: int
    needed: int
    last_on: date

    @property
    def is_late(self) -> bool:
        return self.left < self.needed


def lead(today: date, starts_on: date, *, needed: int, known: Mapping[date, bool]) -> Lead:
    """The working days after `today` and before an event, by the calendar of where it takes place, against those that
    a consulate takes."""
    days = (starts_on - today).days
    left = sum(is_worked(today + timedelta(days=more), known) for more in range(1, days))
    last, missing = starts_on - timedelta(days=1), needed
    while missing > 0:
        missing -= is_worked(last, known)
        last -= timedelta(days=1)
    return Lead(left=left, needed=needed, last_on=last)


def check_passport(said: Passport, *, today: date) -> None:
    """`Invalid` names what no consulate would take."""
    found: dict[str, Lazy | str] = {
        name: N_("Write it as in the passport.") for name in ("name", "number") if not getattr(said, name).strip()
    }
    if said.nationality not in codes():
        found["nationality"] = N_("Choose one of the answers offered.")
    if not date(1900, 1, 1) < said.born_on < today:
        found["born_on"] = N_("Write it as in the passport.")
    if not said.consulate.strip():
        found["consulate"] = N_("Say in which city you ask for the visa.")
    if found:
        raise Invalid(fields=found)


def check_recording(address: str) -> None:
    """`Invalid` unless it is empty or an address that a browser opens safely."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if address and (parts.scheme != "https" or not parts.hostname or parts.username):
        raise Invalid(N_("Give an address that begins with https://."), field="recording")


def guest_faults(plan: GuestPlan, *, needs_email: bool) -> dict[str, Lazy | str]:
    """What is missing, by field."""
    found: dict[str, Lazy | str] = {}
    if not plan.name.strip():
        found["name"] = N_("Give a name.")
    if needs_email and not plan.email:
        found["email"] = N_("Give an e-mail address: your pass is sent there.")
    if plan.photos not in PHOTOS:
        found["photos"] = N_("Choose one of the answers offered.")
    return found


def check_mark(one: Mark, *, now: datetime) -> datetime:
    """When it was: what a phone says, but no later than now. `Invalid` where it is too old to mean this day."""
    if now - one.at > LATE:
        raise Invalid(N_("This is too long ago."))
    return min(one.at, now)


def at_once(items: Sequence[Item], *, now: datetime) -> tuple[list[Item], list[Item]]:
    """What takes place now, and what begins next."""
    running = [one for one in items if one.starts_at <= now < one.ends_at]
    later = [one for one in items if one.starts_at > now]
    first = min((one.starts_at for one in later), default=None)
    return running, [one for one in later if one.starts_at == first]
