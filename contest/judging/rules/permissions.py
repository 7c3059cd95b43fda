"""Who may do what in judging."""

from uuid import UUID

from contest.challenge import rules as challenge
from contest.lib.actor import Actor
from contest.lib.errors import Conflict
from contest.lib.i18n import N_

CHAIR = "panel_chair"
JUDGE = "judge"

# A judge's own review may be read in these states of its round; before, nothing is open.
OPEN_ROUNDS = frozenset({"judging", "deliberation", "notice", "decided"})


def may_run(actor: Actor, *, edition_id: UUID, round_id: UUID) -> bool:
    """Set up judging, assign, open, decide: organisers whose scope holds the round."""
    return challenge.may_organise(actor, edition_id=edition_id, round_id=round_id)


def may_follow(actor: Actor, *, edition_id: UUID, round_id: UUID) -> bool:
    """See the panel's progress and the ranking: those who run it, and the chair of the panel."""
    return may_run(actor, edition_id=edition_id, round_id=round_id) or actor.has(
        CHAIR, edition_id=edition_id, round_id=round_id
    )


def follows_any(actor: Actor) -> bool:
    """Whether there is a round that they may follow: others' reviews are looked up for nobody else."""
    return actor.has(challenge.PROGRAMME, challenge.ROUND, CHAIR)


def may_watch(actor: Actor, *, edition_id: UUID, round_id: UUID) -> bool:
    """See how scores differ by country, language and field: the chair of the panel, and nobody who only runs it."""
    return not actor.is_system and actor.has(CHAIR, edition_id=edition_id, round_id=round_id)


def may_keep_rubrics(actor: Actor, *, edition_id: UUID) -> bool:
    """See and make the rubrics of an edition: its organisers, and those of one of its rounds."""
    return challenge.may_organise(actor, edition_id=edition_id) or any(
        grant.edition_id == edition_id for grant in actor.holds(challenge.ROUND)
    )


def may_read_review(
    actor: Actor, *, judge_id: UUID, edition_id: UUID, round_id: UUID, state: str, round_state: str, is_hidden: bool
) -> bool:
    """A judge reads their own while the round is open to them, those who follow it what was signed.

    `is_hidden`: the actor or the judge is tied to the entry, or it was withdrawn.
    """
    if is_hidden or state in {"recused", "waived"} or not actor.reaches(round_id):
        return False
    if actor.person_id == judge_id:
        return round_state in OPEN_ROUNDS
    return state in {"signed", "reopened"} and may_follow(actor, edition_id=edition_id, round_id=round_id)


class TermsChanged(Conflict):
    """The terms of judging have a newer version than the one that this judge agreed to."""

    code = "terms_changed"
    default = N_("The terms of judging have changed: agree to them before you read on.")

    def __init__(self, *, round_id: UUID) -> None:
        super().__init__(round_id=str(round_id))
        self.round_id = round_id


def must_choose(actor: Actor, *, blindness: str, edition_id: UUID, round_id: UUID) -> bool:
    """Whether somebody knows too much to judge here: who runs a blind round sees who applied."""
    return challenge.hides_names(blindness) and may_run(actor.with_waiting, edition_id=edition_id, round_id=round_id)


BOTH_ROLES = N_(
    "Who runs this round knows who applied: in a blind round nobody runs it and judges too. One of the roles has to go."
)


def refuse_reader(actor: Actor, *, blindness: str, has_agreed: bool, edition_id: UUID, round_id: UUID) -> None:
    """`Conflict` where a judge may not open their own reviews yet, or not in this role."""
    if must_choose(actor, blindness=blindness, edition_id=edition_id, round_id=round_id):
        raise Conflict(BOTH_ROLES)
    if not has_agreed:
        raise TermsChanged(round_id=round_id)


def blindness_to(actor: Actor, *, blindness: str, judge_id: UUID, edition_id: UUID, round_id: UUID) -> str:
    """A round's policy as it holds for this reader: whoever judges, and the chair, who judges too; else none."""
    judges = actor.person_id == judge_id or not may_run(actor, edition_id=edition_id, round_id=round_id)
    return blindness if judges else "none"


def may_propose(actor: Actor, *, edition_id: UUID) -> bool:
    """Propose judges for an edition: its partners."""
    return not actor.is_system and actor.has("partner", edition_id=edition_id)
