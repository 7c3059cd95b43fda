"""The kinds of file there are, told by content: a name and a declared type say nothing."""

from collections.abc import Sequence

import filetype

from contest.lib.i18n import N_, Lazy

PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

KINDS = {
    "pdf": PDF,
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "pptx": _OFFICE + "presentationml.presentation",
    "odt": _OPEN + "text",
    "ods": _OPEN + "spreadsheet",
    "odp": _OPEN + "presentation",
}
PICTURES = ("jpeg", "png", "webp")
OFFICE = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
ENDINGS = {kind: (kind,) for kind in KINDS} | {"jpeg": ("jpg", "jpeg")}

# What a form's question says of the files that it takes.
ACCEPTS: dict[str, tuple[str, ...]] = {"pdf": ("pdf",), "image": PICTURES, "office": OFFICE}
NAMES: dict[str, Lazy] = {
    "pdf": N_("PDF"),
    "image": N_("picture (JPEG, PNG, WebP)"),
    "office": N_("office document (Word, Excel, PowerPoint, OpenDocument)"),
}

_BY_TYPE = {content_type: kind for kind, content_type in KINDS.items()}


def kinds_of(accepts: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds behind `pdf`, `image` and `office`; the name of one kind stands for itself."""
    return tuple(kind for name in accepts for kind in ACCEPTS.get(name, (name,)) if kind in KINDS)


def input_accept(kinds: tuple[str, ...]) -> str:
    """The same for a browser's file dialogue."""
    return ",".join([*(f".{ending}" for kind in kinds for ending in ENDINGS[kind]), *(KINDS[kind] for kind in kinds)])


def looks_like_pdf(head: bytes) -> bool:
    """Whether a file's first bytes (512 will do) are a PDF's."""
    return kind_of(head) == "pdf"


def kind_of(head: bytes) -> str | None:
    """The kind that a file's first bytes (8 KiB will do) tell; every ZIP is `zip` until it is looked into."""
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"  # an old office document, or a new one with a password
    guessed = filetype.guess(head)
    return None if guessed is None else _BY_TYPE.get(guessed.mime)


def refused_kind(kind: str | None, kinds: Sequence[str]) -> str | None:
    """Why a file of this kind is not taken where only `kinds` are; a ZIP may be one of them until it is looked into."""
    if kind in kinds or (kind in {"zip", "ole"} and not set(OFFICE).isdisjoint(kinds)):
        return None
    return "not_pdf" if set(kinds) == {"pdf"} else "other_kind"
