"""Judges in other countries read what its applicant agreed to, and nothing else."""

from uuid import UUID

import pytest

from contest.accounts import service as accounts
from contest.home import queries as home
from contest.judging import queries, service
from contest.judging.queries import panel
from contest.judging.service.assignment import Assigned
from contest.lib import db
from contest.lib.errors import NotFound
from contest.lib.ids import uuid7
from tests.judging.world import World, declare_all, make_world
from tests.makers import NOW, actor_for, agree, make_person


async def _abroad() -> World:
    """Two entries of applicants in France and a panel of two in Germany and one in China."""
    world = await make_world(judges=3, entries=2)
    await db.execute("update person set country = 'FR' where id = any($1)", world.applicants)
    for judge, country in zip(world.judges, ("DE", "DE", "CN"), strict=True):
        await db.execute("update person set country = $2 where id = $1", judge.id, country)
    await declare_all(world)
    return world


async def _assign(world: World) -> Assigned:
    async with db.work():
        return await service.assign(actor=world.organiser, round_id=world.round, now=NOW)


async def _read_by(judge: UUID) -> int:
    return int(await db.fetchval("select count(*) from review where judge = $1 and state <> 'recused'", judge))


async def _agree(applicant: UUID) -> None:
    await agree(applicant, "judges_abroad", "CN")
    await agree(applicant, "transfer", "CN")


async def test_no_entry_is_given_to_a_judge_whose_country_was_not_agreed_to() -> None:
    world = await _abroad()
    await _agree(world.applicants[0])
    await agree(world.applicants[1], "judges_abroad", "CN")  # and not to the border that it crosses
    await _assign(world)
    assert [await _read_by(judge.id) for judge in world.judges] == [2, 2, 1]


async def test_what_is_taken_back_disappears_from_the_judge_at_once() -> None:
    world = await _abroad()
    for applicant in world.applicants:
        await _agree(applicant)
    await _assign(world)
    async with db.work():
        await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    chinese = world.judges[2]
    listed = (await queries.my_reviews(actor=chinese)).reviews
    assert len(listed) == 2
    async with db.work():
        await accounts.withdraw_consent(
            actor=await actor_for(world.applicants[0]), purpose="transfer", place="CN", now=NOW
        )
    [left] = (await queries.my_reviews(actor=chinese)).reviews
    [gone] = {one.id for one in listed} - {left.id}
    with pytest.raises(NotFound):
        await queries.review_page(actor=chinese, review_id=gone)
    assert (await queries.review_page(actor=chinese, review_id=left.id)).entry.title_en
    assert [each.to_do for each in await home.reviews(actor=chinese)] == [1]
    again = await _assign(world)
    assert len(again.short) == 1  # nobody else is there to read it


async def test_everybody_of_a_team_agrees_for_themselves_and_who_left_is_not_named() -> None:
    world = await _abroad()
    for applicant in world.applicants:
        await _agree(applicant)
    chinese, anna = world.judges[2], await make_person("Anna Weber", country="FR")
    await db.execute(
        "insert into team_member (id, submission, person, role, joined_at)"
        " select $1, id, $2, 'view', $4 from submission where owner = $3",
        uuid7(), anna, world.applicants[0], NOW,
    )  # fmt: skip

    async def names() -> list[str]:
        return sorted(name for _, name in (await panel.declarable(actor=chinese, round_id=world.round)).people)

    assert len(await names()) == 1
    await _assign(world)
    assert [await _read_by(judge.id) for judge in world.judges] == [2, 2, 1]
    await db.execute("update team_member set left_at = $1", NOW)
    await _assign(world)
    assert await _read_by(chinese.id) == 2
    assert "Anna Weber" not in await names() and len(await names()) == 2
    await db.execute("update team_member set left_at = null")
    await _agree(anna)
    assert "Anna Weber" in await names()


async def test_the_names_to_declare_are_those_that_may_be_read() -> None:
    world = await _abroad()
    await _agree(world.applicants[0])
    named = [len((await panel.declarable(actor=judge, round_id=world.round)).people) for judge in world.judges]
    assert named == [2, 2, 1]
