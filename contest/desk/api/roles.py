"""Who works where, for programs: roles given with an end and a reason, and taken back."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts.guards import actor_of, scoped
from contest.accounts.queries import GrantLine
from contest.accounts.rules import roles
from contest.accounts.rules.tokens import GIVE_ROLES
from contest.desk import service
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, get, post
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["roles"], "guards": [scoped(GIVE_ROLES)]}


class Roles(msgspec.Struct, frozen=True):
    roles: list[GrantLine]


class NewRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role for somebody, who is invited where they are new. No `edition`: everywhere. `until` is the last day, in the
    zone of who gives it; `country` where they work in it."""

    email: Annotated[str, msgspec.Meta(max_length=254)]
    name: Annotated[str, msgspec.Meta(max_length=120)]
    role: Literal["programme_organiser", "round_organiser", "screener", "compliance_officer", "auditor"]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    edition: UUID | None = None
    round: UUID | None = None
    locale: Literal["en", "zh"] = "en"
    until: date | None = None
    country: Annotated[str, msgspec.Meta(max_length=2)] = ""


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """Why the role is taken back; they read it."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


@get("/roles", operation_id="listRoles", summary="Who works where", **TAGS)
async def listed(request: Request) -> Roles:
    """The roles that one could take back."""
    return await _roles(request)


async def _roles(request: Request) -> Roles:
    actor = actor_of(request)
    return Roles(await accounts.grants_in_reach(actor=actor, roles=roles.APPOINTED, now=clock.now()))


@post("/roles", operation_id="giveRole", summary="Give a role", status_code=201, **TAGS)
async def give(request: Request, data: NewRole) -> Roles:
    """No further than the token reaches; they get a mail that says so."""
    said = cleaned(data)
    async with work():
        await service.appoint(
            actor=actor_of(request),
            email=said.email,
            name=said.name,
            locale=said.locale,
            role=said.role,
            place=f"{said.edition}/{said.round or ''}" if said.edition else "",
            reason=said.reason,
            until=said.until,
            country=said.country,
            now=clock.now(),
        )
    return await _roles(request)


@post("/roles/{grant_id:uuid}/take-back", operation_id="takeRoleBack", summary="Take a role back", **TAGS)
async def take_back(request: Request, grant_id: UUID, data: Ending) -> Roles:
    """From this moment on."""
    said = cleaned(data)
    async with work():
        await service.take_back(actor=actor_of(request), grant_id=grant_id, reason=said.reason, now=clock.now())
    return await _roles(request)


ROUTES: list[Any] = [listed, give, take_back]
