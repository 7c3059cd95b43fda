"""The judges of an entry talk about it: from when, who reads it, and how a score changes after it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.judging import queries, service
from contest.judging.rules import discussion as rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.judging.world import World, invariants_hold, make_open_world, review_of, sign, sign_all, state_of
from tests.mail import mails
from tests.makers import NOW, actor_for, grant, make_person
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("opens", "state", "signed", "is_revealed", "expected"),
    [
        ("off", "signed", 3, True, False),
        ("signed", "signed", 1, True, True),
        ("signed", "draft", 2, True, False),
        ("signed", "reopened", 3, True, True),
        ("signed", "signed", 3, False, False),
        ("all", "signed", 2, True, False),
        ("all", "signed", 3, True, True),
    ],
)
def test_a_discussion_opens_after_signing(
    opens: str, state: str, signed: int, is_revealed: bool, expected: bool
) -> None:
    assert rules.is_open(opens, state=state, signed=signed, judges=3, is_revealed=is_revealed) is expected


A, B = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([], True),
        ([(A, 1)], True),  # the reader spoke last
        ([(B, 1)], False),  # they were told an hour ago
        ([(A, 30), (B, 1)], False),
        ([(B, 2), (A, 1)], True),
        ([(B, 24)], True),
    ],
)
def test_a_talk_is_told_once_to_who_does_not_speak_in_it(before: list[tuple[UUID, int]], expected: bool) -> None:
    said = [(author, NOW - timedelta(hours=hours)) for author, hours in before]
    assert rules.is_told(said, reader=A, at=NOW) is expected


async def opens(world: World, how: str) -> None:
    async with db.work():
        await service.set_discussion(actor=world.organiser, round_id=world.round, opens=how)


async def say(judge: Actor, review: UUID, text: str = "It double counts.", **how: Any) -> None:
    async with db.work():
        await service.say(actor=judge, review_id=review, text=text, now=NOW, **how)


async def heard(actor: Actor, review: UUID) -> list[tuple[str, str]]:
    found = await queries.discussion_page(actor=actor, review_id=review)
    return [(one.name, one.text) for one in found.messages]


async def test_who_has_not_signed_says_and_reads_nothing() -> None:
    world = await make_open_world()
    first, second = [await review_of(world, judge) for judge in (0, 1)]
    with pytest.raises(NotFound):
        await queries.discussion_page(actor=world.judges[0], review_id=first)
    await opens(world, "signed")
    await sign(world.judges[0], first, "5", "5")
    await say(world.judges[0], first)
    assert await heard(world.judges[0], first) == [("Judge 0", "It double counts.")]
    assert await heard(world.judges[1], second) == []
    with pytest.raises(Conflict, match="not discussed now"):
        await say(world.judges[1], second)
    with pytest.raises(NotFound):
        await queries.discussion_page(actor=world.judges[1], review_id=first)
    await sign(world.judges[1], second, "7", "7")
    await say(world.judges[1], second, "I think not.")
    assert [text for _, text in await heard(world.judges[0], first)] == ["It double counts.", "I think not."]
    await opens(world, "all")
    assert await heard(world.judges[0], first) == []
    assert await heard(world.organiser, first) == []
    await sign(world.judges[2], await review_of(world, 2), "7", "7")
    assert len(await heard(world.organiser, first)) == 2
    for wrong in ("", "  ", "x" * 2001):
        with pytest.raises(Invalid):
            await say(world.judges[0], first, wrong)


async def test_the_other_judges_who_have_signed_are_told_by_mail_and_not_by_whom() -> None:
    world = await make_open_world()
    first, second = [await review_of(world, judge) for judge in (0, 1)]
    await opens(world, "signed")
    await sign(world.judges[0], first, "5", "5")
    await sign(world.judges[1], second, "7", "7")
    await say(world.judges[0], first)
    await say(world.judges[0], first, "And more.")
    said = await db.fetch("select payload->>'message_id' as id from outbox_event where name = 'discussion.said'")
    for row in said:
        async with db.work():
            await service.tell_discussion(message_id=UUID(row["id"]))
    told = await db.fetch("select email, body from message where kind = 'judging/discussed'")
    assert [row["email"] for row in told] == [world.judges[1].email]
    assert f"/judging/reviews/{second}/discussion" in told[0]["body"]
    assert "Judge 0" not in told[0]["body"] and "double" not in told[0]["body"]
    await db.execute("delete from message")
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " select gen_random_uuid(), submission, $1, 'declared', 'declared', '', $2 from review where id = $3",
        world.judges[1].id, NOW, second,
    )  # fmt: skip
    async with db.work():
        await service.tell_discussion(message_id=UUID(said[0]["id"]))
    assert await db.fetchval("select count(*) from message") == 0


async def test_names_are_kept_from_judges_where_the_round_says_so_and_never_from_who_runs_it() -> None:
    world = await make_open_world(judges_known="never")
    await sign_all(world, ("5", "5"), ("6", "6"))
    await opens(world, "signed")
    first, second = [await review_of(world, judge) for judge in (0, 1)]
    await say(world.judges[0], first)
    assert await heard(world.judges[1], second) == [("", "It double counts.")]
    assert await heard(world.organiser, first) == [("Judge 0", "It double counts.")]


async def test_who_is_too_close_hears_nothing_and_is_heard_no_more() -> None:
    world = await make_open_world()
    await sign_all(world, ("5", "5"), ("6", "6"))
    await opens(world, "signed")
    first, second = [await review_of(world, judge) for judge in (0, 1)]
    await say(world.judges[0], first)
    await say(world.judges[1], second, "I think not.")
    async with db.work():
        await service.recuse(actor=world.judges[1], review_id=second, why="work", now=NOW)
    for tied in (world.judges[1],):
        with pytest.raises(NotFound):
            await queries.discussion_page(actor=tied, review_id=second)
        with pytest.raises(NotFound):
            await say(tied, second)
    assert await heard(world.judges[0], first) == [("Judge 0", "It double counts.")]
    found = await queries.discussions_page(actor=world.organiser, round_id=world.round)
    assert [one.messages for one in found.entries] == [1]
    chair = await make_person("Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    entry = await db.fetchval("select submission from review where id = $1", first)
    assert len((await queries.discussions_page(actor=await actor_for(chair), round_id=world.round)).entries) == 1
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', $3)",
        entry, chair, NOW,
    )  # fmt: skip
    assert (await queries.discussions_page(actor=await actor_for(chair), round_id=world.round)).entries == []
    with pytest.raises(NotFound):
        await queries.discussion_page(actor=await actor_for(chair), review_id=first)
    with pytest.raises(NotAllowed):
        async with db.work():
            await service.set_discussion(actor=await actor_for(chair), round_id=world.round, opens="off")


async def test_a_score_changes_by_asking_and_reopening_with_a_reason_in_the_ledger(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    await sign_all(world, ("5", "5"), ("6", "6"))
    review, judge = await review_of(world), world.judges[0]
    await sign_in(client, world.organiser.id)
    here = f"/judging/rounds/{world.round}/discussions"
    assert "No entry is discussed yet" in (await client.get(here)).text
    assert (await post(client, here, {"opens": "signed"})).status_code == 303
    assert "takes part in the discussion of an entry once their own review" in (await client.get(here)).text
    assert (await post(client, here, {"opens": "now"})).status_code == 422
    await sign_in(client, judge.id)
    talk = f"/judging/reviews/{review}/discussion"
    assert talk in (await client.get(f"/judging/reviews/{review}")).text
    refused = await post(client, talk, {"text": " ", "then": "ask"})
    assert (refused.status_code, "Write something first." in refused.text) == (422, True)
    assert (await post(client, talk, {"text": "I misread it.", "then": "ask"})).status_code == 303
    assert await state_of("review", review) == "signed"
    again = await post(client, talk, {"text": "Please.", "then": "ask"})
    assert (again.status_code, "Please." in again.text) == (409, True)
    assert [kind for kind, _ in await mails(world.organiser.email)][-1] == "judging/reopen_asked"
    await sign_in(client, world.organiser.id)
    assert f"/judging/reviews/{review}/reopen" in (await client.get(talk)).text
    await client.get(f"/language/zh?next={here}")
    listed = (await client.get(here)).text
    assert all(word in listed for word in ("发言", "方可参与该作品的讨论")) and "选填" not in listed
    await post(client, f"/judging/reviews/{review}/reopen", {"reason": "Misread, as they said."})
    await sign(judge, review, "8", "8")
    rows = await db.fetch("select step from score_record where review = $1 order by at, id", review)
    assert [row["step"] for row in rows] == ["signed", "reopened", "changed"]
    await invariants_hold()
