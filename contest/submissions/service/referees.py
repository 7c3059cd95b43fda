"""Confidential letters: a referee is asked by mail, answers by a link, and no applicant reads what they wrote."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from contest.accounts.rules import clean_email, clean_name, name_trouble
from contest.audit.service import record
from contest.files import rules as file_rules
from contest.files import service as files
from contest.lib import clock, db, outbox
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy, locale
from contest.lib.ids import uuid7
from contest.notifications.service import Recipient, queue_message
from contest.submissions import queries
from contest.submissions.rules import referees as rules

_ASK = """
insert into referee (id, submission, name, email, asked_by, asked_at, expires_at, outcome, relation, letter)
values ($1, $2, $3, $4, $5, $6, $7, '', '', '')
"""

_CLOSE = """
update referee set outcome = $2, closed_at = $3, relation = $4, letter = $5
 where id = $1 and outcome = '' returning id
"""

_DUE = """
select rf.id, rf.asked_at, rf.expires_at from referee rf join submission s on s.id = rf.submission
 where rf.outcome = '' and rf.reminded_at is null and rf.expires_at > $1 and s.state in ('draft', 'submitted')
 order by rf.expires_at limit 200 for update of rf skip locked
"""


async def ask_referee(*, actor: Actor, code: str, name: str, email: str, now: datetime) -> None:
    """Ask somebody for a letter about a talent, by mail. At most two are asked at a time."""
    entry = await _talent(actor, code)
    address, shown = clean_email(email), clean_name(name)
    errors: dict[str, Lazy | str] = {}
    if (trouble := name_trouble(shown)) is not None:
        errors["name"] = trouble
    if address is None:
        errors["email"] = N_("Write an e-mail address, as name@example.org.")
    elif address in {one.email for one in await queries.team_recipients(submission_id=entry.id)}:
        errors["email"] = N_("A referee is somebody else than the applicant.")
    known = await queries.referees(submission_id=entry.id)
    counted = [line for line in known if line.state(now) in {"asked", "given"}]
    if address in {line.email for line in counted}:
        errors["email"] = N_("This person was asked already.")
    if address is None or errors:
        raise Invalid(fields=errors)
    if len(counted) >= rules.MOST_REFEREES:
        raise Conflict(N_("At most %(most)s referees are asked.", most=rules.MOST_REFEREES))
    referee_id = uuid7()
    await db.execute(_ASK, referee_id, entry.id, shown, address, actor.id, now, now + rules.LETTER_LIFE)
    await record(
        actor=actor,
        action="submission.ask_referee",
        thing="submission",
        thing_id=entry.id,
        data={"referee": referee_id},
        texts={"name": shown, "email": address},
    )
    await _mail(referee_id, is_reminder=False)


async def _talent(actor: Actor, code: str) -> queries.Working:
    entry = await queries.own_entry(actor=actor, code=code, to="edit")
    if entry.kind != "talent":
        raise NotFound
    if entry.state not in {"draft", "submitted"}:
        raise Conflict(N_("This entry was withdrawn."))
    return entry


async def withdraw_referee(*, actor: Actor, code: str, referee_id: UUID, now: datetime) -> None:
    """Stop asking somebody; a letter that was given stays."""
    entry = await _talent(actor, code)
    if all(line.id != referee_id for line in await queries.referees(submission_id=entry.id)):
        raise NotFound
    if await db.fetchval(_CLOSE, referee_id, "withdrawn", now, "", "") is None:
        raise Conflict(N_("This referee has answered in the meantime."))
    await _note(actor, "withdraw_referee", entry.id, referee_id)


async def give_letter(*, key: str, relation: str, letter: str, now: datetime) -> None:
    """A referee's letter, once. It is read by the staff, and by judges where their round says so."""
    asked = await _open(key, now)
    errors: dict[str, Lazy | str] = {}
    if not letter and asked.file_name is None:
        errors["letter"] = N_("Write a letter, or upload one.")
    if len(letter) > rules.LONGEST_LETTER:
        errors["letter"] = N_("Use at most %(most)s characters.", most=rules.LONGEST_LETTER)
    if not relation:
        errors["relation"] = N_("Say how you know the applicant.")
    elif len(relation) > 300:
        errors["relation"] = N_("Use at most %(most)s characters.", most=300)
    if errors:
        raise Invalid(fields=errors)
    await _answer(asked, "given", now, relation, letter)


async def decline_letter(*, key: str, now: datetime) -> None:
    """A referee does not write. The applicant is told so, and no reason."""
    await _answer(await _open(key, now), "declined", now, "", "")


async def _open(key: str, now: datetime) -> queries.Asked:
    asked = await queries.asked_referee(key=key)
    if not asked.is_open(now):
        raise Conflict(N_("This link is no longer good: it was answered, withdrawn, or its time has passed."))
    return asked


