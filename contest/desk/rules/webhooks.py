"""What other programs are told, by whom it may be asked for, and what of it is said.

A call says what happened to which entry or round, by their public codes, and no more: whoever wants more asks the API,
with a token and its scopes. It goes out in the name of whoever asked for it, and tells nothing that they may not know.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.desk.rules import PROGRAMME, ROUND
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy

EVENTS: dict[str, Lazy] = {
    "round.opened": N_("A call opens"),
    "round.extended": N_("A deadline is moved"),
    "submission.handed_in": N_("An entry is handed in"),
    "submission.screened": N_("An entry is screened"),
    "review.signed": N_("A review is signed"),
    "decision.published": N_("A decision is published"),
    "objection.raised": N_("An objection is raised"),
    "decision.final": N_("A decision is final"),
    "decision.reversed": N_("A decision is reversed"),
    "certificates.issued": N_("Certificates are issued"),
    "venture.registered": N_("A venture is registered"),
}
STATES: dict[str, Lazy] = {
    "waiting": N_("Waiting"),
    "delivered": N_("Delivered"),
    "failed": N_("Given up"),
}
MOST = 20
KEEP_DAYS = 30


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What took place: of which edition, round and entry, in words for people and programs."""

    event: str
    edition_id: UUID
    edition: str
    round_id: UUID | None
    round: str | None
    entry_id: UUID | None
    entry: str | None
    is_demo: bool
    facts: Mapping[str, str] = {}


def may_run(actor: Actor, *, edition_id: UUID, round_id: UUID | None) -> bool:
    """Who runs the edition, or for calls of one round who runs that."""
    if actor.has(PROGRAMME, edition_id=edition_id):
        return True
    return round_id is not None and actor.has(PROGRAMME, ROUND, edition_id=edition_id, round_id=round_id)


def said(happened: Happened) -> dict[str, Any]:
    """What is told of it. `text` is a sentence in the language of now: a chat shows it with no program in between."""
    where = " · ".join(filter(None, (happened.edition, happened.round, happened.entry)))
    words = f"{EVENTS[happened.event]}: {where}"
    mark = N_("Demonstration")
    return {
        "edition": happened.edition,
        "round": happened.round,
        "entry": happened.entry,
        **happened.facts,
        "demonstration": happened.is_demo,
        "text": f"[{mark}] {words}" if happened.is_demo else words,
    }


def body(event: str, said: Mapping[str, Any], *, delivery_id: UUID, at: datetime) -> str:
    """A call as JSON."""
    moment = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    whole = {"id": str(delivery_id), "event": event, "at": moment, **said}
    return msgspec.json.encode({key: value for key, value in whole.items() if value is not None}).decode()


def is_taken(status: int) -> bool:
    return 200 <= status < 300
