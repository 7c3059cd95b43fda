"""A file's pages as pictures, with the words on them. Bytes of strangers: in a process that may be killed."""

from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps

from contest.files.rules.limits import Drawn

WIDTH, TALLEST = 1240, 2480  # pixels; 150 dots an inch on A4
QUALITY = 78
MOST_WORDS = 20_000  # characters of a page


def draw_pdf(data: bytes, first: int, count: int) -> list[Drawn]:
    """Pages `first`, counted from 0, and those behind it; fewer at the end."""
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for number in range(first, min(first + count, len(document))):
            page = document[number]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
            picture = page.render(scale=scale).to_pil()
            words = page.get_textpage().get_text_range()[:MOST_WORDS]
            found.append(_drawn(picture, words))
            page.close()
    return found


def draw_picture(data: bytes) -> list[Drawn]:
    """A picture as one page, no larger than a page is shown."""
    with Image.open(BytesIO(data)) as opened:
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((WIDTH, TALLEST))
        return [_drawn(picture, "")]


def _drawn(picture: Image.Image, text: str) -> Drawn:
    out = BytesIO()
    plain = picture.convert("RGBA" if "A" in picture.getbands() else "RGB")
    plain.save(out, "WEBP", quality=QUALITY, method=2)
    return Drawn(width=plain.width, height=plain.height, text=text.strip(), webp=out.getvalue())
