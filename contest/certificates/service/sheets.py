"""What a certificate looks like, ready to be made into its file."""

import base64
import io
from typing import Any, NamedTuple

import segno

from contest.certificates.queries import Certificate
from contest.certificates.rules import credential, fit, issue, kinds, wording
from contest.certificates.rules.designs import Design, picture
from contest.certificates.rules.printing import halves
from contest.lib import pdf
from contest.lib.config import settings
from contest.lib.i18n import HTML_LANG
from contest.lib.web import signing
from contest.lib.web.render import render

INK = "#14261c"
STYLES = {
    "ridge": "pdf/certificates/ridge.css",
    "rings": "pdf/certificates/rings.css",
    "contours": "pdf/certificates/contours.css",
}


def check_url(code: str) -> str:
    """The address that a certificate prints and its QR code holds."""
    return f"{settings().public_url}/verify/{issue.grouped(code)}"


def share_url(code: str) -> str:
    """The address that a holder hands out: behind it their name is shown, for they showed it."""
    return f"{check_url(code)}?shared={signing.mac('certificate', code)[:16]}"


def is_shared(code: str, claimed: str) -> bool:
    """Whether a link to the certificate with this code came from its holder."""
    return signing.is_same(signing.mac("certificate", code)[:16], claimed)


def style(design: Design) -> str:
    """The style sheet that all sheets of a design share."""
    return "".join(
        render(name, colour=design.ink, design=design) for name in ("pdf/certificates/base.css", STYLES[design.base])
    )


def _as_address(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


def _qr(address: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, border=0, dark=INK)
    return drawn.getvalue()


class Logo(NamedTuple):
    """A partner's logo: a `data:` address, and what it is read out as."""

    address: str
    name: str


def credential_of(found: Certificate) -> dict[str, Any]:
    """The certificate as an Open Badge, without its proof."""
    facts = credential.Facts(
        number=found.number,
        check_url=check_url(found.code),
        status_index=found.status_index,
        is_demo=found.is_demo,
        issued_at=found.issued_at,
        public_url=settings().public_url,
    )
    return credential.unsigned(found.award, facts)


def sheet_of(found: Certificate, proven: bytes | None = None, logo: Logo | None = None) -> pdf.Sheet:
    """The sheet with `certificate.json` in it, and its `proven` credential. It prints what is in `found`, no more."""
    design = found.design
    zh, en = halves(found.award, design)
    name, address = found.award.name, check_url(found.code)
    html = render(
        "pdf/certificates/award.html",
        is_demo=found.is_demo,
        design=design,
        heading=kinds.NAMED[found.award.earned],
        zh=zh,
        en=en,
        number=found.number,
        name_is_han=fit.is_han(name),
        name_is_rtl=fit.is_rtl(name),
        sizes=fit.sizes(name, zh, en, design.frames),
        entry_code=found.award.entry_code,
        check_url=address,
        check_address=address.rpartition("/")[0].partition("://")[2],
        code=issue.grouped(found.code),
        qr=_as_address(_qr(address)),
        logo=logo,
        picture=_as_address(picture(design, found.code).encode()),
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
        attachments={issue.ATTACHMENT: embedded} | ({issue.CREDENTIAL: proven} if proven else {}),
    )


def _title(found: Certificate, zh: wording.Lines, en: wording.Lines) -> str:
    demo = "DEMONSTRATION 演示 · " if found.is_demo else ""
    return f"{demo}{found.number} · {found.award.name} · {zh.award} {en.award}"
