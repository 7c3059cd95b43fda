"""What of each thing found can be shown beside its name, and what is until somebody chooses."""

from collections.abc import Collection

from contest.desk.rules.vocabulary import JUDGED
from contest.lib.i18n import N_, Lazy

COLUMNS: dict[str, dict[str, Lazy]] = {
    "entries": {
        "round": N_("Round"),
        "kind": N_("Kind"),
        "status": N_("State"),
        "score": N_("Mean of totals"),
        "reviews": N_("Signed reviews"),
        "organisation": N_("Organisation"),
        "country": N_("Country"),
        "scene": N_("Scene"),
        "city": N_("City"),
        "edition": N_("Edition"),
        "submitted": N_("Handed in"),
        "tags": N_("Tags"),
    },
    "people": {
        "organisation": N_("Organisation"),
        "country": N_("Country"),
        "roles": N_("Roles"),
        "entries": N_("Entries"),
    },
    "reviews": {
        "judge": N_("Judge"),
        "round": N_("Round"),
        "kind": N_("Kind"),
        "state": N_("State"),
        "signed": N_("Signed"),
        "total": N_("Total"),
    },
    "messages": {
        "to": N_("To"),
        "about": N_("Kind of message"),
        "state": N_("State"),
        "written": N_("Written"),
    },
}
USUAL: dict[str, tuple[str, ...]] = {
    "entries": ("round", "kind", "status", "score"),
    "people": ("organisation", "roles", "entries"),
    "reviews": ("judge", "round", "state", "total"),
    "messages": ("to", "state", "written"),
}
NUMBERS = frozenset({"score", "reviews", "total"})


def columns(of: str, chosen: Collection[str], known: Collection[str]) -> list[str]:
    """The columns of a list in their order. `known`: the terms that there are for who looks; scores go with theirs."""
    offered = offered_columns(of, known)
    kept = [name for name in offered if name in chosen]
    return kept or [name for name in offered if name in USUAL[of]]


def offered_columns(of: str, known: Collection[str]) -> dict[str, Lazy]:
    """Those that may be chosen, with their words."""
    return {
        name: words for name, words in COLUMNS[of].items() if of != "entries" or name not in JUDGED or name in known
    }
