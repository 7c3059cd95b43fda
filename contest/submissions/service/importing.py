"""Entries that organisers bring from elsewhere: as drafts of the people whose they are, who hand them in."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts.service import Entered, find_or_enter
from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.lib import db, i18n, outbox, valkey
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import AppError, Conflict, Invalid, NotFound, TooLate, TooMany, Unavailable
from contest.lib.i18n import N_
from contest.lib.ids import public_code, uuid7
from contest.lib.outbox import jobs
from contest.notifications.service import queue_message
from contest.submissions import queries, rules
from contest.submissions.rules.importing import MOST_ROWS, Incoming

# Told how many of how many steps are done.
Hear = Callable[[int, int], Awaitable[None]]

_EACH = 20  # steps between two words about how far it is
_KEPT = 3600  # seconds

_NUMBERS = "update edition set entries_numbered = entries_numbered + $2 where id = $1 returning entries_numbered"

_BEGIN = """
insert into submission (id, edition, round, owner, organisation, form, code, kind, state, country, title_en, title_zh,
                        summary_en, summary_zh, organisation_name, scene, answers, revision, is_demo, created_at,
                        saved_at)
select n.id, $1, $2, p.id, p.organisation, n.form, n.code, n.kind, 'draft', n.country, n.title_en, n.title_zh,
       n.summary_en, n.summary_zh, n.organisation_name,
       (select sc.id from scene sc where sc.edition = $1 and sc.key = n.scene), n.answers, 1, $4, $5, $5
  from jsonb_to_recordset($3::jsonb) as n(id uuid, owner uuid, form uuid, code text, kind text, country text,
       title_en text, title_zh text, summary_en text, summary_zh text, organisation_name text, scene text,
       answers jsonb)
  join person p on p.id = n.owner