async def _answer(asked: queries.Asked, outcome: str, now: datetime, relation: str, letter: str) -> None:
    if await db.fetchval(_CLOSE, asked.id, outcome, now, relation, letter) is None:
        raise Conflict(N_("This link is no longer good: it was answered, withdrawn, or its time has passed."))
    await _note(Actor(name=asked.name), f"letter_{outcome}", asked.submission_id, asked.id)


def _as_actor(asked: queries.Asked) -> Actor:
    """A referee has no account: their file belongs to the row that names them."""
    return Actor(person_id=asked.id, name=asked.name, email=asked.email, is_demo=asked.is_demo)


async def attach_letter(
    *, key: str, name: str, declared_size: int, chunks: AsyncIterator[bytes], now: datetime
) -> None:
    """A letter as a PDF, in place of one sent before. Opens its own `work()`s, around the bytes."""
    async with db.work():
        asked = await _open(key, now)
        actor = _as_actor(asked)
        terms = file_rules.Terms(most_bytes=rules.LETTER_BYTES, is_scan_waived=asked.is_scan_waived)
        announced = await files.announce(
            actor=actor, purpose="entry", name=name, declared_size=declared_size, terms=terms, now=now
        )
    await files.receive(actor=actor, file_id=announced.id, chunks=chunks, now=now, exact_size=False)
    async with db.work():
        asked = await _open(key, now)
        await db.execute("update referee set file = $2 where id = $1", asked.id, announced.id)


async def chase_referees() -> None:
    """Remind referees of whom two thirds of the time have gone. Runs by itself, inside a `work()`."""
    now = clock.now()
    for row in await db.fetch(_DUE, now):
        if rules.remind_at(asked_at=row["asked_at"], expires_at=row["expires_at"]) <= now:
            await db.execute("update referee set reminded_at = $2 where id = $1", row["id"], now)
            await outbox.emit("referee.reminder_due", referee_id=row["id"])


async def mail_referee_reminder(*, referee_id: UUID) -> None:
    """Ask once more, by the same link."""
    await _mail(referee_id, is_reminder=True)


async def _mail(referee_id: UUID, *, is_reminder: bool) -> None:
    asked = await queries.asked_by_id(referee_id=referee_id)
    if asked is None or asked.outcome:
        return
    await queue_message(
        kind="submissions/referee",
        to=Recipient(person_id=None, email=asked.email, name=asked.name, locale=locale(), is_demo=asked.is_demo),
        context={
            "applicant": asked.applicant,
            "edition": asked.edition_name_zh if locale() == "zh" else asked.edition_name_en,
            "until": asked.expires_at,
            "time_zone": asked.time_zone,
            "is_reminder": is_reminder,
        },
        secrets={"link": f"{settings().public_url}/letters?key={queries.referee_key(asked.id)}"},
        edition_id=asked.edition_id,
        about=[asked.submission_id],
    )


async def keep_from(*, actor: Actor, code: str, name: str, domain: str, now: datetime) -> None:
    """Hide a talent's entry, everywhere and at once, from whoever belongs to this organisation or mail domain."""
    entry = await _talent(actor, code)
    lines = await queries.never_seen(submission_id=entry.id)
    shown, cleaned = clean_name(name)[:200], rules.clean_domain(domain) if domain else ""
    if (fault := rules.never_fault(name=shown, domain=domain, cleaned=cleaned, count=len(lines))) is not None:
        raise Invalid(fault[1], field=fault[0])
    if any((line.name, line.domain) == (shown, cleaned) for line in lines):
        return
    await db.execute(
        "insert into never_seen (id, submission, name, domain, added_by, added_at) values ($1, $2, $3, $4, $5, $6)",
        uuid7(),
        entry.id,
        shown,
        cleaned,
        actor.id,
        now,
    )
    await record(
        actor=actor,
        action="submission.keep_from",
        thing="submission",
        thing_id=entry.id,
        texts={"name": shown, "domain": cleaned or ""},
    )


async def no_longer_keep_from(*, actor: Actor, code: str, line_id: UUID) -> None:
    """Take an organisation off the list: its people see the entry again as far as their roles let them."""
    entry = await _talent(actor, code)
    gone = await db.fetchval("delete from never_seen where id = $1 and submission = $2 returning id", line_id, entry.id)
    if gone is None:
        raise NotFound
    await _note(actor, "no_longer_keep_from", entry.id, line_id)


async def _note(actor: Actor, action: str, submission_id: UUID, about: UUID) -> None:
    await record(
        actor=actor,
        action=f"submission.{action}",
        thing="submission",
        thing_id=submission_id,
        data={"about": about},
    )
