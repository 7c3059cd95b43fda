"""What a home counts."""

from uuid import UUID

from contest.home import queries
from contest.lib import db
from tests.judging.world import World, make_open_world
from tests.makers import NOW


async def _tie(world: World, entry: UUID) -> None:
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        entry,
        world.judges[0].id,
        NOW,
    )


async def test_a_home_counts_no_review_of_a_tied_or_withdrawn_entry() -> None:
    world = await make_open_world(entries=3)
    tied, withdrawn, _ = world.entries.values()
    assert [one.to_do for one in await queries.reviews(actor=world.judges[0])] == [3]
    await _tie(world, tied)
    await db.execute("update submission set state = 'withdrawn' where id = $1", withdrawn)
    assert [one.to_do for one in await queries.reviews(actor=world.judges[0])] == [1]
