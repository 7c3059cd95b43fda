"""Uploads."""

from typing import Any
from uuid import UUID

from contest.files.tables import File
from contest.lib.ids import uuid7
from contest.submissions.tables import SubmissionFile
from tests.makers.challenge import NOW


async def make_file(owner_id: UUID, **values: Any) -> UUID:
    """A file that was checked and found good; its bytes are not in the storage."""
    file_id = uuid7()
    plain = {
        "id": file_id,
        "owner_id": owner_id,
        "purpose": "entry",
        "name": "deck.pdf",
        "key": f"files/{file_id}",
        "is_scan_waived": True,
        "declared_size": 4,
        "size": 4,
        "sha256": "ab" * 32,
        "content_type": "application/pdf",
        "pages": 2,
        "state": "checked",
        "announced_at": NOW,
        "uploaded_at": NOW,
        "checked_at": NOW,
    }
    await File(**(plain | values)).save()
    return file_id


async def attach(submission_id: UUID, file_id: UUID, *, field: str = "pitch_deck") -> None:
    await SubmissionFile(submission=submission_id, file=file_id, field=field, added_at=NOW).save()
