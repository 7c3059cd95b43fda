"""Which scores nobody but their judge sees yet."""

from contest.judging.queries.rounds import Judging
from contest.lib import db
from contest.lib.errors import Conflict
from contest.lib.i18n import N_

LIVE = "live"


def revealed_sql(review: str) -> str:
    """The condition on a review (an alias) that others may see its score: it is not of a live stage, or was revealed.

    Every output in which a signed total of somebody else counts has it in its WHERE, or refuses as a whole.
    """
    return (
        f"({review}.stage <> 'live' or exists (select from live_pitch lp"
        f" where lp.judging_round = {review}.judging_round and lp.submission = {review}.submission"
        " and lp.revealed_at is not null))"
    )


_SEALED = f"""
select exists (select from review rv join submission s on s.id = rv.submission and s.state = 'submitted'
  where rv.judging_round = $1 and rv.stage = 'live' and rv.state = 'signed' and not {revealed_sql("rv")})
"""  # noqa: S608 - no value is in it


async def is_sealed(judging: Judging) -> bool:
    """Whether live scores were signed that are not revealed yet. Asks nobody who is looking, and mostly nothing."""
    return judging.stage == LIVE and bool(await db.fetchval(_SEALED, judging.id))


async def refuse_sealed(judging: Judging) -> None:
    """`Conflict` where figures would tell a live score that is sealed."""
    if await is_sealed(judging):
        raise Conflict(N_("Live scores are sealed until every judge of an entry has signed and they are revealed."))
