"""What follows a hand-in, an upload and a screening: the jobs of the real registry, run here as a worker runs them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from contest.files import service as files
from contest.files.rules import Terms
from contest.lib import clock, db, storage
from contest.lib.actor import Actor
from contest.submissions import service
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene, pdfs
from tests.submissions.entries import hand_in, make_ready
from tests.submissions.jobs import run_jobs

TERMS = Terms(is_scan_waived=True)


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
    ("verdict", "said", "state", "words"),
    [
        ("eligible", {}, "drafted", "进入评审"),
        (
            "more_wanted",
            {"reason": "Which site?", "fields": ["landing"], "until": NOW + timedelta(days=9)},
            "queued",
            "Which site? 落地海南计划 2026年5月10日",
        ),
        ("ineligible", {"reason": "No.", "reasons": ["scope"]}, "drafted", "不在本次征集的范围内。 No."),
    ],
)
async def test_a_verdict_is_told_to_the_applicant(
    lin: Actor, round_: UUID, verdict: str, said: dict[str, Any], state: str, words: str
) -> None:
    """A question goes at once, for its time runs; anything else an organiser looks at first."""
    receipt = await hand_in(lin, await make_ready(lin, round_))
    person = await make_person("Marie")
    await grant(person, "screener", round_id=round_)
    async with db.work():
        actor = await actor_for(person)
        await service.screen(actor=actor, code=receipt.code, round_id=round_, verdict=verdict, **said, now=NOW)
    await run_jobs()
    mail = await db.fetchrow("select state, body, round_id from message where kind = 'submissions/screened'")
    assert mail is not None
    assert (mail["state"], mail["round_id"]) == (state, round_)
    assert [word for word in words.split() if word not in mail["body"]] == []


async def test_a_question_without_an_answer_is_recalled_and_then_ends(lin: Actor, round_: UUID) -> None:
    receipt = await hand_in(lin, await make_ready(lin, round_))
    person = await make_person("Marie")
    await grant(person, "screener", round_id=round_)
    until = NOW + timedelta(days=9)
    async with db.work():
        await service.screen(
            actor=await actor_for(person), code=receipt.code, round_id=round_, verdict="more_wanted",
            reason="Which site?", fields=["landing"], until=until, now=NOW,
        )  # fmt: skip
    seen = []
    for moment in (
        until - timedelta(days=2, seconds=1),
        until - timedelta(days=2),
        until,
        until + timedelta(seconds=1),
    ):
        for _ in range(2):
            with clock.moved_to(moment):
                async with db.work():
                    await service.chase_answers()
                await run_jobs()
        bodies = await db.fetch("select body from message where kind = 'submissions/reminder' order by id")
        seen.append((len(bodies), await db.fetchval("select state from standing")))
    assert seen == [(0, "more_wanted"), (1, "more_wanted"), (1, "more_wanted"), (2, "entered")]
    assert ["Which site?" in bodies[0]["body"], "截止前未收到补充" in bodies[1]["body"]] == [True, True]


async def test_an_upload_is_followed_by_its_check(lin: Actor) -> None:
    async def bytes_() -> object:
        yield data

    found = {}
    for data in (pdfs.pdf(2), pdfs.with_script()):
        async with db.work():
            announced = await files.announce(
                actor=lin, purpose="entry", name="a.pdf", declared_size=len(data), terms=TERMS, now=NOW
            )
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
