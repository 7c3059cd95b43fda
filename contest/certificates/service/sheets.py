"""What a certificate looks like, ready to be made into its file."""

import base64
import io

import segno

from contest.certificates.queries import Certificate
from contest.certificates.rules import fit, issue, wording
from contest.certificates.rules.ridge import ridge
from contest.lib import pdf
from contest.lib.config import settings
from contest.lib.i18n import HTML_LANG
from contest.lib.web.render import render

INK = "#14261c"


def check_url(code: str) -> str:
    """The address that a certificate prints and its QR code holds."""
    return f"{settings().public_url}/verify/{issue.grouped(code)}"


def style() -> str:
    """The style sheet that all sheets share."""
    return render("pdf/certificates/award.css")


def _as_address(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _qr(address: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, border=0, dark=INK)
    return drawn.getvalue()


def sheet_of(found: Certificate) -> pdf.Sheet:
    """The sheet with `certificate.json` in it. It prints what is in `found` and nothing else."""
    zh, en = wording.chinese(found.award), wording.english(found.award)
    address = check_url(found.code)
    html = render(
        "pdf/certificates/award.html",
        is_demo=found.is_demo,
        zh=zh,
        en=en,
        number=found.number,
        person=found.award.name,
        name_is_han=fit.is_han(found.award.name),
        sizes=fit.sizes(found.award.name, zh, en),
        entry_code=found.award.entry_code,
        check_url=address,
        check_address=address.rpartition("/")[0].partition("://")[2],
        code=issue.grouped(found.code),
        qr=_as_address(_qr(address)),
        ridge=_as_address(ridge(found.code).encode()),
    )
    embedded = wording.credential(
        found.award,
        number=found.number,
        version=found.version,
        code=issue.grouped(found.code),
        kind=found.kind,
        check_url=address,
        is_demo=found.is_demo,
    )
    return pdf.Sheet(
        html,
        title=_title(found, zh, en),
        language=HTML_LANG[found.recipient_locale],
        attachments={issue.ATTACHMENT: embedded},
    )


def _title(found: Certificate, zh: wording.Lines, en: wording.Lines) -> str:
    demo = "DEMONSTRATION 演示 · " if found.is_demo else ""
    return f"{demo}{found.number} · {found.award.name} · {zh.award} {en.award}"
