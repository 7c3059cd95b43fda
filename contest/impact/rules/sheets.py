"""A set of factors as a sheet: what organisers paste, and what is wrong with it row by row."""

import csv
from io import StringIO

import msgspec

from contest.impact.rules.factors import Factor, factor_faults
from contest.lib.i18n import N_, Lazy

COLUMNS = Factor.__struct_fields__
_MOST_ROWS = 2000
_LONGEST = 300


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The factors that could be read, and what is wrong, each with the number of its row (the head is row 1)."""

    factors: list[Factor]
    faults: list[tuple[int, Lazy]]


def read_sheet(text: str) -> Sheet:
    """Read comma-separated rows below a head that names `COLUMNS`. An empty value: the figure is not at hand."""
    rows = csv.DictReader(StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    factors: list[Factor] = []
    faults: list[tuple[int, Lazy]] = []
    try:
        if tuple(rows.fieldnames or ()) != COLUMNS:
            return Sheet(factors=[], faults=[(1, N_("The head must be: %(names)s", names=",".join(COLUMNS)))])
        for number, row in enumerate(rows, 2):
            if number > _MOST_ROWS:
                faults.append((number, N_("There are more than %(most)s rows.", most=_MOST_ROWS)))
                break
            factor = _factor(row)
            wrong = [N_("A cell is missing, too long or no number.")] if factor is None else factor_faults(factor)
            faults += [(number, fault) for fault in wrong]
            if factor is not None and any(one.key == factor.key for one in factors):
                faults.append((number, N_("Two factors have the key %(key)s.", key=factor.key)))
            if factor is not None:
                factors.append(factor)
    except csv.Error:
        faults.append((rows.line_num, N_("This row cannot be read.")))
    return Sheet(factors=factors, faults=faults)


def write_sheet(factors: list[Factor]) -> str:
    """The same sheet back."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for factor in factors:
        writer.writerow("" if value is None else value for value in msgspec.structs.astuple(factor))
    return out.getvalue()


def _factor(row: dict[str, str]) -> Factor | None:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    if None in row or any(len(cell) > _LONGEST for cell in cells.values()):
        return None
    if not all(cells[name] for name in ("key", "place", "year", "unit", "boundary", "publisher")):
        return None
    if len(cells["key"]) > 80 or len(cells["place"]) > 10 or len(cells["boundary"]) > 20:
        return None
    try:
        return msgspec.convert({**cells, "value": cells["value"] or None}, Factor, strict=False)
    except msgspec.ValidationError:
        return None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What a set has that the one before had not, and the other way round; changed ones as (before, now)."""

    added: list[Factor]
    removed: list[Factor]
    changed: list[tuple[Factor, Factor]]


def difference(before: list[Factor], now: list[Factor]) -> Difference:
    """By key."""
    old, new = {one.key: one for one in before}, {one.key: one for one in now}
    return Difference(
        added=[one for one in now if one.key not in old],
        removed=[one for one in before if one.key not in new],
        changed=[(old[one.key], one) for one in now if one.key in old and old[one.key] != one],
    )
