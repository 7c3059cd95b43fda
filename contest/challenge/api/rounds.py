"""Editions and rounds as they are planned, for programs: found, planned, changed, and taken their next step."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import SET_UP
from contest.challenge import queries, rules, service
from contest.challenge.rules import plans
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["rounds"], "guards": [scoped(SET_UP)]}
At = Annotated[datetime, Meta(tz=True)]
Text = Annotated[str, Meta(max_length=4000)]
Name = Annotated[str, Meta(max_length=160)]


class RoundLine(msgspec.Struct, frozen=True, kw_only=True):
    """A round."""

    id: UUID
    slug: str
    name_en: str
    name_zh: str
    state: str


class EditionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An edition in which one organises something; `rounds` are those that one organises."""

    id: UUID
    slug: str
    name_en: str
    name_zh: str
    state: str
    is_demo: bool
    rounds: list[RoundLine]


class Editions(msgspec.Struct, frozen=True):
    editions: list[EditionLine]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A round as its organiser writes it. Its zone is that of `city_id`; online, `time_zone` says it.

    `reason_en` or `reason_zh` is needed where the deadline of an open call moves: the call shows it.
    """

    slug: Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    opens_at: At
    closes_at: At
    reviews_due_at: At
    kinds: Annotated[list[Literal["project", "solution", "product", "talent"]], Meta(max_length=4)]
    name_en: Name = ""
    name_zh: Name = ""
    call_en: Text = ""
    call_zh: Text = ""
    city_id: UUID | None = None
    time_zone: Annotated[str, Meta(max_length=60)] = "UTC"
    stage: Literal["online", "roadshow"] = "online"
    notice_days: Annotated[int, Meta(ge=1, le=plans.LONGEST_NOTICE)] = 5
    blindness: Literal["none", "names", "anonymous"] = "none"
    judges_known: Literal["signed", "never"] = "signed"
    publicity: Literal["listed", "codes", "unlisted"] = "listed"
    language: Literal["both", "en", "zh"] = "both"
    quota: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    reason_en: Text = ""
    reason_zh: Text = ""

    def plan(self) -> plans.RoundPlan:
        return plans.RoundPlan(**{name: getattr(self, name) for name in plans.RoundPlan.__struct_fields__})


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A round with where it stands, the step that comes `next` and, in words, what is in its way here; a step of
    judging has checks of its own."""

    id: UUID
    edition_id: UUID
    state: str
    next: str | None
    in_the_way: list[str]
    plan: Plan


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """`open` the call, close it and begin `screening`, or cancel, which needs a reason that the call page shows."""

    to: Literal["open", "screening", "cancelled"]
    reason_en: Text = ""
    reason_zh: Text = ""


@get("/editions", operation_id="listEditions", summary="Editions and rounds one organises", **TAGS)
async def editions(request: Request) -> Editions:
    """The newest first, with the ids that the other verbs ask for."""
    actor = actor_of(request)
    rounds: dict[UUID, list[RoundLine]] = {}
    for one in await queries.rounds(actor=actor):
        line = RoundLine(**{name: getattr(one, name) for name in RoundLine.__struct_fields__})
        rounds.setdefault(one.edition_id, []).append(line)
    plain = [name for name in EditionLine.__struct_fields__ if name != "rounds"]
    return Editions(
        [
            EditionLine(rounds=rounds.get(one.id, []), **{name: getattr(one, name) for name in plain})
            for one in await queries.editions(actor=actor)
        ]
    )


@get("/rounds/{round_id:uuid}", operation_id="readRound", summary="A round as it is planned", **TAGS)
async def read(request: Request, round_id: UUID) -> Planned:
    """Its dates, language, publicity and all else that its call promises."""
    return await _planned(request, round_id)


async def _planned(request: Request, round_id: UUID) -> Planned:
    facts = await queries.round_(actor=actor_of(request), round_id=round_id)
    if facts is None:
        raise NotFound
    coming = rules.next_step(facts.state)
    in_the_way = rules.before_round_step(
        coming or "",
        edition_state=facts.edition_state,
        closes_at=facts.closes_at,
        is_scanned=facts.is_scanned,
        lacks_call=facts.lacks_call,
        now=clock.now(),
    )
    plan = service.plan_of(facts)
    return Planned(
        id=facts.id,
        edition_id=facts.edition_id,
        state=facts.state,
        next=coming,
        in_the_way=[str(one) for one in in_the_way],
        plan=Plan(**msgspec.structs.asdict(plan)),
    )


@post("/editions/{edition_id:uuid}/rounds", operation_id="addRound", summary="Plan a round", status_code=201, **TAGS)
async def plan(request: Request, edition_id: UUID, data: Plan) -> Planned:
    """For who organises all of the edition; nobody else sees the round before it opens."""
    said = cleaned(data)
    async with work():
        made = await service.create_round(
            actor=actor_of(request), edition_id=edition_id, plan=said.plan(), now=clock.now()
        )
    return await _planned(request, made)


@put("/rounds/{round_id:uuid}", operation_id="changeRound", summary="Change a round", **TAGS)
async def change(request: Request, round_id: UUID, data: Plan) -> Planned:
    """While it is planned, or, within what its call has promised, open."""
    said = cleaned(data)
    async with work():
        await service.edit_round(
            actor=actor_of(request),
            round_id=round_id,
            plan=said.plan(),
            reason_en=said.reason_en,
            reason_zh=said.reason_zh,
            now=clock.now(),
        )
    return await _planned(request, round_id)


@post("/rounds/{round_id:uuid}/step", operation_id="stepRound", summary="Take a round one step on", **TAGS)
async def step(request: Request, round_id: UUID, data: Step) -> Planned:
    """The steps of its call; those of judging are taken by judging's own verbs."""
    said = cleaned(data)
    async with work():
        await service.step_round(
            actor=actor_of(request),
            round_id=round_id,
            to=said.to,
            reason_en=said.reason_en,
            reason_zh=said.reason_zh,
            now=clock.now(),
        )
    return await _planned(request, round_id)


ROUTES: list[Any] = [editions, read, plan, change, step]
