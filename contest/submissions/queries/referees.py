"""Referees: for the applicant whom they named and what became of it, for staff and judges their letters."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.web import signing
from contest.submissions.queries.visible import reach, team_sql, visible_sql
from contest.submissions.rules.referees import is_open, judges_may_read


class RefereeLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant sees: nothing of the letter."""

    id: UUID
    name: str
    email: str
    asked_at: datetime
    expires_at: datetime
    outcome: str

    def state(self, now: datetime) -> str:
        """asked, expired, given or declined."""
        return self.outcome or ("asked" if now <= self.expires_at else "expired")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a referee sees: who asks, for what, and the file they have sent already. `title` is left to the page."""

    id: UUID
    submission_id: UUID
    edition_id: UUID
    name: str
    email: str
    asked_at: datetime
    expires_at: datetime
    outcome: str
    entry_state: str
    applicant: str
    title_en: str
    title_zh: str
    edition_name_en: str
    edition_name_zh: str
    time_zone: str
    file_name: str | None
    file_state: str | None
    is_scan_waived: bool
    is_demo: bool

    def is_open(self, now: datetime) -> bool:
        return self.entry_state in {"draft", "submitted"} and is_open(
            outcome=self.outcome, expires_at=self.expires_at, now=now
        )


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter for whoever may read it. `file_id` is that of a checked file, else None."""

    id: UUID
    name: str
    relation: str
    text: str
    given_at: datetime
    file_id: UUID | None
    file_name: str | None


_LINES = """
select id, name, email, asked_at, expires_at, outcome from referee
 where submission = $1 and outcome <> 'withdrawn' order by asked_at, id
"""

_ASKED = """
select rf.id, s.id as submission_id, s.edition as edition_id, rf.name, rf.email, rf.asked_at, rf.expires_at,
       rf.outcome, s.state as entry_state, p.name as applicant, s.title_en, s.title_zh,
       e.name_en as edition_name_en, e.name_zh as edition_name_zh, r.time_zone,
       f.name as file_name, f.state as file_state, e.scan_waiver <> '' as is_scan_waived, s.is_demo
  from referee rf
  join submission s on s.id = rf.submission
  join edition e on e.id = s.edition
  join round r on r.id = s.round
  join person p on p.id = s.owner
  left join file f on f.id = rf.file
 where rf.id = $1
"""

_LETTERS = """
select rf.id, rf.name, rf.relation, rf.letter as text, rf.closed_at as given_at, f.id as file_id, f.name as file_name
  from referee rf join submission s on s.id = rf.submission left join file f on f.id = rf.file and f.state = 'checked'
 where rf.outcome = 'given' and s.id = $1
"""

_FOR_STAFF = f"{_LETTERS} and not {team_sql('$2')} and {visible_sql('$2', '$3', '$4::uuid[]', '$5::uuid[]')}"

_POLICY = """
select r.blindness, coalesce(sr.judges_read_letters, false) as judges_read_letters
  from round r left join screening_round sr on sr.round = r.id where r.id = $1
"""


def referee_key(referee_id: UUID) -> str:
    """The key in a referee's link: it says whose it is, and nobody else can make one."""
    return f"{referee_id.hex}.{signing.mac('referee', referee_id.hex)[:40]}"


def referee_of(key: str) -> UUID | None:
    """Whose key it is; None where it is none of ours."""
    name, _, _digest = key.partition(".")
    try:
        referee_id = UUID(hex=name)
    except ValueError:
        return None
    return referee_id if signing.is_same(referee_key(referee_id), key) else None


async def referees(*, submission_id: UUID) -> list[RefereeLine]:
    """Those of an entry that its caller has from `own_entry`."""
    return [RefereeLine(**row) for row in await db.fetch(_LINES, submission_id)]


async def asked_referee(*, key: str) -> Asked:
    """What a link shows; `NotFound` where it is none."""
    referee_id = referee_of(key)
    row = await db.fetchrow(_ASKED, referee_id) if referee_id is not None else None
    if row is None:
        raise NotFound
    return Asked(**row)


async def asked_by_id(*, referee_id: UUID) -> Asked | None:
    """The same for a mail."""
    row = await db.fetchrow(_ASKED, referee_id)
    return Asked(**row) if row is not None else None


async def letters_for_staff(*, actor: Actor, submission_id: UUID) -> list[Letter]:
    """The letters about an entry, for the staff who see it; none for its team and for whoever is tied to it."""
    its = reach(actor)
    rows = await db.fetch(
        f"{_FOR_STAFF} order by rf.asked_at, rf.id",
        submission_id,
        actor.person_id,
        its.everywhere,
        its.editions,
        its.rounds,
    )
    return [Letter(**row) for row in rows]


async def letters_for_judges(*, submission_id: UUID, round_id: UUID) -> list[Letter]:
    """The letters that a judge of this round may read; the caller has made sure that they judge the entry."""
    policy = await db.fetchrow(_POLICY, round_id)
    if policy is None or not judges_may_read(**policy):
        return []
    return [Letter(**row) for row in await db.fetch(f"{_LETTERS} order by rf.asked_at, rf.id", submission_id)]


class NeverLine(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that must not see an entry: by its name, by its mail domain, or both."""

    id: UUID
    name: str
    domain: str


_NEVER = "select id, name, domain from never_seen where submission = $1 order by added_at, id"


async def never_seen(*, submission_id: UUID) -> list[NeverLine]:
    """The list of an entry that its caller has from `own_entry`: it is the applicant's own."""
    return [NeverLine(**row) for row in await db.fetch(_NEVER, submission_id)]
