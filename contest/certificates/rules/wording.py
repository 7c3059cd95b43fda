"""The text of a certificate, in Chinese and in English. Both say the same, each as its own language would."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from contest.certificates.rules import kinds

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
    """All that a certificate prints, kept as its `data`: it never changes once it is issued.

    Text of organisers and applicants is in two languages, either of which may be empty. `rank` is None below the
    top places. An issuing body that is empty is the edition itself. `earned`: its kind (`rules.kinds`); what is earned
    by a role has no entry, and where it belongs to no round, none of that either.
    """

    earned: str = kinds.AWARD
    is_team: bool = False
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


_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("kind", "entry_code", "title_en", "title_zh", "award_en", "award_zh"), ""),
    "rank": None,
    "is_shared": False,
}


def award(kind: str, *, name: str, is_team: bool, prints: dict[str, Any]) -> Award:
    """What a certificate of this kind prints; `prints` less what it has not: an entry, an award of its own, a place."""
    return Award(**_EMPTY | prints | {"earned": kind, "name": name, "is_team": is_team})


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


_THANKS = {kinds.JUDGE, kinds.MENTOR, kinds.PARTNER}
CLOSING_ZH, THANKS_ZH = "特发此证，以资鼓励。", "特发此证，谨致谢忱。"

# The words before and behind the title of an entry; where there is no entry, the first alone.
_WHY_EN = {
    kinds.AWARD: ("for the {noun} “", "”, entered in the {round} of the {edition}"),
    kinds.FINALIST: ("for the {noun} “", "”, a finalist in the {round} of the {edition}"),
    kinds.PARTICIPANT: ("for the {noun} “", "”, which was entered and judged in the {round} of the {edition}"),
    kinds.LANDED: ("for the {noun} “", "” of the {edition}, which is registered in its host region"),
    kinds.JUDGE: ("for independent and careful judging in the {round} of the {edition}", ""),
    kinds.MENTOR: ("for guiding the founders of the {edition}", ""),
    kinds.PARTNER: ("for partnership in the {edition}", ""),
}
_WHY_ZH = {
    kinds.AWARD: ("其{noun}《", "》在{edition}{round}评选中脱颖而出。"),
    kinds.FINALIST: ("以{noun}《", "》入围{edition}{round}。"),
    kinds.PARTICIPANT: ("以{noun}《", "》参加{edition}{round}，并通过资格审查、完成评审。"),
    kinds.LANDED: ("其{noun}《", "》经{edition}遴选，已在项目承接地完成注册，正式落地。"),
    kinds.JUDGE: ("在{edition}{round}中担任评审专家，独立、审慎地完成了评审工作。", ""),
    kinds.MENTOR: ("在{edition}中担任导师，悉心指导创业团队。", ""),
    kinds.PARTNER: ("作为合作伙伴，对{edition}给予了支持。", ""),
}


def english(award: Award, closing: str = "") -> Lines:
    """The English half. A title that was never translated stands in Chinese, as a title may."""
    edition = award.edition_en or award.edition_zh
    place = _PLACES_EN.get(award.rank or 0, "")
    title = award.title_en or award.title_zh
    round_ = award.round_en or award.round_zh
    facts = {
        "noun": _KINDS_EN.get(award.kind, "entry"),
        "round": _without_article(round_),
        "edition": _without_article(edition),
    }
    before, after = (words.format(**facts) for words in _WHY_EN[award.earned])
    return Lines(
        before=before,
        title=title.replace("“", "‘").replace("”", "’"),
        title_lang="en" if award.title_en else "zh",
        after=after + (f". {closing}" if closing else ""),
        award=award.award_en or award.award_zh or kinds.NAMED[award.earned].award_en,
        place=f"{place}, shared" if place and award.is_shared else place,
        edition=edition,
        issuer=award.issuer_en or award.issuer_zh or edition,
        issued_on=f"{award.issued_on.day} {_MONTHS[award.issued_on.month - 1]} {award.issued_on.year}",
        where=_where(round_, award.city_en or award.city_zh or "Online") if round_ else "",
    )


def chinese(award: Award, closing: str = "") -> Lines:
    """The Chinese half."""
    edition = award.edition_zh or award.edition_en
    place = _PLACES_ZH.get(award.rank or 0, "")
    title = award.title_zh or award.title_en
    round_ = award.round_zh or award.round_en
    facts = {"noun": _KINDS_ZH.get(award.kind, "作品"), "round": round_, "edition": edition}
    before, after = (words.format(**facts) for words in _WHY_ZH[award.earned])
    return Lines(
        before=before,
        title=title.replace("《", "〈").replace("》", "〉"),
        title_lang="zh" if award.title_zh else "en",
        after=after + (closing or (THANKS_ZH if award.earned in _THANKS else CLOSING_ZH)),
        award=award.award_zh or award.award_en or kinds.NAMED[award.earned].award_zh,
        place=f"并列{place}" if place and award.is_shared else place,
        edition=edition,
        issuer=award.issuer_zh or award.issuer_en or edition,
        issued_on=f"{award.issued_on.year}年{award.issued_on.month}月{award.issued_on.day}日",
        where=_where(round_, award.city_zh or award.city_en or "线上") if round_ else "",
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
