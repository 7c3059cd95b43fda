"""Which links each person's pages show, by their roles alone: no statement is spent on it."""

from typing import Any

from contest.lib.actor import ANONYMOUS, Actor
from contest.lib.i18n import N_
from contest.lib.web.render import BELONGS_TO
from contest.lib.web.request import Request

_SIGNED_IN = [(N_("What to do now"), "/home"), (N_("My entries"), "/submissions")]
_JUDGE = [(N_("My reviews"), "/judging/reviews")]
_PARTNER = [
    (N_("Partner"), "/partners"),
    (N_("Propose judges"), "/judging/proposals"),
    (N_("Reported to us"), "/incubator/funding"),
]
_FOUNDER = [(N_("My venture"), "/incubator/mine")]
_MENTOR = [(N_("Mentoring"), "/incubator/mentoring")]
_COUNTERPART = [
    (N_("What we look for"), "/zone"),
    (N_("Shared with us"), "/submissions/shared"),
    (N_("My meetings"), "/roadshow/meetings"),
]
_ORGANISER = [(N_("Desk"), "/desk"), (N_("Editions"), "/challenge/editions")]
_SCREENER = [(N_("Search"), "/desk/search")]
_COMPLIANCE = [
    (N_("Requests"), "/desk/requests"),
    (N_("How long data is kept"), "/desk/retention"),
    (N_("Log of breaches"), "/desk/breaches"),
]
_AUDITOR = [(N_("Audit"), "/desk/audit")]


def links(request: Request) -> list[dict[str, Any]]:
    """`{label, href, current, count}` for whoever asks; a visitor is shown none."""
    actor: Actor = request.scope.get("user") or ANONYMOUS
    if not actor.is_signed_in:
        return []
    shown = list(_SIGNED_IN)
    if actor.has("judge", "panel_chair"):
        shown += _JUDGE
    if actor.has("programme_organiser", "round_organiser"):
        shown += _ORGANISER
    elif actor.has("screener"):
        shown += _SCREENER
    if actor.has("compliance_officer"):
        shown += _COMPLIANCE
    if actor.has("auditor"):
        shown += _AUDITOR
    if actor.has("founder"):
        shown += _FOUNDER
    if actor.has("mentor"):
        shown += _MENTOR
    if actor.has("partner"):
        shown += _PARTNER
    if actor.has("counterpart"):
        shown += _COUNTERPART
    path = request.scope.get("state", {}).get(BELONGS_TO) or request.scope["path"]
    return [
        {"label": str(label), "href": href, "current": _is_below(path, href), "count": None} for label, href in shown
    ]


def _is_below(path: str, href: str) -> bool:
    """Whether a page belongs to a link: what is screened, or shared by others, is nobody's own entry."""
    if href == "/submissions" and path.startswith("/submissions/shared"):
        return False
    return not path.startswith("/submissions/rounds/") and (path == href or path.startswith(href + "/"))
