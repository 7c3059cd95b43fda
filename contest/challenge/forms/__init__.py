"""What organisers send: texts, choices and local times made into plans, questions made for a form."""

from contest.challenge.forms.around import LinkForm, NominationForm, PartnerPersonForm, PermissionForm, check_questions
from contest.challenge.forms.plans import (
    FIELD_OF,
    MOMENTS,
    CityForm,
    EditionForm,
    PartnerForm,
    RoundForm,
    RulesForm,
    RulesReason,
    SceneForm,
    StepForm,
    WaiverForm,
    explain,
    twice,
)
from contest.challenge.forms.questions import (
    MoveForm,
    PublishForm,
    SectionForm,
    as_typed,
    question,
    rows,
)

__all__ = [
    "FIELD_OF",
    "MOMENTS",
    "CityForm",
    "EditionForm",
    "LinkForm",
    "MoveForm",
    "NominationForm",
    "PartnerForm",
    "PartnerPersonForm",
    "PermissionForm",
    "PublishForm",
    "RoundForm",
    "RulesForm",
    "RulesReason",
    "SceneForm",
    "SectionForm",
    "StepForm",
    "WaiverForm",
    "as_typed",
    "check_questions",
    "explain",
    "question",
    "rows",
    "twice",
]
