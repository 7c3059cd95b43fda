"""What changed between two texts, by words and by Chinese characters."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.submissions.rules.difference import brief, difference, tokens


def marked(before: str, after: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("", "", ""),
        ("the same", "the same", "the same"),
        ("", "All new.", "[+All new.+]"),
        ("All gone.", "", "[-All gone.-]"),
        ("Milk before noon.", "Milk before ten.", "Milk before [-noon-][+ten+]."),
        ("one two three", "one 2 3", "one [-two three-][+2 3+]"),
        ("low-carbon village", "low-carbon town", "low-carbon [-village-][+town+]"),
        ("雨林村落微网", "雨林小镇微网", "雨林[-村落-][+小镇+]微网"),
        ("用 AI 预测", "用 ML 预测", "用 [-AI-][+ML+] 预测"),
        ("Don’t stop", "Don’t wait", "Don’t [-stop-][+wait+]"),
        ("a\nb\nc", "a\nc", "a\n[-b\n-]c"),
        ("😀 fine", "😃 fine", "[-😀-][+😃+] fine"),
    ],
)
def test_what_a_reader_sees(before: str, after: str, seen: str) -> None:
    assert marked(before, after) == seen


texts = st.text(alphabet="ab 中文，.\n-'é😀", max_size=60)


@given(texts, texts)
def test_the_pieces_are_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    kinds = [piece.kind for piece in pieces]
    assert all(one != other for one, other in pairwise(kinds))


@given(st.text(max_size=80))
def test_tokens_lose_nothing(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert marked(text, text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [("的" * 20_000, "是" * 20_000), ("ab " * 6_600, "ba " * 6_600), ("的是" * 10_000, "是的的" * 6_600)],
    ids=["nothing in common", "turned round", "few letters"],
)
def test_texts_made_to_be_hard_take_no_time(before: str, after: str) -> None:
    began = time.process_time()
    difference(before, after)
    assert time.process_time() - began < 1.5


def test_long_unchanged_text_is_left_out() -> None:
    pieces = brief(difference("x " * 500 + "old" + " y" * 500, "x " * 500 + "new" + " y" * 500))
    assert [piece.kind for piece in pieces] == ["skip", "same", "gone", "new", "same", "skip"]
    assert sum(len(piece.text) for piece in pieces) < 200
