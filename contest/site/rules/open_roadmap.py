"""A roadmap as open data: every venture that let itself be published, by node, with how it was counted."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from contest.impact.rules import rounded
from contest.incubator.rules import roadmap
from contest.incubator.rules.roadmap import Contribution, Linked
from contest.lib import i18n

COLUMNS = (
    "node_year", "entry", "title_en", "title_zh", "organisation", "scene_en", "scene_zh", "place_en", "place_zh",
    "awarded_on", "kind", "central_tco2e", "low_tco2e", "high_tco2e", "verified_tco2e", "claimed_tco2e",
    "planned_tco2e", "demonstration", "method",
)  # fmt: skip


class Facts(Struct, frozen=True, kw_only=True):
    """The edition that it is about; `url`: of the page that explains it; `unpublished`: how many are not in it."""

    slug: str
    name_en: str
    name_zh: str
    is_demo: bool
    url: str
    unpublished: int


def _figures(one: Contribution) -> dict[str, Any]:
    names = ("central", "low", "high", "verified", "claimed", "planned")
    return {"kind": one.kind} | {f"{name}_tco2e": rounded(getattr(one, name), 1) for name in names}


def rows(nodes: Sequence[Any], linked: Sequence[tuple[frozenset[UUID], Linked]], of: Facts) -> list[dict[str, Any]]:
    """One row a node and venture, by `COLUMNS`; those for which nothing was computed have no tonnes."""
    found = []
    for node in nodes:
        for ids, one in linked:
            if node.id not in ids:
                continue
            its = roadmap.contribution(one, node.year)
            names = ("title_en", "title_zh", "scene_en", "scene_zh", "place_en", "place_zh")
            plain = {"node_year": node.year, "entry": one.code, "organisation": one.enterprise}
            plain |= {name: getattr(one, name) for name in names} | {"awarded_on": one.awarded_on.isoformat()}
            plain |= {} if its is None else _figures(its)
            found.append(plain | {"demonstration": "yes" if of.is_demo else "no", "method": of.url})
    return [{name: row.get(name) for name in COLUMNS} for row in found]


def as_data(nodes: Sequence[Any], linked: Sequence[tuple[frozenset[UUID], Linked]], of: Facts) -> dict[str, Any]:
    """The same with the sums of each node and the method in words."""
    shown = roadmap.drawn(nodes, linked, year=0)
    return {
        "edition": {"id": of.slug, "name": {"en": of.name_en, "zh": of.name_zh}, "url": of.url},
        "demonstration": of.is_demo,
        "unit": "tCO2e",
        "corrected_for_overlap": False,
        "unpublished_ventures": of.unpublished,
        "method": {locale: _method(locale) for locale in i18n.LOCALES},
        "nodes": [
            {
                "year": node.year,
                "title": {"en": node.title_en, "zh": node.title_zh},
                "sums": [
                    _figures(one) | {"ventures": one.ventures} for one in shown.by_node[node.year].values()
                ],
            }
            for node in nodes
        ],
        "ventures": rows(nodes, linked, of),
    }  # fmt: skip


def _method(locale: str) -> list[str]:
    with i18n.using(locale):
        return [str(sentence) for sentence in (*roadmap.METHOD, roadmap.NOT_CORRECTED)]
