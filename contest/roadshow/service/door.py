"""Letting people in, and the audience: who says that they come, who walks in, and who may be photographed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contest.accounts.rules import clean_email
from contest.audit.service import record
from contest.lib import clock, db
from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.notifications.rules import Recipient
from contest.notifications.service import queue_message
from contest.roadshow import queries
from contest.roadshow.rules import day
from contest.roadshow.rules.day import GuestPlan, Mark

_HERE = "set here_at = case when $2::bool then coalesce(here_at, $3) end where id = $1"


async def mark_arrivals(*, actor: Actor, round_id: UUID, marks: Sequence[Mark], now: datetime) -> None:
    """People were let in, or marked by mistake; said twice it is the same. All of them, or none."""
    found = await queries.door_page(actor=actor, round_id=round_id)
    known = {str(one.id): one for one in found.arrivals}
    for mark in marks:
        one = known.get(mark.who)
        if one is None:
            raise NotFound
        table = "event_guest" if one.party is None else "party_person"
        at = day.check_mark(mark, now=now)
        await db.execute(f"update {table} {_HERE}", one.id, mark.here, at)
    data = {"here": [mark.who for mark in marks if mark.here], "not": [mark.who for mark in marks if not mark.here]}
    await record(actor=actor, action="roadshow.arrive", thing="round", thing_id=round_id, data=data)


async def say_photos(*, actor: Actor, party_id: UUID, photos: str) -> None:
    """Whether somebody who comes for a party may be photographed."""
    found = await queries.my_pass(actor=actor, party_id=party_id)
    if photos not in day.PHOTOS:
        raise Invalid(N_("Choose one of the answers offered."), field="photos")
    await db.execute("update party_person set photos = $2 where id = $1", found.id, photos)
    data = {"photos": photos}
    await record(actor=actor, action="roadshow.photos", thing="party", thing_id=party_id, data=data)


_GUEST = """
insert into event_guest (id, event, name, email, body, photos, locale, is_walk_in, said_at, here_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (event, email) where email <> '' do update set gone_at = null
returning id, name
"""


async def come(*, round_id: UUID, plan: GuestPlan, locale: str, now: datetime) -> UUID:
    """Somebody of the public says that they come; their pass is sent to them.

    Said again it is sent again and changes nothing: anybody may type somebody's address, and only who reads its mail
    may change what was said, by the link of the pass. `Conflict` once all seats are taken, or it is over.
    """
    event = await queries.event_of(round_id=round_id)
    if event is not None:  # seats are taken one after the other
        await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    found = await queries.invitation(round_id=round_id, now=now)
    faults, email = day.guest_faults(plan, needs_email=True), clean_email(plan.email)
    if email is None:
        faults["email"] = N_("Give an e-mail address: your pass is sent there.")
    if faults or email is None:
        raise Invalid(fields=faults)
    is_known = await db.fetchval(
        "select exists (select from event_guest where event = $1 and email = $2 and gone_at is null)",
        found.event.id, email,
    )  # fmt: skip
    if found.is_over:
        raise Conflict(N_("This event is over."))
    if found.is_full and not is_known:
        raise Conflict(N_("All seats are taken."))
    guest = await db.fetchrow(
        _GUEST, uuid7(), found.event.id, plan.name.strip(), email, plan.body.strip(), plan.photos, locale, False, now,
        None,
    )  # fmt: skip
    assert guest is not None
    to = Recipient(person_id=None, email=email, name=guest["name"], locale=locale, is_demo=found.round.is_demo)
    await _send_pass(to=to, guest_id=guest["id"], invitation=found)
    data = {"guest": guest["id"]}
    await record(actor=ANONYMOUS, action="roadshow.come", thing="round", thing_id=round_id, data=data)
    return UUID(str(guest["id"]))


async def _send_pass(*, to: Recipient, guest_id: UUID, invitation: queries.Invitation) -> None:
    facts = invitation.round
    is_chinese = to.locale == "zh"
    await queue_message(
        kind="roadshow/guest",
        to=to,
        context={
            "round": (facts.name_zh or facts.name_en) if is_chinese else (facts.name_en or facts.name_zh),
            "edition": facts.edition_name_zh if is_chinese else facts.edition_name_en,
            "zone": facts.time_zone,
            "at": invitation.starts_at,
        },
        secrets={"link": f"{settings().public_url}/roadshow/guests/{queries.guest_key(guest_id)}"},
        edition_id=facts.edition_id,
        round_id=facts.id,
    )


async def change_guest(*, key: str, photos: str, comes: bool, now: datetime) -> None:
    """A guest says by their own link whether they may be photographed, or that they do not come after all."""
    found = await queries.guest_of(key=key)
    if photos not in day.PHOTOS:
        raise Invalid(N_("Choose one of the answers offered."), field="photos")
    gone_at = None if comes else now
    if comes and found.gone_at is not None:
        raise Conflict(N_("You said that you do not come. Ask for a seat again."))
    await db.execute("update event_guest set photos = $2, gone_at = $3 where id = $1", found.id, photos, gone_at)
    data = {"guest": found.id, "photos": photos, "comes": comes}
    await record(actor=ANONYMOUS, action="roadshow.guest", thing="round", thing_id=found.round_id, data=data)


async def walk_in(*, actor: Actor, round_id: UUID, plan: GuestPlan, locale: str, now: datetime) -> UUID:
    """Somebody who is not on the list is let in, by who runs the door: they are here from now on."""
    _facts, event = await queries.event_to_run(actor=actor, round_id=round_id)
    if faults := day.guest_faults(plan, needs_email=False):
        raise Invalid(fields=faults)
    guest_id: UUID = await db.fetchval(
        _GUEST, uuid7(), event.id, plan.name.strip(), "", plan.body.strip(), plan.photos, locale, True, now, now
    )
    data = {"guest": guest_id, "photos": plan.photos}
    await record(actor=actor, action="roadshow.walk_in", thing="round", thing_id=round_id, data=data)
    return guest_id


_FORGET = """
update event_guest g set name = '', email = '', body = '' from roadshow_event v
 where v.id = g.event and g.name <> ''
   and greatest((select max(sl.ends_at) from meeting_slot sl where sl.event = v.id),
                (select max(i.ends_at) from programme_item i where i.event = v.id), g.said_at) < $1
"""


async def forget_guests() -> None:
    """Some weeks after an event nobody knows any more who was in its audience; how many were stays. Runs by itself."""
    await db.execute(_FORGET, clock.now() - day.FORGET_AFTER)
