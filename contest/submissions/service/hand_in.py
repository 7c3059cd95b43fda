"""Handing in: one frozen version, however often the button is pressed."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, TooLate
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions import queries, rules
from contest.submissions.service import caps

# The row lock of the first update puts hand-ins in order; the version's number lets the first of them in and turns
# away those that read the entry before it, which then find the version already there.
_HAND_IN = """
with entry as (
    update submission set state = 'submitted', submitted_at = coalesce(submitted_at, $7)
     where id = $1 and revision = $2 and state in ('draft', 'submitted') returning id, round
), version as (
    insert into submission_version (id, submission, number, content, sha256, submitted_by, submitted_at)
    select $3, entry.id, $4, $5::jsonb, $6, $8, $7 from entry
    on conflict (submission, number) do nothing returning id, submission
), stands as (
    insert into standing (id, submission, round, version, state, changed_at)
    select $9, entry.id, entry.round, version.id, 'entered', $7 from entry join version on version.submission = entry.id
    on conflict (submission, round) do update
       set version = excluded.version, state = 'entered', reason = null, changed_at = excluded.changed_at
     where standing.state = any($10::text[]) returning id
)
select exists (select 1 from version) as is_new, exists (select 1 from stands) as stands
"""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """That an entry was handed in. The same for every press of the button on the same content."""

    submission_id: UUID
    version_id: UUID
    code: str
    number: int
    sha256: str
    submitted_at: datetime


async def _frozen(entry: queries.Working) -> bytes:
    files = [
        {"file_id": str(file.id), "field": file.field, "name": file.name, "size": file.size, "sha256": file.sha256}
        for file in sorted(entry.file_at.values(), key=lambda file: file.field)
    ]
    content = rules.freeze(
        code=entry.code,
        form_id=entry.form_id,
        form=entry.form,
        values=entry.values,
        files=files,
        agreed=sorted(rules.DECLARATIONS),
    )
    if entry.rules_text:
        content["rules"] = {"version": str(entry.rules_text.id), "number": entry.rules_text.number}
    if found := await queries.impact_record(entry):
        content["impact"] = msgspec.to_builtins(found, str_keys=True)
    return msgspec.json.encode(content, order="sorted")


def _receipt(entry: queries.Working, version: queries.VersionLine) -> Receipt:
    return Receipt(
        submission_id=entry.id,
        version_id=version.id,
        code=entry.code,
        number=version.number,
        sha256=version.sha256,
        submitted_at=version.submitted_at,
    )


async def hand_in(
    *, actor: Actor, code: str, agreed: Collection[str], rules_read: int | None = None, now: datetime
) -> Receipt:
    """Freeze what is saved as the next version and enter it in its round.

    `agreed` must hold every key of `rules.DECLARATIONS`. The version keeps which version of the edition's rules was
    accepted: the one in force. `rules_read` is the number that the person was shown, where they were shown one; if
    another is in force since, they are asked again. Handing in unchanged content again answers with the
    receipt there is. `Invalid` names every answer and file that is missing; `TooLate` after the deadline.
    """
    for _ in range(2):
        entry = await queries.own_entry(actor=actor, code=code)
        body = await _frozen(entry)
        digest = sha256(body).hexdigest()
        last = entry.versions[-1] if entry.versions else None
        if last is not None and entry.state == "submitted" and last.sha256 == digest:
            return _receipt(entry, last)
        _check(entry, agreed, rules_read, now)
        await caps.check_hand_in(entry)
        number = last.number + 1 if last else 1
        version = queries.VersionLine(id=uuid7(), number=number, sha256=digest, submitted_at=now)
        row = await db.fetchrow(
            _HAND_IN, entry.id, entry.revision, version.id, version.number, body.decode(), digest, now, actor.id,
            uuid7(), list(rules.BEFORE_JUDGING),
        )  # fmt: skip
        assert row is not None  # a select without FROM always answers
        if row["stands"]:
            await _tell(actor, entry, version, now)
            return _receipt(entry, version)
        if row["is_new"]:
            break
    raise Conflict


def _check(entry: queries.Working, agreed: Collection[str], rules_read: int | None, now: datetime) -> None:
    if not entry.may_hand_in(now):
        if entry.state not in {"draft", "submitted"}:
            raise Conflict(N_("This entry was withdrawn."))
        raise TooLate(N_("The round no longer takes entries. Your text is kept."))
    errors = entry.missing
    errors |= {
        key: N_("Confirm this statement: %(text)s", text=text)
        for key, text in rules.DECLARATIONS.items()
        if key not in agreed
    }
    if entry.rules_text and rules_read not in {None, entry.rules_text.number}:
        errors["rules"] = N_(
            "The rules have changed meanwhile: read version %(number)s, then confirm that you accept it.",
            number=entry.rules_text.number,
        )
    if errors:
        raise Invalid(fields=errors)


async def _tell(actor: Actor, entry: queries.Working, version: queries.VersionLine, now: datetime) -> None:
    """Record it, with what it rested on where it came after the round's own deadline."""
    late = {}
    if now > entry.round.closes_at:
        late = {
            "deadline": entry.round.closes_at,
            "extended_to": entry.round.extended_to,
            "grace": entry.is_in_grace(now),
        }
    await record(
        actor=actor,
        action="submission.hand_in",
        thing="submission",
        thing_id=entry.id,
        data={"version": version.id, "number": version.number, "sha256": version.sha256}
        | ({"rules": entry.rules_text.id} if entry.rules_text else {})
        | late,
    )
    await outbox.emit("submission.handed_in", submission_id=entry.id, version_id=version.id)
