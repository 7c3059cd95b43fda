"""Who may give which role, who may sign in where, and what an address, a name and a password must be."""

import re
import unicodedata
from datetime import timedelta
from uuid import UUID
from zoneinfo import available_timezones

from msgspec import Struct

from contest.lib.actor import Actor, Grant
from contest.lib.i18n import N_, Lazy

PROGRAMME = "programme_organiser"
ROUND = "round_organiser"
ROLES = (
    *(PROGRAMME, ROUND, "screener", "judge", "panel_chair", "partner", "counterpart", "founder", "mentor"),
    *("compliance_officer", "auditor"),
)
ORGANISERS = (PROGRAMME, ROUND)

# What a round's organiser may give away inside that round: the work in it, never the running of it.
ROUND_WORK = frozenset({"screener", "judge", "panel_chair"})

CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
INVITATION_LIFE = timedelta(days=14)
FIRST_ORGANISER_LIFE = timedelta(hours=24)

LEAST_PASSWORD = 10
MOST_PASSWORD = 200
MOST_NAME = 120

_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def may_give(actor: Actor, *, role: str, edition_id: UUID | None, round_id: UUID | None) -> bool:
    """Whether the actor runs the place (None, None is the whole installation) for which the role would hold.

    `round_id` never comes without its `edition_id`.
    """
    if actor.is_system:
        return True
    return any(_reaches(grant, role, edition_id, round_id) for grant in actor.grants)


def _reaches(grant: Grant, role: str, edition_id: UUID | None, round_id: UUID | None) -> bool:
    if grant.role == PROGRAMME and grant.round_id is None:
        return grant.edition_id is None or grant.edition_id == edition_id
    # a token for one round carries what its person runs no further than that
    if grant.role in ORGANISERS and grant.round_id is not None and role in ROUND_WORK:
        return grant.round_id == round_id and grant.edition_id in (None, edition_id)
    return False


class Origin(Struct, frozen=True, kw_only=True):
    """Where a try comes from: the address it is counted under, and whether it never left this machine."""

    address: str
    is_host_loopback: bool = False
    is_public_url_loopback: bool = False


def may_sign_in(*, is_demo: bool, origin: Origin) -> bool:
    """A demonstration's person, whose password everybody knows, gets in on the machine itself only."""
    return not is_demo or (origin.is_public_url_loopback and origin.is_host_loopback)


def is_taken_over(*, is_confirmed: bool, is_own_session: bool) -> bool:
    """Whether proving the address must throw out whoever typed it first.

    Anyone can sign up with another's address and wait. So when its owner arrives by mail, from elsewhere than the
    browser that signed up, the password and the sessions that were there before are worth nothing from then on.
    """
    return not is_confirmed and not is_own_session


def clean_email(text: str) -> str | None:
    """The address in the one form that we keep (lower case, the domain as DNS has it), or None."""
    local, at, domain = text.strip().rpartition("@")
    try:
        name = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return None
    found = f"{local}{at}{name}".lower()
    return found if len(found) <= 254 and found.isascii() and _EMAIL.fullmatch(found) else None


def clean_name(text: str) -> str:
    """A name on one line, without what cannot be seen: it goes into mails' heads and onto certificates."""
    shown = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(shown.split())


def name_trouble(name: str) -> Lazy | None:
    """What is wrong with a cleaned name, if anything."""
    if not any(unicodedata.category(character)[0] in "LN" for character in name):
        return N_("Write a name that can be read.")
    if len(name) > MOST_NAME:
        return N_("Use at most %(most)s characters.", most=MOST_NAME)
    return None


def password_trouble(password: str, *, email: str, name: str) -> Lazy | None:
    """What is wrong with a new password, if anything: length is what counts, and that it is not the person's name."""
    if len(password) < LEAST_PASSWORD:
        return N_("Use at least %(least)s characters.", least=LEAST_PASSWORD)
    if len(password) > MOST_PASSWORD:
        return N_("Use at most %(most)s characters.", most=MOST_PASSWORD)
    plain = password.lower()
    if plain in {email, email.partition("@")[0], name.lower()} or len(set(plain)) < 4:
        return N_("This is too easy to guess.")
    return None


def is_time_zone(name: str) -> bool:
    """Whether the time zone database knows the name."""
    return name in available_timezones()


def clean_code(text: str) -> str:
    """A code as typed, less spaces, dashes and small letters."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())[:64]
