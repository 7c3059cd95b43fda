"""Anybody checks a certificate, by its code or by its file."""

import hashlib
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of, public
from contest.certificates import queries, service
from contest.certificates.queries import Certificate, Checked
from contest.certificates.rules import issue, verdict, wording
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext, locale
from contest.lib.web import formats, limits, signing
from contest.lib.web.problems import wants_json
from contest.lib.web.render import page
from contest.lib.web.request import Request

# A person checks a few, a personnel office some dozens; guessing needs millions of millions.
LOOKS, MISSES, FILES = (60, 60), (20, 600), (20, 60)


async def count(request: Request, what: str, limit: tuple[int, int]) -> None:
    """One more from this address; refused where it is too many."""
    await limits.hit(f"verify-{what}:{limits.address(request.scope)}", most=limit[0], seconds=limit[1])


@get("/verify", guards=[public])
async def verify(request: Request, code: str = "", file: str = "") -> Response[Any]:
    """The form; with a typed code the way to its answer, with a sealed look at a file the answer."""
    if file:
        return await _answer_file(request, file)
    if not code.strip():
        return _page(request, None)
    read = issue.read_code(code)
    last = issue.grouped(read) if read else quote(code.strip()[:60], safe="")
    return Redirect(f"/verify/{last}", status_code=303)


@get("/verify/{code:str}", guards=[public])
async def verify_code(request: Request, code: str, name: str = "", shared: str = "") -> Response[Any]:
    """One plain sentence about the certificate with this code. Where its holder is not named in public, whoever has
    the sheet types its `name` and learns whether it is the same; a link that its holder `shared` names them."""
    await count(request, "looks", LOOKS)
    read = issue.read_code(code)
    found = await queries.by_code(read) if read else None
    if found is None:
        await count(request, "misses", MISSES)
    elif shared and service.is_shared(found.code, shared):
        found = msgspec.structs.replace(found, is_named=True)
    return _answer(request, Checked(certificate=found, typed=code[:60]), typed_name=name[:200])


@post(
    "/verify",
    guards=[public],
    status_code=200,
    request_max_body_size=issue.LONGEST_FILE + 64 * 1024,
    opt={"csrf": False},  # it changes nothing, and programs may send files too
)
async def verify_file(request: Request) -> Response[Any]:
    """Look at a PDF or a credential: whether it is, byte for byte, a file that we issued. It is not kept."""
    await count(request, "files", FILES)
    try:
        data = await _sent_file(request)
    except Invalid as error:
        if wants_json(request):
            raise
        return _page(request, None, status=error.status, file_error=str(error.fields["file"]))
    sha256 = hashlib.sha256(data).hexdigest()
    checked = await queries.check_file(sha256=sha256, claimed=None)
    claimed, finding = None, ""
    if checked.certificate is None:
        sha256, claimed, finding = await service.look_at(data, sha256=sha256)
        checked = await queries.check_file(sha256=sha256, claimed=claimed, finding=finding)
    place = "/verify?file=" + signing.seal("verify-file", f"{sha256}:{claimed or ''}:{finding}")
    if wants_json(request):
        return Response(_facts(checked) | {"next": place})
    return Redirect(place, status_code=303)


async def _sent_file(request: Request) -> bytes:
    sent = (await request.form()).get("file")
    data = await sent.read() if isinstance(sent, UploadFile) else b""
    if (reason := issue.why_no_file(data)) is not None:
        raise Invalid(field="file", message=reason)
    return data


async def _answer_file(request: Request, sealed: str) -> Response[Any]:
    opened = signing.unseal("verify-file", sealed)
    if opened is None:
        raise NotFound
    sha256, claimed, finding = opened.split(":")
    return _answer(request, await queries.check_file(sha256=sha256, claimed=claimed or None, finding=finding))


def _verdict(checked: Checked) -> verdict.Verdict | None:
    found = checked.certificate
    if found is None:
        return verdict.unknown(checked.typed) if checked.is_same_file is None else None
    return verdict.verdict(
        state=found.state,
        is_demo=found.is_demo,
        number=found.number,
        name=found.award.name if found.is_named else "",
        issued_on=formats.day(found.award.issued_on),
        ended_on=formats.day(found.ended_at.date()) if found.ended_at else "",
        reason=found.reason or "",
    )


