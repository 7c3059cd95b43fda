"""Mails that came back: what a report of RFC 3464 says of which of ours."""

import email
import email.policy
import hashlib
import hmac
import re
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Literal
from uuid import UUID

from msgspec import Struct

from contest.lib.config import settings
from contest.lib.mail.compose import one_line

LONGEST_REASON = 300
_TAG = re.compile(r"\+([0-9a-f]{32})-([0-9a-f]{16})@", re.IGNORECASE)
_ID = re.compile(r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@", re.IGNORECASE)


class Report(Struct, frozen=True, kw_only=True):
    """What became of the message with this id: `failed`, or `delivered` where a server was asked to say so."""

    message_id: UUID
    outcome: Literal["failed", "delivered"]
    reason: str


def return_address(message_id: UUID) -> str:
    """Where a mail comes back to: an address of `MAIL_BOUNCES` that names it, and that nobody else can make."""
    user, _, host = settings().mail_bounces.rpartition("@")
    return f"{user}+{message_id.hex}-{_digest(message_id)}@{host}"


def read(raw: bytes) -> Report | None:
    """What a mail to the address for bounces says; None for one that says nothing final of a mail of ours."""
    made = email.message_from_bytes(raw, policy=email.policy.default)
    status = _status(made)
    message_id = _addressed(made) or _returned(made)
    if message_id is None or status is None:
        return None
    action, reason = status
    if action == "failed":
        return Report(message_id=message_id, outcome="failed", reason=reason)
    return Report(message_id=message_id, outcome="delivered", reason=reason) if action == "delivered" else None


def _status(made: EmailMessage) -> tuple[str, str] | None:
    for part in made.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in part.get_payload():
                if action := str(fields.get("Action", "")).strip().lower():  # type: ignore[union-attr]
                    said = fields.get("Diagnostic-Code") or fields.get("Status") or ""  # type: ignore[union-attr]
                    return action, one_line(str(said))[:LONGEST_REASON]
    return None


def _addressed(made: EmailMessage) -> UUID | None:
    """The message that the address names which the report was sent to."""
    headers = [str(value) for name in ("To", "Delivered-To", "X-Original-To") for value in made.get_all(name, [])]
    for _, address in getaddresses(headers):
        found = _TAG.search(address)
        if found is not None:
            message_id = UUID(found[1])
            if hmac.compare_digest(_digest(message_id), found[2].lower()):
                return message_id
    return None


def _returned(made: EmailMessage) -> UUID | None:
    """The message whose headers come back with the report; only where no address of ours is set that would name it."""
    if settings().mail_bounces:
        return None
    for part in made.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            found = _ID.search(part.as_bytes().decode("utf-8", "replace"))
            if found is not None:
                return UUID(found[1])
    return None


def _digest(message_id: UUID) -> str:
    return hmac.new(settings().secret_key.encode(), b"bounce\0" + message_id.bytes, hashlib.sha256).hexdigest()[:16]
