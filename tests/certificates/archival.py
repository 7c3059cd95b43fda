"""Whether a PDF keeps to what ISO 19005-3 (PDF/A-3, level A) asks of a file like ours, as far as one can look at it
without reading its drawings: see contest/decisions/archival-checked-by-ourselves.md for what that leaves out."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

ACTIONS = {"/URI", "/GoTo", "/GoToR", "/GoToE", "/Thread", "/SubmitForm", "/Hide", "/Named", "/SetOCGState"}
BLEND = {
    *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge"),
    *("/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color"),
    "/Luminosity",
}
HIDDEN, PRINTED = 0b100011, 0b100  # of an annotation's flags: invisible, hidden, no view; print


def faults(data: bytes) -> list[str]:
    """What is against the standard, with its clause; none where nothing was found."""
    with pikepdf.open(io.BytesIO(data)) as document:
        checks = (_file(data, document), _intent(document), _marked(document), _metadata(document), _inside(document))
        found = [fault for check in checks for fault in check]
        found += [fault for thing in document.objects for fault in _object(thing)]
        return found + [fault for page in document.pages for fault in _page(page)]


def _file(data: bytes, document: pikepdf.Pdf) -> Iterator[str]:
    first, second = data.split(b"\n", 2)[:2]
    if not first.startswith(b"%PDF-1.") or not b"4" <= first[7:8] <= b"7":
        yield "6.1.2 the header names a version from 1.4 to 1.7"
    if not second.startswith(b"%") or len([byte for byte in second[1:5] if byte > 127]) < 4:
        yield "6.1.2 four bytes above 127 follow the header"
    if "/ID" not in document.trailer:
        yield "6.1.3 the trailer has an ID"
    if document.is_encrypted:
        yield "6.1.3 nothing is encrypted"


def _intent(document: pikepdf.Pdf) -> Iterator[str]:
    intents = [one for one in document.Root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield "6.2.3 there is one output intent"
        return
    profile = intents[0].get("/DestOutputProfile")
    if profile is None:
        yield "6.2.3 the output intent holds its profile"
        return
    icc = profile.read_bytes()
    if icc[36:40] != b"acsp" or icc[8] > 4 or icc[16:20] != b"RGB " or profile.get("/N") != 3:
        yield "6.2.3 the profile is ICC of version 4 at most, for the colours that are used"


def _marked(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "6.7.1 the file is marked"
    if "/StructTreeRoot" not in root:
        yield "6.7.2 there is a tree of structure"
    if not str(root.get("/Lang", "")):
        yield "6.7.4 the file says its language"
    for name in ("/AA", "/NeedsRendering", "/Requirements"):
        if name in root:
            yield f"6.5 the catalog has no {name}"
    form = root.get("/AcroForm", {})
    if form.get("/NeedAppearances") or "/XFA" in form:
        yield "6.4 a form brings its own looks"


def _metadata(document: pikepdf.Pdf) -> Iterator[str]:
    stream = document.Root.get("/Metadata")
    if stream is None or stream.get("/Subtype") != "/XML":
        yield "6.6.2 the metadata are there"
        return
    with document.open_metadata() as meta:
        if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != ("3", "A"):
            yield "6.6.4 the metadata say PDF/A-3a"
        title = document.docinfo.get("/Title")
        if title is not None and str(title) != meta.get("dc:title"):
            yield "6.6.3 both titles are the same"


def _inside(document: pikepdf.Pdf) -> Iterator[str]:
    tied = [one.objgen for one in document.Root.get("/AF", [])]
    for name in document.attachments:
        spec = document.attachments[name].obj
        if not {"/F", "/UF", "/EF", "/AFRelationship"} <= set(spec.keys()) or spec.objgen not in tied:
            yield f"6.8 {name} says its names and how it belongs to the file"
        if "/Subtype" not in spec.get("/EF", {}).get("/F", {}):
            yield f"6.8 {name} says its type"


def _object(thing: Any) -> Iterator[str]:
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    kind, filters = thing.get("/Type"), str(thing.get("/Filter", ""))
    if "LZW" in filters or "Crypt" in filters:
        yield "6.1.7 no LZW and no Crypt"
    if thing.get("/S") in {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Rendition"}:
        yield f"6.5.1 no action {thing.S}"
    if kind == "/Action" and thing.get("/S") not in ACTIONS:
        yield f"6.5.1 no action {thing.get('/S')}"
    if kind == "/ExtGState" and ("/TR" in thing or "/HTP" in thing or str(thing.get("/BM", "/Normal")) not in BLEND):
        yield "6.2.5 nothing of a graphics state that printers read differently"
    if kind == "/XObject" and (thing.get("/Interpolate") or "/Alternates" in thing or "/OPI" in thing):
        yield "6.2.8 a picture is as it is"
    if thing.get("/Subtype") == "/PS" or "/Ref" in thing:
        yield "6.2.9 nothing is drawn by PostScript or from elsewhere"
    if kind == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys()):
        yield f"6.2.11.4 {thing.get('/FontName')} is embedded"
    if kind == "/Font" and thing.get("/Subtype") == "/Type0" and "/ToUnicode" not in thing:
        yield f"6.2.11.7 {thing.get('/BaseFont')} can be read as text"
    if kind == "/Font" and thing.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in thing:
        yield f"6.2.11.3 {thing.get('/BaseFont')} says which glyph is which"
    if thing.get("/ColorSpace") == "/DeviceCMYK" or thing.get("/CS") == "/DeviceCMYK":
        yield "6.2.4 no colour but those of the profile"


def _page(page: pikepdf.Page) -> Iterator[str]:
    if "/AA" in page.obj:
        yield "6.5.2 a page does nothing by itself"
    for note in page.obj.get("/Annots", []):
        flags, box = int(note.get("/F", 0)), [float(side) for side in note.Rect]
        if not flags & PRINTED or flags & HIDDEN:
            yield "6.3.2 an annotation is printed and not hidden"
        is_seen = box[0] != box[2] or box[1] != box[3]
        if is_seen and note.get("/Subtype") not in {"/Link", "/Popup"} and "/AP" not in note:
            yield "6.3.3 an annotation that is seen brings its looks"
        if "/AA" in note:
            yield "6.5.2 a field does nothing by itself"
    if any(str(operator) in {"K", "k"} for _, operator in pikepdf.parse_content_stream(page)):
        yield "6.2.4 no colour but those of the profile"
