"""What anyone may read: calls that have opened, how they are judged, and what was decided and published."""

from contest.site.queries.calls import (
    CallChange,
    CallRound,
    CriterionLine,
    EditionCall,
    call,
    changes,
    criteria,
    edition_call,
    forms,
    listed,
)
from contest.site.queries.first_page import Landing, Named, PublicEdition, PublicRound, landing
from contest.site.queries.results import ResultLine, Results, results

__all__ = [
    "CallChange",
    "CallRound",
    "CriterionLine",
    "EditionCall",
    "Landing",
    "Named",
    "PublicEdition",
    "PublicRound",
    "ResultLine",
    "Results",
    "call",
    "changes",
    "criteria",
    "edition_call",
    "forms",
    "landing",
    "listed",
    "results",
]
