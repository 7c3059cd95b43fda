"""What is kept of a person over all slices, and what would become of it; the parts in the order of the floors."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.queries import personal as accounts
from contest.accounts.rules import requests
from contest.accounts.rules.consents import PURPOSES, place_name
from contest.accounts.rules.roles import WORDS as ROLES
from contest.audit import queries as audit
from contest.certificates.queries import personal as certificates
from contest.challenge.queries import personal as challenge
from contest.desk.queries import personal as desk
from contest.files import queries as files
from contest.incubator.queries import personal as incubator
from contest.judging.queries import personal as judging
from contest.lib import db
from contest.lib import personal as everybody
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.i18n import Lazy
from contest.lib.personal import Erased, Kept, OfEmptied
from contest.notifications.queries import personal as notifications
from contest.notifications.rules import STATES as MESSAGE_STATES
from contest.privacy import rules
from contest.privacy.queries import personal as own
from contest.privacy.rules import Standing
from contest.roadshow.queries import personal as roadshow
from contest.submissions.queries import personal as submissions
from contest.submissions.queries.settling import Settled, entries_to_settle
from contest.zone.queries import personal as zone

# From the ground up; who is erased goes from the top down, for what is above is found by what is below.
SLICES = (
    accounts, audit, notifications, files, zone, challenge, submissions, judging, incubator, roadshow, certificates,
    desk, own,
)  # fmt: skip
KEPT: tuple[Kept, ...] = tuple(part for one in SLICES for part in one.KEPT)
ERASED: tuple[Erased, ...] = tuple(part for one in reversed(SLICES) for part in one.ERASED)
# Factors of emission are of nobody; their slice is not asked.
OF_NOBODY = frozenset(table for one in SLICES for table in one.OF_NOBODY) | {"emission_factor", "factor_set"}
FILES_IN_USE = " union ".join(one.FILES_IN_USE for one in (zone, submissions, judging, incubator))

# What is of an entry goes with it also where its people stay.
OF_ENTRIES = tuple(part for part in ERASED if isinstance(part.person, OfEmptied))

INVARIANTS = (
    {
        "nothing went of what is held back": """
        select h.id from retention_hold h join submission s on s.id = h.submission
         where h.lifted_at is null and s.erased_at > h.set_at""",
    }
    | {
        rule.replace("an erased person", "an emptied entry"): broken
        for rule, broken in everybody.left(
            OF_ENTRIES, erased="select owner from submission where erased_at is not null"
        ).items()
    }
    | everybody.left(ERASED, erased="select id from person where erased_at is not null")
)


# What is kept as a key and read as a word, by part and column.
WORDS: dict[tuple[str, str], Callable[[str], Any]] = {
    ("consents", "purpose"): lambda key: PURPOSES[key].name,
    ("consents", "place"): place_name,
    ("requests", "kind"): requests.KINDS.__getitem__,
    ("requests", "state"): lambda key: requests.STATES[key][0],
    ("roles", "role"): lambda key: ROLES.get(key, key),
    ("mails", "state"): MESSAGE_STATES.__getitem__,
}

MOMENTS = ("at", "since", "until", "ended", "confirmed")
EMPTY: tuple[Any, ...] = (None, "", [], {})
MOST_COLUMNS, LONGEST_CELL = 6, 160


def _moment(text: str) -> datetime | date:
    return msgspec.convert(text, datetime if "T" in text else date)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of what is kept of somebody: its rows by column, of `total` that there are."""

    key: str
    title: Lazy
    rows: list[dict[str, Any]]
    total: int

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The rows for people: only what is filled in, moments as such, keys as words."""
        return [
            {name: self._read(name, value) for name, value in row.items() if value not in EMPTY} for row in self.rows
        ]

    def _read(self, name: str, value: Any) -> Any:
        if name in MOMENTS:
            return _moment(value)
        words = WORDS.get((self.key, name))
        return str(words(value)) if words else value

    @property
    def columns(self) -> list[str]:
        """The columns in which anything stands, in their order."""
        return [name for name in self.rows[0] if any(row[name] not in EMPTY for row in self.rows)]

    @property
    def is_table(self) -> bool:
        """Whether it reads better as a table than row by row: several rows of a few short values."""
        values = (value for row in self.rows for value in row.values())
        return (
            len(self.rows) > 1
            and len(self.columns) <= MOST_COLUMNS
            and all(len(str(value)) <= LONGEST_CELL and not isinstance(value, dict) for value in values)
        )


async def own_counts(*, actor: Actor) -> list[tuple[Lazy, int]]:
    """The parts of what is kept of the actor, each with how many rows it has."""
    if not requests.may_ask(actor):
        raise NotFound
    found = await everybody.count(KEPT, actor.id)
    return [(part.title, found[part.key]) for part in KEPT if found[part.key]]


FIRST, PAGE = 20, 50  # rows of each part on the page of all, and on a page of one


async def own_data(*, actor: Actor, of: str = "", page: int = 1) -> list[Part]:
    """The first of what is kept of the actor, part by part; of one part, by its key, a page.

    Nobody reads it through another's eyes, no program at all.
    """
    if not requests.may_ask(actor):
        raise NotFound
    chosen = [part for part in KEPT if of in ("", part.key)]
    if not chosen:
        raise NotFound
    totals = await everybody.count(chosen, actor.id)
    filled = [part for part in chosen if totals[part.key]]
    if not filled:
        return []
    found = await everybody.copy(filled, actor.id, most=PAGE if of else FIRST, after=(page - 1) * PAGE if of else 0)
    return [Part(key=one.key, title=one.title, rows=found[one.key], total=totals[one.key]) for one in filled]


async def data_of(*, person_id: UUID) -> list[Part]:
    """The same for the job that makes somebody's copy."""
    found = await everybody.copy(KEPT, person_id)
    return [
        Part(key=part.key, title=part.title, rows=rows, total=len(rows)) for part in KEPT if (rows := found[part.key])
    ]


