"""Reads of reminders: the rules, which of them are due, and who has still to do what they remind of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries.rounds import reach_of
from contest.desk.queries.webhooks import REACHED
from contest.desk.rules.reminders import LONGEST_NIGHT, MISSED, Quiet
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.notifications.rules import Recipient
from contest.submissions.queries.deadlines import EXTENSION

INVARIANTS = {
    "a reminder to a program goes to one of its own edition": (
        "select r.id from reminder_rule r join webhook w on w.id = r.webhook"
        " where w.edition <> r.edition or w.round is not null and w.round is distinct from r.round"
    ),
    "a reminder is of a round of its rule": (
        "select s.id from reminder_sent s join reminder_rule r on r.id = s.rule join round o on o.id = s.round"
        " where o.edition <> r.edition or r.round is not null and r.round <> s.round"
    ),
}


class RuleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, and how many it has told."""

    id: UUID
    edition_id: UUID
    round_id: UUID | None
    edition_en: str
    edition_zh: str
    round_en: str | None
    round_zh: str | None
    moment: str
    hours: int
    channel: str
    webhook: str | None
    quiet_from: int
    quiet_until: int
    is_demo: bool
    told: int
    last_at: datetime | None


_RULES = """
select w.id, w.edition as edition_id, w.round as round_id, e.name_en as edition_en, e.name_zh as edition_zh,
       r.name_en as round_en, r.name_zh as round_zh, w.moment, w.hours, w.channel, h.name as webhook, w.quiet_from,
       w.quiet_until, e.is_demo, count(s.id) as told, max(s.sent_at) as last_at
  from reminder_rule w join edition e on e.id = w.edition left join round r on r.id = w.round
  left join webhook h on h.id = w.webhook left join reminder_sent s on s.rule = w.id
 where {which} and w.ended_at is null
 group by w.id, e.id, r.id, h.id order by e.created_at desc, e.id, w.moment, w.hours, w.id
"""


async def reminder_rules(actor: Actor) -> list[RuleLine]:
    """The rules of places that the actor runs; one statement."""
    return [RuleLine(**row) for row in await db.fetch(_RULES.format(which=REACHED), *reach_of(actor))]


async def reminder_rule(actor: Actor, *, rule_id: UUID) -> RuleLine:
    """One of them; else `NotFound`."""
    row = await db.fetchrow(_RULES.format(which=f"{REACHED} and w.id = $5"), *reach_of(actor), rule_id)
    if row is None:
        raise NotFound
    return RuleLine(**row)


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A rule for a round in which its moment is near or past. `moment_at` is None where each person has their own."""

    rule_id: UUID
    edition_id: UUID
    round_id: UUID
    edition_slug: str
    round_slug: str
    edition_en: str
    edition_zh: str
    round_en: str
    round_zh: str
    time_zone: str
    is_demo: bool
    locale: str
    moment: str
    hours: int
    channel: str
    webhook_id: UUID | None
    quiet: Quiet
    made_at: datetime
    moment_at: datetime | None


_AT = """case w.moment when 'entries_due' then r.closes_at when 'reviews_due' then r.reviews_due_at
                  when 'wishes_due' then v.wishes_close_at end"""

_DUE = f"""
select * from (
select w.id as rule_id, e.id as edition_id, r.id as round_id, e.slug as edition_slug, r.slug as round_slug,
       e.name_en as edition_en, e.name_zh as edition_zh, r.name_en as round_en, r.name_zh as round_zh, r.time_zone,
       e.is_demo, p.locale, w.moment, w.hours, w.channel, w.webhook as webhook_id, w.quiet_from,
       w.quiet_until, w.made_at, {_AT} as moment_at
  from reminder_rule w join edition e on e.id = w.edition join round r on r.edition = e.id
  join person p on p.id = w.made_by left join roadshow_event v on v.round = r.id
 where w.ended_at is null and (w.round is null or w.round = r.id) and r.state <> 'cancelled'
   and (w.moment <> 'entries_due' or r.state in ('open', 'screening'))
   and (w.moment <> 'wishes_due' or v.id is not null)
) of_rule
 where moment = 'invited'
    or moment_at + make_interval(hours => hours) between $1::timestamptz - $2::interval and $1 + $3::interval
    or moment = 'entries_due' and exists (
       select from extension x where x.round = round_id and x.revoked_at is null
          and x.until + make_interval(hours => hours) between $1::timestamptz - $2::interval and $1 + $3::interval)
 order by rule_id, round_id
