"""Signed calls between programs: a body that its sender and its reader share a key for, and the moment it was sent.

The header is `t=<seconds>,v1=<hex>`, HMAC-SHA-256 over `<seconds>.<body>`: what is old or changed is refused.
"""

import hashlib
import hmac
import re
from datetime import datetime, timedelta

HEADER = "x-contest-signature"
TOLERANCE = timedelta(minutes=5)
_FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(key: str, body: bytes, at: datetime) -> str:
    """The header of `body`, sent at this moment."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(key, seconds, body)}"


def is_signed(key: str, body: bytes, header: str, now: datetime) -> bool:
    """Whether the header fits this body and was made within five minutes of now. No key fits nothing."""
    found = _FORM.fullmatch(header.strip())
    if not key or found is None:
        return False
    is_fresh = abs(now.timestamp() - int(found[1])) <= TOLERANCE.total_seconds()
    return is_fresh and hmac.compare_digest(_digest(key, int(found[1]), body), found[2])


def _digest(key: str, seconds: int, body: bytes) -> str:
    return hmac.new(key.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
