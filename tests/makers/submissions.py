"""Entries."""

from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import form_for
from contest.lib.ids import uuid7
from contest.submissions.tables import Standing, Submission, SubmissionVersion
from contest.submissions.tables.late import Extension, LateCode
from tests.makers.challenge import NOW

_next = count(1)


async def make_submission(edition_id: UUID, round_id: UUID, owner_id: UUID, **values: Any) -> UUID:
    plain = {
        "edition": edition_id,
        "round": round_id,
        "owner": owner_id,
        "code": f"T-{next(_next):04d}",
        "kind": "project",
        "state": "submitted",
        "country": "CN",
        "title_en": "Rainforest village microgrid",
        "title_zh": "雨林村落微网",
        "summary_en": "Clean power round the clock.",
        "summary_zh": "全天候清洁供电。",
        "organisation_name": "Rainforest Energy Ltd",
        "answers": {"problem": "Villages run on diesel."},
        "submitted_at": NOW,
    }
    form = await form_for(edition_id=edition_id, kind=str(values.get("kind", plain["kind"])))
    row = Submission(**({"form": form} | plain | values))
    await row.save()
    return UUID(str(row.id))


async def make_version(submission_id: UUID, owner_id: UUID, *, number: int = 1, **content: Any) -> UUID:
    """A frozen version with the content that hand-in would have frozen."""
    plain = {
        "code": "T-0001",
        "kind": "project",
        "scene": "energy",
        "title_en": "Rainforest village microgrid",
        "title_zh": "雨林村落微网",
        "summary_en": "Clean power round the clock.",
        "summary_zh": "全天候清洁供电。",
        "organisation_name": "Rainforest Energy Ltd",
        "country": "CN",
        "answers": {"problem": "Villages run on diesel."},
        "files": [],
    } | content
    body = msgspec.json.encode(plain, order="sorted")
    row = SubmissionVersion(
        submission=submission_id,
        number=number,
        content=body.decode(),
        sha256=sha256(body).hexdigest(),
        submitted_by=owner_id,
        submitted_at=NOW,
    )
    await row.save()
    return UUID(str(row.id))


async def make_standing(submission_id: UUID, round_id: UUID, version_id: UUID, *, state: str = "eligible") -> UUID:
    row = Standing(submission=submission_id, round=round_id, version=version_id, state=state)
    await row.save()
    return UUID(str(row.id))


async def make_extension(round_id: UUID, person_id: UUID, **values: Any) -> UUID:
    """A day more than `make_round` gives, for every kind."""
    plain = {"kinds": [], "until": NOW + timedelta(days=15), "reason": "A flood.", "granted_by": uuid7()}
    row = Extension(round=round_id, person=person_id, **(plain | values))
    await row.save()
    return UUID(str(row.id))


async def make_late_code(round_id: UUID, **values: Any) -> UUID:
    """A code that nobody knows."""
    moments = {"until": NOW + timedelta(days=16), "good_until": NOW + timedelta(days=15)}
    plain = {
        "digest": uuid7().hex,
        "ending": "WXYZ",
        "kinds": [],
        "most": 2,
        "reason": "A fair.",
        "created_by": uuid7(),
    }
    row = LateCode(round=round_id, **(plain | moments | values))
    await row.save()
    return UUID(str(row.id))
