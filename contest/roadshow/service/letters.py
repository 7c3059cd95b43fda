"""Letters of invitation for a visa, and a pitch that was recorded before."""

from datetime import datetime
from secrets import choice
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.lib import db, keys, outbox, pdf
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, NotFound, Unavailable
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.lib.web.render import render
from contest.roadshow import queries
from contest.roadshow.queries.letters import SEALED
from contest.roadshow.rules import day
from contest.roadshow.rules.day import Passport

_NUMBERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

_ASK = """
insert into visa_letter (id, person, number, sealed, state, asked_at) values ($1, $2, $3, $4, 'asked', $5)
on conflict (person) do update
   set sealed = $4, state = 'asked', asked_at = $5, decided_by = null, decided_at = null
"""


async def ask_letter(*, actor: Actor, party_id: UUID, passport: Passport, now: datetime) -> None:
    """Ask to be invited in writing; asked again, what stands in the passport is corrected and decided anew."""
    found = await queries.letter_page(actor=actor, party_id=party_id, now=now)
    day.check_passport(passport, today=now.date())
    if found.first_at is not None and found.first_at <= now:
        raise Conflict(N_("This event has begun."))
    number = "".join(choice(_NUMBERS) for _ in range(8))
    sealed = keys.encrypt(SEALED, msgspec.json.encode(passport).decode())
    await db.execute(_ASK, uuid7(), found.own.id, number, sealed, now)
    await record(actor=actor, action="roadshow.ask_letter", thing="party", thing_id=party_id)


async def decide_letter(*, actor: Actor, round_id: UUID, letter_id: UUID, is_issued: bool, now: datetime) -> None:
    """An organiser invites somebody in writing, or does not; a mail says so."""
    found = await queries.letters_page(actor=actor, round_id=round_id)
    one = next((letter for letter, _, _ in found.letters if letter.id == letter_id), None)
    if one is None:
        raise NotFound
    if one.state != "asked":
        raise Conflict(N_("This letter is decided already."))
    state = "issued" if is_issued else "refused"
    await db.execute(
        "update visa_letter set state = $2, decided_by = $3, decided_at = $4 where id = $1",
        letter_id, state, actor.person_id, now,
    )  # fmt: skip
    await outbox.emit("visa_letter.decided", letter_id=letter_id)
    data = {"letter": letter_id, "state": state}
    await record(actor=actor, action="roadshow.letter", thing="party", thing_id=one.party, data=data)


async def letter_pdf(*, actor: Actor, party_id: UUID, now: datetime) -> bytes:
    """The letter of the actor, once it is issued; else `NotFound`. Call it outside of any `work()`."""
    found = await queries.letter_page(actor=actor, party_id=party_id, now=now)
    if found.letter is None or found.letter.state != "issued":
        raise NotFound
    try:
        return await pdf.render_pdf(
            render("pdf/roadshow/letter.html", it=found, letter=found.letter, is_demo=found.round.is_demo),
            css=render("pdf/roadshow/pack.css"),
            title=found.letter.number,
            language="en",
        )
    except pdf.PdfFailed as error:
        raise Unavailable from error


async def set_recording(*, actor: Actor, party_id: UUID, address: str) -> None:
    """Where the pitch of an entry lies, recorded before: it is shown should nobody be able to give it."""
    party = await queries.my_party(actor=actor, party_id=party_id)
    if party.side != "entry" or party.joined_at is None or party.left_at is not None:
        raise NotFound
    day.check_recording(address)
    await db.execute("update party set recording = $2 where id = $1", party_id, address)
    data = {"is_given": bool(address)}
    await record(actor=actor, action="roadshow.recording", thing="party", thing_id=party_id, data=data)
