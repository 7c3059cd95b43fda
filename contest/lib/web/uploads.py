"""A file out of a form as it comes in: never all of it in memory, never on this machine's disk."""

from collections.abc import AsyncIterator
from typing import Any

from multipart import MultipartError, PushMultipartParser, parse_options_header

from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.web import csrf, keeping
from contest.lib.web.forms import clean
from contest.lib.web.request import Request

FORM_BYTES = 64 * 1024  # what a form may have around its file


class Incoming:
    """The form's fields that stood before its file, the file's name, and its bytes, to be read once."""

    def __init__(self, fields: dict[str, str], name: str, chunks: AsyncIterator[bytes]) -> None:
        self.fields, self.name, self.chunks = fields, name, chunks


async def _events(request: Request) -> AsyncIterator[Any]:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise Invalid
    keeping.give_up(request)
    try:
        with PushMultipartParser(options["boundary"], max_segment_count=20, strict=True) as parser:
            async for chunk in request.stream():
                for event in parser.parse(chunk):
                    yield event
                if parser.closed:
                    return
    except MultipartError as error:
        raise Invalid(N_("The file did not arrive whole. Send it again.")) from error


async def read_upload(request: Request) -> Incoming:
    """The file of a multipart form whose token was checked here; the route has `opt={"csrf": False}`.

    A form without a file is `Invalid`. What stops half way raises out of `chunks`.
    """
    events = _events(request)
    fields: dict[str, str] = {}
    field, text, file = "", bytearray(), None
    async for event in events:
        if event is None:
            fields[field] = clean(text.decode("utf-8", "replace"))
        elif isinstance(event, bytes | bytearray):
            text += event
            if len(text) > FORM_BYTES:
                raise Invalid
        elif event.filename is not None:
            file = event
            break
        else:
            field, text = event.name or "", bytearray()
    csrf.verify(request, request.headers.get(csrf.HEADER) or fields.pop(csrf.FIELD, ""))
    if file is None or not file.filename:
        raise Invalid(N_("Choose a file first."), field="file")
    return Incoming(fields, clean(file.filename), _chunks(events))


async def _chunks(events: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    """To the end of the file's part; what follows it in the form is read and left."""
    is_file = True
    async for event in events:
        if event is None:
            is_file = False
        elif is_file and isinstance(event, bytes | bytearray):
            yield bytes(event)
