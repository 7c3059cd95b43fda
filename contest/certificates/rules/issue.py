"""Who gets which certificate, under which number and code, and who may have its file."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from contest.certificates.rules import fit
from contest.challenge.rules import may_organise
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import LETTERS, public_code

HOST = "host"
CODE_LETTERS = 12
LONGEST_NAME = 120
SERIES = 50  # certificates that are made in one go: some seconds of work, and what a crash costs
LONGEST_FILE, LONGEST_CREDENTIAL = 5_000_000, 64 * 1024
ATTACHMENT, CREDENTIAL = "certificate.json", "credential.json"


class _Claim(msgspec.Struct):
    code: str = ""
    id: str = ""


class Holder(msgspec.Struct, frozen=True):
    """Whose certificate one is, and the name that it prints. That of a team is its owner's to keep."""

    person_id: UUID
    name: str
    is_team: bool = False


def holders(
    *, owner: tuple[UUID, str], members: Sequence[tuple[UUID, str]] = (), organisation: str = ""
) -> list[Holder]:
    """Who gets what an entry earned: its team, where it is one, then each person, the owner first."""
    named = dict([owner, *((person_id, name) for person_id, name in members if person_id != owner[0])])
    team = _team_name(organisation=organisation, owner=owner[1], has_members=len(named) > 1)
    people = [Holder(person_id, name) for person_id, name in named.items()]
    return people if team is None else [Holder(owner[0], team, is_team=True), *people]


def _team_name(*, organisation: str, owner: str, has_members: bool) -> str | None:
    """The name that the certificate of a team prints; None for somebody who entered alone and for nobody else."""
    if organisation.strip():
        return " ".join(organisation.split())
    if not has_members or not owner.strip():
        return None
    return f"{owner}团队" if fit.is_han(owner) else f"{owner} and team"


def series(holder_ids: Sequence[UUID]) -> list[slice]:
    """Certificates in order as series of about `SERIES`; what one person gets stays together, so they get one mail."""
    cuts, begun = [], 0
    for at in range(1, len(holder_ids) + 1):
        is_end = at == len(holder_ids)
        if is_end or (at - begun >= SERIES and holder_ids[at] != holder_ids[at - 1]):
            cuts.append(slice(begun, at))
            begun = at
    return cuts


def number(prefix: str, sequence: int) -> str:
    """`CC-BT26-0007`: printed, quoted, kept over corrections; not secret, so it opens nothing."""
    return public_code(f"CC-{prefix}", sequence)


def storage_key(code: str) -> str:
    """Where the file lies: the same for every try, so that the first one that is stored stays."""
    return f"certificates/{code}.pdf"


def file_name(number: str, version: int) -> str:
    """What the file is called where it is kept with others."""
    return f"{number}.pdf" if version == 1 else f"{number}-v{version}.pdf"


def grouped(code: str) -> str:
    """`K7QM-4XWA-9TPC`: a code as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """The code that somebody typed or pasted, the whole address too; None where it cannot be one."""
    last = unicodedata.normalize("NFKC", typed).strip().rstrip("/").rpartition("/")[2]
    code = re.sub(r"[\s\-‐-―−_.]", "", last).upper()
    return code if len(code) == CODE_LETTERS and set(code) <= set(LETTERS) else None


def claimed_code(attachment: bytes | None) -> str | None:
    """The code that `certificate.json` or a credential names; it is a stranger's word until the bytes agree."""
    try:
        said = msgspec.json.decode(attachment or b"", type=_Claim)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return read_code(said.code or said.id)


def is_json(data: bytes) -> bool:
    """Whether a file says that it is a credential, by how it begins."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def why_no_file(data: bytes) -> Lazy | None:
    """Why these bytes cannot be a certificate's file, or None where they may be."""
    if not data:
        return N_("This file is empty. Choose the PDF or the JSON of the certificate.")
    if len(data) > LONGEST_FILE:
        return N_("This file is too large to be a certificate.")
    if b"%PDF-" not in data[:1024] and not (is_json(data) and len(data) <= LONGEST_CREDENTIAL):
        return N_("This file is neither a PDF nor the JSON of a certificate.")
    return None


def licence_holds(*, given_on: date, until: date | None, is_withdrawn: bool, on: date) -> bool:
    """Whether a logo may be printed on a day."""
    return not is_withdrawn and given_on <= on and (until is None or on <= until)


def may_have_file(actor: Actor, *, recipient_id: UUID, edition_id: UUID, round_id: UUID | None) -> bool:
    """The person it is for, and who organises the round it was won in."""
    is_own = actor.person_id is not None and actor.person_id == recipient_id
    return is_own or may_organise(actor, edition_id=edition_id, round_id=round_id)


def may_revoke(actor: Actor, *, edition_id: UUID) -> bool:
    """Only who runs the whole edition takes back what it certified."""
    return may_organise(actor, edition_id=edition_id)
