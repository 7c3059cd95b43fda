"""A judge's review: saved as often as they like, signed once, taken back only with a reason."""

from contest.judging.service.reviews.held import StaleReview
from contest.judging.service.reviews.saving import autosave_review, save_review, skip_review
from contest.judging.service.reviews.signing import recuse, reopen_review, sign_review

__all__ = [
    "StaleReview",
    "autosave_review",
    "recuse",
    "reopen_review",
    "save_review",
    "sign_review",
    "skip_review",
]
