"""Data rooms: what an applicant allows, and with whom organisers share it."""

from typing import Any
from uuid import UUID

import msgspec

from contest.accounts.guards import actor_of
from contest.lib import clock
from contest.lib.db import work
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request
from contest.submissions import queries, service
from contest.submissions.api.deadlines import organised, runs
from contest.submissions.api.entries import reads, writes
from contest.submissions.api.shapes import sharing as shapes
from contest.submissions.queries import sharing
from contest.zone import queries as zone

TAGS: dict[str, Any] = {"tags": ["sharing"]}


@get("/entries/{code:str}/sharing", guards=[reads], operation_id="readSharing", summary="Who may read it", **TAGS)
async def own(request: Request, code: str) -> shapes.Own:
    """Beside the judges: what counterparts may read, with whom it is shared, who opened what."""
    return await _own(request, code)


async def _own(request: Request, code: str) -> shapes.Own:
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    level, since = await sharing.consent_level(submission_id=entry.id)
    readers, openings = await sharing.readers(submission_id=entry.id), await sharing.openings(submission_id=entry.id)
    return shapes.Own(level, since, readers, openings)


@put("/entries/{code:str}/sharing", guards=[writes], operation_id="agreeToSharing", summary="Say how much", **TAGS)
async def agree(request: Request, code: str, data: shapes.Agree) -> shapes.Own:
    """Only the owner of the entry."""
    async with work():
        await service.agree_to_sharing(actor=actor_of(request), code=code, level=data.level, now=clock.now())
    return await _own(request, code)


@delete(
    "/entries/{code:str}/sharing/{share_id:uuid}",
    guards=[writes],
    operation_id="stopSharing",
    summary="Take it back from a counterpart",
    **TAGS,
)
async def stop(request: Request, code: str, share_id: UUID) -> shapes.Own:
    """For good: an organiser cannot share it there again."""
    async with work():
        await service.stop_sharing(actor=actor_of(request), code=code, share_id=share_id, now=clock.now())
    return await _own(request, code)


@get("/rounds/{round_id:uuid}/sharing", guards=[runs], operation_id="listShared", summary="What is shared", **TAGS)
async def shared(request: Request, round_id: UUID) -> shapes.Round:
    """What may be read of each entry of a round and with whom it is shared, and the counterparts there are."""
    return await _round(request, round_id)


async def _round(request: Request, round_id: UUID) -> shapes.Round:
    facts, actor = await organised(request, round_id), actor_of(request)
    lines = await sharing.round_sharing(actor=actor, round_id=round_id)
    plain = ("code", "title_en", "title_zh", "level", "opened")
    return shapes.Round(
        [
            shapes.Entry(
                **{name: getattr(line, name) for name in plain},
                shared_with=[shapes.Share(share_id, name) for share_id, name in line.shared_with],
            )
            for line in lines
        ],
        msgspec.convert(
            await zone.counterparts(actor=actor, edition_id=facts.edition_id),
            list[shapes.Counterpart],
            from_attributes=True,
        ),
    )


@post("/rounds/{round_id:uuid}/sharing", guards=[runs], operation_id="shareEntries", summary="Share entries", **TAGS)
async def share(request: Request, round_id: UUID, data: shapes.ShareEntries) -> shapes.Shared:
    """With one counterpart; all of them or, where an applicant has not agreed, none."""
    await organised(request, round_id)
    said = cleaned(data)
    async with work():
        count = await service.share_entries(
            actor=actor_of(request), round_id=round_id, codes=said.codes, counterpart_id=said.counterpart_id,
            now=clock.now(),
        )  # fmt: skip
    return shapes.Shared(count)


@delete(
    "/rounds/{round_id:uuid}/sharing/{share_id:uuid}",
    guards=[runs],
    operation_id="endShare",
    summary="Take a shared entry back",
    **TAGS,
)
async def end(request: Request, round_id: UUID, share_id: UUID) -> shapes.Round:
    """By who organises its round; they may share it there again."""
    async with work():
        await service.end_share(actor=actor_of(request), round_id=round_id, share_id=share_id, now=clock.now())
    return await _round(request, round_id)


ROUTES: list[Any] = [own, agree, stop, shared, share, end]
