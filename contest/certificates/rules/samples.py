"""Names to try a design with: the hardest of an edition, and some that no design may be surprised by."""

from contest.certificates.rules import fit
from contest.lib.i18n import N_, Lazy

SAMPLES: dict[str, Lazy] = {
    "usual": N_("A usual name"),
    "longest": N_("The longest name of this edition"),
    "rarest": N_("The rarest characters of this edition"),
    "arabic": N_("A name read from the right"),
}
_USUAL, _ARABIC = "林晓宇", "محمد عبد الرحمن الزهراني"


def chosen(names: list[str]) -> dict[str, str]:
    """By kind of `SAMPLES`: the names to show, each once."""
    found = {"usual": _USUAL}
    if names:
        found["longest"] = max(names, key=lambda name: (fit.width(name), name))
        found["rarest"] = max(names, key=lambda name: (max(map(ord, name), default=0), name))
    found["arabic"] = _ARABIC
    return {kind: name for at, (kind, name) in enumerate(found.items()) if name not in list(found.values())[:at]}
