"""The form of an entry: its questions, whether they can be asked so, and whether the answers will do."""

from contest.challenge.rules.forms.answers import (
    COLUMNS,
    Attached,
    asked,
    check_answer,
    check_complete,
    check_draft,
    chosen,
    handed_in,
    holds,
    number,
    shown,
    years,
    years_of,
)
from contest.challenge.rules.forms.climate import ADAPTATION, AIM
from contest.challenge.rules.forms.counting import Length, fits, measure
from contest.challenge.rules.forms.defaults import ALWAYS, default_form
from contest.challenge.rules.forms.questions import (
    KINDS,
    READERS,
    STAGES,
    TYPES,
    Condition,
    Field,
    Form,
    Option,
    Section,
    Words,
)
from contest.challenge.rules.forms.validity import Fault, faults

__all__ = [
    "ADAPTATION",
    "AIM",
    "ALWAYS",
    "COLUMNS",
    "KINDS",
    "READERS",
    "STAGES",
    "TYPES",
    "Attached",
    "Condition",
    "Fault",
    "Field",
    "Form",
    "Length",
    "Option",
    "Section",
    "Words",
    "asked",
    "check_answer",
    "check_complete",
    "check_draft",
    "chosen",
    "default_form",
    "faults",
    "fits",
    "handed_in",
    "holds",
    "measure",
    "number",
    "shown",
    "years",
    "years_of",
]
