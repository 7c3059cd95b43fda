"""A title and a summary in an entry's other language: drafted and checked by the staff, approved by its applicant."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.notifications.service import queue_message
from contest.submissions import queries
from contest.submissions.rules import translations

_DRAFT = """
insert into translation as t (id, submission, version, original, title, summary, state, drafted_by, drafted_at)
values ($1, $2, $3, $4::jsonb, $5, $6, 'draft', $7, $8)
on conflict (submission) do update
   set version = excluded.version, original = excluded.original, title = excluded.title, summary = excluded.summary,
       state = 'draft', revision = t.revision + 1, drafted_by = excluded.drafted_by, drafted_at = excluded.drafted_at,
       checked_by = null, checked_at = null, answered_by = null, answered_at = null
 where t.revision = $9 and t.state = any($10) returning t.revision
"""

_CHECK = """
update translation set title = $3, summary = $4, state = 'checked', revision = revision + 1, note = '',
       checked_by = $5, checked_at = $6, answered_by = null, answered_at = null
 where id = $1 and revision = $2 and state = 'draft' returning revision
"""

_ANSWER = """
update translation set state = $3, note = $4, answered_by = $5, answered_at = $6, revision = revision + 1
 where id = $1 and revision = $2 returning revision
"""

# Each version that says what was translated shows the translation, whichever round it is read in.
_SHOW = """
update submission_version set translated_title = $3, translated_summary = $4
 where submission = $1 and $2::jsonb = jsonb_build_object(
       'title_en', coalesce(content ->> 'title_en', ''), 'title_zh', coalesce(content ->> 'title_zh', ''),
       'summary_en', coalesce(content ->> 'summary_en', ''), 'summary_zh', coalesce(content ->> 'summary_zh', ''))
"""

_FOLLOW = """
select t.id, t.original, t.title, t.summary, t.state, v.content
  from translation t join submission_version v on v.id = $2
 where t.submission = $1 and t.state <> 'stale'
   and not exists (select 1 from submission_version n where n.submission = $1 and n.number > v.number)
   for update of t
"""

_MAIL = """
select s.id as submission_id, s.code, s.edition as edition_id, s.round as round_id, t.title, t.summary, t.original
  from translation t join submission s on s.id = t.submission where s.id = $1 and t.state = 'checked'
