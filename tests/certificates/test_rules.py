"""Who gets one, what it says, how it is set, what a check answers."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import uharfbuzz as hb
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.certificates.rules import fit, issue, kinds, printing, samples, verdict, wording
from contest.certificates.rules.art.ink import PAPER
from contest.certificates.rules.designs import BASES, COLOURS, ORIENTATIONS, Design, picture
from contest.lib.actor import ANONYMOUS, Actor, Grant
from contest.lib.i18n import using
from contest.lib.pdf import fonts

LIN, EDITION, PARIS, BERLIN = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)


def award(**values: Any) -> wording.Award:
    plain: dict[str, Any] = {
        "name": "Lin Xiaoyu",
        "kind": "project",
        "entry_code": "BT26-0147",
        "title_en": "Rainforest village microgrid",
        "title_zh": "雨林村落微网",
        "edition_en": "Climate Challenge (Hainan Baoting)",
        "edition_zh": "气候挑战赛（海南保亭专场）",
        "round_en": "Paris round",
        "round_zh": "巴黎赛区",
        "city_en": "Paris",
        "city_zh": "巴黎",
        "award_en": "First Prize",
        "award_zh": "一等奖",
        "issuer_en": "Ningyuan Institute",
        "issuer_zh": "宁远研究院",
        "rank": 1,
        "is_shared": False,
        "issued_on": date(2027, 3, 14),
    }
    return wording.Award(**(plain | values))


EARNED: dict[tuple[str, str, bool, bool], str | None] = {
    ("awarded", "submitted", False, False): kinds.AWARD,
    ("awarded", "submitted", True, True): kinds.AWARD,
    ("awarded", "disqualified", False, False): None,
    ("awarded", "withdrawn", False, False): None,
    ("advanced", "submitted", True, False): None,
    ("advanced", "submitted", False, False): kinds.FINALIST,
    ("not_advanced", "submitted", False, False): kinds.PARTICIPANT,
    ("not_advanced", "submitted", True, False): kinds.PARTICIPANT,
    ("not_advanced", "submitted", False, True): kinds.FINALIST,
    ("not_advanced", "withdrawn", False, True): None,
}


@pytest.mark.parametrize(("facts", "kind"), EARNED.items())
def test_an_outcome_earns_one_kind_or_none(facts: tuple[str, str, bool, bool], kind: str | None) -> None:
    outcome, state, is_onward, came_on = facts
    assert kinds.earned(outcome=outcome, submission_state=state, is_onward=is_onward, came_on=came_on) == kind


def test_a_team_gets_one_and_each_of_its_people_one_the_owner_first() -> None:
    lin, jonas = (LIN, "林晓宇"), (UUID(int=8), "Jonas Meyer")
    assert issue.holders(owner=lin) == [issue.Holder(LIN, "林晓宇")]
    assert issue.holders(owner=lin, members=[jonas, lin]) == [
        issue.Holder(LIN, "林晓宇团队", is_team=True),
        issue.Holder(LIN, "林晓宇"),
        issue.Holder(UUID(int=8), "Jonas Meyer"),
    ]
    assert issue.holders(owner=jonas, members=[lin])[0].name == "Jonas Meyer and team"
    assert issue.holders(owner=lin, organisation="  Rainforest  Energy Ltd ")[0] == issue.Holder(
        LIN, "Rainforest Energy Ltd", is_team=True
    )
    assert issue.holders(owner=(LIN, " "), members=[jonas])[0] == issue.Holder(LIN, " ")


@given(st.lists(st.integers(1, 8).map(lambda number: UUID(int=number)), max_size=300))
def test_series_hold_all_in_order_and_what_one_person_gets_together(holders: list[UUID]) -> None:
    holders.sort()
    cuts = issue.series(holders)
    assert [one for cut in cuts for one in holders[cut]] == holders
    assert all(holders[cut.start] != holders[cut.start - 1] for cut in cuts if cut.start)


@pytest.mark.parametrize("kind", kinds.NAMED)
def test_every_kind_says_what_it_is_for_in_both_languages(kind: str) -> None:
    made = wording.award(kind, name="Lin", is_team=False, prints=AROUND | (ENTRY if kind in kinds.OF_ENTRIES else {}))
    zh, en = wording.chinese(made), wording.english(made)
    assert "气候挑战赛" in zh.before + zh.after
    assert "Climate Challenge" in en.before + en.after
    assert ("雨林村落微网" in zh.title) == ("microgrid" in en.title) == (kind in kinds.OF_ENTRIES)
    assert (zh.award, en.award) == kinds.NAMED[kind][2:]
    assert "{" not in zh.before + zh.after + en.before + en.after
    assert zh.after.endswith(("以资鼓励。", "谨致谢忱。"))


AROUND: dict[str, Any] = {
    "edition_en": "Climate Challenge", "edition_zh": "气候挑战赛", "round_en": "Paris round", "round_zh": "巴黎赛区",
    "city_en": "Paris", "city_zh": "巴黎", "issuer_en": "Institute", "issuer_zh": "研究院",
    "issued_on": date(2027, 3, 14),
}  # fmt: skip
ENTRY = {"kind": "project", "entry_code": "BT26-0147", "title_en": "A microgrid", "title_zh": "雨林村落微网"}


@given(
    name=st.text(alphabet="mW欧 ", min_size=1, max_size=40),
    title=st.text(alphabet="mW欧 ", max_size=80),
    around=st.text(alphabet="mW欧 ", max_size=60),
    design=st.sampled_from([Design(base=base, orientation=way) for base in BASES for way in ORIENTATIONS]),
)
@settings(max_examples=150)
def test_what_is_not_long_always_has_room(name: str, title: str, around: str, design: Design) -> None:
    made = award(
        name=f"n{name}"[:40], title_en=title, title_zh=title, award_en=title, award_zh=title, edition_en=around,
        edition_zh=around, round_en=around, round_zh=around, issuer_en=around, issuer_zh=around,
    )  # fmt: skip
    assert not printing.is_long(made)
    assert printing.problem(made, design, []) == ""


def test_a_problem_is_kept_as_a_word_and_told_in_the_readers_language() -> None:
    made = award(name="")
    assert printing.problem(made, Design(), ["𠮷", "😀"]) == "glyphs: 𠮷 😀"
    assert printing.problem(made, Design(), []) == "nobody: "
    long = printing.problem(award(name="欧" * 300), Design(), [])
    assert long == "room: name"
    said = [printing.problem_words(kept) for kept in ("glyphs: 😀", "nobody: ", long, "failed: out of memory", "")]
    assert [str(one) if one else None for one in said] == [
        "Our fonts lack 😀.",
        "It names nobody.",
        "There is more text than has room: the name.",
        "Its file could not be made: out of memory",
        None,
    ]


def test_a_number_is_read_and_a_code_is_grouped() -> None:
    assert issue.number("BT26", 7) == "CC-BT26-0007"
    assert issue.grouped("K7QM4XWA9TPC") == "K7QM-4XWA-9TPC"
    assert issue.storage_key("K7QM4XWA9TPC") == "certificates/K7QM4XWA9TPC.pdf"


@pytest.mark.parametrize(
    "typed",
    [
        "K7QM-4XWA-9TPC",
        " k7qm 4xwa 9tpc ",
        "K7QM4XWA9TPC",
        "Ｋ７ＱＭ－４ＸＷＡ－９ＴＰＣ",
        "K7QM–4XWA—9TPC",
        "https://climate.example/verify/K7QM-4XWA-9TPC",
        "https://climate.example/verify/K7QM-4XWA-9TPC/",
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert issue.read_code(typed) == "K7QM4XWA9TPC"


@pytest.mark.parametrize("typed", ["", "K7QM", "K7QM-4XWA-9TP0", "K7QM-4XWA-9TPCC", "林晓宇", "../../etc/passwd"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert issue.read_code(typed) is None


@given(st.text(max_size=60))
def test_reading_a_code_never_fails(typed: str) -> None:
    read = issue.read_code(typed)
    assert read is None or issue.read_code(issue.grouped(read)) == read


@pytest.mark.parametrize("said", [None, b"", b"{", b"[]", b'{"code": 5}', b'{"code": "short"}', b"\xff\xfe"])
def test_a_claim_that_cannot_be_read_names_nothing(said: bytes | None) -> None:
    assert issue.claimed_code(said) is None


def test_a_claim_names_its_code() -> None:
    assert issue.claimed_code(b'{"code": "K7QM-4XWA-9TPC", "more": 1}') == "K7QM4XWA9TPC"


def test_what_is_no_pdf_is_refused_with_its_reason() -> None:
    assert issue.why_no_file(b"%PDF-1.7 ...") is None
    assert issue.why_no_file(b'\xef\xbb\xbf {"id": 1}') is None
    assert issue.why_no_file(b"") == "This file is empty. Choose the PDF or the JSON of the certificate."
    for no in (b"MZ\x90\x00", b"[1]", b"{" + bytes(issue.LONGEST_CREDENTIAL)):
        assert issue.why_no_file(no) == "This file is neither a PDF nor the JSON of a certificate."
    assert issue.why_no_file(b"%PDF-" + bytes(issue.LONGEST_FILE)) == "This file is too large to be a certificate."


def test_the_file_is_for_the_recipient_and_the_organisers_of_its_round() -> None:
    def may(actor: Actor) -> bool:
        return issue.may_have_file(actor, recipient_id=LIN, edition_id=EDITION, round_id=PARIS)

    assert may(Actor(person_id=LIN))
    assert may(Actor(person_id=UUID(int=9), grants=(Grant("programme_organiser", EDITION),)))
    assert may(Actor(person_id=UUID(int=9), grants=(Grant("round_organiser", EDITION, PARIS),)))
    assert not may(Actor(person_id=UUID(int=9), grants=(Grant("round_organiser", EDITION, BERLIN),)))
    assert not may(Actor(person_id=UUID(int=9), grants=(Grant("judge", EDITION, PARIS),)))
    assert not may(Actor(person_id=UUID(int=9)))
    assert not may(ANONYMOUS)


def test_both_halves_say_the_same_in_their_own_way() -> None:
    zh, en = wording.chinese(award()), wording.english(award())
    assert zh.before + zh.title + zh.after == (
        "其项目《雨林村落微网》在气候挑战赛（海南保亭专场）巴黎赛区评选中脱颖而出。特发此证，以资鼓励。"
    )
    assert en.before + en.title + en.after == (
        "for the project “Rainforest village microgrid”, entered in the Paris round of the "
        "Climate Challenge (Hainan Baoting)"
    )
    assert (zh.award, zh.place, zh.issued_on, zh.where) == ("一等奖", "第一名", "2027年3月14日", "巴黎赛区")
    assert (en.award, en.place, en.issued_on, en.where) == (
        "First Prize",
        "First place",
        "14 March 2027",
        "Paris round",
    )


def test_a_shared_place_says_so_and_a_low_one_says_nothing() -> None:
    assert wording.chinese(award(rank=2, is_shared=True)).place == "并列第二名"
    assert wording.english(award(rank=2, is_shared=True)).place == "Second place, shared"
    assert wording.printed_rank(3) == 3
    assert wording.printed_rank(4) is None
    assert wording.english(award(rank=None, is_shared=True)).place == ""


def test_a_title_without_translation_stands_in_its_own_language() -> None:
    en = wording.english(award(title_en=""))
    assert (en.title, en.title_lang) == ("雨林村落微网", "zh")
    assert wording.chinese(award(title_zh="")).title_lang == "en"


def test_marks_inside_a_title_give_way_to_those_around_it() -> None:
    assert wording.chinese(award(title_zh="读《气候》")).title == "读〈气候〉"
    assert wording.english(award(title_en="The “zero” island")).title == "The ‘zero’ island"


def test_an_online_round_and_a_city_not_in_its_name_are_told() -> None:
    assert wording.english(award(city_en="", city_zh="", round_en="Final")).where == "Final · Online"
    assert wording.chinese(award(city_en="", city_zh="", round_zh="总决赛")).where == "总决赛 · 线上"
    assert wording.english(award(round_en="First round", city_en="Paris")).where == "First round · Paris"


def test_no_real_body_issues_a_demonstration() -> None:
    assert wording.issuer("Institute", "研究院", is_demo=False) == {"issuer_en": "Institute", "issuer_zh": "研究院"}
    assert "Institute" not in wording.issuer("Institute", "研究院", is_demo=True).values()
    assert wording.english(award(issuer_en="", issuer_zh="")).issuer == "Climate Challenge (Hainan Baoting)"


def test_the_day_of_issue_is_the_rounds_own() -> None:
    assert wording.day_of(datetime(2027, 3, 14, 20, 0, tzinfo=UTC), "Asia/Shanghai") == date(2027, 3, 15)


def _real_width(text: str, family: str) -> float:
    """In em, as HarfBuzz sets it."""
    cut = next(cut for cut in fonts.CUTS if cut.family == family)
    face = hb.Face(hb.Blob.from_file_path(str(cut.path)))
    font = hb.Font(face)
    font.set_variations(dict(cut.axes))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return sum(position.x_advance for position in buffer.glyph_positions) / face.upem


@pytest.mark.parametrize(
    "name",
    [
        "Lin Xiaoyu",
        "Friederike-Charlotte von Hohenstein-Weißenburg zu Löwenfels",
        "Łukasz Żółkiewski",
        "WILHELMINA MAGDALENA WOJCIECHOWSKA",
        "Æsa Œuvrard-Mommsen",
        "Þórunn Ægisdóttir",
        "Nguyễn Thị Minh Khai",
        "mmmmmmmmwwwwwwww",
        "First Prize of the Circular Economy Scene",
    ],
)
def test_widths_are_estimated_on_the_safe_side(name: str) -> None:
    for family, is_display in (("Latin Serif", False), ("Latin Display", True)):
        real = _real_width(name, family)
        assert real <= fit.width(name, is_display=is_display) <= 1.3 * real


def _sizes(**values: Any) -> fit.Sizes:
    made = award(**values)
    return fit.sizes(made.name, wording.chinese(made), wording.english(made), Design().frames)


def test_a_short_name_is_large_and_a_long_one_smaller_on_more_lines() -> None:
    assert (_sizes(name="林晓宇").name, _sizes(name="林晓宇").name_lines) == (46, ["林晓宇"])
    long = _sizes(name="Friederike-Charlotte von Hohenstein-Weißenburg zu Löwenfels auf Burg Rabenstein")
    assert len(long.name_lines) == 2
    assert long.name < 30


def test_the_longest_name_that_an_account_takes_stays_in_its_frame() -> None:
    for name in ("Maximiliana " * 10)[:120].strip(), "欧" * 120:
        found = _sizes(name=name)
        lines = max(
            len(found.name_lines), -(-int(fit.width(name, is_display=True) * found.name) // int(245 * 72 / 25.4))
        )
        assert lines * found.name * 1.18 <= 31 * 72 / 25.4


@pytest.mark.parametrize("count", [3, 8, 14, 15, 16, 20])
def test_a_chinese_name_has_room_for_its_wider_spacing(count: int) -> None:
    found = _sizes(name="欧" * count)
    assert count * 1.14 * found.name <= 245 * 72 / 25.4


def test_both_halves_are_set_in_one_size() -> None:
    found = _sizes(award_en="Special Award of the Circular Economy Scene for Islands and Coasts", award_zh="特别奖")
    assert found.award < 26
    assert found.award_lines["zh"] == ["特别奖"]


def test_lines_are_broken_where_the_widest_is_narrowest() -> None:
    assert fit.balance("Second Prize of the Circular Economy Scene", 2) == [
        "Second Prize of the",
        "Circular Economy Scene",
    ]
    assert fit.balance("一等奖", 2) == ["一等奖"]


def test_a_name_is_chinese_or_not() -> None:
    assert fit.is_han("林晓宇")
    assert fit.is_han("阿依古丽·买买提")
    assert not fit.is_han("Lin 晓宇")
    assert not fit.is_han("")


EVERY = [Design(base=base, orientation=orientation) for base in BASES for orientation in ORIENTATIONS]


@pytest.mark.parametrize("design", EVERY, ids=lambda design: f"{design.base}-{design.orientation}")
def test_a_picture_is_drawn_from_its_code_alone(design: Design) -> None:
    assert picture(design, "K7QM4XWA9TPC") == picture(design, "K7QM4XWA9TPC")
    assert picture(design, "K7QM4XWA9TPC") != picture(design, "K7QM4XWA9TPD")


@pytest.mark.parametrize("design", EVERY, ids=lambda design: f"{design.base}-{design.orientation}")
def test_every_frame_holds_the_longest_name_a_person_may_have(design: Design) -> None:
    made = award()
    for name in ("Ab cdefg hi" * 11, "欧" * 120):
        found = fit.sizes(name, wording.chinese(made), wording.english(made), design.frames)
        assert (found.over, len(found.name_lines) <= 5) == ([], True)
    found = fit.sizes("欧" * 300, wording.chinese(made), wording.english(made), design.frames)
    assert found.over == ["name"]


@pytest.mark.parametrize("design", EVERY, ids=lambda design: f"{design.base}-{design.orientation}")
def test_a_name_of_200_letters_has_room_or_is_refused_by_name(design: Design) -> None:
    assert printing.problem(award(name="Maximiliana Freifrau von "[:25] * 8), design, []) == ""
    assert printing.problem(award(name="欧" * 200), design, []) in {"", "room: name"}


def test_every_colour_is_dark_enough_to_read() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all((light(PAPER) + 0.05) / (light(ink) + 0.05) > 7 for ink, _ in COLOURS.values())


@pytest.mark.parametrize(
    ("name", "is_rtl"),
    [("محمد", True), ("  דוד", True), ("Lin محمد", False), ("林晓宇", False), ("12", False), ("", False)],
)
def test_a_name_is_read_from_where_its_first_letter_says(name: str, is_rtl: bool) -> None:
    assert fit.is_rtl(name) is is_rtl


def test_samples_show_the_longest_and_the_rarest_once() -> None:
    assert samples.chosen(["Lin", "Maximiliana Freifrau von Wolkenstein", "Łukasz", "𠮷田"]) == {
        "usual": "林晓宇",
        "longest": "Maximiliana Freifrau von Wolkenstein",
        "rarest": "𠮷田",
        "arabic": "محمد عبد الرحمن الزهراني",
    }
    assert list(samples.chosen([])) == ["usual", "arabic"]
    assert list(samples.chosen(["林晓宇"])) == ["usual", "arabic"]


SENTENCES = {
    ("issued", False): (
        "Certificate CC-BT26-0007 is valid: we issued it on 1 May 2027 to Lin Xiaoyu.",
        "证书CC-BT26-0007有效：由我方于1 May 2027颁发给Lin Xiaoyu。",
    ),
    ("issued", True): (
        "Certificate CC-BT26-0007 for Lin Xiaoyu belongs to a demonstration: all of it is invented, it proves nothing.",
        "颁发给Lin Xiaoyu的证书CC-BT26-0007属于演示：内容均为虚构，不证明任何事实。",
    ),
    ("replaced", False): (
        "Certificate CC-BT26-0007 was replaced by a corrected one on 3 May 2027; this one is no longer valid.",
        "证书CC-BT26-0007已于3 May 2027更换为更正后的证书，本证书不再有效。",
    ),
    ("revoked", False): (
        "Certificate CC-BT26-0007 is not valid: it was revoked on 3 May 2027. Reason: An error in the count.",
        "证书CC-BT26-0007无效：已于3 May 2027撤销。原因：An error in the count.",
    ),
}


@pytest.mark.parametrize(("state", "is_demo"), list(SENTENCES))
def test_each_state_is_one_sentence_in_both_languages(state: str, is_demo: bool) -> None:
    said = verdict.verdict(
        state=state,
        is_demo=is_demo,
        number="CC-BT26-0007",
        name="Lin Xiaoyu",
        issued_on="1 May 2027",
        ended_on="3 May 2027",
        reason="An error in the count.",
    )
    en, zh = SENTENCES[state, is_demo]
    assert str(said.sentence) == en
    with using("zh"):
        assert str(said.sentence) == zh
