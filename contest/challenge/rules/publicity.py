"""What of a round is public, and the language that it is held in.

A call that is not listed is read by whoever has its address and by nobody else: no list, feed, gallery or search engine
names it. By codes, a result names no entry, whatever its people agreed to. Both are promised by the call.

The language is a default, never a rule: it serves a reader whose language nobody knows, and goes first where organisers
choose one for somebody who is new. Entries come in either.
"""

from contest.lib.i18n import N_, Lazy

PUBLICITY: dict[str, Lazy] = {
    "listed": N_("The call is listed, and the result names entries as their people agreed."),
    "codes": N_("The call is listed; the result gives codes and names nobody."),
    "unlisted": N_("Call and result are read by whoever has their address, and listed nowhere."),
}

LANGUAGES: dict[str, Lazy] = {
    "both": N_("English and Chinese alike"),
    "en": N_("English"),
    "zh": N_("Chinese"),
}


def first_language(language: str, otherwise: str) -> str:
    """The language for somebody who has told none: that of the round, or `otherwise` where it has no one language."""
    return otherwise if language == "both" else language


def lacks_text(language: str, *, en: str, zh: str) -> bool:
    """Whether a text is not there in the language that a round is held in."""
    return (language == "en" and not en) or (language == "zh" and not zh)
