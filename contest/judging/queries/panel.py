"""The panel of a round, and who of it is too close to which entry."""

import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.challenge.rules import hides_names
from contest.judging.queries.terms import agreed_sql
from contest.judging.rules import steps
from contest.judging.rules.names import named_in, person_keys
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.web.signing import mac
from contest.submissions.queries import agreed_to_judge_sql, judge_reads_sql
from contest.submissions.rules.closeness import plain_name


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


class Declarable(msgspec.Struct, frozen=True, kw_only=True):
    """The names a judge is asked about, each list sorted by how it reads (Chinese by pinyin); no entry is linked."""

    people: list[tuple[str, str]]
    organisations: list[str]

    @property
    def people_by_letter(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return by_letter(self.people)

    @property
    def organisations_by_letter(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return by_letter([(name, name) for name in self.organisations])


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


async def written_ties(*, round_id: UUID) -> set[tuple[UUID, UUID]]:
    """(entry, person) of every tie to an entry of the round, and of who was recused from one: never to be paired."""
    rows = await db.fetch(
        """select t.submission, t.person from tie t join standing st on st.submission = t.submission
            where st.round = $1
           union select rv.submission, rv.judge from review rv join judging_round jr on jr.id = rv.judging_round
            where jr.round = $1 and rv.state = 'recused'""",
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


async def kept_from(*, judging_id: UUID) -> set[tuple[UUID, UUID]]:
    """(entry, judge) of the panel who may not read it: tied, or where its applicant agreed to no readers."""
    return {(row["id"], row["person"]) for row in await db.fetch(_KEPT_FROM, judging_id)}


# Whoever was ever of an entry's team stands behind it, the owner too: a row for each of them.
_TEAM = """
  cross join lateral (select s.owner as person union
                      select tm.person from team_member tm where tm.submission = s.id) team
  join person p on p.id = team.person
"""

_NAMED = f"""
select s.id, p.id as owner, p.name, v.content->>'organisation_name' as organisation_name
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  {_TEAM}
 where st.round = $1
"""  # noqa: S608 - constants only


# Whom an entry names who have no account here: of its team, as it writes them, and its referees.
_BY_NAME = """
select s.id, r.blindness, v.content->'answers'->>'contact_name' as contact_name,
       v.content->'answers'->>'members' as members,
       array(select rf.name from referee rf where rf.submission = s.id) as referees,
       array(select p.name from person p where p.id = s.owner or p.id in
             (select tm.person from team_member tm where tm.submission = s.id)) as known
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  join round r on r.id = st.round
 where st.round = $1
"""


def _only_named(round_id: UUID, row: Any) -> dict[str, str]:
    """Key and name of whom an entry names beyond those with an account; none where the round is blind."""
    if hides_names(row["blindness"]):
        return {}
    known = frozenset[str]().union(*map(person_keys, row["known"]))
    plain = {plain_name(one) for one in row["known"]}
    written = [row["contact_name"] or "", *named_in(row["members"] or ""), *row["referees"]]
    return {
        name_key(round_id, one): one
        for one in (name.strip() for name in written)
        if one and plain_name(one) not in plain and not person_keys(one) & known
    }


async def declarable(*, actor: Actor, round_id: UUID) -> Declarable:
    """All people and organisations behind the entries of a round that the judge may read for what their people agreed
    to, but the judge's own name; each spelled one way. Who left a team is named where they agreed to it.

    Whom an entry only names is listed where the round shows its names to judges: they were asked for nothing."""
    may_read = f"{agreed_to_judge_sql('$2')} and {accounts.judge_reads_sql('$2', 'select p.id', 's.country')}"
    rows = await db.fetch(f"{_NAMED} and {may_read}", round_id, actor.person_id)
    people = {person_key(round_id, row["owner"]): row["name"] for row in rows if row["owner"] != actor.person_id}
    reads = f"{agreed_to_judge_sql('$2')} and {accounts.judge_reads_sql('$2', 'select s.owner', 's.country')}"
    own = person_keys(actor.name)
    for row in await db.fetch(f"{_BY_NAME} and {reads} order by s.id desc", round_id, actor.person_id):
        people |= {key: name for key, name in _only_named(round_id, row).items() if not person_keys(name) & own}
    bodies = sorted(row["organisation_name"] for row in rows if row["organisation_name"])
    organisations = {plain_name(name): name for name in reversed(bodies)}
    return Declarable(
        people=sorted(people.items(), key=lambda person: (reading(person[1]), person[0])),
        organisations=sorted(organisations.values(), key=reading),
    )


def person_key(round_id: UUID, person_id: UUID) -> str:
    """Who is meant on the list of a round. Ids of people rise with their sign-up, and so would tell of entry codes."""
    return mac("declared conflict", f"{round_id} {person_id}")[:24]


def name_key(round_id: UUID, name: str) -> str:
    """Who is meant on the list of a round by a name alone, however it is spelled."""
    return mac("declared name", f"{round_id} {min(person_keys(name), default=plain_name(name))}")[:24]


async def entries_behind(*, round_id: UUID, people: set[str], organisations: set[str]) -> list[UUID]:
    """The entries of a round that belong to these people, name them, or carry these organisations' names."""
    plain = {plain_name(name) for name in organisations}
    found = [
        row["id"]
        for row in await db.fetch(_NAMED, round_id)
        if person_key(round_id, row["owner"]) in people
        or (row["organisation_name"] and plain_name(row["organisation_name"]) in plain)
    ]
    found += [row["id"] for row in await db.fetch(_BY_NAME, round_id) if _only_named(round_id, row).keys() & people]
    return list(dict.fromkeys(found))


def by_letter(named: list[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Sorted names under the letter that each begins with as it reads (Chinese by pinyin); `#` for all others."""
    made: dict[str, list[tuple[str, str]]] = {}
    for key, name in named:
        first = unicodedata.normalize("NFKD", reading(name))[:1].upper()
        made.setdefault(first if "A" <= first <= "Z" else "#", []).append((key, name))
    return sorted(made.items())


def reading(name: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes a third of a second

    return " ".join(lazy_pinyin(name)).casefold()


class Declaring(msgspec.Struct, frozen=True, kw_only=True):
    """A round that a judge declares for. `accepted_at` is None too where the terms have changed since."""

    round_id: UUID
    name_en: str
    name_zh: str
    state: str
    accepted_at: datetime | None
    declared_at: datetime | None
    is_demo: bool

    @property
    def can_declare(self) -> bool:
        return self.accepted_at is not None and self.declared_at is None and self.state in steps.DECLARING


async def declaring(*, actor: Actor, round_id: UUID) -> Declaring:
    """The round, for a judge of its panel; to everybody else it is `NotFound`."""
    row = await db.fetchrow(
        f"""select r.id as round_id, r.name_en, r.name_zh, r.state, m.declared_at, e.is_demo,
                  case when {agreed_sql("m.person", "e.id")} then m.accepted_at end as accepted_at
             from panel_member m
             join judging_round jr on jr.id = m.judging_round
             join round r on r.id = jr.round
             join edition e on e.id = r.edition
            where r.id = $1 and m.person = $2 and m.left_at is null""",  # noqa: S608 - no value is in it
        round_id,
        actor.person_id,
    )
    if row is None:
        raise NotFound
    return Declaring(**row)
