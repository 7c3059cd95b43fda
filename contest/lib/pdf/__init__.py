"""PDFs out of HTML, made in processes of their own: a page that hangs costs one of them and nothing else."""

from contest.lib.pdf.fonts import missing_characters as missing_characters
from contest.lib.pdf.pool import PdfFailed as PdfFailed
from contest.lib.pdf.pool import Sheet as Sheet
from contest.lib.pdf.pool import check_signature as check_signature
from contest.lib.pdf.pool import read_attachment as read_attachment
from contest.lib.pdf.pool import render_many as render_many
from contest.lib.pdf.pool import render_pdf as render_pdf
from contest.lib.pdf.pool import render_picture as render_picture
from contest.lib.pdf.pool import small_picture as small_picture
