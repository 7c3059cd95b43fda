"""The panel of a round, and who of it is too close to which entry."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.judging.rules import steps, ties
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.web.signing import mac
from contest.submissions.queries import judge_reads_sql, never_seen_sql

Pair = tuple[UUID, UUID]


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """A judge of a round, as assignment sees them; `declared_at` is None until they said whom they are close to.

    `scenes` are the keys they know (none means all), `languages` the codes of what they read (none: not said yet).
    `panel_scenes` and `panel_cities` are the bounds of their panel, which hold hard; none means the whole round.
    """

    person_id: UUID
    scenes: list[str]
    keywords: list[str] = []
    languages: list[str] = []
    least: int = 0
    most: int
    is_lead: bool = False
    panel_id: UUID | None = None
    panel_scenes: list[str] = []
    panel_cities: list[UUID] = []
    hours_week: Decimal | None = None
    declared_at: datetime | None


class Close(msgspec.Struct, frozen=True, kw_only=True):
    """A tie that is on record: found by rule, not yet written down."""

    submission_id: UUID
    person_id: UUID
    kind: str


class Declarable(msgspec.Struct, frozen=True, kw_only=True):
    """The names a judge is asked about, each list sorted by how it reads (Chinese by pinyin); no entry is linked."""

    people: list[tuple[str, str]]
    organisations: list[str]


# What the organiser asks here bounds what the judge said of themselves: never more than either, and a wish to read at
# least so many gives way to both.
_SEATS = """
select m.person as person_id,
       case when m.scenes = '[]'::jsonb then coalesce(jp.scenes, '{}')
            else array(select jsonb_array_elements_text(m.scenes)) end as scenes,
       coalesce(jp.keywords, '{}') as keywords, coalesce(jp.languages, '{}') as languages,
       least(greatest(m.least, coalesce(jp.least, 0)), m.most, coalesce(jp.most, m.most)) as least,
       least(m.most, coalesce(jp.most, m.most)) as most,
       m.is_lead, m.panel as panel_id, coalesce(pa.scenes, '{}') as panel_scenes,
       coalesce(pa.cities, '{}') as panel_cities, jp.hours_week, m.declared_at
  from panel_member m
  left join judge_profile jp on jp.person = m.person
  left join panel pa on pa.id = m.panel
 where m.judging_round = $1 and m.left_at is null
 order by m.id
"""


async def seats(*, judging_id: UUID) -> list[Seat]:
    """The judges who have not left the panel."""
    return [Seat(**row) for row in await db.fetch(_SEATS, judging_id)]


_JUDGES = """
select p.id, p.email, o.id as organisation, o.name_en, o.name_zh, o.email_domain
  from panel_member m join person p on p.id = m.person left join organisation o on o.id = p.organisation
 where m.judging_round = $1 and m.left_at is null
"""

# Whoever was ever of an entry's team stands behind it, the owner too: a row for each of them.
_TEAM = """
  cross join lateral (select s.owner as person union
                      select tm.person from team_member tm where tm.submission = s.id) team
  join person p on p.id = team.person
"""

_ENTRIES = f"""
select s.id, p.id as owner, p.email, s.organisation, p.organisation as owners,
       v.content->>'organisation_name' as organisation_name,
       o.name_en, o.name_zh, o.email_domain,
       w.name_en as owners_en, w.name_zh as owners_zh, w.email_domain as owners_domain
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  {_TEAM}
  left join organisation o on o.id = s.organisation
  left join organisation w on w.id = p.organisation
 where st.round = $1 and st.state <> 'ineligible'
"""  # noqa: S608 - constants only


# Entries that their applicants keep from the organisation of a judge.
_NEVER = f"""
select s.id as submission, m.person
  from standing st
  join submission s on s.id = st.submission and exists (select 1 from never_seen where submission = s.id)
  join panel_member m on m.judging_round = $1 and m.left_at is null
 where st.round = $2 and {never_seen_sql("m.person")}
