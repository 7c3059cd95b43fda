"""What comes in about judges: invitations, seats, profiles, terms, rulings, stages."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.judging.forms import Line
from contest.judging.forms import number as decimal_of
from contest.judging.rules.capacity import KINDS, Stage
from contest.judging.rules.profiles import Away, Profile, lines, words
from contest.judging.rules.ties import Link
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.web.forms import convert

Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class SeatForm(msgspec.Struct, kw_only=True):
    """What a judge is asked on a panel."""

    most: int
    least: int = 0
    scenes: list[str] = []
    panel_id: UUID | None = None
    is_lead: bool = False


class LinkStep(msgspec.Struct, kw_only=True):
    """One button of the pages of judge links."""

    then: str = "mail"
    person: UUID | None = None
    link: UUID | None = None
    device: UUID | None = None


class JudgeForm(SeatForm, kw_only=True):
    """Somebody to invite."""

    email: Email
    name: Line
    locale: Literal["en", "zh"] = "en"


class ListForm(msgspec.Struct, kw_only=True):
    """A pasted list of judges; `then` is `invite` where the organiser has seen what it would do."""

    list: str
    then: Literal["check", "invite"] = "check"


class PickForm(msgspec.Struct, kw_only=True):
    people: list[UUID] = []


class PartForm(msgspec.Struct, kw_only=True):
    name_en: Line
    name_zh: Line
    scenes: list[str] = msgspec.field(default_factory=list, name="part_scenes")
    cities: list[UUID] = []


class ProposalForm(msgspec.Struct, kw_only=True):
    name: Line
    email: Email
    organisation: str = ""
    note: str = ""
    scenes: list[str] = []
    languages: list[str] = []
    round_id: UUID | None = None


class AnswerForm(msgspec.Struct, kw_only=True):
    is_wanted: Literal["yes", "no"]
    reason: str = ""


class JoinForm(msgspec.Struct, kw_only=True):
    """A yes to both texts of one version; `publishes` is free."""

    terms_id: UUID
    terms: Literal["yes"]
    confidentiality: Literal["yes"]
    publishes: Literal["yes", ""] = ""


class DeclineForm(msgspec.Struct, kw_only=True):
    reason: str = ""


class RulingForm(msgspec.Struct, kw_only=True):
    person_id: UUID
    code: Annotated[str, Meta(max_length=20)]
    is_tied: Literal["yes", "no"]
    reason: str = ""


class TermsForm(msgspec.Struct, kw_only=True):
    terms_en: str = ""
    terms_zh: str = ""
    confidentiality_en: str = ""
    confidentiality_zh: str = ""


class _ProfileFields(msgspec.Struct, kw_only=True):
    time_zone: str
    languages: list[str] = []
    scenes: list[str] = []
    city: list[str] = []
    least: int = 0
    most: int = 12
    hours_week: str = ""
    keywords: str = ""
    other_names: str = ""
    away: str = ""
    about: str = ""
    employer: str = ""
    investment: str = ""
    mentoring: str = ""
    coauthor: str = ""
    family: str = ""
    is_kept: Literal["", "yes"] = ""


_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def _away(text: str) -> list[Away]:
    """Days away, one span a line: `2026-03-02 – 2026-03-08`, or one day alone."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        days = _DAY.findall(unicodedata.normalize("NFKC", line).replace("/", "-"))
        try:
            first, last = (date(*map(int, day.split("-"))) for day in [days[0], days[-1]])
        except (IndexError, ValueError):
            raise Invalid(field="away", message=N_("Line %(n)s is no day such as 2026-03-02.", n=number)) from None
        found.append(Away(first=first, last=last))
    return found


def read_profile(fields: dict[str, Any]) -> Profile:
    """A judge's profile as it was typed."""
    form = convert(fields, _ProfileFields)
    try:
        hours = decimal_of(form.hours_week) if form.hours_week else None
    except InvalidOperation:
        raise Invalid(field="hours_week", message=N_("Enter a number.")) from None
    links = [
        Link(kind=kind, name=name)
        for kind in ("employer", "investment", "mentoring", "coauthor", "family")
        for name in lines(getattr(form, kind))
    ]
    return Profile(
        scenes=form.scenes,
        keywords=words(form.keywords),
        languages=form.languages,
        other_names=lines(form.other_names, longest=120),
        least=form.least,
        most=form.most,
        hours_week=None if hours is None else hours.quantize(Decimal("0.1")),
        away=_away(form.away),
        about=form.about.strip(),
        is_kept=form.is_kept == "yes",
        time_zone=form.time_zone,
        links=[*links, *(Link(kind="city", name=key) for key in form.city)],
    )


def written_profile(profile: Profile) -> dict[str, Any]:
    """A profile as its form takes it."""
    kinds = ("employer", "investment", "mentoring", "coauthor", "family")
    return {
        **{kind: "\n".join(one.name for one in profile.links if one.kind == kind) for kind in kinds},
        "city": [one.name for one in profile.links if one.kind == "city"],
        "scenes": profile.scenes,
        "languages": profile.languages,
        "keywords": "\n".join(profile.keywords),
        "other_names": "\n".join(profile.other_names),
        "least": profile.least,
        "most": profile.most,
        "hours_week": "" if profile.hours_week is None else f"{float(profile.hours_week):g}",
        "away": "\n".join(
            f"{one.first} – {one.last}" if one.last != one.first else f"{one.first}" for one in profile.away
        ),
        "about": profile.about,
        "is_kept": "yes" if profile.is_kept else "",
        "time_zone": profile.time_zone,
    }


def read_stages(fields: dict[str, Any]) -> tuple[list[Stage], int | None]:
    """The stages that were ticked, and how many entries are expected; what is no number is `Invalid`, each named."""
    problems: dict[str, Lazy | str] = {}

    def whole(name: str, instead: int) -> int:
        text = unicodedata.normalize("NFKC", str(fields.get(name, ""))).strip()
        if text.isdecimal() and len(text) <= 6:
            return int(text)
        problems[name] = N_("Enter a number.")
        return instead

    stages = [
        Stage(
            kind=kind,
            reads=whole(f"reads.{kind}", 1),
            minutes=whole(f"minutes.{kind}", 1),
            share=whole(f"share.{kind}", 1),
            least_valid=whole(f"least_valid.{kind}", 1),
        )
        for kind in KINDS
        if fields.get(f"use.{kind}") == "yes"
    ]
    expected = whole("expected", 0) if fields.get("expected") else None
    if problems:
        raise Invalid(fields=problems)
    return stages, expected
