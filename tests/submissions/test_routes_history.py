"""How an entry came to be: sittings, hand-ins, what each changed, and an earlier text put back."""

from datetime import datetime, timedelta

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.merging import Change
from contest.submissions import queries, service
from tests.makers import NOW, actor_for, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import ALL, hand_in, make_ready
from tests.web import post, sign_in

RISKS = "Floods; the intake is above the highest mark."


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with clock.moved_to(NOW + timedelta(hours=1)):
        yield


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu"))


@pytest.fixture
async def code(lin: Actor) -> str:
    edition = await make_edition()
    await make_scene(edition)
    return await make_ready(lin, await make_round(edition))


async def write(actor: Actor, code: str, now: datetime, **changes: tuple[str, str]) -> None:
    async with db.work():
        await service.autosave(
            actor=actor, code=code, revision=0, changes={key: Change(*both) for key, both in changes.items()}, now=now
        )


async def marks(lin: Actor, code: str) -> list[queries.PastLine]:
    return (await queries.past(entry=await queries.own_entry(actor=lin, code=code))).lines


async def test_one_sitting_is_one_line_with_what_stood_before_it(lin: Actor, code: str) -> None:
    later = NOW + timedelta(hours=1)
    await write(lin, code, later, risks=(RISKS, "Storms."))
    await write(lin, code, later + timedelta(minutes=5), risks=("Storms.", "Storms and drought."), landing=("x", "y"))
    await write(lin, code, later + timedelta(minutes=6), problem=("Villages run on diesel.", "None."))
    lines = await marks(lin, code)
    assert [(line.labels, line.by) for line in lines[:1]] == [(["The problem", "Risks and safeguards"], "Lin Xiaoyu")]
    changed = await queries.changed_by(entry=await queries.own_entry(actor=lin, code=code), mark=lines[0].mark)
    assert [(edit.key, edit.before, edit.after) for edit in changed.edits] == [
        ("problem", "Villages run on diesel.", "None."),
        ("risks", RISKS, "Storms and drought."),
    ]


async def test_a_pause_and_a_hand_in_begin_a_new_sitting(lin: Actor, code: str) -> None:
    await write(lin, code, NOW + timedelta(minutes=20), risks=(RISKS, "One."))
    await write(lin, code, NOW + timedelta(minutes=40), risks=("One.", "Two."))
    with clock.moved_to(NOW + timedelta(minutes=41)):
        async with db.work():
            await service.hand_in(actor=lin, code=code, agreed=ALL, now=NOW + timedelta(minutes=41))
    await write(lin, code, NOW + timedelta(minutes=42), risks=("Two.", "Three."))
    assert [line.number for line in await marks(lin, code)] == [None, 1, None, None, None]


async def test_what_was_undone_in_its_sitting_is_no_line(lin: Actor, code: str) -> None:
    before = len(await marks(lin, code))
    later = NOW + timedelta(hours=1)
    await write(lin, code, later, risks=(RISKS, "Storms."))
    await write(lin, code, later, risks=("Storms.", RISKS))
    assert len(await marks(lin, code)) == before


async def test_hand_ins_are_compared_word_by_word(client: httpx.AsyncClient, lin: Actor, code: str) -> None:
    await hand_in(lin, code)
    await write(lin, code, NOW + timedelta(hours=1), risks=(RISKS, RISKS.replace("highest", "lowest")), trl=("8", "9"))
    await write(lin, code, NOW + timedelta(hours=1), title_zh=("雨林村落微网", "雨林小镇微网"))
    await hand_in(lin, code)
    page = await sign_in(client, lin.id)
    listed = (await page.get(f"/submissions/{code}/history")).text
    assert "Handed in, version 2" in listed
    shown = (await page.get(f"/submissions/{code}/history/version-2")).text
    assert "Version 2 against version 1" in shown
    assert '<del><span class="hidden-text"> [taken out: </span>highest<span' in shown
    assert "</span>lowest<span" in shown
    assert "</span>村落<span" in shown
    assert "Put the earlier text back" not in shown
    assert "Version 1, the first" in (await page.get(f"/submissions/{code}/history/version-1")).text
    assert (await page.get(f"/submissions/{code}/history/version-3")).status_code == 404
    assert (await page.get(f"/submissions/{code}/history/%27")).status_code == 404


async def test_an_earlier_text_is_put_back_and_the_later_one_stays_in_the_history(
    client: httpx.AsyncClient, lin: Actor, code: str
) -> None:
    await write(lin, code, NOW + timedelta(minutes=30), risks=(RISKS, "<b>Storms</b>."))
    [line, *_] = await marks(lin, code)
    page = await sign_in(client, lin.id)
    where = f"/submissions/{code}/history/{line.mark}"
    shown = (await page.get(where)).text
    assert "&lt;b&gt;Storms&lt;/b&gt;" in shown.replace("</ins>", "")
    answer = await post(page, where, {"field": "risks"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/submissions/{code}/edit#f-risks")
    assert await db.fetchval("select answers->>'risks' from submission where code = $1", code) == RISKS
    newest = (await marks(lin, code))[0]
    changed = await queries.changed_by(entry=await queries.own_entry(actor=lin, code=code), mark=newest.mark)
    assert [edit.before for edit in changed.edits] == ["<b>Storms</b>."]
    assert (await post(page, where, {"field": "problem"})).status_code == 404


async def test_the_history_is_its_team_s_alone_and_takes_few_statements(
    client: httpx.AsyncClient, lin: Actor, code: str
) -> None:
    page = await sign_in(client, lin.id)
    counts, text = [], RISKS
    for minutes in (20, 40, 60):
        await write(lin, code, NOW + timedelta(minutes=minutes), risks=(text, text := f"After {minutes} minutes."))
        token = db.statements.set([])
        await page.get(f"/submissions/{code}/history")
        counts.append(len(db.statements.get() or []))
        db.statements.reset(token)
    assert len(await marks(lin, code)) == 4
    assert len(set(counts)) == 1
    await sign_in(client, await make_person("Somebody else"))
    assert (await client.get(f"/submissions/{code}/history")).status_code == 404
