"""Merging what two people wrote: values in, decision out."""

from hypothesis import given
from hypothesis import strategies as st

from contest.lib.merging import Change, merge

texts = st.sampled_from(["", "a", "b", "c"])


def test_a_field_that_nobody_else_touched_is_taken() -> None:
    merged = merge({"one": "a", "two": "x"}, {"one": Change("a", "b")})
    assert (merged.taken, merged.theirs) == ({"one": "b"}, {})


def test_a_field_that_both_changed_is_shown_and_not_written() -> None:
    merged = merge({"one": "theirs"}, {"one": Change("a", "mine"), "new": Change("", "first")})
    assert (merged.taken, merged.theirs) == ({"new": "first"}, {"one": "theirs"})


@given(st.dictionaries(st.sampled_from("xyz"), texts), st.dictionaries(st.sampled_from("xyz"), st.tuples(texts, texts)))
def test_no_text_is_written_over_that_its_writer_had_not_seen(
    saved: dict[str, str], sent: dict[str, tuple[str, str]]
) -> None:
    merged = merge(saved, {key: Change(*pair) for key, pair in sent.items()})
    for key, (was, now) in sent.items():
        if key in merged.taken:
            assert saved.get(key, "") == was
        elif key in merged.theirs:
            assert saved.get(key, "") not in {was, now}
        else:
            assert saved.get(key, "") == now
