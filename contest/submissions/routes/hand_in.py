"""Checking an entry, handing it in, and the receipt."""

from typing import Any

from litestar import get, post
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.accounts.rules.consents import place_name
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Conflict, Invalid
from contest.lib.web import limits
from contest.lib.web.download import disposition
from contest.lib.web.forms import typed
from contest.lib.web.redirects import redirect
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.routes.agreeing import boxes, give_ticked
from contest.submissions.routes.shared import file_lines, home_of, refused


@get("/submissions/{code:str}/hand-in", guards=[signed_in])
async def check(request: Request, code: str) -> Response[bytes]:
    """Everything once more, and what the applicant declares."""
    entry = await queries.own_entry(actor=actor_of(request), code=code)
    if entry.state == "withdrawn":
        return redirect(home_of(code))
    return await _check_page(request, entry)


@post("/submissions/{code:str}/hand-in", guards=[signed_in], status_code=200)
async def hand_in(request: Request, code: str) -> Response[bytes]:
    actor, sent = actor_of(request), await typed(request)
    now = clock.now()  # the moment the form was here: waiting for the database makes nobody late
    agreed = {key for key in rules.DECLARATIONS if sent.get(key) == "yes"}
    try:
        async with work():
            await give_ticked(request, code, sent)
            receipt = await service.hand_in(actor=actor, code=code, agreed=agreed, rules_read=_read(sent), now=now)
    except (Invalid, Conflict) as error:
        await refused(request, error)
        entry = await queries.own_entry(actor=actor, code=code)
        errors: dict[str, Any] = error.fields if isinstance(error, Invalid) else {"": error.message}
        return await _check_page(request, entry, status=error.status, agreed=agreed, errors=errors, sent=sent)
    return redirect(home_of(code, "receipts", receipt.number))


def _read(sent: dict[str, Any]) -> int | None:
    """The number of the rules that the page showed."""
    number = str(sent.get("rules_read", ""))
    return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else None


async def _check_page(
    request: Request,
    entry: queries.Working,
    *,
    status: int = 200,
    agreed: set[str] | None = None,
    errors: dict[str, Any] | None = None,
    sent: dict[str, Any] | None = None,
) -> Response[bytes]:
    edit, now = home_of(entry.code, "edit"), clock.now()
    rows = [
        (field.label, rules.as_read(field, entry.values.get(field.key, ""), entry.scenes), f"{edit}#f-{field.key}")
        for field in rules.asked(entry.form, entry.values)
        if field.type != "file"
    ]
    return page(
        "submissions/hand_in.html",
        request,
        status=status,
        entry=entry,
        rows=rows,
        files=file_lines(entry),
        missing={key: (text, f"{edit}#f-{key}") for key, text in entry.missing.items()},
        may_hand_in=entry.may_hand_in(now),
        is_in_grace=entry.is_in_grace(now),
        grace_rule=rules.GRACE_RULE,
        declarations=rules.DECLARATIONS,
        offers=await boxes(request, entry.values["country"], sent or {}) if entry.may_hand_in(now) else [],
        place_name=place_name,
        agreed=agreed or set(),
        errors=errors or {},
        is_demo=entry.is_demo,
    )


@get("/submissions/{code:str}/receipts/{number:int}", guards=[signed_in])
async def receipt(request: Request, code: str, number: int) -> Response[bytes]:
    """What was handed in when, with the digest of everything."""
    found = await queries.receipt(actor=actor_of(request), code=code, number=number)
    return page(
        "submissions/receipt.html",
        request,
        receipt=found,
        may_change=clock.now() <= found.ends_at,
        is_demo=found.is_demo,
    )


@get("/submissions/{code:str}/receipts/{number:int}/receipt.pdf", guards=[signed_in])
async def receipt_pdf(request: Request, code: str, number: int) -> Response[bytes]:
    """The same as a document, made when it is first asked for."""
    actor = actor_of(request)
    await limits.hit(f"receipts:{actor.id}", most=60, seconds=3600)
    data = await service.receipt_file(actor=actor, code=code, number=number)
    return Response(
        data,
        media_type="application/pdf",
        headers={
            "content-disposition": disposition(f"{code}-{number}.pdf"),
            "content-security-policy": "default-src 'none'; sandbox",
            "cache-control": "private, no-store",
        },
    )


ROUTES = [check, hand_in, receipt, receipt_pdf]
