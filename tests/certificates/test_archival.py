"""Every design, both ways, signed, with names of four scripts: the clauses of PDF/A-3a that we can look at hold."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pikepdf
import pytest

from contest.certificates.queries import Certificate
from contest.certificates.rules import issue, wording
from contest.certificates.rules.designs import ORIENTATIONS, Design
from contest.certificates.service import sheets
from contest.lib import killable, pdf
from contest.lib.ids import secret_code, uuid7
from contest.lib.signatures import keys
from tests.certificates.archival import faults

NAMES = {
    "han": "欧阳海宁",
    "danish": "Søren Kierkegård-Ærø",
    "arabic": "محمد عبد الرحمن الزهراني",
    "long": "Maria Fernanda de los Ángeles Rodríguez-Etxeberria y Gutiérrez de Villanueva-Świętochowska",
}
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def processes() -> Iterator[None]:
    yield
    killable.close()


def certificate(name: str, design: Design) -> Certificate:
    prints = {
        "kind": "project", "entry_code": "BN26-0147", "title_en": "Rainforest village microgrid",
        "title_zh": "雨林村寨微电网", "edition_en": "Climate Challenge (Hainan Baoting)", "edition_zh": "气候挑战赛",
        "round_en": "Paris round", "round_zh": "巴黎赛区", "city_en": "Paris", "city_zh": "巴黎",
        "award_en": "First Prize", "award_zh": "一等奖", "issuer_en": "Institute of Climate", "issuer_zh": "气候研究院",
        "rank": 1, "issued_on": date(2026, 11, 1),
    }  # fmt: skip
    return Certificate(
        id=uuid7(), code=secret_code(issue.CODE_LETTERS), number="CC-BN26-0147", version=1, kind="award",
        state="issued", recipient_id=uuid7(), recipient_locale="en", is_team=False, submission_id=uuid7(),
        edition_id=uuid7(), round_id=uuid7(), batch_id=None, is_stopped=False, is_demo=False, key="", sha256=None,
        issued_at=NOW, ended_at=None, reason=None, trouble="", erased_at=None, status_index=1, newer_code=None,
        is_named=True, award=wording.award("award", name=name, is_team=False, prints=prints), design=design,
    )  # fmt: skip


async def made(design: Design) -> list[bytes]:
    key = keys.read(keys.make(name="contest.example", now=datetime(2020, 1, 1, tzinfo=UTC)))
    drawn = [sheets.sheet_of(certificate(name, design)) for name in NAMES.values()]
    found = await pdf.render_many(drawn, css=sheets.style(design), key=key)
    assert [str(one) for one in found if not isinstance(one, bytes)] == []
    return [one for one in found if isinstance(one, bytes)]


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("base", ["ridge", "rings", "contours"])
async def test_every_design_keeps_to_what_archives_ask(base: str, orientation: str) -> None:
    for data in await made(Design(base=base, orientation=orientation)):
        assert faults(data) == []


@dataclass(frozen=True)
class Spoiled:
    clause: str
    spoil: Callable[[pikepdf.Pdf], Any]


def _font(document: pikepdf.Pdf, kind: str) -> Any:
    return next(one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == kind)


def _unembed(document: pikepdf.Pdf) -> None:
    for name in ("/FontFile2", "/FontFile3"):
        if name in (descriptor := _font(document, "/FontDescriptor")):
            del descriptor[name]


SPOILED = (
    Spoiled("6.2.3", lambda document: document.Root.__delitem__("/OutputIntents")),
    Spoiled("6.7.1", lambda document: document.Root.__delitem__("/MarkInfo")),
    Spoiled("6.7.4", lambda document: document.Root.__delitem__("/Lang")),
    Spoiled("6.6.2", lambda document: document.Root.__delitem__("/Metadata")),
    Spoiled("6.8", lambda document: document.Root.__delitem__("/AF")),
    Spoiled("6.2.11.4", _unembed),
    Spoiled("6.5", lambda document: document.Root.__setitem__("/AA", pikepdf.Dictionary())),
    Spoiled(
        "6.5.1",
        lambda document: document.Root.__setitem__(
            "/OpenAction", document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1"))
        ),
    ),
    Spoiled("6.3.2", lambda document: document.pages[0].obj.Annots[0].__setitem__("/F", 2)),
)


async def test_what_archives_refuse_is_found() -> None:
    data = (await made(Design()))[0]
    for one in SPOILED:
        changed = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as document:
            one.spoil(document)
            document.save(changed, fix_metadata_version=False)
        assert any(fault.startswith(one.clause) for fault in faults(changed.getvalue())), one.clause
