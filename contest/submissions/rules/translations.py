"""An entry written in one language: what the other lacks, and who may say what of its translation."""

from collections.abc import Mapping
from uuid import UUID

from contest.challenge.rules.forms import Form, check_answer, check_draft
from contest.lib.i18n import N_, Lazy

COLUMNS = ("title_en", "title_zh", "summary_en", "summary_zh")
# What the staff may still write at; of a translation that is with its applicant, or approved, the applicant decides.
TO_WRITE = frozenset({"draft", "returned", "stale"})
# As the queue lists it: what nobody has begun is `wanted`.
QUEUE = ("wanted", "stale", "returned", "draft", "checked", "approved")
LONGEST_NOTE = 2000


def original(content: Mapping[str, str]) -> dict[str, str]:
    """Title and summary of a version's content, as a translation is made of them."""
    return {column: content.get(column) or "" for column in COLUMNS}


def lacking(content: Mapping[str, str]) -> dict[str, str]:
    """The columns that have no text while the other language has one, each with that other's column."""
    found = {}
    for part in ("title", "summary"):
        for here, other in (("en", "zh"), ("zh", "en")):
            if not content.get(f"{part}_{here}") and content.get(f"{part}_{other}"):
                found[f"{part}_{here}"] = f"{part}_{other}"
    return found


def faults(
    form: Form, content: Mapping[str, str], texts: Mapping[str, str], *, is_whole: bool
) -> dict[str, Lazy | str]:
    """Why these texts are no translation of `content`, by column; they keep the limits of the form's own questions.

    A draft may lack one, or be too long; what is sent to the applicant may not.
    """
    given = {column: texts.get(column, "") for column in lacking(content)}
    errors = check_draft(form, {column: text for column, text in given.items() if form.at(column)}, ())
    if not any(given.values()):
        return errors | {column: N_("Write something first.") for column in list(given)[:1]}
    for column, text in given.items() if is_whole else ():
        field = form.at(column)
        wrong = check_answer(field, text, set()) if field is not None and text else None
        if not text or wrong:
            errors.setdefault(column, wrong or N_("Translate this too."))
    return errors


def may_check(*, drafted_by: UUID, actor_id: UUID | None) -> bool:
    """Whoever wrote a translation does not check it."""
    return actor_id is not None and drafted_by != actor_id
