"""Reading the chain: what a seal covers, whether all of it holds, and what must always hold."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from contest.audit import rules
from contest.lib import db

BATCH = 2000

# Not a repeat of `verdict`: these need no digest and are quick.
INVARIANTS = {
    "every audit record has a seal or waits for one": (
        "select r.id from audit_record r"
        " where not exists (select from audit_seal s where s.record = r.id)"
        " and not exists (select from audit_waiting w where w.record = r.id)"
    ),
    "the numbers of the seals have no gap": (
        "select number from (select number, lag(number, 1, 0::bigint) over (order by number) as before"
        " from audit_seal) as s where number <> before + 1"
    ),
    "every audit text has its digest in the record": (
        "select t.id from audit_text t join audit_record r on r.id = t.record"
        " where not coalesce(r.digests, '{}'::jsonb) ? t.name"
    ),
}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What the chain says. `broken_number` and `broken_record` name the first record that does not hold, and `why`.

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


_SEALS = """
select s.number, s.hash, s.record, r.id, r.at, r.actor_id, r.action, r.thing, r.thing_id, r.outcome, r.data, r.digests,
       (select coalesce(json_agg(json_build_array(t.name, t.salt, t.text)), '[]')
          from audit_text t where t.record = s.record) as texts
  from audit_seal s left join audit_record r on r.id = s.record
 where s.number > $1 order by s.number limit $2
"""


def sealed(row: Any) -> rules.Sealed:
    """The part of a row that its seal covers."""
    return rules.Sealed(
        id=row["id"],
        at=row["at"],
        actor_id=row["actor_id"],
        action=row["action"],
        thing=row["thing"],
        thing_id=row["thing_id"],
        outcome=row["outcome"],
        data=msgspec.json.decode(row["data"]),
        digests=msgspec.json.decode(row["digests"]),
    )


async def verdict() -> Verdict:
    """Whether the chain holds from its first seal to its last, with the texts beside it. Reads in one snapshot."""
    async with db.work():
        await db.execute("set transaction isolation level repeatable read, read only")
        waiting = await db.fetchval("select count(*) from audit_waiting")
        unsealed = await db.fetchval(INVARIANTS["every audit record has a seal or waits for one"] + " limit 1")
        number, previous, erased = 0, rules.FIRST, 0
        while rows := await db.fetch(_SEALS, number, BATCH):
            for row in rows:
                why = _what_is_wrong(row, number + 1, previous)
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


def _what_is_wrong(row: Any, number: int, previous: str) -> str:
    if row["number"] != number:
        return f"seal {number} is missing"
    if row["id"] is None:
        return "the record is missing"
    record = sealed(row)
    if rules.link(previous, number, record) != row["hash"]:
        return "the record or its link was changed"
    return _wrong_text(record, msgspec.json.decode(row["texts"]))


def _wrong_text(record: rules.Sealed, texts: Iterable[tuple[str, str, str]]) -> str:
    for name, salt, text in texts:
        if record.digests.get(name) != rules.text_digest(salt, text):
            return f"the text {name!r} does not fit its digest"
    return ""
