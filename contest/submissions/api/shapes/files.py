"""Files on their way."""

from typing import Annotated
from uuid import UUID

import msgspec

from contest.submissions.api.shapes import Key


class Announce(msgspec.Struct, frozen=True):
    """A file that is about to be sent for a question of the form. `fresh`: what was begun under this name and size is
    another file."""

    field: Key
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    size: Annotated[int, msgspec.Meta(ge=1, le=2**50)]
    fresh: bool = False


class Have(msgspec.Struct, frozen=True):
    """A part that has arrived."""

    number: int
    sha256: str


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """How to cut the file: `parts` of `part_bytes` each, the last one shorter. `have` has arrived already.

    `is_direct`: programs reach the storage, and ask for each part where it goes (`placePart`).
    """

    id: UUID
    part_bytes: int
    parts: int
    have: list[Have]
    is_direct: bool
