"""Reading a chain: what a seal covers, whether all of it holds, and what must always hold."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from contest.audit import rules
from contest.audit.rules import AUDIT, Ledger
from contest.lib import db
from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept

BATCH = 2000

_UNSEALED = """
select r.id from {name}_record r
 where not exists (select from {name}_seal s where s.record = r.id)
   and not exists (select from {name}_waiting w where w.record = r.id)"""

_GAPS = """
select number from (select number, lag(number, 1, 0::bigint) over (order by number) as before from {name}_seal) as s
 where number <> before + 1"""

_STRAY_TEXTS = """
select t.id from {name}_text t join {name}_record r on r.id = t.record
 where not coalesce(r.digests, '{{}}'::jsonb) ? t.name"""


def invariants(ledger: Ledger) -> dict[str, str]:
    """What must hold of a ledger. Not a repeat of `verdict`: these need no digest and are quick."""
    name = ledger.name
    return {
        f"every {name} record has a seal or waits for one": _UNSEALED.format(name=name),
        f"the numbers of the {name} seals have no gap": _GAPS.format(name=name),
        f"every {name} text has its digest in the record": _STRAY_TEXTS.format(name=name),
    }


INVARIANTS = invariants(AUDIT)


class SealHead(msgspec.Struct, frozen=True, kw_only=True):
    """The last link of a chain: whoever keeps it can tell that nothing before it was changed."""

    number: int
    hash: str
    sealed_at: datetime


async def head(ledger: Ledger) -> SealHead | None:
    """The last seal of a ledger, or None where nothing is sealed yet."""
    row = await db.fetchrow(f"select number, hash, sealed_at from {ledger.name}_seal order by number desc limit 1")  # noqa: S608 - a constant
    return None if row is None else SealHead(**row)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a chain says. `broken_number` and `broken_record` name the first record that does not hold, and `why`.

    `erased` counts texts that were erased with their salts, as a person may ask for; the chain holds without them.
    """

    sealed: int
    waiting: int
    erased: int
    broken_number: int | None = None
    broken_record: UUID | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        return not self.why


@cache
def _seals(ledger: Ledger) -> str:
    columns = ", ".join(f"r.{column}" for column in ledger.columns)
    name = ledger.name
    return f"""
select s.number, s.hash, s.record, {columns},
       (select coalesce(json_agg(json_build_array(t.name, t.salt, t.text)), '[]')
          from {name}_text t where t.record = s.record) as texts
  from {name}_seal s left join {name}_record r on r.id = s.record
 where s.number > $1 order by s.number limit $2
"""  # noqa: S608 - names of tables and columns


def sealed(ledger: Ledger, row: Any) -> dict[str, Any]:
    """The part of a row that its seal covers."""
    return {
        column: msgspec.json.decode(row[column]) if column in rules.DOCUMENTS else row[column]
        for column in ledger.columns
    }


async def verdict(ledger: Ledger) -> Verdict:
    """Whether the chain holds from its first seal to its last, with the texts beside it. Reads in one snapshot."""
    async with db.work():
        await db.execute("set transaction isolation level repeatable read, read only")
        waiting = await db.fetchval(f"select count(*) from {ledger.name}_waiting")  # noqa: S608 - a table's name
        unsealed = await db.fetchval(_UNSEALED.format(name=ledger.name) + " limit 1")
        number, previous, erased = 0, rules.FIRST, 0
        while rows := await db.fetch(_seals(ledger), number, BATCH):
            for row in rows:
                why = _what_is_wrong(ledger, row, number + 1, previous)
                if why:
                    return Verdict(
                        sealed=number,
                        waiting=waiting,
                        erased=erased,
                        broken_number=row["number"],
                        broken_record=row["record"],
                        why=why,
                    )
                number, previous = row["number"], row["hash"]
                erased += len(msgspec.json.decode(row["digests"])) - len(msgspec.json.decode(row["texts"]))
    if unsealed is not None:
        return Verdict(
            sealed=number, waiting=waiting, erased=erased, broken_record=unsealed, why="the record has lost its seal"
        )
    return Verdict(sealed=number, waiting=waiting, erased=erased)


def _what_is_wrong(ledger: Ledger, row: Any, number: int, previous: str) -> str:
    if row["number"] != number:
        return f"seal {number} is missing"
    if row["id"] is None:
        return "the record is missing"
    record = sealed(ledger, row)
    if rules.link(previous, number, record) != row["hash"]:
        return "the record or its link was changed"
    return _wrong_text(record["digests"], msgspec.json.decode(row["texts"]))


def _wrong_text(digests: dict[str, str], texts: Iterable[tuple[str, str, str]]) -> str:
    for name, salt, text in texts:
        if digests.get(name) != rules.text_digest(salt, text):
            return f"the text {name!r} does not fit its digest"
    return ""


KEPT = (
    Kept(
        key="record",
        title=N_("What you did here"),
        sql="""select r.at, r.action as what, r.thing as kind, r.outcome as state,
                      (select string_agg(t.text, ' · ' order by t.id) from audit_text t where t.record = r.id) as text
                 from audit_record r where r.actor_id = $1 order by r.at desc, r.id""",
    ),
)

# Sealed records stay for good; they hold ids. The words beside them are the person's, or about them.
ERASED = (
    Erased(table="audit_text", person="(select r.actor_id from audit_record r where r.id = t.record)"),
    Erased(
        table="audit_text",
        person="(select r.thing_id from audit_record r where r.id = t.record and r.thing = 'person')",
    ),
)
OF_NOBODY = ("audit_record", "audit_seal", "audit_waiting")
