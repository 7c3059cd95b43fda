"""Verbs on office hours: offered, booked, given back; and what is noted of a session."""

from datetime import date, datetime
from uuid import UUID

from contest.audit.service import record
from contest.incubator import queries
from contest.incubator.rules.mentors import LONGEST_TEXT, Offer, Session, booking_fault, offer_faults, session_faults
from contest.incubator.service.holding import today_of
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def offer_hours(*, actor: Actor, mentor_id: UUID, offer: Offer, now: datetime) -> int:
    """A mentor offers hours of their own; how many."""
    await db.fetchval("select id from mentor where id = $1 for update", mentor_id)
    mentor = await queries.mentor(actor=actor, mentor_id=mentor_id, today=now.date())
    if mentor.person_id != actor.person_id:
        raise NotFound
    known = await queries.hours(actor=actor, mentor_id=mentor_id, since=now)
    if faults := offer_faults(offer, taken=[(one.starts_at, one.ends_at) for one in known], now=now):
        raise Invalid(fields=faults)
    spans = offer.spans()
    await db.connection().executemany(
        "insert into office_hour (id, mentor, starts_at, ends_at, place, question) values ($1, $2, $3, $4, $5, '')",
        [(uuid7(), mentor_id, begin, end, offer.place) for begin, end in spans],
    )
    data = {"count": len(spans), "from": spans[0][0]}
    await record(actor=actor, action="mentor.offer", thing="mentor", thing_id=mentor_id, data=data)
    return len(spans)


async def book_hour(*, actor: Actor, venture_id: UUID, hour_id: UUID, question: str, now: datetime) -> None:
    """A venture's people book an hour of a mentor who is with them, and say what it is about."""
    found = await queries.venture(actor=actor, venture_id=venture_id)
    if not found.is_team:
        raise NotFound
    await db.fetchval("select id from office_hour where id = $1 for update", hour_id)
    hour = await queries.hour(hour_id=hour_id)
    today = today_of(found, now)
    if not any(
        one.mentor_id == hour.mentor_id and one.holds(today) for one in await queries.pairings(venture_id=venture_id)
    ):
        raise NotFound
    if not question:
        raise Invalid(N_("Say what you want to talk about: your mentor reads it before."), field="question")
    if len(question) > LONGEST_TEXT:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST_TEXT), field="question")
    ahead = await queries.venture_hours(venture_id=venture_id, now=now, today=today)
    held = sum(
        one.venture_id == venture_id and one.mentor_id == hour.mentor_id and one.starts_at > now for one in ahead
    )
    fault = booking_fault(
        starts_at=hour.starts_at, is_booked=hour.venture_id is not None, is_withdrawn=hour.withdrawn_at is not None,
        held=held, now=now,
    )  # fmt: skip
    if fault is not None:
        raise Invalid(fault, field="hour")
    await db.execute(
        "update office_hour set venture = $2, question = $3, booked_by = $4, booked_at = $5 where id = $1",
        hour_id, venture_id, question, actor.person_id, now,
    )  # fmt: skip
    await outbox.emit("hour.booked", hour_id=hour_id, venture_id=venture_id)
    await record(
        actor=actor, action="mentor.book", thing="venture", thing_id=venture_id, data={"hour": hour_id},
        texts={"question": question},
    )  # fmt: skip


async def give_back_hour(*, actor: Actor, hour_id: UUID, now: datetime) -> None:
    """Before it begins, the venture that booked an hour gives it back, or the mentor takes it out of the calendar."""
    await db.fetchval("select id from office_hour where id = $1 for update", hour_id)
    hour = await queries.hour(hour_id=hour_id)
    is_mentor = hour.person_id == actor.person_id
    if not is_mentor:
        if hour.venture_id is None:
            raise NotFound
        if not (await queries.venture(actor=actor, venture_id=hour.venture_id)).is_team:
            raise NotFound
    if hour.withdrawn_at is not None or hour.starts_at <= now:
        raise Conflict(N_("This hour has begun, or was taken back."))
    await db.execute(
        "update office_hour set venture = null, question = '', booked_by = null, booked_at = null,"
        " withdrawn_at = $2 where id = $1",
        hour_id, now if is_mentor else None,
    )  # fmt: skip
    if hour.venture_id is not None:
        await outbox.emit("hour.freed", hour_id=hour_id, venture_id=hour.venture_id)
    data = {"hour": hour_id, "venture": hour.venture_id}
    await record(actor=actor, action="mentor.give_back", thing="mentor", thing_id=hour.mentor_id, data=data)


async def note_session(
    *, actor: Actor, venture_id: UUID, hour_id: UUID | None, session: Session, now: datetime
) -> UUID:
    """A mentor notes what came of a session with a venture they are with; its id."""
    found = await queries.mentored(actor=actor, venture_id=venture_id, today=now.date())
    today = today_of(found, now)
    pairing = next(
        (one for one in await queries.pairings(venture_id=venture_id) if one.person_id == actor.person_id), None
    )
    if pairing is None or not pairing.holds(today):
        raise NotFound
    await db.fetchval("select id from mentoring where id = $1 for update", pairing.id)
    owners = {one.person_id for one in await queries.members(venture_id=venture_id)} | {pairing.person_id}
    faults = session_faults(session, since_on=pairing.since_on, today=today, owners=owners)
    if hour_id is not None:
        hour = await queries.hour(hour_id=hour_id)
        if hour.venture_id != venture_id or hour.mentor_id != pairing.mentor_id:
            raise NotFound
        if hour.is_noted:
            faults[""] = N_("This hour is noted already.")
        elif hour.starts_at > now:
            faults[""] = N_("This hour has not begun.")
    if faults:
        raise Invalid(fields=faults)
    made = uuid7()
    await db.execute(
        "insert into mentor_session (id, mentoring, hour, held_on, minutes, way, topic, decision, next_step,"
        " next_owner, next_on, note, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        made, pairing.id, hour_id, session.held_on, session.minutes, session.way, session.topic, session.decision,
        session.next_step, session.next_owner, session.next_on, session.note, now,
    )  # fmt: skip
    texts = {name: getattr(session, name) for name in ("topic", "decision", "next_step", "note")}
    data = {"session": made, "minutes": session.minutes, "on": session.held_on}
    await record(
        actor=actor, action="mentor.note", thing="venture", thing_id=venture_id, data=data,
        texts={name: text for name, text in texts.items() if text},
    )  # fmt: skip
    return made


async def finish_step(*, actor: Actor, session_id: UUID, done_on: date, now: datetime) -> None:
    """The next step of a session is done, as its venture's people or its mentor say."""
    session = await queries.session(session_id=session_id)
    found = await queries.mentored(actor=actor, venture_id=session.venture_id, today=now.date())
    if not found.is_team and session.mentor_person_id != actor.person_id:
        raise NotFound
    await db.fetchval("select id from mentor_session where id = $1 for update", session_id)
    session = await queries.session(session_id=session_id)
    if not session.next_step or session.done_on is not None:
        raise Conflict(N_("There is nothing left to be done."))
    if not session.held_on <= done_on <= today_of(found, now):
        raise Invalid(N_("Choose a day from the session until today."), field="done_on")
    await db.execute("update mentor_session set done_on = $2 where id = $1", session_id, done_on)
    data = {"session": session_id, "on": done_on}
    await record(actor=actor, action="mentor.finish_step", thing="venture", thing_id=found.id, data=data)
