"""Who earned a certificate, with all that theirs would print. For verbs and previews: nobody is asked who looks."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.certificates.rules import issue, kinds, wording
from contest.judging.queries.rounds import apart_sql
from contest.lib import db


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """What certificates are issued for: an edition, and a round of it where it is about one."""

    edition_id: UUID
    code_prefix: str
    is_demo: bool
    round_id: UUID | None
    decision_id: UUID | None = None


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate to be issued. `basis_id` and the person say whether it was already."""

    kind: str
    basis_id: UUID
    item_id: UUID | None
    submission_id: UUID | None
    person_id: UUID
    is_team: bool
    award: wording.Award


# What every sheet of an edition prints, and of a round where there is one.
_AROUND = """
select e.id as edition_id, e.code_prefix, e.is_demo, e.name_en as edition_en, e.name_zh as edition_zh,
       r.id as round_id, coalesce(r.name_en, '') as round_en, coalesce(r.name_zh, '') as round_zh,
       coalesce(c.name_en, '') as city_en, coalesce(c.name_zh, '') as city_zh,
       coalesce(r.time_zone, 'UTC') as time_zone, h.name_en as issuer_en, h.name_zh as issuer_zh
  from edition e
  left join round r on r.edition = e.id and r.id = $2
  left join city c on c.id = r.city
  left join lateral (select name_en, name_zh from partner where edition = e.id and role = $3
                      order by position, id limit 1) h on true
 where e.id = $1
"""

_ITEMS = f"""
select i.id as item_id, i.id as basis_id, i.outcome, i.rank, i.award_en, i.award_zh, s.id as submission_id,
       s.state as submission_state,
       s.owner as owner_id, p.name, s.code as entry_code, s.kind, coalesce(v.content ->> 'title_en', '') as title_en,
       coalesce(v.content ->> 'title_zh', '') as title_zh,
       coalesce(v.content ->> 'organisation_name', '') as organisation,
       (select coalesce(jsonb_agg(jsonb_build_array(m.person, mp.name) order by m.joined_at, m.id), '[]')
          from team_member m join person mp on mp.id = m.person
         where m.submission = s.id and m.left_at is null and m.person <> s.owner) as members,
       d.leads_to is not null and d.onward_refused_at is null as is_onward,
       exists (select from standing e where e.submission = s.id and e.round <> d.round and e.state = 'advanced')
         as came_on,
       i.rank is not null and count(*) filter (where i.outcome = 'awarded')
         over (partition by i.rank, {apart_sql("s", "d.round")}) > 1 as is_shared
  from decision_item i
  join decision d on d.id = i.decision
  join submission s on s.id = i.submission
  join person p on p.id = s.owner
  join standing st on st.submission = s.id and st.round = d.round
  join submission_version v on v.id = st.version
 where d.id = $1
 order by i.rank nulls last, s.code
"""  # noqa: S608 - no value is in it

# A judge served a round who signed a review in it.
_JUDGES = """
select p.id, p.name from person p
 where exists (select from review v join judging_round j on j.id = v.judging_round
                where j.round = $1 and v.judge = p.id and v.state = 'signed')
 order by p.id
"""


async def kinds_of(*, edition_id: UUID) -> list[str]:
    """Which kinds a final decision of the edition issues, in the order of `kinds.BY_DECISION`."""
    chosen = await db.fetchval("select kinds from edition_certificates where edition = $1", edition_id)
    return [kind for kind in kinds.BY_DECISION if chosen is None or kind == kinds.AWARD or kind in chosen]


async def around(*, edition_id: UUID, round_id: UUID | None, at: datetime) -> tuple[Occasion, dict[str, Any]]:
    """The occasion, and what all its sheets print. The day of issue is the one in the round's time zone."""
    row = dict(await db.fetchrow(_AROUND, edition_id, round_id, issue.HOST) or {})
    occasion = msgspec.convert(
        {name: row[name] for name in ("edition_id", "code_prefix", "is_demo", "round_id")}, Occasion
    )
    names = ("edition_en", "edition_zh", "round_en", "round_zh", "city_en", "city_zh")
    prints = {name: row[name] for name in names} | wording.issuer(
        row["issuer_en"], row["issuer_zh"], is_demo=row["is_demo"]
    )
    return occasion, prints | {"issued_on": wording.day_of(at, row["time_zone"])}


async def by_decision(*, decision_id: UUID, at: datetime) -> tuple[Occasion, list[Earned]]:
    """What a decision earns in the kinds of its edition, issued `at`: entries best first, then judges."""
    found = await db.fetchrow(
        "select r.edition, r.id from decision d join round r on r.id = d.round where d.id = $1", decision_id
    )
    assert found is not None  # the caller has read it
    occasion, prints = await around(edition_id=found["edition"], round_id=found["id"], at=at)
    wanted = await kinds_of(edition_id=found["edition"])
    lines = [
        one for row in await db.fetch(_ITEMS, decision_id) for one in _entry(dict(row), prints) if one.kind in wanted
    ]
    if kinds.JUDGE in wanted:
        lines += [_role(kinds.JUDGE, found["id"], row, prints) for row in await db.fetch(_JUDGES, found["id"])]
    return msgspec.structs.replace(occasion, decision_id=decision_id), lines


