"""Partners: who acts for them, links that count and follow nobody, and nominations that are forgotten."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from contest.challenge import service
from contest.challenge.queries import acting
from contest.challenge.rules import partners as rules
from contest.challenge.tables import Partner, PartnerPerson
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round


class World:
    edition: UUID
    round: UUID
    partner: UUID
    organiser: Actor
    paul: Actor


async def make_partner(edition: UUID) -> UUID:
    row = Partner(edition=edition, role="host", name_en="Green Network", name_zh="绿色网络", source="test")
    await row.save()
    return UUID(str(row.id))


async def acting_for(partner: UUID, edition: UUID, name: str = "Paul") -> Actor:
    person = await make_person(name)
    await grant(person, "partner", edition_id=edition)
    await PartnerPerson(partner=partner, person=person).save()
    return await actor_for(person)


@pytest.fixture
async def world() -> World:
    made = World()
    made.edition = await make_edition()
    made.round = await make_round(made.edition)
    made.partner = await make_partner(made.edition)
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser", edition_id=made.edition)
    made.organiser = await actor_for(chief)
    made.paul = await acting_for(made.partner, made.edition)
    return made


async def _nominate(world: World, email: str = "lin@solar.example", **values: str) -> str:
    """The key in the mail."""
    plain = {"name": "Lin Xiaoyu", "reason": "Her microgrids work.", "locale": "en"} | values
    async with db.work():
        await service.nominate(
            actor=world.paul, partner_id=world.partner, round_id=world.round, email=email, now=NOW, **plain
        )
    from contest.notifications import queries as notifications

    sealed = await db.fetchval("select sealed_words from message order by created_at desc, id desc limit 1")
    return notifications.words(sealed)["link"].rpartition("/")[2]


async def _state() -> tuple[str, str, str]:
    row = await db.fetchrow("select state, name, email from nomination")
    assert row is not None
    return row["state"], row["name"], row["email"]


async def test_who_acts_for_a_partner_is_what_the_rule_says(world: World) -> None:
    other = await make_partner(world.edition)
    elsewhere = await make_edition()
    stranger = await actor_for(await make_person("Stranger"))
    unnamed = await make_person("Unnamed")
    await grant(unnamed, "partner", edition_id=world.edition)
    lapsed = await make_person("Lapsed")
    await PartnerPerson(partner=world.partner, person=lapsed).save()
    misplaced = await acting_for(world.partner, elsewhere, "Misplaced")
    people = {
        "paul": world.paul,
        "organiser": world.organiser,
        "stranger": stranger,
        "unnamed": await actor_for(unnamed),
        "lapsed": await actor_for(lapsed),
        "misplaced": misplaced,
        "visitor": Actor(),
    }
    for name, actor in people.items():
        for partner in (world.partner, other):
            named = actor.person_id is not None and await db.fetchval(
                "select count(*) > 0 from partner_person where partner = $1 and person = $2", partner, actor.person_id
            )
            may = rules.may_act_for(actor, edition_id=world.edition, is_named=named)
            found = await acting.partner_page(actor=actor, partner_id=partner)
            assert (name, found is not None) == (name, may)
    assert [one.id for one in await acting.my_partners(actor=world.paul)] == [world.partner]
    assert await acting.my_partners(actor=people["unnamed"]) == []


async def test_an_organiser_names_who_acts_for_a_partner(world: World) -> None:
    async with db.work():
        person = await service.name_for_partner(
            actor=world.organiser,
            partner_id=world.partner,
            email="mia@green.example",
            name="Mia",
            locale="en",
            now=NOW,
        )
    await db.execute("update person set email_confirmed_at = $2 where id = $1", person, NOW)
    assert await acting.partner_page(actor=await actor_for(person), partner_id=world.partner) is not None
    with pytest.raises(NotFound):
        async with db.work():
            await service.name_for_partner(
                actor=world.paul, partner_id=world.partner, email="x@y.example", name="X", locale="en", now=NOW
            )


async def test_a_link_counts_and_keeps_nobody(world: World) -> None:
    async with db.work():
        code = await service.make_link(
            actor=world.paul, partner_id=world.partner, round_id=world.round, label="May", now=NOW
        )

    async def count(what: str, edition: UUID = world.edition) -> UUID | None:
        async with db.work():
            return await service.count_link(what=what, now=NOW, code=code, edition_id=edition)

    await asyncio.gather(*(count("views") for _ in range(10)))
    await count("begun")
    assert await count("views", await make_edition()) is None
    async with db.work():
        assert await service.count_link(what="views", now=NOW, code="' or 1=1", edition_id=world.edition) is None
    [line] = await acting.links(partner_id=world.partner)
    assert (line.views, line.begun, line.handed_in, line.label) == (10, 1, 0, "May")
    columns = await db.fetch("select column_name from information_schema.columns where table_name = 'link_count'")
    assert {row["column_name"] for row in columns} == {"id", "link", "day", "views", "begun", "handed_in"}


async def test_links_lead_to_open_rounds_of_the_edition_only(world: World) -> None:
    closed = await make_round(world.edition, state="screening")
    for round_id in (closed, await make_round(await make_edition())):
        with pytest.raises(Invalid):
            async with db.work():
                await service.make_link(
                    actor=world.paul, partner_id=world.partner, round_id=round_id, label="", now=NOW
                )
    with pytest.raises(NotFound):
        other = await make_partner(world.edition)
        async with db.work():
            await service.make_link(actor=world.paul, partner_id=other, round_id=None, label="", now=NOW)


async def test_a_nomination_is_one_mail_with_its_reason(world: World) -> None:
    key = await _nominate(world)
    mail = await db.fetchrow("select kind, email, body, is_demo from message")
    assert mail is not None
    assert (mail["kind"], mail["email"]) == ("challenge/nominated", "lin@solar.example")
    assert "Her microgrids work." in mail["body"]
    assert key not in mail["body"]
    found = await acting.nominated(digest=service.digest_of(key))
    assert found is not None
    assert (found.partner_en, found.reason, found.expires_at) == (
        "Green Network",
        "Her microgrids work.",
        NOW + timedelta(days=14),
    )


async def test_a_nomination_is_in_the_language_of_its_round_where_none_is_chosen(world: World) -> None:
    await db.execute("update round set language = 'zh'")
    await _nominate(world, locale="")
    await _nominate(world, "ana@solar.example")
    bodies = await db.fetch("select email, body like '%Dear%' or body like '%nominat%' as is_english from message")
    assert {row["email"]: row["is_english"] for row in bodies} == {
        "lin@solar.example": False,
        "ana@solar.example": True,
    }


async def test_nobody_is_asked_twice_for_the_same_round_not_even_after_declining(world: World) -> None:
    key = await _nominate(world)
    async with db.work():
        await service.decline_nomination(key=key, now=NOW)
    assert await _state() == ("declined", "", "")
    with pytest.raises(Invalid) as error:
        await _nominate(world, "LIN@solar.example")
    assert list(error.value.fields) == ["email"]
    async with db.work():
        assert await service.take_nomination(key=key, round_id=world.round, now=NOW) is None


@pytest.mark.parametrize(("values", "wrong"), [({"name": " "}, "name"), ({"reason": ""}, "reason")])
async def test_a_nomination_needs_a_name_and_a_reason(world: World, values: dict[str, str], wrong: str) -> None:
    with pytest.raises(Invalid) as error:
        await _nominate(world, **values)
    assert list(error.value.fields) == [wrong]


async def test_an_entry_is_begun_with_a_nomination_once_and_in_its_round(world: World) -> None:
    key = await _nominate(world)
    other = await make_round(world.edition)

    async def take(round_id: UUID = world.round, now: object = NOW) -> UUID | None:
        async with db.work():
            return await service.take_nomination(key=key, round_id=round_id, now=now)  # type: ignore[arg-type]

    assert await take(other) is None
    assert await take(now=NOW + timedelta(days=15)) is None
    assert await take() is not None
    assert await take() is None
    assert (await _state())[0] == "begun"


async def test_what_was_not_answered_in_time_is_forgotten(world: World) -> None:
    await _nominate(world)
    for days, state in ((13, "asked"), (15, "expired")):
        with clock.moved_to(NOW + timedelta(days=days)):
            async with db.work():
                await service.forget_nominations()
        assert (await _state())[0] == state
    assert await _state() == ("expired", "", "")


async def test_a_nomination_is_taken_back_before_it_is_answered(world: World) -> None:
    await _nominate(world)
    nomination = await db.fetchval("select id from nomination")
    with pytest.raises(NotFound):
        async with db.work():
            await service.withdraw_nomination(
                actor=Actor(), partner_id=world.partner, nomination_id=nomination, now=NOW
            )
    async with db.work():
        await service.withdraw_nomination(actor=world.paul, partner_id=world.partner, nomination_id=nomination, now=NOW)
    assert await _state() == ("withdrawn", "", "")
    with pytest.raises(Conflict):
        async with db.work():
            await service.withdraw_nomination(
                actor=world.paul, partner_id=world.partner, nomination_id=nomination, now=NOW
            )
