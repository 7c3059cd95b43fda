"""What came of meetings: for each party its own word, for organisers how far they came."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.queries.events import PartyFacts, event_to_run, parties_of
from contest.roadshow.queries.introductions import pairs_sql
from contest.roadshow.queries.wishes import Meeting, MyParty, my_party, party_meetings
from contest.roadshow.rules import after
from contest.roadshow.rules.after import Outcome
from contest.submissions.queries import team_sql
from contest.zone import queries as zone
from contest.zone.queries import Agreement


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting of the same two at another event, and what the actor's side said came of it."""

    round_en: str
    round_zh: str
    starts_at: datetime
    time_zone: str
    outcome: str
    next_step: str


class MyMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting of the actor's party, what it said came of it, and the meetings of both before."""

    party: MyParty
    meeting: Meeting
    said: Outcome | None
    before: list[Earlier]


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting as organisers see it afterwards. `entry` and `other` are None where ties hide the entry."""

    entry: PartyFacts | None
    other: PartyFacts | None
    stage: str
    entry_said: str
    other_said: str
    next_step: str
    who: str
    next_on: date | None


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement that was signed at an event; between these two where it was one of an entry and a counterpart."""

    agreement: Agreement
    entry: PartyFacts | None
    other: PartyFacts | None


