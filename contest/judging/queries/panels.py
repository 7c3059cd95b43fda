"""The panel of a round as its organisers keep it: who was asked, who said what, its parts, and who is proposed."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.challenge.rules import may_organise
from contest.judging.queries.people import Choice, scenes_known
from contest.judging.queries.rounds import Judging, judging_of, round_to_run
from contest.judging.rules import permissions, steps
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import ties_hide_sql


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A judge of the panel. `tied` counts entries hidden from them, less those hidden from the reader."""

    person_id: UUID
    name: str
    email: str
    organisation_en: str
    organisation_zh: str
    panel_id: UUID | None
    scenes: list[str]
    own_scenes: list[str]
    languages: list[str]
    keywords: list[str]
    least: int
    most: int
    own_most: int | None
    hours_week: Decimal | None
    time_zone: str
    is_lead: bool
    invited_at: datetime
    accepted_at: datetime | None
    declared_at: datetime | None
    left_at: datetime | None
    left_reason: str
    given: int
    tied: int

    @property
    def state(self) -> str:
        """`invited`, `accepted`, `declared`, or `declined` where the seat is empty again."""
        if self.left_at is not None:
            return "declined"
        if self.accepted_at is None:
            return "invited"
        return "accepted" if self.declared_at is None else "declared"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the panel, for some scenes and home cities."""

    id: UUID
    name_en: str
    name_zh: str
    scenes: list[str]
    cities: list[UUID]
    members: int


class City(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name_en: str
    name_zh: str


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A judge whom a partner proposed."""

    id: UUID
    name: str
    email: str
    organisation: str
    note: str
    scenes: list[str]
    languages: list[str]
    state: str
    proposer: str
    proposed_at: datetime
    round_en: str | None
    round_zh: str | None
    reason: str


class PanelPage(msgspec.Struct, frozen=True, kw_only=True):
    round: RoundFacts
    judging: Judging | None
    members: list[Line]
    parts: list[Part]
    proposals: list[Proposal]
    scenes: list[Choice]
    cities: list[City]

    @property
    def grows(self) -> bool:
        return self.judging is not None and self.round.state in steps.PANEL_GROWS

    @property
    def seated(self) -> list[Line]:
        return [one for one in self.members if one.left_at is None]


_MEMBERS = f"""
select m.person as person_id, p.name, p.email, coalesce(o.name_en, '') as organisation_en,
       coalesce(o.name_zh, '') as organisation_zh, m.panel as panel_id,
       array(select jsonb_array_elements_text(m.scenes)) as scenes, coalesce(jp.scenes, '{{}}') as own_scenes,
       coalesce(jp.languages, '{{}}') as languages, coalesce(jp.keywords, '{{}}') as keywords,
       m.least, m.most, jp.most as own_most, jp.hours_week, p.time_zone, m.is_lead,
       m.invited_at, m.accepted_at, m.declared_at, m.left_at, m.left_reason,
       (select count(*) from review rv join submission s on s.id = rv.submission
         where rv.judging_round = m.judging_round and rv.judge = m.person and rv.state <> 'recused'
           and {ties_hide_sql("$2")}) as given,
       (select count(distinct s.id) from standing st join submission s on s.id = st.submission
          join tie t on t.submission = s.id and t.person = m.person
         where st.round = $3 and {ties_hide_sql("$2")}) as tied
  from panel_member m
  join person p on p.id = m.person
  left join organisation o on o.id = p.organisation
  left join judge_profile jp on jp.person = m.person
 where m.judging_round = $1
 order by m.left_at is not null, m.is_lead desc, m.id
"""  # noqa: S608 - no value is in it

_PARTS = """
select pa.id, pa.name_en, pa.name_zh, pa.scenes, pa.cities,
       (select count(*) from panel_member m where m.panel = pa.id and m.left_at is null) as members
  from panel pa where pa.judging_round = $1 order by pa.id
"""

_PROPOSALS = """
select jp.id, jp.name, jp.email, jp.organisation, jp.note, jp.scenes, jp.languages, jp.state, p.name as proposer,
       jp.proposed_at, r.name_en as round_en, r.name_zh as round_zh, jp.reason
  from judge_proposal jp join person p on p.id = jp.proposed_by left join round r on r.id = jp.round
"""


async def panel_page(*, actor: Actor, round_id: UUID) -> PanelPage:
    """The panel, for those who run the round; to a chair `NotAllowed`, to all others it is not there."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_of(round_id=round_id)
    judging_id = None if judging is None else judging.id
    for_all = may_organise(actor, edition_id=facts.edition_id)
    proposals = await db.fetch(
        _PROPOSALS + " where jp.edition = $1 and jp.state = 'proposed' and ($3 or jp.round is null or jp.round = $2)"
        " order by jp.id limit 200",
        facts.edition_id,
        round_id,
        for_all,
    )
    return PanelPage(
        round=facts,
        judging=judging,
        members=[Line(**row) for row in await db.fetch(_MEMBERS, judging_id, actor.person_id, round_id)],
        parts=[Part(**row) for row in await db.fetch(_PARTS, judging_id)],
        proposals=[Proposal(**row) for row in proposals],
        scenes=await scenes_known(edition_id=facts.edition_id),
        cities=[City(**row) for row in await db.fetch("select id, name_en, name_zh from city order by name_en, id")],
    )


class ProposalsPage(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner proposed for an edition, and what became of it."""

    edition_id: UUID
    edition_en: str
    edition_zh: str
    is_demo: bool
    proposals: list[Proposal]
    scenes: list[Choice]
    rounds: list[Choice]


async def proposals_page(*, actor: Actor, edition_id: UUID) -> ProposalsPage:
    """One's own proposals only: another partner's are nobody else's business."""
    if not permissions.may_propose(actor, edition_id=edition_id):
        raise NotFound
    edition = await db.fetchrow("select name_en, name_zh, is_demo from edition where id = $1", edition_id)
    if edition is None:
        raise NotFound
    rows = await db.fetch(
        _PROPOSALS + " where jp.edition = $1 and jp.proposed_by = $2 order by jp.id desc limit 200",
        edition_id,
        actor.id,
    )
    rounds = await db.fetch(
        "select id::text as key, name_en, name_zh from round where edition = $1"
        " and state in ('planned', 'open', 'screening') order by opens_at, id",
        edition_id,
    )
    return ProposalsPage(
        edition_id=edition_id,
        edition_en=edition["name_en"],
        edition_zh=edition["name_zh"],
        is_demo=edition["is_demo"],
        proposals=[Proposal(**row) for row in rows],
        scenes=await scenes_known(edition_id=edition_id),
        rounds=[Choice(**row) for row in rounds],
    )


async def on_panel(*, round_id: UUID, emails: list[str]) -> set[str]:
    """Which of these addresses have a seat on the panel. Whether somebody has an account is not told."""
    rows = await db.fetch(
        """select p.email from panel_member m join judging_round jr on jr.id = m.judging_round
             join person p on p.id = m.person
            where jr.round = $1 and m.left_at is null and p.email = any($2::text[])""",
        round_id,
        emails,
    )
    return {row["email"] for row in rows}


async def partner_edition(*, actor: Actor) -> UUID | None:
    """The newest edition that the actor is a partner of."""
    grants = [grant for grant in actor.holds("partner") if grant.round_id is None]
    found: UUID | None = await db.fetchval(
        "select id from edition where ($1 or id = any($2::uuid[])) and state <> 'closed'"
        " order by created_at desc, id desc limit 1",
        any(grant.edition_id is None for grant in grants),
        [grant.edition_id for grant in grants if grant.edition_id is not None],
    )
    return found
