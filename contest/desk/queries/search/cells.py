"""A row of what was found as the cells of a file: states and kinds by the words that a query knows them by."""

from collections.abc import Sequence
from typing import Any

from contest.notifications.rules import fill

_BOTH = {
    "round": ("round_en", "round_zh"),
    "city": ("city_en", "city_zh"),
    "edition": ("edition_en", "edition_zh"),
}
_PLAIN = {
    "entries": {"score": "mean", "reviews": "signed", "organisation": "organisation_name", "submitted": "submitted_at"},
    "people": {"roles": "held", "entries": "codes"},
    "reviews": {"signed": "signed_at"},
    "messages": {"to": "email", "about": "kind", "written": "created_at"},
}


def cells(of: str, row: dict[str, Any], columns: Sequence[str], locale: str) -> list[Any]:
    """Its code or id, what it is called, and the chosen columns."""
    if of == "people":
        first = [row["email"], row["name"]]
    elif of == "messages":
        first = [str(row["id"]), fill(row["subject"], None)]
    else:
        first = [row["code"], _both(row, ("title_en", "title_zh"), locale)]
    return first + [_cell(of, row, name, locale) for name in columns]


def _cell(of: str, row: dict[str, Any], name: str, locale: str) -> Any:
    if of == "people" and name == "organisation":
        return _both(row, ("organisation_en", "organisation_zh"), locale)
    if name in _BOTH:
        return _both(row, _BOTH[name], locale)
    value = row[_PLAIN[of].get(name, name)]
    return ", ".join(value) if isinstance(value, list) else value


def _both(row: dict[str, Any], names: tuple[str, str], locale: str) -> str:
    en, zh = (row[name] or "" for name in names)
    return (zh or en) if locale == "zh" else (en or zh)
