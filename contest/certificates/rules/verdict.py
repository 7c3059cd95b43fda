"""What anybody is told who checks a certificate: one plain sentence, and for a file whether it is the one we issued."""

import unicodedata
from typing import NamedTuple

from contest.lib.i18n import N_, Lazy

WORDS = {"issued": "valid", "replaced": "replaced", "revoked": "revoked"}


class Verdict(NamedTuple):
    """`word` is valid, replaced, revoked or unknown."""

    word: str
    sentence: Lazy


def unknown(typed: str) -> Verdict:
    return Verdict(
        "unknown",
        N_("We have issued no certificate with the code “%(code)s”. Check each letter against the sheet.", code=typed),
    )


def verdict(
    *, state: str, is_demo: bool, number: str, name: str, issued_on: str, ended_on: str, reason: str
) -> Verdict:
    """The sentence about a certificate. Days come as they are read; `reason` is the organiser's text.

    `name` is empty where its holder did not agree to be named in public.
    """
    facts = {"number": number, "name": name, "issued": issued_on, "ended": ended_on, "reason": reason}
    if state == "revoked":
        sentence = N_("Certificate %(number)s is not valid: it was revoked on %(ended)s. Reason: %(reason)s", **facts)
    elif state == "replaced":
        sentence = N_(
            "Certificate %(number)s was replaced by a corrected one on %(ended)s; this one is no longer valid.", **facts
        )
    elif is_demo and not name:
        sentence = N_(
            "Certificate %(number)s belongs to a demonstration: all of it is invented, it proves nothing.", **facts
        )
    elif is_demo:
        sentence = N_(
            "Certificate %(number)s for %(name)s belongs to a demonstration: all of it is invented, it proves nothing.",
            **facts,
        )
    elif not name:
        sentence = N_("Certificate %(number)s is valid: we issued it on %(issued)s.", **facts)
    else:
        sentence = N_("Certificate %(number)s is valid: we issued it on %(issued)s to %(name)s.", **facts)
    return Verdict(WORDS[state], sentence)


# What a look at the bytes of a file found, where it is not the one we issued: lib.signatures.check.
_FAILED: dict[str, Lazy] = {
    "changed": N_("It bears our signature, but bytes under it were changed afterwards."),
    "added": N_("It bears our signature, but something was added behind it afterwards."),
    "foreign": N_("It was signed with a key that is not ours."),
    "unsigned": N_("It bears no signature."),
    "broken": N_("It is damaged: its signature cannot be read."),
    "whole": N_("It bears our signature and is whole, but it is not the file that we keep."),
}


def file_sentence(*, is_same: bool, is_credential: bool, number: str | None) -> Lazy:
    """What is said of a file. `number` is that of the certificate it is or claims to be, None for none of ours."""
    if is_same and is_credential:
        return N_("This is the credential we issued as %(number)s, unchanged in every word.", number=number)
    if is_same:
        return N_("This file is the one we issued as %(number)s, unchanged to the last byte.", number=number)
    if number is not None:
        return N_("This is not the file we issued as %(number)s: at least one byte of it was changed.", number=number)
    return N_("This file is not a certificate that we issued.")


def what_failed(finding: str) -> Lazy | None:
    """What exactly is wrong with a file; None where nobody looked."""
    return _FAILED.get(finding)


def is_name(typed: str, name: str) -> bool:
    """Whether somebody who has the sheet before them typed the name on it: case, width and spaces aside."""
    return bool(_plain(typed)) and _plain(typed) == _plain(name)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
