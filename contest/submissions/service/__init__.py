"""What can be done with entries."""

from contest.submissions.service.asking import answer_request, chase_answers
from contest.submissions.service.attachments import announce_file, remove_file
from contest.submissions.service.autosave import Saved, autosave
from contest.submissions.service.bulk import Outcome, screen_many
from contest.submissions.service.drafts import StaleSave, save_draft, start_draft, withdraw
from contest.submissions.service.hand_in import Receipt, hand_in
from contest.submissions.service.likeness import compare, settle_likeness
from contest.submissions.service.mails import mail_receipt, mail_reminder, mail_verdict
from contest.submissions.service.plan import plan_screening, set_second_person
from contest.submissions.service.screening import screen, second
from contest.submissions.service.standings import add_tie, lift_ties, set_standings

__all__ = [
    "Outcome",
    "Receipt",
    "Saved",
    "StaleSave",
    "add_tie",
    "announce_file",
    "answer_request",
    "autosave",
    "chase_answers",
    "compare",
    "hand_in",
    "lift_ties",
    "mail_receipt",
    "mail_reminder",
    "mail_verdict",
    "plan_screening",
    "remove_file",
    "save_draft",
    "screen",
    "screen_many",
    "second",
    "set_second_person",
    "set_standings",
    "settle_likeness",
    "start_draft",
    "withdraw",
]
