"""How alike two texts are, in Latin letters and in Chinese."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.submissions.rules import likeness

ENGLISH = (
    "Villages in the rainforest run on diesel that is carried up the river by boat. We replace it by a small hydro"
    " power station, solar panels on the school and a battery, so that the clinic has power around the clock and the"
    " boats carry medicine instead of fuel. Every part can be repaired in the village."
)
OTHER_ENGLISH = (
    "Cement is made without a kiln: electrolysis turns limestone into lime at the temperature of a room, and the pure"
    " carbon dioxide that leaves the cell is bottled and sold. A plant in the port makes ten tonnes a day, and the"
    " concrete that was poured with it has passed every test of the building office."
)
CHINESE = (
    "雨林村落长期依靠柴油发电，燃料需用船沿河运送。我们以小水电、校舍屋顶光伏和储能电池替代柴油，"
    "让卫生站全天候有电，船只改运药品。所有部件均可在村内维修，村民经培训后自行运营。"
)
OTHER_CHINESE = (
    "本项目利用电解技术在常温下由石灰石制取石灰，无需水泥窑，排出的高纯二氧化碳经收集装瓶后出售。"
    "港区示范工厂日产十吨，浇筑的混凝土已通过建设主管部门的全部检验，成本与传统工艺相当。"
)


def alike(one: str, other: str) -> float:
    return likeness.most_alike(likeness.signatures(one), likeness.signatures(other))


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_a_text_is_like_itself_however_it_is_set(text: str) -> None:
    assert alike(text, text) == 1
    assert alike(text, "  " + text.upper().replace(". ", " !\n").replace("，", "、")) == 1


@pytest.mark.parametrize(("one", "other"), [(ENGLISH, OTHER_ENGLISH), (CHINESE, OTHER_CHINESE), (ENGLISH, CHINESE)])
def test_other_texts_are_not(one: str, other: str) -> None:
    assert alike(one, other) < 0.1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ENGLISH, ENGLISH.replace("rainforest", "mountains").replace("boat", "mule")),
        (CHINESE, CHINESE.replace("雨林", "山区").replace("柴油", "煤油")),
        (ENGLISH + CHINESE, OTHER_ENGLISH + CHINESE),
    ],
)
def test_a_copy_with_changed_words_is_found(one: str, other: str) -> None:
    assert alike(one, other) >= likeness.ALIKE
    assert set(likeness.marks(likeness.signatures(one))) & set(likeness.marks(likeness.signatures(other)))


@pytest.mark.parametrize("text", ["", "x", "柴油", "\ud800\u202e\x00", "!?" * 500])
def test_of_little_text_nothing_is_said(text: str) -> None:
    assert likeness.signatures(text) == {}
    assert alike(text, text) == 0


@given(st.text(max_size=400), st.text(max_size=400))
def test_the_similarity_is_symmetric_and_a_share(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1


@given(st.integers(0, 300), st.integers(0, 10_000))
@settings(max_examples=60)
def test_the_estimate_is_near_the_truth(common: int, seed: int) -> None:
    chance = random.Random(seed)
    words = [f"shingle{chance.getrandbits(60)}" for _ in range(700 - common)]
    one, other = {*words[:350]}, {*words[350 - common :]}
    truth = len(one & other) / len(one | other)
    first, second = likeness.signature(one), likeness.signature(other)
    assert first is not None
    assert second is not None
    assert abs(likeness.similarity(first, second) - truth) < 0.22


@given(st.text(max_size=600), st.text(max_size=600))
def test_shared_pieces_make_the_text_again(one: str, other: str) -> None:
    assert "".join(piece for piece, _ in likeness.shared(one, other)) == one


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_what_both_have_is_marked(text: str) -> None:
    assert likeness.shared(text, text) == [(text, True)]
    assert likeness.shared("abc " + text, "xyz " + text)[-1][1]
    assert [is_shared for _, is_shared in likeness.shared(text, OTHER_ENGLISH + OTHER_CHINESE)] == [False]


def test_a_signature_is_stored_and_read_again() -> None:
    [one] = likeness.signatures(CHINESE).values()
    assert likeness.unpack(likeness.pack(one)) == one
    assert likeness.pack(None) == b""
