"""More time for one person, and codes that give it to latecomers."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound, NotSignedIn
from contest.lib.i18n import N_
from contest.lib.ids import LETTERS, secret_code, uuid7
from contest.submissions import queries, rules

CODE_LETTERS = 12

_EXTEND = """
insert into extension (id, round, person, code, kinds, until, reason, granted_by, granted_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

_ENTRY = f"""
select s.owner, s.kind from submission s
 where s.code = $1 and s.round = $2 and s.state in ('draft', 'submitted') and {queries.ties_hide_sql("$3")}
"""  # noqa: S608 - constants only

_MAKE_CODE = """
insert into late_code (id, round, digest, ending, kinds, most, until, good_until, reason, created_by, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""

# Whoever uses the code at the same moment waits here, and only then counts: one statement would count before it waits.
_HOLD = "select id from late_code where digest = $1 for update"

_TYPED = """
select c.*, r.state as round_state, r.edition, (select count(*) from extension x where x.code = c.id) as used,
       (select x.id from extension x where x.code = c.id and x.person = $2) as own
  from late_code c join round r on r.id = c.round where c.id = $1
"""


async def _organised(actor: Actor, round_id: UUID) -> challenge.RoundFacts:
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not rules.may_extend(actor, edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


def _check_state(facts: challenge.RoundFacts) -> None:
    if facts.state not in {"open", "screening"}:
        raise Conflict(N_("More time can be given while the round is open or being screened."))


async def grant_extension(
    *, actor: Actor, round_id: UUID, code: str, until: datetime | None, reason: str, now: datetime
) -> UUID:
    """Give the applicant of the entry `code` until `until` to hand in that kind of entry to its round.

    Who is told what: the applicant reads `reason` and the moment on the entry and in a mail. An entry of another
    round, or one that the actor may not know of, is refused like one that there is not.
    """
    facts = await _organised(actor, round_id)
    _check_state(facts)
    faults = rules.extension_faults(until=until, reason=reason, closes_at=facts.closes_at, now=now)
    found = await db.fetchrow(_ENTRY, code.strip().upper(), round_id, actor.person_id)
    if found is None:
        faults["code"] = N_("There is no entry with this code in this round.")
    if faults:
        raise Invalid(fields=faults)
    assert found is not None
    return await _extend(actor, round_id, found["owner"], [found["kind"]], until, reason, now)


async def _extend(
    actor: Actor,
    round_id: UUID,
    person_id: UUID,
    kinds: list[str],
    until: datetime | None,
    reason: str,
    now: datetime,
    *,
    by: UUID | None = None,
    late_code: UUID | None = None,
) -> UUID:
    extension_id = uuid7()
    await db.execute(_EXTEND, extension_id, round_id, person_id, late_code, kinds, until, reason, by or actor.id, now)
    await record(
        actor=actor,
        action="extension.grant",
        thing="extension",
        thing_id=extension_id,
        data={"round": round_id, "person": person_id, "kinds": kinds, "until": until, "code": late_code},
        texts={"reason": reason},
    )
    await outbox.emit("extension.granted", extension_id=extension_id)
    return extension_id


async def revoke_extension(*, actor: Actor, extension_id: UUID, now: datetime) -> UUID:
    """Take time back that was given; its round. What was handed in under it stays handed in."""
    row = await db.fetchrow("select round, person, revoked_at from extension where id = $1 for update", extension_id)
    if row is None:
        raise NotFound
    await _organised(actor, row["round"])
    if all(line.id != extension_id for line in await queries.extensions(actor=actor, round_id=row["round"])):
        raise NotFound
    if row["revoked_at"] is None:
        await db.execute("update extension set revoked_at = $2 where id = $1", extension_id, now)
        await record(actor=actor, action="extension.revoke", thing="extension", thing_id=extension_id)
        await outbox.emit("extension.revoked", extension_id=extension_id)
    return UUID(str(row["round"]))


async def make_late_code(
    *,
    actor: Actor,
    round_id: UUID,
    kinds: Sequence[str],
    most: int,
    until: datetime | None,
    good_until: datetime | None,
    reason: str,
    now: datetime,
) -> str:
    """A code for latecomers, shown this once: `most` persons may use it until `good_until`, and then hand in entries of
    `kinds` (all where none is named) until `until`."""
    facts = await _organised(actor, round_id)
    _check_state(facts)
    faults = rules.late_code_faults(
        until=until, good_until=good_until, reason=reason, most=most, kinds=kinds,
        closes_at=facts.closes_at, takes=facts.kinds, now=now,
    )  # fmt: skip
    if faults:
        raise Invalid(fields=faults)
    code, code_id = secret_code(CODE_LETTERS), uuid7()
    terms = {"kinds": list(kinds), "most": most, "until": until, "good_until": good_until}
    await db.execute(
        _MAKE_CODE, code_id, round_id, _digest(code), code[-4:], *terms.values(), reason, actor.id, now
    )  # fmt: skip
    await record(
        actor=actor,
        action="late_code.make",
        thing="late_code",
        thing_id=code_id,
        data={"round": round_id, **terms},
        texts={"reason": reason},
    )
    return code


async def revoke_late_code(*, actor: Actor, code_id: UUID, now: datetime) -> UUID:
    """Let nobody use a code any more; its round. Who has used it keeps the time they were given."""
    row = await db.fetchrow("select round, revoked_at from late_code where id = $1 for update", code_id)
    if row is None:
        raise NotFound
    await _organised(actor, row["round"])
    if row["revoked_at"] is None:
        await db.execute("update late_code set revoked_at = $2 where id = $1", code_id, now)
        await record(actor=actor, action="late_code.revoke", thing="late_code", thing_id=code_id)
    return UUID(str(row["round"]))


def read_code(typed: str) -> str:
    """A code as somebody typed it: small letters, spaces and hyphens count for nothing."""
    return "".join(letter for letter in typed.upper() if letter in LETTERS)


def _digest(code: str) -> str:
    return sha256(f"late code {code}".encode()).hexdigest()


async def use_late_code(*, actor: Actor, code: str, now: datetime) -> UUID:
    """Take the time that a code gives; the id of its round. Using it twice gives what it gave the first time.

    `Invalid` says why it opens nothing; a code that there is not sounds like one typed wrongly.
    """
    if not actor.is_signed_in:
        raise NotSignedIn
    code_id = await db.fetchval(_HOLD, _digest(read_code(code)))
    row: Any = None if code_id is None else await db.fetchrow(_TYPED, code_id, actor.person_id)
    if row is None:
        raise Invalid(N_("This code is not known. Look at it again."), field="late_code")
    if row["own"] is None:
        names = ("most", "used", "good_until", "revoked_at", "round_state")
        if why := rules.used_up(**{name: row[name] for name in names}, now=now):
            raise Invalid(why, field="late_code")
        await _extend(
            actor,
            row["round"],
            actor.id,
            list(row["kinds"]),
            row["until"],
            row["reason"],
            now,
            by=row["created_by"],
            late_code=row["id"],
        )
    return UUID(str(row["round"]))