"""


async def save_translation(
    *,
    actor: Actor,
    edition_id: UUID,
    round_id: UUID,
    code: str,
    texts: Mapping[str, str],
    revision: int,
    is_checked: bool,
    now: datetime,
) -> None:
    """Keep what was translated, by column, as a draft; or, `is_checked`, send it to the applicant to approve.

    `revision` is the one that was read, 0 where none was: `Conflict` where somebody saved since, or the applicant has
    approved meanwhile. `Invalid` names the texts that will not do. `NotAllowed` to who checks their own translation.
    """
    found = await queries.to_translate(actor=actor, edition_id=edition_id, round_id=round_id, code=code)
    if found.state != "submitted":
        raise Conflict(N_("This entry was withdrawn."))
    if not found.lacking:
        raise Conflict(N_("Its title and its summary are there in both languages."))
    if errors := translations.faults(found.form, found.original, texts, is_whole=is_checked):
        raise Invalid(fields=errors)
    title, summary = (
        next((texts.get(column, "") for column in found.lacking if column.startswith(part)), "")
        for part in ("title", "summary")
    )
    new = await (_check if is_checked else _draft)(actor, found, title, summary, revision, now)
    if new is None or (found.held is None and revision):
        raise Conflict(N_("Somebody else has saved this translation meanwhile. Compare both, then save again."))
    await record(
        actor=actor,
        action="submission.check_translation" if is_checked else "submission.translate",
        thing="submission",
        thing_id=found.submission_id,
        data={"version": found.version_id, "revision": new},
        texts={"title": title, "summary": summary},
    )
    if is_checked:
        await outbox.emit("submission.translated", submission_id=found.submission_id)


async def _draft(
    actor: Actor, found: queries.ToTranslate, title: str, summary: str, revision: int, now: datetime
) -> int | None:
    original = msgspec.json.encode(found.original, order="sorted").decode()
    made = (uuid7(), found.submission_id, found.version_id, original, title, summary, actor.person_id, now)
    new: int | None = await db.fetchval(_DRAFT, *made, revision, list(translations.TO_WRITE))
    return new


async def _check(
    actor: Actor, found: queries.ToTranslate, title: str, summary: str, revision: int, now: datetime
) -> int | None:
    held = found.held
    if held is None or found.is_stale:
        raise Conflict(N_("Save it as a draft first: another person checks it."))
    if not translations.may_check(drafted_by=held.drafted_by, actor_id=actor.person_id):
        raise NotAllowed(N_("You wrote this translation: another person has to check it."))
    new: int | None = await db.fetchval(_CHECK, held.id, revision, title, summary, actor.person_id, now)
    return new


async def answer_translation(
    *, actor: Actor, code: str, revision: int, approves: bool, note: str = "", now: datetime
) -> None:
    """Approve the translation of one's entry, so that it is shown; or send it back with a note to the translators,
    which also takes an approval back. For who may hand the entry in.

    `Conflict` where it is not the text that was read, or not of the words that stand now.
    """
    entry = await queries.own_entry(actor=actor, code=code, to="submit")
    held = await queries.translation_for(submission_id=entry.id)
    if held is None:
        raise NotFound
    steps = {"checked"} if approves else {"checked", "approved"}
    if held.revision != revision or held.state not in steps:
        raise Conflict(N_("This translation has changed meanwhile. Look at it again."))
    if not approves and held.state == "checked" and not note:
        raise Invalid(N_("Say what should be different: the translators read it."), field="note")
    if len(note) > translations.LONGEST_NOTE:
        raise Invalid(N_("Use at most %(most)s characters.", most=translations.LONGEST_NOTE), field="note")
    state = "approved" if approves else "returned"
    if await db.fetchval(_ANSWER, held.id, revision, state, note, actor.person_id, now) is None:
        raise Conflict(N_("This translation has changed meanwhile. Look at it again."))
    await _show(entry.id, held.original, held.title if approves else "", held.summary if approves else "")
    await record(
        actor=actor,
        action="submission.approve_translation" if approves else "submission.return_translation",
        thing="submission",
        thing_id=entry.id,
        data={"version": held.version, "revision": revision},
        texts={"note": note} if note else None,
    )


async def _show(submission_id: UUID, original: Mapping[str, str], title: str, summary: str) -> None:
    body = msgspec.json.encode(original, order="sorted").decode()
    await db.execute(_SHOW, submission_id, body, title, summary)


async def follow_translation(*, submission_id: UUID, version_id: UUID) -> None:
    """Let a translation stand beside a new version whose title and summary are the same; where they changed it is
    stale, and shown no more. Run by a job; of an older version there is nothing to do."""
    row = await db.fetchrow(_FOLLOW, submission_id, version_id)
    if row is None:
        return
    original: dict[str, str] = msgspec.json.decode(row["original"])
    if translations.original(msgspec.json.decode(row["content"])) == original:
        await db.execute("update translation set version = $2 where id = $1", row["id"], version_id)
        if row["state"] == "approved":
            await _show(submission_id, original, row["title"], row["summary"])
        return
    await _show(submission_id, original, "", "")
    await db.execute("update translation set state = 'stale', revision = revision + 1 where id = $1", row["id"])
    await record(
        actor=SYSTEM,
        action="submission.outdate_translation",
        thing="submission",
        thing_id=submission_id,
        data={"version": version_id},
    )


async def mail_translation(*, submission_id: UUID) -> None:
    """Ask an entry's team whether a translation is right. What was answered meanwhile is not news."""
    row = await db.fetchrow(_MAIL, submission_id)
    if row is None:
        return
    original = msgspec.json.decode(row["original"])
    texts = [
        {"text": row[column[:-3]], "original": original[other]}
        for column, other in translations.lacking(original).items()
    ]
    for to in await queries.team_recipients(submission_id=submission_id):
        await queue_message(
            kind="submissions/translated",
            to=to,
            context={
                "code": row["code"],
                "texts": texts,
                "address": f"{settings().public_url}/submissions/{row['code']}/translation",
            },
            edition_id=row["edition_id"],
            round_id=row["round_id"],
            about=[submission_id],
        )