def _file_sentence(checked: Checked) -> str | None:
    if checked.is_same_file is None:
        return None
    number = checked.certificate.number if checked.certificate else None
    return str(verdict.file_sentence(is_same=checked.is_same_file, is_credential=checked.is_credential, number=number))


def _facts(checked: Checked) -> dict[str, Any]:
    """The answer for programs: what is said, and of the certificate what its sheet prints.

    A file that is not the one we issued is never answered with what its certificate is worth.
    """
    found, said = checked.certificate, _verdict(checked)
    facts: dict[str, Any] = {
        "answer": "not_valid" if checked.is_same_file is False else said.word if said else "unknown",
        "sentence": str(said.sentence) if said else _file_sentence(checked),
        "file": {None: None, True: "same", False: "changed" if found else "foreign"}[checked.is_same_file],
        "file_sentence": _file_sentence(checked),
        "finding": checked.finding or None,
        "what_failed": str(verdict.what_failed(checked.finding) or "") or None,
    }
    if found is not None:
        facts |= {
            "certificate": found.number,
            "code": issue.grouped(found.code),
            "demonstration": found.is_demo,
            "ended_at": found.ended_at,
            "reason": found.reason,
            "prints": msgspec.to_builtins(found.award),
        }
        for private in () if found.is_named else ("name", "title_en", "title_zh"):
            facts["prints"][private] = None
    return facts


def _answer(request: Request, checked: Checked, *, typed_name: str = "") -> Response[Any]:
    status = 200 if checked.certificate is not None or checked.is_same_file is not None else 404
    found = checked.certificate
    same_name = verdict.is_name(typed_name, found.award.name) if found and typed_name.strip() else None
    if wants_json(request):
        return Response(
            _facts(checked) | {"same_name": same_name}, status_code=status, headers={"cache-control": "no-store"}
        )
    return _page(request, checked, status=status, typed_name=typed_name, same_name=same_name)


def _page(
    request: Request,
    checked: Checked | None,
    *,
    status: int = 200,
    file_error: str = "",
    typed_name: str = "",
    same_name: bool | None = None,
) -> Response[bytes]:
    said = _verdict(checked) if checked else None
    found = checked.certificate if checked else None
    return page(
        "certificates/verify.html",
        request,
        status=status,
        code=checked.typed if checked else "",
        answer=said.word if said else None,
        sentence=said.sentence if said else None,
        facts=_rows(found) if found else [],
        asks_name=found is not None and not found.is_named and not found.erased_at,
        grouped=issue.grouped(found.code) if found else "",
        typed_name=typed_name,
        same_name=same_name,
        newer_href=f"/verify/{issue.grouped(found.newer_code)}" if found and found.newer_code else None,
        file_answer={None: None, True: "same", False: "changed"}[checked.is_same_file if checked else None],
        file_sentence=_file_sentence(checked) if checked else None,
        what_failed=verdict.what_failed(checked.finding) if checked else None,
        file_error=file_error,
        file_limit=issue.LONGEST_FILE,
        change_href=_change_href(request, found),
        is_demo=found.is_demo if found else False,
    )


def _change_href(request: Request, found: Certificate | None) -> str | None:
    may = found is not None and issue.may_revoke(actor_of(request), edition_id=found.edition_id)
    return f"/certificates/changes/{found.id}" if found is not None and may else None


def _rows(found: Certificate) -> list[tuple[str, Any]]:
    """What the sheet prints, for the eye to compare."""
    award, half = found.award, wording.half(found.award, locale())
    named = [
        (gettext("Name"), award.name),
        *([(gettext("Entry"), formats.bilingual(award.title_en, award.title_zh))] if award.entry_code else []),
    ]
    return [
        *([(gettext("Name"), gettext("Removed at the holder’s wish"))] if found.erased_at else []),
        *(named if found.is_named and not found.erased_at else []),
        (gettext("Award"), half.award + (f" · {half.place}" if half.place else "")),
        *([(gettext("Entry number"), award.entry_code)] if award.entry_code else []),
        *([(gettext("Round"), half.where)] if half.where else []),
        (gettext("Contest"), half.edition),
        (gettext("Issued by"), half.issuer),
        (gettext("Issued on"), formats.day(award.issued_on)),
        (gettext("Certificate number"), found.number),
    ]


ROUTES = [verify, verify_code, verify_file]
