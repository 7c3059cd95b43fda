"""What this slice holds of people."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept
from contest.submissions.queries.personal import emptied_sql

KEPT = (
    Kept(
        key="breaches",
        title=N_("Incidents that concerned your data"),
        sql="""select b.known_at as at, m.subject, m.body as text from breach_person c join breach b on b.id = c.breach
                 join message m on m.id = c.message
                where c.person = $1 and m.state not in ('drafted', 'withdrawn') order by b.known_at, b.id""",
    ),
)

ERASED = (Erased(table="retention_hold", person=emptied_sql("t.submission"), to={"reason": "''"}),)

# How long what is kept, what went, and whom a breach concerned, by ids: the log of breaches is kept for the authority.
OF_NOBODY = ("breach", "breach_person", "retention_rule", "retention_run")
