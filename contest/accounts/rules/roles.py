"""The roles by name, which of them organisers give at the desk, and for which places."""

from uuid import UUID

from contest.accounts.rules import PROGRAMME, ROUND
from contest.lib.i18n import N_, Lazy

SCREENER = "screener"
COMPLIANCE = "compliance_officer"
AUDITOR = "auditor"
JUDGE = "judge"

# The others come with what makes them: a seat on a panel, a partner, a counterpart, a venture.
APPOINTED = (PROGRAMME, ROUND, SCREENER, COMPLIANCE, AUDITOR)

WORDS: dict[str, Lazy] = {
    PROGRAMME: N_("Programme organiser"),
    ROUND: N_("Round organiser"),
    SCREENER: N_("Screener"),
    JUDGE: N_("Judge"),
    "panel_chair": N_("Panel chair"),
    "partner": N_("Partner"),
    "counterpart": N_("Counterpart"),
    "founder": N_("Founder of a venture"),
    "mentor": N_("Mentor"),
    COMPLIANCE: N_("Compliance officer"),
    AUDITOR: N_("Auditor"),
}

# What each may do, in the words of the page on which it is given.
MEANINGS: dict[str, Lazy] = {
    PROGRAMME: N_("Runs an edition or, without a place, the whole installation: rounds, forms, people, results."),
    ROUND: N_("Runs one round: its call, screening, panel and decision. Other rounds do not exist for them."),
    SCREENER: N_("Reads what was handed in and says whether it is eligible."),
    COMPLIANCE: N_("Answers people who ask what is known of them, and keeps the terms of the law."),
    AUDITOR: N_("Reads who did what and when. Changes nothing."),
}


def place_trouble(role: str, *, edition_id: UUID | None, round_id: UUID | None) -> Lazy | None:
    """Why a role cannot hold in a place (None, None is the whole installation), if it cannot."""
    if role == ROUND and round_id is None:
        return N_("Choose the round that they run.")
    if role in (PROGRAMME, COMPLIANCE) and round_id is not None:
        return N_("This role is for a whole edition: choose one, or everywhere.")
    if role == SCREENER and edition_id is None:
        return N_("Choose the edition or the round that they screen.")
    return None
