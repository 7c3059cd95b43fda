"""Ties between judges and entries: found from records, ruled both ways, and hidden everywhere."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from contest.judging import queries, service
from contest.judging.rules.inviting import Candidate
from contest.judging.rules.profiles import Profile
from contest.judging.rules.ties import Link
from contest.lib import db
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.submissions.tables.teams import Referee
from tests.judging.world import World, declare_all, make_entry, make_open_world, make_world, review_of, sign, state_of
from tests.makers import NOW, actor_for, grant, make_city, make_organisation, make_person, make_round, make_standing


async def kinds(person: UUID) -> list[tuple[str, str]]:
    rows = await db.fetch("select kind, reason from tie where person = $1 order by kind", person)
    return [(row["kind"], row["reason"]) for row in rows]


async def look(world: World) -> int:
    async with db.work():
        return await service.look_for_ties(actor=world.organiser, round_id=world.round, now=NOW)


async def rule(world: World, *, is_tied: bool, judge: int = 0, entry: int = 0, **values: Any) -> None:
    asked = {"reason": "They never met.", "actor": world.organiser, "code": sorted(world.entries)[entry]} | values
    async with db.work():
        await service.rule_tie(
            round_id=world.round, person_id=world.judges[judge].id, is_tied=is_tied, now=NOW, **asked
        )


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("employer", "COMPANY 0", ("organisation", "Company 0")),
        ("investment", "Company 0 Ltd.", ("investment", "Company 0")),
        ("mentoring", "Applicant 0", None),
        ("coauthor", "Chen Xiaolan", ("coauthor", "陈晓岚")),
        ("family", "陈晓岚", ("family", "陈晓岚")),
    ],
)
async def test_what_a_judge_says_of_themselves_ties_them(kind: str, name: str, found: tuple[str, str] | None) -> None:
    world = await make_world()
    await db.execute("update person set name = '陈晓岚' where id = $1", world.applicants[0])
    async with db.work():
        profile = Profile(languages=["en"], links=[Link(kind=kind, name=name)])
        await service.save_profile(actor=world.judges[0], profile=profile, now=NOW)
        assert await service.find_ties(person_id=world.judges[0].id, now=NOW) == (found is not None)
    assert await kinds(world.judges[0].id) == ([found] if found else [])
    assert await kinds(world.judges[1].id) == []


async def test_a_namesake_in_pinyin_is_found() -> None:
    world = await make_world()
    await db.execute("update person set name = '欧阳知远' where id = $1", world.applicants[0])
    await db.execute("update person set name = 'Zhiyuan Ouyang' where id = $1", world.judges[0].id)
    assert await look(world) == 1
    assert await kinds(world.judges[0].id) == [("namesake", "欧阳知远")]
    assert await look(world) == 0


async def test_who_is_named_in_an_entry_or_vouches_for_it_is_behind_it_too() -> None:
    world = await make_world()
    first, second = (world.entries[code] for code in sorted(world.entries)[:2])
    said = {"answers": {"members": "Anna Berg, cells\n李晓宇 项目负责人"}}
    await db.execute(
        "update submission_version set content = content || $2::jsonb where submission = $1",
        first,
        msgspec.json.encode(said).decode(),
    )
    await Referee(
        submission=second, name="Jonas Vik", email="vik@x.org", asked_by=world.applicants[1], asked_at=NOW
    ).save()
    links = [Link(kind="coauthor", name="Li Xiaoyu"), Link(kind="mentoring", name="Vik, Jonas")]
    async with db.work():
        await service.save_profile(actor=world.judges[0], profile=Profile(languages=["en"], links=links), now=NOW)
    assert await look(world) == 2
    assert await kinds(world.judges[0].id) == [("coauthor", "李晓宇"), ("mentoring", "Jonas Vik")]


async def test_a_tie_stays_when_the_record_changes() -> None:
    world = await make_world()
    body = await make_organisation("Company 0")
    await db.execute("update person set organisation = $2 where id = $1", world.judges[0].id, body)
    assert await look(world) == 1
    await db.execute("update person set organisation = null where id = $1", world.judges[0].id)
    assert await look(world) == 0
    assert await kinds(world.judges[0].id) == [("organisation", "Company 0")]


async def test_the_host_of_another_city_is_tied_to_its_entries_where_cities_meet() -> None:
    world = await make_world(entries=1)
    paris = await make_city()
    key = await db.fetchval("select key from city where id = $1", paris)
    home = await make_round(world.edition, city=paris)
    host, owner = world.judges[0].id, await make_person("From Paris")
    entry = await make_entry(world.edition, home, owner, "PARIS-1")
    await grant(host, "round_organiser", edition_id=world.edition, round_id=home)
    assert await look(world) == 0  # it stands in its home round only
    version = await db.fetchval("select version from standing where submission = $1", entry)
    await make_standing(entry, world.round, version)
    assert await look(world) == 1
    assert await kinds(host) == [("city", key)]


async def test_a_hand_in_and_a_change_of_a_person_look_only_where_they_touch() -> None:
    world = await make_world()
    people = [world.judges[0].id, world.judges[1].id, *world.applicants]
    await db.execute("update person set name = 'Ana Same' where id = any($1)", people)
    async with db.work():
        assert await service.find_ties(submission_id=world.entries[min(world.entries)], now=NOW) == 2
        assert await service.find_ties(person_id=world.judges[0].id, now=NOW) == 1
        assert await service.find_ties(person_id=world.applicants[1], now=NOW) == 1
    await db.execute("update round set state = 'decided' where id = $1", world.round)
    await db.execute("delete from tie")
    async with db.work():
        assert await service.find_ties(person_id=world.judges[0].id, now=NOW) == 0


async def test_a_ruling_either_way_outlives_every_search() -> None:
    world = await make_world()
    await db.execute(
        "update person set name = 'Ana Same' where id = any($1)", [world.judges[0].id, world.applicants[0]]
    )
    assert await look(world) == 1
    await rule(world, is_tied=False)
    assert await kinds(world.judges[0].id) == []
    assert await look(world) == 0
    await rule(world, is_tied=True, judge=1, reason="Married to the founder.")
    assert await kinds(world.judges[1].id) == [("ruled", "Married to the founder.")]
    await rule(world, is_tied=True)
    assert [kind for kind, _ in await kinds(world.judges[0].id)] == ["ruled"]
    await rule(world, is_tied=False, judge=1)
    assert await kinds(world.judges[1].id) == []
    page = await queries.ties_page(actor=world.organiser, round_id=world.round, page=1)
    assert [(line.name, line.kind, line.ruled_free) for line in page.lines] == [
        ("Ana Same", "ruled", False),
        ("Judge 1", None, True),
    ]
    assert page.total == 2


async def test_a_ruling_ends_a_review_and_is_not_given_back() -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign(world.judges[0], review, "6", "6")
    await rule(world, is_tied=True)
    assert await state_of("review", review) == "recused"
    await rule(world, is_tied=False)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert await state_of("review", review) == "recused"


async def test_nobody_rules_away_an_entry_of_ones_own() -> None:
    world = await make_world()
    entry = world.entries[min(world.entries)]
    await db.execute("update submission set owner = $2 where id = $1", entry, world.judges[0].id)
    with pytest.raises(Conflict):
        await rule(world, is_tied=False)
    await db.execute("update submission set owner = $2 where id = $1", entry, world.applicants[0])
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'team', 'found', '', $3)", entry, world.judges[0].id, NOW,
    )  # fmt: skip
    with pytest.raises(Conflict):
        await rule(world, is_tied=False)


async def test_who_may_rule_and_on_what() -> None:
    world = await make_world()
    for wrong in ({"reason": " "}, {"code": "NONE-1"}, {"reason": "x" * 1001}):
        with pytest.raises(Invalid):
            await rule(world, is_tied=True, **wrong)
    chair = await make_person("Chair")
    await grant(chair, "panel_chair", edition_id=world.edition, round_id=world.round)
    with pytest.raises(NotAllowed):
        await rule(world, is_tied=True, actor=await actor_for(chair))
    with pytest.raises(NotFound):
        await rule(world, is_tied=True, actor=world.judges[0])
    entry = world.entries[min(world.entries)]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', $3)", entry, world.organiser.id, NOW,
    )  # fmt: skip
    with pytest.raises(Invalid):  # an organiser who is tied to it does not know it
        await rule(world, is_tied=True)
    page = await queries.ties_page(actor=world.organiser, round_id=world.round, page=1)
    assert (page.lines, page.total) == ([], 0)


ASKED = [Candidate(name="Company 0"), Candidate(email="x@company1.fr"), Candidate(name="Nobody Known")]


async def test_a_look_before_inviting_names_entries_to_organisers() -> None:
    world = await make_world(blindness="names")
    page = await queries.check(actor=world.organiser, round_id=world.round, candidates=ASKED)
    codes = sorted(world.entries)
    assert [[one.code for one in line.entries or []] for line in page.checked] == [[codes[0]], [codes[1]], []]
    assert [str(line.entries[0].words) for line in page.checked[:2] if line.entries] == [
        "The same organisation: Company 0.",
        "The same e-mail domain: company1.fr.",
    ]
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', $3)",
        world.entries[codes[0]], world.organiser.id, NOW,
    )  # fmt: skip
    page = await queries.check(actor=world.organiser, round_id=world.round, candidates=ASKED)
    assert [line.is_close for line in page.checked] == [False, True, False]


async def test_a_look_before_inviting_tells_a_chair_of_a_blind_round_no_entry() -> None:
    world = await make_world(blindness="names")
    chair = world.judges[0]
    await grant(chair.id, "panel_chair", edition_id=world.edition, round_id=world.round)
    page = await queries.check(actor=await actor_for(chair.id), round_id=world.round, candidates=ASKED)
    assert [(line.is_close, line.entries) for line in page.checked] == [(True, None), (True, None), (False, None)]
    await db.execute("update round set blindness = 'none' where id = $1", world.round)
    page = await queries.check(actor=await actor_for(chair.id), round_id=world.round, candidates=ASKED)
    assert page.checked[0].entries
    with pytest.raises(NotFound):
        await queries.check(actor=world.judges[1], round_id=world.round, candidates=ASKED)


async def test_a_candidate_on_record_is_known_by_their_address() -> None:
    world = await make_world()
    body = await make_organisation("Company 1")
    await make_person("Otto Outside", email="otto@gmail.com", organisation=body)
    page = await queries.check(
        actor=world.organiser, round_id=world.round, candidates=[Candidate(name="O. O.", email="otto@gmail.com")]
    )
    assert page.checked[0].is_close


async def test_every_judge_is_too_close_to_one_entry() -> None:
    world = await make_world(entries=2)
    await declare_all(world)
    for judge in range(3):
        await rule(world, is_tied=True, judge=judge)
    page = await queries.capacity_page(actor=world.organiser, round_id=world.round, now=NOW)
    tied = next(gap for gap in page.verdict.gaps if gap.kind == "tied")
    assert str(tied.text) == "Every judge is too close to 1 of the entries."
    async with db.work():
        done = await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    assert [one.key for one in done.short] == [min(world.entries)]
    with pytest.raises(Conflict):
        async with db.work():
            await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
