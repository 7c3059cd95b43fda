"""What would happen, and having it done."""

from collections import Counter
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from contest.audit import service as audit
from contest.desk import queries
from contest.desk.queries.bulk import Line, Look, bulk_job, lines, look_at
from contest.desk.rules.bulk import MOST_ENTRIES, Plan
from contest.desk.service.bulk.letters import check_texts, samples, texts_of
from contest.desk.service.bulk.verbs import check_plan
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.notifications.queries.wordings import Text


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What would happen, entry by entry; for a letter also to whom, and the first in each language as it would read.

    `mark` changes with everything that is shown.
    """

    entries: list[Look]
    lines: list[Line]
    languages: dict[str, int]
    samples: dict[str, Text]
    mark: str

    @property
    def going(self) -> list[Look]:
        """The entries that something would come of."""
        return [one for one in self.entries if one.why_not is None]


async def preview(*, actor: Actor, query: str, plan: Plan, now: datetime) -> Preview:
    """What a plan would do to the entries that the query finds now. `Invalid` names the field: `q`, or of the plan."""
    chosen = await queries.chosen_entries(actor=actor, text=query)
    if isinstance(chosen, queries.Wrong):
        raise Invalid(chosen.message, field="q")
    if not chosen or len(chosen) > MOST_ENTRIES:
        raise Invalid(
            N_("This finds nothing in your rounds.") if not chosen
            else N_("This finds more than %(n)s entries: narrow it down.", n=MOST_ENTRIES),
            field="q",
        )  # fmt: skip
    entries, rounds = [row["id"] for row in chosen], [row["round_id"] for row in chosen]
    found = await look_at(actor=actor, plan=plan, entries=entries, rounds=rounds)
    await check_plan(actor=actor, plan=plan, found=found, now=now)
    letters: list[Line] = []
    if plan.verb == "mail":
        letters = await lines(entries=[one.id for one in found], rounds=[one.round_id for one in found])
        await check_texts(texts_of(plan), letters)
    seen = [(str(one.id), str(one.round_id), str(one.why_not or "")) for one in found]
    return Preview(
        entries=found,
        lines=letters,
        languages=dict(Counter(line.to.locale for line in letters)),
        samples=samples(texts_of(plan), letters),
        mark=sha256(msgspec.json.encode([seen, plan])).hexdigest()[:24],
    )


async def ask(*, actor: Actor, query: str, plan: Plan, seen: str | None = None, now: datetime) -> UUID:
    """Have it done to all entries that the query finds now and that it can be done to. Returns the job's id.

    `seen` is the mark of what was looked at: `Invalid` where it would be something else by now.
    """
    shown = await preview(actor=actor, query=query, plan=plan, now=now)
    if seen is not None and seen != shown.mark:
        raise Invalid(N_("The list has changed since you looked. This is what would happen now."), field="q")
    if not shown.going:
        raise Invalid(N_("Nothing would come of this for any of them."), field="q")
    bulk_id = uuid7()
    encoded = msgspec.json.encode(plan).decode()
    entries, rounds = [one.id for one in shown.going], [one.round_id for one in shown.going]
    await db.execute(
        "insert into bulk_job (id, asked_by, query, plan, entries, rounds, state, done, changed, left_out, asked_at)"
        " values ($1, $2, $3, $4::jsonb, $5, $6, 'running', 0, 0, '{}', $7)",
        *(bulk_id, actor.id, query, encoded, entries, rounds, now),
    )
    await outbox.emit("bulk.asked", bulk_id=bulk_id)
    await audit.record(
        actor=actor,
        action="bulk.ask",
        thing="bulk_job",
        thing_id=bulk_id,
        data={"verb": plan.verb, "entries": len(entries), "left_out": len(shown.entries) - len(entries)},
        texts={"query": query},
    )
    return bulk_id


async def stop(*, actor: Actor, bulk_id: UUID, now: datetime) -> None:
    """Do no more of it; what is done stays done."""
    await bulk_job(actor, bulk_id=bulk_id)
    stopped = await db.fetchval(
        "update bulk_job set state = 'stopped', finished_at = $2 where id = $1 and state = 'running' returning true",
        bulk_id,
        now,
    )
    if stopped is None:
        raise Conflict(N_("All of it is done already."))
    await audit.record(actor=actor, action="bulk.stop", thing="bulk_job", thing_id=bulk_id)
