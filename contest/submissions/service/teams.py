"""The people of an entry: invited by mail, with a place each, and the entry handed over to another owner."""

import secrets
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts.rules import clean_email
from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_, locale
from contest.lib.ids import uuid7
from contest.notifications.service import Recipient, queue_message
from contest.submissions import queries
from contest.submissions.queries import Invitation, key_digest
from contest.submissions.rules import teams
from contest.submissions.service import caps
from contest.submissions.service.standings import add_tie

_INVITE = """
insert into team_invitation (id, submission, email, role, digest, invited_by, created_at, expires_at, outcome)
values ($1, $2, $3, $4, $5, $6, $7, $8, '')
"""

_CLOSE = """
update team_invitation set outcome = $2, closed_at = $3, accepted_by = $4
 where id = $1 and outcome = '' returning id
"""

_JOIN = """
insert into team_member (id, submission, person, role, joined_at) values ($1, $2, $3, $4, $5)
on conflict (submission, person) do update set role = excluded.role, joined_at = excluded.joined_at, left_at = null
"""

_LEAVE = """
update team_member set left_at = $3 where submission = $1 and person = $2 and left_at is null returning id
"""


async def invite(*, actor: Actor, code: str, email: str, place: str, now: datetime) -> None:
    """Offer a place on the team to an address, by mail. `own` offers the entry itself, to somebody on the team.

    An offer to the same address that is still open is replaced. Whether the address has an account is not told.
    """
    entry = await queries.own_entry(actor=actor, code=code, to="own")
    address = clean_email(email)
    if address is None:
        raise Invalid(N_("Write an e-mail address, as name@example.org."), field="email")
    if place not in teams.PLACES:
        raise Invalid(N_("Choose one of the answers offered."), field="place")
    if entry.state not in {"draft", "submitted"}:
        raise Conflict(N_("This entry was withdrawn."))
    team = await queries.team_recipients(submission_id=entry.id)
    is_on_it = any(one.email == address for one in team)
    if address == actor.email or (is_on_it and place != "own"):
        raise Invalid(N_("This person is on the team already."), field="email")
    if place == "own" and not is_on_it:
        raise Invalid(N_("Invite this person to the team first, then hand the entry over."), field="email")
    waiting = await queries.open_invitations(submission_id=entry.id, now=now)
    if len(entry.team) + len(waiting) >= teams.MOST_ON_A_TEAM:
        raise Conflict(N_("A team has at most %(most)s people, invited ones too.", most=teams.MOST_ON_A_TEAM))
    for line in waiting:
        if line.email == address:
            await db.execute(_CLOSE, line.id, "withdrawn", now, None)
    await _offer(actor, entry, address, place, now)


async def _offer(actor: Actor, entry: queries.Working, address: str, place: str, now: datetime) -> None:
    key, invitation_id, until = secrets.token_urlsafe(32), uuid7(), now + teams.INVITATION_LIFE
    await db.execute(_INVITE, invitation_id, entry.id, address, place, key_digest(key), actor.id, now, until)
    known = await accounts.recipient_at(address)
    to = known or Recipient(person_id=None, email=address, name="", locale=locale())
    await queue_message(
        kind="submissions/invited",
        to=msgspec.structs.replace(to, is_demo=to.is_demo or entry.is_demo or actor.is_demo),
        context={
            "inviter": actor.name,
            "title_en": entry.values["title_en"],
            "title_zh": entry.values["title_zh"],
            "code": entry.code,
            "place": place,
            "until": until,
            "time_zone": entry.round.time_zone,
        },
        secrets={"link": f"{settings().public_url}/submissions/join?key={key}"},
        edition_id=entry.edition_id,
        about=[entry.id],
    )
    await record(
        actor=actor,
        action="submission.invite",
        thing="submission",
        thing_id=entry.id,
        data={"invitation": invitation_id, "place": place},
        texts={"email": address},
    )


async def withdraw_invitation(*, actor: Actor, code: str, invitation_id: UUID, now: datetime) -> None:
    """Take an offer back; its link is worth nothing from now on. One that was answered is `Conflict`."""
    entry = await queries.own_entry(actor=actor, code=code, to="own")
    waiting = await queries.open_invitations(submission_id=entry.id, now=now)
    if all(line.id != invitation_id for line in waiting):
        raise Conflict(N_("This invitation was answered in the meantime."))
    await db.execute(_CLOSE, invitation_id, "withdrawn", now, None)
    await _note(actor, "withdraw_invitation", entry.id, {"invitation": invitation_id})


