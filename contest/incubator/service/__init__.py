"""Running an incubator."""

from contest.incubator.service.alerts import acknowledge_stall, list_stalls
from contest.incubator.service.cohorts import save_cohort
from contest.incubator.service.desk import ask_desk, handle_request, withdraw_request
from contest.incubator.service.files import KINDS, MOST_BYTES, add_file
from contest.incubator.service.funders import (
    TYPES,
    ask_funder_report,
    freeze_lines,
    key_of,
    mark_funder_report,
    row_words,
    store_funder_report,
    unit_words,
)
from contest.incubator.service.holding import today_of
from contest.incubator.service.hours import book_hour, finish_step, give_back_hour, note_session, offer_hours
from contest.incubator.service.landing import copy_templates, plan_landing, report_step, save_template
from contest.incubator.service.mails import ask_for_report, tell_stalls, tell_taken_in
from contest.incubator.service.mentor_mails import tell_hour, tell_paired
from contest.incubator.service.mentors import describe_mentor, dismiss_mentor, enter_mentor, pair_mentor, part_mentor
from contest.incubator.service.milestones import (
    change_milestone,
    decide_milestones,
    drop_milestones,
    move_milestones,
    plan_milestones,
    submit_milestone,
)
from contest.incubator.service.places import add_place, remove_place, say_publicity
from contest.incubator.service.prizes import lapse_prize, meet_condition, promise_prize, settle_prize
from contest.incubator.service.products import check_claim, review_rule, save_inventory
from contest.incubator.service.reports import (
    ask_reports,
    chase_reports,
    reopen_report,
    send_report,
    show_value,
    verify_value,
)
from contest.incubator.service.roadmap import begin_roadmap, drop_node, link_ventures, save_node, unlink_venture
from contest.incubator.service.tranches import approve_tranche, fix_grant, release_tranche
from contest.incubator.service.ventures import move_venture, step_venture, take_in

__all__ = [
    "KINDS",
    "MOST_BYTES",
    "TYPES",
    "acknowledge_stall",
    "add_file",
    "add_place",
    "approve_tranche",
    "ask_desk",
    "ask_for_report",
    "ask_funder_report",
    "ask_reports",
    "begin_roadmap",
    "book_hour",
    "change_milestone",
    "chase_reports",
    "check_claim",
    "copy_templates",
    "decide_milestones",
    "describe_mentor",
    "dismiss_mentor",
    "drop_milestones",
    "drop_node",
    "enter_mentor",
    "finish_step",
    "fix_grant",
    "freeze_lines",
    "give_back_hour",
    "handle_request",
    "key_of",
    "lapse_prize",
    "link_ventures",
    "list_stalls",
    "mark_funder_report",
    "meet_condition",
    "move_milestones",
    "move_venture",
    "note_session",
    "offer_hours",
    "pair_mentor",
    "part_mentor",
    "plan_landing",
    "plan_milestones",
    "promise_prize",
    "release_tranche",
    "remove_place",
    "reopen_report",
    "report_step",
    "review_rule",
    "row_words",
    "save_cohort",
    "save_inventory",
    "save_node",
    "save_template",
    "say_publicity",
    "send_report",
    "settle_prize",
    "show_value",
    "step_venture",
    "store_funder_report",
    "submit_milestone",
    "take_in",
    "tell_hour",
    "tell_paired",
    "tell_stalls",
    "tell_taken_in",
    "today_of",
    "unit_words",
    "unlink_venture",
    "verify_value",
    "withdraw_request",
]
