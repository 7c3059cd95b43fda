"""Copies and erasures, as jobs carry them out."""

from contest.privacy.service.copies import Copied, copy_stream, make_copy, note_copy, sweep_copies
from contest.privacy.service.erasing import begin_erasure, due_erasures, erase_person

__all__ = [
    "Copied",
    "begin_erasure",
    "copy_stream",
    "due_erasures",
    "erase_person",
    "make_copy",
    "note_copy",
    "sweep_copies",
]
