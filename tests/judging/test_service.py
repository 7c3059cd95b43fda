import asyncio
import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from contest.judging import queries, service
from contest.judging.queries import panel
from contest.judging.queries.decisions import beside
from contest.judging.rules.decisions import Choice, mark
from contest.judging.service.reviews import StaleReview
from contest.lib import db
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.submissions import queries as submissions
from tests.judging.world import (
    RUBRIC,
    World,
    declare_all,
    invariants_hold,
    make_entry,
    make_open_world,
    make_world,
    publish_seen,
    review_of,
    sign,
    sign_all,
    state_of,
)
from tests.makers import NOW, actor_for, grant, make_organisation, make_person, make_round

D = Decimal


async def events(name: str) -> int:
    return int(await db.fetchval("select count(*) from outbox_event where name = $1", name))


async def save(world: World, review: UUID, revision: int, judge: int = 0, **points: str | None) -> int:
    async with db.work():
        return await service.save_review(
            actor=world.judges[judge],
            review_id=review,
            revision=revision,
            points={key: None if value is None else D(value) for key, value in points.items()},
            comment_applicant="For you",
            comment_panel="For us",
            now=NOW,
        )


async def points_of(review: UUID) -> dict[str, Decimal]:
    rows = await db.fetch(
        "select c.key, s.points from score s join criterion c on c.id = s.criterion where s.review = $1", review
    )
    return {row["key"]: row["points"] for row in rows}


# Setting up


async def test_create_rubric_again_makes_the_next_version() -> None:
    world = await make_world()
    async with db.work():
        again = await service.create_rubric(actor=world.organiser, edition_id=world.edition, form=RUBRIC, now=NOW)
    versions = await db.fetch("select id, version from rubric order by version")
    assert [(row["id"], row["version"]) for row in versions] == [(world.rubric, 1), (again, 2)]
    await invariants_hold()


async def test_create_rubric_is_hidden_from_others() -> None:
    world = await make_world()
    with pytest.raises(NotFound):
        async with db.work():
            await service.create_rubric(actor=world.judges[0], edition_id=world.edition, form=RUBRIC, now=NOW)


async def test_another_rounds_organiser_finds_nothing() -> None:
    world, other = await make_world(), await make_world()
    for verb in (service.assign, service.open_judging, service.draft_decision):
        with pytest.raises(NotFound):
            async with db.work():
                await verb(actor=other.organiser, round_id=world.round, now=NOW)
    with pytest.raises(NotFound):
        await queries.ranking(actor=other.organiser, round_id=world.round)
    with pytest.raises(NotFound):
        await queries.overview(actor=other.organiser, round_id=world.round, now=NOW)


async def test_set_up_judging_is_frozen_once_open() -> None:
    world = await make_open_world()
    with pytest.raises(Conflict):
        async with db.work():
            await service.set_up_judging(
                actor=world.organiser,
                round_id=world.round,
                rubric_id=world.rubric,
                talent_rubric_id=None,
                rule="mean",
                reviews_each=3,
                least_valid=3,
                now=NOW,
            )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rule": "median"}, "rule"),
        ({"reviews_each": 0}, "reviews_each"),
        ({"reviews_each": 16}, "reviews_each"),
        ({"least_valid": 4}, "least_valid"),
        ({"rubric_id": UUID(int=1)}, "rubric_id"),
    ],
)
async def test_set_up_judging_refuses_what_does_not_fit(values: dict[str, object], field: str) -> None:
    world = await make_world()
    plain = {"rubric_id": world.rubric, "talent_rubric_id": None, "rule": "mean", "reviews_each": 3, "least_valid": 3}
    with pytest.raises(Invalid) as caught:
        async with db.work():
            await service.set_up_judging(actor=world.organiser, round_id=world.round, now=NOW, **(plain | values))
    assert list(caught.value.fields) == [field]


async def test_add_judge_twice_is_refused() -> None:
    world = await make_world()
    with pytest.raises(Invalid) as caught:
        async with db.work():
            await service.add_judge(
                actor=world.organiser, round_id=world.round, email="judge0@jury0.org", name="Judge 0", now=NOW
            )
    assert list(caught.value.fields) == ["email"]


async def test_add_judge_gives_the_role_for_this_round_only() -> None:
    world = await make_world()
    judge = world.judges[0]
    assert [(one.role, one.edition_id, one.round_id) for one in judge.grants] == [("judge", world.edition, world.round)]


