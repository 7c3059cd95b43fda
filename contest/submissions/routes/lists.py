"""Lists beside those of a round, taken away: what fits a need, what is shared, forms used, open questions."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Stream

from contest.accounts.guards import actor_of, requires
from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.challenge.rules import PROGRAMME, ROUND, may_organise
from contest.lib.actor import Actor
from contest.lib.db import work
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.i18n import gettext as _
from contest.lib.sheets import Kind, kind_of
from contest.lib.web import limits
from contest.lib.web.download import download_table
from contest.lib.web.request import Request
from contest.submissions import queries, rules
from contest.submissions.queries import more_lists, sharing, suggestions
from contest.submissions.routes.exports import words as kinds
from contest.submissions.routes.suggestions import ANSWERED
from contest.submissions.rules.sharing import LEVELS
from contest.zone import queries as zone
from contest.zone.rules import COUNTERPART


def _words() -> dict[str, str]:
    return kinds() | {"yes": _("yes")} | {f"level.{level}": str(text) for level, text in LEVELS.items()}


async def _asked(request: Request, kind_of_file: str) -> tuple[Actor, Kind]:
    """Who asks, and for which kind of file."""
    kind, actor = kind_of(kind_of_file), actor_of(request)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    return actor, kind


async def _recorded(actor: Actor, action: str, thing: str, thing_id: UUID, **facts: str) -> None:
    async with work():
        await record(actor=actor, action=action, thing=thing, thing_id=thing_id, data=facts)


@get(
    "/submissions/rounds/{round_id:uuid}/suggestions/{kind_of_file:str}",
    guards=[requires(PROGRAMME, ROUND)],
)
async def suggestions_table(request: Request, round_id: UUID, kind_of_file: str, need: UUID | None = None) -> Stream:
    """What fits a need of the register. That it was taken is recorded."""
    actor, as_file = await _asked(request, kind_of_file)
    facts = await challenge.round_facts(round_id=round_id)
    if facts is None or not may_organise(actor, edition_id=facts.edition_id, round_id=round_id):
        raise NotFound
    if need is None:
        raise Invalid(N_("Choose a need."), field="need")
    needs = await zone.needs(actor=actor, edition_id=facts.edition_id)
    chosen = next((one for one in needs if one.id == need and one.state in ANSWERED), None)
    if chosen is None:
        raise NotFound
    found = await suggestions.suggestions(actor=actor, round_id=round_id, need=chosen)
    about = {"list": "suggestions", "as": as_file, "need": str(chosen.id)}
    await _recorded(actor, "round.export_list", "round", round_id, **about)
    heading = [str(name) for name in more_lists.SUGGESTED]
    return await download_table("suggestions", as_file, heading, more_lists.suggested_rows(found, _words()))


@get("/submissions/shared/entries/{kind_of_file:str}", guards=[requires(COUNTERPART)])
async def shared_table(request: Request, kind_of_file: str) -> Stream:
    """*Shared with us*: titles and summaries, so that taking it is recorded; it opens no entry."""
    actor, as_file = await _asked(request, kind_of_file)
    found = await sharing.shared_entries(actor=actor)
    await _recorded(actor, "entries.export_shared", "person", actor.id, **{"as": as_file})
    heading = [str(name) for name in more_lists.SHARED]
    return await download_table("shared-entries", as_file, heading, more_lists.shared_rows(found, _words()))


@get("/submissions/editions/{edition_id:uuid}/forms/{kind_of_file:str}", guards=[requires(PROGRAMME, ROUND)])
async def forms_table(request: Request, edition_id: UUID, kind_of_file: str) -> Stream:
    """How many entries keep which version of their form."""
    actor, as_file = await _asked(request, kind_of_file)
    used = await queries.forms_used(actor=actor, edition_id=edition_id)
    heading = [str(name) for name in more_lists.FORMS]
    return await download_table("forms", as_file, heading, more_lists.form_rows(used, _words()))


@get("/submissions/questions/{kind_of_file:str}", guards=[requires(*rules.STAFF)])
async def waiting_table(request: Request, kind_of_file: str) -> Stream:
    """What teams have asked and nobody has answered, in every round of the actor's. That it was taken is recorded."""
    actor, as_file = await _asked(request, kind_of_file)
    await _recorded(actor, "questions.export", "person", actor.id, **{"as": as_file})
    heading = [str(name) for name in more_lists.WAITING_HEADING]
    return await download_table("questions", as_file, heading, more_lists.waiting_rows(actor=actor))


ROUTES: list[Any] = [suggestions_table, shared_table, forms_table, waiting_table]
