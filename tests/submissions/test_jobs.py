"""What follows a hand-in, an upload and a screening: the jobs of the real registry, run here as a worker runs them."""

from uuid import UUID

import pytest

from contest.files import service as files
from contest.lib import db, storage
from contest.lib.actor import Actor
from contest.lib.outbox import relay
from contest.submissions import service
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene, pdfs
from tests.submissions.entries import hand_in, make_ready
from workers.runtime import perform
from workers.settings import REGISTRY


async def run_jobs() -> None:
    """All that is due now."""
    sent: list[str] = []

    async def send(_: str, sending: str) -> None:
        sent.append(sending)

    await relay.fan_out(REGISTRY.events)
    await relay.send_due(send)
    for sending in sent:
        await perform(REGISTRY, sending, worker=1)


@pytest.fixture
async def round_() -> UUID:
    edition_id = await make_edition(code_prefix="BT26")
    await make_scene(edition_id)
    return await make_round(edition_id)


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu", locale="zh", email="lin@example.org"))


async def test_a_hand_in_is_followed_by_one_mail_in_the_applicants_language(lin: Actor, round_: UUID) -> None:
    receipt = await hand_in(lin, await make_ready(lin, round_))
    await run_jobs()
    mails = await db.fetch("select email, locale, subject, body, kind, needs_approval from message")
    assert [(mail["email"], mail["locale"], mail["kind"], mail["needs_approval"]) for mail in mails] == [
        ("lin@example.org", "zh", "submissions/receipt", False)
    ]
    body = mails[0]["body"]
    wanted = (receipt.code, receipt.sha256, "ab" * 32, "雨林村落微网", f"/submissions/{receipt.code}/receipts/1")
    assert [word for word in wanted if word not in body] == []
    assert mails[0]["subject"] == "BT26-0001 已提交"
    assert "2026年5月1日 14:00 (UTC+2)" in body
    await run_jobs()
    assert await db.fetchval("select count(*) from message") == 1


@pytest.mark.parametrize(
    ("verdict", "reason"), [("eligible", ""), ("more_wanted", "Which site?"), ("ineligible", "No.")]
)
async def test_a_verdict_drafts_a_mail_that_waits_for_an_organiser(
    lin: Actor, round_: UUID, verdict: str, reason: str
) -> None:
    receipt = await hand_in(lin, await make_ready(lin, round_))
    person = await make_person("Marie")
    await grant(person, "screener", round_id=round_)
    async with db.work():
        await service.screen(
            actor=await actor_for(person), code=receipt.code, round_id=round_, verdict=verdict, reason=reason, now=NOW
        )
    await run_jobs()
    mail = await db.fetchrow("select state, body, round_id from message where kind = 'submissions/screened'")
    assert mail is not None
    assert (mail["state"], mail["round_id"], reason in mail["body"]) == ("drafted", round_, True)


async def test_an_upload_is_followed_by_its_check(lin: Actor) -> None:
    async def bytes_() -> object:
        yield data

    found = {}
    for data in (pdfs.pdf(2), pdfs.with_script()):
        async with db.work():
            announced = await files.announce(actor=lin, purpose="entry", name="a.pdf", declared_size=len(data), now=NOW)
        await files.receive(actor=lin, file_id=announced.id, chunks=bytes_(), now=NOW)  # type: ignore[arg-type]
        await run_jobs()
        row = await db.fetchrow("select state, pages, reason, key from file where id = $1", announced.id)
        assert row is not None
        found[row["state"]] = (row["pages"], row["reason"])
    assert found == {"checked": (2, None), "refused": (1, "script")}
    undone = await db.fetchval("select count(*) from outbox_job where done_at is null")
    assert undone == 0
    row = await db.fetchrow("select key from file where state = 'checked'")
    assert row is not None
    assert await storage.size(row["key"]) == len(pdfs.pdf(2))