"""  # noqa: S608 - constants only


def _known(
    row: Any, person: UUID, organisations: tuple[UUID | None, ...], names: tuple[str | None, ...], *domains: str
) -> ties.Known:
    addresses = [row["email"], *(row[column] for column in domains)]
    return ties.Known(
        people=frozenset({str(person)}),
        organisations=frozenset(str(one) for one in organisations if one is not None),
        names=frozenset(plain for name in names if name and (plain := ties.plain_name(name))),
        domains=frozenset(domain for one in addresses if one and (domain := ties.mail_domain(one))),
    )


async def found_ties(*, judging_id: UUID, round_id: UUID) -> list[Close]:
    """Every judge and entry of the round that the records bring together, less those written down already."""
    judges = [
        (row["id"], _known(row, row["id"], (row["organisation"],), (row["name_en"], row["name_zh"]), "email_domain"))
        for row in await db.fetch(_JUDGES, judging_id)
    ]
    written = await written_ties(round_id=round_id)
    found: list[Close] = []
    for row in await db.fetch(_NEVER, judging_id, round_id):
        if (row["submission"], row["person"]) not in written:
            found.append(Close(submission_id=row["submission"], person_id=row["person"], kind="organisation"))
            written.add((row["submission"], row["person"]))
    for row in await db.fetch(_ENTRIES, round_id):
        names = (row["organisation_name"], row["name_en"], row["name_zh"], row["owners_en"], row["owners_zh"])
        entry = _known(row, row["owner"], (row["organisation"], row["owners"]), names, "email_domain", "owners_domain")
        for person_id, judge in judges:
            kind = ties.found_tie(judge, entry)
            if kind is not None and (row["id"], person_id) not in written:
                found.append(Close(submission_id=row["id"], person_id=person_id, kind=kind))
                written.add((row["id"], person_id))
    return found


async def written_ties(*, round_id: UUID) -> set[Pair]:
    """(entry, person) of every tie to an entry of the round."""
    rows = await db.fetch(
        "select t.submission, t.person from tie t join standing st on st.submission = t.submission where st.round = $1",
        round_id,
    )
    return {(row["submission"], row["person"]) for row in rows}


_KEPT_FROM = f"""
select s.id, m.person
  from panel_member m
  join judging_round jr on jr.id = m.judging_round
  join standing st on st.round = jr.round
  join submission s on s.id = st.submission
 where m.judging_round = $1 and m.left_at is null and not {judge_reads_sql("m.person")}
"""  # noqa: S608 - no value is in it


async def kept_from(*, judging_id: UUID) -> set[Pair]:
    """(entry, judge) of the panel who may not read it: tied, or where its applicant agreed to no readers."""
    return {(row["id"], row["person"]) for row in await db.fetch(_KEPT_FROM, judging_id)}


_NAMED = f"""
select s.id, p.id as owner, p.name, v.content->>'organisation_name' as organisation_name
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  {_TEAM}
 where st.round = $1
"""  # noqa: S608 - constants only


async def declarable(*, actor: Actor, round_id: UUID) -> Declarable:
    """All people and organisations behind the entries of a round that the judge may read for what their applicants
    agreed to, but the judge's own name; each spelled one way."""
    may_read = accounts.judge_reads_sql("$2", "s.owner", "s.country")
    rows = await db.fetch(f"{_NAMED} and {may_read}", round_id, actor.person_id)
    people = {person_key(round_id, row["owner"]): row["name"] for row in rows if row["owner"] != actor.person_id}
    names = sorted(row["organisation_name"] for row in rows if row["organisation_name"])
    organisations = {ties.plain_name(name): name for name in reversed(names)}
    return Declarable(
        people=sorted(people.items(), key=lambda person: (_reading(person[1]), person[0])),
        organisations=sorted(organisations.values(), key=_reading),
    )


def person_key(round_id: UUID, person_id: UUID) -> str:
    """Who is meant on the list of a round. Ids of people rise with their sign-up, and so would tell of entry codes."""
    return mac("declared conflict", f"{round_id} {person_id}")[:24]


async def entries_behind(*, round_id: UUID, people: set[str], organisations: set[str]) -> list[UUID]:
    """The entries of a round that belong to these people or carry these organisations' names."""
    names = {ties.plain_name(name) for name in organisations}
    found = [
        row["id"]
        for row in await db.fetch(_NAMED, round_id)
        if person_key(round_id, row["owner"]) in people
        or (row["organisation_name"] and ties.plain_name(row["organisation_name"]) in names)
    ]
    return list(dict.fromkeys(found))


def _reading(name: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes a third of a second

    return " ".join(lazy_pinyin(name)).casefold()


class Declaring(msgspec.Struct, frozen=True, kw_only=True):
    """A round that a judge declares for."""

    round_id: UUID
    name_en: str
    name_zh: str
    state: str
    declared_at: datetime | None
    is_demo: bool

    @property
    def can_declare(self) -> bool:
        return self.declared_at is None and self.state in steps.DECLARING


async def declaring(*, actor: Actor, round_id: UUID) -> Declaring:
    """The round, for a judge of its panel; to everybody else it is `NotFound`."""
    row = await db.fetchrow(
        """select r.id as round_id, r.name_en, r.name_zh, r.state, m.declared_at, e.is_demo
             from panel_member m
             join judging_round jr on jr.id = m.judging_round
             join round r on r.id = jr.round
             join edition e on e.id = r.edition
            where r.id = $1 and m.person = $2 and m.left_at is null""",
        round_id,
        actor.person_id,
    )
    if row is None:
        raise NotFound
    return Declaring(**row)
