"""What may be uploaded and why a file is refused."""

from contest.files.rules.limits import PDF, PDF_BYTES, PURPOSES, Finding, looks_like_pdf, reason_words, safe_name


def inspect(data: bytes) -> Finding:
    """Whether `data` is a PDF that opens, has pages, is not locked, and holds nothing that acts."""
    from contest.files.rules.pdf import examine  # noqa: PLC0415 - in the child that looks: it loads a PDF library

    return examine(data)


def without_author(data: bytes) -> bytes:
    """The same pages without what the PDF itself says of who made it: title, author, program, dates, names on notes.

    `data` is a PDF that `inspect` found good. Names written on the pages stay.
    """
    from contest.files.rules.pdf import unsigned  # noqa: PLC0415 - as above

    return unsigned(data)


__all__ = [
    "PDF",
    "PDF_BYTES",
    "PURPOSES",
    "Finding",
    "inspect",
    "looks_like_pdf",
    "reason_words",
    "safe_name",
    "without_author",
]
