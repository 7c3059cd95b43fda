"""What is inside a picture, and the picture without what a camera wrote beside it. In a process that may be killed."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from contest.files.rules.limits import Finding

MOST_PIXELS = 80_000_000
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
# Segments of a JPEG in which cameras and programs write (Exif, XMP, IPTC, comments); colour profiles (APP2) stay.
_TELLING = {0xE1, 0xEC, 0xED, 0xFE}


def examine(data: bytes, kind: str) -> Finding:
    """Whether it is a whole picture of this kind, of no more pixels than can be shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return Finding("large_picture")
                picture.load()
    except Image.DecompressionBombError:
        return Finding("large_picture")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return Finding("broken_picture")
    return Finding(None, 1, kind)


def unsigned(data: bytes, kind: str) -> bytes:
    """The same picture, turned as it is meant to be seen, without anything written beside its pixels."""
    with Image.open(BytesIO(data), formats=[_FORMATS[kind]]) as picture:
        upright = ImageOps.exif_transpose(picture)
        plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
        if upright.mode == "P" and upright.palette is not None:
            plain.putpalette(upright.getpalette() or [])
        out = BytesIO()
        plain.save(out, _FORMATS[kind], **({"quality": 92} if kind != "png" else {}))
        return out.getvalue()


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG less what was written beside its pixels, which stay as they are; anything else as it came."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, at = bytearray(jpeg[:2]), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        mark, end = jpeg[at + 1], at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if mark == 0xDA:  # the pixels begin
            break
        if mark not in _TELLING:
            kept += jpeg[at:end]
        at = end
    return bytes(kept + jpeg[at:])
