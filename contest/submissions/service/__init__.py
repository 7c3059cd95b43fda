"""What can be done with entries."""

from contest.submissions.service.asking import answer_request, chase_answers
from contest.submissions.service.attachments import announce_file, remove_file
from contest.submissions.service.autosave import autosave
from contest.submissions.service.bulk import Outcome, screen_many
from contest.submissions.service.caps import set_cap
from contest.submissions.service.copying import copy_plans
from contest.submissions.service.drafts import StaleSave, save_draft, start_draft, withdraw
from contest.submissions.service.exports import take_files, take_list
from contest.submissions.service.extensions import (
    grant_extension,
    make_late_code,
    revoke_extension,
    revoke_late_code,
    use_late_code,
)
from contest.submissions.service.fits import announce_fits
from contest.submissions.service.hand_in import Receipt, hand_in
from contest.submissions.service.importing import ask_import, carry_out_import, retry_import
from contest.submissions.service.likeness import compare, settle_likeness
from contest.submissions.service.mails import mail_receipt, mail_reminder, mail_verdict
from contest.submissions.service.moved import mail_extension, mail_moved, spread_moved
from contest.submissions.service.moving import move_entry
from contest.submissions.service.origins import count_arrival, note_origin
from contest.submissions.service.plan import (
    let_judges_read_letters,
    plan_screening,
    set_second_person,
    set_shortlist_days,
)
from contest.submissions.service.questions import mail_question, say, settle_questions
from contest.submissions.service.receipts import receipt_file, receipt_key
from contest.submissions.service.referees import (
    ask_referee,
    attach_letter,
    chase_referees,
    decline_letter,
    give_letter,
    keep_from,
    mail_referee_reminder,
    no_longer_keep_from,
    withdraw_referee,
)
from contest.submissions.service.screening import screen, second
from contest.submissions.service.settling import empty_entries, receipts_of_redacted, settle_entries
from contest.submissions.service.sharing import (
    agree_to_sharing,
    end_share,
    open_shared,
    set_suggestion_weights,
    share_entries,
    stop_sharing,
)
from contest.submissions.service.shortlist import mail_shortlist, open_shortlist
from contest.submissions.service.standings import add_tie, enter_next, leave_next, lift_ties, set_standings
from contest.submissions.service.tagging import clean_tag, put_tag, take_tag
from contest.submissions.service.teams import answer_invitation, change_place, invite, leave, withdraw_invitation
from contest.submissions.service.translations import (
    answer_translation,
    follow_translation,
    mail_translation,
    save_translation,
)

__all__ = [
    "Outcome",
    "Receipt",
    "StaleSave",
    "add_tie",
    "agree_to_sharing",
    "announce_file",
    "announce_fits",
    "answer_invitation",
    "answer_request",
    "answer_translation",
    "ask_import",
    "ask_referee",
    "attach_letter",
    "autosave",
    "carry_out_import",
    "change_place",
    "chase_answers",
    "chase_referees",
    "clean_tag",
    "compare",
    "copy_plans",
    "count_arrival",
    "decline_letter",
    "empty_entries",
    "end_share",
    "enter_next",
    "follow_translation",
    "give_letter",
    "grant_extension",
    "hand_in",
    "invite",
    "keep_from",
    "leave",
    "leave_next",
    "let_judges_read_letters",
    "lift_ties",
    "mail_extension",
    "mail_moved",
    "mail_question",
    "mail_receipt",
    "mail_referee_reminder",
    "mail_reminder",
    "mail_shortlist",
    "mail_translation",
    "mail_verdict",
    "make_late_code",
    "move_entry",
    "no_longer_keep_from",
    "note_origin",
    "open_shared",
    "open_shortlist",
    "plan_screening",
    "put_tag",
    "receipt_file",
    "receipt_key",
    "receipts_of_redacted",
    "remove_file",
    "retry_import",
    "revoke_extension",
    "revoke_late_code",
    "save_draft",
    "save_translation",
    "say",
    "screen",
    "screen_many",
    "second",
    "set_cap",
    "set_second_person",
    "set_shortlist_days",
    "set_standings",
    "set_suggestion_weights",
    "settle_entries",
    "settle_likeness",
    "settle_questions",
    "share_entries",
    "spread_moved",
    "start_draft",
    "stop_sharing",
    "take_files",
    "take_list",
    "take_tag",
    "use_late_code",
    "withdraw",
    "withdraw_invitation",
    "withdraw_referee",
]
