"""How near two texts in English or Chinese are, and what of a text can be counted.

Texts are compared by the cosine of their weighted words (Salton, Buckley 1988): words of letters and pairs of Chinese
characters apart, so that a text in two languages is found by either. Nothing leaves the house for it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from contest.submissions.rules.likeness import plain

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_STOP = frozenset(
    {"the", "and", "for", "with", "that", "this", "from", "are", "our", "will", "its", "can", "has", "have", "not"}
    | {"they", "which", "into", "each", "all", "one", "two", "per"}
)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTHS = re.compile(
    rf"(\d{{1,2}}|{'|'.join(_WORDS)})[\s-]*months?|months? (?:\d{{1,2}} ?(?:to|-|–) ?)?(\d{{1,2}})"
    r"|(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*个月",
    re.IGNORECASE,
)


def months_in(text: str) -> int | None:
    """The longest time in months that a landing plan speaks of; None where it names none."""
    found = [_count(next(group for group in match.groups() if group)) for match in _MONTHS.finditer(text)]
    known = [months for months in found if 1 <= months <= 60]
    return max(known, default=None)


def _count(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if text.lower() in _WORDS:
        return _WORDS.index(text.lower()) + 1
    tens, has_ten, ones = text.partition("十")
    if not has_ten:
        return _DIGITS.get(text, 0)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def words(text: str) -> dict[str, Counter[str]]:
    """The words of a text by script: of letters without their plural's s, and pairs of Chinese characters."""
    folded = plain(text)
    letters = (word for word in _LETTERS.findall(_HAN.sub(" ", folded)) if word not in _STOP)
    pairs = (run[at : at + 2] for run in _HAN.findall(folded) for at in range(len(run) - 1))
    return {
        "letters": Counter(word[:-1] if word.endswith("s") and len(word) > 3 else word for word in letters),
        "han": Counter(pairs),
    }


class Corpus:
    """How rare each word is among the entries that are compared: what all of them say tells nothing."""

    def __init__(self, texts: Iterable[Mapping[str, Counter[str]]]) -> None:
        self._seen: Counter[str] = Counter()
        self._texts = 0
        for text in texts:
            self._texts += 1
            self._seen.update({word for counts in text.values() for word in counts})

    def _weighted(self, counts: Counter[str]) -> dict[str, float]:
        return {
            word: (1 + math.log(count)) * math.log((1 + self._texts) / (0.5 + self._seen[word]) + 1)
            for word, count in counts.items()
        }

    def nearness(self, one: Mapping[str, Counter[str]], other: Mapping[str, Counter[str]]) -> float:
        """The cosine of two texts, from 0 to 1, in the script in which they are nearest."""
        return max((self._cosine(one[script], other[script]) for script in one.keys() & other.keys()), default=0.0)

    def _cosine(self, one: Counter[str], other: Counter[str]) -> float:
        if not one or not other:
            return 0.0
        a, b = self._weighted(one), self._weighted(other)
        shared = sum(weight * b[word] for word, weight in a.items() if word in b)
        lengths = math.sqrt(sum(v * v for v in a.values())) * math.sqrt(sum(v * v for v in b.values()))
        return shared / lengths if lengths else 0.0


def says(text: str, term: str) -> bool:
    """Whether a cleaned text has a term: as whole words, or anywhere where it is Chinese."""
    wanted = plain(term)
    if not wanted:
        return False
    if _HAN.search(wanted):
        return wanted.replace(" ", "") in text.replace(" ", "")
    return re.search(rf"\b{re.escape(wanted)}s?\b", text) is not None