# Conflicts


async def test_declared_people_and_organisations_are_hidden_from_the_judge() -> None:
    world = await make_world()
    first, second = sorted(world.entries)
    async with db.work():
        await service.declare_conflicts(
            actor=world.judges[0],
            round_id=world.round,
            people=[panel.person_key(world.round, world.applicants[0])],
            organisations=["Company 1"],
            now=NOW,
        )
    ties = await db.fetch("select submission, kind, source from tie where person = $1", world.judges[0].id)
    assert {(row["submission"], row["kind"], row["source"]) for row in ties} == {
        (world.entries[first], "declared", "declared"),
        (world.entries[second], "declared", "declared"),
    }


async def test_conflicts_are_declared_once() -> None:
    world = await make_world()
    await declare_all(world)
    with pytest.raises(Conflict):
        await declare_all(world)


async def test_conflicts_wait_for_the_call_to_close() -> None:
    world = await make_world(state="open")
    with pytest.raises(Conflict):
        await declare_all(world)


async def test_only_the_panel_declares() -> None:
    world = await make_world()
    stranger = await actor_for(await make_person())
    with pytest.raises(NotFound):
        async with db.work():
            await service.declare_conflicts(actor=stranger, round_id=world.round, people=[], organisations=[], now=NOW)


async def test_a_name_that_is_not_on_the_list_is_refused() -> None:
    world = await make_world()
    with pytest.raises(Invalid):
        async with db.work():
            await service.declare_conflicts(
                actor=world.judges[0], round_id=world.round, people=[], organisations=["Nobody Ltd"], now=NOW
            )


async def test_names_to_declare_are_sorted_as_they_read_and_leave_the_judge_out() -> None:
    world = await make_world(entries=0)
    for number, name in enumerate(["张伟", "Bruno", "李娜"]):
        owner = await make_person(name)
        await make_entry(world.edition, world.round, owner, f"Q-{number}", organisation_name=f"Org {3 - number}")
    await make_entry(world.edition, world.round, world.judges[0].id, "Q-9", organisation_name="org 1")
    found = await queries.declarable(actor=world.judges[0], round_id=world.round)
    assert [name for _, name in found.people] == ["Bruno", "李娜", "张伟"]
    assert found.organisations == ["Org 1", "Org 2", "Org 3"]


async def test_whom_an_entry_only_names_is_declared_too_but_not_in_a_blind_round() -> None:
    world = await make_world(entries=0)
    owner = await make_person("Nadia Haddad")
    entry = await make_entry(world.edition, world.round, owner, "N-1", organisation_name="Org")
    answers = {
        "members": f"Haddad Nadia: lead\nLi Xiaoyu: cells\n{world.judges[0].name}",
        "contact_name": "Omar Diallo",
    }
    await db.execute(
        "update submission_version set content = jsonb_set(content, '{answers}', $1::jsonb) where submission = $2",
        json.dumps(answers), entry,
    )  # fmt: skip
    await db.execute("update round set blindness = 'names' where id = $1", world.round)
    blind = await queries.declarable(actor=world.judges[0], round_id=world.round)
    assert [name for _, name in blind.people] == ["Nadia Haddad"]
    meant = [panel.name_key(world.round, "XIAOYU Li")]
    with pytest.raises(Invalid):
        await _declare_of(world, people=meant)

    await db.execute("update round set blindness = 'none' where id = $1", world.round)
    found = await queries.declarable(actor=world.judges[0], round_id=world.round)
    assert [name for _, name in found.people] == ["Li Xiaoyu", "Nadia Haddad", "Omar Diallo"]
    await _declare_of(world, people=meant)
    tied = await db.fetch("select submission, kind, source from tie where person = $1", world.judges[0].id)
    assert [tuple(row.values()) for row in tied] == [(entry, "declared", "declared")]


async def _declare_of(world: World, *, people: list[str]) -> None:
    async with db.work():
        await service.declare_conflicts(
            actor=world.judges[0], round_id=world.round, people=people, organisations=[], now=NOW
        )


