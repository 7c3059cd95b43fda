"""Deciding a round: drafted, published, final; taken back only by a new decision with a reason."""

from contest.judging.service.decisions.drafting import draft_decision
from contest.judging.service.decisions.publishing import close_notice, publish_decision, reverse_decision

__all__ = ["close_notice", "draft_decision", "publish_decision", "reverse_decision"]
