"""One-time codes of an authenticator app: RFC 6238 with SHA-1, six digits and thirty seconds, which every app knows."""

import base64
import secrets
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECONDS, DIGITS = 30, 6
_BYTES = 20  # as RFC 4226 asks


def new_secret() -> str:
    """A secret as an app takes it: base32."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode()


def step_of(moment: datetime) -> int:
    """The number of the half minute in which a moment lies."""
    return int(moment.timestamp()) // SECONDS


def code_at(secret: str, step: int) -> str:
    """The six digits that an app with this secret shows in this half minute."""
    return _made(secret).generate(step * SECONDS).decode()


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the picture says that an app reads."""
    return _made(secret).get_provisioning_uri(account, issuer)


def _made(secret: str) -> TOTP:
    # RFC 6238's own digest, which apps expect: the weakness of SHA-1 against collisions does not touch an HMAC.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS)  # noqa: S303 - as said
