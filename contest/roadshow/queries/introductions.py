"""Introductions: an entry and a counterpart, followed from city to city, whichever round brought them together."""

from datetime import date
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.roadshow.rules import after
from contest.submissions.queries import ties_hide_sql
from contest.zone import rules as zone_rules


def pairs_sql(known: str = "true") -> str:
    """Who was to meet at which event, or signed there what is linked to the two: one row for each pair and event.
    `known` says of which agreements the reader knows: the others are as if they were not."""
    return f"""
select coalesce(m.event, a.event) as event, coalesce(m.entry, a.entry) as entry, coalesce(m.other, a.other) as other,
       m.id as meeting, m.slot, coalesce(m.state, '') as state, a.entry is not null as is_signed
  from meeting m
  full join (select distinct event, entry, other from event_agreement where entry is not null and {known}) a
    on a.event = m.event and a.entry = m.entry and a.other = m.other
"""  # noqa: S608 - no value is in it


_STEPS = f"""
select s.id as submission, s.code, coalesce(v.title_en, '') as entry_en, coalesce(v.title_zh, '') as entry_zh,
       c.id as counterpart, o.name_en as other_en, o.name_zh as other_zh, c.kind, r.id as round_id,
       r.name_en as round_en, r.name_zh as round_zh, m.state, m.is_signed, coalesce(eo.outcome, '') as entry_said,
       coalesce(oo.outcome, '') as other_said, coalesce(nullif(eo.next_step, ''), oo.next_step, '') as next_step,
       coalesce(nullif(eo.who, ''), oo.who, '') as who, least(eo.next_on, oo.next_on) as next_on
  from ({pairs_sql()}) m
  join roadshow_event ev on ev.id = m.event
  join round r on r.id = ev.round and r.edition = $1
  join party en on en.id = m.entry
  join submission s on s.id = en.submission
  left join standing st on st.submission = s.id and st.round = r.id
  left join submission_version v on v.id = st.version
  join party ot on ot.id = m.other
  join counterpart c on c.id = ot.counterpart
  join organisation o on o.id = c.organisation
  left join meeting_outcome eo on eo.meeting = m.meeting and eo.party = m.entry
  left join meeting_outcome oo on oo.meeting = m.meeting and oo.party = m.other
 where {ties_hide_sql("$2")}
 order by s.code, o.name_en, c.id, coalesce((select min(sl.starts_at) from meeting_slot sl where sl.event = ev.id),
          ev.created_at)
"""  # noqa: S608 - no value is in it


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """How far an introduction came in one city; `next_on` and what goes with it as the sides said there."""

    round_id: UUID
    round_en: str
    round_zh: str
    stage: str
    next_step: str
    who: str
    next_on: date | None


class Introduction(msgspec.Struct, frozen=True, kw_only=True):
    """An entry and a counterpart, and their stops in the order of the events."""

    code: str
    entry_en: str
    entry_zh: str
    counterpart: UUID
    other_en: str
    other_zh: str
    kind: str
    stops: list[Stop]

    @property
    def stage(self) -> str:
        return after.furthest(one.stage for one in self.stops)

    @property
    def latest(self) -> Stop:
        """Where a next step was said last; else the last stop."""
        return next((one for one in reversed(self.stops) if one.next_step), self.stops[-1])


Funnel = dict[str, int]


class IntroductionsPage(msgspec.Struct, frozen=True, kw_only=True):
    """The introductions of an edition: how far they came in all, by city and by counterpart (names, funnel)."""

    introductions: list[Introduction]
    funnel: Funnel
    by_city: list[tuple[str, str, Funnel]]
    by_other: list[tuple[str, str, Funnel]]


async def introductions(*, actor: Actor, edition_id: UUID) -> list[Introduction]:
    """Every introduction of an edition that ties do not hide, for who organises all of it; else `NotFound`."""
    if not zone_rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    found: dict[tuple[UUID, UUID], Introduction] = {}
    for row in await db.fetch(_STEPS, edition_id, actor.person_id):
        said = (row["entry_said"], row["other_said"])
        stop = Stop(
            stage=after.stage_of(row["state"], said, is_signed=row["is_signed"]),
            **{name: row[name] for name in ("round_id", "round_en", "round_zh", "next_step", "who", "next_on")},
        )
        plain = {name: row[name] for name in Introduction.__struct_fields__ if name != "stops"}
        one = found.setdefault((row["submission"], row["counterpart"]), Introduction(**plain, stops=[]))
        one.stops.append(stop)
    return list(found.values())


async def introductions_page(*, actor: Actor, edition_id: UUID) -> IntroductionsPage:
    """The introductions of an edition; what is due soonest comes first, then what came furthest."""
    found = await introductions(actor=actor, edition_id=edition_id)
    order = list(after.STAGES)
    last = date.max

    def first(one: Introduction) -> tuple[date, int, str, UUID]:
        due = one.latest.next_on if one.stage != "signed" else None
        return due or last, -order.index(one.stage), one.code, one.counterpart

    cities: dict[UUID, tuple[str, str, list[str]]] = {}
    others: dict[UUID, tuple[str, str, list[str]]] = {}
    for one in found:
        others.setdefault(one.counterpart, (one.other_en, one.other_zh, []))[2].append(one.stage)
        for stop in one.stops:
            cities.setdefault(stop.round_id, (stop.round_en, stop.round_zh, []))[2].append(stop.stage)
    return IntroductionsPage(
        introductions=sorted(found, key=first),
        funnel=after.funnel(one.stage for one in found),
        by_city=[(en, zh, after.funnel(stages)) for en, zh, stages in cities.values()],
        by_other=[(en, zh, after.funnel(stages)) for en, zh, stages in others.values()],
    )
