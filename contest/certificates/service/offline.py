"""What `contest verify` says: from a file and a copy of the published keys, without the installation."""

from typing import Any

import msgspec

from contest.certificates.rules import credential
from contest.certificates.rules.issue import ATTACHMENT, is_json
from contest.judging.rules import bundle as bundles
from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.lib.pdf.reader import read_attachment
from contest.lib.signatures import parcels
from contest.lib.signatures.check import check
from contest.lib.signatures.children import check_here
from contest.lib.signatures.keys import PublicKey
from contest.lib.signatures.words import ADDED, BROKEN, CHANGED, FOREIGN, UNSIGNED, WHOLE

_FAILED = {
    CHANGED: "not valid: bytes under the signature were changed afterwards",
    ADDED: "not valid: something was added behind the signature",
    FOREIGN: "not valid: signed with a key that is not among the published ones",
    UNSIGNED: "not valid: the file bears no signature",
    BROKEN: "not valid: no PDF or credential, or a damaged one whose signature cannot be read",
}

_FAILED_BUNDLE = {
    FOREIGN: _FAILED[FOREIGN],
    UNSIGNED: _FAILED[UNSIGNED],
    BROKEN: "not valid: a damaged ZIP",
}
MOST_NAMED = 10


class Published(msgspec.Struct, frozen=True):
    """The published list of keys."""

    issuer: str
    keys: list[PublicKey]


class Answer(msgspec.Struct, frozen=True):
    """The word and the sentence."""

    what: str
    sentence: str


def verify(data: bytes, published: bytes) -> Answer:
    """What a file is, by what it holds, and whether it is whole and ours: the word of its check, and one sentence.

    A ZIP is looked at as the bundle of a result, whose ranks are worked out again; JSON as an Open Badge; all else as
    the PDF of a certificate. `Invalid` where the keys are none.
    """
    try:
        known = msgspec.json.decode(published, type=Published)
    except msgspec.DecodeError as error:
        raise Invalid(N_("KEYS is no copy of /.well-known/certificate-keys.json.")) from error
    if data.startswith(b"PK"):
        return _bundle(data, known)
    return _credential(data, known) if is_json(data) else _certificate(data, known)


def _certificate(data: bytes, known: Published) -> Answer:
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


def _credential(data: bytes, known: Published) -> Answer:
    what, inside = check_here(data, known.keys), credential.read(data)
    if what == WHOLE and (inside is None or inside.issuer.id != credential.did(known.issuer)):
        what = CHANGED
    if what in _FAILED or inside is None:
        return Answer(what, _FAILED.get(what, _FAILED[BROKEN]))
    name = next((one.value for one in inside.subject.identifier), "nobody named")
    said = f"valid: {inside.name} for {name}, issued {inside.valid_from} by {known.issuer}, unchanged since"
    return Answer(what, said)


def _bundle(data: bytes, known: Published) -> Answer:
    found = parcels.check(data, known.keys)
    if found.what in _FAILED_BUNDLE:
        return Answer(found.what, _FAILED_BUNDLE[found.what])
    problems, bundle = list(found.differs), None
    if bundles.is_bundle(found.files):
        try:
            bundle = bundles.read(found.files)
        except Invalid:
            problems.append("its texts cannot be read")
    elif found.what == WHOLE:
        return Answer(FOREIGN, "not valid: whole and ours, but no bundle of a result")
    done = None if bundle is None else bundles.recompute(bundle)
    if done is None or problems or done.problems:
        problems += done.problems if done is not None else ()
        more = f", and {len(problems) - MOST_NAMED} more" if len(problems) > MOST_NAMED else ""
        return Answer(CHANGED, f"not valid: {'; '.join(problems[:MOST_NAMED])}{more}")
    assert bundle is not None
    demo = "; a demonstration, it proves nothing" if bundle.about.is_demonstration else ""
    stated = f", {done.withheld} entries taken as stated" if done.withheld else ""
    return Answer(
        WHOLE,
        f"valid: the {bundle.about.kind} bundle of {bundle.about.round_en}, {bundle.about.edition_en}: {done.scores}"
        f" scores make its {done.ranks} ranks{stated}; signed on {found.signed_at:%Y-%m-%d} by {known.issuer} with key"
        f" {found.key_id}, unchanged since{demo}",
    )
