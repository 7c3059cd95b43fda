"""Which of what is kept and read leaves the law that protects whose data it is."""

from collections.abc import Mapping

from msgspec import Struct

from contest.accounts.rules.consents import CHINA, EU, JUDGES_ABROAD, TRANSFER
from contest.lib.i18n import N_, Lazy

HOW: dict[str, Lazy] = {
    "kept": N_("Kept on this installation"),
    "judged": N_("Read by judges"),
    "shared": N_("Opened by counterparts"),
}


class Crossing(Struct, frozen=True, kw_only=True):
    """Data of `people` who live in the place `home` is kept or read in the place `there`. `asks`: the purposes of the
    consents that it needs; none: people are told, not asked."""

    home: str
    there: str
    how: str
    people: int
    asks: tuple[str, ...]


def crossing(found: Mapping[tuple[str, str, str], int]) -> list[Crossing]:
    """What crosses a border among (home, there, how) -> people, the most first. Unknown places cross nothing."""
    lines = [
        Crossing(home=home, there=there, how=how, people=people, asks=_asks(home, there, how))
        for (home, there, how), people in found.items()
        if home and there and home != there
    ]
    return sorted(lines, key=lambda one: (-one.people, one.home, one.there, one.how))


def _asks(home: str, there: str, how: str) -> tuple[str, ...]:
    is_transfer = {home, there} == {EU, CHINA} and how != "kept"
    return (*([JUDGES_ABROAD] if how == "judged" else []), *([TRANSFER] if is_transfer else []))
