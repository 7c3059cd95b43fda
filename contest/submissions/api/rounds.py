"""Many entries of a round at once: one ruling on them, their files as a ZIP, and a table of them brought in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar.response import Stream

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import IMPORT_ENTRIES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.api import BYTES, cleaned, get, post
from contest.lib.web.download import download_zip
from contest.lib.web.request import Request
from contest.lib.web.workbooks import MOST_TABLE_BYTES
from contest.submissions import queries, service
from contest.submissions.api.screening import STAFF, reads, round_of, writes
from contest.submissions.api.shapes import Chosen
from contest.submissions.api.shapes import rounds as shapes

imports = scoped(IMPORT_ENTRIES)
IMPORT: dict[str, Any] = {"tags": ["import"], "request_max_body_size": 2 * MOST_TABLE_BYTES}


@get(
    "/rounds/{round_id:uuid}/bulk",
    guards=[reads],
    operation_id="previewBulk",
    summary="What one ruling on many would do",
    **STAFF,
)
async def preview(
    request: Request,
    round_id: UUID,
    verdict: shapes.Verdict = "eligible",
    standing: Chosen = "",
    kind: Chosen = "",
    scene: Chosen = "",
) -> shapes.Preview:
    """It changes nothing. At most 500 entries."""
    await round_of(request, round_id)
    lines = await queries.bulk_lines(
        actor=actor_of(request), round_id=round_id, verdict=verdict, standing=standing, kind=kind, scene=scene
    )
    plain = [name for name in shapes.Among.__struct_fields__ if name != "why_not"]
    return shapes.Preview(
        [
            shapes.Among(
                **{name: getattr(one, name) for name in plain},
                why_not=None if one.why_not is None else str(one.why_not),
            )
            for one in lines
        ]
    )


@post("/rounds/{round_id:uuid}/bulk", guards=[writes], operation_id="ruleOnMany", summary="One ruling on many", **STAFF)
async def rule(request: Request, round_id: UUID, data: shapes.RuleOnMany) -> shapes.Ruled:
    """Sent again it changes nothing. What was handed in again since is left out."""
    await round_of(request, round_id)
    said = cleaned(data)
    async with work():
        outcome = await service.screen_many(
            actor=actor_of(request),
            round_id=round_id,
            verdict=said.verdict,
            reason=said.reason,
            reasons=said.reasons,
            entries=said.entries,
            now=clock.now(),
        )
    return shapes.Ruled(outcome.done, {code: str(why) for code, why in outcome.left_out.items()})


@get(
    "/rounds/{round_id:uuid}/files/{way:str}",
    guards=[reads],
    operation_id="readFiles",
    summary="The files of a round as a ZIP",
    **STAFF | BYTES,
)
async def files(request: Request, round_id: UUID, way: str) -> Stream:
    """Named in one `way`: by `code`, in a `folder` for each code, in one for each `title`, or as their `own`ers called
    them. That they were taken is recorded."""
    actor = actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with work():
        members = await service.take_files(actor=actor, round_id=round_id, way=way)
    return await download_zip("files", members, at=clock.now())


def _cells(rows: Sequence[dict[str, str]]) -> list[list[str]]:
    """The rows as a table, with every key as a column."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    return [keys, *([row.get(key, "") for key in keys] for row in rows)]


@post(
    "/rounds/{round_id:uuid}/imports/look",
    guards=[imports],
    operation_id="lookAtImport",
    summary="What an import would do",
    **IMPORT,
)
async def look(request: Request, round_id: UUID, data: shapes.Rows) -> shapes.DryRun:
    """Row by row what is wrong; it changes nothing. Sixty an hour at most."""
    actor = actor_of(request)
    await queries.round_to_import(actor=actor, round_id=round_id)
    await limits.hit(f"imports:{actor.id}", most=60, seconds=3600)
    table = await queries.read_import(actor=actor, round_id=round_id, cells=_cells(cleaned(data).rows))
    return shapes.DryRun(
        good=sum(not row.problems for row in table.rows),
        wrong=[
            shapes.Wrong(row.line - 1, row.email, row.title, [str(problem) for problem in row.problems])
            for row in table.rows
            if row.problems
        ],
        unknown=table.unknown,
    )


@post(
    "/rounds/{round_id:uuid}/imports",
    guards=[imports],
    operation_id="importEntries",
    summary="Import entries",
    status_code=202,
    **IMPORT,
)
async def bring_in(request: Request, round_id: UUID, data: shapes.Import) -> shapes.Imported:
    """A draft for each row, and a mail to whose it is; a job does it. 409 where a row is wrong and none may be left
    out."""
    actor, said = actor_of(request), cleaned(data)
    await queries.round_to_import(actor=actor, round_id=round_id)
    await limits.hit(f"imports:{actor.id}", most=60, seconds=3600)
    async with work():
        import_id = await service.ask_import(
            actor=actor, round_id=round_id, cells=_cells(said.rows), leaves_out=said.leave_out, now=clock.now()
        )
    return await _imported(request, round_id, import_id)


@get(
    "/rounds/{round_id:uuid}/imports/{import_id:uuid}",
    guards=[imports],
    operation_id="readImport",
    summary="How far an import is",
    tags=["import"],
)
async def imported(request: Request, round_id: UUID, import_id: UUID) -> shapes.Imported:
    """One of this person's."""
    return await _imported(request, round_id, import_id)


async def _imported(request: Request, round_id: UUID, import_id: UUID) -> shapes.Imported:
    found = await queries.entry_import(actor=actor_of(request), round_id=round_id, import_id=import_id)
    if found is None:
        raise NotFound
    return msgspec.convert(found, shapes.Imported, from_attributes=True)


@post(
    "/rounds/{round_id:uuid}/imports/{import_id:uuid}/again",
    guards=[imports],
    operation_id="retryImport",
    summary="Begin an import anew that stopped",
    tags=["import"],
)
async def again(request: Request, round_id: UUID, import_id: UUID) -> shapes.Imported:
    """409 where it did not stop."""
    async with work():
        await service.retry_import(actor=actor_of(request), round_id=round_id, import_id=import_id)
    return await _imported(request, round_id, import_id)


ROUTES: list[Any] = [preview, rule, files, look, bring_in, imported, again]
