"""Tokens with which a program acts for a person: what each scope opens, and how far."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from contest.accounts.rules import ORGANISERS, PROGRAMME, ROUND
from contest.lib.actor import Actor, Grant
from contest.lib.i18n import N_, Lazy

PREFIX = "contest_"
MOST_TOKENS = 20
LIVES = {"7": timedelta(days=7), "30": timedelta(days=30), "90": timedelta(days=90), "365": timedelta(days=365)}

READ_ENTRIES, WRITE_ENTRIES = "entries:read", "entries:write"
READ_SCREENING, WRITE_SCREENING = "screening:read", "screening:write"
IMPORT_ENTRIES = "entries:import"
RUN_ROUNDS = "rounds:run"
MEETINGS = "meetings"
WRITE_FORMS = "forms:write"
RUN_PARTNERS = "partners:run"
READ_SHARED = "shared:read"
RUN_VENTURES = "ventures:run"
VENTURES = "ventures"
READ_FUNDED = "funded:read"
READ_RESULTS = "results:read"
RUN_WEBHOOKS = "webhooks:run"
RUN_MESSAGES = "messages:run"
READ_DESK = "desk:read"
RUN_BULK = "bulk:run"
RUN_REMINDERS = "reminders:run"
GIVE_ROLES = "roles:give"
READ_RECORD = "record:read"
RUN_JOBS = "jobs:run"
SET_UP = "setup:run"
SCOPES: dict[str, Lazy] = {
    READ_ENTRIES: N_("Read your entries, their files, receipts, questions and teams"),
    WRITE_ENTRIES: N_("Write your entries, hand them in and withdraw them, and run their teams"),
    MEETINGS: N_(
        "Read your meetings, say whom you want to meet and when, accept and decline, ask for a letter of invitation"
    ),
    READ_SCREENING: N_("Read what was handed in to the rounds that you screen"),
    WRITE_SCREENING: N_("Screen entries and answer questions"),
    IMPORT_ENTRIES: N_("Import entries into the rounds that you organise"),
    RUN_ROUNDS: N_(
        "Give more time, share entries with counterparts, plan the screening, run the events and record the"
        " agreements of rounds that you organise"
    ),
    SET_UP: N_(
        "Read the calendar and the settings of editions and rounds that you organise, plan, change, rehearse and open"
        " them, word their letters, and begin one from another"
    ),
    WRITE_FORMS: N_("Build the forms of editions that you organise, and publish them"),
    READ_RESULTS: N_("Read rankings with their reviews, and decisions, of rounds that you organise"),
    RUN_WEBHOOKS: N_("Say which addresses are told what takes place where you organise"),
    RUN_MESSAGES: N_("Read, approve and send again the messages of editions that you organise"),
    READ_DESK: N_("Search what you organise or screen, keep searches, and read what is late and how far entries are"),
    RUN_BULK: N_("Do one thing to all entries that a search finds where you organise: look first, start, stop"),
    RUN_REMINDERS: N_("Say who is reminded of what, and when, where you organise"),
    GIVE_ROLES: N_("Read who works where you organise, give roles there and take them back"),
    READ_RECORD: N_("Read who did what to which thing, when and why, as far as you may"),
    RUN_JOBS: N_("Read what the workers could not do, have it done again, and read what came of backups"),
    RUN_PARTNERS: N_("Make links and nominate, for the partners that you act for"),
    READ_SHARED: N_("Read the entries that are shared with your organisation; each opening is recorded"),
    VENTURES: N_(
        "Read the ventures that you work on or mentor, report on them, hand in, ask the zone’s desk, and offer, book"
        " and note hours"
    ),
    RUN_VENTURES: N_("Run the incubators of editions that you organise"),
    READ_FUNDED: N_("Read what was reported to the partners that you act for"),
}

# Whose scope a role serves: a token without it carries none of these roles, so that no verb finds them either.
SCREENING_ROLES = (PROGRAMME, ROUND, "screener")
_ROLES: dict[str, tuple[str, ...]] = {
    READ_SCREENING: SCREENING_ROLES,
    WRITE_SCREENING: SCREENING_ROLES,
    IMPORT_ENTRIES: ORGANISERS,
    RUN_ROUNDS: ORGANISERS,
    SET_UP: ORGANISERS,
    WRITE_FORMS: (PROGRAMME,),
    READ_RESULTS: ORGANISERS,
    RUN_WEBHOOKS: ORGANISERS,
    RUN_MESSAGES: (PROGRAMME,),
    READ_DESK: SCREENING_ROLES,
    RUN_BULK: ORGANISERS,
    RUN_REMINDERS: ORGANISERS,
    GIVE_ROLES: ORGANISERS,
    READ_RECORD: (PROGRAMME, "auditor"),
    RUN_JOBS: (PROGRAMME,),
    RUN_PARTNERS: (PROGRAMME, "partner"),
    READ_SHARED: ("counterpart",),
    VENTURES: ("founder", "mentor"),
    RUN_VENTURES: (PROGRAMME,),
    READ_FUNDED: ("partner",),
}
# Every role that a scope serves: its place can be narrowed.
SERVED = tuple(dict.fromkeys(role for roles in _ROLES.values() for role in roles))

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


def places(actor: Actor, known: Iterable[tuple[UUID, UUID | None]] = ()) -> list[Grant]:
    """The editions and rounds to which a role of the person's reaches that a scope serves, each once.

    `known` are editions and rounds that there are, in their order: whoever has all of an edition may choose one round.
    """
    held = [(grant.edition_id, grant.round_id) for grant in actor.holds(*SERVED) if grant.edition_id]
    within = [
        (edition, round_) for edition, round_ in known
        if actor.has(*SERVED, edition_id=edition, round_id=round_)
    ]  # fmt: skip
    return [Grant("", *place) for place in dict.fromkeys([*within, *held])]


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
