"""Certificates in bulk: signed, with their data inside, against a plain loop of one `write_pdf` each."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from statistics import fmean
from typing import TypeVar

import psutil

from contest.certificates.queries import Certificate
from contest.certificates.rules import issue, wording
from contest.certificates.rules.designs import Design
from contest.certificates.service import sheets
from contest.lib import killable, pdf
from contest.lib.ids import secret_code, uuid7
from contest.lib.pdf import fonts, pool
from contest.lib.signatures import keys
from tests.bench.figure import Figure

T = TypeVar("T")

FEW, MANY = 200, 10_000
PLAIN = 20  # of the few: each costs the same
SIGNED = 50
HAN = "林王李张刘陈杨黄赵吴周徐孙马朱胡郭何高罗晓宇海宁远志明雅文静思源子涵一诺欣怡浩然雨桐建国淑芬鹏飞玉兰"
LATIN = ("Søren Kierkegård", "Łukasz Żółkiewski", "Aino Virtanen", "François Müller", "María José Núñez")


def measure(seed: int) -> Iterator[Figure]:
    """Cases `200` and `10000`; CPU time where it is about one core, wall time of two processes for `over_one_core`."""
    chance = random.Random(seed)
    found = [_certificate(number, chance) for number in range(FEW)]
    key = keys.read(keys.make(name="contest.example", now=datetime.now(UTC)))
    yield from _few(found, key)
    yield from asyncio.run(_many(chance, key))


def _certificate(number: int, chance: random.Random) -> Certificate:
    name = "".join(chance.sample(HAN, 3)) if number % 2 else f"{chance.choice(LATIN)} {number}"
    award = wording.Award(
        name=name, kind="project", entry_code=f"BN26-{number:04}",
        title_en="Rainforest village microgrid", title_zh="雨林村寨微电网",
        edition_en="Climate Challenge", edition_zh="气候挑战赛", round_en="Paris round", round_zh="巴黎赛区",
        city_en="Paris", city_zh="巴黎", award_en="First Prize", award_zh="一等奖", issuer_en="Institute",
        issuer_zh="研究院", rank=1, is_shared=False, issued_on=date(2026, 11, 1),
    )  # fmt: skip
    return Certificate(
        id=uuid7(), code=secret_code(issue.CODE_LETTERS), number=f"CC-BN26-{number:04}", version=1, kind="award",
        state="issued", recipient_id=uuid7(), recipient_locale="en", submission_id=uuid7(), edition_id=uuid7(),
        round_id=uuid7(), is_demo=False, key="", sha256=None, issued_at=datetime.now(UTC), ended_at=None, reason=None,
        newer_code=None, is_named=True, award=award, design=Design(),
    )  # fmt: skip


def _few(found: list[Certificate], key: keys.SigningKey) -> Iterator[Figure]:
    from contest.lib.pdf.press import press
    from contest.lib.signatures.pades import sign

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
    in_bulk, made = _timed(bulk)
    plain, _ = _timed(lambda: [_plainly(sheets.sheet_of(one), css) for one in found[:PLAIN]])
    sign(made[0], key)
    signing, _ = _timed(lambda: [sign(one, key) for one in made[:SIGNED]])
    each = in_bulk / FEW
    yield Figure("200", "over_plain_loop", round(plain / PLAIN / each, 2), "times")
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


async def _many(chance: random.Random, key: keys.SigningKey) -> list[Figure]:
    """Ten thousand as workers make them: a series after the other, two at once."""
    css = sheets.style(Design())
    here = psutil.Process()
    sizes: list[int] = []

    async def series(at: int) -> None:
        found = [_certificate(at + number, chance) for number in range(issue.SERIES)]
        made = await pdf.render_many([sheets.sheet_of(one) for one in found], css=css, key=key)
        assert all(isinstance(one, bytes) for one in made)
        sizes.append(max(child.memory_info().rss for child in here.children()) + here.memory_info().rss)

    await series(0)
    await series(1)
    begun = time.perf_counter()
    await series(2)
    await series(3)
    alone = time.perf_counter() - begun
    warm = max(sizes)
    sizes.clear()
    begun = time.perf_counter()
    places = iter(range(FEW, MANY, issue.SERIES))

    async def worker() -> None:
        for at in places:
            await series(at)

    await asyncio.gather(worker(), worker())
    seconds = time.perf_counter() - begun
    killable.close()
    speed = (MANY - FEW) / seconds
    return [
        Figure("10000", "per_second", round(speed, 1), "1/s"),
        Figure("10000", "over_one_core", round(speed / (2 * issue.SERIES / alone), 2), "times"),
        Figure("10000", "growth_mb", round((max(sizes) - warm) / 1e6, 1), "MB"),
    ]
