"""The one rule for what is under way when a deadline passes."""

from datetime import timedelta

from contest.lib.i18n import N_

GRACE = timedelta(minutes=30)

# Shown where an entry is written and on the call page; `submissions.rules.deadlines` does what it says.
GRACE_RULE = N_(
    "If a file is being sent, or still being checked, at the moment of the deadline, it may arrive within %(minutes)s"
    " minutes after it, and the entry may be handed in with it until then. Answers count as they were saved at the"
    " deadline. For everything else, one second late is late.",
    minutes=int(GRACE.total_seconds() // 60),
)
