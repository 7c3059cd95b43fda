"""What stands between a judge and their reviews: terms that have changed, and a role that knows too much."""

from uuid import UUID

import httpx
import pytest

from contest.accounts.rules.factor import without_factor
from contest.judging import queries, service
from contest.judging.rules.permissions import TermsChanged
from contest.judging.rules.terms import FIRST
from contest.lib import db
from contest.lib.errors import Conflict, Invalid
from tests.judging.world import World, join, make_open_world, make_world, review_of, sign
from tests.makers import NOW, actor_for, grant, make_person
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")


async def publish_terms(world: World) -> UUID:
    chief = await make_person("Programme")
    await grant(chief, "programme_organiser", edition_id=world.edition)
    terms = FIRST.__class__(**{name: getattr(FIRST, name) + " Changed." for name in FIRST.__struct_fields__})
    async with db.work():
        return await service.publish_terms(actor=await actor_for(chief), edition_id=world.edition, terms=terms, now=NOW)


async def test_new_terms_are_agreed_to_before_a_review_opens_again(client: httpx.AsyncClient) -> None:
    world = await make_open_world()
    review = await review_of(world)
    await sign_in(client, world.judges[0].id)
    here, asked = f"/judging/reviews/{review}", f"/judging/rounds/{world.round}/join"
    assert (await client.get(here)).status_code == 200
    terms = await publish_terms(world)
    assert (await client.get(here)).headers["location"] == asked
    assert asked in (await client.get("/judging/reviews")).text
    with pytest.raises(TermsChanged):
        await sign(world.judges[0], review, "5", "5")
    shown = (await client.get(asked)).text
    assert ("The terms have changed since you agreed" in shown, str(terms) in shown) == (True, True)
    form = {"terms_id": str(terms), "terms": "yes", "confidentiality": "yes"}
    assert (await post(client, asked, form)).headers["location"] == "/judging/reviews"
    assert (await client.get(here)).status_code == 200
    assert asked not in (await client.get("/judging/reviews")).text
    await sign(world.judges[0], review, "5", "5")


async def test_new_terms_come_before_the_list_of_names() -> None:
    world = await make_world()
    await publish_terms(world)
    assert not (await queries.declaring(actor=world.judges[0], round_id=world.round)).can_declare
    assert await queries.next_step_of(actor=world.judges[0]) == (world.round, "join")
    with pytest.raises(Conflict, match="Agree to the terms"):
        async with db.work():
            await service.declare_conflicts(
                actor=world.judges[0], round_id=world.round, people=[], organisations=[], now=NOW
            )
    await join(world.judges[0], world.edition, world.round)
    assert (await queries.declaring(actor=world.judges[0], round_id=world.round)).can_declare


async def invite(world: World, person: UUID) -> None:
    email = await db.fetchval("select email from person where id = $1", person)
    async with db.work():
        await service.add_judge(actor=world.organiser, round_id=world.round, email=email, name="Both", now=NOW)


@pytest.mark.parametrize("blindness", ["names", "anonymous"])
async def test_who_runs_a_blind_round_is_not_invited_to_judge_it(blindness: str) -> None:
    world = await make_world(blindness=blindness)
    both, elsewhere = await make_person("Both"), await make_person("Elsewhere")
    await grant(both, "programme_organiser", edition_id=world.edition)
    with pytest.raises(Invalid) as caught:
        await invite(world, both)
    assert "email" in caught.value.fields
    other = await make_world()
    await grant(elsewhere, "round_organiser", edition_id=other.edition, round_id=other.round)
    await invite(world, elsewhere)


async def test_who_runs_an_open_round_may_judge_it() -> None:
    world = await make_world()
    both = await make_person("Both")
    await grant(both, "round_organiser", edition_id=world.edition, round_id=world.round)
    await invite(world, both)
    await join(await actor_for(both), world.edition, world.round)


async def test_a_role_that_comes_after_the_seat_closes_it_and_its_reviews() -> None:
    world = await make_open_world(blindness="names")
    judge, review = world.judges[0], await review_of(world)
    await grant(judge.id, "round_organiser", edition_id=world.edition, round_id=world.round)
    both = await actor_for(judge.id)
    with pytest.raises(Conflict, match="One of the roles has to go"):
        await queries.review_page(actor=both, review_id=review)
    with pytest.raises(Conflict, match="One of the roles has to go"):
        await queries.review_page(
            actor=without_factor(both), review_id=review
        )  # the role waits; they know all the same
    with pytest.raises(Conflict, match="One of the roles has to go"):
        await sign(both, review, "5", "5")
    invited = await make_person("Late")
    await invite(world, invited)
    await grant(invited, "round_organiser", edition_id=world.edition, round_id=world.round)
    with pytest.raises(Conflict, match="One of the roles has to go"):
        await join(await actor_for(invited), world.edition, world.round)
