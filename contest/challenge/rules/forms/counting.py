"""How long a text is, in Chinese characters and in words."""

import re

import msgspec

# Han with the marks that stand for a Han character, and kana: scripts written without spaces.
HAN = "\u3005\u3007\u3041-\u3096\u30a1-\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_CHARACTER = re.compile(f"[{HAN}]")
_WORD = re.compile(rf"(?:(?![{HAN}_])\w)(?:(?![{HAN}_])[\w\u0300-\u036f'’.-])*")


class Length(msgspec.Struct, frozen=True):
    """Chinese characters, and the words of everything else."""

    characters: int
    words: int


def measure(text: str) -> Length:
    """Count `text` as a reader would: `用 AI 预测` is 3 characters and 1 word; `low-carbon` is one word."""
    return Length(len(_CHARACTER.findall(text)), len(_WORD.findall(text)))


def fits(text: str, *, characters: int, words: int) -> bool:
    """Whether `text` keeps a limit that is given for both scripts.

    A text in both languages may use a share of each: half of the characters and half of the words are a full text.
    """
    length = measure(text)
    return length.characters * words + length.words * characters <= characters * words
