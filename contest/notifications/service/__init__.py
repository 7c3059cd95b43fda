"""Messages: written in the caller's transaction, looked at where that was asked for, sent by a job."""

from contest.notifications.rules import Recipient
from contest.notifications.service.arrivals import Arrival, note_arrivals
from contest.notifications.service.forgetting import forget_letters
from contest.notifications.service.messages import approve, deliver, queue_message, send_again, withdraw
from contest.notifications.service.refusals import refuse_mails, take_mails_again
from contest.notifications.service.reviewing import approve_all, reword
from contest.notifications.service.wordings import copy_letters, word_letter

__all__ = [
    "Arrival",
    "Recipient",
    "approve",
    "approve_all",
    "copy_letters",
    "deliver",
    "forget_letters",
    "note_arrivals",
    "queue_message",
    "refuse_mails",
    "reword",
    "send_again",
    "take_mails_again",
    "withdraw",
    "word_letter",
]
