"""What is taken away of a round, on record."""

from collections.abc import Callable
from uuid import UUID

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.challenge.rules import may_organise
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.zips import Member
from contest.submissions import queries, rules


async def _round(actor: Actor, round_id: UUID, may: Callable[..., bool]) -> None:
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not may(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound


async def take_list(*, actor: Actor, round_id: UUID, what: str, as_file: str) -> None:
    """Ask for a list of `queries.ROUND_LISTS`; that it was taken is recorded. Its rows are those of `list_rows`."""
    if what not in queries.ROUND_LISTS:
        raise NotFound
    is_of_organisers = queries.ROUND_LISTS[what].is_of_organisers
    await _round(actor, round_id, may_organise if is_of_organisers else rules.may_screen)
    facts = {"list": what, "as": as_file}
    await record(actor=actor, action="round.export_list", thing="round", thing_id=round_id, data=facts)


async def take_files(*, actor: Actor, round_id: UUID, way: str) -> list[Member]:
    """The files of what was handed in to a round, named by a key of `rules.FILE_NAMES`; that they were is recorded."""
    if way not in rules.FILE_NAMES:
        raise NotFound
    await _round(actor, round_id, rules.may_screen)
    members = await queries.round_files(actor=actor, round_id=round_id, way=way)
    facts = {"names": way, "files": len(members)}
    await record(actor=actor, action="round.export_files", thing="round", thing_id=round_id, data=facts)
    return members
