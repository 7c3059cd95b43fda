"""What may be uploaded, how it is cut, and what is said of a file that was refused."""

import unicodedata
from datetime import timedelta

import msgspec

from contest.files.rules.kinds import ENDINGS, KINDS, PICTURES
from contest.lib.i18n import N_, Lazy

MIB = 1024 * 1024
MEGABYTE = 1_000_000  # as people, and every page, count them
MOST_BYTES = 100 * MEGABYTE  # of any file, whatever a form says
PART_BYTES = 5 * MIB  # S3 takes no part under this but the last
MOST_PARTS = 1_000
MOST_UNFINISHED = 20  # uploads of one person
MOST_BYTES_A_DAY = 2_000 * MEGABYTE  # of one person
MOST_PAGES = 500
DRAWABLE = frozenset(KINDS[kind] for kind in ("pdf", *PICTURES))
KEPT_UNFINISHED = timedelta(days=7)

_REASONS = {
    "empty": N_("The file is empty."),
    "too_large": N_("The file is larger than what can be taken."),
    "not_whole": N_("The file changed on its way here. Upload it again."),
    "other_kind": N_("This kind of file is not taken here, whatever its name says."),
    "not_pdf": N_("This is not a PDF, whatever its name says. Export your document as PDF and upload that."),
    "broken": N_("This PDF is damaged: it cannot be opened. Export it again and upload the new file."),
    "encrypted": N_("This PDF is protected with a password. Save it without one and upload it again."),
    "no_pages": N_("This PDF has no pages."),
    "too_many_pages": N_("This PDF has more pages than can be taken."),
    "script": N_("This PDF holds a script or starts a program. Print it to a new PDF and upload that."),
    "form": N_("This PDF holds a form that sends data. Print it to a new PDF and upload that."),
    "media": N_("This PDF holds sound, film or 3D. Print it to a new PDF and upload that."),
    "attachment": N_("This PDF has other files inside it. Save it without attachments and upload it again."),
    "too_hard": N_("This PDF took too long to open. Print it to a new PDF and upload that."),
    "bomb": N_("This file unpacks to far more than it may. Export it again, with smaller pictures."),
    "broken_picture": N_("This picture is damaged: it cannot be opened. Save it again and upload the new file."),
    "large_picture": N_("This picture has too many pixels. Make it smaller and upload it again."),
    "broken_office": N_("This document is damaged: it cannot be opened. Save it again and upload the new file."),
    "locked_office": N_("This document is protected with a password. Save it without one and upload it again."),
    "macro": N_("This document holds macros or other programs. Save it without them and upload it again."),
    "inside": N_("This document has other files inside it. Save it without them and upload it again."),
    "malware": N_("The virus scanner found something harmful in this file. It was deleted."),
    "hard_file": N_("This file took too long to open. Save it again, smaller, and upload that."),
}


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What the slice that asks for a file takes. `is_scan_waived`: an organiser has agreed, with a reason, that files
    come in without a virus scanner where the installation has none."""

    kinds: tuple[str, ...] = ("pdf",)
    most_bytes: int = 20 * MEGABYTE
    is_scan_waived: bool = False


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """One page as a picture. `text` is what a machine reads on it, for those who do not see the picture."""

    width: int
    height: int
    text: str
    webp: bytes


class Finding(msgspec.Struct, frozen=True):
    """`reason` is None for a file that can be taken, else a key of `_REASONS`. `kind` is one of `KINDS`."""

    reason: str | None
    pages: int = 0
    kind: str = "pdf"


def reason_words(reason: str | None) -> Lazy | str:
    """A reason of `File.reason` for people."""
    return _REASONS.get(reason or "", "")


def too_much(unfinished: int, bytes_today: int) -> Lazy | None:
    """Why this person may not begin one more upload now."""
    if unfinished >= MOST_UNFINISHED:
        return N_("You have %(count)s uploads that are not finished. Finish or discard one first.", count=unfinished)
    if bytes_today > MOST_BYTES_A_DAY:
        return N_("You have sent as much as one person may in a day. Go on tomorrow.")
    return None


def part_bytes(size: int) -> int:
    """How large the parts of a file of this size are, all but the last."""
    least = -(-size // MOST_PARTS)
    return max(PART_BYTES, -(-least // MIB) * MIB)


def part_count(size: int, part: int) -> int:
    return -(-size // part)


def part_size(size: int, part: int, number: int) -> int | None:
    """The bytes of part `number`, counted from 1; None where the file has no such part."""
    if not 1 <= number <= part_count(size, part):
        return None
    return min(part, size - (number - 1) * part)


def safe_name(name: str) -> str:
    """A file's name without folders and without what would lie about it; at most 120 characters, its ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and 0 < len(ending) <= 8:
        return f"{stem[: 119 - len(ending)].rstrip()}.{ending}" if stem else f"file.{ending}"
    return kept[:120] or "file"


def true_name(name: str, kind: str) -> str:
    """The name with the ending of what the file was found to be: `deck.exe` that is a PDF becomes `deck.exe.pdf`."""
    ending = name.rpartition(".")[2].lower()
    if ending in ENDINGS[kind]:
        return name
    return safe_name(f"{name[:110]}.{ENDINGS[kind][0]}")


def ending_of(name: str) -> str:
    """The ending of a checked file's name, for a name that says nothing else."""
    ending = name.rpartition(".")[2].lower()
    return ending if any(ending in endings for endings in ENDINGS.values()) else "pdf"


def content_type(kind: str) -> str:
    return KINDS[kind]
