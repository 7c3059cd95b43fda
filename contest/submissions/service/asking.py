"""What an applicant was asked, by screeners or as one of a shortlist: the answer, the reminder, the end of the time."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from contest.audit.service import record
from contest.challenge.rules.forms import Stage
from contest.lib import clock, db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, TooLate
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions import queries, rules
from contest.submissions.rules.screening import Errors, Wanted, remind_at

_HELD = """
select v.content, v.number, (select max(number) from submission_version o where o.submission = st.submission) as last
  from standing st join submission_version v on v.id = st.version
 where st.submission = $1 and st.round = $2 and st.state = 'more_wanted' and st.version = $3 for no key update of st
"""

# What a decided round judged stays as it was: the answers of a shortlist are for the rounds that are still to come.
_SHORTLISTED = """
select v.content, v.number, v.number as last
  from standing st join submission s on s.id = st.submission join lateral (
       select content, number from submission_version where submission = s.id order by number desc limit 1) v on true
 where st.submission = $1 and st.round = $2 and st.state = 'advanced' for no key update of s
"""

_STANDS = """
    update standing set version = version.id, state = 'entered', reason = null, reasons = '[]', changed_at = $8
      from version where standing.submission = $1 and standing.round = $2
"""

_STANDS_LATER = """
    update standing set version = version.id from version, round r
     where standing.submission = $1 and standing.round <> $2 and r.id = standing.round
       and r.state in ('planned', 'open', 'screening')
       and standing.state in ('entered', 'eligible', 'more_wanted', 'ineligible')
"""

_ANSWER = """
with version as (
    insert into submission_version (id, submission, number, content, sha256, submitted_by, submitted_at)
    values ($3, $1, $4, $5::jsonb, $6, $7, $8) returning id
), stands as ({stands}), asked as (
    update information_request set answered_at = $8, answer = version.id
      from version where submission = $1 and round = $2 and closed_at is null
       and (answered_at is null or purpose = 'shortlist')
)
update submission
   set title_en = $9, title_zh = $10, summary_en = $11, summary_zh = $12, organisation_name = $13, country = $14,
       scene = (select id from scene where scene.edition = submission.edition and scene.key = $15),
       answers = $16::jsonb, revision = revision + 1, saved_at = $8
 where id = $1
"""

_ANSWER_OF = {False: _ANSWER.format(stands=_STANDS), True: _ANSWER.format(stands=_STANDS_LATER)}

_WAITING = """
select q.id, q.submission, q.round, q.asked_at, q.until, q.reminded_at
  from information_request q
  join standing st on st.submission = q.submission and st.round = q.round
  join submission s on s.id = q.submission and s.state = 'submitted'
  join round r on r.id = q.round
 where q.answered_at is null and q.closed_at is null
   and ((q.purpose = 'screening' and st.state = 'more_wanted' and r.state in ('open', 'screening'))
        or (q.purpose = 'shortlist' and st.state = 'advanced'))
   and (q.until < $1 or (q.reminded_at is null and q.until < $1 + interval '3 days'))
 order by q.until limit 200 for update of q, st skip locked
"""

_EXPIRE = """
with asked as (
    update information_request set expired_at = $2, closed_at = $2 where id = $1 returning submission, round, purpose
)
update standing set state = 'entered', changed_at = $2 from asked
 where standing.submission = asked.submission and standing.round = asked.round and asked.purpose = 'screening'
