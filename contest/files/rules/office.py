"""What is inside an office document (a ZIP of XML), and the document without its author's name. In a process that may
be killed; nothing is trusted that the archive says of itself."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from contest.files.rules.jpeg import without_segments
from contest.files.rules.kinds import KINDS
from contest.files.rules.limits import Finding

MOST_ENTRIES = 5_000
MOST_BYTES = 500 * 1024 * 1024
_CHUNK = 256 * 1024
_BY_MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_BY_MIME = {mime.encode(): kind for kind, mime in KINDS.items() if "opendocument" in mime}
_MACROS = re.compile(r"(?i)vbaproject|vbadata|^basic/|^scripts/|/activex/|macrosheets/|/ctrlprops/")
_INSIDE = re.compile(r"(?i)/embeddings/|\.(zip|exe|dll|js|vbs|bat|cmd|scr|jar|7z|rar|pdf|docx?|xlsx?|pptx?)$")
_REMOTE = re.compile(rb'(?i)/(attachedTemplate|oleObject|frame|externalLink)"[^>]*TargetMode="External"')

_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_CUSTOM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)
_META = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta xmlns:office='
    b'"urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>'
)
_REPLACED = {"docprops/core.xml": _CORE, "docprops/app.xml": _APP, "docprops/custom.xml": _CUSTOM, "meta.xml": _META}
_NAMED = re.compile(
    rb'(\s(?:w:author|w:initials|w15:author|w15:userId|w15:providerId|name|initials|displayName|userId|providerId)=")[^"]*"'
)
_AUTHORS = re.compile(rb"(<(?:author|dc:creator|meta:initial-creator|text:sender-[a-z]+)>)[^<]*(</)")
_PEOPLE = re.compile(
    r"(?i)comment|people|persons|author|^word/(document|footnotes|endnotes|header|footer)|content\.xml$"
)
_W_AUTHOR = re.compile(rb'(\s(?:w:author|w:initials|w:date)=")[^"]*"')


def examine(data: bytes) -> Finding:
    """Whether it is a document of a kind we know that opens, is not locked, and holds nothing that acts or hides."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        is_locked = "EncryptedPackage".encode("utf-16-le") in data
        return Finding("locked_office" if is_locked else "other_kind")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _look(archive)
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return Finding("broken_office")


def _look(archive: zipfile.ZipFile) -> Finding:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        return Finding("bomb")
    total = 0
    for entry in entries:
        if entry.flag_bits & 1:
            return Finding("locked_office")
        for chunk in _chunks(archive, entry):
            total += len(chunk)
            if total > MOST_BYTES:
                return Finding("bomb")
    names = [entry.filename for entry in entries]
    kind = _kind(archive, names)
    if kind is None:
        return Finding("other_kind")
    if any(_MACROS.search(name) for name in names) or _is_remote(archive, names):
        return Finding("macro")
    if any(_INSIDE.search(name) for name in names):
        return Finding("inside")
    if b"encryption-data" in (archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""):
        return Finding("locked_office")
    return Finding(None, 1, kind)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    for name, kind in _BY_MAIN.items():
        if name in names:
            return (
                kind if "macroEnabled" not in archive.read("[Content_Types].xml").decode("utf-8", "replace") else None
            )
    return _BY_MIME.get(archive.read("mimetype").strip()) if "mimetype" in names else None


def _is_remote(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """Whether opening it fetches something that acts, such as a template with macros from elsewhere."""
    return any(_REMOTE.search(archive.read(name)) for name in names if name.endswith(".rels"))


def unsigned(data: bytes) -> bytes:
    """The same document without what it says of who wrote it: properties, names on comments and changes, thumbnail."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as plain:
        for entry in archive.infolist():
            name = entry.filename.lower()
            if name.startswith(("docprops/thumbnail", "thumbnails/")):
                continue
            body = _REPLACED.get(name) or _nameless(name, archive.read(entry))
            made = zipfile.ZipInfo(entry.filename)  # no date, no system of its own
            made.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            plain.writestr(made, body)
    return out.getvalue()


def _nameless(name: str, body: bytes) -> bytes:
    if not name.endswith(".xml"):
        return without_segments(body) if name.endswith((".jpg", ".jpeg")) else body
    if not _PEOPLE.search(name):
        return body
    is_list_of_people = re.search(r"(?i)people|persons|author", name) is not None
    body = (_NAMED if is_list_of_people else _W_AUTHOR).sub(rb'\1"', body)
    return _AUTHORS.sub(rb"\1\2", body)
