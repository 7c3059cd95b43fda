"""Reading a PDF's text back through the maps that make it readable to machines."""

import io
import re
from typing import Any

import pikepdf


def text_of(data: bytes) -> str:
    """The text of all pages in the order it is drawn, without the spaces that a reader would have to guess."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return "".join(_page_text(page) for page in document.pages)


def _page_text(page: pikepdf.Page) -> str:
    maps = {name: _letters(font) for name, font in page.Resources.Font.items()}
    letters: dict[int, str] = {}
    said: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = maps[str(operands[0])]
        elif str(operator) == "TJ":
            said += [_read(bytes(part), letters) for part in operands[0] if isinstance(part, pikepdf.String)]
        elif str(operator) == "Tj":
            said.append(_read(bytes(operands[0]), letters))
    return "".join(said)


def _read(codes: bytes, letters: dict[int, str]) -> str:
    return "".join(letters.get(int.from_bytes(codes[at : at + 2], "big"), "?") for at in range(0, len(codes), 2))


def _letters(font: Any) -> dict[int, str]:
    mapped = font.ToUnicode.read_bytes().decode()
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be")
        for code, letters in re.findall(r"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>\n", mapped)
    }
