"""What is inside a PDF. Bytes of strangers: run it in a process that may be killed (`contest.lib.killable`)."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast

import pikepdf

from contest.files.rules.jpeg import without_segments
from contest.files.rules.limits import MIB, MOST_PAGES, Finding

_SCRIPTS = {"/JavaScript", "/Launch", "/ImportData"}
_INSIDE = {"/GoToE"}
_SENDS = {"/SubmitForm"}
_MEDIA = {"/RichMedia", "/3D", "/Movie", "/Sound", "/Screen", "/Rendition"}
_DEEPEST = 60
_MOST_UNPACKED = 1024 * MIB  # of all streams together
_MOST_PIXELS = 200_000_000  # of one picture
_CHUNK = 256 * 1024
_FLATE = {"/FlateDecode", "/Fl"}
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
            if pages > MOST_PAGES:
                return Finding("too_many_pages", pages)
            return Finding(_active(pdf) or _bursting(pdf), pages)
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
            if isinstance(thing, pikepdf.Stream):
                _clear_photograph(thing)
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


def _bursting(pdf: pikepdf.Pdf) -> str | None:
    """Whether its streams unpack to more than any document needs. Nothing is kept of what is unpacked."""
    left = _MOST_UNPACKED
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        if (
            thing.get("/Subtype") == "/Image"
            and int(thing.get("/Width", 0)) * int(thing.get("/Height", 0)) > _MOST_PIXELS
        ):
            return "bomb"
        flates = sum(name in _FLATE for name in _filters(thing))
        if flates:
            left -= _unpacked(iter([thing.read_raw_bytes()]), flates, left)
        if left <= 0:
            return "bomb"
    return None


def _filters(stream: pikepdf.Object) -> list[str]:
    found: Any = stream.get("/Filter", [])
    return [str(name) for name in found] if isinstance(found, pikepdf.Array) else [str(found)] if found else []


def _unpacked(packed: Iterator[bytes], times: int, most: int) -> int:
    """How many bytes come out of so many layers of compression, counted a little further than `most`."""
    for _ in range(times):
        packed = _inflated(packed)
    total = 0
    for chunk in packed:
        total += len(chunk)
        if total > most:
            break
    return total


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    """Unpacked piece by piece; where a stream is damaged it ends, as it does for a reader."""
    machine = zlib.decompressobj()
    for chunk in packed:
        waiting = chunk
        while waiting and not machine.eof:
            try:
                yield machine.decompress(waiting, _CHUNK)
            except zlib.error:
                return
            waiting = machine.unconsumed_tail


def _clear_photograph(stream: pikepdf.Object) -> None:
    """Take what a camera wrote (place, time, owner) out of a photograph; its pixels stay as they are."""
    if _filters(stream) != ["/DCTDecode"]:
        return
    raw = stream.read_raw_bytes()
    clear, parms = without_segments(raw), cast("pikepdf.Dictionary | None", stream.get("/DecodeParms"))
    if clear != raw:
        stream.write(clear, filter=pikepdf.Name.DCTDecode, decode_parms=parms)


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
    if subtype in _MEDIA or action in _MEDIA:
        return "media"
    if (
        "/EmbeddedFiles" in thing
        or "/EF" in thing
        or subtype == "/FileAttachment"
        or thing.get("/Type") == "/EmbeddedFile"
        or action in _INSIDE
    ):
        return "attachment"
    return None
