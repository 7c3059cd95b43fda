"""The verbs of judging."""

from contest.judging.service.assignment import assign
from contest.judging.service.decisions import close_notice, draft_decision, publish_decision, reverse_decision
from contest.judging.service.figures import ask_stale_figures, work_out_ranking, write_ranking
from contest.judging.service.ledger import seal_scores
from contest.judging.service.messages import tell_applicants, tell_judges
from contest.judging.service.panel import add_judge, declare_conflicts
from contest.judging.service.reviews import (
    autosave_review,
    recuse,
    reopen_review,
    save_review,
    sign_review,
    skip_review,
)
from contest.judging.service.rubrics import create_rubric
from contest.judging.service.setup import open_judging, set_up_judging

__all__ = [
    "add_judge",
    "ask_stale_figures",
    "assign",
    "autosave_review",
    "close_notice",
    "create_rubric",
    "declare_conflicts",
    "draft_decision",
    "open_judging",
    "publish_decision",
    "recuse",
    "reopen_review",
    "reverse_decision",
    "save_review",
    "seal_scores",
    "set_up_judging",
    "sign_review",
    "skip_review",
    "tell_applicants",
    "tell_judges",
    "work_out_ranking",
    "write_ranking",
]
