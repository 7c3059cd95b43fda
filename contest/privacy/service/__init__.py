"""Copies and erasures, as jobs carry them out."""

from contest.privacy.service.breaches import draft_notices, find_concerned, note_breach, settle_authority
from contest.privacy.service.copies import Copied, copy_stream, make_copy, note_copy, sweep_copies
from contest.privacy.service.erasing import begin_erasure, due_erasures, erase_again, erase_person, note_mark
from contest.privacy.service.retaining import hold, keep_for, lift, retain

__all__ = [
    "Copied",
    "begin_erasure",
    "copy_stream",
    "draft_notices",
    "due_erasures",
    "erase_again",
    "erase_person",
    "find_concerned",
    "hold",
    "keep_for",
    "lift",
    "make_copy",
    "note_breach",
    "note_copy",
    "note_mark",
    "retain",
    "settle_authority",
    "sweep_copies",
]