"""


async def ask_import(
    *, actor: Actor, round_id: UUID, cells: Sequence[Sequence[str]], leaves_out: bool = False, now: datetime
) -> UUID:
    """Ask for a table to be imported; a job does it. Returns the import's id.

    What stands in its way is said now: one wrong row, unless the organiser said to leave the wrong ones out, or
    `TooLate` where the round takes no entries.
    """
    await _open_round(actor, round_id, now)
    table = await queries.read_import(actor=actor, round_id=round_id, cells=cells)
    _good(table.rows, leaves_out)
    import_id = uuid7()
    await db.execute(
        """insert into entry_import (id, round, state, cells, leaves_out, made, left_out, error, asked_by, asked_at)
           values ($1, $2, 'asked', $3::jsonb, $4, 0, 0, '', $5, $6)""",
        import_id, round_id, msgspec.json.encode(cells).decode(), leaves_out, actor.id, now,
    )  # fmt: skip
    await outbox.emit("import.asked", import_id=import_id)
    data = {"import": import_id}
    await record(actor=actor, action="round.ask_import", thing="round", thing_id=round_id, data=data)
    return import_id


async def retry_import(*, actor: Actor, round_id: UUID, import_id: UUID) -> None:
    """Let an import of the actor's whose job stopped begin anew; it has imported nothing. `Conflict` where it did not
    stop."""
    if await queries.entry_import(actor=actor, round_id=round_id, import_id=import_id) is None:
        raise NotFound
    job_id = await queries.stopped_job(import_id=import_id)
    if job_id is None or await jobs.run_again(job_id) is None:
        raise Conflict(N_("This import has not stopped."))
    data = {"import": import_id}
    await record(actor=actor, action="round.retry_import", thing="round", thing_id=round_id, data=data)


async def _open_round(actor: Actor, round_id: UUID, now: datetime) -> challenge.RoundFacts:
    facts = await queries.round_to_import(actor=actor, round_id=round_id)
    deadline = rules.Deadline(state=facts.state, opens_at=facts.opens_at, closes_at=facts.closes_at, extended_to=None)
    if not rules.is_open(deadline, now):
        raise TooLate(N_("This round does not take new entries."))
    return facts


def _good(rows: Sequence[Incoming], leaves_out: bool) -> list[Incoming]:
    """The rows to import."""
    wrong = [row for row in rows if row.problems]
    good = [row for row in rows if not row.problems]
    if wrong and not leaves_out:
        raise Conflict(N_("Line %(line)s is wrong: nothing was imported.", line=wrong[0].line))
    if not good or len(rows) > MOST_ROWS:
        raise Invalid(N_("There is nothing in this table that can be imported."), field="file")
    return good


async def carry_out_import(*, import_id: UUID, now: datetime) -> None:
    """What the job does, in transactions of its own: all of it or, with the reason for whoever asked, nothing."""
    row = await db.fetchrow("select round, asked_by from entry_import where id = $1 and state = 'asked'", import_id)
    if row is None:
        return
    actor = await accounts.actor(person_id=row["asked_by"], epoch=None, now=now)
    try:
        async with db.work():
            await _carry_out(import_id, actor, row["round"], now)
    except AppError as error:
        if isinstance(error, Unavailable | TooMany):
            raise
        with i18n.using(actor.locale if actor else "en"):
            why = str(error.message)
        await db.execute(
            """update entry_import set state = 'failed', cells = null, error = $2, finished_at = $3
                where id = $1 and state = 'asked'""",
            import_id, why, now,
        )  # fmt: skip


async def _carry_out(import_id: UUID, actor: Actor | None, round_id: UUID, now: datetime) -> None:
    """Two imports into one round wait for each other: the second finds what the first has brought in."""
    if actor is None:
        raise NotFound
    await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"import:{round_id}")
    asked = await db.fetchrow(
        "select cells, leaves_out from entry_import where id = $1 and state = 'asked' for update", import_id
    )
    if asked is None:
        return

    async def hear(done: int, of: int) -> None:
        if done % _EACH == 0:
            with suppress(Unavailable):  # how far it is nobody needs to know
                await valkey.command("SET", queries.share_key(import_id), 1000 * done // of, "EX", _KEPT)

    cells = msgspec.json.decode(asked["cells"], type=list[list[str]])
    table = await queries.read_import(actor=actor, round_id=round_id, cells=cells)
    codes = await _import(actor, round_id, table.rows, asked["leaves_out"], hear, now)
    await db.execute(
        """update entry_import set state = 'done', cells = null, made = $2, left_out = $3, finished_at = $4
            where id = $1""",
        import_id, len(codes), len(table.rows) - len(codes), now,
    )  # fmt: skip


async def _import(
    actor: Actor, round_id: UUID, rows: Sequence[Incoming], leaves_out: bool, hear: Hear, now: datetime
) -> list[str]:
    """Begin a draft for each row and write to whose it is; the codes, in the order of the rows."""
    facts = await _open_round(actor, round_id, now)
    good = _good(rows, leaves_out)
    firsts = list({row.email: row for row in good}.values())
    people: dict[str, Entered] = {}
    for done, row in enumerate(firsts):
        await hear(done, 2 * len(firsts))
        people[row.email] = await _person(actor, row, now)
    codes = await _begin(actor, facts, good, people, now)
    own: dict[str, list[str]] = {}
    for code, row in zip(codes, good, strict=True):
        own.setdefault(row.email, []).append(code)
    for done, (email, entered) in enumerate(people.items(), start=len(firsts)):
        await hear(done, 2 * len(firsts))
        await _tell(facts, entered, own[email])
    data = {"entries": len(codes), "left_out": len(rows) - len(good)}
    await record(actor=actor, action="round.import_entries", thing="round", thing_id=round_id, data=data)
    return codes


async def _person(actor: Actor, row: Incoming, now: datetime) -> Entered:
    locale = "en" if row.values.get("title_en") else "zh"
    return await find_or_enter(
        actor=actor, email=row.email, name=row.name, locale=locale, landing="/submissions", now=now
    )


async def _begin(
    actor: Actor, facts: challenge.RoundFacts, rows: Sequence[Incoming], people: dict[str, Entered], now: datetime
) -> list[str]:
    forms = await queries.forms_of(facts)
    last = await db.fetchval(_NUMBERS, facts.edition_id, len(rows))
    codes = [public_code(facts.code_prefix, last - len(rows) + place) for place in range(1, len(rows) + 1)]
    made: list[dict[str, Any]] = []
    for code, row in zip(codes, rows, strict=True):
        values = {"contact_name": row.name} | row.values
        columns = {name: values.pop(name, "") for name in rules.COLUMNS}
        more = {"id": uuid7(), "owner": people[row.email].person_id, "form": forms[row.kind][0], "answers": values}
        made.append({"code": code, "kind": row.kind, **columns, **more})
    is_demo = facts.is_demo or actor.is_demo
    await db.execute(_BEGIN, facts.edition_id, facts.id, msgspec.json.encode(made).decode(), is_demo, now)
    for one in made:
        data = {"code": one["code"], "kind": one["kind"], "owner": one["owner"]}
        await record(actor=actor, action="submission.import", thing="submission", thing_id=one["id"], data=data)
    return codes


async def _tell(facts: challenge.RoundFacts, entered: Entered, codes: Sequence[str]) -> None:
    to = await accounts.recipient(entered.person_id)
    address = f"{settings().public_url}/submissions"
    await queue_message(
        kind="submissions/imported",
        to=msgspec.structs.replace(to, is_demo=to.is_demo or facts.is_demo),
        context={
            "name": to.name,
            "codes": list(codes),
            "round_name_en": facts.name_en,
            "round_name_zh": facts.name_zh,
            "until": facts.closes_at,
            "time_zone": facts.time_zone,
            **({} if entered.link is not None else {"link": address}),
        },
        secrets={"link": entered.link} if entered.link is not None else None,
        edition_id=facts.edition_id,
        round_id=facts.id,
    )
