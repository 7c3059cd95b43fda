"""Erasing a person: in one transaction, each slice its own part, and then a look through everything there is."""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.accounts.rules.requests import ERASE
from contest.certificates import service as certificates
from contest.files import queries as file_queries
from contest.files import service as files
from contest.judging import service as judging
from contest.lib import clock, db, outbox, personal
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict
from contest.privacy import queries, rules
from contest.privacy.service.everywhere import forget_address, where_the_name_stands
from contest.submissions import service as submissions
from contest.submissions.queries.personal import FILES_OF_EMPTIED


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
    person_id, name, address = request.person_id, request.name, request.email
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
    await outbox.emit("person.erased", keys=[*receipts, *(row["key"] for row in copies)])
    left_over = await where_the_name_stands(name=name)
    await accounts_service.note_erasure(request=request, left_over=left_over, now=now)
