"""Receipts: what was handed in, when, with the digest of every answer and every file."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions import rules
from contest.submissions.queries.deadlines import EXTENSION
from contest.submissions.queries.visible import team_sql


class ReceiptAnswer(msgspec.Struct, frozen=True):
    """An answer as it was handed in; `sha256` is that of its text in UTF-8."""

    label: rules.Words
    text: str
    sha256: str


class ReceiptFile(msgspec.Struct, frozen=True):
    label: rules.Words
    name: str
    size: int
    sha256: str


class ReceiptPage(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-in. `answers` are those that were not empty; `ends_at` is the applicant's own deadline; `content` the
    bytes that `sha256` is the digest of, where they can still be made to the byte; `redacted_at` when an erasure struck
    words from them."""

    submission_id: UUID
    version_id: UUID
    code: str
    edition_id: UUID
    owner_id: UUID
    number: int
    newest: int
    sha256: str
    submitted_at: datetime
    redacted_at: datetime | None
    title_en: str
    title_zh: str
    answers: list[ReceiptAnswer]
    rules_number: int | None
    edition_slug: str
    files: list[ReceiptFile]
    edition_name_en: str
    edition_name_zh: str
    round_name_en: str
    round_name_zh: str
    time_zone: str
    closes_at: datetime
    extended_to: datetime | None
    is_demo: bool
    content: bytes | None

    @property
    def ends_at(self) -> datetime:
        return max(self.closes_at, self.extended_to or self.closes_at)


_RECEIPT = f"""
select s.id as submission_id, v.id as version_id,
       s.code, s.edition as edition_id, s.owner as owner_id, s.is_demo, s.form, v.number, v.sha256, v.submitted_at,
       v.redacted_at,
       (select max(number) from submission_version newer where newer.submission = s.id) as newest, v.content,
       e.slug as edition_slug, e.name_en as edition_name_en, e.name_zh as edition_name_zh,
       r.name_en as round_name_en, r.name_zh as round_name_zh, r.time_zone, r.closes_at, late.until as extended_to
  from submission_version v
  join submission s on s.id = v.submission
  join edition e on e.id = s.edition
  join round r on r.id = s.round
  {EXTENSION}
"""  # noqa: S608 - constants only


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


def _answers(form: rules.Form, content: dict[str, Any]) -> list[ReceiptAnswer]:
    """In the order of the form that they were given in; what no question of it explains comes last, by its key."""
    texts = {name: content[name] for name in rules.COLUMNS if content[name]} | content["answers"]
    labels = {field.key: field.label for field in form.fields if field.key in texts}
    labels |= {key: rules.Words(key, key) for key in texts if key not in labels}
    return [ReceiptAnswer(label, texts[key], sha256(texts[key].encode()).hexdigest()) for key, label in labels.items()]


def _files(form: rules.Form, content: dict[str, Any]) -> list[ReceiptFile]:
    labels = {field.key: field.label for field in form.fields}
    return [
        ReceiptFile(
            labels.get(file["field"], rules.Words(file["field"], file["field"])),
            file["name"],
            file["size"],
            file["sha256"],
        )
        for file in content["files"]
    ]


async def _page(row: Any) -> ReceiptPage:
    content = msgspec.json.decode(row["content"])
    form = await challenge.form_with_copies(UUID(content["form"]) if "form" in content else row["form"])
    body = msgspec.json.encode(content, order="sorted")
    made = ("answers", "files", "title_en", "title_zh", "content", "rules_number")
    return ReceiptPage(
        title_en=content["title_en"],
        title_zh=content["title_zh"],
        answers=_answers(form, content),
        rules_number=content.get("rules", {}).get("number"),
        files=_files(form, content),
        content=body if sha256(body).hexdigest() == row["sha256"] else None,
        **{name: row[name] for name in ReceiptPage.__struct_fields__ if name not in made},
    )
