"""What may be uploaded and why a file is refused."""

from contest.files.rules.limits import PDF, PDF_BYTES, PURPOSES, looks_like_pdf, reason_words, safe_name
from contest.files.rules.pdf import Finding, inspect

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
