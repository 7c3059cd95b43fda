"""The steps that a review and a decision may take, and when a public notice ends."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What is not here is refused.
REVIEW_STEPS: dict[str, frozenset[str]] = {
    "assigned": frozenset({"draft", "recused"}),
    "draft": frozenset({"draft", "signed", "recused"}),
    "signed": frozenset({"reopened", "recused"}),
    "reopened": frozenset({"reopened", "signed", "recused"}),
    "recused": frozenset(),
}

DECISION_STEPS: dict[str, frozenset[str]] = {
    "drafted": frozenset({"published"}),
    "published": frozenset({"final", "reversed"}),
    "final": frozenset({"reversed"}),
    "reversed": frozenset(),
}

# Entries of a round may be given to judges, and judged, in these of its states.
SETTING_UP = frozenset({"planned", "open", "screening"})
PANEL_GROWS = SETTING_UP | {"judging"}
DECLARING = frozenset({"screening", "judging"})
DECIDING = frozenset({"judging", "deliberation"})


def may_step_review(state: str, to: str) -> bool:
    return to in REVIEW_STEPS[state]


def may_step_decision(state: str, to: str) -> bool:
    return to in DECISION_STEPS[state]


def saved_state(state: str) -> str:
    """The state of a review once it was saved: a reopened one stays reopened, so that it is seen to be."""
    return "reopened" if state == "reopened" else "draft"


def notice_end(published_at: datetime, *, days: int, zone: str) -> datetime:
    """When a public notice ends (UTC): at 24:00, in the round's zone, of the `days`-th working day after its first.

    Saturdays and Sundays are skipped; public holidays are not known here. With 0 days there is no notice.
    """
    if days == 0:
        return published_at
    here = ZoneInfo(zone)
    day = published_at.astimezone(here).date()
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=here).astimezone(UTC)
