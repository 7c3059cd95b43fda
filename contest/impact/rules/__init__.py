"""Impact: inputs with their units, factors with their sources, figures with their ranges."""

from contest.impact.rules.assessment import Assessment, Placed, Record, assess, holds, record
from contest.impact.rules.factors import (
    BOUNDARIES,
    Factor,
    factor_faults,
    host_factor,
    missing_since,
    national_factors,
)
from contest.impact.rules.gases import GWP100_AR6, kgco2e
from contest.impact.rules.inputs import YEARS, Cost, Inputs, Logistic, Ranged, Side, faults
from contest.impact.rules.permissions import CHIEF, may_publish
from contest.impact.rules.reading import GROUPS, PREFIX, Read, read
from contest.impact.rules.results import (
    BUDGET_KGCO2E_PER_PERSON,
    RULES,
    Driver,
    Range,
    Result,
    abatement_cost,
    capital_recovery,
    compute,
    in_operation,
    rounded,
    totals,
)
from contest.impact.rules.sheets import COLUMNS, Difference, Sheet, difference, read_sheet, write_sheet
from contest.impact.rules.words import View, boundary_words, place_name, tonnes, view

__all__ = [
    "BOUNDARIES",
    "BUDGET_KGCO2E_PER_PERSON",
    "CHIEF",
    "COLUMNS",
    "GROUPS",
    "GWP100_AR6",
    "PREFIX",
    "RULES",
    "YEARS",
    "Assessment",
    "Cost",
    "Difference",
    "Driver",
    "Factor",
    "Inputs",
    "Logistic",
    "Placed",
    "Range",
    "Ranged",
    "Read",
    "Record",
    "Result",
    "Sheet",
    "Side",
    "View",
    "abatement_cost",
    "assess",
    "boundary_words",
    "capital_recovery",
    "compute",
    "difference",
    "factor_faults",
    "faults",
    "holds",
    "host_factor",
    "in_operation",
    "kgco2e",
    "may_publish",
    "missing_since",
    "national_factors",
    "place_name",
    "read",
    "read_sheet",
    "record",
    "rounded",
    "tonnes",
    "totals",
    "view",
    "write_sheet",
]
