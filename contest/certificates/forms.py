"""What an organiser types of a design."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec

from contest.certificates.rules import designs
from contest.lib import pdf
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy

_CHOICES: dict[str, Collection[str]] = {
    "base": designs.BASES,
    "orientation": designs.ORIENTATIONS,
    "colour": designs.COLOURS,
}
_TEXTS = {
    "closing_en": designs.LONGEST_CLOSING,
    "closing_zh": designs.LONGEST_CLOSING,
    "signatory_en": designs.LONGEST_SIGNATORY,
    "signatory_zh": designs.LONGEST_SIGNATORY,
    "office_en": designs.LONGEST_SIGNATORY,
    "office_zh": designs.LONGEST_SIGNATORY,
}


def read_design(fields: dict[str, Any]) -> designs.Design:
    """The design in a form; `Invalid` says at each field what cannot be printed."""
    errors: dict[str, Lazy | str] = {}
    values = {name: " ".join(str(fields.get(name, "")).split()) for name in (*_CHOICES, *_TEXTS)}
    for name, known in _CHOICES.items():
        if values[name] not in known:
            errors[name] = N_("Choose one of these.")
    for name, most in _TEXTS.items():
        if len(values[name]) > most:
            errors[name] = N_("At most %(most)s characters have room here.", most=most)
        elif missing := pdf.missing_characters(values[name]):
            errors[name] = N_("Our fonts cannot print %(characters)s.", characters=" ".join(missing))
    values["logo"] = " ".join(str(fields.get("logo", "")).split())
    if values["logo"] and not is_uuid(values["logo"]):
        errors["logo"] = N_("Choose one of these.")
    if errors:
        raise Invalid(fields=errors)
    return msgspec.convert(values, designs.Design)


def is_uuid(text: str) -> bool:
    """Whether a text is the id of something."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def drafted(fields: dict[str, Any], saved: designs.Design) -> designs.Design:
    """What a form would look like; where it cannot be printed, what was saved stands."""
    try:
        return read_design({**msgspec.structs.asdict(saved), **fields})
    except Invalid:
        return saved
