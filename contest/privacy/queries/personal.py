"""What this slice holds of people."""

from contest.lib.personal import Erased, Kept
from contest.submissions.queries.personal import emptied_sql

KEPT: tuple[Kept, ...] = ()

ERASED = (Erased(table="retention_hold", person=emptied_sql("t.submission"), to={"reason": "''"}),)

# How long what is kept, and what went, by ids.
OF_NOBODY = ("retention_rule", "retention_run")
