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
from contest.judging.service.checks import record_check
from contest.judging.service.copying import copy_judging
from contest.judging.service.decisions import close_notice, draft_decision, publish_decision, reverse_decision
from contest.judging.service.discussion import say, set_discussion, tell_discussion
from contest.judging.service.embargo import (
    embargo_decision,
    lift_embargo,
    lift_embargoes,
    publish_scheduled,
)
from contest.judging.service.evidence import EVIDENCE_KINDS, MOST_EVIDENCE_BYTES, add_evidence, chase_objections
from contest.judging.service.feedback import moderate_text, prepare_feedback, release_feedback
from contest.judging.service.figures import ask_stale_figures, work_out_ranking, write_ranking
from contest.judging.service.inviting import add_panel, invite_many, pick_judges, remove_panel
from contest.judging.service.joining import accept_seat, decline_seat, publish_scores, save_profile
from contest.judging.service.leading import accept_onward, lead_to
from contest.judging.service.ledger import seal_scores
from contest.judging.service.links import (
    ask_passkey,
    ask_venue_code,
    come_by_link,
    end_link,
    forget_device,
    mail_links,
    mail_own_link,
)
from contest.judging.service.live import reveal_scores, show_pitch, start_pitch, turn_pitch
from contest.judging.service.messages import (
    tell_applicants,
    tell_feedback,
    tell_judges,
    tell_objection,
    tell_objection_answered,
    tell_objection_due,
    tell_onward,
)
from contest.judging.service.objections import answer_objection, raise_objection
from contest.judging.service.panel import add_judge, change_seat, declare_conflicts, take_back_invitation
from contest.judging.service.proposals import answer_proposal, propose_judge
from contest.judging.service.releasing import release_judge
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
from contest.judging.service.sheets import attach_scan, confirm_sheet, refuse_sheet, sheets_pdf, type_sheet
from contest.judging.service.stages import take_on
from contest.judging.service.terms import publish_terms
from contest.judging.service.ties import find_ties, look_for_ties, rule_tie
from contest.judging.service.waiving import waive_reviews

__all__ = [
    "EVIDENCE_KINDS",
    "MOST_EVIDENCE_BYTES",
    "Assigned",
    "accept_onward",
    "accept_seat",
    "add_evidence",
    "add_judge",
    "add_panel",
    "answer_objection",
    "answer_proposal",
    "apply_plan",
    "ask_passkey",
    "ask_plan",
    "ask_stale_figures",
    "ask_venue_code",
    "assign",
    "attach_scan",
    "autosave_review",
    "change_seat",
    "chase_objections",
    "choose_by_rule",
    "close_notice",
    "come_by_link",
    "confirm_sheet",
    "copy_judging",
    "create_rubric",
    "declare_conflicts",
    "decline_seat",
    "draft_by_rule",
    "draft_decision",
    "drop_out",
    "embargo_decision",
    "end_link",
    "find_ties",
    "forget_device",
    "invite_many",
    "lead_to",
    "lift_embargo",
    "lift_embargoes",
    "look_for_ties",
    "mail_links",
    "mail_own_link",
    "moderate_text",
    "open_judging",
    "pick_judges",
    "place_bids",
    "plan_stages",
    "prepare_feedback",
    "propose_judge",
    "publish_decision",
    "publish_scheduled",
    "publish_scores",
    "publish_terms",
    "raise_objection",
    "record_check",
    "recuse",
    "refuse_sheet",
    "release_feedback",
    "release_judge",
    "remove_panel",
    "reopen_review",
    "reveal_scores",
    "reverse_decision",
    "rule_pair",
    "rule_tie",
    "save_profile",
    "save_review",
    "say",
    "seal_scores",
    "set_discussion",
    "set_up_judging",
    "set_ways",
    "sheets_pdf",
    "show_pitch",
    "sign_review",
    "skip_review",
    "start_pitch",
    "stop_plan",
    "take_back_invitation",
    "take_next",
    "take_on",
    "tell_applicants",
    "tell_discussion",
    "tell_feedback",
    "tell_judges",
    "tell_objection",
    "tell_objection_answered",
    "tell_objection_due",
    "tell_onward",
    "turn_pitch",
    "type_sheet",
    "waive_reviews",
    "work_out_plan",
    "work_out_ranking",
    "write_ranking",
]
