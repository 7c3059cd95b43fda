"""What an import asks of what is there: the forms of a round, its scenes, and what people have entered already."""

from collections.abc import Collection, Sequence
from uuid import UUID

from contest.challenge import queries as challenge
from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.sheets import as_typed
from contest.submissions import rules
from contest.submissions.queries.teams import cap
from contest.submissions.rules.importing import Known, Table, beside, read_table

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


async def read_import(*, actor: Actor, round_id: UUID, cells: Sequence[Sequence[str]]) -> Table | None:
    """The table with every problem of every row; it changes nothing. None where it has no line of headings."""
    facts = await round_to_import(actor=actor, round_id=round_id)
    forms = {kind: form for kind, (_, form) in (await forms_of(facts)).items()}
    lines = await challenge.scenes(edition_id=facts.edition_id)
    scenes = {word.casefold(): one.key for one in lines for word in (one.key, one.name_en, one.name_zh) if word}
    table = read_table([[as_typed(cell) for cell in row] for row in cells], forms=forms, scenes=scenes)
    if table is None:
        return None
    known = await _known(facts, {row.email for row in table.rows})
    rows = beside(table.rows, known, await cap(edition_id=facts.edition_id))
    return Table(rows=rows, unknown=table.unknown)


async def _known(facts: challenge.RoundFacts, emails: Collection[str]) -> list[Known]:
    rows = await db.fetch(_KNOWN, facts.edition_id, facts.id, list(emails))
    return [Known(row["email"], (row["title_en"], row["title_zh"]), row["is_here"]) for row in rows]