"""


async def answer_request(*, actor: Actor, code: str, values: Mapping[str, str], now: datetime) -> int:
    """Hand in answers at the fields that were opened, as a new version; its number.

    Everything else stays as it was handed in, whatever the draft says. `Invalid` names the answers that will not do,
    `TooLate` says that the time is over, `Conflict` that the question was withdrawn or answered meanwhile.
    """
    entry = await queries.own_entry(actor=actor, code=code)
    wanted = _open_question(entry, now)
    if wanted.is_shortlist:
        row = await db.fetchrow(_SHORTLISTED, entry.id, entry.round.id)
    else:
        row = await db.fetchrow(_HELD, entry.id, entry.round.id, entry.stands_as)
    if row is None:
        raise Conflict(N_("This question is no longer open. Your text is kept in this form."))
    content, working = _answered(entry, wanted, msgspec.json.decode(row["content"]), values)
    stood = {name: content[name] for name in rules.COLUMNS} | content["answers"]
    if found := await queries.impact_record(msgspec.structs.replace(entry, values=stood)):
        content["impact"] = msgspec.to_builtins(found, str_keys=True)
    body = msgspec.json.encode(content, order="sorted")
    version, number, digest = uuid7(), row["last"] + 1, sha256(body).hexdigest()
    answers = {key: value for key, value in working.items() if key not in rules.COLUMNS}
    await db.execute(
        _ANSWER_OF[wanted.is_shortlist],
        entry.id,
        entry.round.id,
        version,
        number,
        body.decode(),
        digest,
        actor.id,
        now,
        *(working[name] for name in rules.COLUMNS),
        msgspec.json.encode(answers).decode(),
    )
    facts = {"version": version, "number": number, "sha256": digest, "fields": list(wanted.fields)}
    await record(actor=actor, action="submission.answer", thing="submission", thing_id=entry.id, data=facts)
    await outbox.emit("submission.handed_in", submission_id=entry.id, version_id=version)
    return int(number)


def _open_question(entry: queries.Working, now: datetime) -> Wanted:
    stands = "advanced" if entry.wanted and entry.wanted.is_shortlist else "more_wanted"
    if entry.wanted is None or entry.standing != stands or entry.state != "submitted":
        raise Conflict(N_("This question is no longer open. Your text is kept in this form."))
    if not entry.may_answer(now):
        raise TooLate(N_("The time to answer is over. Your text is kept in this form."))
    return entry.wanted


def _answered(
    entry: queries.Working, wanted: Wanted, before: dict[str, Any], values: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The frozen content with the new answers in it, and the draft with them too."""
    opened = {key: value for key, value in values.items() if key in wanted.fields}
    scenes = [scene.key for scene in entry.scenes]
    errors: Errors = dict(rules.check_draft(entry.form, opened, scenes))
    stood = {name: before[name] for name in rules.COLUMNS} | before["answers"]
    attached = {key: file.as_attached for key, file in entry.file_at.items()}
    stage: Stage = "shortlist" if wanted.is_shortlist else "submission"
    whole = rules.check_complete(entry.form, stood | opened, attached, scenes, stage=stage)
    errors |= {key: text for key, text in whole.items() if key in wanted.fields}
    if errors:
        raise Invalid(fields=errors)
    files = {file["field"]: file for file in before["files"]}
    for key in wanted.fields:
        if (file := entry.file_at.get(key)) is not None and file.state == "checked":
            files[key] = {
                "file_id": str(file.id), "field": key, "name": file.name, "size": file.size, "sha256": file.sha256
            }  # fmt: skip
    texts = rules.handed_in(entry.form, stood | opened)
    content = {key: kept for key, kept in before.items() if key != "impact"}
    content |= {name: texts.pop(name, "") for name in rules.COLUMNS}
    content["answers"] = {key: value for key, value in texts.items() if value}
    content["files"] = [files[key] for key in sorted(files)]
    if content == {key: kept for key, kept in before.items() if key != "impact"}:
        raise Invalid(N_("You have not changed any of the answers that were asked for."), field=wanted.fields[0])
    return content, entry.values | opened


async def chase_answers() -> None:
    """Remind of questions whose time runs out, and end those whose time is over: the entry waits for a screener again.

    Runs by itself, inside a `work()`.
    """
    now = clock.now()
    for row in await db.fetch(_WAITING, now):
        told = {"thing": "submission", "thing_id": row["submission"]}
        facts = {"round": row["round"], "request": row["id"]}
        if row["until"] < now:
            await db.execute(_EXPIRE, row["id"], now)
            await record(actor=SYSTEM, action="submission.expire_request", data=facts, **told)
            await outbox.emit("submission.request_expired", request_id=row["id"])
        elif row["reminded_at"] is None and remind_at(asked_at=row["asked_at"], until=row["until"]) <= now:
            await db.execute("update information_request set reminded_at = $2 where id = $1", row["id"], now)
            await record(actor=SYSTEM, action="submission.remind", data=facts, **told)
            await outbox.emit("submission.reminder_due", request_id=row["id"])
