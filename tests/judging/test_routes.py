from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from contest.files import service as files
from contest.judging import service
from contest.judging.queries import reviews
from contest.judging.queries.panel import person_key
from contest.lib import db, storage
from contest.lib.db import statements
from tests.judging.world import (
    declare_all,
    make_entry,
    make_open_world,
    make_world,
    pass_checks,
    review_of,
    sign,
    sign_all,
    state_of,
)
from tests.makers import NOW, grant, make_person, pdfs
from tests.makers.files import make_file
from tests.web import hidden, post, sign_in


async def points_of(review: UUID) -> dict[str, Decimal]:
    rows = await db.fetch(
        "select c.key, s.points from score s join criterion c on c.id = s.criterion where s.review = $1", review
    )
    return {row["key"]: row["points"] for row in rows}


async def counted(client: httpx.AsyncClient, url: str) -> list[str]:
    """The statements of one page, the person's own included."""
    made: list[str] = []
    token = statements.set(made)
    try:
        answer = await client.get(url)
    finally:
        statements.reset(token)
    assert answer.status_code == 200
    return made


FORM = {"revision": "1", "score_climate_impact": "7.5", "score_team": "6", "to_applicant": "Good.", "to_panel": ""}


async def test_a_judge_reads_saves_and_signs(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    listed = await client.get("/judging/reviews")
    assert f"/judging/reviews/{review}" in listed.text
    shown = await client.get(f"/judging/reviews/{review}")
    assert (shown.status_code, "Climate impact" in shown.text, "Very good" in shown.text) == (200, True, True)
    saved = await post(client, f"/judging/reviews/{review}", {**FORM, "then": "save"})
    assert (saved.status_code, saved.headers["location"]) == (303, f"/judging/reviews/{review}")
    assert await points_of(review) == {"climate_impact": Decimal("7.5"), "team": Decimal("6.0")}
    signed = await post(client, f"/judging/reviews/{review}", {**FORM, "revision": "2", "then": "sign"})
    assert (signed.status_code, signed.headers["location"]) == (303, f"/judging/reviews/{await review_of(world, 0, 1)}")
    assert await db.fetchval("select total from review where id = $1", review) == Decimal("69.00")
    again = await post(client, f"/judging/reviews/{review}", {**FORM, "revision": "4", "then": "sign"})
    assert (again.status_code, "cannot be changed or signed again" in again.text) == (409, True)


async def test_of_another_judges_review_nothing_is_looked_up(client: httpx.AsyncClient) -> None:
    """Not what it says, and not more than of one that there is not: the time of an answer tells nothing either."""
    world = await make_open_world()
    await sign_in(client, world.judges[1].id)
    judge = world.judges[1].id
    assert await db.fetchrow(reviews._PAGE, await review_of(world), judge, False) is None
    theirs = f"/judging/reviews/{await review_of(world)}"
    answers = [await client.get(path) for path in (theirs, f"/judging/reviews/{UUID(int=7)}")]
    assert [answer.status_code for answer in answers] == [404, 404]
    chair = await make_person(name="Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    await sign(world.judges[0], await review_of(world), "7", "6")
    await sign_in(client, chair)
    assert (await client.get(theirs)).status_code == 200


async def test_a_stale_save_keeps_both_texts_and_overwrites_nothing(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    await post(client, f"/judging/reviews/{review}", {**FORM, "then": "save"})
    stale = {**FORM, "score_team": "2", "to_applicant": "My second thought.", "then": "save"}
    answer = await post(client, f"/judging/reviews/{review}", stale)
    assert answer.status_code == 409
    assert "My second thought." in answer.text
    assert "Good." in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert (await points_of(review))["team"] == Decimal("6.0")
    answer = await post(client, f"/judging/reviews/{review}", {**stale, "revision": "2"})
    assert answer.status_code == 303
    assert (await points_of(review))["team"] == Decimal("2.0")


@pytest.mark.parametrize("typed", ["11", "7.3", "-1", "NaN", "many", "1e1"])
async def test_points_off_the_scale_are_named_and_what_was_typed_stays(client: httpx.AsyncClient, typed: str) -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    answer = await post(client, f"/judging/reviews/{review}", {**FORM, "score_team": typed, "then": "save"})
    assert answer.status_code == 422
    assert 'href="#f-score_team"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert "Good." in answer.text
    assert await points_of(review) == {}


async def test_signing_without_every_point_is_refused_and_nothing_is_written(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    answer = await post(client, f"/judging/reviews/{review}", {**FORM, "score_team": "", "then": "sign"})
    assert (answer.status_code, 'href="#f-score_team"' in answer.text) == (422, True)
    assert await state_of("review", review) == "assigned"


async def test_a_review_needs_its_token_and_its_revision(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    assert (await client.post(f"/judging/reviews/{review}", data=FORM)).status_code == 403
    assert (await post(client, f"/judging/reviews/{review}", {"score_team": "5"})).status_code == 422
    assert await state_of("review", review) == "assigned"


async def test_somebody_elses_review_is_not_there(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    review = await review_of(world, judge=1)
    await sign_in(client, world.judges[0].id)
    for path in ("", "/recuse", "/reopen", f"/files/{UUID(int=3)}"):
        assert (await client.get(f"/judging/reviews/{review}{path}")).status_code == 404
    assert (await post(client, f"/judging/reviews/{review}", FORM)).status_code == 404
    assert (await post(client, f"/judging/reviews/{review}/recuse", {"why": "work"})).status_code == 404
    assert (await post(client, f"/judging/reviews/{review}/reopen", {"reason": "x"})).status_code == 404


async def test_recusing_hides_the_entry(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    assert (await client.get(f"/judging/reviews/{review}/recuse")).status_code == 200
    empty = await post(client, f"/judging/reviews/{review}/recuse", {"why": "other", "reason": ""})
    assert empty.status_code == 422
    done = await post(client, f"/judging/reviews/{review}/recuse", {"why": "family", "reason": "My cousin."})
    assert done.headers["location"] == "/judging/reviews"
    assert (await client.get(f"/judging/reviews/{review}")).status_code == 404
    assert str(review) not in (await client.get("/judging/reviews")).text


async def test_a_blind_round_shows_no_name_on_any_page_of_its_judge(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=0, blindness="names", judges_known="never")
    owner = await make_person("Zelda Marker", email="zelda@markerzelda.fr", country="FR")
    await make_entry(
        world.edition, world.round, owner, "BL-1", title_en="A pump", organisation_name="Markerworks", country="FR"
    )
    await declare_all(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
        await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    review = await db.fetchval("select id from review where judge = $1", world.judges[0].id)
    await sign(
        world.judges[1], await db.fetchval("select id from review where judge = $1", world.judges[1].id), "5", "5"
    )
    await sign(world.judges[0], review, "7", "7")
    await sign_in(client, world.judges[0].id)
    for path in ("/judging/reviews", f"/judging/reviews/{review}"):
        page = (await client.get(path)).text
        found = [mark for mark in ("Marker", "marker", "Judge 1") if mark in page]
        assert found == []
        assert "A pump" in page


async def test_a_file_goes_to_its_judge_only_and_without_a_name_where_blind(client: httpx.AsyncClient) -> None:
    world = await make_world(entries=0, blindness="names", judges_known="never")
    owner = await make_person("Zelda Marker")
    signed = pdfs.by("Zelda Marker")
    file = await make_file(owner, name="CV_Marker.pdf", size=len(signed), pages=1)
    await storage.put(f"files/{file}", signed, content_type="application/pdf")
    named = {"file_id": str(file), "field": "pitch_deck", "name": "CV_Marker.pdf", "size": 4, "sha256": "ab" * 32}
    world.entries["F-1"] = await make_entry(world.edition, world.round, owner, "F-1", files=[named])
    await declare_all(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
        await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    answer = await client.get(f"/judging/reviews/{review}/files/{file}")
    assert (answer.status_code, pdfs.authors(answer.content)) == (200, [])
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["content-disposition"].endswith("filename*=UTF-8''F-1-pitch_deck.pdf")
    assert (await client.get(f"/judging/reviews/{review}/files/{file}")).content == answer.content
    pages = f"/judging/reviews/{review}/files/{file}/pages"
    assert "being made ready" in (await client.get(pages)).text
    await files.note_drawn(file_id=file, drawn=await files.draw(file_id=file) or 0)
    shown = (await client.get(pages)).text
    assert ("Marker" in shown, f'src="{pages}/1"' in shown, "F-1-pitch_deck.pdf" in shown) == (False, True, True)
    picture = await client.get(f"{pages}/1")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
    assert (picture.headers["content-disposition"], picture.headers["x-content-type-options"]) == ("inline", "nosniff")
    assert "sandbox" in picture.headers["content-security-policy"]
    assert (await client.get(f"{pages}/2")).status_code == 404
    other = await make_file(owner)
    assert (await client.get(f"/judging/reviews/{review}/files/{other}")).status_code == 404
    await sign_in(client, world.judges[1].id)
    for path in (f"/judging/reviews/{review}/files/{file}", pages, f"{pages}/1"):
        assert (await client.get(path)).status_code == 404


async def test_the_conflicts_page_lists_names_and_takes_the_declaration(client: httpx.AsyncClient) -> None:
    world = await make_world()
    await sign_in(client, world.judges[0].id)
    url = f"/judging/rounds/{world.round}/conflicts"
    page = await client.get(url)
    assert [name in page.text for name in ("Applicant 0", "Company 1", "Entry 0")] == [True, True, False]
    assert [f'<h2 class="initial" id="{name}-1">{letter}</h2>' in page.text for name, letter in (
        ("people", "A"), ("organisations", "C"),
    )] == [True, True]  # fmt: skip
    people = [person_key(world.round, one) for one in world.applicants]
    assert [str(one) in page.text for one in world.applicants] == [False] * len(world.applicants)
    assert (await post(client, url, {"people": people[0]})).status_code == 422
    done = await post(client, url, {"people": people, "is_complete": "yes"})
    assert done.headers["location"] == "/judging/reviews"
    assert await db.fetchval("select count(*) from tie where person = $1", world.judges[0].id) == 2
    assert (await post(client, url, {"is_complete": "yes"})).status_code == 409
    assert (await client.get(f"/judging/rounds/{UUID(int=7)}/conflicts")).status_code == 404


async def test_an_organiser_leads_a_round_from_set_up_to_final(client: httpx.AsyncClient) -> None:
    world = await make_world(notice_days=0)
    await sign_in(client, world.organiser.id)
    here = f"/judging/rounds/{world.round}"
    again = {"rubric_id": str(world.rubric), "rule": "mean", "reviews_each": "3", "least_valid": "3"}
    assert (await post(client, f"{here}/set-up", again)).headers["location"] == here
    assert (await post(client, f"{here}/set-up", {**again, "least_valid": "4"})).status_code == 422
    judge = {"email": "new@jury.org", "name": "New Judge", "most": "5", "scenes": "energy"}
    assert (await post(client, f"{here}/panel", judge)).status_code == 303
    taken = await post(client, f"{here}/panel", judge)
    assert (taken.status_code, 'value="new@jury.org"' in taken.text) == (422, True)
    await declare_all(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert "Open judging" in (await client.get(here)).text
    assert (await post(client, f"{here}/open")).status_code == 303
    await sign_all(world, ("6", "6"), ("8", "8"))
    assert (await client.get(f"{here}/ranking")).status_code == 200
    drafted = await post(client, f"{here}/decisions")
    decision = drafted.headers["location"]
    first, second = sorted(world.entries)
    award = {f"outcome_{first}": "not_advanced", f"outcome_{second}": "awarded", f"award_en_{second}": "First prize"}
    unseen = await post(client, decision, {**award, "then": "publish", f"award_zh_{second}": "一等奖"})
    assert (unseen.status_code, await state_of("round", world.round)) == (422, "deliberation")
    award |= {"then": "publish", **{name: hidden(unseen.text, name) for name in ("seen", "beside")}}
    half = await post(client, decision, award)
    assert (half.status_code, 'value="First prize"' in half.text) == (422, True)
    done = await post(client, decision, {**award, f"award_zh_{second}": "一等奖"})
    assert done.status_code == 303
    assert await state_of("round", world.round) == "notice"  # an award waits for its checks, notice or not
    await pass_checks(world, UUID(decision.split("/")[-1]))
    assert (await post(client, f"{decision}/close")).status_code == 303
    assert await state_of("round", world.round) == "decided"
    assert "Final since" in (await client.get(decision)).text
    turned = await post(client, f"{decision}/reverse", {"reason": "A sum was wrong."})
    assert "A sum was wrong." in (await client.get(turned.headers["location"])).text
    assert (await client.get(here)).status_code == 200


async def test_another_rounds_organiser_is_told_nothing(client: httpx.AsyncClient) -> None:
    world, other = await make_open_world(), await make_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    await sign_in(client, other.organiser.id)
    here = f"/judging/rounds/{world.round}"
    reads = (here, f"{here}/ranking", f"/judging/decisions/{decision}", f"/judging/rubrics/{world.rubric}")
    assert [(await client.get(path)).status_code for path in reads] == [404] * 4
    writes = (f"{here}/assignment", f"{here}/open", f"{here}/decisions", f"/judging/decisions/{decision}/close")
    assert [(await post(client, path)).status_code for path in writes] == [404] * 4


async def test_a_visitor_is_asked_to_sign_in_and_a_person_without_a_role_finds_nothing(
    client: httpx.AsyncClient,
) -> None:
    world = await make_open_world()
    paths = ("/judging/reviews", f"/judging/rounds/{world.round}", f"/judging/rounds/{world.round}/ranking")
    assert [(await client.get(path)).status_code for path in paths] == [303] * 3
    await sign_in(client, world.applicants[0])
    assert [(await client.get(path)).status_code for path in paths] == [404] * 3


RUBRIC_FORM = {
    "key": "talent", "name_en": "Talent", "name_zh": "人才", "highest": "10", "step": "0.5", "kinds": ["talent"],
    "a0_points": "5", "a0_en": "Acceptable", "a0_zh": "合格", "a1_points": "9", "a1_en": "Very good", "a1_zh": "优秀",
    "c0_name_en": "Record", "c0_name_zh": "经历", "c0_guide_en": "What was done", "c0_guide_zh": "做过什么",
    "c0_weight": "60", "c0_floor": "5", "c0_a1_en": "Led it", "c0_a1_zh": "主导", "c0_v_name_en": "Resilience",
    "c0_v_name_zh": "韧性", "c1_name_en": "Fit", "c1_name_zh": "契合", "c1_weight": "40", "tie_0": "mean",
}  # fmt: skip


async def test_a_rubric_is_built_copied_and_shown_with_what_changed(client: httpx.AsyncClient) -> None:
    world = await make_world()
    await sign_in(client, world.organiser.id)
    here = f"/judging/editions/{world.edition}/rubrics"
    assert (await client.get(f"{here}/new")).status_code == 200
    made = await post(client, here, RUBRIC_FORM)
    assert made.status_code == 303
    page = await client.get(made.headers["location"])
    for word in ("Record", "做过什么", "契合", "优秀", "Led it", "韧性", "Floor: below a mean of 5"):
        assert word in page.text
    copy = await client.get(f"{here}/new?of={made.headers['location'].rsplit('/', 1)[1]}")
    assert ('value="Led it"' in copy.text, "Save as a new version" in copy.text) == (True, True)
    again = await post(
        client, here, {**RUBRIC_FORM, "c0_key": "record", "c1_key": "fit", "c0_weight": "55", "c1_weight": "45"}
    )
    second = await client.get(again.headers["location"])
    assert ("What version 2 changed" in second.text, "<del>60 %</del>" in second.text) == (True, True)
    assert "<ins>55 %</ins>" in second.text
    versions = await db.fetch("select version from rubric where key = 'talent' order by version")
    assert [row["version"] for row in versions] == [1, 2]


async def test_a_rubric_form_is_built_up_by_its_buttons_and_loses_nothing(client: httpx.AsyncClient) -> None:
    world = await make_world()
    await sign_in(client, world.organiser.id)
    here = f"/judging/editions/{world.edition}/rubrics"
    for then, shown in (
        ("add", 'name="c2_name_en"'),
        ("row", 'name="a2_points"'),
        ("down:0", 'name="c1_name_en" type="text" value="Record"'),
        ("remove:0", 'name="c0_name_en" type="text" value="Fit"'),
    ):
        page = await post(client, here, {**RUBRIC_FORM, "then": then})
        assert (page.status_code, shown in page.text) == (200, True), then
    assert await db.fetchval("select count(*) from rubric where key = 'talent'") == 0


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("c0_weight", "59.9", "c0_weight"),
        ("c0_weight", "-60", "c0_weight"),
        ("c0_weight", "NaN", "c0_weight"),
        ("c0_weight", "59", "criteria"),
        ("a0_points", "99", "anchors"),
        ("highest", "NaN", "highest"),
        ("c0_name_zh", "", "c0_name_zh"),
    ],
)
async def test_a_rubric_that_cannot_be_used_comes_back_with_every_word(
    client: httpx.AsyncClient, field: str, value: str, named: str
) -> None:
    world = await make_world()
    await sign_in(client, world.organiser.id)
    wrong = await post(client, f"/judging/editions/{world.edition}/rubrics", {**RUBRIC_FORM, field: value})
    assert (wrong.status_code, f'href="#f-{named}"' in wrong.text, f'id="f-{named}"' in wrong.text) == (422, True, True)
    assert 'value="Led it"' in wrong.text
    assert await db.fetchval("select count(*) from rubric where key = 'talent'") == 0


async def test_the_chair_follows_and_changes_nothing(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"))
    chair = await make_person("Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    await sign_in(client, chair)
    here = f"/judging/rounds/{world.round}"
    assert [(await client.get(path)).status_code for path in (here, f"{here}/ranking")] == [200, 200]
    assert (await client.get(f"/judging/reviews/{await review_of(world)}")).status_code == 200
    assert (await post(client, f"{here}/decisions")).status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
async def test_pages_take_few_statements_however_many_rows(client: httpx.AsyncClient, entries: int) -> None:
    world = await make_open_world(entries=entries)
    await sign_all(world, *[("6", "6")] * entries)
    await sign_in(client, world.judges[0].id)
    assert len(await counted(client, "/judging/reviews")) == 3
    review = f"/judging/reviews/{await review_of(world)}"
    assert (await client.get(review)).status_code == 200  # a process reads a published form once
    assert len(await counted(client, review)) == 4
    await sign_in(client, world.organiser.id)
    here = f"/judging/rounds/{world.round}"
    assert len(await counted(client, f"{here}/ranking")) == 6
    assert len(await counted(client, here)) == 8


async def test_saving_a_review_takes_four_statements(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    made: list[str] = []
    token = statements.set(made)
    await post(client, f"/judging/reviews/{review}", {**FORM, "then": "save"})
    statements.reset(token)
    kept = [sql for sql in made if not sql.startswith(("BEGIN", "COMMIT"))]
    assert len(kept) == 4  # who asks, the review under lock, what is saved, the record


async def test_both_kinds_of_rulings_stand_on_one_page(client: httpx.AsyncClient) -> None:
    world = await make_world()
    entry, judge = world.entries[min(world.entries)], world.judges[0]
    async with db.work():
        await service.rule_pair(
            actor=world.organiser,
            round_id=world.round,
            submission_id=entry,
            judge_id=judge.id,
            ruling="forbidden",
            now=NOW,
        )
    await sign_in(client, world.organiser.id)
    page = (await client.get(f"/judging/rounds/{world.round}/ties")).text
    assert ("does not read it" in page, min(world.entries) in page) == (True, True)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', $3)",
        entry,
        world.organiser.id,
        NOW,
    )
    assert min(world.entries) not in (await client.get(f"/judging/rounds/{world.round}/ties")).text
