"""The desk's smaller lists, taken away: what is on their pages, no further than the reader's reach, and recorded."""

import csv
import io
from typing import Any

import httpx
import msgspec
import pytest

from contest.challenge.tables import Partner
from contest.desk import service
from contest.desk.rules.reminders import Quiet
from contest.lib import clock, db
from contest.lib.ids import uuid7
from tests.desk.test_routes import make_job
from tests.desk.test_routes_search import Two, two
from tests.judging.world import make_world
from tests.makers import NOW, actor_for, grant, make_person
from tests.makers.files import make_file
from tests.makers.incubator import make_cohort, make_parts, place_venture
from tests.web import sign_in

__all__ = ["two"]


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


async def test_lists_of_the_desk_are_taken_away_as_far_as_one_reaches(client: httpx.AsyncClient, two: Two) -> None:
    chief = await make_person("=1+1")
    await grant(chief, "programme_organiser")
    hooks = []
    for round_id in two.rounds:
        hooks.append(uuid7())
        await db.execute(
            "insert into webhook (id, edition, round, name, address, events, sealed_key, made_by, made_at) values"
            " ($1, $2, $3, $4, 'https://chat.example/x', '{round.opened}', 'x', $5, $6)",
            *(hooks[-1], two.edition, round_id, f"Chat {len(hooks)}", chief, NOW),
        )
        await db.execute(
            "insert into webhook_delivery (id, webhook, event, occasion, body, state, status, answered_at, attempts,"
            " error, made_at)"
            " values ($1, $2, 'round.opened', $1, '{\"a\": 1}', 'delivered', 204, $3, 1, '', $3)",
            *(uuid7(), hooks[-1], NOW),
        )
        async with db.work():
            await service.add_rule(
                actor=await actor_for(chief), place=f"{two.edition}/{round_id}", moment="reviews_due", hours=-24,
                channel="person", webhook_id=None, quiet=Quiet(21, 8), now=NOW,
            )  # fmt: skip
    await make_job()
    await Partner(edition=two.edition, role="host", name_en="Green Network", name_zh="", source="x").save()
    slug = await db.fetchval("select slug from edition where id = $1", two.edition)
    at = {
        "roles": "/desk/roles", "calendar": "/desk/calendar", "reminders": "/desk/reminders", "jobs": "/desk/jobs",
        "webhooks": "/desk/webhooks/all", "calls": f"/desk/webhooks/{hooks[0]}/calls",
        "partners": f"/challenge/editions/{slug}/partners",
    }  # fmt: skip
    await sign_in(client, chief)
    rows: dict[str, list[list[str]]] = {}
    for name, path in at.items():
        page = (await client.get(path.removesuffix("/all").removesuffix("/calls").removesuffix("/partners"))).text
        assert f'href="{path}/xlsx' in page, name
        answer = await client.get(f"{path}/csv")
        rows[name] = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert len(msgspec.json.decode((await client.get(f"{path}/json")).content)) == len(rows[name]) - 1
        assert (await client.get(f"{path}/xlsx")).content[:2] == b"PK"
        assert (await client.get(f"{path}/pdf")).status_code == 404
    assert {name: len(found) - 1 for name, found in rows.items()} == {
        "roles": 2, "calendar": 2, "reminders": 2, "webhooks": 2, "jobs": 1, "calls": 1, "partners": 1,
    }  # fmt: skip
    assert "'=1+1" in {row[0] for row in rows["roles"]}
    assert rows["calls"][1][:4] == ["A call opens", "Delivered", "1", "204"]
    assert (await client.get("/desk/jobs/csv?shown=waiting")).text.count("\n") == 1
    taken = await db.fetchval("select count(*) from audit_record where action like '%.export' and actor_id = $1", chief)
    assert taken == 3 * len(at) + 1
    await sign_in(client, two.paris.id)
    for name, count in (("roles", 0), ("calendar", 1), ("reminders", 1), ("webhooks", 1)):
        assert (await client.get(f"{at[name]}/csv")).text.count("\n") == count + 1, name
    assert (await client.get(f"/desk/webhooks/{hooks[1]}/calls/csv")).status_code == 404
    assert (await client.get("/desk/jobs/csv")).status_code == 404


async def test_a_panel_and_an_incubator_are_taken_away(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=2, judges=2)
    entry = next(iter(world.entries.values()))
    owner = await db.fetchval("select owner from submission where id = $1", entry)
    cohort = await make_cohort(world.edition)
    venture = await place_venture(world.edition, entry, cohort_id=cohort, file_id=await make_file(owner))
    await make_parts(venture)
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser")
    await sign_in(client, chief)
    incubator = f"/incubator/editions/{world.edition}"
    for path, most in (
        (f"/judging/rounds/{world.round}/panel/list", 2), (f"{incubator}/list", 1), (f"{incubator}/milestones", 1),
        (f"{incubator}/mentors", 1), (f"{incubator}/cohorts", 1), (f"{incubator}/desk", 1),
    ):  # fmt: skip
        page = (await client.get(path.removesuffix("/list") if "panel" in path else path)).text
        assert f'href="{path}/csv' in page, path
        rows = msgspec.json.decode((await client.get(f"{path}/json")).content)
        assert 1 <= len(rows) <= most, path
    assert (await client.get(f"{incubator}/late/csv")).text.count("\n") == 1
    assert len(msgspec.json.decode((await client.get(f"{incubator}/list/json?stage=alumni")).content)) == 0
    assert (await client.get(f"{incubator}/list/csv?cohort={uuid7()}")).text.count("\n") == 1
