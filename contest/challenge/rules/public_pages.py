"""Which pages the operator of an installation writes."""

from contest.lib.i18n import N_, Lazy

LONGEST = 30_000
PAGES: dict[str, Lazy] = {
    "privacy": N_("Privacy"),
    "imprint": N_("Imprint and contact"),
    "accessibility": N_("Accessibility"),
}
