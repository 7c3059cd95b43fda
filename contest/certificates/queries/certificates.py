"""Reads about certificates."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.certificates.rules import issue, wording
from contest.certificates.rules.designs import Design
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a final decision with all that its certificate prints. For the verb: it asks nobody who looks.

    `award` names the owner; `members`: who else is on the team, with the name that theirs prints.
    """

    id: UUID
    outcome: str
    submission_id: UUID
    submission_state: str
    owner_id: UUID
    members: list[tuple[UUID, str]]
    edition_id: UUID
    code_prefix: str
    is_demo: bool
    award: wording.Award


_ITEMS = """
select i.id, i.outcome, i.rank, i.award_en, i.award_zh, s.id as submission_id, s.state as submission_state,
       s.owner as owner_id, s.code as entry_code,
       (select coalesce(jsonb_agg(jsonb_build_array(m.person, mp.name) order by m.joined_at, m.id), '[]')
          from team_member m join person mp on mp.id = m.person
         where m.submission = s.id and m.left_at is null and m.person <> s.owner) as members,
       s.kind, p.name, v.content ->> 'title_en' as title_en,
       v.content ->> 'title_zh' as title_zh, e.id as edition_id, e.code_prefix, e.is_demo, e.name_en as edition_en,
       e.name_zh as edition_zh, r.name_en as round_en, r.name_zh as round_zh, coalesce(c.name_en, '') as city_en,
       coalesce(c.name_zh, '') as city_zh, r.time_zone, h.name_en as issuer_en, h.name_zh as issuer_zh,
       i.rank is not null and count(*) filter (where i.outcome = 'awarded') over (partition by i.rank) > 1 as is_shared
  from decision_item i
  join decision d on d.id = i.decision
  join round r on r.id = d.round
  join edition e on e.id = r.edition
  left join city c on c.id = r.city
  join submission s on s.id = i.submission
  join person p on p.id = s.owner
  join standing st on st.submission = s.id and st.round = r.id
  join submission_version v on v.id = st.version
  left join lateral (select name_en, name_zh from partner where edition = e.id and role = $2
                      order by position, id limit 1) h on true
 where d.id = $1
 order by i.rank nulls last, s.code
"""


async def items(*, decision_id: UUID, issued_at: datetime) -> list[Item]:
    """The lines of a decision, best first. The day of issue is the one in the round's time zone."""
    rows = await db.fetch(_ITEMS, decision_id, issue.HOST)
    return [_item(dict(row), issued_at) for row in rows]


def _item(row: dict[str, Any], issued_at: datetime) -> Item:
    facts = {field: row[field] for field in Item.__struct_fields__ if field not in {"award", "members"}}
    facts["members"] = msgspec.json.decode(row["members"], type=list[tuple[UUID, str]])
    prints = {field: row[field] for field in wording.Award.__struct_fields__ if field in row}
    prints["rank"] = wording.printed_rank(row["rank"])
    prints["issued_on"] = wording.day_of(issued_at, row["time_zone"])
    prints |= wording.issuer(row["issuer_en"], row["issuer_zh"], is_demo=row["is_demo"])
    return Item(**facts, award=wording.Award(**prints))


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate as verbs and the public check know it."""

    id: UUID
    code: str
    number: str
    version: int
    kind: str
    state: str
    recipient_id: UUID
    recipient_locale: str
    submission_id: UUID
    edition_id: UUID
    round_id: UUID
    is_demo: bool
    key: str
    sha256: str | None
    issued_at: datetime
    ended_at: datetime | None
    reason: str | None
    newer_code: str | None
    is_named: bool
    award: wording.Award
    design: Design


_CERTIFICATE = f"""
select c.id, c.code, c.number, c.version, c.kind, c.state, c.recipient_id, p.locale as recipient_locale,
       s.id as submission_id, s.edition as edition_id, d.round as round_id, c.is_demo, c.key,
       c.sha256, c.issued_at, c.ended_at, c.reason,
       c.data, g.design,
       (select n.code from certificate n where n.number = c.number and n.state = 'issued' and n.version > c.version)
         as newer_code,
       {accounts.named_sql("c.recipient_id")} as is_named
  from certificate c
  join submission s on s.id = c.submission
  join decision_item i on i.id = c.item
  join decision d on d.id = i.decision
  left join person p on p.id = c.recipient_id
  left join edition_design g on g.id = c.design