async def test_ties_are_found_on_record() -> None:
    world = await make_world(entries=0)
    organisation = await make_organisation("Sun Lab", domain="sunlab.fr")
    own = await make_entry(world.edition, world.round, world.judges[0].id, "O-1", organisation_name="Mine")
    by_name = await make_entry(world.edition, world.round, await make_person(), "O-2", organisation_name="SUN LAB")
    by_domain = await make_entry(
        world.edition, world.round, await make_person(email="a@jury1.org"), "O-3", organisation_name="Else"
    )
    await make_entry(world.edition, world.round, await make_person(), "O-4", organisation_name="Free")
    await db.execute("update person set organisation = $1 where id = $2", organisation, world.judges[2].id)
    await declare_all(world)
    ties = await db.fetch("select submission, person, kind, source from tie")
    assert {(row["submission"], row["person"], row["kind"], row["source"]) for row in ties} == {
        (own, world.judges[0].id, "own", "found"),
        (by_domain, world.judges[1].id, "domain", "found"),
        (by_name, world.judges[2].id, "organisation", "found"),
    }


# Assignment and opening


async def test_assign_gives_every_entry_its_judges_and_keeps_them() -> None:
    world = await make_world(judges=4, entries=5)
    await declare_all(world)
    async with db.work():
        first = await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    before = {(row["submission"], row["judge"]) for row in await db.fetch("select submission, judge from review")}
    async with db.work():
        second = await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    after = {(row["submission"], row["judge"]) for row in await db.fetch("select submission, judge from review")}
    assert (first.made, first.short) == (15, [])
    assert (second.made, second.short) == (0, [])
    assert before == after
    await invariants_hold()


async def test_assign_leaves_out_who_has_not_declared_and_says_what_is_short() -> None:
    world = await make_world()
    async with db.work():
        await service.declare_conflicts(
            actor=world.judges[0], round_id=world.round, people=[], organisations=[], now=NOW
        )
    async with db.work():
        done = await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert done.made == 2
    assert [(one.key, one.wanted, one.got, one.tied, one.full) for one in done.short] == [
        (code, 3, 1, 0, 0) for code in sorted(world.entries)
    ]


async def test_assign_never_gives_a_tied_entry() -> None:
    world = await make_world()
    async with db.work():
        await service.declare_conflicts(
            actor=world.judges[0],
            round_id=world.round,
            people=[panel.person_key(world.round, world.applicants[0])],
            organisations=[],
            now=NOW,
        )
    for judge in world.judges[1:]:
        async with db.work():
            await service.declare_conflicts(actor=judge, round_id=world.round, people=[], organisations=[], now=NOW)
    async with db.work():
        done = await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert [(one.got, one.tied) for one in done.short] == [(2, 1)]
    assert await review_of(world, 0, 0) is None
    await invariants_hold()


async def test_assign_needs_a_judge_who_declared() -> None:
    world = await make_world()
    with pytest.raises(Conflict):
        async with db.work():
            await service.assign(actor=world.organiser, round_id=world.round, now=NOW)


async def test_open_judging_moves_the_round_and_tells_the_judges() -> None:
    world = await make_open_world()
    assert await state_of("round", world.round) == "judging"
    assert {row["state"] for row in await db.fetch("select state from standing")} == {"in_review"}
    assert await events("judging.opened") == 1
    with pytest.raises(Conflict):
        async with db.work():
            await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    await invariants_hold()


async def test_open_judging_waits_for_screening_and_for_judges() -> None:
    world = await make_world()
    with pytest.raises(Conflict) as caught:
        async with db.work():
            await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    assert min(world.entries) in str(caught.value.message)
    await db.execute("update standing set state = 'entered'")
    with pytest.raises(Conflict) as caught:
        async with db.work():
            await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    assert str(caught.value.message) == "2 entries are not screened yet."
    assert await state_of("round", world.round) == "screening"


# Reviews


async def test_save_review_keeps_points_and_comments() -> None:
    world = await make_open_world()
    review = await review_of(world)
    assert await save(world, review, 1, climate_impact="7.5") == 2
    assert await points_of(review) == {"climate_impact": D("7.5")}
    assert await save(world, review, 2, climate_impact=None, team="3") == 3
    assert await points_of(review) == {"team": D("3.0")}
    row = await db.fetchrow("select state, comment_applicant, comment_panel, total from review where id = $1", review)
    assert row is not None
    assert tuple(row) == ("draft", "For you", "For us", None)