"""  # noqa: S608 - a fixed expression


async def due(now: datetime) -> list[Due]:
    """Every rule in each round in which it may have to be said now; one statement."""
    found = []
    for row in await db.fetch(_DUE, now, MISSED, LONGEST_NIGHT):
        values: dict[str, Any] = dict(row)
        values["quiet"] = Quiet(values.pop("quiet_from"), values.pop("quiet_until"))
        found.append(Due(**values))
    return found


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has still to do `codes` (or one thing without a code), and where. `about` are the entries."""

    to: Recipient
    time_zone: str
    codes: list[str]
    about: list[UUID]
    path: str
    moment_at: datetime | None


_OPEN = {
    # Who was given more time is reminded before their own deadline, whatever became of the round's.
    "entries_due": f"""
select p.id as person_id, p.email, p.name, p.locale, p.is_demo, p.time_zone,
       array_agg(s.code order by s.code) as codes, array_agg(s.id order by s.code) as about,
       '/submissions' as path, nullif(greatest(late.until, r.closes_at), r.closes_at) as moment_at
  from submission s join round r on r.id = s.round {EXTENSION}
  cross join lateral (select s.owner as person union
                      select person from team_member where submission = s.id and left_at is null) team
  join person p on p.id = team.person
 where s.round = $1 and s.state = 'draft' and (r.state = 'open' or late.until > r.closes_at)
 group by p.id, nullif(greatest(late.until, r.closes_at), r.closes_at) order by p.id, moment_at
""",  # noqa: S608 - a fixed expression
    "reviews_due": """
select p.id as person_id, p.email, p.name, p.locale, p.is_demo, p.time_zone,
       array_agg(s.code order by s.code) as codes, array_agg(s.id order by s.code) as about,
       '/judging/reviews' as path, null::timestamptz as moment_at
  from review v join judging_round jr on jr.id = v.judging_round join submission s on s.id = v.submission
  join person p on p.id = v.judge
 where jr.round = $1 and jr.opened_at is not null and s.state = 'submitted'
   and v.state in ('assigned', 'draft', 'reopened') and v.stage = jr.stage group by p.id order by p.id
""",
    "invited": """
select p.id as person_id, p.email, p.name, p.locale, p.is_demo, p.time_zone,
       array[]::text[] as codes, array[]::uuid[] as about, '/home' as path, m.invited_at as moment_at
  from panel_member m join judging_round jr on jr.id = m.judging_round join person p on p.id = m.person
 where jr.round = $1 and m.accepted_at is null and m.left_at is null order by p.id
""",
    "wishes_due": """
select p.id as person_id, p.email, p.name, p.locale, p.is_demo, p.time_zone,
       array[]::text[] as codes, array[]::uuid[] as about, '/roadshow/parties/' || y.id as path,
       null::timestamptz as moment_at
  from party y join roadshow_event v on v.id = y.event join party_person pp on pp.party = y.id
  join person p on p.id = pp.person
 where v.round = $1 and y.joined_at is null and y.left_at is null order by p.id, y.id
""",
}  # fmt: skip


async def still_open(moment: str, *, round_id: UUID) -> list[Open]:
    """Who has still to do what a reminder of this moment is about; one statement. Asks nobody who is looking."""
    return [
        Open(
            to=Recipient(
                person_id=row["person_id"], email=row["email"], name=row["name"], locale=row["locale"],
                is_demo=row["is_demo"],
            ),
            **{name: row[name] for name in ("time_zone", "codes", "about", "path", "moment_at")},
        )
        for row in await db.fetch(_OPEN[moment], round_id)
    ]  # fmt: skip


async def told_already(rule_id: UUID, round_id: UUID, since: datetime) -> set[tuple[UUID, datetime]]:
    """Whom a rule has told of which moment of a round."""
    rows = await db.fetch(
        "select told, moment_at from reminder_sent where rule = $1 and round = $2 and moment_at > $3",
        rule_id,
        round_id,
        since - timedelta(days=365),
    )
    return {(row["told"], row["moment_at"]) for row in rows}


async def zones_of(people: list[UUID]) -> dict[UUID, str]:
    """The time zones that these people live by."""
    rows = await db.fetch("select id, time_zone from person where id = any($1)", people)
    return {row["id"]: row["time_zone"] for row in rows}
