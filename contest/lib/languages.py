"""Languages that people work in, by their ISO 639-1 codes."""

from contest.lib.i18n import N_, Lazy

LANGUAGES: dict[str, Lazy] = {
    "en": N_("English"),
    "zh": N_("Chinese"),
    "fr": N_("French"),
    "de": N_("German"),
    "es": N_("Spanish"),
    "pt": N_("Portuguese"),
    "it": N_("Italian"),
    "ru": N_("Russian"),
    "ar": N_("Arabic"),
    "ja": N_("Japanese"),
    "ko": N_("Korean"),
}
