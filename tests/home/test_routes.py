"""Each person's home, by named persons."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.certificates.tables import Certificate
from contest.judging.tables import Decision, DecisionItem, JudgingRound, PanelMember, Review, Rubric
from contest.lib import clock, db
from tests.makers import (
    NOW,
    grant,
    make_edition,
    make_person,
    make_round,
    make_standing,
    make_submission,
    make_version,
)
from tests.roadshow.world import make_world
from tests.web import sign_in


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.moved_to(NOW):
        yield


async def _statements(client: httpx.AsyncClient) -> int:
    log: list[str] = []
    token = db.statements.set(log)
    try:
        assert (await client.get("/home")).status_code == 200
    finally:
        db.statements.reset(token)
    return len(log)


async def _panel(edition: UUID, round_id: UUID, judge: UUID, **values: Any) -> tuple[UUID, UUID]:
    rubric = Rubric(edition=edition, key=f"r{round_id}", name_en="x", name_zh="x", anchors=[])
    await rubric.save()
    judging = JudgingRound(round=round_id, rubric=rubric.id)
    await judging.save()
    await PanelMember(judging_round=judging.id, person=judge, scenes=[], **values).save()
    return UUID(str(judging.id)), UUID(str(rubric.id))


async def _review(round_id: UUID, judging: UUID, rubric: UUID, judge: UUID, **values: Any) -> None:
    edition = await db.fetchval("select edition from round where id = $1", round_id)
    owner = await make_person()
    submission = await make_submission(edition, round_id, owner)
    version = await make_version(submission, owner)
    row = Review(judging_round=judging, submission=submission, version=version, judge=judge, rubric=rubric, **values)
    await row.save()


async def test_a_newcomer_is_told_where_to_begin(client: httpx.AsyncClient) -> None:
    await sign_in(client, await make_person("Mei"))
    page = (await client.get("/home")).text
    assert "Nothing is waiting for you." in page
    assert "You have no entry yet" in page
    assert 'href="/#open-rounds"' in page


async def test_a_visitor_is_asked_to_sign_in(client: httpx.AsyncClient) -> None:
    assert (await client.get("/home")).headers["location"] == "/sign-in?next=%2Fhome"


async def test_an_applicant_sees_their_own_entries_only(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    round_id = await make_round(edition)
    mei, other = await make_person("Mei"), await make_person("Other")
    await make_submission(edition, round_id, mei, state="draft", title_en="<b>Mine</b>", title_zh="")
    await make_submission(edition, round_id, other, state="draft", title_en="Somebody else's")
    await sign_in(client, mei)
    page = (await client.get("/home")).text
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "Somebody else" not in page
    assert "One thing is waiting for you." in page
    assert "15 May 2026, 14:00 (UTC+2)" in page


async def test_what_the_organiser_wants_to_know_is_shown(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    round_id = await make_round(edition, state="screening")
    mei = await make_person("Mei")
    submission = await make_submission(edition, round_id, mei)
    await make_standing(submission, round_id, await make_version(submission, mei), state="more_wanted")
    await db.execute("update standing set reason = 'Please add the test report.'")
    await sign_in(client, mei)
    page = (await client.get("/home")).text
    assert "Please add the test report." in page
    assert "Answer the organiser" in page


async def test_a_judge_sees_what_is_left_to_review_and_recused_ones_do_not_count(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    round_id = await make_round(edition, state="judging")
    judge = await make_person("Judge")
    await grant(judge, "judge", round_id=round_id)
    judging, rubric = await _panel(edition, round_id, judge, declared_at=NOW)
    for values in ({}, {"state": "draft"}, {"state": "recused"}, {"state": "signed", "total": 80, "signed_at": NOW}):
        await _review(round_id, judging, rubric, judge, **values)
    await _review(round_id, judging, rubric, await make_person("Other judge"))
    await sign_in(client, judge)
    assert "2 to write, 1 signed" in (await client.get("/home")).text


async def test_a_judge_who_has_left_the_panel_sees_nothing_of_it(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    round_id = await make_round(edition, state="judging", name_en="Closed panel")
    judge = await make_person("Judge")
    await grant(judge, "judge", round_id=round_id)
    await _panel(edition, round_id, judge, left_at=NOW)
    await sign_in(client, judge)
    assert "Closed panel" not in (await client.get("/home")).text


async def test_an_organiser_sees_their_own_rounds_only(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    paris = await make_round(edition)
    await make_round(edition, name_en="Shenzhen round", name_zh="深圳赛区")
    paul = await make_person("Paul")
    await grant(paul, "round_organiser", edition_id=edition, round_id=paris)
    await make_submission(edition, paris, await make_person())
    await sign_in(client, paul)
    page = (await client.get("/home")).text
    assert ("Paris round" in page, "Shenzhen round" in page) == (True, False)
    assert "1 handed in so far" in page
    assert "You have no entry yet" not in page


async def test_a_holder_finds_their_certificates(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    round_id = await make_round(edition, state="decided")
    mei = await make_person("Mei")
    submission = await make_submission(edition, round_id, mei)
    decision = Decision(round=round_id, state="final", rule="mean", drafted_by=mei)
    await decision.save()
    item = DecisionItem(decision=decision.id, submission=submission, outcome="awarded")
    await item.save()
    for code, state in (("CODE-ONE", "issued"), ("CODE-TWO", "revoked")):
        await Certificate(
            code=code,
            number=code,
            edition=edition,
            item=item.id,
            submission=submission,
            recipient_id=mei,
            kind="award",
            state=state,
            data={},
            key=code,
            rendered_at=NOW,
        ).save()
    await sign_in(client, mei)
    page = (await client.get("/home")).text
    assert ('href="/verify/CODE-ONE"' in page, "CODE-TWO" in page) == (True, False)


async def test_home_takes_the_same_statements_for_one_and_three_of_each(client: httpx.AsyncClient) -> None:
    ana = await make_person("Ana")
    await grant(ana, "programme_organiser")
    await grant(ana, "judge")

    async def more() -> None:
        edition = await make_edition()
        round_id = await make_round(edition, state="judging")
        await make_submission(edition, round_id, ana)
        judging, rubric = await _panel(edition, round_id, ana, declared_at=NOW)
        await _review(round_id, judging, rubric, ana)

    await more()
    await sign_in(client, ana)
    one = await _statements(client)
    await more()
    await more()
    assert (one, await _statements(client)) == (8, 8)


async def test_links_follow_from_roles(client: httpx.AsyncClient) -> None:
    """An applicant has no link to a desk, a judge one to their reviews, an organiser one to the editions."""
    found = {}
    for name, role in (("Mei", None), ("Judge", "judge"), ("Ana", "programme_organiser")):
        person = await make_person(name)
        if role:
            await grant(person, role)
        await sign_in(client, person)
        page = (await client.get("/home")).text
        hrefs = ("/home", "/submissions", "/judging/reviews", "/desk", "/challenge/editions")
        nav = page.split('class="site-nav"')[1].split("</nav>")[0]
        found[name] = [href for href in hrefs if f'href="{href}"' in nav]
    assert found == {
        "Mei": ["/home", "/submissions"],
        "Judge": ["/home", "/submissions", "/judging/reviews"],
        "Ana": ["/home", "/submissions", "/desk", "/challenge/editions"],
    }


async def test_an_event_that_asks_is_on_the_home_of_its_people(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=1, funds=1, is_joined=False)
    for who in ("Entry0", "Fund0"):
        await sign_in(client, world.people[who].id)
        with clock.moved_to(NOW):
            page = (await client.get("/home")).text
        assert f'href="/roadshow/parties/{world.parties[who]}"' in page and "Will you take part?" in page
    await db.execute("update counterpart_person set left_at = $1", NOW)
    with clock.moved_to(NOW):
        assert "Will you take part?" not in (await client.get("/home")).text
