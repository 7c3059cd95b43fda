"""Who is tied to an entry cannot tell from any page what becomes of it: not from a list, a count or a mail."""

from uuid import UUID

import httpx
import pytest

from contest.judging import service as judging
from contest.lib import db
from contest.lib.ids import uuid7
from contest.notifications.service import Recipient, queue_message
from tests.judging.world import World, make_open_world, sign_all
from tests.makers import NOW, grant
from tests.web import post, sign_in

TO = Recipient(person_id=None, email="a@example.org", name="Ana", locale="en", is_demo=False)


def pages(world: World) -> list[str]:
    """Every page that counts or lists, but the ranking: ranks are the same for all, so it says how many it hides."""
    return [
        "/home",
        "/desk",
        "/desk/mail",
        "/desk/mail?state=drafted",
        "/challenge/editions",
        f"/challenge/rounds/{world.round}",
        f"/submissions/rounds/{world.round}",
        f"/submissions/rounds/{world.round}/screening",
        f"/judging/rounds/{world.round}",
        *(f"/judging/rounds/{world.round}/{page}" for page in ("panel", "ties", "capacity", "directory", "check")),
    ]


def pages_of_a_judge(world: World) -> list[str]:
    """Every page of a judge that counts or lists, as a chair too; the chair judges, so a round may be blind to them."""
    return [
        "/home",
        "/account",
        "/judging/reviews",
        "/judging/profile",
        f"/judging/rounds/{world.round}",
        *(f"/judging/rounds/{world.round}/{page}" for page in ("join", "conflicts", "check")),
    ]


async def mail_about(entry: UUID, world: World) -> UUID:
    async with db.work():
        return await queue_message(
            kind="submissions/screened",
            to=TO,
            context={
                **dict.fromkeys(("title_en", "title_zh", "reason", "round_name_en", "round_name_zh", "address"), "x"),
                "code": "HIDDEN-1",
                "state": "ineligible",
                "reasons": [],
            },
            needs_approval=True,
            edition_id=world.edition,
            about=[entry],
        )


@pytest.fixture
async def world() -> World:
    made = await make_open_world(entries=3)
    await grant(made.organiser.id, "programme_organiser", edition_id=made.edition)
    await sign_all(made, ("6", "6"), ("7", "7"))
    return made


async def test_no_page_changes_with_what_becomes_of_an_entry_one_is_tied_to(
    client: httpx.AsyncClient, world: World
) -> None:
    hidden = world.entries[sorted(world.entries)[2]]
    await sign_in(client, world.organiser.id)
    untied = [(await client.get(path)).text for path in pages(world)]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'declared', 'declared', '', $4)",
        uuid7(), hidden, world.organiser.id, NOW,
    )  # fmt: skip
    before = [(await client.get(path)).text for path in pages(world)]
    assert before != untied  # the entry was there to be seen
    await mail_about(hidden, world)
    await db.execute("update review set state = 'recused', reason = 'x' where submission = $1", hidden)
    await db.execute("update standing set state = 'entered' where submission = $1", hidden)
    await db.execute("update submission set title_en = 'Quite another title' where id = $1", hidden)
    after = [(await client.get(path)).text for path in pages(world)]
    for path, was, now in zip(pages(world), before, after, strict=True):
        assert now == was, path
    await db.execute("delete from tie where person = $1", world.organiser.id)
    assert [(await client.get(path)).text for path in pages(world)] != after


@pytest.mark.parametrize("verb", ["approve", "withdraw", "send-again"])
async def test_a_mail_about_an_entry_one_is_tied_to_is_not_there(
    client: httpx.AsyncClient, world: World, verb: str
) -> None:
    entry = world.entries[sorted(world.entries)[2]]
    message = await mail_about(entry, world)
    await sign_in(client, world.organiser.id)
    assert (await client.get(f"/desk/mail/{message}")).status_code == 200
    await db.execute("update submission set owner = $2 where id = $1", entry, world.organiser.id)
    assert (await client.get(f"/desk/mail/{message}")).status_code == 404
    assert (await post(client, f"/desk/mail/{message}/{verb}")).status_code == 404
    assert await db.fetchval("select state from message where id = $1", message) == "drafted"


@pytest.mark.parametrize("is_blind", [False, True])
async def test_no_page_of_a_judge_changes_with_what_becomes_of_an_entry_they_are_tied_to(
    client: httpx.AsyncClient, is_blind: bool
) -> None:
    world = await make_open_world(entries=3, blindness="names" if is_blind else "none")
    judge, hidden = world.judges[0], world.entries[sorted(world.entries)[2]]
    await grant(judge.id, "panel_chair", edition_id=world.edition, round_id=world.round)
    review = await db.fetchval("select id from review where judge = $1 and submission = $2", judge.id, hidden)
    await sign_in(client, judge.id)

    async def seen() -> list[str]:
        shown = [(await client.get(path)).text for path in pages_of_a_judge(world)]
        # what the chair may look up before somebody is invited
        asked = {"people": "Company 2\nApplicant 2\nx@company2.fr"}
        return [*shown, (await post(client, f"/judging/rounds/{world.round}/check", asked)).text]

    untied = await seen()
    async with db.work():
        await judging.rule_tie(
            actor=world.organiser, round_id=world.round, code=sorted(world.entries)[2], person_id=judge.id,
            is_tied=True, reason="Family.", now=NOW,
        )  # fmt: skip
    before = await seen()
    assert before != untied  # the entry was there to be seen
    for path in ("", "/recuse", f"/files/{uuid7()}"):
        assert (await client.get(f"/judging/reviews/{review}{path}")).status_code == 404
    await db.execute("update standing set state = 'entered' where submission = $1", hidden)
    await db.execute("update submission set title_en = 'Quite another title' where id = $1", hidden)
    await db.execute("update review set state = 'recused', reason = 'x' where submission = $1", hidden)
    after = await seen()
    for path, was, now in zip([*pages_of_a_judge(world), "check"], before, after, strict=True):
        assert now == was, path


async def test_a_mail_to_judges_tells_nothing_of_an_entry_they_are_tied_to() -> None:
    world = await make_open_world(entries=2)
    code = min(world.entries)
    people = [judge.id for judge in world.judges]
    async with db.work():
        await judging.rule_tie(
            actor=world.organiser, round_id=world.round, code=code, person_id=people[0],
            is_tied=True, reason="Family.", now=NOW,
        )  # fmt: skip
        await db.execute("delete from message")
        await judging.tell_judges(round_id=world.round, judge_ids=people)
    rows = await db.fetch("select recipient_id, body from message where kind = 'judging/opened'")
    assert {row["recipient_id"] for row in rows if code in row["body"]} == set(people[1:])
    assert {row["recipient_id"] for row in rows} == set(people)
