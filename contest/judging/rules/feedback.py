"""Feedback to applicants: which of the judges' words are read before they go out, and in which band an entry stands."""

import hashlib
import math
import re
from collections.abc import Collection, Sequence

from contest.lib.i18n import N_, Lazy

SHOWS = ("band", "rank", "nothing")
SHOWS_WORDS: dict[str, Lazy] = {
    "band": N_("The quarter in which the entry stands"),
    "rank": N_("Rank, score and the mean of each criterion"),
    "nothing": N_("Only what the judges wrote"),
}
USUAL_SHARE = 10
LONGEST = 4000

FLAGS: dict[str, Lazy] = {
    "contact": N_("An address or a number"),
    "name": N_("The name of a judge"),
    "entry": N_("Another entry"),
    "points": N_("Points or a rank"),
    "harsh": N_("Harsh words"),
    "short": N_("Hardly a word"),
    "drawn": N_("Drawn at random"),
}

# Of fewer entries a quarter says nothing.
LEAST_FOR_BANDS = 4
BANDS: dict[int, Lazy] = {
    1: N_("in the first quarter"),
    2: N_("in the second quarter"),
    3: N_("in the third quarter"),
    4: N_("in the last quarter"),
}

_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|https?://|www\.|(?:\+|00)?\d[\d ()-]{7,}\d|微信|wechat|whatsapp", re.IGNORECASE
)
_POINTS = re.compile(
    r"\d+(?:\.\d+)?\s*(?:/|of|out of|分之)\s*(?:10|100)\b|\b(?:rank(?:ed)?|score[ds]?)\b\D{0,12}\d"
    r"|第\s*\d+\s*名|\d+(?:\.\d+)?\s*分",
    re.IGNORECASE,
)
_HARSH = re.compile(
    r"\b(?:stupid|idiot\w*|ridiculous|nonsense|garbage|rubbish|pathetic|fraud\w*|liars?|lazy)\b"
    r"|垃圾|愚蠢|胡说|荒唐|骗子|骗局|可笑|白痴|糊弄",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b[A-Z]{1,6}\d{0,4}-[0-9A-Z]{4}\b")
_LEAST_LETTERS, _LEAST_HAN = 20, 8


def flags(text: str, *, code: str, names: Collection[str]) -> tuple[str, ...]:
    """What should be read by somebody before a text goes to the applicant of `code`; `names` are the judges'."""
    han = sum("一" <= letter <= "鿿" for letter in text)
    folded = text.casefold()
    found = {
        "contact": _CONTACT.search(text) is not None,
        "name": any(_is_named(name, folded) for name in names),
        "entry": any(other != code for other in _CODE.findall(text)),
        "points": _POINTS.search(text) is not None,
        "harsh": _HARSH.search(text) is not None,
        "short": len(text.strip()) < _LEAST_LETTERS and han < _LEAST_HAN,
    }
    return tuple(flag for flag, is_so in found.items() if is_so)


def _is_named(name: str, folded: str) -> bool:
    """Whether a name, or in Latin script its last word alone, is in a text."""
    whole = name.casefold().strip()
    last = whole.rpartition(" ")[2]
    is_latin = last.isascii() and len(last) > 3
    return len(whole) > 1 and (
        whole in folded or (is_latin and re.search(rf"\b{re.escape(last)}\b", folded) is not None)
    )


def drawn(keys: Sequence[str], *, share: int, seed: str) -> frozenset[str]:
    """A random `share` per cent of these, at least one of them: the same seed draws the same."""
    count = math.ceil(len(keys) * share / 100)
    order = sorted(keys, key=lambda key: hashlib.sha256(f"{seed}/{key}".encode()).digest())
    return frozenset(order[:count])


def band(rank: int | None, *, of: int) -> int | None:
    """The quarter (1 to 4) in which a rank lies among `of` ranked entries; None without one, or among too few."""
    if rank is None or of < LEAST_FOR_BANDS:
        return None
    return min(4, 1 + 4 * (rank - 1) // of)


def problem(text: str) -> Lazy | None:
    """What is wrong with a text as it was edited."""
    if not text.strip():
        return N_("This answer is needed.")
    if len(text) > LONGEST:
        return N_("Use at most %(most)s characters.", most=LONGEST)
    return None