class AfterPage(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an event: all of it, and by counterpart; what was signed there, and what else is in the register.

    `pairs` are those who were to meet, or signed.
    """

    round: RoundFacts
    came: list[Came]
    funnel: dict[str, int]
    by_other: list[tuple[PartyFacts, dict[str, int]]]
    pairs: list[tuple[PartyFacts, PartyFacts]]
    signed: list[Signed]
    unlinked: list[Agreement]


async def my_meeting(*, actor: Actor, meeting_id: UUID) -> MyMeeting:
    """A meeting that one of the actor's parties has; else `NotFound`."""
    party_id = await db.fetchval(
        "select pp.party from meeting m join party_person pp on pp.party in (m.entry, m.other)"
        " where m.id = $1 and pp.person = $2",
        meeting_id,
        actor.person_id,
    )
    if party_id is None:
        raise NotFound
    party = await my_party(actor=actor, party_id=party_id)
    found = [one for one in await party_meetings(actor=actor, party_id=party.id) if one.id == meeting_id]
    if not found:
        raise NotFound
    row = await db.fetchrow(
        "select outcome, next_step, who, next_on, note from meeting_outcome where meeting = $1 and party = $2",
        meeting_id,
        party.id,
    )
    before = await db.fetch(_BEFORE, meeting_id, party.id)
    return MyMeeting(
        party=party,
        meeting=found[0],
        said=None if row is None else Outcome(**row),
        before=[Earlier(**one) for one in before],
    )


# The meetings of the two of meeting $1 at other events that both accepted, and what the side of party $2 said of them.
_BEFORE = """
select r.name_en as round_en, r.name_zh as round_zh, sl.starts_at, r.time_zone, coalesce(oc.outcome, '') as outcome,
       coalesce(oc.next_step, '') as next_step
  from meeting m join party e on e.id = m.entry join party o on o.id = m.other
  join party be on be.submission = e.submission join party bo on bo.counterpart = o.counterpart
  join meeting b on b.entry = be.id and b.other = bo.id and b.event <> m.event and b.state in ('accepted', 'published')
  join meeting_slot sl on sl.id = b.slot join roadshow_event ev on ev.id = b.event join round r on r.id = ev.round
  left join meeting_outcome oc on oc.meeting = b.id and oc.party = case when m.entry = $2 then be.id else bo.id end
 where m.id = $1 order by sl.starts_at
"""

_CAME = f"""
select m.entry, m.other, m.state, coalesce(e.outcome, '') as entry_said, coalesce(o.outcome, '') as other_said,
       coalesce(nullif(e.next_step, ''), o.next_step, '') as next_step, coalesce(nullif(e.who, ''), o.who, '') as who,
       least(e.next_on, o.next_on) as next_on, m.is_signed
  from ({pairs_sql("agreement = any($2::uuid[])")}) m
  left join meeting_outcome e on e.meeting = m.meeting and e.party = m.entry
  left join meeting_outcome o on o.meeting = m.meeting and o.party = m.other
 where m.event = $1 order by next_on nulls last, m.entry, m.other
"""  # noqa: S608 - no value is in it


async def after_page(*, actor: Actor, round_id: UUID) -> AfterPage:
    """What came of a round's event, for who organises it."""
    facts, event = await event_to_run(actor=actor, round_id=round_id)
    names = {one.id: one for one in await parties_of(actor=actor, event_id=event.id)}
    came, stages = [], dict[UUID, list[str]]()
    register = {one.id: one for one in await zone.agreements(actor=actor, edition_id=facts.edition_id)}
    links = await db.fetch(_LINKS, list(register))
    for row in await db.fetch(_CAME, event.id, list(register)):
        stage = after.stage_of(row["state"], (row["entry_said"], row["other_said"]), is_signed=row["is_signed"])
        stages.setdefault(row["other"], []).append(stage)
        plain = {name: row[name] for name in ("entry_said", "other_said", "next_step", "who", "next_on")}
        came.append(Came(entry=names.get(row["entry"]), other=names.get(row["other"]), stage=stage, **plain))
    return AfterPage(
        round=facts,
        came=[one for one in came if one.stage in ("follow_up", "letter")],
        pairs=[(one.entry, one.other) for one in came if one.entry is not None and one.other is not None],
        signed=[
            Signed(agreement=register[row["agreement"]], entry=names.get(row["entry"]), other=names.get(row["other"]))
            for row in links
            if row["event"] == event.id
        ],
        unlinked=[one for one in register.values() if one.id not in {row["agreement"] for row in links}],
        funnel=after.funnel(one.stage for one in came),
        by_other=[(one, after.funnel(stages[one.id])) for one in names.values() if one.id in stages],
    )


_LINKS = """
select ea.agreement, ea.event, ea.entry, ea.other from event_agreement ea join agreement a on a.id = ea.agreement
 where ea.agreement = any($1::uuid[]) order by a.signed_on, a.reference
"""


_OF_TEAM = f"""
select ea.agreement, s.code from event_agreement ea join party p on p.id = ea.entry
  join submission s on s.id = p.submission where {team_sql("$1")}
"""  # noqa: S608 - no value is in it


class OwnAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement that the entry with this code signed at an event."""

    code: str
    agreement: Agreement


async def team_agreements(*, actor: Actor) -> list[OwnAgreement]:
    """What the entries signed of whose teams the actor is, the newest first; none that is closed to its parties."""
    codes = {row["agreement"]: row["code"] for row in await db.fetch(_OF_TEAM, actor.person_id)}
    found = await zone.agreements_of_parties(ids=codes) if codes else []
    return [OwnAgreement(code=codes[one.id], agreement=one) for one in found]


async def team_agreement(*, actor: Actor, agreement_id: UUID) -> Agreement:
    """One of them; else `NotFound`."""
    found = [one.agreement for one in await team_agreements(actor=actor) if one.agreement.id == agreement_id]
    if not found:
        raise NotFound
    return found[0]


class Silent(msgspec.Struct, frozen=True, kw_only=True):
    """A party that has not said what came of its meetings, of an event that is over."""

    party_id: UUID
    round_id: UUID
    person_id: UUID


_SILENT = """
select p.id as party_id, e.round as round_id, pp.person as person_id
  from party p join roadshow_event e on e.id = p.event join party_person pp on pp.party = p.id
 where p.left_at is null and p.reminded_at is null
   and exists (select from meeting m join meeting_slot sl on sl.id = m.slot
                where (m.entry = p.id or m.other = p.id) and m.state in ('accepted', 'published')
                  and not exists (select from meeting_outcome o where o.meeting = m.id and o.party = p.id))
   and (select max(sl.ends_at) from meeting_slot sl where sl.event = e.id) between $1 and $2
 order by p.id, pp.person
"""


async def silent(*, since: datetime, until: datetime) -> list[Silent]:
    """Who is to be reminded of events that ended between `since` and `until`. Asks nobody who is looking."""
    return [Silent(**row) for row in await db.fetch(_SILENT, since, until)]
