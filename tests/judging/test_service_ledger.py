"""Every step of a signed score stands in the ledger, which nobody can change."""

from decimal import Decimal
from typing import Any

import asyncpg
import msgspec
import pytest

from contest.audit.service import verify_chain
from contest.judging import queries, service
from contest.judging.rules.ledger import SCORES
from contest.lib import db
from contest.submissions.service import add_tie
from tests.judging.world import World, make_open_world, review_of, sign, sign_all
from tests.makers import NOW


async def ledger() -> list[tuple[str, dict[str, Any], dict[str, str]]]:
    """Step, data and the texts beside it, in their order."""
    rows = await db.fetch(
        "select step, data, (select json_object_agg(name, text) from score_text t where t.record = r.id) as texts"
        " from score_record r order by id"
    )
    return [(row["step"], msgspec.json.decode(row["data"]), msgspec.json.decode(row["texts"] or "{}")) for row in rows]


async def reopen(world: World, review: Any, reason: str = "One point was meant for the other entry.") -> None:
    async with db.work():
        await service.reopen_review(actor=world.organiser, review_id=review, reason=reason, now=NOW)


async def holds(sealed: int) -> None:
    async with db.work():
        await service.seal_scores()
    found = await verify_chain(SCORES)
    assert (found.holds, found.sealed, found.waiting) == (True, sealed, 0)
    broken = {name: rows for name, sql in queries.INVARIANTS.items() if (rows := await db.fetch(sql))}
    assert broken == {}


async def test_each_step_of_a_score_is_written_with_its_figures_and_the_words_beside() -> None:
    world = await make_open_world()
    review, judge = await review_of(world), world.judges[0]
    await sign(judge, review, "7.5", "6")
    await reopen(world, review)
    await sign(judge, review, "5", "6")
    await reopen(world, review, "Again.")
    await sign(judge, review, "5", "6")
    async with db.work():
        await service.recuse(actor=judge, review_id=review, reason="My cousin.", now=NOW)
    first = {"climate_impact": "7.5", "team": "6.0"}
    second = {"climate_impact": "5.0", "team": "6.0"}
    words = {"judge": "Judge 0", "comment_applicant": "Well founded."}
    assert await ledger() == [
        ("signed", {"total": "69.00", "points": first, "was": None}, words),
        (
            "reopened",
            {"total": "69.00", "points": first},
            {"judge": "Judge 0", "reason": "One point was meant for the other entry."},
        ),
        ("changed", {"total": "54.00", "points": second, "was": first}, words),
        ("reopened", {"total": "54.00", "points": second}, {"judge": "Judge 0", "reason": "Again."}),
        ("signed", {"total": "54.00", "points": second, "was": second}, words),
        (
            "recused",
            {"total": "54.00", "points": second, "why": "other"},
            {"judge": "Judge 0", "reason": "My cousin."},
        ),
    ]
    await holds(6)


async def test_a_draft_that_is_saved_is_in_no_ledger() -> None:
    world = await make_open_world()
    async with db.work():
        await service.save_review(
            actor=world.judges[0],
            review_id=await review_of(world),
            revision=1,
            points={"team": Decimal(4)},
            comment_applicant="",
            comment_panel="",
            now=NOW,
        )
    assert await ledger() == []


async def test_a_tie_that_is_found_takes_a_signed_score_back_in_the_ledger_too() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign(world.judges[0], review, "7", "7")
    entry = await db.fetchval("select submission from review where id = $1", review)
    async with db.work():
        await add_tie(
            actor=world.organiser,
            submission_id=entry,
            person_id=world.judges[0].id,
            kind="declared",
            source="declared",
            reason="",
            now=NOW,
        )
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert [(step, data.get("why")) for step, data, _ in await ledger()] == [("signed", None), ("recused", "tie")]
    await holds(2)


@pytest.mark.parametrize(
    "statement",
    [
        "update score_record set data = '{}'",
        "delete from score_record",
        "truncate score_record cascade",
        "update score_seal set hash = 'x'",
        "delete from score_seal",
        "truncate score_seal",
        "update score_text set text = 'praise'",
        "truncate audit_seal",
    ],
)
async def test_the_database_refuses_to_change_the_ledger(statement: str) -> None:
    world = await make_open_world()
    await sign_all(world, ("7", "7"))
    await holds(3)
    with pytest.raises(asyncpg.RestrictViolationError):
        await db.execute(statement)
    await holds(3)


async def test_no_name_and_no_comment_is_in_a_sealed_row_and_erased_words_leave_it_whole() -> None:
    world = await make_open_world()
    await sign_all(world, ("7", "7"))
    rows = await db.fetch("select r::text as line from score_record r")
    assert [word for row in rows for word in ("Judge", "Well founded") if word in row["line"]] == []
    await db.execute("delete from score_text where name = 'judge'")
    await holds(3)
    assert (await verify_chain(SCORES)).erased == 3


async def test_points_altered_beside_the_ledger_are_found() -> None:
    world = await make_open_world()
    await sign_all(world, ("7", "7"))
    promise = queries.INVARIANTS["a signed or reopened review is in the ledger as it is stored"]
    assert await db.fetch(promise) == []
    review = await review_of(world)
    await db.execute("update score set points = 8 where review = $1", review)
    assert [row["id"] for row in await db.fetch(promise)] == [review]
