"""The bundle of a result: what it holds, how it is written into texts, and how its ranks are worked out again."""

from contest.judging.rules.bundle.check import recompute
from contest.judging.rules.bundle.terms import (
    AUDITORS,
    KINDS,
    PUBLIC,
    About,
    Bundle,
    BundleRubric,
    DecisionLine,
    Head,
    ResultLine,
    ReviewLine,
)
from contest.judging.rules.bundle.texts import is_bundle, read, written

__all__ = [
    "AUDITORS",
    "KINDS",
    "PUBLIC",
    "About",
    "Bundle",
    "BundleRubric",
    "DecisionLine",
    "Head",
    "ResultLine",
    "ReviewLine",
    "is_bundle",
    "read",
    "recompute",
    "written",
]
