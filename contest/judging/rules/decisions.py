"""What an organiser may decide about an entry."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from contest.lib.i18n import N_, Lazy

OUTCOMES = ("advanced", "awarded", "not_advanced")
LONGEST_AWARD = 120

OUTCOME_WORDS: dict[str, Lazy] = {
    "advanced": N_("Advanced"),
    "awarded": N_("Awarded"),
    "not_advanced": N_("Not advanced"),
}


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome, and the words of the award in both languages where there is one.

    `way` says how a rule came to it (`advancement.HOW`), `reserve` its place among those who wait, `reason` why it is a
    wild card; all empty where it was chosen by hand.
    """

    outcome: str
    award_en: str = ""
    award_zh: str = ""
    way: str = ""
    reserve: int | None = None
    reason: str = ""


def by_hand(choice: Choice, before: Choice | None) -> Choice:
    """What somebody chose in a draft: where the outcome stays, so does what is known of how it came about."""
    if before is None or before.outcome != choice.outcome or choice.way:
        return choice
    return msgspec.structs.replace(choice, way=before.way, reserve=before.reserve, reason=before.reason)


def mark(choices: Mapping[str, Choice]) -> str:
    """Which outcomes somebody saw, by the ids of the entries: another mark where any of them is another now."""
    said = [
        (key, one.outcome, one.award_en, one.award_zh, one.way, one.reserve) for key, one in sorted(choices.items())
    ]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:16]


def mark_beside(
    choices: Mapping[str, Choice], figures: Mapping[str, tuple[int | None, Decimal | None]], *rest: str
) -> str:
    """What somebody publishes beside the outcomes they choose on the way: all other outcomes, every rank and score.

    `rest` is what else is published with them: where those that advance go on to, and how long the notice is.
    """
    said = [(key, rank, None if score is None else f"{score:.2f}") for key, (rank, score) in sorted(figures.items())]
    return hashlib.sha256(msgspec.json.encode((mark(choices), said, rest))).hexdigest()[:16]


def overtaken(choice: Choice, saved: Choice) -> dict[str, Lazy]:
    """What would undo what somebody else has saved in the meantime, by field: each says what they saved."""
    found: dict[str, Lazy] = {}
    if choice.outcome != saved.outcome:
        found["outcome"] = N_(
            "Somebody else has saved “%(outcome)s” meanwhile. Save again to set yours.",
            outcome=OUTCOME_WORDS[saved.outcome],
        )
    for name in ("award_en", "award_zh"):
        if getattr(choice, name) != getattr(saved, name):
            found[name] = N_(
                "Somebody else has saved “%(award)s” meanwhile. Save again to set yours.",
                award=getattr(saved, name) or "–",
            )
    return found


def problem(choice: Choice, *, has_result: bool, is_below: bool = False, is_out: bool = False) -> Lazy | None:
    """Why this cannot be decided about an entry; None where it can.

    `is_below`: it misses a floor of its rubric; `is_out`: it was not taken on to the last stage of judging.
    """
    if choice.outcome not in OUTCOMES:
        return N_("Choose one of the answers offered.")
    if choice.outcome != "not_advanced" and not has_result:
        return N_("Too few judges have signed: an entry without a result can be neither advanced nor awarded.")
    if choice.outcome != "not_advanced" and is_below:
        return N_("It lies under a floor of its rubric: it can be neither advanced nor awarded.")
    if choice.outcome != "not_advanced" and is_out:
        return N_("It was not taken on to the last stage of judging: it can be neither advanced nor awarded.")
    if max(len(choice.award_en), len(choice.award_zh)) > LONGEST_AWARD:
        return N_("Use at most %(most)s characters.", most=LONGEST_AWARD)
    if choice.outcome != "awarded" and (choice.award_en or choice.award_zh):
        return N_("Only an awarded entry has the name of an award.")
    return None


def unfinished(choice: Choice) -> Lazy | None:
    """What a draft may still lack and a published decision may not."""
    if choice.outcome == "awarded" and not (choice.award_en and choice.award_zh):
        return N_("Name the award in both languages.")
    return None
