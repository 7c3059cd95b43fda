"""What is done at the desk: counting, and what an operator does about the machinery."""

from contest.desk.service.backups import back_up, back_up_when_due, note_rehearsal
from contest.desk.service.bulk import ask, forget_lists, preview, stop, take_list, work_through
from contest.desk.service.copying import copy_edition
from contest.desk.service.counting import count_anew, count_rounds
from contest.desk.service.letters import word_letter
from contest.desk.service.machinery import (
    approve_message,
    approve_messages,
    reword_message,
    run_job_again,
    send_message_again,
    withdraw_message,
)
from contest.desk.service.rehearsal import rehearse
from contest.desk.service.reminders import add_rule, end_rule, remind
from contest.desk.service.roles import appoint, take_back
from contest.desk.service.saving import choose_columns, remove_search, save_search, take_found
from contest.desk.service.viewing import begin_viewing
from contest.desk.service.webhooks import (
    ATTEMPTS,
    add_webhook,
    call,
    call_again,
    end_webhook,
    forget_calls,
    spread,
    try_webhook,
)

__all__ = [
    "ATTEMPTS",
    "add_rule",
    "add_webhook",
    "appoint",
    "approve_message",
    "approve_messages",
    "ask",
    "back_up",
    "back_up_when_due",
    "begin_viewing",
    "call",
    "call_again",
    "choose_columns",
    "copy_edition",
    "count_anew",
    "count_rounds",
    "end_rule",
    "end_webhook",
    "forget_calls",
    "forget_lists",
    "note_rehearsal",
    "preview",
    "rehearse",
    "remind",
    "remove_search",
    "reword_message",
    "run_job_again",
    "save_search",
    "send_message_again",
    "spread",
    "stop",
    "take_back",
    "take_found",
    "take_list",
    "try_webhook",
    "withdraw_message",
    "word_letter",
    "work_through",
]
