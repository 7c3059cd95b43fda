"""Tokens with which a program acts for a person: what each scope opens, and how far."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from contest.accounts.rules import PROGRAMME, ROUND
from contest.lib.actor import Actor, Grant
from contest.lib.i18n import N_, Lazy

PREFIX = "contest_"
MOST_TOKENS = 20
LIVES = {"7": timedelta(days=7), "30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365)}

READ_ENTRIES, WRITE_ENTRIES = "entries:read", "entries:write"
READ_SCREENING, WRITE_SCREENING = "screening:read", "screening:write"
SCOPES: dict[str, Lazy] = {
    READ_ENTRIES: N_("Read your entries, their files, receipts and questions"),
    WRITE_ENTRIES: N_("Write your entries, hand them in and withdraw them"),
    READ_SCREENING: N_("Read what was handed in to the rounds that you screen"),
    WRITE_SCREENING: N_("Screen entries and answer questions"),
}

# Whose scope a role serves: a token without it carries none of these roles, so that no verb finds them either.
SCREENING_ROLES = (PROGRAMME, ROUND, "screener")
_ROLES = dict.fromkeys((READ_SCREENING, WRITE_SCREENING), SCREENING_ROLES)

# These take away as well: who judges an entry does not talk with its team. No scope opens what they give.
_KEPT = frozenset({"judge", "panel_chair"})


class Terms(Struct, frozen=True, kw_only=True):
    """What a token may do: its scopes, and the one edition or round in which the person's roles count with it."""

    id: UUID
    scopes: tuple[str, ...]
    edition_id: UUID | None
    round_id: UUID | None


def offered(actor: Actor) -> dict[str, Lazy]:
    """The scopes that a token of this person may have."""
    return {scope: text for scope, text in SCOPES.items() if scope not in _ROLES or actor.has(*_ROLES[scope])}


def places(actor: Actor) -> list[Grant]:
    """The editions and rounds for which the person holds a role that a scope serves, each once."""
    found = {(grant.edition_id, grant.round_id): grant for grant in actor.holds(*SCREENING_ROLES) if grant.edition_id}
    return list(found.values())


def narrowed(actor: Actor, terms: Terms) -> Actor:
    """The person as their token lets them act: the roles of its scopes, no further than its place."""
    roles = {role for scope in terms.scopes for role in _ROLES.get(scope, ())}
    held = [grant if grant.role in _KEPT else _within(grant, terms) for grant in actor.grants]
    acts = tuple(grant for grant in held if grant is not None and grant.role in roles | _KEPT)
    return replace(actor, grants=acts, token_id=terms.id)


def _within(grant: Grant, terms: Terms) -> Grant | None:
    """The part of a grant that lies in the place of the token; None where there is none."""
    if terms.edition_id is None:
        return grant
    if grant.edition_id not in (None, terms.edition_id):
        return None
    if terms.round_id is None:
        return replace(grant, edition_id=terms.edition_id)
    if grant.round_id not in (None, terms.round_id):
        return None
    return replace(grant, edition_id=terms.edition_id, round_id=terms.round_id)
