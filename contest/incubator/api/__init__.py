"""The incubator for programs: of who works on a venture, who mentors it, who runs it, and who funds it."""

from typing import Any

from contest.incubator.api import (
    cohorts,
    desk,
    funders,
    hours,
    mentors,
    milestones,
    money,
    places,
    products,
    reports,
    roadmap,
    ventures,
)

ROUTES: list[Any] = [
    *cohorts.ROUTES,
    *ventures.ROUTES,
    *milestones.ROUTES,
    *money.ROUTES,
    *desk.ROUTES,
    *reports.ROUTES,
    *mentors.ROUTES,
    *hours.ROUTES,
    *products.ROUTES,
    *places.ROUTES,
    *roadmap.ROUTES,
    *funders.ROUTES,
]
