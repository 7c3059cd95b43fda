"""Pages of an incubator."""

from typing import Any

from contest.incubator.routes import (
    alerts,
    boards,
    bulk,
    cohorts,
    desk,
    funders,
    landing,
    lists,
    mentored,
    mentors,
    milestones,
    places,
    prizes,
    products,
    reports,
    roadmap,
    tranches,
    ventures,
)

ROUTES: list[Any] = [
    *boards.ROUTES,
    *lists.ROUTES,
    *cohorts.ROUTES,
    *ventures.ROUTES,
    *landing.ROUTES,
    *desk.ROUTES,
    *prizes.ROUTES,
    *milestones.ROUTES,
    *bulk.ROUTES,
    *reports.ROUTES,
    *tranches.ROUTES,
    *alerts.ROUTES,
    *mentors.ROUTES,
    *mentored.ROUTES,
    *products.ROUTES,
    *funders.ROUTES,
    *roadmap.ROUTES,
    *places.ROUTES,
]
