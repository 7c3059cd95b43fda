"""Reads of the desk, and what must always hold of the machinery."""

from contest.desk.queries.audit import Asked, record_editions, record_rows, records
from contest.desk.queries.backups import INVARIANTS as BACKUP_INVARIANTS
from contest.desk.queries.backups import BackupPage, backups, last_runs
from contest.desk.queries.bulk import INVARIANTS as BULK_INVARIANTS
from contest.desk.queries.bulk import (
    BulkJob,
    Choices,
    Look,
    all_taken,
    bulk_job,
    choices,
    look_at,
    saved_searches,
    taken_rows,
)
from contest.desk.queries.calendar import Calendar, round_calendar
from contest.desk.queries.home import Home, RoundLine, home, home_rounds, rounds_to_count
from contest.desk.queries.letters import worded_editions
from contest.desk.queries.machinery import HIDDEN as HIDDEN_MESSAGE
from contest.desk.queries.machinery import INVARIANTS as INVARIANTS
from contest.desk.queries.machinery import (
    Attention,
    JobPage,
    Shown,
    attention,
    jobs,
    mail,
    message,
)
from contest.desk.queries.reminders import INVARIANTS as REMINDER_INVARIANTS
from contest.desk.queries.search import (
    Found,
    Offer,
    Read,
    Wrong,
    address_of,
    chosen_entries,
    found_rows,
    needs_figures,
    offer,
    read,
    search,
)
from contest.desk.queries.setup import Setup, round_setup
from contest.desk.queries.webhooks import INVARIANTS as HOOK_INVARIANTS

__all__ = [
    "BACKUP_INVARIANTS",
    "BULK_INVARIANTS",
    "HIDDEN_MESSAGE",
    "HOOK_INVARIANTS",
    "INVARIANTS",
    "REMINDER_INVARIANTS",
    "Asked",
    "Attention",
    "BackupPage",
    "BulkJob",
    "Calendar",
    "Choices",
    "Found",
    "Home",
    "JobPage",
    "Look",
    "Offer",
    "Read",
    "RoundLine",
    "Setup",
    "Shown",
    "Wrong",
    "address_of",
    "all_taken",
    "attention",
    "backups",
    "bulk_job",
    "choices",
    "chosen_entries",
    "found_rows",
    "home",
    "home_rounds",
    "jobs",
    "last_runs",
    "look_at",
    "mail",
    "message",
    "needs_figures",
    "offer",
    "read",
    "record_editions",
    "record_rows",
    "records",
    "round_calendar",
    "round_setup",
    "rounds_to_count",
    "saved_searches",
    "search",
    "taken_rows",
    "worded_editions",
]
