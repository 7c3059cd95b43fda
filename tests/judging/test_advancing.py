"""Who goes on by a rule: the form that is read, the decision that is drafted, the page that shows both."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.judging import queries, service
from contest.judging.forms.advancing import read_ask
from contest.judging.rules.advancement import Ask, Asked, Quota, as_fields
from contest.judging.rules.decisions import Choice
from contest.lib import db
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.judging.world import World, make_open_world, review_of, sign
from tests.makers import NOW
from tests.web import hidden, post, sign_in

D = Decimal
KEYS = {("scene", "energy"), ("scene", "transport")}
POINTS = ("9", "8", "7", "6", "4")  # of five entries, the last one under the floor of climate impact


def read(**fields: str) -> Asked:
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return read_ask({"way": "top", "number": "2", **named}, keys=KEYS, codes={"A-1", "A-2"})


def test_a_form_is_read_and_written_again() -> None:
    asked = read(
        reserve="3",
        least__scene__energy="1",
        most__scene__energy="2",
        most__scene__transport="0",
        wild__2="a-2",
        why__2="New.",
    )
    assert asked == Asked(
        ask=Ask(
            way="top",
            number=D(2),
            quotas=(
                Quota(kind="scene", key="energy", least=1, most=2),
                Quota(kind="scene", key="transport", most=0),
            ),
            reserve=3,
            wild=frozenset({"A-2"}),
        ),
        reasons={"A-2": "New."},
    )
    assert read_ask(as_fields(asked), keys=KEYS, codes={"A-2"}) == asked
    assert read(way="share", number="12,5").ask.number == D("12.5")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"way": "best"}, "way"),
        ({"number": ""}, "number"),
        ({"number": "-1"}, "number"),
        ({"number": "NaN", "way": "share"}, "number"),
        ({"number": "101", "way": "threshold"}, "number"),
        ({"number": "9" * 400}, "number"),
        ({"reserve": "many"}, "reserve"),
        ({"least__scene__energy": "3", "most__scene__energy": "2"}, "most.scene.energy"),
        ({"least__scene__energy": "²"}, "least.scene.energy"),
        ({"wild__1": "A-9", "why__1": "Good."}, "wild.1"),
        ({"wild__1": "A-1"}, "why.1"),
        ({"why__1": "Good."}, "wild.1"),
        ({"wild__1": "A-1", "why__1": "x" * 501}, "why.1"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(fields: dict[str, str], wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(**fields)
    assert list(refused.value.fields) == [wrong]


async def make_judged_world(**values: Any) -> World:
    """Five entries of the scenes energy, energy, transport, transport, none, in this order by their scores."""
    world = await make_open_world(entries=5, **values)
    for entry, points in enumerate(POINTS):
        for judge in range(3):
            await sign(world.judges[judge], await review_of(world, judge, entry), points, points)
    await db.execute(
        "insert into scene (id, edition, key, name_en, name_zh, position)"
        " values (gen_random_uuid(), $1, 'transport', 'Transport', '交通', 2) on conflict do nothing",
        world.edition,
    )
    for code, scene in zip(sorted(world.entries), ("energy", "energy", "transport", "transport", ""), strict=True):
        await db.execute(
            "update submission_version set content = content || jsonb_build_object('scene', $2::text)"
            " where submission = $1",
            world.entries[code],
            scene,
        )
    await db.execute("update criterion set floor = 5 where key = 'climate_impact'")
    return world


async def draft(world: World, ask: Ask, reasons: dict[str, str] | None = None) -> UUID:
    asked = Asked(ask=ask, reasons=reasons or {})
    seen = (await queries.contenders(actor=world.organiser, round_id=world.round)).mark
    async with db.work():
        return await service.draft_by_rule(
            actor=world.organiser, round_id=world.round, group="entry", asked=asked, seen=seen, now=NOW
        )


async def outcomes(world: World, decision: UUID) -> list[tuple[str, str, int | None, str]]:
    """By the order of the codes: outcome, way, place in reserve, reason."""
    items = {item.code: item for item in await queries.decision_items(decision_id=decision)}
    return [(items[code].outcome, items[code].way, items[code].reserve, items[code].reason) for code in sorted(items)]


@pytest.mark.usefixtures("database")
async def test_a_decision_is_drafted_by_a_rule_and_keeps_it() -> None:
    world = await make_judged_world()
    codes = sorted(world.entries)
    ask = Ask(
        way="top",
        number=D(2),
        quotas=(Quota(kind="scene", key="transport", least=1),),
        reserve=1,
        wild=frozenset({codes[3]}),
    )
    decision = await draft(world, ask, {codes[3]: "Only entry of its kind."})
    assert await outcomes(world, decision) == [
        ("advanced", "rank", None, ""),
        ("not_advanced", "passed_over", 1, ""),
        ("advanced", "quota", None, ""),
        ("advanced", "wild", None, "Only entry of its kind."),
        ("not_advanced", "", None, ""),
    ]
    facts = await queries.decision_facts(decision_id=decision)
    assert facts is not None
    assert facts.ask["entry"].ask == ask
    assert (await queries.contenders(actor=world.organiser, round_id=world.round)).before == facts.ask["entry"]


@pytest.mark.usefixtures("database")
async def test_a_choice_by_hand_says_no_longer_that_a_rule_made_it() -> None:
    world = await make_judged_world()
    codes = sorted(world.entries)
    decision = await draft(world, Ask(way="top", number=D(2), reserve=2))
    by_hand = {world.entries[codes[2]]: Choice(outcome="advanced"), world.entries[codes[0]]: Choice(outcome="advanced")}
    async with db.work():
        await service.draft_decision(actor=world.organiser, round_id=world.round, choices=by_hand, now=NOW)
    found = await outcomes(world, decision)
    assert found[0] == ("advanced", "rank", None, "")
    assert found[2] == ("advanced", "", None, "")
    assert found[3] == ("not_advanced", "", 2, "")


@pytest.mark.usefixtures("database")
async def test_a_floor_holds_whatever_the_rule_asks() -> None:
    world = await make_judged_world()
    lowest = sorted(world.entries)[4]
    found = await outcomes(world, await draft(world, Ask(way="threshold", number=D(0))))
    assert [outcome for outcome, *_ in found] == ["advanced"] * 4 + ["not_advanced"]
    with pytest.raises(Invalid):
        await draft(world, Ask(way="top", number=D(1), wild=frozenset({lowest})), {lowest: "We like it."})


@pytest.mark.usefixtures("database")
async def test_quotas_that_clash_draft_nothing() -> None:
    world = await make_judged_world()
    with pytest.raises(Conflict):
        await draft(world, Ask(way="top", number=D(2), quotas=(Quota(kind="scene", key="transport", least=3),)))
    assert await db.fetchval("select count(*) from decision") == 0
    assert await db.fetchval("select state from round where id = $1", world.round) == "judging"


@pytest.mark.usefixtures("database")
async def test_who_is_too_close_or_does_not_run_the_round_sees_no_rule() -> None:
    world = await make_judged_world()
    with pytest.raises(NotFound):
        await queries.contenders(actor=world.judges[0], round_id=world.round)
    with pytest.raises(NotFound):
        await queries.contenders(actor=world.organiser, round_id=world.round, group="talent")
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        next(iter(world.entries.values())),
        world.organiser.id,
        NOW,
    )
    with pytest.raises(NotAllowed):
        await queries.contenders(actor=world.organiser, round_id=world.round)


@pytest.mark.usefixtures("database")
async def test_the_page_shows_what_a_rule_does_and_drafts_by_it(client: httpx.AsyncClient) -> None:
    world = await make_judged_world()
    codes = sorted(world.entries)
    assert world.organiser.person_id is not None
    await sign_in(client, world.organiser.person_id)
    here = f"/judging/rounds/{world.round}/advancement"
    assert "Drafted by" not in (await client.get(here)).text
    fields = {"way": "top", "number": "2", "reserve": "1", "least.scene.transport": "1"}
    shown = (await client.get(here, params=fields)).text
    assert "2 entries go on" in shown
    assert "Lifted by a quota" in shown
    assert await db.fetchval("select count(*) from decision") == 0
    clash = (await client.get(here, params={**fields, "least.scene.transport": "3"})).text
    assert "at least 3 of Transport, where 2 may go on" in clash
    assert "ask for 2 of Transport" in clash
    wrong = await client.get(here, params={**fields, "wild.1": codes[4], "why.1": "We like it."})
    assert wrong.status_code == 422
    wild = {"wild.1": codes[3], "why.1": "Only one of its kind."}
    shown = (await client.get(here, params={**fields, **wild})).text
    answer = await post(client, here, {**fields, **wild, "group": "entry", "seen": hidden(shown, "seen")})
    assert answer.status_code == 303
    decision = (await client.get(answer.headers["location"])).text
    for said in ("Drafted by a rule:", "At least 1 of Transport.", "Reserve 1", "Wild card", "Only one of its kind."):
        assert said in decision
    seen = hidden((await client.get(here, params=fields)).text, "seen")
    clashed = await post(client, here, {**fields, "group": "entry", "least.scene.transport": "3", "seen": seen})
    assert clashed.status_code == 409


@pytest.mark.usefixtures("database")
async def test_nobody_drafts_by_a_rule_over_figures_or_a_draft_they_have_not_seen(client: httpx.AsyncClient) -> None:
    world = await make_judged_world()
    codes = sorted(world.entries)
    assert world.organiser.person_id is not None
    await sign_in(client, world.organiser.person_id)
    here = f"/judging/rounds/{world.round}/advancement"
    fields = {"way": "top", "number": "2", "group": "entry"}
    seen = hidden((await client.get(here, params=fields)).text, "seen")
    await draft(world, Ask(way="top", number=D(3)))
    stale = await post(client, here, {**fields, "seen": seen})
    assert (stale.status_code, "have changed since you looked" in stale.text) == (422, True)
    assert await advanced(world) == codes[:3]
    assert (await post(client, here, {**fields, "seen": hidden(stale.text, "seen")})).status_code == 303
    assert await advanced(world) == codes[:2]


async def advanced(world: World) -> list[str]:
    rows = await db.fetch(
        "select s.code from decision_item i join submission s on s.id = i.submission"
        " join decision d on d.id = i.decision"
        " where d.round = $1 and i.outcome = 'advanced' order by s.code",
        world.round,
    )
    return [row["code"] for row in rows]


@pytest.mark.usefixtures("database")
async def test_two_who_decide_at_once_undo_nothing_unseen(client: httpx.AsyncClient) -> None:
    world = await make_judged_world()
    codes = sorted(world.entries)
    here = f"/judging/decisions/{await draft(world, Ask(way='top', number=D(2)))}"
    assert world.organiser.person_id is not None
    await sign_in(client, world.organiser.person_id)
    page = (await client.get(here)).text
    first = {f"outcome_{code}": "advanced" if code in codes[:2] else "not_advanced" for code in codes}
    first["seen"] = hidden(page, "seen")
    other = {**first, f"outcome_{codes[2]}": "advanced"}
    assert (await post(client, here, other)).status_code == 303
    mine = {**first, f"outcome_{codes[1]}": "not_advanced"}
    stale = await post(client, here, mine)
    assert stale.status_code == 422
    assert stale.text.count("Somebody else has saved “Advanced” meanwhile. Save again to set yours.") >= 2
    assert await advanced(world) == codes[:3]
    again = await post(client, here, {**mine, "seen": hidden(stale.text, "seen")})
    assert again.status_code == 303
    assert await advanced(world) == codes[:1]
