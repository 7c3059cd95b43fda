"""Reading a PDF that a stranger sent. In the child: a file made to hang or to fill memory ends there."""

import zlib
from io import BytesIO

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

MOST = 64 * 1024
PICTURE_WIDTH = 1000  # pixels
SMALL, SMALL_COLOURS, MOST_PIXELS = (560, 200), 64, 40_000_000


def read_attachment(data: bytes, name: str) -> bytes | None:
    """The first `MOST` bytes of the file embedded under `name`, or None."""
    with pikepdf.open(BytesIO(data)) as document:
        if name not in document.attachments:
            return None
        stream = document.attachments[name].get_file().obj
        raw: bytes = stream.read_raw_bytes()
        if stream.get("/Filter") == pikepdf.Name.FlateDecode:
            return zlib.decompressobj().decompress(raw, MOST)
        return raw[:MOST] if "/Filter" not in stream else None


def picture(data: bytes) -> bytes:
    """The first page as a WebP picture, `PICTURE_WIDTH` wide."""
    out = BytesIO()
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        page.render(scale=PICTURE_WIDTH / page.get_size()[0]).to_pil().convert("RGB").save(out, "WEBP", quality=82)
    return out.getvalue()


def small_picture(data: bytes) -> bytes:
    """A PNG or JPEG, drawn anew and no larger than `SMALL`, in few colours: of the file nothing else is kept."""
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as found:
        if found.width * found.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        drawn = found.convert("RGBA")
    drawn.thumbnail(SMALL)
    out = BytesIO()
    drawn.quantize(SMALL_COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()
