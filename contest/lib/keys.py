"""Keys derived from `SECRET_KEY`, one for each purpose, to keep short secrets unreadable in the database."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from contest.lib.config import settings


@lru_cache(maxsize=16)
def _fernet(secret_key: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"contest {purpose}".encode()).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def encrypt(purpose: str, text: str) -> str:
    """`text`, unreadable without the installation's key."""
    return _fernet(settings().secret_key, purpose).encrypt(text.encode()).decode()


def decrypt(purpose: str, token: str) -> str | None:
    """What was encrypted for this purpose; None where it was changed or the key is another one now."""
    try:
        return _fernet(settings().secret_key, purpose).decrypt(token.encode()).decode()
    except InvalidToken:
        return None