async def test_save_review_that_is_stale_overwrites_nothing() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await save(world, review, 1, team="8")
    with pytest.raises(StaleReview) as caught:
        await save(world, review, 1, team="2")
    assert caught.value.revision == 2
    assert await points_of(review) == {"team": D("8.0")}


@pytest.mark.parametrize("points", ["10.5", "-0.5", "7.25", "NaN", "Infinity"])
async def test_save_review_refuses_points_off_the_scale(points: str) -> None:
    world = await make_open_world()
    review = await review_of(world)
    with pytest.raises(Invalid) as caught:
        await save(world, review, 1, team=points, climate_impact="5")
    assert list(caught.value.fields) == ["score_team"]
    assert await points_of(review) == {}


async def test_save_review_of_somebody_else_is_not_found() -> None:
    world = await make_open_world()
    review = await review_of(world, judge=1)
    with pytest.raises(NotFound):
        await save(world, review, 1, team="5")
    with pytest.raises(NotFound):
        await save(world, UUID(int=5), 1, team="5")
    with pytest.raises(NotFound):
        await queries.review_page(actor=world.judges[0], review_id=review)


async def test_a_review_before_judging_opened_is_not_found() -> None:
    world = await make_world()
    await declare_all(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    review = await review_of(world)
    with pytest.raises(NotFound):
        await save(world, review, 1, team="5")
    assert (await queries.my_reviews(actor=world.judges[0])).reviews == []


async def test_sign_review_sets_the_total_and_locks() -> None:
    world = await make_open_world()
    review = await review_of(world)
    assert await sign(world.judges[0], review, "7.5", "6") == D("69.00")
    assert await events("review.signed") == 1
    with pytest.raises(Conflict):
        await sign(world.judges[0], review, "9", "9")
    assert await points_of(review) == {"climate_impact": D("7.5"), "team": D("6.0")}
    await invariants_hold()


async def test_sign_review_needs_every_point() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await save(world, review, 1, team="8")
    with pytest.raises(Invalid) as caught:
        async with db.work():
            await service.sign_review(actor=world.judges[0], review_id=review, revision=2, now=NOW)
    assert list(caught.value.fields) == ["score_climate_impact"]
    assert await state_of("review", review) == "draft"


async def test_two_signings_at_once_sign_once() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await save(world, review, 1, climate_impact="7", team="8")

    async def attempt() -> Decimal | Exception:
        try:
            async with db.work():
                return await service.sign_review(actor=world.judges[0], review_id=review, revision=2, now=NOW)
        except Conflict as error:
            return error

    answers = await asyncio.gather(attempt(), attempt(), attempt())
    assert sorted(isinstance(answer, Conflict) for answer in answers) == [False, True, True]
    assert await events("review.signed") == 1


async def test_recuse_hides_the_entry_everywhere() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign(world.judges[0], review, "7", "7")
    async with db.work():
        await service.recuse(actor=world.judges[0], review_id=review, reason="My cousin.", now=NOW)
    assert await state_of("review", review) == "recused"
    code = min(world.entries)
    assert [line.code for line in (await queries.my_reviews(actor=world.judges[0])).reviews] == [
        one for one in sorted(world.entries) if one != code
    ]
    with pytest.raises(NotFound):
        await queries.review_page(actor=world.judges[0], review_id=review)
    async with db.work():
        done = await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert [(one.key, one.got, one.tied) for one in done.short] == [(code, 2, 1)]
    await invariants_hold()


async def test_recuse_needs_a_reason() -> None:
    world = await make_open_world()
    with pytest.raises(Invalid):
        async with db.work():
            await service.recuse(actor=world.judges[0], review_id=await review_of(world), reason="  ", now=NOW)


async def test_a_tie_that_is_found_later_ends_the_review() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await db.execute("update person set email = 'x@company0.fr' where id = $1", world.judges[0].id)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert await state_of("review", review) == "recused"
    await invariants_hold()


async def test_reopen_review_takes_the_total_back() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign(world.judges[0], review, "7", "7")
    with pytest.raises(NotFound):
        async with db.work():
            await service.reopen_review(actor=world.judges[1], review_id=review, reason="x", now=NOW)
    async with db.work():
        await service.reopen_review(actor=world.organiser, review_id=review, reason="A slip.", now=NOW)
    assert await state_of("review", review) == "reopened"
    assert await sign(world.judges[0], review, "8", "8") == D("80.00")
    with pytest.raises(Conflict):
        async with db.work():
            await service.reopen_review(actor=world.organiser, review_id=await review_of(world, 1), reason="x", now=NOW)
    await invariants_hold()


async def test_reopen_review_by_the_chair_is_not_allowed() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign(world.judges[0], review, "7", "7")
    chair = await make_person("Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    with pytest.raises(NotAllowed):
        async with db.work():
            await service.reopen_review(actor=await actor_for(chair), review_id=review, reason="x", now=NOW)


async def test_others_totals_are_seen_once_signed_and_without_names_where_blind() -> None:
    world = await make_open_world(blindness="names", judges_known="never")
    first, second = await review_of(world, 0), await review_of(world, 1)
    await sign(world.judges[1], second, "5", "5")
    assert (await queries.review_page(actor=world.judges[0], review_id=first)).beside == []
    await sign(world.judges[0], first, "7", "7")
    shown = await queries.review_page(actor=world.judges[0], review_id=first)
    assert [(one.name, one.total) for one in shown.beside] == [("", D("50.00"))]
    assert (shown.entry.organisation_name, shown.entry.country) == ("", "")


async def test_the_chair_of_a_blind_round_reads_no_name_and_nothing_of_others_before_signing() -> None:
    world = await make_open_world(blindness="names", judges_known="never", entries=1)
    chair, other = world.judges[0], await review_of(world, 1)
    await grant(chair.id, "panel_chair", edition_id=world.edition, round_id=world.round)
    chair = await actor_for(chair.id)
    await sign(world.judges[1], other, "5", "5")
    with pytest.raises(NotFound):
        await queries.review_page(actor=chair, review_id=other)
    with pytest.raises(Conflict):
        await queries.ranking(actor=chair, round_id=world.round)
    await sign(chair, await review_of(world), "7", "7")
    shown = await queries.review_page(actor=chair, review_id=other)
    assert (shown.total, shown.entry.organisation_name, shown.entry.country) == (D("50.00"), "", "")
    assert (await queries.ranking(actor=chair, round_id=world.round)).entries[0].signed == 2
    seen = await queries.review_page(actor=world.organiser, review_id=other)
    assert seen.entry.organisation_name == "Company 0"


async def test_review_page_shows_names_where_the_round_is_not_blind() -> None:
    world = await make_open_world()
    shown = await queries.review_page(actor=world.judges[0], review_id=await review_of(world))
    assert shown.entry.organisation_name == "Company 0"


# Ranking and decisions


async def test_ranking_by_the_rounds_rule() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    found = await queries.ranking(actor=world.organiser, round_id=world.round)
    first, second = sorted(world.entries)
    assert [(line.code, line.rank, line.score, line.mean, line.signed, line.is_last_in) for line in found.entries] == [
        (second, 1, D("80.00"), D("80.00"), 3, True),
        (first, 2, D("60.00"), D("60.00"), 3, False),
    ]


async def test_ranking_pictures_span_every_total() -> None:
    world = await make_open_world()
    await sign_all(world, ("5", "6"), ("8", "7.5"))
    found = await queries.ranking(actor=world.organiser, round_id=world.round)
    assert [line.totals[0] for line in found.entries] == [D("78.00"), D("54.00")]
    scale = found.scale(found.groups[0])
    assert (scale.least, scale.most) == (50, 80)


async def test_a_draft_beside_a_publication_makes_no_second_decision() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    async with db.work():
        draft = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
    holds, goes_on = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with db.work():
            await publish_seen(world, draft)
            holds.set()
            await goes_on.wait()

    async def second() -> None:
        await holds.wait()
        async with db.work():
            pid = await db.fetchval("select pg_backend_pid()")
            waiting = asyncio.create_task(_until_it_waits(pid, goes_on))
            await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
            await waiting

    made = await asyncio.gather(first(), second(), return_exceptions=True)
    assert [type(one) for one in made] == [type(None), Conflict]
    assert await db.fetch("select state from decision") == [("published",)]
    await invariants_hold()


async def _until_it_waits(pid: int, goes_on: asyncio.Event) -> None:
    """Let the first go on once the second waits for it, or has found nothing to wait for."""
    connection = await db.engine().get_new_connection()
    try:
        for _ in range(200):
            if await connection.fetchval("select cardinality(pg_blocking_pids($1)) > 0", pid):
                break
    finally:
        await connection.close()
        goes_on.set()


async def test_ranking_leaves_out_what_the_reader_is_tied_to() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    first, second = sorted(world.entries)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[second],
        world.organiser.id,
        NOW,
    )
    found = await queries.ranking(actor=world.organiser, round_id=world.round)
    assert ([(line.code, line.rank) for line in found.entries], found.hidden) == ([(first, 2)], 1)
    with pytest.raises(NotAllowed):
        async with db.work():
            await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)


