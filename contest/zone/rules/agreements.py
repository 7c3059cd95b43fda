"""What is signed, and who may know of it."""

import re
import unicodedata
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

KINDS: dict[str, Lazy] = {
    "letter": N_("Letter of intent"),
    "framework": N_("Framework agreement"),
    "project": N_("Project agreement"),
    "investment": N_("Investment agreement"),
    "other": N_("Another agreement"),
}
CONFIDENTIALITY: dict[str, Lazy] = {
    "public": N_("Everybody may know of it"),
    "parties": N_("Its parties, and who organises the round or the edition"),
    "organisers": N_("Who organises the edition, and who recorded it"),
}
CLOSED = "organisers"
MOST_PARTIES, MOST_FIELDS, LONGEST_FIELD, LONGEST_NAME = 20, 20, 80, 200
_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"\s+/\s+|\s*／\s*")


class Signatory(Struct, frozen=True, kw_only=True):
    """A party as it is called, in one language at least; `organisation` where it is a counterpart's."""

    name_en: str = ""
    name_zh: str = ""
    organisation: UUID | None = None


class AgreementPlan(Struct, frozen=True, kw_only=True):
    """An agreement as it is entered; `parties` in the order of their signatures. `round_id` counts when it is new:
    later it moves only to the event that it is linked to."""

    round_id: UUID | None = None
    reference: str
    kind: str
    title_en: str = ""
    title_zh: str = ""
    parties: list[Signatory]
    fields: list[str] = []
    signed_on: date | None
    confidentiality: str


def signatory(line: str, organisation: UUID | None = None) -> Signatory:
    """A party from a text such as `County Government / 县人民政府`, or with one of both names."""
    names = _BETWEEN.split(unicodedata.normalize("NFC", line).strip(), maxsplit=1)
    if len(names) == 2:
        return Signatory(name_en=names[0].strip(), name_zh=names[1].strip(), organisation=organisation)
    if _HAN.search(names[0]):
        return Signatory(name_zh=names[0], organisation=organisation)
    return Signatory(name_en=names[0], organisation=organisation)


def line_of(name_en: str, name_zh: str) -> str:
    """A party as a text that `signatory` reads."""
    return " / ".join(name for name in (name_en, name_zh) if name)


def agreement_faults(plan: AgreementPlan, *, today: date) -> dict[str, Lazy | str]:
    """Why an agreement cannot stand in the register, by field. `today` may be a day behind where it was signed."""
    found: dict[str, Lazy | str] = {}
    if not plan.reference.strip():
        found["reference"] = N_("Give it a reference by which people find it.")
    if plan.kind not in KINDS:
        found["kind"] = N_("Choose one of the answers offered.")
    if plan.confidentiality not in CONFIDENTIALITY:
        found["confidentiality"] = N_("Choose one of the answers offered.")
    if not (plan.title_en.strip() or plan.title_zh.strip()):
        found["title_en"] = N_("Give a title in one language at least.")
    if not 2 <= len(plan.parties) <= MOST_PARTIES:
        found["parties"] = N_("Name from two to %(most)s parties.", most=MOST_PARTIES)
    elif any(len(name) > LONGEST_NAME for one in plan.parties for name in (one.name_en, one.name_zh)):
        found["parties"] = N_("Use at most %(most)s characters.", most=LONGEST_NAME)
    if len(plan.fields) > MOST_FIELDS or any(len(one) > LONGEST_FIELD for one in plan.fields):
        found["fields"] = N_("At most %(most)s lines of %(n)s characters.", most=MOST_FIELDS, n=LONGEST_FIELD)
    if plan.signed_on is None:
        found["signed_on"] = N_("This answer is needed.")
    elif plan.signed_on > today + timedelta(days=1):
        found["signed_on"] = N_("This day is still to come.")
    return found
