"""Decisions of a round and the outcomes in them."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts, rounds
from contest.challenge.rules import hides_names
from contest.challenge.rules.forms import Words
from contest.judging.queries.rounds import round_to_follow
from contest.judging.rules import permissions
from contest.judging.rules.advancement import Asked
from contest.judging.rules.decisions import Choice, mark, mark_beside
from contest.judging.rules.steps import LEADING
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.submissions.queries import ties_hide_sql
from contest.submissions.rules import TAKES_FROM_EARLIER

PAGE_ROWS = 100


class DecisionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A decision without its outcomes. `ask`: the rule it was drafted by, of each group of the ranking that had one.

    `objections` wait for an answer.
    """

    id: UUID
    round_id: UUID
    state: str
    rule: str
    reason: str
    drafted_at: datetime
    published_at: datetime | None
    notice_ends_at: datetime | None
    final_at: datetime | None
    ask: dict[str, Asked]
    reverses: UUID | None
    leads_to: UUID | None
    onward_accepted_at: datetime | None
    onward_refused_at: datetime | None
    objections: int
    publish_at: datetime | None

    @property
    def is_answered(self) -> bool:
        """Whether the round that its entries go on to has said yes or no."""
        return self.onward_accepted_at is not None or self.onward_refused_at is not None

    @property
    def may_lead(self) -> bool:
        """Whether it may still be said where its entries go on to: until they have gone."""
        return self.state in LEADING or (self.state == "final" and self.onward_accepted_at is None)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An entry's outcome with the figures it rests on, and where word of it goes."""

    submission_id: UUID
    code: str
    owner_id: UUID
    title_en: str
    title_zh: str
    translated_title: str
    organisation_name: str
    kind: str
    outcome: str
    rank: int | None
    score: Decimal | None
    award_en: str
    award_zh: str
    way: str
    reserve: int | None
    reason: str
    is_tied: bool = False

    @property
    def choice(self) -> Choice:
        """What was chosen, without the figures it rests on."""
        return Choice(**{name: getattr(self, name) for name in Choice.__struct_fields__})


class DecisionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as its organisers see it. `names`: of the cities and scenes that its rule may speak of;
    `onward`: the rounds that its entries may go on to, with whether the reader runs each."""

    round: RoundFacts
    decision: DecisionFacts
    items: list[Item]
    may_run: bool
    names: dict[tuple[str, str], Words]
    onward: list[tuple[RoundFacts, bool]]

    @property
    def next_round(self) -> RoundFacts | None:
        """Where its entries go on to, while that may still be said."""
        return next((one for one, _ in self.onward if one.id == self.decision.leads_to), None)

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.items) // PAGE_ROWS))

    def page_of(self, page: int) -> list[Item]:
        """The rows of a page; the form of a draft holds one page at a time."""
        return self.items[PAGE_ROWS * (page - 1) : PAGE_ROWS * page]

    def mark_of(self, page: int) -> str:
        """Which outcomes a page shows: its form sends it back, so that nobody undoes unseen what another has saved."""
        return mark({str(item.submission_id): item.choice for item in self.page_of(page)})

    def beside(self, page: int | None = None) -> str:
        """The mark that publishing asks for: of all that is published, less the outcomes chosen on a page with it."""
        chosen = set() if page is None else {item.submission_id for item in self.page_of(page)}
        return beside(self.round, self.decision, self.items, chosen)

    def count(self, outcome: str) -> int:
        """How many entries the draft gives this outcome."""
        return sum(item.outcome == outcome for item in self.items)


_DECISION = """
select id, round as round_id, state, rule, reason, drafted_at, published_at, notice_ends_at, final_at, ask, reverses,
       leads_to, onward_accepted_at, onward_refused_at, publish_at,
       (select count(*) from objection o where o.decision = decision.id and o.state = 'open') as objections
  from decision
"""


async def decision_facts(*, decision_id: UUID) -> DecisionFacts | None:
    """A decision for a verb or a job. Asks nobody who is looking."""
    row = await db.fetchrow(_DECISION + " where id = $1", decision_id)
    return None if row is None else _facts(row)


def _facts(row: Any) -> DecisionFacts:
    return DecisionFacts(**{**row, "ask": msgspec.json.decode(row["ask"] or "{}", type=dict[str, Asked])})


_ITEMS = f"""
select i.submission as submission_id, s.code, s.owner as owner_id, s.kind, i.outcome, i.rank, i.score,
       i.award_en, i.award_zh, i.way, i.reserve, i.reason,
       v.title_en, v.title_zh, v.translated_title,
       coalesce(v.content->>'organisation_name', '') as organisation_name,
       not {ties_hide_sql("$2::uuid")} as is_tied
  from decision_item i
  join decision d on d.id = i.decision
  join submission s on s.id = i.submission
  join standing st on st.submission = i.submission and st.round = d.round
  join submission_version v on v.id = st.version
 where i.decision = $1
 order by i.rank nulls last, s.code
