"""Whether a sheet can be printed, and why not. It is kept as `word: detail` and told in the reader's language."""

from collections.abc import Sequence

from contest.certificates.rules import fit, kinds
from contest.certificates.rules.designs import Design
from contest.certificates.rules.wording import Award, Lines, chinese, english
from contest.lib.i18n import N_, Lazy

GLYPHS, NOBODY, ROOM, FAILED = "glyphs", "nobody", "room", "failed"


def halves(award: Award, design: Design) -> tuple[Lines, Lines]:
    """The Chinese and the English half; the design's closing sentences are for what entries earned."""
    is_entry = award.earned in kinds.OF_ENTRIES
    return (
        chinese(award, design.closing_zh if is_entry else ""),
        english(award, design.closing_en if is_entry else ""),
    )


def problem(award: Award, design: Design, missing: Sequence[str]) -> str:
    """Why this award cannot be printed in this design; empty where it can. `missing`: what no font has of its texts."""
    if missing:
        return f"{GLYPHS}: {' '.join(missing)}"
    if not award.name.strip():
        return f"{NOBODY}: "
    over = fit.sizes(award.name, *halves(award, design), design.frames).over
    return f"{ROOM}: {' '.join(over)}" if over else ""


def is_long(award: Award) -> bool:
    """Whether any text is so long that only its measures tell whether it has room; a test holds the rest to fit."""
    texts = (award.edition_en, award.edition_zh, award.round_en, award.round_zh, award.issuer_en, award.issuer_zh)
    titles = (award.title_en, award.title_zh, award.award_en, award.award_zh)
    return len(award.name) > 40 or any(len(text) > 60 for text in texts) or any(len(text) > 80 for text in titles)


_PARTS: dict[str, Lazy] = {
    "name": N_("the name"),
    "award": N_("the award"),
    "text": N_("the text about the entry"),
    "issuer": N_("the issuing body"),
}


def problem_words(kept: str) -> Lazy | None:
    """What is told of a problem; None where there is none."""
    word, _, detail = kept.partition(": ")
    if word == GLYPHS:
        return N_("Our fonts lack %(characters)s.", characters=detail)
    if word == NOBODY:
        return N_("It names nobody.")
    if word == ROOM:
        parts = [str(_PARTS[one]) for one in detail.split()]
        return N_("There is more text than has room: %(parts)s.", parts=", ".join(parts))
    return N_("Its file could not be made: %(error)s", error=detail) if word else None