_ALONE = """
select distinct case when g.round_id is not null then coalesce(nullif(r.name_en, ''), r.name_zh)
                     when g.edition_id is not null then coalesce(nullif(e.name_en, ''), e.name_zh) else '' end as place
  from role_grant g left join edition e on e.id = g.edition_id left join round r on r.id = g.round_id
 where g.person = $1 and g.role in ('programme_organiser', 'round_organiser') and g.revoked_at is null
   and (e.id is null or e.state <> 'closed') and (r.id is null or r.state not in ('decided', 'cancelled'))
   and not exists (
     select from role_grant h join person p on p.id = h.person
      where h.person <> $1 and h.revoked_at is null and (h.expires_at is null or h.expires_at > g.created_at)
        and p.erased_at is null and p.email_confirmed_at is not null
        and (h.role = 'programme_organiser' and (h.edition_id is null or h.edition_id = g.edition_id)
             or h.role = 'round_organiser' and h.round_id = g.round_id))
 order by 1
"""

_DISPUTES = """
select distinct s.code from objection o join submission s on s.id = o.submission
 where o.state = 'open' and (o.raised_by = $1 or s.owner = $1) order by 1
"""

_HELD = """
select distinct s.code from retention_hold h join submission s on s.id = h.submission
  left join team_member m on m.submission = s.id and m.left_at is null
 where h.lifted_at is null and (s.owner = $1 or m.person = $1) order by 1
"""

_COUNTS = """
select (select count(*) from review where judge = $1 and state in ('assigned', 'draft', 'reopened')) as open_reviews,
       (select count(*) from review where judge = $1 and state = 'signed') as signed_reviews,
       (select count(*) from certificate where recipient_id = $1 and erased_at is null) as certificates,
       (select count(*) from message where recipient_id = $1) as mails,
       (select count(*) from file where owner_id = $1 and state <> 'dropped') as files
"""


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure would do. `entries` say what passes on and what is emptied; numbers count what is touched."""

    obstacles: list[Lazy]
    entries: list[Settled]
    open_reviews: int
    signed_reviews: int
    certificates: int
    mails: int
    files: int


async def outlook(*, person_id: UUID) -> Outlook:
    """What would become of a person's data; for the person themselves, and for who answers them."""
    alone = tuple(row["place"] for row in await db.fetch(_ALONE, person_id))
    disputes = tuple(row["code"] for row in await db.fetch(_DISPUTES, person_id))
    held = tuple(row["code"] for row in await db.fetch(_HELD, person_id))
    counts = await db.fetchrow(_COUNTS, person_id)
    assert counts is not None  # counting always answers
    return Outlook(
        obstacles=rules.obstacles(Standing(alone=alone, disputes=disputes, held=held)),
        entries=await entries_to_settle(person_id=person_id),
        **counts,
    )
