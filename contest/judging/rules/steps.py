"""The steps that a review and a decision may take, and when a public notice ends."""

from collections.abc import Mapping
from datetime import date, datetime

from contest.challenge.rules.days import end_of_working_days

# What is not here is refused.
REVIEW_STEPS: dict[str, frozenset[str]] = {
    "assigned": frozenset({"draft", "recused", "waived"}),
    "draft": frozenset({"draft", "signed", "recused", "waived"}),
    "signed": frozenset({"reopened", "recused"}),
    "reopened": frozenset({"reopened", "signed", "recused", "waived"}),
    "recused": frozenset(),
    "waived": frozenset(),
}

DECISION_STEPS: dict[str, frozenset[str]] = {
    "drafted": frozenset({"published"}),
    "published": frozenset({"final", "reversed"}),
    "final": frozenset({"reversed"}),
    "reversed": frozenset(),
}

# Why a judge steps back from one entry; `other` needs words.
RECUSALS = ("family", "work", "money", "rival", "helped", "other")

# In which states of a round judging is set up, its panel grows, conflicts are declared, its entries decided on.
SETTING_UP = frozenset({"planned", "open", "screening"})
PANEL_GROWS = SETTING_UP | {"judging"}
DECLARING = frozenset({"screening", "judging"})
DECIDING = frozenset({"judging", "deliberation"})

# In which states of a round its judges come in by links.
LINKED = PANEL_GROWS | {"deliberation"}

# In which states of a decision it may be said where its entries go on to.
LEADING = frozenset({"drafted", "published"})


def may_step_review(state: str, to: str) -> bool:
    return to in REVIEW_STEPS[state]


def may_step_decision(state: str, to: str) -> bool:
    return to in DECISION_STEPS[state]


def saved_state(state: str) -> str:
    """The state of a review once it was saved: a reopened one stays reopened, so that it is seen to be."""
    return "reopened" if state == "reopened" else "draft"


def notice_end(published_at: datetime, *, days: int, zone: str, known: Mapping[date, bool]) -> datetime:
    """When a public notice ends (UTC): at 24:00, in the round's zone, of the `days`-th working day after its first.

    `known`: the days of the zone's calendar that are not as weekdays say. With 0 days there is no notice.
    """
    if days == 0:
        return published_at
    return end_of_working_days(published_at, days=days, zone=zone, known=known)


def next_step(
    *,
    state: str,
    is_set_up: bool,
    has_more: bool,
    seats: int,
    undeclared: int,
    given: int,
    thin: int,
    unsigned: int,
    decision: str | None,
    is_notice_over: bool,
) -> str:
    """What the organiser of a round does next in judging it: the name of one action, or of what is waited for.

    `has_more`: a stage follows the one that is judged. `seats` and `undeclared` count judges, `given` reviews, `thin`
    entries with too few of them, `unsigned` reviews.
    """
    if state in {"notice", "decided", "cancelled"} and decision is None:
        return "nothing"
    if decision in {"published", "final"}:
        return "nothing" if decision == "final" else "close" if is_notice_over else "wait_notice"
    if decision == "drafted" and state == "deliberation":
        return "publish"
    if state in {"judging", "deliberation"}:
        return "wait_reviews" if unsigned else "assign" if not given else "take_on" if has_more else "decide"
    if not is_set_up:
        return "set_up"
    if seats == 0:
        return "add_judges"
    if state != "screening":
        return "wait_call"
    if undeclared == seats:
        return "wait_declared"
    if given == 0 or thin:
        return "assign"
    return "open"
