"""What is done to many entries at once, and searches that are kept."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response, Stream

from contest.accounts.guards import actor_of, requires
from contest.desk import queries, rules, service
from contest.desk.forms import BulkForm, SaveForm
from contest.desk.routes.search import count_for, heading_of
from contest.desk.rules import vocabulary
from contest.desk.rules.bulk import PARTS, VERBS
from contest.desk.rules.columns import offered_columns
from contest.desk.service.bulk import Preview
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.i18n import LOCALES
from contest.lib.i18n import gettext as _
from contest.lib.sheets import kind_of
from contest.lib.web import limits
from contest.lib.web.download import download_table
from contest.lib.web.flash import flash
from contest.lib.web.forms import parse, typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request

BULK = "/desk/bulk"
SEARCH = "/desk/search"
BLANK = dict.fromkeys(BulkForm.__struct_fields__, "") | {"way": "reviewed"}

organisers = requires(rules.PROGRAMME, rules.ROUND)
staff = requires(rules.PROGRAMME, rules.ROUND, vocabulary.SCREENER)


@get(BULK, guards=[organisers])
async def bulk_form(request: Request) -> Response[bytes]:
    """What to do to all that the query finds."""
    asked = request.query_params
    verb = asked.get("verb", "")
    values = {"q": asked.get("q", ""), "verb": verb if verb in VERBS else "mail"}
    return await _form(request, values)


@post(BULK, guards=[organisers], status_code=200)
async def bulk_ask(request: Request) -> Response[bytes]:
    """What would happen; and after a look at that, have it done."""
    actor, now = actor_of(request), clock.now()
    try:
        form = await parse(request, BulkForm)
        if form.verb == "export":
            await service.count_anew(actor=actor, now=now)
        else:
            await count_for(actor, queries.read(form.q, await queries.offer(actor=actor, of="entries")), now)
        if form.then != "start":
            shown = await service.preview(actor=actor, query=form.q, plan=form.plan(), now=now)
            return await _form(request, await typed(request), preview=shown)
        async with work():
            bulk_id = await service.ask(actor=actor, query=form.q, plan=form.plan(), seen=form.seen, now=now)
    except Invalid as error:
        return await _form(request, await typed(request), error=error)
    return redirect(f"{BULK}/{bulk_id}")


@get(BULK + "/{bulk_id:uuid}", guards=[organisers])
async def bulk_progress(request: Request, bulk_id: UUID) -> Response[bytes]:
    """How far it has come, and what was left out."""
    it = await queries.bulk_job(actor_of(request), bulk_id=bulk_id)
    return page("desk/bulk_progress.html", request, it=it, verbs=VERBS)


@get(BULK + "/{bulk_id:uuid}/rows/{kind_of_file:str}", guards=[organisers])
async def bulk_rows(request: Request, bulk_id: UUID, kind_of_file: str) -> Stream:
    """The list that it took away, as `csv`, `json` or `xlsx`. That it was taken is recorded."""
    actor, as_file = actor_of(request), kind_of(kind_of_file)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with work():
        it = await service.take_list(actor=actor, bulk_id=bulk_id, as_file=as_file)
    return await download_table(
        "entries", as_file, heading_of("entries", it.plan.shown), queries.all_taken(actor, it=it)
    )


@post(BULK + "/{bulk_id:uuid}/stop", guards=[organisers], status_code=200)
async def stop_bulk(request: Request, bulk_id: UUID) -> Response[bytes]:
    async with work():
        await service.stop(actor=actor_of(request), bulk_id=bulk_id, now=clock.now())
    return redirect(f"{BULK}/{bulk_id}")


@post(SEARCH + "/save", guards=[staff], status_code=200)
async def save_search(request: Request) -> Response[bytes]:
    """Keep the query under a name; what is wrong is said on the next page."""
    sent = await typed(request)
    try:
        form = await parse(request, SaveForm)
        async with work():
            await service.save_search(
                actor=actor_of(request), name=form.name, looks_in=form.looks_in, query=form.q, now=clock.now()
            )
    except Invalid as error:
        flash(request, next(iter(error.fields.values())), kind="warning")
    else:
        flash(request, _("Kept: it stands above the search from now on."))
    return redirect(queries.address_of(str(sent.get("in", "")), str(sent.get("q", ""))))


@post(SEARCH + "/saved/{saved_id:uuid}/remove", guards=[staff], status_code=200)
async def remove_search(request: Request, saved_id: UUID) -> Response[bytes]:
    async with work():
        await service.remove_search(actor=actor_of(request), saved_id=saved_id)
    return redirect(SEARCH)


async def _form(
    request: Request, values: dict[str, Any], *, preview: Preview | None = None, error: Invalid | None = None
) -> Response[bytes]:
    actor = actor_of(request)
    verb = str(values.get("verb", ""))
    verb = verb if verb in VERBS else "mail"
    found = await queries.chosen_entries(actor=actor, text=str(values.get("q", "")))
    offered = await queries.offer(actor=actor, of="entries")
    several = {name: _several(values.get(name, [])) for name in ("reasons", "column")}
    return page(
        "desk/bulk.html",
        request,
        status=422 if error else 200,
        verb=verb,
        verbs=VERBS,
        values=BLANK | values | several | ({} if several["column"] else {"column": offered.columns}),
        all_columns=offered_columns("entries", offered.kinds),
        offered=await queries.choices(actor=actor, verb=verb, found=[] if isinstance(found, queries.Wrong) else found),
        preview=preview,
        errors=error.fields if error else {},
        parts=list(PARTS),
        languages=LOCALES,
    )


def _several(sent: Any) -> list[str]:
    """What was ticked: one is sent as itself."""
    return [sent] if isinstance(sent, str) else sent


ROUTES: list[Any] = [bulk_form, bulk_ask, bulk_progress, bulk_rows, stop_bulk, save_search, remove_search]