"""  # noqa: S608 - no value is in it


async def _one(condition: str, value: Any) -> Certificate | None:
    row = await db.fetchrow(f"{_CERTIFICATE} where {condition} limit 1", value)
    return None if row is None else _certificate(dict(row))


def _certificate(facts: dict[str, Any]) -> Certificate:
    award = msgspec.json.decode(facts.pop("data"), type=wording.Award)
    facts["recipient_locale"] = facts["recipient_locale"] or "en"
    facts["design"] = msgspec.json.decode(facts["design"] or "{}", type=Design)
    return Certificate(**facts, award=award)


async def by_ids(certificate_ids: list[UUID]) -> list[Certificate]:
    """For a job: a series, by number."""
    rows = await db.fetch(f"{_CERTIFICATE} where c.id = any($1::uuid[]) order by c.number, c.version", certificate_ids)
    return [_certificate(dict(row)) for row in rows]


async def to_change(*, actor: Actor, certificate_id: UUID) -> Certificate:
    """For who may correct or revoke it; `NotFound` for everybody else."""
    found = await _one("c.id = $1", certificate_id)
    if found is None or not issue.may_revoke(actor, edition_id=found.edition_id):
        raise NotFound
    return found


async def by_code(code: str) -> Certificate | None:
    """For anybody who knows the code: it is the key to what the sheet says, and to nothing else."""
    return await _one("c.code = $1", code)


async def by_digest(sha256: str) -> Certificate | None:
    """The certificate whose file has this digest."""
    return await _one("c.sha256 = $1", sha256)


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at a code or at a file found. `is_same_file` is None where no file was given.

    `finding`: what its signature told, where it is not the file we issued.
    """

    certificate: Certificate | None
    typed: str = ""
    is_same_file: bool | None = None
    finding: str = ""


async def check_file(*, sha256: str, claimed: str | None, finding: str = "") -> Checked:
    """The certificate whose file this is to the last byte; else the one that it claims, by the code inside, to be."""
    if (found := await by_digest(sha256)) is not None:
        return Checked(certificate=found, is_same_file=True)
    return Checked(certificate=await by_code(claimed) if claimed else None, is_same_file=False, finding=finding)


async def with_file(actor: Actor, *, code: str) -> Certificate | None:
    """The certificate whose file the actor may have; None where there is none such."""
    found = await by_code(code)
    if found is None:
        return None
    may = issue.may_have_file(
        actor, recipient_id=found.recipient_id, edition_id=found.edition_id, round_id=found.round_id
    )
    return found if may else None


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of *My certificates*."""

    code: str
    number: str
    state: str
    is_ready: bool
    is_demo: bool
    award_en: str
    award_zh: str
    edition_en: str
    edition_zh: str
    entry_code: str
    issued_on: date


_MINE = """
select code, number, state, sha256 is not null as is_ready, is_demo, data ->> 'award_en' as award_en,
       data ->> 'award_zh' as award_zh, data ->> 'edition_en' as edition_en, data ->> 'edition_zh' as edition_zh,
       data ->> 'entry_code' as entry_code, (data ->> 'issued_on')::date as issued_on
  from certificate where recipient_id = $1 order by issued_at desc, number
"""


async def my_certificates(actor: Actor) -> list[Mine]:
    """The actor's own certificates, newest first."""
    return [Mine(**dict(row)) for row in await db.fetch(_MINE, actor.id)]
