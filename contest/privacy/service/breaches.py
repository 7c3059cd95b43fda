"""A breach is noted, those whom it concerns are found, the authority is told, and notices are drafted for review."""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries as accounts
from contest.accounts.rules.roles import WORDS as ROLES
from contest.audit import service as audit
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.notifications.service import queue_message
from contest.privacy.queries.breaches import FOUND, breach
from contest.privacy.rules import breaches as rules
from contest.privacy.rules.retention import may_keep


async def note_breach(
    *, actor: Actor, title: str, words: str, known_at: datetime, began_at: datetime, ended_at: datetime, now: datetime
) -> UUID:
    """Write a breach down: the clock of 72 hours runs from when it was known."""
    if not may_keep(actor):
        raise NotFound
    if not title or len(title) > 200:
        raise Invalid(N_("Name it, in at most 200 characters."), field="title")
    if not words or len(words) > rules.LONGEST:
        raise Invalid(N_("Say what happened, in at most %(most)s characters.", most=rules.LONGEST), field="words")
    if known_at > now:
        raise Invalid(N_("This moment is still to come."), field="known_at")
    if began_at > ended_at:
        raise Invalid(N_("It ended before it began."), field="ended_at")
    made = uuid7()
    await db.execute(
        "insert into breach (id, title, words, known_at, began_at, ended_at, noted_by, noted_at, reason)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, '')",
        *(made, title, words, known_at, began_at, ended_at, actor.person_id, now),
    )
    await _record(actor, "note", made, texts={"words": words})
    return made


async def find_concerned(*, actor: Actor, breach_id: UUID, way: str, what: str, now: datetime) -> int:
    """Add those whom a breach concerns, as a search finds them; how many are new. `what`: codes, files or a role."""
    found = await breach(actor=actor, breach_id=breach_id)
    if way not in rules.WAYS:
        raise Invalid(N_("Choose one of the answers offered."), field="way")
    if way == "role" and what not in ROLES:
        raise Invalid(N_("Choose which role they held."), field="role")
    names = rules.named(what)
    if way != "window" and not names:
        raise Invalid(N_("Write by what they are found."), field="what")
    rows = await db.fetch(
        f"insert into breach_person (id, breach, person, way, found_at)"  # noqa: S608 - constants only
        f" select gen_random_uuid(), $4, f.person, $5, $6 from ({FOUND[way]}) f join person p on p.id = f.person"
        " group by f.person on conflict (breach, person) do nothing returning id",
        *(names, found.began_at, found.ended_at, breach_id, way, now),
    )
    await _record(actor, "find", breach_id, data={"way": way, "found": len(rows)}, texts={"what": what} if what else {})
    return len(rows)


async def settle_authority(*, actor: Actor, breach_id: UUID, is_told: bool, reason: str, now: datetime) -> None:
    """Write down that the authority is told, or why it need not be. Late, or not at all, wants a reason."""
    found = await breach(actor=actor, breach_id=breach_id)
    if found.settled_at is not None:
        raise Conflict(N_("This has been written down already."))
    if not reason and (not is_told or now > found.known_at + rules.CLOCK):
        raise Invalid(N_("Give the reason."), field="reason")
    if len(reason) > rules.LONGEST:
        raise Invalid(N_("Use at most %(most)s characters.", most=rules.LONGEST), field="reason")
    column = "told_at" if is_told else "unneeded_at"
    await db.execute(
        f"update breach set {column} = $2, reason = $3 where id = $1",  # noqa: S608 - one of two columns
        *(breach_id, now, reason),
    )
    await _record(actor, "settle", breach_id, data={"is_told": is_told}, texts={"reason": reason} if reason else {})


async def draft_notices(*, actor: Actor, breach_id: UUID, words: str) -> int:
    """Draft a notice to everybody concerned who has none; they wait among the messages for somebody to approve them."""
    found = await breach(actor=actor, breach_id=breach_id)
    if not words or len(words) > rules.LONGEST:
        raise Invalid(N_("Write what the person should know and do."), field="words")
    rows = await db.fetch(
        "select c.id, c.person from breach_person c join person p on p.id = c.person"
        " where c.breach = $1 and c.message is null and p.erased_at is null order by c.id for update of c",
        breach_id,
    )
    to = await accounts.recipients([row["person"] for row in rows])
    for row in rows:
        message = await queue_message(
            kind="privacy/breach_notice",
            to=to[row["person"]],
            context={"words": words, "known_at": found.known_at},
            needs_approval=True,
            about=[breach_id],
        )
        await db.execute("update breach_person set message = $2 where id = $1", row["id"], message)
    await _record(actor, "draft", breach_id, data={"notices": len(rows)})
    return len(rows)


async def _record(
    actor: Actor,
    verb: str,
    breach_id: UUID,
    data: dict[str, object] | None = None,
    texts: dict[str, str] | None = None,
) -> None:
    await audit.record(actor=actor, action=f"breach.{verb}", thing="breach", thing_id=breach_id, data=data, texts=texts)
