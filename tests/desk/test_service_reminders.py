"""Reminders by rule: said once, in time, to who has still to do it, and on to the next when nothing happens."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.desk import service
from contest.desk.rules.reminders import Quiet
from contest.lib import clock, db
from contest.lib.errors import Invalid, NotFound
from tests.desk.test_service_webhooks import add, place
from tests.judging.world import World, invariants_hold, make_open_world, make_world, review_of, sign
from tests.lib.test_calling import set_networks
from tests.makers import NOW, actor_for, grant, make_person, make_submission
from tests.web import post, sign_in

__all__ = ["set_networks"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def rule(world: World, moment: str, hours: int, channel: str = "person", **more: Any) -> UUID:
    values: dict[str, Any] = {"place": place(world), "webhook_id": None, "quiet": Quiet(0, 0), "now": NOW - 30 * DAY}
    async with db.work():
        return await service.add_rule(
            actor=world.organiser, moment=moment, hours=hours, channel=channel, **(values | more)
        )


async def remind(at: datetime) -> list[str]:
    """What is written at this moment: the addresses."""
    before = await db.fetchval("select count(*) from message")
    with clock.moved_to(at):
        async with db.work():
            await service.remind()
    return [row["email"] for row in await db.fetch("select email from message order by id offset $1", before)]


async def due_of(world: World) -> datetime:
    due: datetime = await db.fetchval("select reviews_due_at from round where id = $1", world.round)
    return due


async def test_a_judge_is_reminded_once_while_a_review_is_open_and_then_the_organiser() -> None:
    world = await make_open_world(judges=2, entries=2)
    due = await due_of(world)
    await rule(world, "reviews_due", -24)
    await rule(world, "reviews_due", 24, "organiser")
    for entry in range(2):
        await sign(world.judges[0], await review_of(world, 0, entry), "6", "6")
    await sign(world.judges[1], await review_of(world, 1, 0), "6", "6")
    assert await remind(due - DAY - HOUR) == []
    assert await remind(due - DAY) == [world.judges[1].email]
    mail = await db.fetchrow("select kind, body, about from message order by id desc limit 1")
    assert mail["kind"] == "desk/reminder" and list(mail["about"]) == [list(world.entries.values())[1]]
    assert list(world.entries)[1] in mail["body"] and next(iter(world.entries)) not in mail["body"]
    assert await remind(due - HOUR) == []  # once
    assert await remind(due + DAY) == [world.organiser.email]
    body = await db.fetchval("select body from message order by id desc limit 1")
    assert "Reviews that are not signed: 1. Judges: 1." in body and "Judge 1" not in body
    await db.execute("update round set reviews_due_at = reviews_due_at + interval '3 days' where id = $1", world.round)
    assert await remind(due + 2 * DAY) == [world.judges[1].email]  # the moment was moved
    await sign(world.judges[1], await review_of(world, 1, 1), "6", "6")
    assert await remind(due + 4 * DAY) == []  # nothing is open: nobody hears of it
    await invariants_hold()


async def test_an_applicant_is_reminded_of_a_draft_until_the_deadline_and_can_stop_it() -> None:
    world = await make_world(state="open", closes_at=NOW + 5 * DAY, reviews_due_at=NOW + 9 * DAY)
    owner = await make_person("Wang", email="wang@example.org")
    draft = await make_submission(world.edition, world.round, owner, state="draft", code="D-1")
    for hours in (-48, -24, -1):
        await rule(world, "entries_due", hours)
    assert await remind(NOW + 3 * DAY) == ["wang@example.org"]
    await db.execute(
        "insert into mail_refusal (id, email, refused_at) values (gen_random_uuid(), 'wang@example.org', now())"
    )
    assert await remind(NOW + 4 * DAY) == ["wang@example.org"]
    states = await db.fetch("select state from message where kind = 'desk/reminder' order by id")
    assert [row["state"] for row in states] == ["queued", "withdrawn"]
    await db.execute("update submission set state = 'submitted' where id = $1", draft)
    assert await remind(NOW + 5 * DAY - HOUR) == []
    await db.execute("update submission set state = 'draft' where id = $1", draft)
    assert await remind(NOW + 5 * DAY) == []  # it is over: nobody could hand in any more


async def test_the_reader_sleeps_and_a_rule_speaks_of_nothing_before_it() -> None:
    world = await make_world(judges=1)
    await db.execute("update panel_member set accepted_at = null, declared_at = null, invited_at = $1", NOW)
    await db.execute("update person set time_zone = 'Asia/Shanghai' where id = $1", world.judges[0].id)
    await rule(world, "invited", 2, quiet=Quiet(21, 8))
    late = await rule(world, "invited", 1, now=NOW + 2 * HOUR)
    assert await remind(NOW + 2 * HOUR) == []  # 22:00 in Shanghai
    morning = datetime.fromisoformat("2026-05-02T00:00:00+00:00")
    assert await remind(morning) == [world.judges[0].email]
    assert await db.fetchval("select count(*) from reminder_sent where rule = $1", late) == 0
    await db.execute("update panel_member set accepted_at = $1", NOW)
    await rule(world, "invited", 3)
    assert await remind(morning) == []


async def test_a_chat_hears_how_much_is_open_and_no_names(set_networks: Callable[[str], None]) -> None:
    set_networks("127.0.0.0/8 ::1/128")
    world = await make_open_world(judges=2, entries=2)
    hook, _ = await add(world.organiser, place(world), "http://localhost:1/x")
    await rule(world, "reviews_due", 1, "webhook", webhook_id=hook)
    for _ in range(2):
        assert await remind(await due_of(world) + HOUR) == []
    [body] = [row["body"] for row in await db.fetch("select body from webhook_delivery")]
    said = msgspec.json.decode(body)
    assert (said["event"], said["moment"], said["open"], said["people"]) == ("reminder", "reviews_due", 4, 2)
    assert "Judge" not in body and "A review has to be signed" in said["text"]
    await invariants_hold()


async def test_who_runs_nothing_here_sets_nothing(client: httpx.AsyncClient) -> None:
    world = await make_open_world(judges=1, entries=1)
    made = await rule(world, "reviews_due", -24)
    stranger = await make_person("Stranger")
    await grant(stranger, "programme_organiser", edition_id=UUID(int=1))
    other = await actor_for(stranger)
    with pytest.raises(NotFound):
        await service.end_rule(actor=other, rule_id=made, now=NOW)
    with pytest.raises(Invalid):
        await rule(msgspec.structs.replace(world, organiser=other), "reviews_due", -24)
    with pytest.raises(Invalid) as refused:
        await rule(world, "reviews_due", 24, "webhook")
    assert set(refused.value.fields) == {"webhook"}
    await sign_in(client, world.organiser.id)
    form = {"moment": "invited", "amount": "2", "unit": "days", "way": "before", "channel": "person"}
    form |= {"place": place(world), "quiet_from": "22", "quiet_until": "7"}
    wrong = await post(client, "/desk/reminders", form)
    assert wrong.status_code == 422 and "This can only be said after the moment." in wrong.text
    assert 'value="22"' in wrong.text
    assert (await post(client, "/desk/reminders", form | {"way": "after"})).status_code == 303
    shown = (await client.get("/desk/reminders")).text
    assert "2 days after" in shown and "one day before" in shown and "not from 22:00 to 07:00" in shown
    assert (await post(client, f"/desk/reminders/{made}/end")).status_code == 303
    assert "one day before" not in (await client.get("/desk/reminders")).text


async def test_who_was_given_more_time_is_reminded_before_their_own_deadline() -> None:
    closes, own = NOW + 5 * DAY, NOW + 9 * DAY
    world = await make_world(state="open", closes_at=closes, reviews_due_at=NOW + 20 * DAY)
    for name in ("wang", "late"):
        owner = await make_person(name, email=f"{name}@example.org")
        await make_submission(world.edition, world.round, owner, state="draft", code=f"D-{name}")
    await db.execute(
        "insert into extension (id, round, person, kinds, until, reason, granted_by, granted_at)"
        " values (gen_random_uuid(), $1, $2, '{}', $3, 'Ill', $2, $4)",
        *(world.round, owner, own, NOW),
    )
    await rule(world, "entries_due", -24)
    assert await remind(closes - DAY) == ["wang@example.org"]
    await db.execute("update round set state = 'screening' where id = $1", world.round)
    assert await remind(own - DAY) == ["late@example.org"]
    body = await db.fetchval("select body from message order by id desc limit 1")
    assert "10 May 2026" in body and "6 May 2026" not in body  # their own deadline, not the round's
    assert await remind(own - HOUR) == []
    await db.execute("update extension set until = $1", own + 4 * DAY)
    assert await remind(own + 3 * DAY) == ["late@example.org"]  # moved once more
    await db.execute("update extension set revoked_at = $1, until = $2", NOW, own + 8 * DAY)
    assert await remind(own + 7 * DAY) == []
