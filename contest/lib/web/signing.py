"""Short values that a browser keeps for us and cannot change."""

import base64
import hashlib
import hmac

from contest.lib.config import settings


def mac(purpose: str, value: str) -> str:
    """The keyed digest of `value` for one purpose; a digest for another purpose does not fit."""
    key = settings().secret_key.encode()
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that says nothing of where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def is_mac(purpose: str, value: str, claimed: str) -> bool:
    return hmac.compare_digest(mac(purpose, value).encode(), claimed.encode("utf-8", "replace"))


def seal(purpose: str, value: str) -> str:
    """`value`, readable, with its digest: fit for a cookie."""
    body = base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")
    return f"{body}.{mac(purpose, body)[:32]}"


def unseal(purpose: str, sealed: str) -> str | None:
    """What was sealed, or None where one byte differs."""
    body, _, digest = sealed.rpartition(".")
    if not body or not hmac.compare_digest(mac(purpose, body)[:32].encode(), digest.encode("utf-8", "replace")):
        return None
    try:
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    except ValueError:
        return None