async def decided(world: World, choices: dict[UUID, Choice] | None = None) -> UUID:
    async with db.work():
        return await service.draft_decision(actor=world.organiser, round_id=world.round, choices=choices, now=NOW)


async def test_draft_decision_proposes_by_rank_and_quota_and_ends_judging() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await decided(world)
    items = await queries.decision_items(decision_id=decision)
    first, second = sorted(world.entries)
    assert [(item.code, item.rank, item.score, item.outcome) for item in items] == [
        (second, 1, D("80.00"), "advanced"),
        (first, 2, D("60.00"), "not_advanced"),
    ]
    assert await state_of("round", world.round) == "deliberation"
    with pytest.raises(Conflict):
        await save(world, await review_of(world), 3, team="5")


async def test_draft_decision_again_changes_the_draft() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await decided(world)
    first, second = sorted(world.entries)
    award = Choice(outcome="awarded", award_en="First prize", award_zh="一等奖")
    assert await decided(world, {world.entries[first]: award}) == decision
    outcomes = {item.code: item.outcome for item in await queries.decision_items(decision_id=decision)}
    assert outcomes == {first: "awarded", second: "advanced"}


async def test_an_entry_without_a_result_cannot_be_advanced() -> None:
    world = await make_open_world()
    await sign(world.judges[0], await review_of(world), "9", "9")
    for judge in world.judges:
        async with db.work():
            await service.waive_reviews(
                actor=world.organiser, round_id=world.round, judge_id=judge.id, reason="Late.", now=NOW
            )
    with pytest.raises(Invalid):
        await decided(world, {world.entries[min(world.entries)]: Choice(outcome="advanced")})
    assert await state_of("round", world.round) == "judging"


