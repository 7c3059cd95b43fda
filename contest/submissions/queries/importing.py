"""What an import asks of what is there: the forms of a round, its scenes, and what people have entered already; and
how far it is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.challenge.rules import may_organise
from contest.lib import db, valkey
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound, Unavailable
from contest.lib.sheets import as_typed
from contest.submissions import rules
from contest.submissions.queries.teams import cap
from contest.submissions.rules.importing import Known, Table, beside, read_table, table_fault

_KNOWN = """
select p.email, s.title_en, s.title_zh, s.round = $2 as is_here
  from submission s join person p on p.id = s.owner
 where s.edition = $1 and p.email = any($3::text[]) and s.state in ('draft', 'submitted')
"""


async def round_to_import(*, actor: Actor, round_id: UUID) -> challenge.RoundFacts:
    """The round, for whoever organises it; to others it is not there."""
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not may_organise(actor, edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


async def forms_of(facts: challenge.RoundFacts) -> dict[str, tuple[UUID, rules.Form]]:
    """The form in force of each kind that the round takes, with its id."""
    found = {}
    for kind in facts.kinds:
        form_id = await challenge.form_for(edition_id=facts.edition_id, kind=kind)
        found[kind] = (form_id, await challenge.form_asked(form_id, blindness=facts.blindness))
    return found


async def read_import(*, actor: Actor, round_id: UUID, cells: Sequence[Sequence[str]]) -> Table:
    """The table with every problem of every row; it changes nothing. `Invalid(field="file")` where it is no table of
    entries."""
    facts = await round_to_import(actor=actor, round_id=round_id)
    forms = {kind: form for kind, (_, form) in (await forms_of(facts)).items()}
    lines = await challenge.scenes(edition_id=facts.edition_id)
    scenes = {word.casefold(): one.key for one in lines for word in (one.key, one.name_en, one.name_zh) if word}
    table = read_table([[as_typed(cell) for cell in row] for row in cells], forms=forms, scenes=scenes)
    if (fault := table_fault(table)) is not None:
        raise Invalid(fault, field="file")
    assert table is not None
    known = await _known(facts, {row.email for row in table.rows})
    rows = beside(table.rows, known, await cap(edition_id=facts.edition_id))
    return Table(rows=rows, unknown=table.unknown)


async def _known(facts: challenge.RoundFacts, emails: Collection[str]) -> list[Known]:
    rows = await db.fetch(_KNOWN, facts.edition_id, facts.id, list(emails))
    return [Known(row["email"], (row["title_en"], row["title_zh"]), row["is_here"]) for row in rows]


class ImportFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An import that was asked for. `state`: asked, done, failed, for the `error`, or stopped, where its job came to no
    end however often it was tried; `share` of it is done, in thousandths. `made` counts the drafts, `left_out` the
    wrong rows."""

    id: UUID
    state: str
    share: int
    made: int
    left_out: int
    error: str
    asked_at: datetime
    finished_at: datetime | None


# The job of an import `i` that nobody tries again by itself.
_STOPPED = """
select j.id from outbox_job j join outbox_event e on e.id = j.event
 where j.dead_at is not null and j.done_at is null
   and e.name = 'import.asked' and e.payload ->> 'import_id' = i.id::text
"""

_IMPORT = f"""
select i.id, case when i.state = 'asked' and exists ({_STOPPED}) then 'stopped' else i.state end as state, i.made,
       i.left_out, i.error, i.asked_at, i.finished_at
  from entry_import i where i.round = $1 and i.asked_by = $2
"""  # noqa: S608 - constants only


def share_key(import_id: UUID) -> str:
    """Where a running import says how far it is: its own transaction shows nothing before it ends."""
    return f"import:{import_id}:share"


async def entry_import(*, actor: Actor, round_id: UUID, import_id: UUID | None = None) -> ImportFacts | None:
    """One import of the actor's into a round that they organise: the newest where none is named."""
    await round_to_import(actor=actor, round_id=round_id)
    named = "and i.id = $3" if import_id is not None else ""
    ids = [import_id] if import_id is not None else []
    row = await db.fetchrow(f"{_IMPORT} {named} order by i.asked_at desc, i.id desc limit 1", round_id, actor.id, *ids)
    if row is None:
        return None
    return ImportFacts(share=await _share(row["id"]) if row["finished_at"] is None else 1000, **row)


async def stopped_job(*, import_id: UUID) -> UUID | None:
    """The job of an import that stopped. The caller has the import from `entry_import`."""
    job: UUID | None = await db.fetchval(f"select ({_STOPPED}) from entry_import i where i.id = $1", import_id)  # noqa: S608
    return job


async def _share(import_id: UUID) -> int:
    try:
        return int(await valkey.command("GET", share_key(import_id)) or 0)
    except Unavailable:  # how far it is nobody needs to know
        return 0
