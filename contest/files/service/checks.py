"""What a job finds in a file that has arrived: whether it is what was sent, what it is, and whether it does harm."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.files import rules
from contest.lib import clamd, db, killable, outbox, storage
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Unavailable
from contest.lib.i18n import N_

CHECK_SECONDS = 60.0

_FILE = """
select f.key, f.state, f.most_bytes, f.accepts, f.part_bytes, f.is_scan_waived,
       (select coalesce(array_agg(p.sha256 order by p.number), '{}') from file_part p where p.file = f.id) as parts
  from file f where f.id = $1
"""

_CONCLUDE = """
with done as (
    update file set state = $2, reason = $3, key = $4, size = $5, sha256 = $6, content_type = $7, pages = $8,
                    scanned_with = $9, name = case when $11::text is null then name else $11 end, checked_at = $10
     where id = $1 and state = 'uploaded' returning id
), parts as (
    delete from file_part where file in (table done)
)
select id from done
"""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a job found in the bytes. `kind` is None for what is refused; `virus` is the scanner's name of it."""

    file_id: UUID
    reason: str | None
    kind: str | None
    pages: int
    key: str
    size: int
    sha256: str
    scanned_with: str
    virus: str
    spent_keys: tuple[str, ...]


async def examine(*, file_id: UUID) -> Verdict | None:
    """Look into the bytes of a file that has arrived; None where it was checked before. Writes no row: `conclude` does.

    `Unavailable` while a scanner has to look at it and does not answer: the file waits, and is not let through.
    """
    row = await db.fetchrow(_FILE, file_id)
    if row is None or row["state"] != "uploaded":
        return None
    data = await _read(row["key"], row["most_bytes"])
    finding = await _look_into(data, row)
    scan = clamd.Scan()
    if finding.reason is None:
        scan = await _scan(data, is_waived=row["is_scan_waived"])
        if scan.virus:
            finding = rules.Finding("malware")
    return Verdict(
        file_id=file_id,
        reason=finding.reason,
        kind=finding.kind if finding.reason is None else None,
        pages=finding.pages,
        key=row["key"],
        size=len(data),
        sha256=sha256(data).hexdigest(),
        scanned_with=scan.scanner,
        virus=scan.virus,
        spent_keys=() if finding.reason is None else (row["key"],),
    )


async def _read(key: str, limit: int) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    data = bytearray()
    async for chunk in storage.stream(key):
        data += chunk
        if len(data) > limit:
            break
    return bytes(data)


async def _look_into(data: bytes, row: Any) -> rules.Finding:
    if not data:
        return rules.Finding("empty")
    if len(data) > row["most_bytes"]:
        return rules.Finding("too_large")
    if not _is_what_was_sent(data, row["parts"], row["part_bytes"]):
        return rules.Finding("not_whole")
    kind = rules.kind_of(data[:8192])
    if (refused := rules.refused_kind(kind, row["accepts"])) is not None:
        return rules.Finding(refused)
    try:
        return await killable.run(rules.inspect, data, tuple(row["accepts"]), seconds=CHECK_SECONDS)
    except killable.Killed:
        return rules.Finding("too_hard" if kind == "pdf" else "hard_file")


def _is_what_was_sent(data: bytes, said: Sequence[str], part: int) -> bool:
    """Whether each part has the digest that was said of it; a file that came in one piece has none."""
    return not said or said == [sha256(data[at : at + part]).hexdigest() for at in range(0, len(data), part)]


async def _scan(data: bytes, *, is_waived: bool) -> clamd.Scan:
    if settings().clamd_url:
        return await clamd.scan(data)
    if not is_waived:
        raise Unavailable(N_("There is no virus scanner (CLAMD_URL), and no organiser has waived it."))
    return clamd.Scan()


async def conclude(*, actor: Actor, verdict: Verdict, now: datetime) -> None:
    """Write down what `examine` found. The first verdict stays."""
    state = "checked" if verdict.kind is not None else "refused"
    name = await db.fetchval("select name from file where id = $1", verdict.file_id)
    done = await db.fetchval(
        _CONCLUDE,
        verdict.file_id,
        state,
        verdict.reason,
        verdict.key,
        verdict.size,
        verdict.sha256,
        rules.content_type(verdict.kind) if verdict.kind else None,
        verdict.pages,
        verdict.scanned_with,
        now,
        rules.true_name(name, verdict.kind) if verdict.kind else None,
    )
    if done is None:
        return
    if verdict.kind is not None:
        await outbox.emit("file.checked", file_id=verdict.file_id)
    facts = {"state": state, "reason": verdict.reason, "sha256": verdict.sha256, "scanner": verdict.scanned_with}
    await record(
        actor=actor,
        action="file.check",
        thing="file",
        thing_id=verdict.file_id,
        data=facts | ({"virus": verdict.virus} if verdict.virus else {}),
    )


async def discard(*, verdict: Verdict) -> None:
    """Take away the bytes that nobody needs after the verdict was written down."""
    for key in verdict.spent_keys:
        await storage.delete(key)
