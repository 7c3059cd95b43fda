"""What is sent about needs, scenes and counterparts."""

import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.web.forms import convert
from contest.zone.rules import NeedPlan, ScenePlan
from contest.zone.rules.agreements import AgreementPlan, line_of, signatory
from contest.zone.rules.counterparts import LONGEST_ABOUT, CounterpartPlan
from contest.zone.rules.needs import MOST_ABOUT

Title = Annotated[str, Meta(max_length=200)]
Place = Annotated[str, Meta(max_length=120)]
About = Annotated[str, Meta(max_length=MOST_ABOUT)]
Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class _Need(msgspec.Struct, kw_only=True):
    reference: Annotated[str, Meta(max_length=40)]
    kind: str
    title_en: Title = ""
    title_zh: Title = ""
    about_en: About = ""
    about_zh: About = ""
    scenes: list[str] = []
    entry_kinds: list[str] = []
    place_en: Place = ""
    place_zh: Place = ""
    languages: list[str] = []
    publicity: str = "none"
    shows_money: Literal["", "yes"] = ""
    due_on: date | None = None


_WHOLE = ("least_trl", "within_months", "capacity")
_MONEY = ("least_cny", "most_cny", "invested_cny")


def read_need(fields: dict[str, Any]) -> NeedPlan:
    """A need as it was typed; every field that cannot be read is named."""
    errors: dict[str, Lazy | str] = {}
    values: dict[str, Any] = {}
    try:
        form = convert(fields, _Need)
        values = msgspec.structs.asdict(form) | {"shows_money": form.shows_money == "yes"}
    except Invalid as error:
        errors |= error.fields
    for name in (*_WHOLE, *_MONEY):
        try:
            values[name] = _number(str(fields.get(name, "")), is_whole=name in _WHOLE)
        except (InvalidOperation, ValueError):
            errors[name] = N_("Enter a number.")
    for name in ("keywords", "exclusions"):
        values[name] = [line.strip() for line in str(fields.get(name, "")).splitlines() if line.strip()]
    values["countries"] = [code.upper() for code in str(fields.get("countries", "")).replace(",", " ").split()]
    if errors:
        raise Invalid(fields=errors)
    return NeedPlan(**values)


def _number(text: str, *, is_whole: bool) -> Decimal | int | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not plain:
        return None
    if is_whole:
        if not plain.isdecimal() or len(plain) > 6:
            raise ValueError(text)
        return int(plain)
    return Decimal(plain).quantize(Decimal("0.01"))


def written_need(plan: NeedPlan) -> dict[str, Any]:
    """A need as its form takes it."""
    found = msgspec.structs.asdict(plan)
    return {
        **found,
        **{name: "" if found[name] is None else f"{found[name].normalize():f}" for name in _MONEY},
        **{name: "" if found[name] is None else found[name] for name in (*_WHOLE, "due_on")},
        "keywords": "\n".join(plan.keywords),
        "exclusions": "\n".join(plan.exclusions),
        "countries": " ".join(plan.countries),
        "shows_money": "yes" if plan.shows_money else "",
    }


class OwnerForm(msgspec.Struct):
    owner: UUID


class StepForm(msgspec.Struct):
    to: Annotated[str, Meta(max_length=20)]


class SceneForm(msgspec.Struct, kw_only=True):
    key: Annotated[str, Meta(max_length=40)]
    name_en: Annotated[str, Meta(max_length=120)]
    name_zh: Annotated[str, Meta(max_length=120)]
    same_as: Annotated[str, Meta(max_length=400)] = ""
    scene_id: UUID | None = None

    def plan(self) -> ScenePlan:
        return ScenePlan(
            key=self.key,
            name_en=self.name_en,
            name_zh=self.name_zh,
            same_as=list(dict.fromkeys(self.same_as.replace(",", " ").split())),
            scene_id=self.scene_id,
        )


