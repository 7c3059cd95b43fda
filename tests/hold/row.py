"""One line of the table."""

from msgspec import Struct


class Row(Struct, frozen=True):
    """`test` is the number among the fifteen; `figure` and `bar` are in the unit that `what` names."""

    test: int
    what: str
    figure: float
    bar: str
    holds: bool


def at_most(test: int, what: str, figure: float, bar: float) -> Row:
    return Row(test, what, round(figure, 3), f"<= {bar:g}", figure <= bar)


def at_least(test: int, what: str, figure: float, bar: float) -> Row:
    return Row(test, what, round(figure, 3), f">= {bar:g}", figure >= bar)
