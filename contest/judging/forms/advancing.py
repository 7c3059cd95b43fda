"""The form of a round's advancement: a way, a number, quotas by scene and city, a reserve, wild cards."""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from contest.judging.rules.advancement import CITY, SCENE, SHARE, THRESHOLD, WAYS, Ask, Asked, Quota
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

WILD_ROWS = 3
MOST = 100_000
LONGEST_REASON = 500


def read_ask(fields: Mapping[str, Any], *, keys: Collection[tuple[str, str]], codes: Collection[str]) -> Asked:
    """What was asked; `Invalid` with a message at each field that cannot be read.

    `keys` are the cities and scenes there are, `codes` the entries with a result. Empty fields ask for nothing.
    """
    wrong: dict[str, Lazy] = {}
    way = str(fields.get("way", ""))
    if way not in WAYS:
        wrong["way"] = N_("Choose one of the answers offered.")
    number = _number(fields, way, wrong)
    wild = _wild(fields, codes, wrong)
    made = Asked(
        ask=Ask(
            way=way,
            number=number,
            quotas=tuple(_quotas(fields, keys, wrong)),
            reserve=_whole(fields, "reserve", wrong) or 0,
            wild=frozenset(wild),
        ),
        reasons=wild,
    )
    if wrong:
        raise Invalid(fields=dict(wrong))
    return made


def _number(fields: Mapping[str, Any], way: str, wrong: dict[str, Lazy]) -> Decimal:
    if way not in {SHARE, THRESHOLD}:
        found = _whole(fields, "number", wrong)
        if found is None and "number" not in wrong:
            wrong["number"] = N_("Say how many.")
        return Decimal(found or 0)
    try:
        number = Decimal(str(fields.get("number", "")).strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= 100:
        wrong["number"] = N_("Enter a number from 0 to 100.")
        return Decimal(0)
    return number


def _whole(fields: Mapping[str, Any], name: str, wrong: dict[str, Lazy]) -> int | None:
    text = str(fields.get(name, "")).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or int(text) > MOST:
        wrong[name] = N_("Enter a whole number, 0 or more.")
        return None
    return int(text)


def _quotas(fields: Mapping[str, Any], keys: Collection[tuple[str, str]], wrong: dict[str, Lazy]) -> list[Quota]:
    made = []
    for kind, key in sorted(keys, key=lambda one: (one[0] != SCENE, one[1])):
        assert kind in {CITY, SCENE}
        least = _whole(fields, f"least.{kind}.{key}", wrong) or 0
        most = _whole(fields, f"most.{kind}.{key}", wrong)
        if most is not None and most < least:
            wrong[f"most.{kind}.{key}"] = N_("At most is less than at least.")
        elif least or most is not None:
            made.append(Quota(kind=kind, key=key, least=least, most=most))
    return made


def _wild(fields: Mapping[str, Any], codes: Collection[str], wrong: dict[str, Lazy]) -> dict[str, str]:
    """The reason of each wild card by its code."""
    made: dict[str, str] = {}
    known = {code.upper(): code for code in codes}
    for row in range(1, WILD_ROWS + 1):
        code = str(fields.get(f"wild.{row}", "")).strip().upper()
        reason = str(fields.get(f"why.{row}", "")).strip()
        if not code and not reason:
            continue
        if code not in known:
            wrong[f"wild.{row}"] = N_("There is no entry with a result and this code in the round.")
        elif not reason:
            wrong[f"why.{row}"] = N_("Give the reason.")
        elif len(reason) > LONGEST_REASON:
            wrong[f"why.{row}"] = N_("Use at most %(most)s characters.", most=LONGEST_REASON)
        else:
            made[known[code]] = reason
    return made
