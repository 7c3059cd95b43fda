"""One measured value."""

from msgspec import Struct


class Figure(Struct, frozen=True):
    """`value` in `unit`, for one case of a bench."""

    case: str
    figure: str
    value: float
    unit: str
