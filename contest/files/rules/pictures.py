"""What is inside a picture, and the picture without what a camera wrote beside it. In a process that may be killed."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from contest.files.rules.limits import Finding

MOST_PIXELS = 80_000_000
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


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
