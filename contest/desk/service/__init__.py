"""What is done at the desk: counting, and what an operator does about the machinery."""

from contest.desk.service.counting import count_rounds
from contest.desk.service.machinery import approve_message, run_job_again, send_message_again, withdraw_message

__all__ = ["approve_message", "count_rounds", "run_job_again", "send_message_again", "withdraw_message"]