class SheetForm(msgspec.Struct, kw_only=True):
    """Lines of a sheet; `then` is `import` where the organiser has seen what they would do. The sum in 100 million."""

    lines: Annotated[str, Meta(max_length=400_000)]
    owner_name: Title = ""
    expected_needs: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    expected_yi: Annotated[float, Meta(ge=0, le=10**6)] | None = None
    then: Literal["check", "import"] = "check"

    @property
    def announced(self) -> tuple[int | None, Decimal | None]:
        return self.expected_needs, None if self.expected_yi is None else Decimal(str(self.expected_yi)) * 10**8


class CounterpartForm(msgspec.Struct, kw_only=True):
    kind: str
    name_en: Title = ""
    name_zh: Title = ""
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]


class PersonForm(msgspec.Struct, kw_only=True):
    email: Email
    name: Annotated[str, Meta(max_length=120)]
    locale: Literal["en", "zh"] = "en"


class AboutForm(msgspec.Struct, kw_only=True):
    about_en: Annotated[str, Meta(max_length=LONGEST_ABOUT)] = ""
    about_zh: Annotated[str, Meta(max_length=LONGEST_ABOUT)] = ""
    languages: list[str] = []
    is_named: Literal["", "yes"] = ""

    def plan(self) -> CounterpartPlan:
        return CounterpartPlan(
            about_en=self.about_en, about_zh=self.about_zh, languages=self.languages, is_named=self.is_named == "yes"
        )


class JoinForm(msgspec.Struct, kw_only=True):
    number: int
    terms: Literal["yes"]


class TermsForm(msgspec.Struct, kw_only=True):
    body_en: str = ""
    body_zh: str = ""


class AgreementForm(msgspec.Struct, kw_only=True):
    """An agreement; for each party its name, in both languages where it has two, and the counterpart that it is, if
    it is one; and a line for each field. What is missing is told by the rules, with all else that is wrong."""

    reference: Annotated[str, Meta(max_length=40)] = ""
    round: UUID | None = None
    kind: str = ""
    title_en: Title = ""
    title_zh: Title = ""
    party: Annotated[list[str], Meta(max_length=100)] = []
    organisation: Annotated[list[str], Meta(max_length=100)] = []
    fields: Annotated[str, Meta(max_length=4_000)] = ""
    signed_on: date | None = None
    confidentiality: str = ""

    def plan(self) -> AgreementPlan:
        """The plan; `Invalid` where a counterpart is none."""
        plain = {name: getattr(self, name) for name in AgreementPlan.__struct_fields__ if hasattr(self, name)}
        try:
            bodies = [UUID(one) if one else None for one in self.organisation]
        except ValueError:
            raise Invalid(fields={"parties": N_("Choose one of the answers offered.")}) from None
        rows = zip_longest(self.party, bodies)
        parties = [signatory(name or "", body) for name, body in rows if name or body is not None]
        fields = [line.strip() for line in self.fields.splitlines() if line.strip()]
        return AgreementPlan(**{**plain, "round_id": self.round, "parties": parties, "fields": fields})


def read_agreement(fields: dict[str, Any]) -> tuple[AgreementPlan, dict[str, Lazy | str]]:
    """An agreement as it was typed, without what cannot be read of it, and what is wrong with that, by field."""
    try:
        return convert(fields, AgreementForm).plan(), {}
    except Invalid as error:
        wrong = dict(error.fields)
        dropped = {"party", "organisation"} if "parties" in wrong else set(wrong)
        plan = convert({name: value for name, value in fields.items() if name not in dropped}, AgreementForm).plan()
        return plan, wrong


def written_agreement(plan: Any) -> dict[str, Any]:
    """An agreement as its form takes it."""
    rows = {
        "party": [line_of(one.name_en, one.name_zh) for one in plan.parties],
        "organisation": [str(one.organisation or "") for one in plan.parties],
        "fields": "\n".join(plan.fields),
    }
    return {name: getattr(plan, name) for name in AgreementPlan.__struct_fields__} | rows
