"""Running an incubator."""

from contest.incubator.service.cohorts import save_cohort
from contest.incubator.service.files import KINDS, MOST_BYTES, add_file
from contest.incubator.service.landing import plan_landing, report_step, save_template
from contest.incubator.service.ventures import move_venture, step_venture, take_in, today_of

__all__ = [
    "KINDS",
    "MOST_BYTES",
    "add_file",
    "move_venture",
    "plan_landing",
    "report_step",
    "save_cohort",
    "save_template",
    "step_venture",
    "take_in",
    "today_of",
]
