"""The fonts of every PDF. They come with the packages we pin: what the machine has installed never shows.

A style sheet asks for them by family. In Latin text Latin goes first, in Chinese text Han: its punctuation is
then its own, and as it is cut without Latin letters and figures, those are Latin's everywhere.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import fontpkg_source_serif_4
import pylopdf_fonts_zh_cn
import uharfbuzz as hb

_SERIF = fontpkg_source_serif_4.ROOT / "files" / "SourceSerif4[opsz,wght].ttf"
_SANS = fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"
_ARABIC = fontpkg_noto_sans_arabic.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf"

# Of the features a subset would lose, those that style sheets here ask for.
_FEATURES = {"smcp", "c2sc", "onum", "lnum", "tnum", "case"}
_SHARED = {0x20, 0xA0, 0xB7}  # spaces beside Han are set with it, and so is the dot inside a name
_FIRST_PUNCTUATION = 0x2000
_MARK = 0x25A1  # what stands where no font has the character


class Cut(NamedTuple):
    """One face a style sheet may ask for: a file, and where on its axes it is cut."""

    family: str
    weight: int
    path: Path
    axes: tuple[tuple[str, float], ...] = ()
    is_han: bool = False


CUTS = (
    Cut("Latin Serif", 400, _SERIF, (("opsz", 14), ("wght", 400))),
    Cut("Latin Serif", 600, _SERIF, (("opsz", 14), ("wght", 600))),
    Cut("Latin Display", 400, _SERIF, (("opsz", 60), ("wght", 390))),
    Cut("Latin Sans", 400, _SANS, (("wdth", 100), ("wght", 400))),
    Cut("Latin Sans", 600, _SANS, (("wdth", 100), ("wght", 600))),
    Cut("Arabic Sans", 400, _ARABIC, (("wdth", 100), ("wght", 400))),
    Cut("Han Serif", 400, Path(pylopdf_fonts_zh_cn.serif_path()), is_han=True),
    Cut("Han Sans", 400, Path(pylopdf_fonts_zh_cn.sans_path()), is_han=True),
)


@cache
def _face(path: Path) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(path)))


@cache
def _known() -> frozenset[int]:
    return frozenset(code for path in {cut.path for cut in CUTS} for code in _face(path).unicodes)


def _is_invisible(code: int) -> bool:
    return code in {0x9, 0xA, 0xD, 0x20, 0xA0, 0xAD, 0xFEFF} or 0x200B <= code <= 0x200F or 0xFE00 <= code <= 0xFE0F


def missing_characters(text: str) -> list[str]:
    """The characters of `text` that none of our fonts can print, each once, in order. Ask before you print a name."""
    return [c for c in dict.fromkeys(text) if ord(c) not in _known() and not _is_invisible(ord(c))]


def printable(text: str) -> str:
    """`text` with a box for every character that no font has, so that no machine's own font is searched for it."""
    missing = missing_characters(text)
    return text.translate(dict.fromkeys(map(ord, missing), _MARK)) if missing else text


def subset(cut: Cut, codes: set[int]) -> bytes:
    """The font file of `cut` with these characters and nothing else; Han is left without Latin's letters."""
    wanted = hb.SubsetInput()
    if cut.is_han:
        codes = {code for code in codes if code >= _FIRST_PUNCTUATION or code in _SHARED}
    wanted.unicode_set.update(codes)
    if not cut.is_han:
        wanted.layout_feature_tag_set.update({int.from_bytes(tag.encode()) for tag in _FEATURES})
    face = _face(cut.path)
    for tag, value in cut.axes:
        wanted.pin_axis_location(face, tag, value)
    data: bytes = hb.subset(face, wanted).blob.data
    return data
