"""A photograph without what a camera wrote beside its pixels."""

# Segments of a JPEG in which cameras and programs write (Exif, XMP, IPTC, comments); colour profiles (APP2) stay.
_TELLING = {0xE1, 0xEC, 0xED, 0xFE}


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
