"""The verbs of judging."""

from contest.judging.service.advancing import choose_by_rule, draft_by_rule
from contest.judging.service.assignment import (
    Assigned,
    apply_plan,
    ask_plan,
    assign,
    drop_out,
    place_bids,
    rule_pair,
    set_ways,
    stop_plan,
    take_next,
    work_out_plan,
)
from contest.judging.service.capacity import plan_stages
from contest.judging.service.decisions import close_notice, draft_decision, publish_decision, reverse_decision
from contest.judging.service.figures import ask_stale_figures, work_out_ranking, write_ranking
from contest.judging.service.inviting import add_panel, invite_many, pick_judges, remove_panel
from contest.judging.service.joining import accept_seat, decline_seat, save_profile
from contest.judging.service.leading import accept_onward, lead_to
from contest.judging.service.ledger import seal_scores
from contest.judging.service.messages import tell_applicants, tell_judges
from contest.judging.service.panel import add_judge, change_seat, declare_conflicts, take_back_invitation
from contest.judging.service.proposals import answer_proposal, propose_judge
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
from contest.judging.service.stages import take_on
from contest.judging.service.terms import publish_terms
from contest.judging.service.ties import find_ties, look_for_ties, rule_tie
from contest.judging.service.waiving import waive_reviews

__all__ = [
    "Assigned",
    "accept_onward",
    "accept_seat",
    "add_judge",
    "add_panel",
    "answer_proposal",
    "apply_plan",
    "ask_plan",
    "ask_stale_figures",
    "assign",
    "autosave_review",
    "change_seat",
    "choose_by_rule",
    "close_notice",
    "create_rubric",
    "declare_conflicts",
    "decline_seat",
    "draft_by_rule",
    "draft_decision",
    "drop_out",
    "find_ties",
    "invite_many",
    "lead_to",
    "look_for_ties",
    "open_judging",
    "pick_judges",
    "place_bids",
    "plan_stages",
    "propose_judge",
    "publish_decision",
    "publish_terms",
    "recuse",
    "remove_panel",
    "reopen_review",
    "reverse_decision",
    "rule_pair",
    "rule_tie",
    "save_profile",
    "save_review",
    "seal_scores",
    "set_up_judging",
    "set_ways",
    "sign_review",
    "skip_review",
    "stop_plan",
    "take_back_invitation",
    "take_next",
    "take_on",
    "tell_applicants",
    "tell_judges",
    "waive_reviews",
    "work_out_plan",
    "work_out_ranking",
    "write_ranking",
]
