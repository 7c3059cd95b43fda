"""What may be uploaded and why a file is refused."""

from contest.files.rules.kinds import (
    ACCEPTS,
    NAMES,
    PDF,
    PICTURES,
    input_accept,
    kind_of,
    kinds_of,
    looks_like_pdf,
    refused_kind,
)
from contest.files.rules.limits import (
    DRAWABLE,
    KEPT_UNFINISHED,
    MEGABYTE,
    MIB,
    MOST_BYTES,
    MOST_BYTES_A_DAY,
    MOST_UNFINISHED,
    PART_BYTES,
    Drawn,
    Finding,
    Terms,
    content_type,
    ending_of,
    part_bytes,
    part_count,
    part_size,
    reason_words,
    safe_name,
    too_much,
    true_name,
)


def inspect(data: bytes, kinds: tuple[str, ...] = ("pdf",)) -> Finding:
    """Whether `data` is a whole file of one of these kinds, not locked, and holds nothing that acts, hides or bursts.

    A PDF has pages; a picture counts as one.
    """
    found = _examine(data, kind_of(data[:8192]))
    if found.reason is None and found.kind not in kinds:
        return Finding("other_kind")
    return found


def _examine(data: bytes, kind: str | None) -> Finding:
    """In the child that looks: each of these loads a library."""
    if kind == "pdf":
        from contest.files.rules import pdf  # noqa: PLC0415

        return pdf.examine(data)
    if kind in PICTURES:
        from contest.files.rules import pictures  # noqa: PLC0415

        return pictures.examine(data, kind)
    from contest.files.rules import office  # noqa: PLC0415

    return office.examine(data)


def without_author(data: bytes) -> bytes:
    """The same file without what it says, beside its contents, of who made it: title, author, program, dates, places,
    names on notes.

    `data` is one that `inspect` found good. Names written on the pages stay.
    """
    kind = kind_of(data[:8192])
    if kind == "pdf":
        from contest.files.rules import pdf  # noqa: PLC0415 - as above

        return pdf.unsigned(data)
    if kind in PICTURES:
        from contest.files.rules import pictures  # noqa: PLC0415 - as above

        return pictures.unsigned(data, kind)
    from contest.files.rules import office  # noqa: PLC0415 - as above

    return office.unsigned(data)


def draw(data: bytes, first: int, count: int) -> list[Drawn]:
    """Some pages of a file as pictures: `count` of them from `first`, counted from 0."""
    from contest.files.rules import drawing  # noqa: PLC0415 - as above

    if kind_of(data[:8192]) == "pdf":
        return drawing.draw_pdf(data, first, count)
    return drawing.draw_picture(data)


__all__ = [
    "ACCEPTS",
    "DRAWABLE",
    "KEPT_UNFINISHED",
    "MEGABYTE",
    "MIB",
    "MOST_BYTES",
    "MOST_BYTES_A_DAY",
    "MOST_UNFINISHED",
    "NAMES",
    "PART_BYTES",
    "PDF",
    "Drawn",
    "Finding",
    "Terms",
    "content_type",
    "draw",
    "ending_of",
    "input_accept",
    "inspect",
    "kind_of",
    "kinds_of",
    "looks_like_pdf",
    "part_bytes",
    "part_count",
    "part_size",
    "reason_words",
    "refused_kind",
    "safe_name",
    "too_much",
    "true_name",
    "without_author",
]