async def answer_invitation(*, actor: Actor, invitation: Invitation, accept: bool, now: datetime) -> None:
    """Take or refuse the place that was offered to the actor's address.

    `invitation` is one found by its link or among the actor's own. From then on the entry is hidden from this person
    wherever they judge, screen or organise.
    """
    if not invitation.is_for(actor):
        raise NotAllowed(N_("This invitation was sent to another address than that of your account."))
    if not invitation.is_good(now):
        raise Conflict(N_("This invitation is no longer good. Ask for a new one."))
    entry = await queries.working(code=invitation.code)
    if entry is None:
        raise NotFound
    outcome = "accepted" if accept else "declined"
    if await db.fetchval(_CLOSE, invitation.id, outcome, now, actor.id if accept else None) is None:
        raise Conflict(N_("This invitation is no longer good. Ask for a new one."))
    if accept and invitation.place == "own":
        await _hand_over(entry, actor, now)
    elif accept:
        await _join(entry, actor, invitation.place, now)
    facts = {"invitation": invitation.id, "place": invitation.place}
    await _note(actor, "join" if accept else "decline", entry.id, facts)


async def _join(entry: queries.Working, actor: Actor, place: str, now: datetime) -> None:
    if teams.counts(place):
        await caps.check_person(
            cap=entry.cap, edition_id=entry.edition_id, people=[actor.id], entry_id=entry.id, states=caps.BEGUN
        )
    await db.execute(_JOIN, uuid7(), entry.id, actor.id, place, now)
    await _tie(entry.id, actor.id, now)


async def _hand_over(entry: queries.Working, actor: Actor, now: datetime) -> None:
    """The actor owns the entry from now on; who owned it stays on the team, with the highest place there is."""
    if not entry.allows(actor, "view"):
        raise Conflict(N_("Only somebody on the team can take the entry over."))
    await db.execute("update submission set owner = $2 where id = $1", entry.id, actor.id)
    await db.execute(_LEAVE, entry.id, actor.id, now)
    await db.execute(_JOIN, uuid7(), entry.id, entry.owner_id, "submit", now)
    for person_id in (entry.owner_id, actor.id):
        await _tie(entry.id, person_id, now)


async def _tie(submission_id: UUID, person_id: UUID, now: datetime) -> None:
    await add_tie(
        actor=SYSTEM, submission_id=submission_id, person_id=person_id, kind="own", source="found", reason="", now=now
    )
    await outbox.emit("submission.team_changed", submission_id=submission_id)


async def change_place(*, actor: Actor, code: str, person_id: UUID, place: str) -> None:
    """Give somebody on the team another place."""
    entry = await queries.own_entry(actor=actor, code=code, to="own")
    if place not in teams.OFFERED:
        raise Invalid(N_("Choose one of the answers offered."), field="place")
    member = next((one for one in entry.team if one.person_id == person_id and one.place != "own"), None)
    if member is None:
        raise NotFound
    if teams.counts(place) and not teams.counts(member.place):
        await caps.check_person(
            cap=entry.cap, edition_id=entry.edition_id, people=[person_id], entry_id=entry.id, states=caps.BEGUN
        )
    await db.execute(
        "update team_member set role = $3 where submission = $1 and person = $2", entry.id, person_id, place
    )
    await _note(actor, "change_place", entry.id, {"person": person_id, "place": place})


async def leave(*, actor: Actor, code: str, person_id: UUID, now: datetime) -> None:
    """Take somebody off the team: the owner anybody, everybody themselves. The owner hands the entry over first."""
    entry = await queries.own_entry(actor=actor, code=code, to="view" if person_id == actor.person_id else "own")
    if person_id == entry.owner_id:
        raise Conflict(N_("The owner cannot leave: hand the entry over first, or withdraw it."))
    if await db.fetchval(_LEAVE, entry.id, person_id, now) is None:
        raise NotFound
    await _note(actor, "leave" if person_id == actor.person_id else "remove", entry.id, {"person": person_id})


async def _note(actor: Actor, action: str, submission_id: UUID, data: dict[str, object]) -> None:
    await record(actor=actor, action=f"submission.{action}", thing="submission", thing_id=submission_id, data=data)
