"""Which entries a query may show to whom, as SQL."""

from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.lib.actor import Actor
from contest.submissions import rules


def ties_hide_sql(person: str, *, entry: str = "s") -> str:
    """The condition that keeps an entry from a person who is tied to it, or whose own it is.

    `person` is the parameter that holds their id (`$2`), `entry` the alias of `submission`. Every list of this slice
    and of those above has it in its WHERE.
    """
    return (
        f"({entry}.owner is distinct from {person}"  # noqa: S608 - names of parameters and aliases
        f" and not exists (select 1 from tie where tie.submission = {entry}.id and tie.person = {person}))"
    )


def judge_reads_sql(judge: str, *, entry: str = "s") -> str:
    """The condition that lets a judge read an entry: nothing ties them, and its applicant agreed to readers there."""
    consent = accounts.judge_reads_sql(judge, f"{entry}.owner", f"{entry}.country")
    return f"({ties_hide_sql(judge, entry=entry)} and {consent})"


class Reach(msgspec.Struct, frozen=True):
    """How far the actor's roles of the staff reach."""

    everywhere: bool
    editions: list[UUID]
    rounds: list[UUID]


def ties_hide_message_sql(person: str) -> str:
    """The condition on `message` that holds where it tells of an entry that this person may know nothing of."""
    return (
        f"exists (select 1 from submission s where s.id = any(message.about)"  # noqa: S608 - as above
        f" and not {ties_hide_sql(person)})"
    )


def reach(actor: Actor) -> Reach:
    grants = actor.holds(*rules.STAFF)
    return Reach(
        actor.is_system or any(grant.edition_id is None and grant.round_id is None for grant in grants),
        [grant.edition_id for grant in grants if grant.edition_id is not None and grant.round_id is None],
        [grant.round_id for grant in grants if grant.round_id is not None],
    )


def visible_sql(person: str, everywhere: str, editions: str, rounds: str) -> str:
    """`rules.may_see` as a condition on the entry `s`; parameters for the person's id and the parts of `reach`."""
    return (
        f"(s.owner = {person} or ({ties_hide_sql(person)} and exists ("  # noqa: S608 - as above
        f"select 1 from standing here where here.submission = s.id"
        f" and ({everywhere} or s.edition = any({editions}) or here.round = any({rounds})))))"
    )
