"""PDFs out of HTML, made in processes of their own: a page that hangs costs one of them and nothing else."""

from contest.lib.pdf.fonts import missing_characters
from contest.lib.pdf.pool import PdfFailed, Sheet, read_attachment, render_many, render_pdf, render_picture

__all__ = ["PdfFailed", "Sheet", "missing_characters", "read_attachment", "render_many", "render_pdf", "render_picture"]
