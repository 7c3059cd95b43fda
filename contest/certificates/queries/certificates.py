"""Reads about certificates."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.certificates.rules import issue, kinds, wording
from contest.certificates.rules.designs import Design
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


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
    is_team: bool
    submission_id: UUID | None
    edition_id: UUID
    round_id: UUID | None
    batch_id: UUID | None
    is_stopped: bool
    is_demo: bool
    key: str
    sha256: str | None
    issued_at: datetime
    ended_at: datetime | None
    reason: str | None
    trouble: str
    erased_at: datetime | None
    status_index: int
    newer_code: str | None
    is_named: bool
    award: wording.Award
    design: Design

    @property
    def is_to_make(self) -> bool:
        """Whether its file is still wanted."""
        return self.sha256 is None and self.state == "issued" and self.erased_at is None and not self.is_stopped


_CERTIFICATE = f"""
select c.id, c.code, c.number, c.version, c.kind, c.state, c.recipient_id, p.locale as recipient_locale, c.is_team,
       c.submission as submission_id, c.edition as edition_id, c.round as round_id, c.batch as batch_id,
       coalesce(b.stopped_at is not null, false) as is_stopped, c.is_demo, c.key, c.sha256, c.issued_at, c.ended_at,
       c.reason, c.trouble, c.erased_at, c.status_index, c.data, g.design,
       (select n.code from certificate n where n.number = c.number and n.state = 'issued' and n.version > c.version)
         as newer_code,
       {accounts.named_sql("c.recipient_id")} as is_named
  from certificate c
  left join issued_batch b on b.id = c.batch
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
    """The certificate whose PDF has this digest."""
    return await _one("c.sha256 = $1", sha256)


async def by_credential(sha256: str) -> Certificate | None:
    """The certificate whose credential has this digest."""
    return await _one("c.credential_sha256 = $1", sha256)


async def credential_text(certificate_id: UUID) -> str | None:
    """The signed credential of a certificate, as it was issued; None where it has none."""
    text: str | None = await db.fetchval("select credential from certificate where id = $1", certificate_id)
    return text


async def over(*, first: int, count: int) -> list[int]:
    """The places, counted from `first`, in the status list of what holds no more."""
    rows = await db.fetch(
        "select status_index - $1 as place from certificate where status_index >= $1 and status_index < $1 + $2"
        " and state <> 'issued'",
        first,
        count,
    )
    return [row["place"] for row in rows]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at a code or at a file found. `is_same_file` is None where no file was given.

    `is_credential`: the file is the JSON, whose words count, not its spaces. `finding`: what its signature told, where
    it is not the file we issued.
    """

    certificate: Certificate | None
    typed: str = ""
    is_same_file: bool | None = None
    is_credential: bool = False
    finding: str = ""


async def check_file(*, sha256: str, claimed: str | None, finding: str = "") -> Checked:
    """The certificate whose file this is to the last byte; else the one that it claims, by the code inside, to be."""
    if (found := await by_digest(sha256)) is not None:
        return Checked(certificate=found, is_same_file=True)
    if (found := await by_credential(sha256)) is not None:
        return Checked(certificate=found, is_same_file=True, is_credential=True)
    return Checked(certificate=await by_code(claimed) if claimed else None, is_same_file=False, finding=finding)


async def with_file(actor: Actor, *, code: str) -> Certificate | None:
    """The certificate whose file the actor may have; None where there is none such."""
    found = await by_code(code)
    if found is None:
        return None
    may = issue.may_have_file(
        actor, recipient_id=found.recipient_id, edition_id=found.edition_id, round_id=found.round_id
    )
    return found if may and found.erased_at is None else None


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of *My certificates*."""

    code: str
    number: str
    state: str
    is_ready: bool
    is_demo: bool
    award_en: str
    award_zh: str
    name: str
    edition_en: str
    edition_zh: str
    entry_code: str
    issued_on: date


_MINE = """
select kind, code, number, state, sha256 is not null as is_ready, is_demo, data ->> 'name' as name,
       data ->> 'award_en' as award_en, data ->> 'award_zh' as award_zh, data ->> 'edition_en' as edition_en,
       data ->> 'edition_zh' as edition_zh,
       data ->> 'entry_code' as entry_code, (data ->> 'issued_on')::date as issued_on
  from certificate where recipient_id = $1 and erased_at is null order by issued_at desc, number
"""


async def my_certificates(actor: Actor) -> list[Mine]:
    """The actor's own certificates, newest first."""
    return [_mine(dict(row)) for row in await db.fetch(_MINE, actor.id)]


def _mine(row: dict[str, Any]) -> Mine:
    named = kinds.NAMED[row.pop("kind")]
    if not row["award_en"] and not row["award_zh"]:
        row |= {"award_en": named.award_en, "award_zh": named.award_zh}
    return Mine(**row)
