"""How large a text is set, so that the longest name stays inside its frame. Widths are estimates on the safe side."""

import unicodedata
from typing import NamedTuple

from contest.certificates.rules.wording import Lines

# One em of type is 1 pt for each point of its size; 1 mm is 2.8346 pt.
_POINTS_PER_MM = 72 / 25.4
_NARROW = set("fijlrtIJ.,:;'‘’|!()[] ")
_DISPLAY = 0.9
_BROAD = set("mwMWÆŒæœ@%")


class Set(NamedTuple):
    """A size in points and the lines that the text then takes."""

    points: float
    lines: int


def width(text: str, *, is_display: bool = False) -> float:
    """The width of `text` in em, in the serif face for text, or in the narrower one for display."""
    return sum(_character(character, _DISPLAY if is_display else 1.0) for character in text)


def _character(character: str, narrowing: float) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1.0
    if character in _NARROW:
        return 0.36 * narrowing
    if character in _BROAD:
        return 0.95 * narrowing
    return (0.74 if character.isupper() else 0.58) * narrowing


def fit(text: str, *, millimetres: float, steps: tuple[Set, ...], is_display: bool = False) -> Set:
    """The first of `steps`, from large to small, in which `text` fits a measure; the last if none does.

    A line that is broken between words is never full: where there are several, a tenth is left empty.
    """
    for step in steps:
        if has_room(text, step, millimetres=millimetres, is_display=is_display):
            return step
    return steps[-1]


def has_room(text: str, step: Set, *, millimetres: float, is_display: bool = False) -> bool:
    """Whether `text` fits a measure in this size and number of lines."""
    room = millimetres * _POINTS_PER_MM * step.lines * (1 if step.lines == 1 else 0.9)
    return width(text, is_display=is_display) * step.points <= room


def balance(text: str, lines: int) -> list[str]:
    """`text` in at most `lines` lines, broken at spaces so that the widest is as narrow as can be."""
    words = text.split()
    if lines < 2 or len(words) < 2:
        return [text]
    best = [text]
    for at in range(1, len(words)):
        candidate = [" ".join(words[:at]), *balance(" ".join(words[at:]), lines - 1)]
        if max(map(width, candidate)) < max(map(width, best)):
            best = candidate
    return best


def is_han(text: str) -> bool:
    """Whether a text is Chinese throughout, but for dots and spaces: it is then set wider."""
    return bool(text) and all(unicodedata.east_asian_width(c) in {"W", "F"} or c in "· " for c in text)


_NAME = (
    Set(46, 1), Set(40, 1), Set(34, 1), Set(29, 1), Set(25, 1), Set(24, 2), Set(20, 2), Set(17, 2), Set(15, 3),
    Set(12, 4), Set(10, 5),
)  # fmt: skip
_AWARD = (Set(26, 1), Set(22, 1), Set(19, 1), Set(17, 1), Set(17, 2), Set(14, 2), Set(12, 3))
_TEXT = (Set(12.5, 3), Set(12.5, 4), Set(11.5, 4), Set(10.5, 5), Set(9.5, 7))
_ISSUER = (Set(12, 1), Set(10.5, 2), Set(9, 3))

_HAN_NAME, _HAN_AWARD = 1.14, 1.08  # the spacing of the style sheet makes a character this much wider


class Frames(NamedTuple):
    """How wide the frames of a design are, in mm; how high they are, the steps above say in lines."""

    name: float
    award: float
    text: float
    issuer: float


class Sizes(NamedTuple):
    """What the sheet is set in: points, and lines where they are broken by us. Both halves share their sizes.

    `over` names what stays too long for its frame at the smallest size.
    """

    name: float
    name_lines: list[str]
    award: float
    award_lines: dict[str, list[str]]
    text: float
    issuer: dict[str, float]
    over: list[str]


def sizes(name: str, zh: Lines, en: Lines, frames: Frames) -> Sizes:
    """The sizes in which this name and these two halves stay inside their frames."""
    spaced = _HAN_NAME if is_han(name) else 1.0
    halves = {"zh": zh, "en": en}
    reasons = {lang: half.before + half.title + half.after for lang, half in halves.items()}
    of_name = fit(name, millimetres=frames.name / spaced, steps=_NAME, is_display=True)
    awards = {
        lang: fit(half.award, millimetres=frames.award / _HAN_AWARD, steps=_AWARD, is_display=True)
        for lang, half in halves.items()
    }
    texts = {lang: fit(text, millimetres=frames.text, steps=_TEXT) for lang, text in reasons.items()}
    issuers = {lang: fit(half.issuer, millimetres=frames.issuer, steps=_ISSUER) for lang, half in halves.items()}
    most = max(award.lines for award in awards.values())
    over = [
        what
        for what, text, millimetres, step, is_display in (
            ("name", name, frames.name / spaced, of_name, True),
            *(("award", half.award, frames.award / _HAN_AWARD, awards[lang], True) for lang, half in halves.items()),
            *(("text", text, frames.text, texts[lang], False) for lang, text in reasons.items()),
            *(("issuer", half.issuer, frames.issuer, issuers[lang], False) for lang, half in halves.items()),
        )
        if not has_room(text, step, millimetres=millimetres, is_display=is_display)
    ]
    return Sizes(
        name=of_name.points,
        name_lines=balance(name, of_name.lines),
        award=min(award.points for award in awards.values()),
        award_lines={lang: balance(half.award, most) if most > 1 else [half.award] for lang, half in halves.items()},
        text=min(text.points for text in texts.values()),
        issuer={lang: step.points for lang, step in issuers.items()},
        over=list(dict.fromkeys(over)),
    )


def is_rtl(text: str) -> bool:
    """Whether a name is read from right to left: its first letter decides."""
    letters = (unicodedata.bidirectional(character) for character in text)
    return next((one in {"R", "AL"} for one in letters if one in {"L", "R", "AL"}), False)
