"""The verbs of judging."""

from contest.judging.service.assignment import (
    Assigned,
    apply_plan,
    ask_plan,
    assign,
    drop_out,
    rule_pair,
    stop_plan,
    work_out_plan,
)
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
from contest.judging.service.waiving import waive_reviews

__all__ = [
    "Assigned",
    "add_judge",
    "apply_plan",
    "ask_plan",
    "ask_stale_figures",
    "assign",
    "autosave_review",
    "close_notice",
    "create_rubric",
    "declare_conflicts",
    "draft_decision",
    "drop_out",
    "open_judging",
    "publish_decision",
    "recuse",
    "reopen_review",
    "reverse_decision",
    "rule_pair",
    "save_review",
    "seal_scores",
    "set_up_judging",
    "sign_review",
    "skip_review",
    "stop_plan",
    "tell_applicants",
    "tell_judges",
    "waive_reviews",
    "work_out_plan",
    "work_out_ranking",
    "write_ranking",
]
