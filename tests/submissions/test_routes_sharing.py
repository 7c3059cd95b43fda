"""The pages of data rooms and of suggestions."""

import csv
import re
from io import StringIO
from typing import Any

import httpx
import pytest

from contest.lib import clock, db, storage
from contest.lib.web.front import Front
from tests.makers import NOW, grant, make_edition, make_token
from tests.makers.zone import make_need, make_zone_scene, owner_of
from tests.submissions.test_service_sharing import World, world
from tests.web import browser, post, sign_in

__all__ = ["world"]


@pytest.fixture
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


def table_of(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def _agreed(app: Front, world: World, level: str = "files") -> None:
    async with browser(app) as own:
        await sign_in(own, world.owner.id)
        assert (await post(own, f"/submissions/{world.code}/sharing", {"level": level})).status_code == 303


async def test_an_entry_is_agreed_shared_read_and_taken_back(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    await storage.put(f"files/{world.file}", b"%PDF", content_type="application/pdf")
    rooms = f"/submissions/rounds/{world.round}/sharing"
    await sign_in(client, world.organiser.id)
    assert "No applicant has agreed to sharing yet" in (await client.get(rooms)).text
    form = {"codes": world.code, "counterpart_id": str(world.fund)}
    assert (await post(client, rooms, form)).status_code == 409
    async with browser(app) as own:
        await sign_in(own, world.owner.id)
        here = f"/submissions/{world.code}/sharing"
        assert "nothing is shared before you do" in (await own.get(here)).text
        assert (await post(own, here, {"level": "all of it"})).status_code == 422
    await _agreed(app, world)
    wrong = await post(client, rooms, {"codes": world.code})
    assert (wrong.status_code, "checked" in wrong.text) == (422, True)
    assert (await post(client, rooms, form)).status_code == 303
    assert "Blue Lagoon Capital" in (await client.get(rooms)).text
    async with browser(app) as iris:
        await sign_in(iris, world.iris.id)
        assert "not opened yet" in (await iris.get("/submissions/shared")).text
        (_, line) = table_of(await iris.get("/submissions/shared/entries/csv"))
        assert (line[0], line[-3], line[-1]) == (world.code, "Blue Lagoon Capital", "")
        shown = (await iris.get(f"/submissions/shared/{world.code}")).text
        assert "Villages run on diesel." in shown and "Lin Xiaoyu" not in shown and "+86" not in shown
        link = re.search(rf'href="(/submissions/shared/{world.code}/files/[^"]+)"', shown)
        assert link and "/pages" not in shown
        assert (await iris.get(link[1])).status_code == 200
        assert "not opened yet" not in (await iris.get("/submissions/shared")).text
        assert (await iris.get(f"/submissions/files/{world.file}")).status_code == 404
        assert (await iris.get(f"/submissions/{world.code}")).status_code == 404
        async with browser(app) as own:
            await sign_in(own, world.owner.id)
            page = (await own.get(f"/submissions/{world.code}/sharing")).text
            assert page.count("Iris Moreau") == 2
            stop = re.search(rf'action="(/submissions/{world.code}/sharing/[^"]+/stop)"', page)
            assert stop
            assert (await post(own, stop[1])).status_code == 303
        assert (await iris.get(f"/submissions/shared/{world.code}")).status_code == 404
        assert (await iris.get(link[1])).status_code == 404
        assert "Nothing is shared with you yet" in (await iris.get("/submissions/shared")).text
    async with browser(app) as rita:
        await sign_in(rita, world.rival.id)
        assert (await rita.get(f"/submissions/shared/{world.code}")).status_code == 404


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_suggestions_say_what_fits_what_is_missing_and_what_is_left_out(
    app: Front, client: httpx.AsyncClient, world: World, locale: str
) -> None:
    await _agreed(app, world)
    await make_zone_scene(world.edition)
    await make_zone_scene(world.edition, "water", "Water", "水")
    owner = await owner_of(world.fund)
    fits = await make_need(
        world.edition, owner, state="open", least_trl=6, languages=["en"], keywords=["diesel"], within_months=12
    )
    other = await make_need(world.edition, owner, state="open", scenes=["water"])
    draft = await make_need(world.edition, owner)
    await sign_in(client, world.organiser.id)
    await db.execute("update person set locale = $2 where id = $1", world.organiser.id, locale)
    client.headers["accept-language"] = locale
    here = f"/submissions/rounds/{world.round}/suggestions"
    page = (await client.get(f"{here}?need={fits}")).text
    said = {
        "en": ("TRL 7 of at least 6", "it speaks of diesel", "both speak English", "its plan names no time"),
        "zh": ("技术成熟度 7 级，要求不低于 6 级", "提及 diesel", "双方均使用英文", "计划未说明时间"),
    }
    for words in ("88 %", *said[locale]):
        assert words in page
    left = (await client.get(f"{here}?need={other}")).text
    assert {"en": "another scene", "zh": "场景不符"}[locale] in left
    assert (await client.get(f"{here}?need={draft}")).status_code == 404
    weights = {f"weight.{key}": "0" for key in ("scene", "keywords", "landing", "money", "language", "interest")}
    wrong = await post(client, here, weights | {"weight.readiness": "many"})
    assert (wrong.status_code, 'value="many"' in wrong.text) == (422, True)
    assert (await post(client, here, weights | {"weight.readiness": "9"})).status_code == 303
    assert "100 %" in (await client.get(f"{here}?need={fits}")).text
    form = re.search(r'name="counterpart_id" value="([^"]+)"', page)
    assert form
    sent = {"codes": world.code, "counterpart_id": form[1]}
    assert (await post(client, f"/submissions/rounds/{world.round}/sharing", sent)).status_code == 303
    rows = table_of(await client.get(f"{here}/csv?need={fits}"))
    assert (rows[1][0], rows[1][3], rows[1][-1]) == (world.code, "100", {"en": "yes", "zh": "是"}[locale])
    ruled = table_of(await client.get(f"{here}/csv?need={other}"))[1]
    assert (ruled[3], ruled[6]) == ("", {"en": "another scene", "zh": "场景不符"}[locale])
    assert (await client.get(f"{here}/csv?need={draft}")).status_code == 404
    assert {"en": "shared with its owner", "zh": "已与发布方共享"}[locale] in (
        await client.get(f"{here}?need={fits}")
    ).text


async def test_these_pages_take_the_same_statements_for_one_and_three_entries(
    app: Front, client: httpx.AsyncClient, world: World
) -> None:
    from tests.makers import make_standing, make_submission, make_version

    await make_zone_scene(world.edition)
    need = await make_need(world.edition, await owner_of(world.fund), state="open")
    await sign_in(client, world.organiser.id)
    pages = [f"/submissions/rounds/{world.round}/sharing", f"/submissions/rounds/{world.round}/suggestions?need={need}"]

    async def statements() -> list[int]:
        found = []
        for path in pages:
            log: list[str] = []
            token = db.statements.set(log)
            assert (await client.get(path)).status_code == 200
            db.statements.reset(token)
            found.append(len(log))
        return found

    one = await statements()
    for number in (2, 3):
        entry = await make_submission(world.edition, world.round, world.owner.id, code=f"BT26-000{number}")
        version = await make_version(entry, world.owner.id, code=f"BT26-000{number}")
        await make_standing(entry, world.round, version)
    assert await statements() == one
    assert max(one) <= 9


async def test_a_program_reads_what_is_shared_no_further_than_its_token_and_each_opening_is_kept(
    app: Front, world: World, at_noon: None
) -> None:
    await storage.put(f"files/{world.file}", b"%PDF", content_type="application/pdf")
    await _agreed(app, world, "answers")
    async with browser(app) as client:
        await sign_in(client, world.organiser.id)
        sent = {"codes": world.code, "counterpart_id": str(world.fund)}
        await post(client, f"/submissions/rounds/{world.round}/sharing", sent)
    elsewhere = await make_edition()
    await grant(world.iris.id, "counterpart", edition_id=elsewhere)
    tokens = {
        "own": await make_token(world.iris.id, "shared:read", place=(world.edition, None)),
        "elsewhere": await make_token(world.iris.id, "shared:read", place=(elsewhere, None)),
        "rival": await make_token(world.rival.id, "shared:read"),
    }
    for name, token in tokens.items():
        async with browser(app, authorization=f"Bearer {token}") as program:
            lines = (await program.get("/api/v1/shared")).json()["entries"]
            one = await program.get(f"/api/v1/shared/{world.code}")
            assert (name, [line["code"] for line in lines], one.status_code) == (
                (name, [world.code], 200) if name == "own" else (name, [], 404)
            )
            if name == "own":
                assert one.json()["answers"]["problem"] == "Villages run on diesel."
                assert ("contact_name" in one.json()["answers"], one.json()["files"]) == (False, [])
                file = f"/api/v1/shared/{world.code}/files/{world.file}"
                assert (await program.get(file)).status_code == 404
                await _agreed(app, world)
                assert (await program.get(file)).content == b"%PDF"
                assert (await program.get("/api/v1/entries")).status_code == 403
    kept = await db.fetch("select file is null as whole from entry_opening order by opened_at, id")
    assert [row["whole"] for row in kept] == [True, False]
