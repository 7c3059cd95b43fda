"""Who finds which editions and rounds, and what the database promises of them."""

import random
from datetime import timedelta
from uuid import UUID

from contest.challenge import queries, rules
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor, Grant
from tests.makers import NOW, actor_for, grant, make_city, make_edition, make_person, make_round


async def test_lists_hold_what_the_verbs_allow() -> None:
    """The condition of the lists and the predicate of the verbs agree, for any cast of grants."""
    chance = random.Random(7)
    editions = [await make_edition() for _ in range(3)]
    rounds = {await make_round(edition): edition for edition in editions for _ in range(2)}
    roles = ("programme_organiser", "round_organiser", "judge", "screener")
    for _ in range(150):
        grants = tuple(
            Grant(chance.choice(roles), chance.choice([None, *editions]), chance.choice([None, None, *rounds]))
            for _ in range(chance.randrange(4))
        )
        actor = Actor(person_id=UUID(int=9), grants=grants)
        listed = {each.id for edition in editions for each in await queries.rounds(actor=actor, edition_id=edition)}
        opened = {each for each in rounds if await queries.round_(actor=actor, round_id=each)}
        allowed = {
            each for each, edition in rounds.items() if rules.may_organise(actor, edition_id=edition, round_id=each)
        }
        assert listed == opened == allowed
        seen = {each.id for each in await queries.editions(actor=actor)}
        whole = {each for each in editions if rules.may_organise(actor, edition_id=each)}
        assert whole <= seen
        assert {edition for each, edition in rounds.items() if each in allowed} <= seen


async def test_the_list_of_a_round_organiser_counts_their_rounds_only() -> None:
    edition = await make_edition()
    paris, _ = await make_round(edition), await make_round(edition)
    paul = await make_person("Paul")
    await grant(paul, "round_organiser", round_id=paris)
    assert [(each.rounds, each.open_rounds) for each in await queries.editions(actor=await actor_for(paul))] == [(1, 1)]
    assert [(each.rounds, each.open_rounds) for each in await queries.editions(actor=SYSTEM)] == [(2, 2)]
    assert await queries.editions(actor=Actor()) == []


async def test_open_rounds_are_those_that_take_entries_now() -> None:
    edition = await make_edition()
    soon = await make_round(edition, closes_at=NOW)
    later = await make_round(edition)
    await make_round(edition, state="planned")
    await make_round(edition, closes_at=NOW - timedelta(seconds=1))
    await make_round(edition, opens_at=NOW + timedelta(seconds=1))
    await make_round(await make_edition(state="draft"))
    assert [each.id for each in await queries.open_rounds(now=NOW)] == [soon, later]


async def _broken() -> list[str]:
    return [name for name, sql in queries.INVARIANTS.items() if await db.fetch(sql)]


async def test_each_invariant_finds_what_breaks_it() -> None:
    edition = await make_edition()
    round_id = await make_round(edition, city=await make_city())
    assert await _broken() == []
    for statement, name in (
        ("update round set time_zone = 'Asia/Tokyo'", "a round keeps the time of its city"),
        ("update edition set state = 'draft'", "no round has opened in an edition that is a draft"),
        ("update edition set state = 'closed'", "no round waits or is open in an edition that is past its calls"),
        ("update round set state = 'cancelled'", "a cancelled round says why"),
    ):
        await db.execute(statement)
        assert await _broken() == [name]
        await db.execute("update edition set state = 'open'")
        await db.execute("update round set state = 'open', time_zone = 'Europe/Paris' where id = $1", round_id)
