"""Confidential letters about a talent, and the organisations that a talent keeps their entry from."""

import re
from datetime import datetime, timedelta

from contest.challenge.rules import hides_names
from contest.lib.i18n import N_, Lazy
from contest.submissions.rules.closeness import FREE_MAIL

MOST_REFEREES = 2
LETTER_LIFE = timedelta(days=21)
MOST_NEVER = 50
LONGEST_LETTER = 20_000
LETTER_BYTES = 20 * 1024**2

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def remind_at(*, asked_at: datetime, expires_at: datetime) -> datetime:
    """When a referee is reminded: after two thirds of their time."""
    return asked_at + (expires_at - asked_at) * 2 / 3


def is_open(*, outcome: str, expires_at: datetime, now: datetime) -> bool:
    """Whether a referee can still answer; the last moment counts."""
    return outcome == "" and now <= expires_at


def judges_may_read(*, blindness: str, judges_read_letters: bool) -> bool:
    """Whether the judges of a round read letters: they name the person, so in a blind round never."""
    return judges_read_letters and not hides_names(blindness)


def clean_domain(text: str) -> str | None:
    """A mail domain as it is kept, from `@Example.org`, an address or a web address; None where it is none."""
    plain = text.strip().lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    plain = plain.rpartition("@")[2].partition("/")[0].rstrip(".")
    try:
        plain = plain if plain.isascii() else plain.encode("idna").decode()
    except UnicodeError:
        return None
    return plain if len(plain) <= 120 and _DOMAIN.fullmatch(plain) else None


def never_fault(*, name: str, domain: str, cleaned: str | None, count: int) -> tuple[str, Lazy] | None:
    """What is wrong with one more line of the list, and at which field."""
    if not name and not domain:
        return "name", N_("Give the organisation’s name, its mail domain, or both.")
    if domain and cleaned is None:
        return "domain", N_("Write a mail domain, as example.org.")
    if cleaned in FREE_MAIL:
        return "domain", N_("Anybody can have an address there: name the organisation instead.")
    if count >= MOST_NEVER:
        return "name", N_("Keep at most %(most)s organisations.", most=MOST_NEVER)
    return None
