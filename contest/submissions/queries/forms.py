"""Which version of its form each entry of an edition was begun with."""

from uuid import UUID

import msgspec

from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class FormUse(msgspec.Struct, frozen=True, kw_only=True):
    """How many entries keep a published version: `is_newest` is the one that new entries are begun with."""

    form_id: UUID
    kind: str
    number: int
    is_newest: bool
    drafts: int
    handed_in: int
    gone: int


_USED = """
select f.id as form_id, f.kind, f.number,
       row_number() over (partition by f.kind order by f.number desc) = 1 as is_newest,
       count(s.id) filter (where s.state = 'draft') as drafts,
       count(s.id) filter (where s.state = 'submitted') as handed_in,
       count(s.id) filter (where s.state in ('withdrawn', 'disqualified')) as gone
  from entry_form f left join submission s on s.form = f.id
 where f.edition = $1 and f.state = 'published'
 group by f.id order by array_position('{project,solution,product,talent}'::text[], f.kind::text), f.number desc
"""


async def forms_used(*, actor: Actor, edition_id: UUID) -> list[FormUse]:
    """Every published version of an edition's forms, the newest of each kind first; for who organises all of it."""
    if not may_organise(actor, edition_id=edition_id):
        raise NotFound
    return [FormUse(**row) for row in await db.fetch(_USED, edition_id)]
