"""The checks before an award: written down one by one, and asked for before a decision becomes final."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries import checks as queries
from contest.judging.rules import checks as rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7


async def record_check(
    *, actor: Actor, decision_id: UUID, code: str, kind: str, result: str, source: str, note: str, now: datetime
) -> None:
    """Write down what was found about an award, and in what it was looked for. `Invalid` names the field."""
    page = await queries.checks_page(actor=actor, decision_id=decision_id)
    entry = next((line for line in page.lines if line.code == code), None)
    if entry is None:
        raise NotFound
    if not page.is_open:
        raise Conflict(N_("This decision is final, or was reversed."))
    if faults := rules.problems(kind=kind, result=result, source=source, note=note):
        raise Invalid(fields=faults)
    made = uuid7()
    await db.execute(
        "insert into award_check (id, round, submission, kind, result, source, note, checked_by, checked_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(made, page.round.id, entry.submission_id, kind, result, source.strip(), note.strip(), actor.id, now),
    )
    await record(
        actor=actor,
        action="award.check",
        thing="submission",
        thing_id=entry.submission_id,
        data={"round": page.round.id, "kind": kind, "result": result},
        texts={"source": source.strip(), "note": note.strip()},
    )


async def unchecked(decision_id: UUID) -> Lazy | None:
    """Why the awards of a decision cannot be made yet; None where they can."""
    return rules.hinders(await queries.results_of(decision_id=decision_id))


async def refuse_unchecked(decision_id: UUID) -> None:
    """`Conflict` where an award waits for a check, or one stands against it."""
    if hindrance := await unchecked(decision_id):
        raise Conflict(hindrance)
