"""Imports of entries: a table that an organiser asked to bring in, and what became of it."""

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Round
from contest.lib.clock import now
from contest.lib.ids import uuid7


class EntryImport(Table, tablename="entry_import"):
    """An import that a job carries out, all of it or nothing. `cells` are its table until then, and are not kept.

    `made` and `left_out` count drafts and wrong rows; `error` says why nothing was imported, in the words of whoever
    asked.
    """

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.cascade)
    state = Varchar(length=6, default="asked")
    cells = JSONB(null=True, default=None)
    leaves_out = Boolean(default=False)
    made = Integer(default=0)
    left_out = Integer(default=0)
    error = Text(default="")
    asked_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    asked_at = Timestamptz(default=now)
    finished_at = Timestamptz(null=True, default=None)

    entry_import_state_ck = Check("state in ('asked', 'done', 'failed')")
    entry_import_cells_ck = Check("(state = 'asked') = (cells is not null)")
