"""The text of a certificate, in Chinese and in English. Both say the same, each as its own language would."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

TOP_PLACES = 3

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PLACES_EN = {1: "First place", 2: "Second place", 3: "Third place"}
_PLACES_ZH = {1: "第一名", 2: "第二名", 3: "第三名"}
_KINDS_EN = {"project": "project", "solution": "solution", "product": "product", "talent": "talent application"}
_KINDS_ZH = {"project": "项目", "solution": "解决方案", "product": "产品", "talent": "人才申报"}


class Award(msgspec.Struct, frozen=True, kw_only=True):
    """All that an award certificate prints, kept as its `data`: it never changes once it is issued.

    Text of organisers and applicants is in two languages, either of which may be empty. `rank` is None below the
    top places. An issuing body that is empty is the edition itself.
    """

    name: str
    kind: str
    entry_code: str
    title_en: str
    title_zh: str
    edition_en: str
    edition_zh: str
    round_en: str
    round_zh: str
    city_en: str
    city_zh: str
    award_en: str
    award_zh: str
    issuer_en: str
    issuer_zh: str
    rank: int | None
    is_shared: bool
    issued_on: date

    def texts(self) -> str:
        """Everything that people wrote, for the fonts to be asked whether they can print it."""
        return "".join(value for value in msgspec.structs.astuple(self) if isinstance(value, str))


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """One language's half of the sheet. `title` is in the language `title_lang`, not translated where they differ."""

    before: str
    title: str
    title_lang: str
    after: str
    award: str
    place: str
    edition: str
    issuer: str
    issued_on: str
    where: str


def printed_rank(rank: int | None) -> int | None:
    """The place that is printed: only the first three are."""
    return rank if rank is not None and 1 <= rank <= TOP_PLACES else None


def day_of(moment: datetime, time_zone: str) -> date:
    """The day that a moment falls on where the round is held."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def issuer(name_en: str | None, name_zh: str | None, *, is_demo: bool) -> dict[str, str]:
    """Who issues it: the host. On a demonstration nobody, for a real name under an invented award is a forgery."""
    if is_demo:
        return {"issuer_en": "Invented committee of a demonstration", "issuer_zh": "演示用虚构组委会"}
    return {"issuer_en": name_en or "", "issuer_zh": name_zh or ""}


CLOSING_ZH = "特发此证，以资鼓励。"


def english(award: Award, closing: str = "") -> Lines:
    """The English half. A title that was never translated stands in Chinese, as a title may."""
    edition = award.edition_en or award.edition_zh
    place = _PLACES_EN.get(award.rank or 0, "")
    title = award.title_en or award.title_zh
    round_ = award.round_en or award.round_zh
    city = award.city_en or award.city_zh
    return Lines(
        before=f"for the {_KINDS_EN.get(award.kind, 'entry')} “",
        title=title.replace("“", "‘").replace("”", "’"),
        title_lang="en" if award.title_en else "zh",
        after=f"”, entered in the {_without_article(round_)} of the {_without_article(edition)}"
        + (f". {closing}" if closing else ""),
        award=award.award_en or award.award_zh or "Award",
        place=f"{place}, shared" if place and award.is_shared else place,
        edition=edition,
        issuer=award.issuer_en or award.issuer_zh or edition,
        issued_on=f"{award.issued_on.day} {_MONTHS[award.issued_on.month - 1]} {award.issued_on.year}",
        where=_where(round_, city or "Online"),
    )


def chinese(award: Award, closing: str = "") -> Lines:
    """The Chinese half."""
    edition = award.edition_zh or award.edition_en
    place = _PLACES_ZH.get(award.rank or 0, "")
    title = award.title_zh or award.title_en
    round_ = award.round_zh or award.round_en
    city = award.city_zh or award.city_en
    return Lines(
        before=f"其{_KINDS_ZH.get(award.kind, '作品')}《",
        title=title.replace("《", "〈").replace("》", "〉"),
        title_lang="zh" if award.title_zh else "en",
        after=f"》在{edition}{round_}评选中脱颖而出。{closing or CLOSING_ZH}",
        award=award.award_zh or award.award_en or "优胜奖",
        place=f"并列{place}" if place and award.is_shared else place,
        edition=edition,
        issuer=award.issuer_zh or award.issuer_en or edition,
        issued_on=f"{award.issued_on.year}年{award.issued_on.month}月{award.issued_on.day}日",
        where=_where(round_, city or "线上"),
    )


def half(award: Award, locale: str) -> Lines:
    """The half in a reader's language."""
    return chinese(award) if locale == "zh" else english(award)


def _where(round_: str, city: str) -> str:
    """The round and its city, once where the round's name says the city already."""
    return round_ if city.casefold() in round_.casefold() else f"{round_} · {city}"


def _without_article(name: str) -> str:
    return name.removeprefix("The ").removeprefix("the ")


def credential(
    award: Award, *, number: str, version: int, code: str, kind: str, check_url: str, is_demo: bool
) -> bytes:
    """`certificate.json`, embedded in the PDF: what is printed, for programs, and where to check it."""
    what: dict[str, Any] = msgspec.to_builtins(award)
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "certificate": number,
                "version": version,
                "kind": kind,
                "code": code,
                "check": check_url,
                "demonstration": is_demo,
                "prints": what,
            }
        ),
        indent=1,
    )
