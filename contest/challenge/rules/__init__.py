"""Who organises what, which step comes next and what stands in its way, and the blindness policy."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from contest.challenge.rules.blindness import BLINDNESS as BLINDNESS
from contest.challenge.rules.blindness import JUDGES_KNOWN as JUDGES_KNOWN
from contest.challenge.rules.blindness import hidden_answers as hidden_answers
from contest.challenge.rules.blindness import hidden_from_judges as hidden_from_judges
from contest.challenge.rules.blindness import hides_names as hides_names
from contest.challenge.rules.blindness import judges_named as judges_named
from contest.challenge.rules.publicity import LANGUAGES as LANGUAGES
from contest.challenge.rules.publicity import PUBLICITY as PUBLICITY
from contest.challenge.rules.publicity import first_language as first_language
from contest.challenge.rules.publicity import lacks_text as lacks_text
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy

PROGRAMME = "programme_organiser"
ROUND = "round_organiser"

# The steps a round may take; what is not here is refused.
ROUND_STEPS: dict[str, frozenset[str]] = {
    "planned": frozenset({"open", "cancelled"}),
    "open": frozenset({"screening", "cancelled"}),
    "screening": frozenset({"judging", "cancelled"}),
    "judging": frozenset({"deliberation", "cancelled"}),
    "deliberation": frozenset({"notice", "judging"}),
    "notice": frozenset({"decided", "deliberation"}),
    "decided": frozenset({"deliberation"}),  # a final decision was reversed
    "cancelled": frozenset(),
}

# The way a round goes when nothing is sent back or given up.
ROUND_WAY = ("planned", "open", "screening", "judging", "deliberation", "notice", "decided")

# From here on the steps are verbs of judging, which check what this slice cannot see.
JUDGING_STEPS = frozenset({"judging", "deliberation", "notice", "decided"})

EDITION_STEPS: dict[str, frozenset[str]] = {
    "draft": frozenset({"open"}),
    "open": frozenset({"judging", "closed"}),
    "judging": frozenset({"decided"}),
    "decided": frozenset({"closed"}),
    "closed": frozenset(),
}

EDITION_WAY = ("draft", "open", "judging", "decided", "closed")

SHORTEST_REASON = 10  # characters

_ENDED = frozenset({"decided", "cancelled"})

STATES: dict[str, Lazy] = {
    "draft": N_("Draft"),
    "planned": N_("Planned"),
    "open": N_("Open"),
    "screening": N_("Screening"),
    "judging": N_("Judging"),
    "deliberation": N_("Deliberation"),
    "notice": N_("Public notice"),
    "decided": N_("Decided"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}


class Reach(Struct, frozen=True):
    """How far an actor's roles carry, for the condition of a list: everywhere, some editions, some rounds.

    `rounds_of` goes with `rounds`: the edition that a grant names beside its round, where it names one. A grant whose
    two do not belong together reaches nothing.
    """

    everywhere: bool
    editions: list[UUID]
    rounds: list[UUID]
    rounds_of: list[UUID | None]


def reach(actor: Actor) -> Reach:
    """The rounds that `may_organise` allows, as what a query can ask for; a test holds the two equal."""
    grants = actor.holds(PROGRAMME, ROUND)
    rounds = [(grant.round_id, grant.edition_id) for grant in grants if grant.round_id is not None]
    wide = [grant.edition_id for grant in grants if grant.round_id is None]
    return Reach(
        actor.is_system or None in wide,
        [edition_id for edition_id in wide if edition_id is not None],
        [round_id for round_id, _ in rounds],
        [edition_id for _, edition_id in rounds],
    )


def may_organise(actor: Actor, *, edition_id: UUID, round_id: UUID | None = None) -> bool:
    """Whether the actor runs this round (or, without one, the whole edition)."""
    if round_id is None:
        return actor.has(PROGRAMME, edition_id=edition_id)
    return actor.has(PROGRAMME, ROUND, edition_id=edition_id, round_id=round_id)


def may_found(actor: Actor) -> bool:
    """Whether the actor may begin an edition: a programme organiser of the whole installation."""
    return actor.is_system or any(
        grant.edition_id is None and grant.round_id is None for grant in actor.holds(PROGRAMME)
    )


def takes_entries(*, state: str, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Whether a hand-in counts at `now`: the last moment is the deadline itself, one second later is late."""
    return state == "open" and opens_at <= now <= closes_at


def next_step(state: str, way: tuple[str, ...] = ROUND_WAY) -> str | None:
    """The one step that goes on from `state`; None at the end."""
    if state not in way or state == way[-1]:
        return None
    return way[way.index(state) + 1]


def is_round_step(state: str, to: str) -> bool:
    return to in ROUND_STEPS.get(state, frozenset())


def is_edition_step(state: str, to: str) -> bool:
    return to in EDITION_STEPS.get(state, frozenset())


def before_round_step(
    to: str, *, edition_state: str, closes_at: datetime, is_scanned: bool, lacks_call: bool = False, now: datetime
) -> list[Lazy]:
    """What stands in the way of a round's step, in words; empty where nothing does.

    `is_scanned`: there is a virus scanner, or an organiser has waived it. `lacks_call`: name or text of its call is not
    there in the one language that it is held in.
    """
    found: list[Lazy] = []
    if to == "open":
        if edition_state != "open":
            found.append(N_("Its edition is not open yet."))
        if closes_at <= now:
            found.append(N_("Its deadline has passed: set a later one first."))
        if lacks_call:
            found.append(N_("The name or the text of its call is not there in the language of the round."))
        if not is_scanned:
            found.append(N_("No virus scanner looks at its files, and nobody has waived that on the edition’s page."))
    if to == "screening" and now <= closes_at:
        found.append(N_("The deadline has not passed: entries are still taken."))
    return found


def waiver_faults(reason: str) -> dict[str, Lazy | str]:
    """What is wrong with the reason for doing without a virus scanner."""
    if len(reason) < SHORTEST_REASON:
        return {"reason": N_("Say why in a sentence: it stays on this page and in the record.")}
    return {}


def before_edition_step(
    to: str, *, round_states: list[str], scenes: int, is_bilingual: bool, has_rules: bool
) -> list[Lazy]:
    """What stands in the way of an edition's step, in words; empty where nothing does."""
    found: list[Lazy] = []
    if to == "open":
        if not any(state != "cancelled" for state in round_states):
            found.append(N_("It has no round yet."))
        if not scenes:
            found.append(N_("It has no scene yet."))
        if not is_bilingual:
            found.append(N_("Its name and purpose are not there in both languages."))
        if not has_rules:
            found.append(N_("Its rules are not published yet."))
    if to == "judging" and any(state in {"planned", "open"} for state in round_states):
        found.append(N_("A round is still planned or open."))
    if to in {"decided", "closed"} and not set(round_states) <= _ENDED:
        found.append(N_("A round is neither decided nor cancelled."))
    return found
