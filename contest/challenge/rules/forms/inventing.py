"""Answers that somebody could give, for a rehearsal: what a form needs, and no more."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from contest.challenge.rules.forms.answers import Attached, Errors, check_complete, years_of
from contest.challenge.rules.forms.questions import Field, Form

WORDS = "Rehearsal 演练"
ROUNDS = 6  # an answer may lead to a question, which may lead to one more

# Figures that make sense together, where a form asks for them.
_FIGURES = {"impact_baseline": "100", "impact_solution": "60", "impact_percent": "10", "impact_lifetime": "5"}


def invented(form: Form, scenes: Sequence[str]) -> tuple[dict[str, str], list[Field], Errors]:
    """Answers, the file questions that want a file, and what is still in the way, which none of these would mend."""
    values: dict[str, str] = {}
    files: dict[str, Attached] = {}
    missing: Errors = {}
    for _ in range(ROUNDS):
        missing = check_complete(form, values, files, scenes)
        found = [field for key in missing if (field := form.at(key)) is not None and not _has(field, values, files)]
        if not found:
            break
        for field in found:
            if field.type == "file":
                files[field.key] = Attached(field=field.key, name=f"{field.key}.pdf", state="checked", pages=1)
            else:
                values[field.key] = _answer(field, scenes)
    return values, [field for field in form.file_fields if field.key in files], missing


def _has(field: Field, values: Mapping[str, str], files: Mapping[str, Attached]) -> bool:
    return field.key in files if field.type == "file" else bool(values.get(field.key))


def _answer(field: Field, scenes: Sequence[str]) -> str:
    plain = {"link": "https://example.org/", "date": "2027-03-31", "country": "FR"}
    if field.type in plain:
        return plain[field.type]
    if field.type in {"scene", "scenes"}:
        return scenes[0] if scenes else ""
    if field.type in {"choice", "several"}:
        return field.options[0].value if field.options else ""
    if field.type == "number":
        return _FIGURES.get(field.key, f"{_number(field):f}")
    if field.type == "years":
        return "\n".join(f"{year} {_number(field):f}" for year in years_of(field))
    return WORDS


def _number(field: Field) -> Decimal:
    if field.least is not None and field.least > 1:
        return field.least
    return Decimal(1) if field.most is None else min(Decimal(1), field.most)
