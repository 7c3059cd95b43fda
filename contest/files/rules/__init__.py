"""What may be uploaded and why a file is refused."""

from contest.files.rules.limits import PDF, PDF_BYTES, PURPOSES, Finding, looks_like_pdf, reason_words, safe_name


def inspect(data: bytes) -> Finding:
    """Whether `data` is a PDF that opens, has pages, is not locked, and holds nothing that acts."""
    from contest.files.rules.pdf import examine  # noqa: PLC0415 - in the child that looks: it loads a PDF library

    return examine(data)


__all__ = [
    "PDF",
    "PDF_BYTES",
    "PURPOSES",
    "Finding",
    "inspect",
    "looks_like_pdf",
    "reason_words",
    "safe_name",
]
