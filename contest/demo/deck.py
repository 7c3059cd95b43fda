"""The pitch decks and CVs of invented entries: one plain page that says what it is."""

from contest.demo.data import Applicant, Entry
from contest.lib.pdf import render_pdf
from contest.lib.web.render import render


async def deck(entry: Entry, applicant: Applicant, *, is_named: bool) -> bytes:
    """A PDF of one page for this entry; in a blind round nothing in it says whose it is."""
    return await render_pdf(
        render("pdf/demo/deck.html", entry=entry, applicant=applicant, is_named=is_named),
        css=render("pdf/demo/deck.css"),
        title=entry.title_en,
        language="zh" if applicant.locale == "zh" else "en",
    )
