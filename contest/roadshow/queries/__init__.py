"""What is known of events: all of it for organisers, for each party its own part."""

from contest.roadshow.queries.events import (
    INVARIANTS,
    Event,
    PartyFacts,
    Slot,
    Table,
    event_of,
    event_to_run,
    round_to_run,
)
from contest.roadshow.queries.plans import (
    EventPage,
    PlanFacts,
    Planned,
    case_of,
    event_of_meeting,
    event_of_plan,
    event_page,
    mark_of,
    meetings_of,
)
from contest.roadshow.queries.wishes import Line, Meeting, MyParty, WishPage, lines_for, my_parties, my_party, wish_page

__all__ = [
    "INVARIANTS",
    "Event",
    "EventPage",
    "Line",
    "Meeting",
    "MyParty",
    "PartyFacts",
    "PlanFacts",
    "Planned",
    "Slot",
    "Table",
    "WishPage",
    "case_of",
    "event_of",
    "event_of_meeting",
    "event_of_plan",
    "event_page",
    "event_to_run",
    "lines_for",
    "mark_of",
    "meetings_of",
    "my_parties",
    "my_party",
    "round_to_run",
    "wish_page",
]