"""  # noqa: S608 - no value is in it


async def decision_items(*, decision_id: UUID, person_id: UUID | None = None) -> list[Item]:
    """Every outcome of a decision for verbs and jobs: certificates, mails. `is_tied` is about `person_id`."""
    return [Item(**row) for row in await db.fetch(_ITEMS, decision_id, person_id)]


async def decision_page(*, actor: Actor, decision_id: UUID) -> DecisionPage:
    """A decision for its round's organisers and panel chair, less entries the actor is tied to.

    In a blind round the chair, who judges too, does not see whose entry one is.
    """
    found = await decision_facts(decision_id=decision_id)
    if found is None:
        raise NotFound
    facts = await round_to_follow(actor=actor, round_id=found.round_id)
    items = await decision_items(decision_id=decision_id, person_id=actor.person_id)
    may_run = permissions.may_run(actor, edition_id=facts.edition_id, round_id=facts.id)
    shown = [item for item in items if not item.is_tied]
    if hides_names(facts.blindness) and not may_run:
        shown = [msgspec.structs.replace(item, organisation_name="") for item in shown]
    return DecisionPage(
        round=facts,
        decision=found,
        items=shown,
        may_run=may_run,
        names=await track_names(edition_id=facts.edition_id) if found.ask else {},
        onward=[
            (one, permissions.may_run(actor, edition_id=one.edition_id, round_id=one.id))
            for one in (await onward(facts=facts) if found.may_lead and may_run else [])
        ],
    )


def beside(facts: RoundFacts, decision: DecisionFacts, items: list[Item], chosen: Collection[UUID] = ()) -> str:
    """The mark of all that publishing a decision tells, less the outcomes of the entries that are `chosen` with it."""
    return mark_beside(
        {str(item.submission_id): item.choice for item in items if item.submission_id not in chosen},
        {str(item.submission_id): (item.rank, item.score) for item in items},
        str(decision.leads_to),
        str(facts.notice_days),
    )


async def onward(*, facts: RoundFacts) -> list[RoundFacts]:
    """The rounds of the same edition that take entries from this one, whoever organises them. Asks nobody who looks."""
    found = await rounds(actor=SYSTEM, edition_id=facts.edition_id)
    return [one for one in found if one.id != facts.id and one.state in TAKES_FROM_EARLIER]


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A round that sends its best on to this one. `entries` is told once its decision is published."""

    decision_id: UUID
    round_en: str
    round_zh: str
    state: str
    entries: int | None
    accepted_at: datetime | None


_ARRIVALS = f"""
select d.id as decision_id, r.name_en as round_en, r.name_zh as round_zh, d.state, d.onward_accepted_at as accepted_at,
       case when d.state <> 'drafted' then
           (select count(*) from decision_item i join submission s on s.id = i.submission
             where i.decision = d.id and i.outcome = 'advanced' and s.state = 'submitted' and {ties_hide_sql("$2")})
       end as entries
  from decision d join round r on r.id = d.round
 where d.leads_to = $1 and d.state <> 'reversed' and d.onward_refused_at is null
 order by d.id
"""  # noqa: S608 - no value is in it


async def arrivals(*, actor: Actor, facts: RoundFacts) -> list[Arrival]:
    """Who sends entries on to this round while it takes any, for those who run it; nothing for others."""
    if facts.state not in TAKES_FROM_EARLIER or not permissions.may_run(
        actor, edition_id=facts.edition_id, round_id=facts.id
    ):
        return []
    return [Arrival(**row) for row in await db.fetch(_ARRIVALS, facts.id, actor.person_id)]


async def track_names(*, edition_id: UUID) -> dict[tuple[str, str], Words]:
    """The names of the scenes of an edition and of all cities, by kind and key."""
    rows = await db.fetch(
        "select 'scene' as kind, key, name_en, name_zh from scene where edition = $1"
        " union all select 'city', key, name_en, name_zh from city",
        edition_id,
    )
    return {(row["kind"], row["key"]): Words(row["name_en"], row["name_zh"]) for row in rows}


async def decisions_of(*, round_id: UUID) -> list[DecisionFacts]:
    """The decisions of a round, the newest first. Asks nobody who is looking."""
    return [_facts(row) for row in await db.fetch(_DECISION + " where round = $1 order by id desc", round_id)]


async def refuse_tied(*, actor: Actor, round_id: UUID) -> None:
    """Nobody decides a round with an entry in it that they are too close to see."""
    if await db.fetchval(
        "select exists (select from tie t join standing st on st.submission = t.submission"
        " where st.round = $1 and t.person = $2)",
        round_id,
        actor.person_id,
    ):
        raise NotAllowed(N_("You are too close to an entry of this round: another organiser has to decide it."))
