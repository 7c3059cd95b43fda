"""Results for programs: what the pages show to who runs the round, no further than the token reaches."""

from typing import Any

import pytest

from contest.judging import service
from contest.lib import clock, db
from tests.judging.world import make_open_world, sign_all
from tests.makers import NOW, grant, make_edition, make_person, make_round
from tests.submissions.test_routes_api import programs

__all__ = ["programs"]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


async def test_a_program_reads_ranking_reviews_and_decisions_of_its_round_alone(programs: Any) -> None:
    world = await make_open_world(entries=2)
    await sign_all(world, ("5", "5"), ("8", "6"))
    other = await make_round(world.edition)
    await grant(world.organiser.id, "round_organiser", edition_id=world.edition, round_id=other)
    here, there = [
        await programs(world.organiser.id, "results:read", place=(world.edition, one)) for one in (world.round, other)
    ]
    at = f"/rounds/{world.round}"
    found = await here.get(f"{at}/ranking")
    assert (found["rule"], found["total"], found["hidden"], found["pages"]) == ("trimmed", 2, 0, 1)
    assert {line["code"] for line in found["entries"]} == set(world.entries)
    assert all({one["state"] for one in line["reviews"]} <= {"signed", "assigned"} for line in found["entries"])
    assert all((one["total"] is None) == (one["state"] != "signed")
               for line in found["entries"] for one in line["reviews"])  # fmt: skip
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    (line,) = (await here.get(f"{at}/decisions"))["decisions"]
    assert (line["id"], line["state"]) == (str(decision), "drafted")
    one = await here.get(f"/decisions/{decision}")
    assert [item["code"] for item in one["outcomes"]] and one["state"] == "drafted"
    tied = next(iter(world.entries))
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[tied], world.organiser.id, NOW,
    )  # fmt: skip
    seen = await here.get(f"{at}/ranking")
    assert (tied in str(seen), seen["hidden"]) == (False, 1)
    assert tied not in str(await here.get(f"/decisions/{decision}"))
    for path in (f"{at}/ranking", f"{at}/decisions", f"/decisions/{decision}"):
        await there.get(path, 404)
    stranger = await make_person("Olga")
    await grant(stranger, "programme_organiser", edition_id=await make_edition())
    await (await programs(stranger)).get(f"{at}/ranking", 404)
    await (await programs(world.organiser.id, "rounds:run")).get(f"{at}/ranking", 403)
