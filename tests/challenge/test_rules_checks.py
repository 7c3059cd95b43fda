"""A self-check says what does not fit; it never stops anybody."""

import pytest

from contest.challenge.rules.checks import Question, check_faults, outcome
from contest.challenge.rules.forms import Words


def ask(key: str, fits: str = "yes", **words: str) -> Question:
    texts = {"en": "Can it begin within a year?", "zh": "一年内能启动吗？"} | words
    return Question(key=key, text=Words(texts["en"], texts["zh"]), fits=fits, otherwise=Words("Not yet.", "尚不符合。"))


@pytest.mark.parametrize(
    ("answers", "unfit", "unanswered"),
    [
        ({"q1": "yes", "q2": "no"}, [], []),
        ({"q1": "no", "q2": "no"}, ["q1"], []),
        ({"q1": "no", "q2": "yes"}, ["q1", "q2"], []),
        ({"q1": "yes"}, [], ["q2"]),
        ({"q1": "maybe", "q2": "", "other": "no"}, [], ["q1", "q2"]),
    ],
)
def test_the_outcome_names_what_does_not_fit(answers: dict[str, str], unfit: list[str], unanswered: list[str]) -> None:
    found = outcome([ask("q1"), ask("q2", "no")], answers)
    assert ([one.key for one in found.unfit], [one.key for one in found.unanswered]) == (unfit, unanswered)
    assert found.fits == (not unfit and not unanswered)


def test_questions_need_both_languages_and_are_few() -> None:
    assert check_faults([ask("q1")]) == {}
    assert list(check_faults([ask("q1"), ask("q2", zh="")])) == ["zh.1"]
    assert list(check_faults([ask("q1", en="x" * 401)])) == ["en.0"]
    assert list(check_faults([ask("q1", fits="maybe")])) == ["fits.0"]
    assert list(check_faults([ask(f"q{n}") for n in range(13)])) == ["en.0"]
