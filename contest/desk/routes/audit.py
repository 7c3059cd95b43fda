"""The record of what happened, filtered and taken away."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, requires
from contest.audit import service as audit
from contest.desk import queries, rules
from contest.desk.forms import AuditFilter
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.i18n import gettext as _
from contest.lib.sheets import kind_of
from contest.lib.web import limits
from contest.lib.web.download import download_table
from contest.lib.web.forms import clean, convert
from contest.lib.web.render import page
from contest.lib.web.request import Request

AUDIT = "/desk/audit"

readers = requires(rules.PROGRAMME, rules.AUDITOR)


@get(AUDIT, guards=[readers])
async def records(request: Request) -> Response[bytes]:
    """Who did what to which thing, when and why: the latest first. What is wrong with a filter is said at its field."""
    sent, errors = _sent(request), {}
    found = None
    try:
        form = convert(sent, AuditFilter)
        found = await queries.records(actor_of(request), asked=_asked(form), before=form.before)
    except Invalid as error:
        errors = error.fields
        await queries.records(actor_of(request), asked=queries.Asked(), most=1)  # who may not see it, sees no form
    kept = {name: value for name, value in sent.items() if value and name != "before"}
    return page(
        "desk/audit.html", request, status=422 if errors else 200, found=found, values=sent, errors=errors,
        kept=urlencode(kept), editions=await queries.record_editions(actor_of(request)),
        reads_all=rules.may_read_record(actor_of(request)),
    )  # fmt: skip


@get(AUDIT + "/{kind_of_file:str}", guards=[readers])
async def records_table(request: Request, kind_of_file: str) -> Response[Any]:
    """The same as `csv`, `json` or `xlsx`. That it was taken is recorded."""
    actor, as_file = actor_of(request), kind_of(kind_of_file)
    form = convert(_sent(request), AuditFilter)
    await queries.records(actor, asked=queries.Asked(), most=1)
    await limits.hit(f"exports:{actor.id}", most=300, seconds=3600)
    async with work():
        await audit.record(actor=actor, action="audit.export", thing="audit", thing_id=None, data={"as": as_file})
    heading = [
        _("When (UTC)"), _("By whom"), _("Address"), _("What"), _("Kind of thing"), _("Thing"), _("Id"), _("Outcome"),
        _("Why"), _("Facts"),
    ]  # fmt: skip
    return await download_table("audit", as_file, heading, queries.record_rows(actor, asked=_asked(form)))


def _sent(request: Request) -> dict[str, str]:
    return {name: clean(value)[:120] for name, value in request.query_params.items()}


def _asked(form: AuditFilter) -> queries.Asked:
    given = msgspec.structs.asdict(form)
    given.pop("before")
    return queries.Asked(**given)


ROUTES: list[Any] = [records, records_table]
