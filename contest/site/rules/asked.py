"""What a form asks of an applicant, before they begin: drawn from the published form itself."""

from msgspec import Struct

from contest.challenge.rules.forms import Field, Form, Words
from contest.lib.i18n import N_, Lazy


class Question(Struct, frozen=True, kw_only=True):
    """A question as the call lists it; `limits` is empty where there is none worth saying."""

    label: Words
    help: Words
    limits: list[Lazy]
    is_needed: bool
    is_conditional: bool


class Part(Struct, frozen=True, kw_only=True):
    """A section of the form with its questions."""

    title: Words
    questions: list[Question]


class Asked(Struct, frozen=True, kw_only=True):
    """What one kind of entry is asked to hand in; what is asked only of the shortlisted stands in `later`.

    `needed` and `optional` count the questions at hand-in.
    """

    kind: str
    parts: list[Part]
    later: list[Question]
    files: list[Question]
    needed: int
    optional: int


def asked(form: Form) -> Asked:
    """The form, sorted by when an answer is needed."""
    now = [field for field in form.questions if field.needed != "shortlist"]
    parts = [
        Part(title=section.title, questions=[_question(field) for field in now if field.section == section.key])
        for section in form.sections
    ]
    needed = sum(_is_needed(field) for field in now)
    return Asked(
        kind=form.kind,
        parts=[part for part in parts if part.questions],
        later=[_question(field) for field in form.fields if field.needed == "shortlist"],
        files=[_question(field) for field in form.file_fields if field.needed != "shortlist"],
        needed=needed,
        optional=len(now) - needed,
    )


def _is_needed(field: Field) -> bool:
    return field.needed is not None and not field.needed_if and not field.shown_if


def _question(field: Field) -> Question:
    return Question(
        label=field.label,
        help=field.help,
        limits=_limits(field),
        is_needed=_is_needed(field),
        is_conditional=bool(field.shown_if or field.needed_if),
    )


def _limits(field: Field) -> list[Lazy]:
    """What an applicant must keep to, in words."""
    if field.type == "file":
        found = [N_("at most %(megabytes)s MB", megabytes=field.megabytes), N_("as %(types)s", types=_types(field))]
        return [*found, N_("at most %(pages)s pages", pages=field.pages)] if field.pages else found
    if field.characters and field.words:
        return [
            N_(
                "at most %(characters)s Chinese characters or %(words)s words",
                characters=field.characters,
                words=field.words,
            )
        ]
    if field.most_choices:
        return [N_("at most %(most)s answers", most=field.most_choices)]
    return []


def _types(field: Field) -> str:
    return ", ".join(name.upper() for name in field.accepts)
