"""How a call is put: what its form asks, and its dates as data and as a calendar."""

from contest.challenge.rules.forms import KINDS
from contest.site.rules.asked import Asked, Part, Question, asked
from contest.site.rules.feeds import Call, as_calendar, as_data
from contest.site.rules.found import News, atom, robots, security_txt, sitemap

__all__ = [
    "KINDS",
    "Asked",
    "Call",
    "News",
    "Part",
    "Question",
    "as_calendar",
    "as_data",
    "asked",
    "atom",
    "robots",
    "security_txt",
    "sitemap",
]
