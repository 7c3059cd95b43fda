"""How a record is digested and how a link of a chain is made."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import msgspec

FIRST = "0" * 64
DOCUMENTS = frozenset({"data", "digests"})


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """Records that are sealed into a chain of their own, in four tables that are named after it.

    `audit_record` holds ids and plain facts, `audit_text` people's words beside them, `audit_waiting` what has no seal
    yet, `audit_seal` the chain. `columns` are those of a record that its seal covers: all it has; `id`, `at` and the
    JSON of `data` and `digests` are among them.
    """

    name: str
    columns: tuple[str, ...]


AUDIT = Ledger(
    name="audit",
    columns=("id", "at", "actor_id", "action", "thing", "thing_id", "outcome", "data", "digests"),
)


def text_digest(salt: str, text: str) -> str:
    """The digest that stands in a record for a person's words; without the salt it tells nothing of them."""
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def link(previous: str, number: int, record: Mapping[str, Any]) -> str:
    """SHA-256 over the previous link, the number and the record's columns, in one canonical form (sorted keys)."""
    body = msgspec.json.encode([previous, number, msgspec.to_builtins(dict(record))], order="sorted")
    return hashlib.sha256(body).hexdigest()
