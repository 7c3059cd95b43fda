"""What an organiser may decide about an entry."""

import msgspec

from contest.lib.i18n import N_, Lazy

OUTCOMES = ("advanced", "awarded", "not_advanced")
LONGEST_AWARD = 120


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


def problem(choice: Choice, *, has_result: bool, is_below: bool = False) -> Lazy | None:
    """Why this cannot be decided about an entry; None where it can. `is_below`: it misses a floor of its rubric."""
    if choice.outcome not in OUTCOMES:
        return N_("Choose one of the answers offered.")
    if choice.outcome != "not_advanced" and not has_result:
        return N_("Too few judges have signed: an entry without a result can be neither advanced nor awarded.")
    if choice.outcome != "not_advanced" and is_below:
        return N_("It lies under a floor of its rubric: it can be neither advanced nor awarded.")
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
