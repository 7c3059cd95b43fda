"""Who gets which certificate, under which number and code, and who may have its file."""

import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

import msgspec

from contest.challenge.rules import may_organise
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import LETTERS, public_code

AWARD = "award"
HOST = "host"
CODE_LETTERS = 12
LONGEST_NAME = 120
SERIES = 50  # certificates that are made in one go: some seconds of work, and what a crash costs
LONGEST_FILE = 5_000_000
ATTACHMENT = "certificate.json"


class _Claim(msgspec.Struct):
    code: str


def recipients(
    *, outcome: str, submission_state: str, owner_id: UUID, member_ids: Sequence[UUID] = ()
) -> list[tuple[str, UUID]]:
    """Which certificates one line of a final decision earns, as (kind, person): the owner first."""
    if outcome == "awarded" and submission_state == "submitted":
        return [(AWARD, person_id) for person_id in dict.fromkeys((owner_id, *member_ids))]
    return []


def number(prefix: str, sequence: int) -> str:
    """`CC-BT26-0007`: printed, quoted, kept over corrections; not secret, so it opens nothing."""
    return public_code(f"CC-{prefix}", sequence)


def storage_key(code: str) -> str:
    """Where the file lies: the same for every try, so that the first one that is stored stays."""
    return f"certificates/{code}.pdf"


def grouped(code: str) -> str:
    """`K7QM-4XWA-9TPC`: a code as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """The code that somebody typed or pasted, the whole address too; None where it cannot be one."""
    last = unicodedata.normalize("NFKC", typed).strip().rstrip("/").rpartition("/")[2]
    code = re.sub(r"[\s\-‐-―−_.]", "", last).upper()
    return code if len(code) == CODE_LETTERS and set(code) <= set(LETTERS) else None


def claimed_code(attachment: bytes | None) -> str | None:
    """The code that a PDF's `certificate.json` names; it is a stranger's word until the bytes agree."""
    try:
        said = msgspec.json.decode(attachment or b"", type=_Claim)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return read_code(said.code)


def why_no_pdf(data: bytes) -> Lazy | None:
    """Why these bytes cannot be a certificate's file, or None where they may be."""
    if not data:
        return N_("This file is empty. Choose the PDF of the certificate.")
    if len(data) > LONGEST_FILE:
        return N_("This file is too large to be a certificate.")
    if b"%PDF-" not in data[:1024]:
        return N_("This file is not a PDF.")
    return None


def may_have_file(actor: Actor, *, recipient_id: UUID, edition_id: UUID, round_id: UUID) -> bool:
    """The person it is for, and who organises the round it was won in."""
    is_own = actor.person_id is not None and actor.person_id == recipient_id
    return is_own or may_organise(actor, edition_id=edition_id, round_id=round_id)


def may_revoke(actor: Actor, *, edition_id: UUID) -> bool:
    """Only who runs the whole edition takes back what it certified."""
    return may_organise(actor, edition_id=edition_id)
