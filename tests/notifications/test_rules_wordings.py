"""The words of letters: placeholders, and the list of letters held against the templates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.lib.config import ROOT
from contest.lib.i18n import LOCALES
from contest.lib.mail import compose
from contest.notifications.queries.wordings import sample, standard
from contest.notifications.rules import wordings
from contest.notifications.rules.letters import LETTERS, READERS, letter_of

KNOWN = ("name", "title", "link")


def test_every_letter_is_a_mail_that_is_written() -> None:
    folder = ROOT / "templates" / "mail"
    kinds = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.txt")}
    assert {one.kind for one in LETTERS.values()} <= {one for one in kinds if not one.startswith("accounts/")}


@pytest.mark.parametrize("key", LETTERS)
def test_a_letter_reads_with_its_placeholders_filled_as_it_reads_everywhere(key: str) -> None:
    letter = LETTERS[key]
    assert letter.reader in READERS and letter_of(letter.kind, letter.shown) == letter
    for locale in LOCALES:
        text = standard(letter, locale)
        assert wordings.fault(text.subject, letter.parts) is None
        assert (wordings.fault(text.body, letter.parts), wordings.lacking(text.body, letter.needed)) == (None, None)
        made, shown = compose.render(letter.kind, locale=locale, is_demo=False, context=letter.shown), None
        shown = sample(letter, text, locale)
        assert (shown.subject, shown.body.strip()) == (made.subject, made.body.strip())
        assert wordings.used(text.body)  # what differs from mail to mail was found


def test_a_kind_with_several_letters_is_told_apart_by_what_happened() -> None:
    found = [letter_of("judging/decided", {"outcome": one}) for one in ("awarded", "advanced", "not_advanced")]
    assert [one and one.key.rpartition("-")[2] for one in found] == ["awarded", "advanced", "not_advanced"]
    late = letter_of("submissions/reminder", {"purpose": "shortlist", "expired_at": "then"})
    assert late is not None and late.key == "submissions-reminder-shortlist-over"
    assert letter_of("accounts/code", {}) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Dear {name}, {title}", None),
        ("Dear { name }，｛title｝", None),
        ("Dear {nmae}", "There is no placeholder {nmae} here. Is {name} meant?"),
        ("Dear {judge}", "There is no placeholder {judge} here."),
        ("Dear {name", "A brace stands alone here: it begins or ends a placeholder."),
        ("Dear name}", "A brace stands alone here: it begins or ends a placeholder."),
        ("{{name}}", "A brace stands alone here: it begins or ends a placeholder."),
        ("{}", "There is no placeholder {} here."),
    ],
)
def test_a_placeholder_that_there_is_not_is_named(text: str, says: str | None) -> None:
    assert wordings.fault(text, KNOWN) == says


def test_what_a_value_holds_is_not_read_as_a_placeholder() -> None:
    assert wordings.filled("Dear {name}: {title}", {"name": "{title}", "title": "x {name}"}) == "Dear {title}: x {name}"


@given(st.text(alphabet="ab {}｛｝\nname", max_size=40))
def test_whatever_is_taken_can_be_filled(text: str) -> None:
    if wordings.fault(text, KNOWN) is None:
        assert "{" not in wordings.filled(text, dict.fromkeys(KNOWN, "x"))
