"""What came of meetings: said by each side for itself, counted once, asked for once."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.lib import clock, db, storage
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.ids import uuid7
from contest.roadshow import queries, service
from contest.roadshow.rules import after
from contest.roadshow.rules.after import Outcome
from tests.makers import NOW, actor_for, grant, make_person, make_round, make_standing
from tests.makers.files import make_file
from tests.makers.zone import make_agreement
from tests.roadshow.test_programme import accepted
from tests.roadshow.world import PLAN, World, make_world
from tests.web import post, sign_in

OVER = PLAN.starts_at + timedelta(hours=3)


@pytest.mark.parametrize(
    ("state", "said", "stage"),
    [
        ("proposed", (), "suggested"),
        ("declined", (), "suggested"),
        ("published", (), "accepted"),
        ("published", ("absent", ""), "accepted"),
        ("published", ("none", "absent"), "met"),
        ("published", ("none", "follow_up"), "follow_up"),
        ("accepted", ("letter", "follow_up"), "letter"),
    ],
)
def test_how_far_a_meeting_came(state: str, said: tuple[str, ...], stage: str) -> None:
    assert after.stage_of(state, said) == stage
    assert after.stage_of(state, said, is_signed=True) == "signed"


def test_a_funnel_counts_each_meeting_once_at_every_stage_it_passed() -> None:
    assert list(after.funnel(["suggested", "letter", "met", "signed"]).values()) == [4, 3, 3, 2, 2, 1]
    assert after.furthest(["met", "follow_up", "suggested"]) == "follow_up"
    with pytest.raises(Invalid) as refused:
        after.check_outcome(Outcome(outcome="follow_up"))
    assert list(dict(refused.value.fields)) == ["next_step"]


@pytest.mark.usefixtures("database")
async def test_each_side_says_its_own_and_is_asked_once(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=2, funds=1, plan=msgspec.structs.replace(PLAN, floor=0))
    await accepted(world, "Entry0", "Fund0")
    meeting = await db.fetchval("select id from meeting")
    said = Outcome(outcome="letter", next_step="Send the draft.", note="They hesitate.")
    for who, at, error in (
        ("Fund0", PLAN.starts_at - timedelta(minutes=1), Conflict),
        ("Entry1", OVER, NotFound),
    ):
        with pytest.raises(error):
            await service.say_outcome(actor=world.people[who], meeting_id=meeting, said=said, now=at)
    for hours, parties in ((19, 0), (21, 2), (30, 2)):
        with clock.moved_to(PLAN.starts_at + timedelta(minutes=95, hours=hours)):
            async with db.work():
                await service.chase_outcomes()
        assert await db.fetchval("select count(*) from outbox_event where name = 'meetings.over'") == parties
    with clock.moved_to(OVER):
        await sign_in(client, world.people["Fund0"].id)
        mine = f"/roadshow/parties/{world.parties['Fund0']}"
        [path] = re.findall(r'href="(/roadshow/meetings/[^"]+/outcome)"', (await client.get(mine)).text)
        wrong = await post(client, path, {"outcome": "letter", "note": "They hesitate."})
        assert wrong.status_code == 422 and "They hesitate." in wrong.text and "Say what comes next." in wrong.text
        await post(client, path, {"outcome": "letter", "next_step": "Send the draft.", "note": "They hesitate."})
        assert "Send the draft." in (await client.get(path)).text
        await sign_in(client, world.people["Entry0"].id)
        theirs = (await client.get(path)).text
        assert "Send the draft." not in theirs and "They hesitate." not in theirs
        await sign_in(client, world.organiser.id)
        page = (await client.get(f"/roadshow/rounds/{world.round}/after")).text
        assert "Send the draft." in page and "They hesitate." not in page
    found = await queries.after_page(actor=world.organiser, round_id=world.round)
    assert list(found.funnel.values()) == [1, 1, 1, 1, 1, 0]
    assert [(one.id, counts["letter"]) for one, counts in found.by_other] == [(world.parties["Fund0"], 1)]
    async with db.work():
        await service.tell_over(round_id=world.round, party_id=world.parties["Entry0"])
    body = await db.fetchval("select body from message where kind = 'roadshow/over'")
    assert "Fund0" not in body


@pytest.mark.usefixtures("database")
async def test_an_introduction_is_followed_from_city_to_city_and_six_agreements_are_counted_once_each(
    client: httpx.AsyncClient,
) -> None:
    world = await make_world(entries=2, funds=1, plan=msgspec.structs.replace(PLAN, floor=0))
    await accepted(world, "Entry0", "Fund0")
    first = await db.fetchval("select id from meeting")
    async with db.work():
        said = Outcome(outcome="follow_up", next_step="Visit the site.")
        await service.say_outcome(actor=world.people["Fund0"], meeting_id=first, said=said, now=OVER)
    second = await make_round(world.edition, name_en="Haikou", stage="roadshow", state="decided")
    await grant(world.organiser.id, "programme_organiser", edition_id=world.edition)
    organiser = await actor_for(world.organiser.id)
    for entry in world.entries:
        version = await db.fetchval("select id from submission_version where submission = $1", entry)
        await make_standing(entry, second, version, state="advanced")
    async with db.work():
        plan = msgspec.structs.replace(PLAN, starts_at=PLAN.starts_at + timedelta(days=30))
        event = await service.lay_out_event(actor=organiser, round_id=second, plan=plan, now=NOW)
        await service.bring_in(actor=organiser, round_id=second)
    there = {
        name: await db.fetchval(
            "select n.id from party p join party n on n.event = $2 and coalesce(n.submission, n.counterpart)"
            " = coalesce(p.submission, p.counterpart) where p.id = $1", party, event
        )
        for name, party in world.parties.items()
    }  # fmt: skip
    slot = await db.fetchval("select id from meeting_slot where event = $1 order by starts_at limit 1", event)
    again = uuid7()
    await db.execute(
        "insert into meeting (id, event, slot, entry, other, state, entry_yes, other_yes, made_at)"
        " values ($1, $2, $3, $4, $5, 'accepted', true, true, $6)",
        again, event, slot, there["Entry0"], there["Fund0"], NOW,
    )  # fmt: skip
    [before] = (await queries.my_meeting(actor=world.people["Fund0"], meeting_id=again)).before
    assert (before.outcome, before.next_step) == ("follow_up", "Visit the site.")
    assert [
        one.outcome for one in (await queries.my_meeting(actor=world.people["Entry0"], meeting_id=again)).before
    ] == [""]
    body = await db.fetchval("select organisation from counterpart")
    six = [await make_agreement(world.edition, body) for _ in range(6)]
    pairs = [(there["Entry0"], there["Fund0"]), (there["Entry0"], there["Fund0"]), (there["Entry1"], there["Fund0"])]
    for agreement, pair in zip(six, [*pairs, None, None, None], strict=True):
        async with db.work():
            await service.link_agreement(actor=organiser, round_id=second, agreement_id=agreement, pair=pair, now=NOW)
    for round_id, pair, error in (
        (world.round, None, Conflict),
        (second, (there["Fund0"], there["Entry0"]), NotFound),
        (second, (world.parties["Entry0"], there["Fund0"]), NotFound),
    ):
        with pytest.raises(error):
            async with db.work():
                await service.link_agreement(
                    actor=organiser, round_id=round_id, agreement_id=six[0], pair=pair, now=NOW
                )
    page = await queries.after_page(actor=organiser, round_id=second)
    assert len(page.signed) == 6 and page.unlinked == []
    assert list(page.funnel.values()) == [2, 2, 2, 2, 2, 2]
    found = await queries.introductions_page(actor=organiser, edition_id=world.edition)
    assert list(found.funnel.values()) == [2, 2, 2, 2, 2, 2]
    assert [[stop.stage for stop in one.stops] for one in found.introductions] == [["follow_up", "signed"], ["signed"]]
    assert [counts["signed"] for _, _, counts in found.by_city] == [0, 2]
    with pytest.raises(NotFound):
        await queries.introductions(actor=world.organiser, edition_id=world.edition)
    city = await make_person("City")
    await grant(city, "round_organiser", edition_id=world.edition, round_id=second)
    await db.execute("update agreement set confidentiality = 'organisers' where id = any($1::uuid[])", six[1:3])
    page = await queries.after_page(actor=await actor_for(city), round_id=second)
    assert {one.agreement.id for one in page.signed} == {six[0], *six[3:]} and page.unlinked == []
    assert list(page.funnel.values()) == [1, 1, 1, 1, 1, 1]  # of who signed in confidence this organiser sees nothing
    await _the_team_reads(client, world, agreement=six[0], closed=six[1:3])
    await sign_in(client, world.organiser.id)
    text = (await client.get(f"/roadshow/rounds/{second}/after")).text
    assert "6 agreements signed here" in text
    [path] = [one for one in re.findall(r'action="([^"]+/remove)"', text) if str(six[5]) in one]
    await post(client, path, {})
    assert "5 agreements signed here" in (await client.get(f"/roadshow/rounds/{second}/after")).text
    wrong = await post(client, f"/roadshow/rounds/{second}/agreements", {"agreement": str(six[0]), "pair": "x"})
    assert wrong.status_code == 422
    listed = (await client.get(f"/roadshow/editions/{world.edition}/introductions")).text
    assert "Visit the site." in listed and "Agreement signed" in listed


async def _the_team_reads(client: httpx.AsyncClient, world: World, *, agreement: UUID, closed: list[UUID]) -> None:
    """What its entry signed, and its document; nobody else's team, and nothing that is closed to the parties."""
    own, other = world.people["Entry0"], world.people["Entry1"]
    assert [one.agreement.id for one in await queries.team_agreements(actor=own)] == [agreement]
    assert await queries.team_agreements(actor=other) == []
    for actor, which in ((own, closed[0]), (other, agreement), (world.people["Fund0"], agreement)):
        with pytest.raises(NotFound):
            await queries.team_agreement(actor=actor, agreement_id=which)
    file = f"/roadshow/agreements/{agreement}/file"
    await sign_in(client, own.id)
    page = (await client.get("/roadshow/meetings")).text
    assert "What your entries signed" in page and "not here yet" in page
    assert (await client.get(file)).status_code == 404
    kept = await make_file(own.id)
    await storage.put(f"files/{kept}", b"%PDF", content_type="application/pdf")
    await db.execute("update agreement set file = $2 where id = $1", agreement, kept)
    assert file in (await client.get("/roadshow/meetings")).text
    assert (await client.get(file)).content == b"%PDF"
    await sign_in(client, other.id)
    assert "What your entries signed" not in (await client.get("/roadshow/meetings")).text
    assert (await client.get(file)).status_code == 404


@pytest.mark.usefixtures("database")
async def test_the_invariants_of_events_hold_and_name_what_is_broken() -> None:
    world = await make_world(entries=2, funds=1, plan=msgspec.structs.replace(PLAN, floor=0))
    await accepted(world, "Entry0", "Fund0")

    async def broken() -> set[str]:
        return {
            rule
            for rule, statement in queries.INVARIANTS.items()
            if await db.fetchval(f"select count(*) from ({statement.strip()}) as broken")
        }

    assert await broken() == set()
    await db.execute(
        "insert into meeting_outcome (id, meeting, party, outcome)"
        " select gen_random_uuid(), id, $1, 'none' from meeting",
        world.parties["Entry1"],
    )
    await db.execute(
        "insert into pitch (id, event, party, place) values (gen_random_uuid(), $1, $2, 2)",
        world.event, world.parties["Entry1"],
    )  # fmt: skip
    await db.execute(
        "insert into programme_release (id, event, number, content) values (gen_random_uuid(), $1, 3, '{}')",
        world.event,
    )
    assert await broken() == {
        "what came of a meeting is said by its own parties",
        "the running order counts from one without a gap",
        "what pitches is an entry of its event, and was drawn",
        "versions of a programme, and draws, are numbered without a gap",
    }
