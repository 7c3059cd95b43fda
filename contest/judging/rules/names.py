"""Names of people and of organisations as they are compared: in Latin and Chinese, in any order, spelled many ways."""

import re
import unicodedata
from functools import lru_cache
from itertools import product

from contest.submissions.rules.closeness import plain_name

MOST_READINGS = 16  # a name of many characters with several readings would have thousands
MOST_TURNED = 4  # a name of more words than this is compared in its order and sorted
MOST_NAMED = 40  # people that one answer names

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_AFTER_NAME = re.compile(r"[,，、;；:：|\t/(（–—]| - ")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2,4}(?=[ \u3000])")
_NOT_HAN = re.compile(r"[^\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_TITLES = frozenset(["dr", "prof", "professor", "mr", "mrs", "ms", "mme", "herr", "frau", "sir", "phd"])
_TITLES_ZH = ("教授", "博士", "先生", "女士", "老师", "院士")

# What a body is called in law says nothing about which one it is.
# fmt: off
_LEGAL = frozenset([
    "ltd", "limited", "co", "company", "inc", "incorporated", "llc", "llp", "plc", "corp", "corporation", "gmbh", "ag",
    "se", "sa", "sas", "sarl", "bv", "nv", "ab", "as", "oy", "spa", "srl", "kg", "ev", "pte", "pty", "the",
])
# fmt: on
_LEGAL_ZH = ("有限责任公司", "股份有限公司", "有限公司", "集团公司", "公司")

# Surnames that are read otherwise than their character mostly is.
_SURNAMES = {
    **{"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "任": "ren", "朴": "piao"},
    **{"翟": "zhai", "盖": "ge", "缪": "miao", "乐": "yue", "华": "hua", "尉迟": "yuchi", "万俟": "moqi", "覃": "qin"},
    **{"洗": "xian", "冼": "xian", "种": "chong", "秘": "bi", "繁": "po", "宓": "mi", "员": "yun"},
}


def _latin_words(text: str) -> list[str]:
    """The words of a text without accents; what a hyphen or an apostrophe joins is one word."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_PLAIN)
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return [word for part in re.split(r"[^\w'’‐-―-]+", bare) if (word := re.sub(r"[\W_]", "", part))]


@lru_cache(maxsize=50_000)
def person_keys(name: str) -> frozenset[str]:
    """What two spellings of one person's name have in common; empty where a name says too little to go by.

    `李晓宇`, `Li Xiaoyu`, `Xiao-Yu LI` and `李晓宇 (Li Xiaoyu)` share a key, and so do `José A. García` and `Garcia,
    Jose`. Names of one Latin word have none.
    """
    han = _NOT_HAN.sub("", unicodedata.normalize("NFKC", name))
    for title in _TITLES_ZH:
        han = han.removesuffix(title)
    keys = _turned([word for word in _latin_words(_HAN.sub(" ", name)) if word not in _TITLES])
    if 2 <= len(han) <= 6:
        keys |= {han} | _readings(han)
    return frozenset(keys)


def _turned(words: list[str]) -> set[str]:
    """The words run together, from each of them on: who comes first, given name or surname, does not matter."""
    if sum(len(word) > 1 for word in words) >= 2:
        words = [word for word in words if len(word) > 1]
    if len(words) < 2 or sum(map(len, words)) < 4:
        return set()
    if len(words) > MOST_TURNED:
        return {"".join(words), "".join(sorted(words))}
    return {"".join(words[at:] + words[:at]) for at in range(len(words))}


def _readings(han: str) -> set[str]:
    """A Chinese name in pinyin, surname first and last, in each way its characters are read."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its dictionary takes a third of a second

    surname = han[:2] if han[:2] in _SURNAMES else han[:1]
    ways = [list(dict.fromkeys(one)) for one in pinyin(han, style=Style.NORMAL, heteronym=True)]
    if surname in _SURNAMES:
        ways = [[_SURNAMES[surname]], *ways[len(surname) :]]
    found: set[str] = set()
    for number, reading in enumerate(product(*ways)):
        if number >= MOST_READINGS:
            break
        for split in {1, min(2, len(reading) - 1)}:
            found |= {"".join(reading), "".join(reading[split:] + reading[:split])}
    return {spelled for one in found for spelled in (one, one.replace("v", "u"), one.replace("v", "yu"))}


@lru_cache(maxsize=50_000)
def body_keys(name: str) -> frozenset[str]:
    """What two spellings of an organisation's name have in common: less its legal form, each script by itself too."""
    whole = plain_name(name)
    han = _NOT_HAN.sub("", unicodedata.normalize("NFKC", name))
    words = _latin_words(_HAN.sub(" ", name))
    keys = {whole} if len(whole) > 1 else set()
    for ending in _LEGAL_ZH:
        if han.endswith(ending) and len(han) - len(ending) >= 2:
            han = han.removesuffix(ending)
            break
    while len(words) > 1 and words[-1] in _LEGAL:
        words = words[:-1]
    latin = "".join(words)
    if not words and len(han) > 1:
        keys.add(han)
    elif not han and len(latin) > 2:
        keys.add(latin)
    else:
        keys |= {part for part, least in ((han, 4), (latin, 4)) if len(part) >= least}
    return frozenset(keys)


def named_in(text: str) -> list[str]:
    """The people whom an answer names, one a line with what they do after it: `Anna Berg, cells` or `李晓宇 负责人`."""
    found = []
    for line in text.splitlines():
        words = line.strip(" \t\u3000*·•-–").lstrip("0123456789.）)、 ")
        name = _AFTER_NAME.split(words, maxsplit=1)[0].strip()
        if (alone := _HAN_WORD.match(name)) is not None:
            name = alone[0]
        if name:
            found.append(name)
    return list(dict.fromkeys(found))[:MOST_NAMED]
