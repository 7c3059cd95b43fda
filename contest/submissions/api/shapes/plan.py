"""How an edition and a round are screened."""

from typing import Annotated

import msgspec

from contest.submissions.api.shapes import MOST, Key
from contest.submissions.rules.screening import MOST_REASONS, Reason

Words = Annotated[str, msgspec.Meta(max_length=20_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=MOST)] | None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Of the edition: the reasons for which an entry can be refused, the rules on the use of AI, and how many entries a
    person and an organisation may have, any number where it is null. Of the round: all else."""

    reasons: list[Reason]
    ai_policy_en: str
    ai_policy_zh: str
    per_person: int | None
    per_organisation: int | None
    needs_second: bool
    judges_read_letters: bool
    shortlist_days: int


class PlanRound(msgspec.Struct, frozen=True):
    """Whether a refusal needs a second person, whether judges read referees' letters, and how many days the shortlist
    has to answer what is asked of it."""

    needs_second: bool
    judges_read_letters: bool
    shortlist_days: Annotated[int, msgspec.Meta(ge=0, le=MOST)]


class GivenReason(msgspec.Struct, frozen=True):
    """A reason in both languages; one without a key is new."""

    en: Words
    zh: Words
    key: Key = ""


class PlanEdition(msgspec.Struct, frozen=True):
    """All of it is set: what is left out is none, or any number."""

    reasons: Annotated[list[GivenReason], msgspec.Meta(max_length=MOST_REASONS)]
    ai_policy_en: Words = ""
    ai_policy_zh: Words = ""
    per_person: Count = None
    per_organisation: Count = None


class EditionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """As it stands now."""

    reasons: list[Reason]
    ai_policy_en: str
    ai_policy_zh: str
    per_person: int | None
    per_organisation: int | None
