"""The forms that an edition begins with: one for each kind of entry.

What is needed to hand in takes about ten answers; the rest is needed only of who is shortlisted.
"""

import msgspec

from contest.challenge.rules.forms import basics, beside, climate, substance
from contest.challenge.rules.forms.questions import Field, Form, Section, Words

_SECTIONS = (
    Section("basics", Words("The entry in short", "作品概要")),
    Section("applicant", Words("Who applies", "申请人")),
    Section("substance", Words("What it is", "作品内容")),
    climate.SECTION,
    beside.SECTION,
    Section("talent", Words("Your work", "您的工作")),
    Section("place", Words("In Hainan", "落地海南")),
    Section("files", Words("Files", "文件")),
)
_FIELDS = (
    *basics.BASICS,
    *basics.APPLICANT,
    *substance.SUBSTANCE,
    *climate.FIELDS,
    *beside.FIELDS,
    substance.GOALS,
    *substance.TALENT,
    *basics.PLACE,
    *substance.FILES,
)
_TALENT_ONLY = frozenset({"field_of_work", "record", "languages", "referees", "proposal", "months_available", "cv"})
_TALENT_TOO = frozenset(
    {"title_en", "title_zh", "summary_en", "summary_zh", "scene", "more_scenes", "zone_need", "organisation_name"}
    | {"country", "contact_name", "contact_email", "contact_phone", "women_led", "youth_led", "ai_use", "ai_note"}
    | {"goals", "risks", "ask", "video"}
)

# Lists, search, certificates and the public pages are made of these: no form is without them.
ALWAYS = ("title_en", "title_zh", "summary_en", "summary_zh", "scene", "organisation_name", "country")


def every_default() -> tuple[Field, ...]:
    """All questions that any of the four forms asks, as shipped."""
    return _FIELDS


def default_form(kind: str) -> Form:
    """The form for this kind of entry, until organisers make their own."""
    if kind == "talent":
        asked = [field for field in _FIELDS if field.key in _TALENT_ONLY | _TALENT_TOO]
    else:
        asked = [field for field in _FIELDS if field.key not in _TALENT_ONLY]
    keys = {field.key for field in asked}
    fields = tuple(_moved(_fitted(field, keys), kind) for field in asked)
    used = {field.section for field in fields}
    return Form(kind=kind, sections=tuple(section for section in _SECTIONS if section.key in used), fields=fields)


def _fitted(field: Field, keys: set[str]) -> Field:
    """A question that is needed because of an answer this kind is not asked for is not needed."""
    if all(condition.field in keys for condition in field.needed_if):
        return field
    return msgspec.structs.replace(field, needed=None, needed_if=())


def _moved(field: Field, kind: str) -> Field:
    """Of a talent two sections would hold but a question or two: those go to the person's own."""
    if kind == "talent" and field.section in {"substance", "beside"}:
        return msgspec.structs.replace(field, section="talent")
    return field