async def test_publish_decision_opens_the_notice_and_close_makes_it_final() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await decided(world)
    async with db.work():
        ends_at = await publish_seen(world, decision)
    assert await state_of("round", world.round) == "notice"
    assert await events("decision.published") == 1
    with pytest.raises(Conflict):
        async with db.work():
            await publish_seen(world, decision)
    with pytest.raises(Conflict):
        async with db.work():
            await service.close_notice(actor=world.organiser, decision_id=decision, now=ends_at - timedelta(seconds=1))
    async with db.work():
        await service.close_notice(actor=world.organiser, decision_id=decision, now=ends_at)
    assert (await state_of("decision", decision), await state_of("round", world.round)) == ("final", "decided")
    assert await events("decision.final") == 1
    assert {row["state"] for row in await db.fetch("select state from standing")} == {"advanced", "not_advanced"}
    await invariants_hold()


async def test_publish_decision_tells_nothing_that_was_not_looked_at() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await decided(world)
    first, second = (world.entries[code] for code in sorted(world.entries))
    page = await queries.decision_page(actor=world.organiser, decision_id=decision)
    chosen = {second: Choice(outcome="advanced")}
    seen = beside(page.round, page.decision, page.items, chosen)
    over = mark({str(second): Choice(outcome="advanced", way="rank")})

    async def publishes() -> None:
        async with db.work():
            await service.publish_decision(
                actor=world.organiser, decision_id=decision, seen=seen, choices=chosen, chosen_over=over, now=NOW
            )

    await decided(world, {first: Choice(outcome="advanced")})
    with pytest.raises(Invalid, match="changed since you opened"):
        await publishes()
    await decided(world, {first: Choice(outcome="not_advanced")})
    onward = await make_round(world.edition, state="screening")
    await db.execute("update decision set leads_to = $2 where id = $1", decision, onward)
    with pytest.raises(Invalid, match="changed since you opened"):
        await publishes()
    await db.execute("update decision set leads_to = null where id = $1", decision)
    await publishes()
    assert await state_of("round", world.round) == "notice"


