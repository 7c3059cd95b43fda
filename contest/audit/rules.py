"""How a record is digested and how a link of the chain is made."""

import hashlib
import hmac
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

FIRST = "0" * 64


def text_digest(salt: str, text: str) -> str:
    """The digest that stands in a record for a person's words; without the salt it tells nothing of them."""
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a record that a seal covers, as read from the database."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    action: str
    thing: str
    thing_id: UUID | None
    outcome: str
    data: dict[str, Any]
    digests: dict[str, str]


def link(previous: str, number: int, record: Sealed) -> str:
    """SHA-256 over the previous link, the number and the record, in one canonical form (sorted keys)."""
    body = msgspec.json.encode([previous, number, msgspec.to_builtins(record)], order="sorted")
    return hashlib.sha256(body).hexdigest()
