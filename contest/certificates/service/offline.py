"""What `contest verify` says: from a PDF and a copy of the published keys, without the installation."""

from typing import Any

import msgspec

from contest.certificates.rules.issue import ATTACHMENT
from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.pdf.reader import read_attachment
from contest.lib.signatures.check import ADDED, BROKEN, CHANGED, FOREIGN, UNSIGNED, check
from contest.lib.signatures.keys import PublicKey

_FAILED = {
    CHANGED: "not valid: bytes under the signature were changed afterwards",
    ADDED: "not valid: something was added behind the signature",
    FOREIGN: "not valid: signed with a key that is not among the published ones",
    UNSIGNED: "not valid: the file bears no signature",
    BROKEN: "not valid: no PDF, or a damaged one whose signature cannot be read",
}


class Published(msgspec.Struct, frozen=True):
    """The published list of keys."""

    issuer: str
    keys: list[PublicKey]


class Answer(msgspec.Struct, frozen=True):
    """The word and the sentence."""

    what: str
    sentence: str


def verify(data: bytes, published: bytes) -> Answer:
    """The word of `check.check`, and one sentence. `Invalid` where the keys are none."""
    try:
        known = msgspec.json.decode(published, type=Published)
    except msgspec.DecodeError as error:
        raise Invalid(N_("KEYS is no copy of /.well-known/certificate-keys.json.")) from error
    found = check(data, known.keys)
    if found.what in _FAILED:
        return Answer(found.what, _FAILED[found.what])
    inside: dict[str, Any] = msgspec.json.decode(read_attachment(data, ATTACHMENT) or b"{}")
    prints = inside.get("prints", {})
    said = f"{inside.get('certificate', 'a file')} for {prints.get('name', 'nobody named')}"
    demo = "; a demonstration, it proves nothing" if inside.get("demonstration") else ""
    on = f" on {found.signed_at:%Y-%m-%d}" if found.signed_at else ""
    return Answer(
        found.what, f"valid: {said}, signed{on} by {known.issuer} with key {found.key_id}, unchanged since{demo}"
    )
