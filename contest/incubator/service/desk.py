"""Verbs on what ventures ask of the zone's desk."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from contest.audit.service import record
from contest.incubator import queries, rules
from contest.incubator.rules.desk import Handling, answer_by, handling_faults, request_faults
from contest.incubator.service.holding import hold, today_of
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def ask_desk(*, actor: Actor, venture_id: UUID, kind: str, text: str, now: datetime) -> UUID:
    """A venture's request, by its people or for them; its id."""
    found = await hold(actor, venture_id)
    if faults := request_faults(kind, text):
        raise Invalid(fields=faults)
    made = uuid7()
    await db.execute(
        "insert into service_request (id, venture, kind, text, asked_by, asked_at, due_on, answer)"
        " values ($1, $2, $3, $4, $5, $6, $7, '')",
        made, venture_id, kind, text, actor.person_id, now, answer_by(today_of(found, now)),
    )  # fmt: skip
    data = {"request": made, "kind": kind}
    await record(
        actor=actor, action="venture.ask_desk", thing="venture", thing_id=venture_id, data=data, texts={"text": text}
    )
    return made


async def handle_request(*, actor: Actor, request_id: UUID, plan: Handling, now: datetime) -> None:
    """Who deals with a request and by when, and the answer where there is one: that ends it."""
    request, found = await _open(actor, request_id)
    if found.is_team or not rules.may_run(actor, edition_id=found.edition_id):
        raise NotFound
    owners = await queries.owners(venture_id=found.id, edition_id=found.edition_id)
    asked_on = request.asked_at.astimezone(ZoneInfo(found.time_zone)).date()
    people = {one.id for one in owners if not one.is_team}
    if request.owner is not None:
        people.add(request.owner)  # who has left stays named until somebody else is
    if faults := handling_faults(plan, asked_on=asked_on, people=people):
        raise Invalid(fields=faults)
    await db.execute(
        "update service_request set owner = $2, due_on = $3, answer = $4, answered_by = $5, answered_at = $6"
        " where id = $1",
        request_id, plan.owner, plan.due_on, plan.answer, actor.person_id if plan.answer else None,
        now if plan.answer else None,
    )  # fmt: skip
    data = {"request": request_id, "owner": plan.owner, "due_on": plan.due_on, "answered": bool(plan.answer)}
    await record(
        actor=actor, action="venture.desk", thing="venture", thing_id=found.id, data=data,
        texts={"answer": plan.answer} if plan.answer else {},
    )  # fmt: skip


async def withdraw_request(*, actor: Actor, request_id: UUID, now: datetime) -> None:
    """A request is needed no more."""
    _request, found = await _open(actor, request_id)
    await db.execute("update service_request set withdrawn_at = $2 where id = $1", request_id, now)
    data = {"request": request_id}
    await record(actor=actor, action="venture.withdraw_request", thing="venture", thing_id=found.id, data=data)


async def _open(actor: Actor, request_id: UUID) -> tuple[queries.ServiceRequest, queries.Venture]:
    await db.fetchval("select id from service_request where id = $1 for update", request_id)
    request, found = await queries.service_request(actor=actor, request_id=request_id)
    if request.answered_at is not None or request.withdrawn_at is not None:
        raise Conflict(N_("This request was answered or withdrawn in the meantime."))
    return request, found
