"""The second factor: which roles ask for it, when a code fits, and how recovery codes look."""

from collections.abc import Callable

from msgspec.structs import replace

from contest.accounts.rules import PROGRAMME, ROUND
from contest.accounts.rules.roles import AUDITOR, COMPLIANCE, JUDGE, SCREENER
from contest.lib.actor import Actor

# Who reads or decides what many others handed in. A chair reads what their panel reads, on a phone as its judges do.
STAFF = (PROGRAMME, ROUND, SCREENER, COMPLIANCE, AUDITOR)

RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
TRIES, TRIES_SECONDS = 5, 300
DRIFT = 1  # half minutes by which a phone's clock may be wrong


def is_asked(actor: Actor) -> bool:
    """Whether a role of the actor's asks for a second factor; invented people of a demonstration need none."""
    return not actor.is_demo and any(grant.role in STAFF for grant in (*actor.grants, *actor.waiting))


def may_hold(actor: Actor) -> bool:
    """Whether the actor keeps passkeys: who is asked for a second factor, and judges, whose link can ask for one.

    Not in a session that began by a link: who was handed a link would make themselves the key to it.
    """
    return is_asked(actor) or (actor.kept_to is None and actor.has(JUDGE))


def without_factor(actor: Actor) -> Actor:
    """The actor as a session counts them that has shown no second factor: roles of the staff wait for it."""
    if not is_asked(actor):
        return actor
    return replace(
        actor,
        grants=tuple(grant for grant in actor.grants if grant.role not in STAFF),
        waiting=tuple(grant for grant in actor.grants if grant.role in STAFF),
    )


def fitting_step(code: str, *, now: int, last: int, code_at: Callable[[int], str]) -> int | None:
    """The half minute whose code this is, near to `now` and after the `last` that was used; each is good once."""
    found = [step for step in range(now - DRIFT, now + DRIFT + 1) if step > last and code_at(step) == code]
    return found[0] if found else None