def _entry(row: dict[str, Any], prints: dict[str, Any]) -> list[Earned]:
    kind = kinds.earned(
        outcome=row["outcome"],
        submission_state=row["submission_state"],
        is_onward=row["is_onward"],
        came_on=row["came_on"],
    )
    if kind is None:
        return []
    if kind != kinds.AWARD:
        return _team(kind, row, prints)
    won = {name: row[name] for name in ("award_en", "award_zh", "is_shared")}
    return _team(kind, row, prints | won | {"rank": wording.printed_rank(row["rank"])})


def _team(kind: str, row: dict[str, Any], prints: dict[str, Any]) -> list[Earned]:
    """What an entry earned, for its team and each of its people."""
    entry = {name: row[name] for name in ("kind", "entry_code", "title_en", "title_zh")}
    members = msgspec.json.decode(row["members"], type=list[tuple[UUID, str]])
    owner = (row["owner_id"], row["name"])
    return [
        Earned(
            kind=kind,
            basis_id=row["basis_id"],
            item_id=row["item_id"],
            submission_id=row["submission_id"],
            person_id=holder.person_id,
            is_team=holder.is_team,
            award=wording.award(kind, name=holder.name, is_team=holder.is_team, prints=prints | entry),
        )
        for holder in issue.holders(owner=owner, members=members, organisation=row["organisation"])
    ]


def _role(kind: str, basis_id: UUID, row: Any, prints: dict[str, Any]) -> Earned:
    """What is earned without an entry, by the person of `row` (id, name)."""
    return Earned(
        kind=kind,
        basis_id=basis_id,
        item_id=None,
        submission_id=None,
        person_id=row["id"],
        is_team=kind == kinds.PARTNER,
        award=wording.award(kind, name=row["name"], is_team=kind == kinds.PARTNER, prints=prints),
    )


# A partner's goes to everybody who acts for it; it prints the partner's name in the language they read.
_PARTNERS = """
select a.partner as basis_id, p.id, coalesce(nullif(case when p.locale = 'zh' then n.name_zh else n.name_en end, ''),
       n.name_en, n.name_zh) as name
  from partner_person a join partner n on n.id = a.partner join person p on p.id = a.person
 where n.edition = $1 order by n.position, n.id, a.created_at
"""


async def by_partnership(*, edition_id: UUID, at: datetime) -> tuple[Occasion, list[Earned]]:
    """What the partners of an edition earn: one for each person who acts for one."""
    occasion, prints = await around(edition_id=edition_id, round_id=None, at=at)
    rows = await db.fetch(_PARTNERS, edition_id)
    return occasion, [_role(kinds.PARTNER, row["basis_id"], row, prints) for row in rows]


# A mentor served an edition who noted a session with a venture of it.
_MENTORS = """
select m.id as basis_id, p.id, p.name from mentor m join person p on p.id = m.person
 where m.edition = $1 and exists (select from mentor_session k join mentoring g on g.id = k.mentoring
                                   where g.mentor = m.id)
 order by p.id
"""


async def by_mentors(*, edition_id: UUID, at: datetime) -> tuple[Occasion, list[Earned]]:
    """What the mentors of an edition earn who have been with a venture."""
    occasion, prints = await around(edition_id=edition_id, round_id=None, at=at)
    rows = await db.fetch(_MENTORS, edition_id)
    return occasion, [_role(kinds.MENTOR, row["basis_id"], row, prints) for row in rows]


# Those who work on the venture now are its people; its lead owned the entry.
_LANDED = """
select n.id as basis_id, null::uuid as item_id, s.edition as edition_id, n.round as round_id,
       s.id as submission_id, s.owner as owner_id, p.name, s.code as entry_code, s.kind,
       coalesce(v.content ->> 'title_en', '') as title_en,
       coalesce(v.content ->> 'title_zh', '') as title_zh,
       coalesce(v.content ->> 'organisation_name', '') as organisation,
       (select coalesce(jsonb_agg(jsonb_build_array(m.person, mp.name) order by m.joined_at, m.id), '[]')
          from venture_person m join person mp on mp.id = m.person
         where m.venture = n.id and m.left_at is null and m.person <> s.owner) as members
  from venture n
  join submission s on s.id = n.submission
  join submission_version v on v.id = n.version
  join person p on p.id = s.owner
 where n.id = $1 and n.registered_on is not null
"""


async def by_landing(*, venture_id: UUID, at: datetime) -> tuple[Occasion, list[Earned]] | None:
    """What a registered venture earns its team; None where it is not registered."""
    found = await db.fetchrow(_LANDED, venture_id)
    if found is None:
        return None
    row = dict(found)
    occasion, prints = await around(edition_id=row["edition_id"], round_id=row["round_id"], at=at)
    return occasion, _team(kinds.LANDED, row, prints)
