"""What anyone may read: calls that have opened, how they are judged, and what was decided and published."""

from contest.site.queries.calls import (
    CallChange,
    CallRound,
    CriterionLine,
    EditionCall,
    ProgrammeRound,
    call,
    changes,
    criteria,
    edition_call,
    forms,
    listed,
    programme_round,
)
from contest.site.queries.editions import EditionLine, editions
from contest.site.queries.first_page import Landing, Named, PublicEdition, PublicRound, landing
from contest.site.queries.found import news, public_paths
from contest.site.queries.gallery import Asked, Gallery, gallery
from contest.site.queries.method import Method, method
from contest.site.queries.results import ResultLine, Results, results
from contest.site.queries.roadmap import edition_at, open_roadmap

__all__ = [
    "Asked",
    "CallChange",
    "CallRound",
    "CriterionLine",
    "EditionCall",
    "EditionLine",
    "Gallery",
    "Landing",
    "Method",
    "Named",
    "ProgrammeRound",
    "PublicEdition",
    "PublicRound",
    "ResultLine",
    "Results",
    "call",
    "changes",
    "criteria",
    "edition_at",
    "edition_call",
    "editions",
    "forms",
    "gallery",
    "landing",
    "listed",
    "method",
    "news",
    "open_roadmap",
    "programme_round",
    "public_paths",
    "results",
]
