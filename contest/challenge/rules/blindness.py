"""The blindness policy of a round: the one place that says what its judges do not learn of whom.

`BLINDNESS` is about who applied: nothing hidden; organisation, names and what tells of them hidden; fully anonymous,
where files, videos and other links are hidden too, unless an anonymous copy was supplied. `JUDGES_KNOWN` is about one
another: from the moment a judge has signed, or never. Who judges no letter tells anybody but judges and organisers.
"""

from collections.abc import Iterable

from contest.challenge.rules.forms.copies import COPIED, is_copy
from contest.challenge.rules.forms.questions import Form, Reader
from contest.challenge.rules.forms.readers import hidden_from
from contest.lib.i18n import N_, Lazy

BLINDNESS: dict[str, Lazy] = {
    "none": N_("Judges see who applied."),
    "names": N_("Judges do not see who applied."),
    "anonymous": N_("Judges do not see who applied. They see files and videos only as anonymous copies."),
}

JUDGES_KNOWN: dict[str, Lazy] = {
    "signed": N_("Once they have signed, judges see what others signed, and their names."),
    "never": N_("Once they have signed, judges see what others signed, without their names."),
}


# What a letter would call whoever judges.
JUDGE_WORDS = frozenset(
    {"judge", "judges", "judge_name", "reviewer", "reviewers", "panel", "panelist", "juror", "jury"}
)
LEARN_OF_JUDGES = frozenset({"judge", "organiser"})


def judges_named(reader: str, *, placeholders: Iterable[str], text: str, judges: Iterable[str]) -> str | None:
    """The placeholder or the name by which a letter would tell this reader who judges; None where it tells nothing.

    `judges`: the names of those who judge in the edition. A name of one character or word is no proof.
    """
    if reader in LEARN_OF_JUDGES:
        return None
    for name in placeholders:
        if name.lower() in JUDGE_WORDS:
            return name
    known = text.casefold()
    return next((name for name in judges if _is_telling(name) and name.casefold() in known), None)


def _is_telling(name: str) -> bool:
    return len(name.split()) > 1 or (len(name) > 1 and not name.isascii())


def hides_names(blindness: str) -> bool:
    """Whether a round of this policy keeps from its judges who applied."""
    return blindness != "none"


def hidden_from_judges(blindness: str) -> frozenset[str]:
    """The parts of an entry, whatever its form asks, that no output may show to a judge.

    `file_names` means that files go by their field and number: a name such as `CV_Meyer.pdf` says who wrote it.
    Country goes too: with scene and title it often leaves one applicant.
    """
    if not hides_names(blindness):
        return frozenset()
    return frozenset(
        {"organisation_name", "country", "owner", "contact_name", "members", "referees", "website", "file_names"}
    )


def hidden_answers(form: Form, reader: Reader, blindness: str = "none") -> frozenset[str]:
    """The questions of a form with copies whose answers this circle does not read.

    A judge of a fully anonymous round reads a copy, not its original; every other judge reads the original, not the
    copy: two files under one question would be read as two.
    """
    hidden = hidden_from(form, reader, is_blind=hides_names(blindness))
    if reader != "judges":
        return hidden
    if blindness != "anonymous":
        return hidden | {field.key for field in form.fields if is_copy(field.key)}
    originals = {field.key for field in form.fields if field.type in COPIED and not is_copy(field.key)}
    return hidden | originals
