"""A team's open invitations, and what somebody who was invited is told before they answer."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.web import signing
from contest.notifications.rules import Recipient
from contest.submissions import rules
from contest.submissions.rules.teams import is_good


class InvitationLine(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation that nobody has answered; `is_over` once its time has passed."""

    id: UUID
    email: str
    place: str
    expires_at: datetime
    is_over: bool


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of an entry to somebody who was invited to it. `place` is what they are offered."""

    id: UUID
    submission_id: UUID
    edition_id: UUID
    email: str
    place: str
    expires_at: datetime
    outcome: str
    code: str
    state: str
    title_en: str
    title_zh: str
    country: str
    round_name_en: str
    round_name_zh: str
    inviter: str
    is_demo: bool

    def is_good(self, now: datetime) -> bool:
        return self.state in {"draft", "submitted"} and is_good(
            outcome=self.outcome, expires_at=self.expires_at, now=now
        )

    def is_for(self, actor: Actor) -> bool:
        """Whether it went to the address of this person's account."""
        return actor.is_signed_in and actor.email == self.email


_INVITATION = """
select i.id, s.id as submission_id, s.edition as edition_id, i.email, i.role as place, i.expires_at, i.outcome,
       s.code, s.state, s.title_en, s.title_zh, s.country, r.name_en as round_name_en, r.name_zh as round_name_zh,
       p.name as inviter, s.is_demo
  from team_invitation i
  join submission s on s.id = i.submission
  join round r on r.id = s.round
  join person p on p.id = i.invited_by
"""


def key_digest(key: str) -> str:
    """What is kept of the key in an invitation's link."""
    return signing.mac("team invitation", key)


async def invitation(*, key: str) -> Invitation | None:
    """The invitation that a link belongs to: whoever has the link may read what it offers."""
    row = await db.fetchrow(f"{_INVITATION} where i.digest = $1", key_digest(key))
    return Invitation(**row) if row is not None else None


async def my_invitations(*, actor: Actor, now: datetime) -> list[Invitation]:
    """Those open to the actor's own, proved address."""
    if not (actor.is_signed_in and actor.email_confirmed):
        return []
    where = "where i.email = $1 and i.outcome = '' and i.expires_at >= $2 and s.state in ('draft', 'submitted')"
    rows = await db.fetch(f"{_INVITATION} {where} order by i.created_at limit 20", actor.email, now)
    return [Invitation(**row) for row in rows]


_OPEN = """
select id, email, role as place, expires_at, expires_at < $2 as is_over from team_invitation
 where submission = $1 and outcome = '' order by created_at
"""


async def open_invitations(*, submission_id: UUID, now: datetime) -> list[InvitationLine]:
    """Those of an entry, for its team; the caller has it from `own_entry`."""
    return [InvitationLine(**row) for row in await db.fetch(_OPEN, submission_id, now)]


_CAP = "select per_person, per_organisation from entry_cap where edition = $1"


async def cap(*, edition_id: UUID) -> rules.Cap:
    """How many entries an edition takes of one person and of one organisation."""
    row = await db.fetchrow(_CAP, edition_id)
    return rules.Cap(**row) if row is not None else rules.Cap()


_TEAM = """
select p.id, p.email, p.name, p.locale, p.is_demo or s.is_demo as is_demo
  from submission s
  cross join lateral (select s.owner as person union
                      select person from team_member where submission = s.id and left_at is null) team
  join person p on p.id = team.person
 where s.id = $1 order by p.id <> s.owner, p.id
"""


async def team_recipients(*, submission_id: UUID) -> list[Recipient]:
    """To whom mails about an entry go: everybody on its team, the owner first."""
    return [
        Recipient(
            person_id=row["id"], email=row["email"], name=row["name"], locale=row["locale"], is_demo=row["is_demo"]
        )
        for row in await db.fetch(_TEAM, submission_id)
    ]
