"""Letters in an edition's own words, what waits for a person, and mails that nobody must take."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.desk import service as desk
from contest.lib import db
from contest.lib.errors import Invalid, NotFound
from contest.notifications import service
from contest.notifications.queries.wordings import Text
from contest.notifications.rules.letters import LETTERS
from contest.notifications.service import Recipient
from tests.judging.world import make_world
from tests.makers import actor_for, grant, make_edition, make_person
from tests.web import csrf_of, post

LIN = Recipient(person_id=None, email="Lin@example.org", name="Lin", locale="en")
KEY = "submissions-screened-more"
CONTEXT = LETTERS[KEY].shown
OWN = Text("About {code}", "Hi {name}! {asked} until {until}, see {link}.")


async def organiser(edition: UUID) -> Any:
    person = await make_person()
    await grant(person, "programme_organiser", edition_id=edition)
    return await actor_for(person)


async def word(actor: Any, edition: UUID, key: str = KEY, is_reviewed: bool = False, **texts: Text) -> None:
    async with db.work():
        await desk.word_letter(actor=actor, edition_id=edition, key=key, texts=texts, is_reviewed=is_reviewed)


async def queue(edition: UUID, kind: str = "submissions/screened", to: Recipient = LIN, **context: Any) -> Any:
    async with db.work():
        made = await service.queue_message(kind=kind, to=to, context={**CONTEXT, **context}, edition_id=edition)
    return await db.fetchrow("select * from message where id = $1", made)


async def test_a_letter_reads_as_its_edition_says_in_each_language() -> None:
    edition, other = await make_edition(), await make_edition()
    await word(await organiser(edition), edition, en=OWN)
    row = await queue(edition, name="Lin {code}")
    assert row["subject"] == "About BT26-0147"
    assert row["body"].startswith("Hi Lin {code}! \n- Budget\n- Letter of the host until") or "- Budget" in row["body"]
    assert "see https://contest.example/submissions/BT26-0147." in row["body"]
    zh = await queue(edition, to=Recipient(person_id=None, email="w@example.org", name="王", locale="zh"))
    assert "BT26-0147" in zh["subject"] and not zh["subject"].startswith("About")
    assert (await queue(other))["subject"] == "BT26-0147: the organisers ask for more"
    assert (await queue(edition, state="eligible"))["subject"] == "BT26-0147 goes on to the judges"


async def test_an_edition_says_which_letters_wait_for_a_person() -> None:
    edition = await make_edition()
    actor = await organiser(edition)
    assert [(await queue(edition, state=one))["state"] for one in ("eligible", "more_wanted")] == ["drafted", "queued"]
    await word(actor, edition, is_reviewed=True)
    await word(actor, edition, "submissions-screened-eligible")
    assert [(await queue(edition, state=one))["state"] for one in ("eligible", "more_wanted")] == ["queued", "drafted"]


async def test_a_text_that_reads_as_everywhere_is_not_kept() -> None:
    edition = await make_edition()
    actor = await organiser(edition)
    await word(actor, edition, en=OWN)
    await word(actor, edition, en=Text("", ""))
    assert await db.fetchval("select count(*) from mail_wording") == 0


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (Text("About {cdoe}", OWN.body), "subject_en"),
        (Text("About", "Hi {asked} {until}"), "body_en"),  # without a link it leads nowhere
        (Text("About", ""), "body_en"),
        (Text("By {judge}", OWN.body), "subject_en"),
        (Text("About", OWN.body + " Prof. Ada Byron liked it."), "body_en"),
    ],
)
async def test_what_cannot_be_mailed_is_refused_at_its_field(text: Text, field: str) -> None:
    edition = (await make_world(judges=1)).edition
    await db.execute("update person set name = 'Prof. Ada Byron' where id in (select person from panel_member)")
    with pytest.raises(Invalid) as refused:
        await word(await organiser(edition), edition, en=text)
    assert set(refused.value.fields) == {field}
    assert await db.fetchval("select count(*) from mail_wording") == 0


async def test_a_judge_may_read_of_judges() -> None:
    edition = (await make_world(judges=1)).edition
    await db.execute("update person set name = 'Prof. Ada Byron' where id in (select person from panel_member)")
    text = Text("Reviews", "Prof. Ada Byron leads the panel. {due} {link}")
    await word(await organiser(edition), edition, "judging-opened", en=text)


async def test_letters_are_worded_by_who_organises_the_edition() -> None:
    edition = await make_edition()
    stranger = await organiser(await make_edition())
    for key in (KEY, "no-such"):
        with pytest.raises(NotFound):
            await word(stranger if key == KEY else await organiser(edition), edition, key, en=OWN)


async def test_who_wants_no_mails_gets_those_alone_that_are_needed(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    shared = LETTERS["submissions-shared"].shown
    row = await queue(edition, "submissions/shared", **shared)
    assert (row["state"], row["is_essential"]) == ("queued", False)
    link = row["body"].rstrip().rpartition("\n")[2]
    assert "lin@example.org" not in link
    path = link[link.index("/account") :]
    page = await client.get(path)
    assert (page.status_code, "lin@example.org" in page.text) == (200, True)
    assert await db.fetchval("select count(*) from mail_refusal") == 0
    # as a mail program does it, without a form of ours
    answer = await client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 303
    assert (await queue(edition, "submissions/shared", **shared))["state"] == "withdrawn"
    assert (await queue(edition))["state"] == "queued"
    assert await post(client, path, {"again": "yes"}) is not None
    assert (await queue(edition, "submissions/shared", **shared))["state"] == "queued"
    assert (await client.get("/account/mail/stop?key=forged")).status_code == 404
    assert (
        await client.post("/account/mail/stop?key=forged", data={"_csrf_token": csrf_of(client)})
    ).status_code == 404
