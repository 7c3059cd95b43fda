"""What programs send and are told about an incubator."""

from decimal import Decimal
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

T = TypeVar("T")
Number = Annotated[str, Meta(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$")]  # a decimal: no figure is rounded on its way


class Done(msgspec.Struct, frozen=True):
    done: bool = True


def number(text: str | None) -> Decimal | None:
    """A `Number` that was sent, where one was."""
    return None if text is None else Decimal(text)


def told(found: Any, shape: type[T], **more: Any) -> T:
    """What was found, as programs are told of it: decimals as text, and `more` beside it."""
    return msgspec.convert({**msgspec.to_builtins(found, enc_hook=str), **msgspec.to_builtins(more)}, shape)
