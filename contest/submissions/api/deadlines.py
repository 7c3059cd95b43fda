"""More time, given and taken back by organisers; and the codes that latecomers use."""

from typing import Any
from uuid import UUID

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_ROUNDS
from contest.challenge import queries as challenge
from contest.challenge import service as rounds
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.api.entries import writes
from contest.submissions.api.shapes import deadlines as shapes

runs = scoped(RUN_ROUNDS)
RUNS: dict[str, Any] = {"tags": ["deadlines"], "guards": [runs]}


async def organised(request: Request, round_id: UUID) -> challenge.RoundFacts:
    """A round that the person organises; to others it is not there."""
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not rules.may_extend(actor_of(request), edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    return facts


@put("/rounds/{round_id:uuid}/deadline", operation_id="moveDeadline", summary="Move a deadline", **RUNS)
async def move(request: Request, round_id: UUID, data: shapes.MoveDeadline) -> shapes.Deadline:
    """Later, for everybody; whoever has begun an entry is told by mail."""
    await organised(request, round_id)
    said = cleaned(data)
    async with work():
        await rounds.extend_round(
            actor=actor_of(request), round_id=round_id, closes_at=said.closes_at, reason_en=said.reason_en,
            reason_zh=said.reason_zh, now=clock.now(),
        )  # fmt: skip
    return shapes.Deadline((await organised(request, round_id)).closes_at)


@get("/rounds/{round_id:uuid}/extensions", operation_id="listExtensions", summary="Who has more time", **RUNS)
async def extensions(request: Request, round_id: UUID) -> shapes.Extensions:
    """Those that were taken back too, the newest first; less people to whom one is too close."""
    return await _extensions(request, round_id)


async def _extensions(request: Request, round_id: UUID) -> shapes.Extensions:
    facts = await organised(request, round_id)
    return shapes.Extensions(facts.closes_at, await queries.extensions(actor=actor_of(request), round_id=round_id))


@post("/rounds/{round_id:uuid}/extensions", operation_id="grantExtension", summary="Give more time", **RUNS)
async def grant(request: Request, round_id: UUID, data: shapes.Extend) -> shapes.Extensions:
    """To the applicant of one entry, who is told by mail."""
    await organised(request, round_id)
    said = cleaned(data)
    async with work():
        await service.grant_extension(
            actor=actor_of(request), round_id=round_id, code=said.code, until=said.until, reason=said.reason,
            now=clock.now(),
        )  # fmt: skip
    return await _extensions(request, round_id)


@delete(
    "/rounds/{round_id:uuid}/extensions/{extension_id:uuid}",
    operation_id="revokeExtension",
    summary="Take time back",
    **RUNS,
)
async def revoke(request: Request, round_id: UUID, extension_id: UUID) -> shapes.Extensions:
    """What was handed in under it stays handed in."""
    if all(one.id != extension_id for one in (await _extensions(request, round_id)).extensions):
        raise NotFound
    async with work():
        await service.revoke_extension(actor=actor_of(request), extension_id=extension_id, now=clock.now())
    return await _extensions(request, round_id)


@get("/rounds/{round_id:uuid}/late-codes", operation_id="listLateCodes", summary="Codes for latecomers", **RUNS)
async def codes(request: Request, round_id: UUID) -> shapes.Codes:
    """How often each may be used and was; of the code itself only its end."""
    await organised(request, round_id)
    return shapes.Codes(await queries.late_codes(round_id=round_id))


@post(
    "/rounds/{round_id:uuid}/late-codes",
    operation_id="makeLateCode",
    summary="Make a code for latecomers",
    status_code=201,
    **RUNS,
)
async def make(request: Request, round_id: UUID, data: shapes.MakeCode) -> shapes.Made:
    """It is told this once."""
    await organised(request, round_id)
    said = cleaned(data)
    async with work():
        code = await service.make_late_code(
            actor=actor_of(request), round_id=round_id, kinds=said.kinds, most=said.most, until=said.late_until,
            good_until=said.good_until, reason=said.late_reason, now=clock.now(),
        )  # fmt: skip
    return shapes.Made(code, await queries.late_codes(round_id=round_id))


@delete(
    "/rounds/{round_id:uuid}/late-codes/{code_id:uuid}",
    operation_id="revokeLateCode",
    summary="Let nobody use a code any more",
    **RUNS,
)
async def revoke_code(request: Request, round_id: UUID, code_id: UUID) -> shapes.Codes:
    """Who has used it keeps the time they were given."""
    await organised(request, round_id)
    if all(one.id != code_id for one in await queries.late_codes(round_id=round_id)):
        raise NotFound
    async with work():
        await service.revoke_late_code(actor=actor_of(request), code_id=code_id, now=clock.now())
    return shapes.Codes(await queries.late_codes(round_id=round_id))


@post("/late-codes", guards=[writes], operation_id="useLateCode", summary="Use a code for latecomers", tags=["entries"])
async def use(request: Request, data: shapes.UseCode) -> shapes.Used:
    """Using it twice gives what it gave the first time. A dozen tries an hour."""
    actor = actor_of(request)
    await limits.hit(f"late:{actor.id}", most=12, seconds=3600)
    await limits.hit(f"late-from:{limits.address(request.scope)}", most=60, seconds=3600)
    async with work():
        round_id = await service.use_late_code(actor=actor, code=cleaned(data).late_code, now=clock.now())
    return shapes.Used(round_id)


ROUTES: list[Any] = [move, extensions, grant, revoke, codes, make, revoke_code, use]
