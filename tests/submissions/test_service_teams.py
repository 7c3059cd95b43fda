"""Teams: invited with a place, moved, left, handed over; capped; and never judging their own entry."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.merging import Change
from contest.submissions import queries, rules, service
from contest.submissions.rules import teams
from tests.makers import (
    NOW,
    actor_for,
    grant,
    make_edition,
    make_organisation,
    make_person,
    make_round,
    make_scene,
)
from tests.submissions.entries import hand_in, in_work_start, make_ready

KEY = "a key that was mailed"


@pytest.fixture
async def edition() -> UUID:
    made = await make_edition()
    await make_scene(made)
    return made


@pytest.fixture
async def round_(edition: UUID) -> UUID:
    return await make_round(edition)


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu", email="lin@rainforest.org"))


@pytest.fixture
async def anna() -> Actor:
    return await actor_for(await make_person("Anna Weber", email="anna@weber.org"))


@pytest.fixture
async def code(lin: Actor, round_: UUID) -> str:
    return await make_ready(lin, round_)


async def invite(actor: Actor, code: str, email: str, place: str = "edit") -> queries.Invitation:
    async with db.work():
        await service.invite(actor=actor, code=code, email=email, place=place, now=NOW)
    await db.execute(
        "update team_invitation set digest = $2 where email = $1 and outcome = ''", email, queries.key_digest(KEY)
    )
    found = await queries.invitation(key=KEY)
    assert found is not None
    await db.execute("update team_invitation set digest = $1 where digest = $2", uuid4().hex, queries.key_digest(KEY))
    return found


async def answer(actor: Actor, invitation: queries.Invitation, *, accept: bool = True, now: object = NOW) -> None:
    async with db.work():
        await service.answer_invitation(actor=actor, invitation=invitation, accept=accept, now=now)  # type: ignore[arg-type]


async def join(owner: Actor, actor: Actor, code: str, place: str = "edit") -> None:
    await answer(actor, await invite(owner, code, actor.email, place))


async def team_of(code: str) -> dict[str, str]:
    entry = await queries.working(code=code)
    assert entry is not None
    return {member.name: member.place for member in entry.team}


async def test_who_accepts_has_the_place_that_was_offered(lin: Actor, anna: Actor, code: str) -> None:
    invitation = await invite(lin, code, "Anna@Weber.org ".strip().lower(), "view")
    mail = await db.fetchrow("select email, body, kind from message where kind = 'submissions/invited'")
    assert mail is not None
    assert mail["email"] == "anna@weber.org"
    assert "/submissions/join" not in mail["body"]  # sealed until it is sent
    with pytest.raises(NotFound):
        await queries.own_entry(actor=anna, code=code, to="view")
    await answer(anna, invitation)
    assert await team_of(code) == {"Lin Xiaoyu": "own", "Anna Weber": "view"}
    with pytest.raises(Conflict):
        await answer(anna, invitation)


Verb = Callable[[Actor, str], Awaitable[object]]


async def save(actor: Actor, code: str) -> object:
    changes = {"risks": Change("Floods; the intake is above the highest mark.", "Storms.")}
    return await service.autosave(actor=actor, code=code, revision=2, changes=changes, now=NOW)


async def announce(actor: Actor, code: str) -> object:
    return await service.announce_file(actor=actor, code=code, field="pitch_deck", name="a.pdf", size=4, now=NOW)


async def submit(actor: Actor, code: str) -> object:
    return await service.hand_in(actor=actor, code=code, agreed=frozenset(rules.DECLARATIONS), now=NOW)


async def take_out(actor: Actor, code: str) -> object:
    return await service.withdraw(actor=actor, code=code, reason="", now=NOW)


async def invite_more(actor: Actor, code: str) -> object:
    return await service.invite(actor=actor, code=code, email="third@else.org", place="view", now=NOW)


NEEDS: list[tuple[Verb, str]] = [
    (save, "edit"),
    (announce, "edit"),
    (submit, "submit"),
    (take_out, "own"),
    (invite_more, "own"),
]


@pytest.mark.parametrize("place", ["view", "edit", "submit"])
@pytest.mark.parametrize(("verb", "needs"), NEEDS)
async def test_a_place_allows_what_it_says_and_no_more(
    lin: Actor, anna: Actor, code: str, verb: Verb, needs: str, place: str
) -> None:
    await join(lin, anna, code, place)
    may = teams.PLACES.index(place) >= teams.PLACES.index(needs)
    try:
        async with db.work():
            await verb(anna, code)
        done = True
    except (NotAllowed, NotFound):
        done = False
    assert done == may


async def test_an_invitation_is_for_its_address_its_time_and_one_answer(lin: Actor, anna: Actor, code: str) -> None:
    invitation = await invite(lin, code, anna.email)
    stranger = await actor_for(await make_person("Somebody else"))
    with pytest.raises(NotAllowed):
        await answer(stranger, invitation)
    with pytest.raises(Conflict):
        await answer(anna, invitation, now=NOW + teams.INVITATION_LIFE + timedelta(seconds=1))
    async with db.work():
        await service.withdraw_invitation(actor=lin, code=code, invitation_id=invitation.id, now=NOW)
    with pytest.raises(Conflict):
        await answer(anna, invitation)
    again = await invite(lin, code, anna.email)
    await answer(anna, again, accept=False)
    assert await team_of(code) == {"Lin Xiaoyu": "own"}
    assert await db.fetchval("select count(*) from tie") == 0


async def test_a_second_invitation_replaces_the_first(lin: Actor, anna: Actor, code: str) -> None:
    first = await invite(lin, code, anna.email, "submit")
    await invite(lin, code, anna.email, "view")
    with pytest.raises(Conflict):
        await answer(anna, first)


@pytest.mark.parametrize(
    ("email", "place", "error"),
    [
        ("not an address", "edit", Invalid),
        ("anna@weber.org", "boss", Invalid),
        ("lin@rainforest.org", "edit", Invalid),
        ("anna@weber.org", "own", Invalid),
    ],
)
async def test_what_cannot_be_offered(lin: Actor, code: str, email: str, place: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await invite(lin, code, email, place)


async def test_the_entry_is_handed_over_once_the_new_owner_accepts(lin: Actor, anna: Actor, code: str) -> None:
    await join(lin, anna, code)
    offer = await invite(lin, code, anna.email, "own")
    assert (await team_of(code))["Lin Xiaoyu"] == "own"
    await answer(anna, offer)
    assert await team_of(code) == {"Anna Weber": "own", "Lin Xiaoyu": "submit"}
    with pytest.raises(NotAllowed):
        await invite(lin, code, "third@else.org")
    async with db.work():
        await service.leave(actor=lin, code=code, person_id=lin.id, now=NOW)
    with pytest.raises(NotFound):
        await queries.own_entry(actor=lin, code=code, to="view")
    with pytest.raises(Conflict):
        async with db.work():
            await service.leave(actor=anna, code=code, person_id=anna.id, now=NOW)


async def test_who_is_taken_off_sees_nothing_more_and_stays_tied(
    lin: Actor, anna: Actor, code: str, edition: UUID, round_: UUID
) -> None:
    await join(lin, anna, code, "submit")
    await hand_in(lin, code)
    async with db.work():
        await service.leave(actor=lin, code=code, person_id=anna.id, now=NOW)
    await grant(anna.id, "screener", edition_id=edition, round_id=round_)
    screener = await actor_for(anna.id)
    with pytest.raises(NotFound):
        await queries.staff_entry(actor=screener, code=code)
    assert (await queries.round_entries(actor=screener, round_id=round_)).entries == []
    assert await queries.my_entries(screener) == []


async def test_visible_and_may_see_agree_for_every_place_and_role(
    lin: Actor, code: str, edition: UUID, round_: UUID
) -> None:
    """The predicate and the condition, over places on the team, roles of the staff, ties and both states."""
    people: list[tuple[Actor, str | None]] = [(lin, "own")]
    for place in (None, "view", "edit", "submit", "left"):
        for role in (None, "screener", "round_organiser", "programme_organiser", "judge"):
            person = await make_person(f"{place} {role}", email=f"{place}.{role}@else.org".lower())
            if role is not None:
                await grant(
                    person, role, edition_id=edition, round_id=round_ if role != "programme_organiser" else None
                )
            actor = await actor_for(person)
            if place is not None:
                await join(lin, actor, code, "edit" if place == "left" else place)
            if place == "left":
                async with db.work():
                    await service.leave(actor=actor, code=code, person_id=actor.id, now=NOW)
            people.append((actor, None if place == "left" else place))
    for is_handed_in in (False, True):
        if is_handed_in:
            await hand_in(lin, code)
        for actor, place in people:
            ties = await db.fetchval("select count(*) from tie where person = $1", actor.id)
            said = rules.may_see(
                actor,
                place=place,
                edition_id=edition,
                round_ids=[round_],
                is_handed_in=is_handed_in,
                is_tied=ties > 0,
            )
            its = queries.reach(actor)
            condition = queries.visible_sql("$2", "$3", "$4::uuid[]", "$5::uuid[]")
            shown = await db.fetchval(
                f"select count(*) from submission s where s.code = $1 and {condition}",
                code, actor.id, its.everywhere, its.editions, its.rounds,
            )  # fmt: skip
            assert bool(shown) == said, (actor.name, is_handed_in)
    assert (
        await db.fetchval(
            "select count(*) from (" + queries.INVARIANTS["who was ever of a team is tied to its entry"] + ") broken"
        )
    ) == 0


@pytest.mark.parametrize("place", teams.PLACES)
@pytest.mark.parametrize("to", teams.PLACES)
async def test_team_sql_is_rules_may(lin: Actor, anna: Actor, code: str, place: str, to: str) -> None:
    if place != "own":
        await join(lin, anna, code, place)
    actor = lin if place == "own" else anna
    found = await db.fetchval(
        f"select count(*) from submission s where s.code = $1 and {queries.team_sql('$2', to=to)}", code, actor.id
    )
    assert bool(found) == teams.may(place, to)


async def set_cap(actor: Actor, edition: UUID, *, person: int | None = None, organisation: int | None = None) -> None:
    async with db.work():
        await service.set_cap(actor=actor, edition_id=edition, per_person=person, per_organisation=organisation)


@pytest.fixture
async def chief(edition: UUID) -> Actor:
    person = await make_person("Chief")
    await grant(person, "programme_organiser", edition_id=edition)
    return await actor_for(person)


async def test_a_person_begins_and_joins_no_more_than_the_cap(
    lin: Actor, anna: Actor, chief: Actor, code: str, edition: UUID, round_: UUID
) -> None:
    await set_cap(chief, edition, person=1)
    with pytest.raises(Conflict) as refused:
        await in_work_start(lin, round_)
    assert "at most 1 entries of one person, and Lin Xiaoyu" in str(refused.value)
    await in_work_start(anna, round_)
    await join(lin, anna, code, "view")
    with pytest.raises(Conflict):
        async with db.work():
            await service.change_place(actor=lin, code=code, person_id=anna.id, place="edit")
    async with db.work():
        await service.withdraw(actor=lin, code=code, reason="", now=NOW)
    await in_work_start(lin, round_)


async def test_a_cap_counts_what_an_organisation_handed_in_however_it_is_spelled(
    lin: Actor, anna: Actor, chief: Actor, code: str, edition: UUID, round_: UUID
) -> None:
    await make_organisation()
    await set_cap(chief, edition, organisation=1)
    await hand_in(lin, code)
    await hand_in(lin, code)
    other = await make_ready(anna, round_, organisation_name="ＲＡＩＮＦＯＲＥＳＴ energy, Ltd.")
    with pytest.raises(Conflict):
        await hand_in(anna, other)
    await set_cap(chief, edition, organisation=2)
    await hand_in(anna, other)


async def test_a_cap_is_the_programmes_and_a_number(lin: Actor, chief: Actor, edition: UUID) -> None:
    with pytest.raises(NotFound):
        await set_cap(lin, edition, person=1)
    with pytest.raises(Invalid):
        await set_cap(chief, edition, person=0)


async def test_mails_go_to_everybody_on_the_team(lin: Actor, anna: Actor, code: str) -> None:
    await join(lin, anna, code, "view")
    receipt = await hand_in(lin, code)
    async with db.work():
        await service.mail_receipt(version_id=receipt.version_id)
    to = await db.fetch("select email from message where kind = 'submissions/receipt' order by email")
    assert [row["email"] for row in to] == ["anna@weber.org", "lin@rainforest.org"]
