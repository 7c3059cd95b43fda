"""What changed between two texts."""

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contest.lib.differences import Piece, difference


def test_words_are_compared_one_by_one() -> None:
    assert difference("Pay within ten days.", "Pay within twenty days.") == [
        Piece("same", "Pay within "),
        Piece("out", "ten"),
        Piece("in", "twenty"),
        Piece("same", " days."),
    ]


def test_chinese_is_compared_by_characters() -> None:
    assert difference("十日内付款。", "二十日内付款。") == [Piece("in", "二"), Piece("same", "十日内付款。")]


def test_what_is_the_same_is_one_piece() -> None:
    assert difference("a\nb\n", "a\nb\n") == [Piece("same", "a\nb\n")]
    assert difference("", "") == []


@given(st.text(alphabet="ab 十\n", max_size=40), st.text(alphabet="ab 十\n", max_size=40))
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == new
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


def test_two_long_texts_without_a_common_line_do_not_take_long() -> None:
    begun = time.monotonic()
    pieces = difference("字" * 20_000, "书" * 20_000)
    assert (len(pieces), time.monotonic() - begun < 1) == (2, True)
