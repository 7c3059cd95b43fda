"""Reading a PDF that a stranger sent. In the child: a file made to hang or to fill memory ends there."""

import zlib
from io import BytesIO

import pikepdf

MOST = 64 * 1024


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
