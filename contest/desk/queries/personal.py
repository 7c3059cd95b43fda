"""What the desk holds of people."""

from contest.desk.queries.taken import TAKEN
from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept
from contest.submissions.queries.personal import emptied_sql

_END = "coalesce(t.ended_at, (select erased_at from person where id = t.made_by))"

KEPT = (
    Kept(
        key="searches",
        title=N_("Searches that you saved"),
        sql="select name, query as text, saved_at as at from saved_search where person = $1 order by name",
    ),
)

SEEN = (
    """select d.answered_at as at, w.name as who, '' as place, d.event as what, 'webhook' as ground, s.code
         from webhook_delivery d join webhook w on w.id = d.webhook join submission s on s.id = d.entry
        where s.owner = $1 and d.state = 'delivered'""",
    *TAKEN,
)

# What tells others or reminds people in somebody's name ends with them.
ERASED = (
    Erased(table="saved_search", person="t.person"),
    Erased(table="search_columns", person="t.person"),
    Erased(table="bulk_row", person=emptied_sql("t.entry")),
    Erased(table="webhook", person="t.made_by", to={"ended_at": _END}),
    Erased(table="webhook_delivery", person=emptied_sql("t.entry"), to={"body": "''"}),
    Erased(table="reminder_rule", person="t.made_by", to={"ended_at": _END}),
)

# Figures, and what was done to many entries, by ids. Events, jobs and keys of the storage hold ids too.
OF_NOBODY = (
    "backup_run",
    "bulk_job",
    "entry_figures",
    "outbox_event",
    "outbox_job",
    "reminder_sent",
    "round_figures",
    "spared_object",
)
