"""Certificates in bulk: signed, with their data inside, against a plain loop of one `write_pdf` each."""

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from statistics import fmean
from typing import TypeVar

from contest.certificates.queries import Certificate
from contest.certificates.rules import credential, issue, wording
from contest.certificates.rules.designs import Design
from contest.certificates.service import sheets
from contest.lib import killable, pdf
from contest.lib.ids import secret_code, uuid7
from contest.lib.pdf import fonts, pool
from contest.lib.signatures import keys
from tests.bench import batch
from tests.bench.figure import Figure

T = TypeVar("T")

FEW, MANY = 200, 10_000
PLAIN = 20  # of the few: each costs the same
SIGNED = 50
HAN = "林王李张刘陈杨黄赵吴周徐孙马朱胡郭何高罗晓宇海宁远志明雅文静思源子涵一诺欣怡浩然雨桐建国淑芬鹏飞玉兰"
LATIN = ("Søren Kierkegård", "Łukasz Żółkiewski", "Aino Virtanen", "François Müller", "María José Núñez")


def measure(seed: int) -> Iterator[Figure]:
    """Cases `200` and `10000`; CPU time where it is about one core, wall time of two processes for `over_one_core`.

    `10000` runs on real stores and workers, one of which is killed five times; CERTIFICATES is for a first look.
    """
    chance = random.Random(seed)
    found = [_certificate(number, chance) for number in range(FEW)]
    key = keys.read(keys.make(name="contest.example", now=datetime.now(UTC)))
    yield from _few(found, key)
    yield Figure("200", "over_one_core", round(_two_at_once(found, key), 2), "times")
    yield from batch.measure_batch(seed, int(os.environ.get("CERTIFICATES", str(MANY))))


def _certificate(number: int, chance: random.Random) -> Certificate:
    name = "".join(chance.sample(HAN, 3)) if number % 2 else f"{chance.choice(LATIN)} {number}"
    prints = {
        "kind": "project", "entry_code": f"BN26-{number:04}", "title_en": "Rainforest village microgrid",
        "title_zh": "雨林村寨微电网", "edition_en": "Climate Challenge", "edition_zh": "气候挑战赛",
        "round_en": "Paris round", "round_zh": "巴黎赛区", "city_en": "Paris", "city_zh": "巴黎",
        "award_en": "First Prize", "award_zh": "一等奖", "issuer_en": "Institute", "issuer_zh": "研究院", "rank": 1,
        "issued_on": date(2026, 11, 1),
    }  # fmt: skip
    return Certificate(
        id=uuid7(), code=secret_code(issue.CODE_LETTERS), number=f"CC-BN26-{number:04}", version=1, kind="award",
        state="issued", recipient_id=uuid7(), recipient_locale="en", is_team=False, submission_id=uuid7(),
        edition_id=uuid7(), round_id=uuid7(), batch_id=None, is_stopped=False, is_demo=False, key="", sha256=None,
        issued_at=datetime.now(UTC), ended_at=None, reason=None, trouble="", erased_at=None, status_index=number,
        newer_code=None, is_named=True, award=wording.award("award", name=name, is_team=False, prints=prints),
        design=Design(),
    )  # fmt: skip


def _few(found: list[Certificate], key: keys.SigningKey) -> Iterator[Figure]:
    from contest.lib.pdf.press import press
    from contest.lib.signatures.pades import sign
    from contest.lib.signatures.proofs import prove

    css = sheets.style(Design())

    def pressed(some: list[Certificate]) -> list[bytes | str]:
        drawn = [sheets.sheet_of(one) for one in some]
        documents = [(_whole(sheet), dict(sheet.attachments)) for sheet in drawn]
        return press(documents, "".join(pool._text(sheet.html) for sheet in drawn) + css, css, None)

    def bulk() -> list[bytes]:
        series = range(0, len(found), issue.SERIES)
        made = [one for at in series for one in pressed(found[at : at + issue.SERIES])]
        assert all(isinstance(one, bytes) for one in made)
        return [one for one in made if isinstance(one, bytes)]

    pressed(found[:1])
    method, badges = (
        credential.method("https://contest.example", key.public.id),
        [sheets.credential_of(one) for one in found],
    )
    prove(badges[0], key=key, method=method, at=found[0].issued_at)
    in_bulk, made = _timed(bulk)
    plain, _ = _timed(lambda: [_plainly(sheets.sheet_of(one), css) for one in found[:PLAIN]])
    sign(made[0], key)
    signing, _ = _timed(lambda: [sign(one, key) for one in made[:SIGNED]])
    each = in_bulk / FEW
    yield Figure("200", "over_plain_loop", round(plain / PLAIN / each, 2), "times")
    proven, _ = _timed(lambda: [prove(one, key=key, method=method, at=found[0].issued_at) for one in badges])
    yield Figure("200", "prove_ms", round(proven / FEW * 1000, 1), "ms")
    yield Figure("200", "ms_each", round(each * 1000, 1), "ms")
    yield Figure("200", "kib", round(fmean(map(len, made)) / 1024, 1), "KiB")
    yield Figure("200", "sign_over_render", round(signing / SIGNED / each, 2), "ratio")


def _timed(verb: Callable[[], T]) -> tuple[float, T]:
    begun = time.process_time()
    made = verb()
    return time.process_time() - begun, made


def _whole(sheet: pdf.Sheet) -> str:
    return pool._document(sheet.html, title=sheet.title, language=sheet.language)


def _plainly(sheet: pdf.Sheet, css: str) -> bytes:
    """As the manual of WeasyPrint has it: fonts by their files, everything anew for each document."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    faces = "\n".join(
        f'@font-face {{ font-family: "{cut.family}"; font-weight: {cut.weight}; src: url({cut.path.as_uri()}) }}'
        for cut in fonts.CUTS
    )
    config = FontConfiguration()
    made: bytes = weasyprint.HTML(string=_whole(sheet)).write_pdf(
        stylesheets=[weasyprint.CSS(string=faces + css, font_config=config)],
        font_config=config,
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
        attachments=[
            weasyprint.Attachment(string=data, name=name, relationship="Data")
            for name, data in sheet.attachments.items()
        ],
    )
    return made


def _two_at_once(found: list[Certificate], key: keys.SigningKey) -> float:
    """How much faster two series are made by two processes than one after the other."""
    css = sheets.style(Design())

    async def series(at: int) -> None:
        some = [sheets.sheet_of(one) for one in found[at : at + issue.SERIES]]
        made = await pdf.render_many(some, css=css, key=key)
        assert all(isinstance(one, bytes) for one in made)

    async def both() -> float:
        await asyncio.gather(series(0), series(issue.SERIES))  # the processes are there now
        begun = time.perf_counter()
        await series(0)
        await series(issue.SERIES)
        alone = time.perf_counter() - begun
        begun = time.perf_counter()
        await asyncio.gather(series(0), series(issue.SERIES))
        return alone / (time.perf_counter() - begun)

    try:
        return asyncio.run(both())
    finally:
        killable.close()
