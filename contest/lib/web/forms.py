"""From what was typed to a struct, with every field's error at once."""

import re
import unicodedata
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType

from contest.lib.errors import Invalid, TooLarge
from contest.lib.i18n import N_, Lazy
from contest.lib.web.request import Request

T = TypeVar("T", bound=msgspec.Struct)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
LONGEST = 20_000
MOST_FIELDS = 1_000
# A form of long answers in Chinese: a character is nine bytes as it is sent. What is too long is named at its field.
LONG_FORM_BYTES = 12 * 1024 * 1024
TOKEN_FIELD = "_csrf_token"  # noqa: S105 - a field's name


def clean(text: str) -> str:
    """Text as typed, less what no keyboard makes: control characters, broken surrogates, marks that turn text."""
    text = _BIDI.sub("", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return unicodedata.normalize("NFC", text).strip()


async def read(request: Request) -> list[tuple[str, str | UploadFile]]:
    """Every field that was posted, in order and as it came.

    Never ask the framework for a urlencoded form: it keeps the last thousand bodies in memory, passwords and all.
    """
    if request.content_type[0] != RequestEncodingType.URL_ENCODED:
        return list((await request.form()).multi_items())
    state = request.scope["state"]
    if "form" not in state:
        try:
            state["form"] = parse_qsl(
                (await request.body()).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS
            )
        except ValueError:
            raise TooLarge from None
    fields: list[tuple[str, str | UploadFile]] = state["form"]
    return fields


async def typed(request: Request) -> dict[str, Any]:
    """The form's text fields, cleaned; a field sent twice is a list. Files are left out."""
    fields: dict[str, list[str]] = {}
    for name, value in await read(request):
        if name != TOKEN_FIELD and isinstance(value, str):
            fields.setdefault(clean(name), []).append(clean(value))
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def _explain(kind: Any, value: Any, error: msgspec.ValidationError) -> Lazy:
    text = str(error)
    if value in ("", None):
        return N_("This answer is needed.")
    if (found := re.search(r"length <= (\d+)", text)) is not None:
        return N_("Use at most %(most)s characters.", most=found[1])
    if (found := re.search(r"length >= (\d+)", text)) is not None:
        return N_("Use at least %(least)s characters.", least=found[1])
    if (found := re.search(r"`(?:int|float|decimal|Decimal)` (<=|>=|<|>) ([-\d.]+)", text)) is not None:
        return N_("Use a number %(bound)s.", bound=f"{found[1]} {found[2]}")
    if "matching regex" in text:
        return N_("This does not have the form that is needed here.")
    if "int" in text or "decimal" in text or "float" in text:
        return N_("Enter a number.")
    if "enum" in text or "Literal" in repr(kind):
        return N_("Choose one of the answers offered.")
    return N_("This cannot be read.")


def _most_characters(kind: Any) -> int:
    """How long a text may be: as its field says, which may be longer than what is typed by hand."""
    said = (one.max_length for one in getattr(kind, "__metadata__", ()) if isinstance(one, msgspec.Meta))
    return next((most for most in said if most is not None), LONGEST)


def convert(fields: dict[str, Any], shape: type[T]) -> T:
    """`fields` as a `shape`, or `Invalid` with a message for each field that does not fit.

    An empty text counts as not given where the field has a default.
    """
    values: dict[str, Any] = {}
    errors: dict[str, Lazy | str] = {}
    for field in msgspec.structs.fields(shape):
        value = fields.get(field.encode_name)
        is_optional = field.default is not msgspec.NODEFAULT or field.default_factory is not msgspec.NODEFAULT
        if value in ("", None) and is_optional:
            continue
        if isinstance(value, str) and len(value) > (most := _most_characters(field.type)):
            errors[field.encode_name] = N_("Use at most %(most)s characters.", most=most)
            continue
        if value in ("", None):
            errors[field.encode_name] = N_("This answer is needed.")
            continue
        if isinstance(value, str) and "list[" in repr(field.type):
            value = [value]
        try:
            values[field.name] = msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError as error:
            errors[field.encode_name] = _explain(field.type, value, error)
    if errors:
        raise Invalid(fields=errors)
    return shape(**values)


async def parse(request: Request, shape: type[T]) -> T:
    """The posted form as a `shape`; `Invalid` says what is wrong with each field."""
    return convert(await typed(request), shape)
