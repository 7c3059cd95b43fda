"""What a message may become, who may see it, and how its secrets stand in its text."""

import re
from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy

PROGRAMME = "programme_organiser"

# The steps of a message; what is not here is refused.
STEPS: dict[str, frozenset[str]] = {
    "drafted": frozenset({"approved", "withdrawn"}),
    "approved": frozenset({"queued", "withdrawn"}),
    "queued": frozenset({"sending", "kept", "bounced", "withdrawn"}),
    "sending": frozenset({"queued", "sent", "bounced", "uncertain"}),
    "uncertain": frozenset({"queued", "delivered", "bounced"}),
    "bounced": frozenset({"queued"}),
    "kept": frozenset({"queued"}),
    "sent": frozenset({"delivered", "bounced"}),
    "delivered": frozenset({"bounced"}),
    "withdrawn": frozenset(),
}

# How an organiser reads the state.
STATES: dict[str, Lazy] = {
    "drafted": N_("Waiting for approval"),
    "approved": N_("Approved"),
    "queued": N_("Queued"),
    "sending": N_("Going out"),
    "sent": N_("Sent"),
    "delivered": N_("Delivered"),
    "kept": N_("Kept here"),
    "bounced": N_("Bounced"),
    "uncertain": N_("Uncertain"),
    "withdrawn": N_("Withdrawn"),
}

# Where a secret stands in a stored text. No text that a person typed holds these characters: they are taken out.
OPEN, CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{OPEN}([a-z_]+){CLOSE}")
MASK = "••••••"


class Recipient(Struct, frozen=True, kw_only=True):
    """Whom a message goes to, as plain values. `is_demo`: the person, or what the message is about, is invented."""

    person_id: UUID | None
    email: str
    name: str
    locale: str = "en"
    is_demo: bool = False


def may_step(state: str, to: str) -> bool:
    """Whether a message in `state` may become `to`."""
    return to in STEPS.get(state, frozenset())


def may_see(actor: Actor, *, edition_id: UUID | None) -> bool:
    """Organisers of the edition see its messages; those of the whole programme see all."""
    return any(grant.edition_id in (None, edition_id) for grant in actor.holds(PROGRAMME) if grant.round_id is None)


def may_word(actor: Actor, *, edition_id: UUID) -> bool:
    """Who sees the messages of an edition says how they read, and which of them wait for a person."""
    return may_see(actor, edition_id=edition_id)


def place(name: str) -> str:
    """The mark of the secret `name` in a stored text."""
    return f"{OPEN}{name}{CLOSE}"


def names_of_secrets(text: str) -> set[str]:
    return set(_PLACE.findall(text))


def without_places(text: str) -> str:
    """A text in which nobody can point at a secret."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def fill(text: str, secrets: Mapping[str, str] | None) -> str:
    """The text with its secrets in their places; masked where they are not given."""
    known = secrets or {}
    return _PLACE.sub(lambda found: known.get(found[1], MASK), text)


# Where the address of an erased person points: by RFC 2606 no host is ever called so.
NOBODY = "@erased.invalid"


def is_nobody(email: str) -> bool:
    """Whether an address is that of somebody who was erased."""
    return email.endswith(NOBODY)
