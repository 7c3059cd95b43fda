"""What may be uploaded, and what is said of a file that was refused."""

import unicodedata

import filetype
import msgspec

from contest.lib.i18n import N_, Lazy

PDF_BYTES = 20 * 1024 * 1024
PDF = "application/pdf"

# What a file is for -> how many bytes it may have. Every purpose takes PDF only.
PURPOSES = {"entry": PDF_BYTES}

_REASONS = {
    "empty": N_("The file is empty."),
    "too_large": N_("The file is larger than what can be taken."),
    "not_pdf": N_("This is not a PDF, whatever its name says. Export your document as PDF and upload that."),
    "broken": N_("This PDF is damaged: it cannot be opened. Export it again and upload the new file."),
    "encrypted": N_("This PDF is protected with a password. Save it without one and upload it again."),
    "no_pages": N_("This PDF has no pages."),
    "script": N_("This PDF holds a script or starts a program. Print it to a new PDF and upload that."),
    "form": N_("This PDF holds a form that sends data. Print it to a new PDF and upload that."),
    "media": N_("This PDF holds sound, film or 3D. Print it to a new PDF and upload that."),
    "attachment": N_("This PDF has other files inside it. Save it without attachments and upload it again."),
    "too_hard": N_("This PDF took too long to open. Print it to a new PDF and upload that."),
}


class Finding(msgspec.Struct, frozen=True):
    """`reason` is None for a PDF that can be taken, else a key of `_REASONS`."""

    reason: str | None
    pages: int = 0


def reason_words(reason: str | None) -> Lazy | str:
    """A reason of `File.reason` for people."""
    return _REASONS.get(reason or "", "")


def looks_like_pdf(head: bytes) -> bool:
    """Whether a file's first bytes (512 will do) are a PDF's: a name and a declared type say nothing."""
    guessed = filetype.guess(head)
    return guessed is not None and guessed.mime == PDF


def safe_name(name: str) -> str:
    """A file's name without folders and without what would lie about it; at most 120 characters, its ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and 0 < len(ending) <= 8:
        return f"{stem[: 119 - len(ending)].rstrip()}.{ending}" if stem else f"file.{ending}"
    return kept[:120] or "file"
