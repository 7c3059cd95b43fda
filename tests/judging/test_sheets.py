"""Sheets of paper: printed, typed in by one, confirmed against the scan by another, never by the same."""

import io
from uuid import UUID

import httpx
import pypdfium2
import pytest

from contest.judging import queries
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.web import csrf
from tests.judging.world import World, invariants_hold, make_open_world, review_of, state_of
from tests.makers import NOW, actor_for, grant, make_person
from tests.makers.pdfs import written
from tests.web import csrf_of, post, sign_in

POINTS = {"score_climate_impact": "8", "score_team": "7.5", "to_applicant": "Clear baseline."}


@pytest.fixture
async def world(client: httpx.AsyncClient) -> World:
    made = await make_open_world()
    await sign_in(client, made.organiser.id)
    return made


async def second(world: World) -> Actor:
    person = await make_person("Second Organiser")
    await grant(person, "round_organiser", edition_id=world.edition, round_id=world.round)
    return await actor_for(person)


async def add_scan(client: httpx.AsyncClient, here: str, data: bytes) -> httpx.Response:
    sent = {"file": ("sheet.pdf", data, "application/pdf")}
    return await client.post(f"{here}/scan", data={csrf.FIELD: csrf_of(client)}, files=sent)


async def scan_is_checked(review: UUID) -> str:
    """As the job that looks into files leaves it; what the page then says it was shown."""
    await db.execute(
        "update file set state = 'checked', content_type = 'application/pdf', checked_at = $2"
        " where id = (select scan from paper_sheet where review = $1 and state = 'typed')",
        review, NOW,
    )  # fmt: skip
    found: str = await db.fetchval(
        "select id || ':' || scan from paper_sheet where review = $1 and state = 'typed'", review
    )
    return found


async def test_a_sheet_is_printed_for_a_judge_with_every_criterion_and_no_entry_too_close(
    client: httpx.AsyncClient, world: World
) -> None:
    here = f"/judging/rounds/{world.round}/sheets"
    assert "Sheets of Judge 0 (PDF)" in (await client.get(here)).text
    entry = sorted(world.entries)[1]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', $3)",
        world.entries[entry], world.organiser.id, NOW,
    )  # fmt: skip
    assert entry not in (await client.get(here)).text
    answer = await client.get(f"{here}/{world.judges[0].id}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    text = document[0].get_textpage().get_text_bounded()
    assert len(document) == 1
    for words in (min(world.entries), "Judge 0", "Climate impact", "气候影响", "Team"):
        assert words in text, text
    assert (await client.get(f"{here}/{world.organiser.id}")).status_code == 409


async def test_one_types_it_in_and_another_confirms_it_against_the_scan(
    client: httpx.AsyncClient, world: World
) -> None:
    review = await review_of(world)
    here = f"/judging/reviews/{review}/sheet"
    for wrong, told in (
        ({"score_team": "7.3"}, "in steps of"),
        ({"score_team": "many"}, "Enter a number"),
        ({"score_team": ""}, "Give points here"),
    ):
        answer = await post(client, here, {**POINTS, **wrong})
        assert (answer.status_code, told in answer.text, "Clear baseline." in answer.text) == (422, True, True), told
    assert (await post(client, here, POINTS)).status_code == 303
    assert (await post(client, here, POINTS)).status_code == 409
    assert await state_of("review", review) == "assigned"
    data = written(["8 and 7.5"])
    assert (await add_scan(client, here, data)).status_code == 303
    assert "The scan is being checked" in (await client.get(here)).text
    seen = await scan_is_checked(review)
    assert (await client.get(f"{here}/scan")).content == data
    own = await post(client, f"{here}/decide", {"then": "confirm", "seen": seen})
    assert (own.status_code, "somebody else has to" in own.text) == (409, True)
    other = await second(world)
    await sign_in(client, other.id)
    assert (await add_scan(client, here, data)).status_code == 409
    assert (await post(client, f"{here}/decide", {"then": "confirm", "seen": "old"})).status_code == 409
    assert seen in (await client.get(here)).text
    assert (await post(client, f"{here}/decide", {"then": "confirm", "seen": seen})).status_code == 303
    row = await db.fetchrow("select state, total, comment_applicant from review where id = $1", review)
    assert row is not None and (row["state"], str(row["total"]), row["comment_applicant"]) == (
        *("signed", "78.00", "Clear baseline."),
    )
    step = await db.fetchrow("select step, judge, actor_id from score_record where review = $1", review)
    assert step is not None and tuple(step.values()) == ("signed", world.judges[0].id, other.id)
    assert "Confirmed: the review is signed." in (await client.get(here)).text
    assert (await client.get(f"{here}/scan")).content == data
    assert (await post(client, f"{here}/decide", {"then": "confirm", "seen": seen})).status_code == 409
    assert (await post(client, here, POINTS)).status_code == 409
    await invariants_hold()


async def test_a_sheet_that_was_typed_in_wrongly_is_refused_with_a_reason_and_typed_in_again(
    client: httpx.AsyncClient, world: World
) -> None:
    review = await review_of(world)
    here = f"/judging/reviews/{review}/sheet"
    await post(client, here, POINTS)
    await sign_in(client, (await second(world)).id)
    unseen = await post(client, f"{here}/decide", {"then": "confirm", "seen": await scan_is_checked(review) or ""})
    assert unseen.status_code == 409
    assert (await post(client, f"{here}/decide", {"then": "refuse", "reason": " "})).status_code == 422
    assert (await post(client, f"{here}/decide", {"then": "refuse", "reason": "It says 6."})).status_code == 303
    assert (await queries.sheet_page(actor=world.organiser, review_id=review)).sheet is None
    assert (await post(client, here, {**POINTS, "score_team": "6"})).status_code == 303
    for stranger in (world.judges[0], await actor_for(await make_person("Stranger"))):
        await sign_in(client, stranger.id)
        assert (await client.get(here)).status_code == 404
