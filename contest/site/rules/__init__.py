"""How a call is put: what its form asks, and its dates as data and as a calendar."""

from contest.challenge.rules.forms import KINDS
from contest.site.rules.asked import Asked, Part, Question, asked
from contest.site.rules.feeds import Call, as_calendar, as_data
from contest.site.rules.found import News, atom, robots, security_txt, sitemap
from contest.site.rules.landed import Panel, Spot, panel
from contest.site.rules.open_roadmap import COLUMNS, Facts, rows
from contest.site.rules.open_roadmap import as_data as roadmap_data

__all__ = [
    "COLUMNS",
    "KINDS",
    "Asked",
    "Call",
    "Facts",
    "News",
    "Panel",
    "Part",
    "Question",
    "Spot",
    "as_calendar",
    "as_data",
    "asked",
    "atom",
    "panel",
    "roadmap_data",
    "robots",
    "rows",
    "security_txt",
    "sitemap",
]
