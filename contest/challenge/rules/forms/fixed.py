"""What stays of the questions that lists, certificates and the climate figure are made of, however a form is edited."""

from functools import cache

from contest.challenge.rules.forms.climate import AIM
from contest.challenge.rules.forms.defaults import ALWAYS, every_default
from contest.challenge.rules.forms.questions import READERS, Field
from contest.impact.rules import PREFIX
from contest.lib.i18n import N_, Lazy

# These stand in lists, in results and on certificates; the others of `ALWAYS` are read by judges, unless blind.
PUBLIC = ("title_en", "title_zh", "summary_en", "summary_zh")
_BESIDE = ("health", "nature")
_READ = (*ALWAYS, *_BESIDE, AIM)


@cache
def _built_in() -> dict[str, Field]:
    return {field.key: field for field in every_default()}


def built_in(key: str) -> Field | None:
    """The question as it is shipped, where its answer is computed with or stands in lists; None for any other."""
    is_known = key in _READ or key.startswith((PREFIX, *(f"{name}_" for name in _BESIDE)))
    return _built_in().get(key) if is_known else None


def is_removable(key: str) -> bool:
    return key not in ALWAYS


def fixed_faults(field: Field) -> list[Lazy]:
    """What was changed of a question that the system reads, and must not be."""
    shipped = built_in(field.key)
    if shipped is None:
        return []
    found: list[Lazy] = []
    if field.type != shipped.type:
        found.append(N_("Lists and figures are made of this question: its type stays."))
    if [option.value for option in field.options] != [option.value for option in shipped.options]:
        found.append(N_("Figures are computed from these answers: their keys and their order stay."))
    if (field.unit, field.years, field.first_year) != (shipped.unit, shipped.years, shipped.first_year):
        found.append(N_("The climate figure is computed from this answer: its unit and its years stay."))
    if field.key in PUBLIC and field.seen_by != "public":
        found.append(N_("This stands in public lists and on certificates: everybody sees it."))
    if field.key in ALWAYS and READERS.index(field.seen_by) > READERS.index("judges"):
        found.append(N_("Judges’ lists and their ties are made of this: judges see it, unless the round is blind."))
    if field.key in {*PUBLIC, "scene"} and field.is_hidden_blind:
        found.append(N_("Blind judges see this too: without it they cannot tell entries apart."))
    return found
