"""What an entry must hold, how it is counted, and who may do what with it."""

from contest.submissions.rules.counting import Length, fits, measure
from contest.submissions.rules.default_form import FIELDS, SECTIONS
from contest.submissions.rules.form import (
    COLUMNS,
    Attached,
    check_complete,
    check_draft,
    fields_of,
    file_fields_of,
    shown,
)
from contest.submissions.rules.questions import KINDS, Field, Option, Words
from contest.submissions.rules.steps import (
    BEFORE_JUDGING,
    DECLARATIONS,
    STAFF,
    STANDING_STEPS,
    VERDICTS,
    VERDICTS_WITH_REASON,
    Deadline,
    freeze,
    is_open,
    may_edit,
    may_hand_in,
    may_screen,
    may_see,
    may_tie,
    may_withdraw,
)
from contest.submissions.rules.timeline import Station, timeline

__all__ = [
    "BEFORE_JUDGING",
    "COLUMNS",
    "DECLARATIONS",
    "FIELDS",
    "KINDS",
    "SECTIONS",
    "STAFF",
    "STANDING_STEPS",
    "VERDICTS",
    "VERDICTS_WITH_REASON",
    "Attached",
    "Deadline",
    "Field",
    "Length",
    "Option",
    "Station",
    "Words",
    "check_complete",
    "check_draft",
    "fields_of",
    "file_fields_of",
    "fits",
    "freeze",
    "is_open",
    "may_edit",
    "may_hand_in",
    "may_screen",
    "may_see",
    "may_tie",
    "may_withdraw",
    "measure",
    "shown",
    "timeline",
]
