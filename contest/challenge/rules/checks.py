"""What somebody can ask themselves before they enter, and what the answers say. It is advice, never a wall."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from contest.challenge.rules.forms import Words
from contest.lib.i18n import N_, Lazy

MOST = 12
LONGEST = 400
ANSWERS = ("yes", "no")


class Question(Struct, frozen=True, kw_only=True):
    """A question to be answered yes or no. `fits` is the answer that fits the call; `otherwise` says, where the other
    is given, what does not fit and what can be done."""

    key: str
    text: Words
    fits: str
    otherwise: Words


class Outcome(Struct, frozen=True, kw_only=True):
    """What does not fit the call, in the order of the questions, and what was left open."""

    unfit: list[Question]
    unanswered: list[Question]

    @property
    def fits(self) -> bool:
        return not self.unfit and not self.unanswered


def outcome(questions: Iterable[Question], answers: Mapping[str, str]) -> Outcome:
    """An answer that is neither yes nor no is none."""
    asked = list(questions)
    given = {one.key: answers.get(one.key, "") for one in asked}
    return Outcome(
        unfit=[one for one in asked if given[one.key] in ANSWERS and given[one.key] != one.fits],
        unanswered=[one for one in asked if given[one.key] not in ANSWERS],
    )


def check_faults(questions: Iterable[Question]) -> dict[str, Lazy | str]:
    """What is wrong with a list of questions, by field: `en.0`, `zh.0`, `no_en.0`, `no_zh.0`, `fits.0`."""
    found: dict[str, Lazy | str] = {}
    kept = list(questions)
    for place, one in enumerate(kept):
        texts = {"en": one.text.en, "zh": one.text.zh, "no_en": one.otherwise.en, "no_zh": one.otherwise.zh}
        for name, text in texts.items():
            if not text:
                found[f"{name}.{place}"] = N_("Give this text in both languages.")
            elif len(text) > LONGEST:
                found[f"{name}.{place}"] = N_("Use at most %(most)s characters.", most=LONGEST)
        if one.fits not in ANSWERS:
            found[f"fits.{place}"] = N_("Choose one of the answers offered.")
    if len(kept) > MOST:
        found["en.0"] = N_("Ask at most %(most)s questions: nobody reads more.", most=MOST)
    return found
