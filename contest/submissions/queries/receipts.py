"""Receipts: what was handed in, when, with the digest of everything."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions import rules
from contest.submissions.queries.visible import team_sql


class ReceiptFile(msgspec.Struct, frozen=True):
    label: rules.Words
    name: str
    size: int
    sha256: str


class ReceiptPage(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-in. `answers` counts the answers that were not empty."""

    submission_id: UUID
    code: str
    edition_id: UUID
    owner_id: UUID
    number: int
    sha256: str
    submitted_at: datetime
    title_en: str
    title_zh: str
    answers: int
    rules_number: int | None
    edition_slug: str
    files: list[ReceiptFile]
    round_name_en: str
    round_name_zh: str
    time_zone: str
    closes_at: datetime
    is_demo: bool


_RECEIPT = """
select s.id as submission_id, s.code, s.edition as edition_id, e.slug as edition_slug, s.owner as owner_id, s.is_demo,
       s.form, v.number, v.sha256, v.submitted_at, v.content, r.name_en as round_name_en, r.name_zh as round_name_zh,
       r.time_zone, r.closes_at
  from submission_version v
  join submission s on s.id = v.submission
  join edition e on e.id = s.edition
  join round r on r.id = s.round
"""


async def receipt(*, actor: Actor, code: str, number: int) -> ReceiptPage:
    """A receipt of the actor's team; to anybody else it is not there."""
    row = await db.fetchrow(
        f"{_RECEIPT} where s.code = $1 and v.number = $2 and {team_sql('$3')}", code, number, actor.person_id
    )
    if row is None:
        raise NotFound
    return await _page(row)


async def receipt_mail(*, version_id: UUID) -> ReceiptPage:
    """The same for the mail of a version."""
    row = await db.fetchrow(_RECEIPT + " where v.id = $1", version_id)
    if row is None:
        raise NotFound
    return await _page(row)


async def _page(row: Any) -> ReceiptPage:
    content = msgspec.json.decode(row["content"])
    form = await challenge.form(UUID(content["form"]) if "form" in content else row["form"])
    labels = {field.key: field.label for field in form.fields}
    columns = sum(1 for name in rules.COLUMNS if content[name])
    names = ("answers", "files", "title_en", "title_zh", "rules_number")
    return ReceiptPage(
        title_en=content["title_en"],
        title_zh=content["title_zh"],
        answers=columns + len(content["answers"]),
        rules_number=content.get("rules", {}).get("number"),
        files=[
            ReceiptFile(
                labels.get(file["field"], rules.Words(file["field"], file["field"])),
                file["name"],
                file["size"],
                file["sha256"],
            )
            for file in content["files"]
        ],
        **{name: row[name] for name in ReceiptPage.__struct_fields__ if name not in names},
    )
