"""Two people, or two windows, at one form: what of a save can be taken without writing over somebody else's words."""

from collections.abc import Mapping
from datetime import datetime

import msgspec


class Change(msgspec.Struct, frozen=True):
    """An answer as it was when the person began to change it, and as they have it now."""

    was: str
    now: str


class Merged(msgspec.Struct, frozen=True):
    """`taken`: the answers to write. `theirs`: what is saved at the fields that somebody else changed too."""

    taken: dict[str, str]
    theirs: dict[str, str]


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What stands now. `theirs` has the saved text of each field that was changed elsewhere too: it was not touched.
    `values` has every answer where the person's form was not made from the newest revision, else nothing."""

    revision: int
    saved_at: datetime
    theirs: dict[str, str]
    values: dict[str, str]


def merge(saved: Mapping[str, str], changes: Mapping[str, Change]) -> Merged:
    """Three texts a field: what both began from, what is saved, what is sent. Nothing unseen is written over."""
    merged = Merged({}, {})
    for key, change in changes.items():
        found = saved.get(key, "")
        if found == change.now:
            continue
        if found == change.was:
            merged.taken[key] = change.now
        else:
            merged.theirs[key] = found
    return merged
