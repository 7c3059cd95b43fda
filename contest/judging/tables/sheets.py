"""Reviews that were written on paper in a hall."""

from piccolo.columns import JSONB, UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from contest.files.tables import File
from contest.judging.tables import Review
from contest.lib.clock import now
from contest.lib.ids import uuid7


class PaperSheet(Table, tablename="paper_sheet"):
    """What one person typed in from a judge's sheet: `points` by criterion key. Nothing counts of it until somebody
    else has held it against the `scan` and confirmed it, which signs the review."""

    id = UUID(primary_key=True, default=uuid7)
    review = ForeignKey(Review, null=False, index=True, on_delete=OnDelete.restrict)
    points = JSONB()
    comment_applicant = Text(default="")
    scan = ForeignKey(File, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    state = Varchar(length=10, default="typed")
    typed_by = UUID()
    typed_at = Timestamptz(default=now)
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    reason = Text(default="")

    paper_sheet_state_ck = Check("state in ('typed', 'confirmed', 'refused')")
    paper_sheet_decided_ck = Check("(state = 'typed') = (decided_by is null)")
    paper_sheet_two_ck = Check("state <> 'confirmed' or (decided_by <> typed_by and scan is not null)")
