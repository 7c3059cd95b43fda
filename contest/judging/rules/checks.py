"""What is looked into before an award: that nobody is honoured who may not be, and that the law lets them be paid."""

from collections.abc import Mapping
from uuid import UUID

from contest.accounts.rules.roles import COMPLIANCE
from contest.judging.rules.permissions import may_run
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy

KINDS: dict[str, Lazy] = {
    "sanctions": N_("Sanctions"),
    "export": N_("Export control"),
    "affiliation": N_("Affiliation"),
}
MEANINGS: dict[str, Lazy] = {
    "sanctions": N_("Neither the people nor their organisation stand on a list of sanctions that counts here."),
    "export": N_("What is awarded may be shown, paid for and brought to the host region under export control."),
    "affiliation": N_(
        "Who they are and for whom they work is as they said; nobody close to the contest is among them."
    ),
}
RESULTS: dict[str, Lazy] = {"clear": N_("Nothing stands against it"), "hit": N_("Something stands against it")}
LONGEST_SOURCE, LONGEST_NOTE = 300, 2000


def may_check(actor: Actor, *, edition_id: UUID, round_id: UUID) -> bool:
    """Who runs the round, and its compliance officers."""
    return may_run(actor, edition_id=edition_id, round_id=round_id) or actor.has(
        COMPLIANCE, edition_id=edition_id, round_id=round_id
    )


def problems(*, kind: str, result: str, source: str, note: str) -> dict[str, Lazy | str]:
    """What is wrong with a check, by field. What stands against an award is said in words."""
    found: dict[str, Lazy | str] = {}
    if kind not in KINDS:
        found["kind"] = N_("Choose one of the answers offered.")
    if result not in RESULTS:
        found["result"] = N_("Choose one of the answers offered.")
    if not source.strip():
        found["source"] = N_("This answer is needed.")
    elif len(source) > LONGEST_SOURCE:
        found["source"] = N_("Use at most %(most)s characters.", most=LONGEST_SOURCE)
    if len(note) > LONGEST_NOTE:
        found["note"] = N_("Use at most %(most)s characters.", most=LONGEST_NOTE)
    elif result == "hit" and not note.strip():
        found["note"] = N_("Say what stands against it.")
    return found


def hinders(awarded: Mapping[str, Mapping[str, str]]) -> Lazy | None:
    """Why awards (by code: the last result of each kind of check) keep a decision from becoming final, or None."""
    for code, results in sorted(awarded.items()):
        if "hit" in results.values():
            return N_("A check stands against the award of %(code)s: reverse this decision, or check again.", code=code)
    for code, results in sorted(awarded.items()):
        if not KINDS.keys() <= results.keys():
            return N_("The award of %(code)s waits for its checks: record them before it becomes final.", code=code)
    return None
