"""What certificates of an edition look like, and for whom that is hard."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from contest.certificates.queries.logos import Licence, licences
from contest.certificates.rules import issue, samples
from contest.certificates.rules.designs import Design
from contest.challenge.rules import may_organise
from contest.lib import clock, db, pdf
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class Unprintable(NamedTuple):
    """A person whose name has characters that no font here has."""

    name: str
    entry_code: str
    characters: str


class DesignPage(msgspec.Struct, frozen=True, kw_only=True):
    """The newest design of an edition (`version` 0: nobody chose yet), with names of its own to try it on."""

    edition_id: UUID
    name_en: str
    name_zh: str
    code_prefix: str
    is_demo: bool
    issuer_en: str
    issuer_zh: str
    version: int
    made_at: datetime | None
    design: Design
    samples: dict[str, str]
    logos: list[Licence]
    unprintable: list[Unprintable]


_PAGE = """
select e.id as edition_id, e.name_en, e.name_zh, e.code_prefix, e.is_demo, coalesce(h.name_en, '') as issuer_en,
       coalesce(h.name_zh, '') as issuer_zh, coalesce(d.version, 0) as version, d.made_at, d.design
  from edition e
  left join lateral (select name_en, name_zh from partner where edition = e.id and role = $2
                      order by position, id limit 1) h on true
  left join lateral (select version, made_at, design from edition_design where edition = e.id
                      order by version desc limit 1) d on true
 where e.id = $1
"""

# Everybody who may get one: owners, their teams by name, and who is on them.
_NAMES = """
select n.name, min(s.code) as entry_code
  from submission s
  cross join lateral (
    select p.name from person p where p.id = s.owner
    union select s.organisation_name where s.organisation_name <> ''
    union select p.name from team_member m join person p on p.id = m.person
           where m.submission = s.id and m.left_at is null) n
 where s.edition = $1 and s.state = 'submitted' group by n.name order by n.name
"""


async def design_page(*, actor: Actor, edition_id: UUID) -> DesignPage:
    """For who organises the whole edition; `NotFound` for everybody else."""
    row = await db.fetchrow(_PAGE, edition_id, issue.HOST)
    if row is None or not may_organise(actor, edition_id=edition_id):
        raise NotFound
    facts = dict(row)
    facts["design"] = msgspec.json.decode(facts["design"] or "{}", type=Design)
    names = await db.fetch(_NAMES, edition_id)
    odd = [(one["name"], one["entry_code"], pdf.missing_characters(one["name"])) for one in names]
    return DesignPage(
        **facts,
        logos=[one for one in await licences(edition_id=edition_id) if one.holds(clock.now().date())],
        samples=samples.chosen([one["name"] for one in names]),
        unprintable=[Unprintable(name, code, " ".join(missing)) for name, code, missing in odd if missing],
    )
