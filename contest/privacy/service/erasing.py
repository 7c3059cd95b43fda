"""Erasing a person: in one transaction, each slice its own part, and then a look through everything there is."""

import asyncio
import os
from datetime import datetime
from uuid import UUID

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.accounts.rules.requests import ERASE
from contest.audit import service as audit
from contest.certificates import service as certificates
from contest.files import queries as file_queries
from contest.files import service as files
from contest.judging import service as judging
from contest.lib import clock, db, outbox, personal
from contest.lib.actor import SYSTEM, Actor
from contest.lib.backup import register, shelf
from contest.lib.errors import Conflict
from contest.privacy import queries, rules
from contest.privacy.queries.register import MARKED
from contest.privacy.service.everywhere import forget_address, where_the_name_stands
from contest.submissions import service as submissions
from contest.submissions.queries.personal import FILES_OF_EMPTIED

# Only what is no longer held back is ever emptied by an erasure: whoever held it had lifted that.
_LIFTED = """
update retention_hold h set lifted_at = $2, lifted_by = h.set_by from submission s
 where s.id = h.submission and s.owner = $1 and s.erased_at = $2 and h.lifted_at is null returning h.submission
"""


async def begin_erasure(*, actor: Actor, request_id: UUID, now: datetime) -> None:
    """Who answers lets an erasure begin. `Conflict` says what stands against it."""
    request = await accounts.request_to_answer(actor=actor, request_id=request_id)
    found = await queries.outlook(person_id=request.person_id)
    if found.obstacles:
        raise Conflict(found.obstacles[0])
    await accounts_service.begin_erasure(
        actor=actor, request_id=request_id, kept_until=rules.backups_until(now), now=now
    )


async def due_erasures() -> int:
    """Start the erasures whose last letter has gone; how many. Runs by itself, inside a `work()`."""
    return await accounts_service.start_erasures(now=clock.now())


async def erase_person(*, request_id: UUID, now: datetime) -> None:
    """Erase who asked for it: all of it, or nothing. In a `work()`; it may run twice.

    What came up since it was begun puts the request back to who answers it.
    """
    request = await accounts_service.hold_request(request_id=request_id, kind=ERASE)
    if request is None:
        return
    found = await queries.outlook(person_id=request.person_id)
    if found.obstacles:
        await accounts_service.put_back(request=request, why=str(found.obstacles[0]))
        return
    left_over = await _erase(person_id=request.person_id, name=request.name, address=request.email, now=now)
    await accounts_service.note_erasure(request=request, left_over=left_over, now=now)


async def _erase(*, person_id: UUID, name: str, address: str, now: datetime) -> dict[str, int]:
    """In how many rows of which columns the name stands still."""
    await judging.release_judge(actor=SYSTEM, person_id=person_id, now=now)
    pseudonym = await accounts_service.mark_erased(person_id=person_id, now=now)
    await submissions.settle_entries(actor=SYSTEM, person_id=person_id, now=now)
    await certificates.forget_holder(actor=SYSTEM, person_id=person_id)
    emptied = [row["file"] for row in await db.fetch(FILES_OF_EMPTIED, person_id)]
    copies = await db.fetch("select key from person_request where person = $1 and key <> ''", person_id)
    for one in reversed(queries.SLICES):
        if one is file_queries:
            kept = [row["file"] for row in await db.fetch(queries.FILES_IN_USE)]
            await files.forget(owner_id=person_id, besides=emptied, kept=kept)
        await personal.erase(one.ERASED, person_id)
    await forget_address(address=address, instead=f"{pseudonym.lower()}@erased.invalid", now=now)
    receipts = await submissions.receipts_of_redacted(person_id=person_id, now=now)
    await outbox.emit("person.erased", keys=[*receipts, *(row["key"] for row in copies)], mark=rules.mark_of(person_id))
    return await where_the_name_stands(name=name)


async def note_mark(*, mark: str, now: datetime) -> None:
    """Note on the shelf of archives, where there is one, who was erased. Outside of a `work()`: it asks a server."""
    place = shelf.plan(os.environ).shelf
    if place is not None:
        await asyncio.to_thread(register.note, place, mark, now=now)


async def erase_again(*, mark: str, now: datetime) -> dict[str, int] | None:
    """Erase once more whom a restored archive brought back, in a `work()`: in how many rows of which columns their name
    stands still; None where nobody of this mark is here.

    What stood against it at the time of the archive was cleared before they were erased, so it is not asked again.
    """
    person = await db.fetchrow(f"select id, name, email from person p where {MARKED}", [mark])  # noqa: S608
    if person is None:
        return None
    left_over = await _erase(person_id=person["id"], name=person["name"], address=person["email"], now=now)
    for entry in await db.fetch(_LIFTED, person["id"], now):
        await audit.record(actor=SYSTEM, action="retention.lift", thing="submission", thing_id=entry["submission"])
    await accounts_service.note_erased_again(person_id=person["id"], left_over=left_over, now=now)
    return left_over
