"""Words that an edition gives to its letters: plain text, where `{name}` stands for what differs from mail to mail."""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from contest.lib.i18n import N_, Lazy

LONGEST_SUBJECT, LONGEST_BODY = 150, 8000
_PLACE = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")
_BRACE = re.compile(r"[{}｛｝]")


def used(text: str) -> frozenset[str]:
    """The placeholders of a text."""
    return frozenset(name.strip() for name in _PLACE.findall(text))


def fault(text: str, known: Collection[str]) -> Lazy | None:
    """What is wrong with the placeholders of a text, for its field; None where each is `known`."""
    for name in sorted(used(text) - set(known)):
        if close := get_close_matches(name.lower(), known, n=1):
            return N_("There is no placeholder {%(name)s} here. Is {%(close)s} meant?", name=name, close=close[0])
        return N_("There is no placeholder {%(name)s} here.", name=name)
    if _BRACE.search(_PLACE.sub("", text)):
        return N_("A brace stands alone here: it begins or ends a placeholder.")
    return None


def lacking(body: str, needed: Collection[str]) -> Lazy | None:
    """Which placeholder a body must not go without."""
    for name in needed:
        if name not in used(body):
            return N_("This mail is of no use without {%(name)s}.", name=name)
    return None


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with each placeholder's value in its place; what a value holds is left as it is."""
    return _PLACE.sub(lambda found: values[found[1].strip()], text)


def unfilled(text: str, values: Mapping[str, str]) -> str:
    """The text with the placeholder in the place of each value, the longest first: `filled` backwards."""
    known = {value: name for name, value in values.items() if value}
    if not known:
        return text
    longest = re.compile("|".join(re.escape(value) for value in sorted(known, key=len, reverse=True)))
    return longest.sub(lambda found: "{" + known[found[0]] + "}", text)
