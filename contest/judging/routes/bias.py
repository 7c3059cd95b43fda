"""Bias watch, for the chair of a panel."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.judging import queries
from contest.judging.rules import bias
from contest.judging.rules.permissions import CHAIR
from contest.lib import killable
from contest.lib.web.render import page
from contest.lib.web.request import Request

SECONDS = 60.0


@get("/judging/rounds/{round_id:uuid}/bias", guards=[requires(CHAIR)])
async def bias_watch(request: Request, round_id: UUID) -> Response[bytes]:
    found = await queries.watched(actor=actor_of(request), round_id=round_id)
    effects = await killable.run(bias.work_out, found.asked, seconds=SECONDS)
    return page(
        "judging/bias.html",
        request,
        it=found,
        effects=effects,
        looked_at=bias.LOOKED_AT,
        least=bias.LEAST,
        contest={"name_en": found.round.edition_name_en, "name_zh": found.round.edition_name_zh},
        is_demo=found.round.is_demo,
    )


ROUTES: list[Any] = [bias_watch]