async def test_publish_decision_without_a_notice_is_final_at_once() -> None:
    world = await make_open_world(notice_days=0)
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await decided(world)
    async with db.work():
        await publish_seen(world, decision)
    assert (await state_of("decision", decision), await state_of("round", world.round)) == ("final", "decided")
    assert (await events("decision.published"), await events("decision.final")) == (1, 1)


async def test_publish_decision_refuses_an_award_without_words_and_stale_figures() -> None:
    world = await make_open_world(stage="roadshow")
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await decided(world)
    second = sorted(world.entries)[1]
    with pytest.raises(Invalid) as caught:
        async with db.work():
            await publish_seen(world, decision)
    assert list(caught.value.fields) == [f"award_en_{second}"]
    async with db.work():
        await service.reopen_review(actor=world.organiser, review_id=await review_of(world), reason="A slip.", now=NOW)
    assert await state_of("round", world.round) == "judging"
    with pytest.raises(Conflict):
        async with db.work():
            await publish_seen(world, decision)


async def test_reverse_decision_makes_a_draft_that_takes_its_place() -> None:
    world = await make_open_world(notice_days=0)
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await decided(world)
    async with db.work():
        await publish_seen(world, decision)
    with pytest.raises(Invalid):
        async with db.work():
            await service.reverse_decision(actor=world.organiser, decision_id=decision, reason=" ", now=NOW)
    async with db.work():
        made = await service.reverse_decision(
            actor=world.organiser, decision_id=decision, reason="A sum was wrong.", now=NOW
        )
    assert (await state_of("decision", decision), await state_of("decision", made)) == ("reversed", "drafted")
    assert await state_of("round", world.round) == "deliberation"
    assert {row["state"] for row in await db.fetch("select state from standing")} == {"in_review"}
    assert await events("decision.reversed") == 1
    first, second = (world.entries[code] for code in sorted(world.entries))
    await decided(world, {first: Choice(outcome="advanced"), second: Choice(outcome="not_advanced")})
    async with db.work():
        await publish_seen(world, made)
    standings = {row["submission"]: row["state"] for row in await db.fetch("select submission, state from standing")}
    assert standings == {first: "advanced", second: "not_advanced"}
    await invariants_hold()


async def test_a_judge_decides_nothing() -> None:
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    decision = await decided(world)
    for verb, also in ((service.publish_decision, {"seen": ""}), (service.close_notice, {})):
        with pytest.raises(NotFound):
            async with db.work():
                await verb(actor=world.judges[0], decision_id=decision, now=NOW, **also)
    with pytest.raises(NotFound):
        await queries.decision_page(actor=world.judges[0], decision_id=decision)


async def test_overview_counts_and_says_what_comes_next() -> None:
    world = await make_world()
    found = await queries.overview(actor=world.organiser, round_id=world.round, now=NOW)
    assert found.next_step == "wait_declared"
    await declare_all(world)
    assert (await queries.overview(actor=world.organiser, round_id=world.round, now=NOW)).next_step == "assign"
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert (await queries.overview(actor=world.organiser, round_id=world.round, now=NOW)).next_step == "open"
    async with db.work():
        await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    await sign_all(world, ("6", "6"))
    found = await queries.overview(actor=world.organiser, round_id=world.round, now=NOW)
    assert (found.next_step, found.given, found.signed) == ("wait_reviews", 6, 3)
    assert [(judge.given, judge.signed) for judge in found.panel] == [(2, 1)] * 3
    coverage = found.coverage
    assert (coverage.entries, coverage.full, coverage.signed, coverage.short) == (2, 2, 1, [])


async def test_lists_show_the_titles_that_were_handed_in_and_no_later_draft() -> None:
    world = await make_open_world()
    await db.execute("update submission set title_en = 'Not handed in', organisation_name = 'Not handed in'")
    mine = await queries.my_reviews(actor=world.judges[0])
    ranked = await queries.ranking(actor=world.organiser, round_id=world.round)
    listed = await submissions.round_entries(actor=world.organiser, round_id=world.round)
    shown = [*mine.reviews, *ranked.entries, *listed.entries]
    assert [line.code for line in shown if "Not handed in" in line.title_en] == []
    assert [line.code for line in listed.entries if line.organisation_name == "Not handed in"] == []
    assert len(mine.reviews) > 0
    assert len(ranked.entries) == len(listed.entries) > 0
