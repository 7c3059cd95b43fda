"""Ids for rows and codes for people."""

import secrets
from uuid import UUID

import uuid_utils

# No 0 O 1 I L 2 Z 5 S 8 B U V: what is read aloud or typed from paper is not mistaken.
LETTERS = "34679ACDEFGHJKMNPQRTWXY"


def uuid7() -> UUID:
    """A new id. Ids made later sort later, so that an index grows at its end.

    Migrations name this function as a column's default: its path must stay.
    """
    return UUID(int=uuid_utils.uuid7().int)


def public_code(prefix: str, number: int) -> str:
    """`BT26-0147`: what people quote for the `number`-th thing of its kind."""
    return f"{prefix}-{number:04d}"


def secret_code(length: int) -> str:
    """A code that nobody can guess and anyone can read aloud; 4.5 bits a letter."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))
