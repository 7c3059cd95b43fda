"""What is inside a PDF. Bytes of strangers: run it in a process that may be killed (`contest.lib.killable`)."""

from collections.abc import Iterator
from io import BytesIO

import pikepdf

from contest.files.rules.limits import Finding

_SCRIPTS = {"/JavaScript", "/Launch", "/ImportData"}
_SENDS = {"/SubmitForm"}
_MEDIA = {"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen"}
_DEEPEST = 60
# What programs write down beside the pages (who, with what, when), and the name under which a note was made.
_TELLS = {"/Metadata", "/PieceInfo", "/LastModified"}
_SIGNS = {"/T", "/M", "/CreationDate", "/NM"}


def examine(data: bytes) -> Finding:
    """What `inspect` says."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                return Finding("encrypted")
            pages = len(pdf.pages)
            if pages == 0:
                return Finding("no_pages")
            return Finding(_active(pdf), pages)
    except pikepdf.PasswordError:
        return Finding("encrypted")
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError):
        return Finding("broken")


def unsigned(data: bytes) -> bytes:
    """What `without_author` says."""
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.docinfo
        for thing, _ in _every_object(pdf):
            if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                continue
            is_note = "/Rect" in thing and thing.get("/Subtype", "/Widget") != "/Widget"
            for name in (_TELLS | _SIGNS if is_note else _TELLS) & set(thing.keys()):
                del thing[name]
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _every_object(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, int]]:
    """Every object of the file, used or not, with how deep it lies: what no page reaches today an edit may reach."""
    waiting: list[tuple[pikepdf.Object, int]] = [(pdf.trailer, 0), *((thing, 0) for thing in pdf.objects)]
    while waiting:
        thing, depth = waiting.pop()
        yield thing, depth
        if depth > _DEEPEST:
            continue
        if isinstance(thing, pikepdf.Array):
            waiting += [(part, depth + 1) for part in thing.as_list() if _is_nested(part)]
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            waiting += [(part, depth + 1) for _, part in thing.items() if _is_nested(part)]


def _active(pdf: pikepdf.Pdf) -> str | None:
    for thing, depth in _every_object(pdf):
        if depth > _DEEPEST:
            return "broken"
        found = _active_entry(thing) if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else None
        if found is not None:
            return found
    return None


def _is_nested(part: object) -> bool:
    """A direct part: the indirect ones are in `pdf.objects` themselves."""
    return (
        isinstance(part, pikepdf.Object)
        and not part.is_indirect
        and isinstance(part, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)
    )


def _active_entry(thing: pikepdf.Object) -> str | None:
    action, subtype = str(thing.get("/S", "")), str(thing.get("/Subtype", ""))
    if "/JS" in thing or action in _SCRIPTS:
        return "script"
    if action in _SENDS or "/XFA" in thing:
        return "form"
    if subtype in _MEDIA:
        return "media"
    if (
        "/EmbeddedFiles" in thing
        or "/EF" in thing
        or subtype == "/FileAttachment"
        or thing.get("/Type") == "/EmbeddedFile"
    ):
        return "attachment"
    return None
