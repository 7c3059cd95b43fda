"""Inviting judges, their yes or no, what they say of themselves, and the parts of a panel."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from contest.accounts import queries as accounts
from contest.judging import queries, service
from contest.judging.queries import panel
from contest.judging.queries.people import Published
from contest.judging.rules.capacity import DEFAULT, Stage
from contest.judging.rules.inviting import read_list
from contest.judging.rules.profiles import Profile
from contest.judging.rules.terms import FIRST, Terms
from contest.lib import db
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.ids import uuid7
from tests.judging.world import World, join, make_world
from tests.makers import NOW, actor_for, grant, make_city, make_edition, make_person


async def invite(world: World, email: str = "new@jury.org", **values: Any) -> UUID:
    async with db.work():
        return await service.add_judge(
            actor=world.organiser, round_id=world.round, email=email, name="New Judge", now=NOW, **values
        )


async def terms(world: World) -> Published:
    found = await queries.terms_of(edition_id=world.edition)
    assert found is not None
    return found


async def mails(kind: str) -> list[Any]:
    return list(await db.fetch("select email, subject, body, locale from message where kind = $1 order by id", kind))


async def test_an_invitation_is_one_mail_with_a_link_to_the_terms() -> None:
    world = await make_world(judges=0, entries=0)
    await invite(world, locale="zh")
    (mail,) = await mails("judging/invited")
    assert (mail["email"], mail["locale"]) == ("new@jury.org", "zh")
    assert "诚邀担任评委" in mail["subject"]
    known = await make_person("Known", email="known@jury.org")
    await invite(world, "known@jury.org")
    mail = (await mails("judging/invited"))[-1]
    assert f"/judging/rounds/{world.round}/join" in mail["body"]
    assert (await actor_for(known)).has("judge", edition_id=world.edition, round_id=world.round)
    assert await mails("accounts/invite") == []


async def test_nobody_sees_a_name_before_they_agreed() -> None:
    world = await make_world()
    person = await invite(world)
    await db.execute("update person set email_confirmed_at = $2 where id = $1", person, NOW)
    judge = await actor_for(person)
    declare = {"round_id": world.round, "people": [], "organisations": [], "now": NOW}
    with pytest.raises(Conflict):
        async with db.work():
            await service.declare_conflicts(actor=judge, **declare)
    assert (await queries.declaring(actor=judge, round_id=world.round)).can_declare is False
    await join(judge, world.edition, world.round)
    assert (await queries.declaring(actor=judge, round_id=world.round)).can_declare is True
    async with db.work():
        await service.declare_conflicts(actor=judge, **declare)


async def test_a_yes_is_to_the_version_that_was_read() -> None:
    world = await make_world(judges=1)
    person = await invite(world)
    judge, first = await actor_for(person), await terms(world)
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser", edition_id=world.edition)
    text = Terms(terms_en="New", terms_zh="新", confidentiality_en="Secret", confidentiality_zh="保密")
    async with db.work():
        await service.publish_terms(actor=await actor_for(chief), edition_id=world.edition, terms=text, now=NOW)
    with pytest.raises(Conflict):
        async with db.work():
            await service.accept_seat(actor=judge, round_id=world.round, terms_id=first.id, locale="en", now=NOW)
    await join(judge, world.edition, world.round)
    versions = await queries.all_terms(edition_id=world.edition)
    assert [(one.version, one.terms_en[:3], one.accepted) for one in versions] == [(2, "New", 1), (1, "I j", 1)]
    stranger = await actor_for(await make_person("Stranger"))
    with pytest.raises(NotFound):
        async with db.work():
            await service.accept_seat(
                actor=stranger, round_id=world.round, terms_id=versions[0].id, locale="en", now=NOW
            )


async def test_terms_are_published_whole_by_the_programme() -> None:
    world = await make_world(judges=0, entries=0)
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser", edition_id=world.edition)
    actor = await actor_for(chief)
    with pytest.raises(Invalid) as wrong:
        await service.publish_terms(
            actor=actor,
            edition_id=world.edition,
            terms=Terms(terms_en="x", terms_zh=" ", confidentiality_en="x" * 20_001, confidentiality_zh="y"),
            now=NOW,
        )
    assert set(wrong.value.fields) == {"terms_zh", "confidentiality_en"}
    with pytest.raises(Conflict):
        async with db.work():
            await service.publish_terms(actor=actor, edition_id=world.edition, terms=FIRST, now=NOW)
    for other in (world.organiser, await actor_for(await make_person("Nobody"))):
        with pytest.raises(NotFound):
            await service.publish_terms(actor=other, edition_id=world.edition, terms=FIRST, now=NOW)


async def test_who_says_no_loses_the_role_and_may_be_asked_again() -> None:
    world = await make_world()
    person = await invite(world, is_lead=True)
    await db.execute("update person set email_confirmed_at = $2 where id = $1", person, NOW)
    async with db.work():
        await service.decline_seat(actor=await actor_for(person), round_id=world.round, reason="No time.", now=NOW)
    assert (await actor_for(person)).grants == ()
    line = (await queries.panel_page(actor=world.organiser, round_id=world.round)).members[-1]
    assert (line.state, line.left_reason) == ("declined", "No time.")
    with pytest.raises(NotFound):
        async with db.work():
            await service.decline_seat(actor=await actor_for(person), round_id=world.round, reason="", now=NOW)
    assert await invite(world) == person
    assert (await actor_for(person)).has("judge", edition_id=world.edition, round_id=world.round)
    with pytest.raises(Invalid):
        await invite(world)
    await join(await actor_for(person), world.edition, world.round)
    with pytest.raises(Conflict):
        async with db.work():
            await service.decline_seat(actor=await actor_for(person), round_id=world.round, reason="", now=NOW)


async def test_a_list_is_invited_whole_or_not_at_all() -> None:
    world = await make_world()
    good = read_list("a@jury.org, Anna One\nb@jury.org, Bo Two", scenes={})
    assert {row.locale for row in read_list("a@jury.org, Anna One", scenes={}, locale="zh")} == {"zh"}
    async with db.work():
        assert await service.invite_many(actor=world.organiser, round_id=world.round, rows=good, now=NOW) == 2
    count = "select count(*) from panel_member"
    before = await db.fetchval(count)
    for text in ("c@jury.org, Cy Three\nnot an address", "c@jury.org, Cy Three\na@jury.org, Anna One", ""):
        with pytest.raises(Invalid):
            async with db.work():
                rows = read_list(text, scenes={})
                await service.invite_many(actor=world.organiser, round_id=world.round, rows=rows, now=NOW)
    assert await db.fetchval(count) == before
    assert await db.fetchval("select count(*) from person where email = 'c@jury.org'") == 0
    with pytest.raises(NotFound):
        await service.invite_many(actor=world.judges[0], round_id=world.round, rows=good, now=NOW)


PROFILE = Profile(
    scenes=["energy"],
    keywords=["热泵", "grid"],
    languages=["en", "zh"],
    least=2,
    most=6,
    hours_week=Decimal("4.5"),
    about="Heat.",
    is_kept=True,
    time_zone="Europe/Oslo",
)


async def save(judge: Any, profile: Profile) -> None:
    async with db.work():
        await service.save_profile(actor=judge, profile=profile, now=NOW)


async def test_what_a_judge_says_bounds_what_assignment_gives() -> None:
    world = await make_world()
    await save(world.judges[0], PROFILE)
    assert await queries.my_profile(actor=world.judges[0]) == PROFILE
    judging = await db.fetchval("select id from judging_round where round = $1", world.round)
    seat, *others = await panel.seats(judging_id=judging)
    assert (seat.scenes, seat.languages, seat.keywords) == (["energy"], ["en", "zh"], ["热泵", "grid"])
    assert (seat.least, seat.most, seat.hours_week) == (2, 6, Decimal("4.5"))
    assert [(one.least, one.most, one.languages) for one in others] == [(0, 12, [])] * 2
    async with db.work():
        await service.change_seat(
            actor=world.organiser, round_id=world.round, person_id=world.judges[0].id, scenes=["building"],
            least=1, most=4, is_lead=True, panel_id=None, now=NOW,
        )  # fmt: skip
    seat = (await panel.seats(judging_id=judging))[0]
    assert (seat.scenes, seat.least, seat.most, seat.is_lead) == (["building"], 2, 4, True)
    chair = await actor_for(world.judges[0].id)
    assert chair.has("panel_chair", edition_id=world.edition, round_id=world.round)
    assert chair.time_zone == "Europe/Oslo"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("languages", {"languages": []}),
        ("languages", {"languages": ["xx"]}),
        ("scenes", {"scenes": ["nowhere"]}),
        ("most", {"most": 0}),
        ("least", {"least": 7}),
        ("hours_week", {"hours_week": Decimal(200)}),
        ("time_zone", {"time_zone": "Mars/Olympus"}),
        ("keywords", {"keywords": [str(n) for n in range(41)]}),
        ("about", {"about": "x" * 2001}),
    ],
)
async def test_a_profile_that_cannot_be(field: str, values: dict[str, Any]) -> None:
    import msgspec

    world = await make_world(judges=1, entries=0)
    with pytest.raises(Invalid) as wrong:
        await save(world.judges[0], msgspec.structs.replace(PROFILE, **values))
    assert set(wrong.value.fields) == {field}
    with pytest.raises(NotAllowed):
        await save(await actor_for(await make_person("Nobody")), PROFILE)


async def test_the_directory_holds_who_agreed_and_who_judged_here() -> None:
    world = await make_world(judges=2, entries=1)
    await save(world.judges[0], PROFILE)
    elsewhere = await make_world(judges=0, entries=0)
    judging = await db.fetchval("select id from judging_round where round = $1", elsewhere.round)

    async def listed(actor: Any, **sought: str) -> list[str]:
        return [one.name for one in await queries.directory(actor=actor, judging_id=judging, **sought)]

    assert await listed(elsewhere.organiser) == ["Judge 0"]
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser", edition_id=world.edition)
    assert await listed(await actor_for(chief)) == ["Judge 0", "Judge 1"]
    assert await listed(elsewhere.organiser, scene="building") == []
    assert await listed(elsewhere.organiser, language="zh", words="热") == ["Judge 0"]
    assert await listed(elsewhere.organiser, words="%") == []
    async with db.work():
        picked = [world.judges[0].id, world.judges[1].id, uuid7()]
        assert (
            await service.pick_judges(actor=elsewhere.organiser, round_id=elsewhere.round, people=picked, now=NOW) == 1
        )
    with pytest.raises(Invalid):
        async with db.work():
            await service.pick_judges(actor=elsewhere.organiser, round_id=elsewhere.round, people=picked, now=NOW)
    await save(world.judges[0], Profile(languages=["en"], is_kept=False))
    assert await listed(elsewhere.organiser) == []


async def test_parts_of_a_panel_bound_their_judges() -> None:
    world = await make_world()
    city = await make_city()
    asked: dict[str, Any] = {"actor": world.organiser, "round_id": world.round, "name_en": "Energy", "name_zh": "能源"}
    async with db.work():
        part = await service.add_panel(**asked, scenes=["energy"], cities=[city], now=NOW)
        await invite_into(world, part)
    judging = await db.fetchval("select id from judging_round where round = $1", world.round)
    seat = (await panel.seats(judging_id=judging))[-1]
    assert (seat.panel_id, seat.panel_scenes, seat.panel_cities) == (part, ["energy"], [city])
    for wrong in ({"scenes": ["x"], "cities": []}, {"scenes": [], "cities": [uuid7()]}):
        with pytest.raises(Invalid):
            await service.add_panel(**asked, **wrong, now=NOW)
    other = await make_world(judges=0, entries=0)
    with pytest.raises(Invalid):
        await invite(other, panel_id=part)
    async with db.work():
        await service.remove_panel(actor=world.organiser, round_id=world.round, panel_id=part)
    assert (await panel.seats(judging_id=judging))[-1].panel_id is None
    with pytest.raises(NotFound):
        await service.remove_panel(actor=world.organiser, round_id=world.round, panel_id=part)


async def invite_into(world: World, part: UUID) -> None:
    await service.add_judge(
        actor=world.organiser, round_id=world.round, email="part@jury.org", name="Part", panel_id=part, now=NOW
    )


async def test_a_partner_proposes_and_an_organiser_answers() -> None:
    world = await make_world(judges=0, entries=0)
    person = await make_person("Partner")
    await grant(person, "partner", edition_id=world.edition)
    partner = await actor_for(person)
    said: dict[str, Any] = {
        "edition_id": world.edition, "round_id": world.round, "name": "Ana Proposed", "email": "Ana@jury.org",
        "organisation": "Institute", "note": "Knows heat.", "scenes": ["energy"], "languages": ["zh"], "now": NOW,
    }  # fmt: skip
    async with db.work():
        first = await service.propose_judge(actor=partner, **said)
    assert await mails("judging/invited") == []
    for wrong in ({"email": "ana@jury.org"}, {"email": "x", "name": ""}, {"scenes": ["x"]}, {"round_id": uuid7()}):
        with pytest.raises(Invalid):
            async with db.work():
                await service.propose_judge(actor=partner, **(said | {"email": "o@jury.org"} | wrong))
    with pytest.raises(NotFound):
        await service.propose_judge(actor=world.organiser, **said)
    with pytest.raises(NotFound):
        await service.propose_judge(actor=partner, **(said | {"edition_id": await make_edition()}))
    page = await queries.panel_page(actor=world.organiser, round_id=world.round)
    assert [(one.name, one.proposer) for one in page.proposals] == [("Ana Proposed", "Partner")]
    answer: dict[str, Any] = {"round_id": world.round, "proposal_id": first, "reason": "Thank you.", "now": NOW}
    other = await make_world(judges=0, entries=0)
    with pytest.raises(NotFound):
        await service.answer_proposal(actor=other.organiser, **(answer | {"round_id": other.round}), is_wanted=True)
    async with db.work():
        await service.answer_proposal(actor=world.organiser, **answer, is_wanted=True)
    assert [mail["locale"] for mail in await mails("judging/invited")] == ["zh"]
    with pytest.raises(Conflict):
        async with db.work():
            await service.answer_proposal(actor=world.organiser, **answer, is_wanted=False)
    mine = await queries.proposals_page(actor=partner, edition_id=world.edition)
    assert [(one.state, one.reason) for one in mine.proposals] == [("invited", "Thank you.")]
    another = await make_person("Another partner")
    await grant(another, "partner", edition_id=world.edition)
    theirs = await queries.proposals_page(actor=await actor_for(another), edition_id=world.edition)
    assert theirs.proposals == []


async def test_an_invitation_is_taken_back_while_nothing_was_given_out() -> None:
    world = await make_world()
    async with db.work():
        await service.take_back_invitation(
            actor=world.organiser, round_id=world.round, person_id=world.judges[0].id, now=NOW
        )
    assert (await actor_for(world.judges[0].id)).grants == ()
    for judge in world.judges[1:]:
        async with db.work():
            await service.declare_conflicts(actor=judge, round_id=world.round, people=[], organisations=[], now=NOW)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    with pytest.raises(Conflict):
        async with db.work():
            await service.take_back_invitation(
                actor=world.organiser, round_id=world.round, person_id=world.judges[1].id, now=NOW
            )


async def test_capacity_speaks_before_the_round_opens() -> None:
    world = await make_world(state="open", closes_at=NOW + timedelta(days=1), reviews_due_at=NOW + timedelta(days=8))
    page = await queries.capacity_page(actor=world.organiser, round_id=world.round, now=NOW)
    assert (page.is_planned, [one.kind for one in page.stages]) == (False, ["triage", "full", "live"])
    async with db.work():
        await service.plan_stages(actor=world.organiser, round_id=world.round, stages=DEFAULT, expected=200)
    for judge in world.judges:
        await save(judge, PROFILE)
    page = await queries.capacity_page(actor=world.organiser, round_id=world.round, now=NOW)
    assert (page.entries_there, page.expected, page.judges, page.verdict.unsaid) == (2, 200, 3, 0)
    assert [gap.kind for gap in page.verdict.gaps] == ["few", "load", "hours"]
    assert page.verdict.hours_there == pytest.approx(3 * 4.5 * 8 / 7)
    row = await db.fetchrow("select reviews_each, least_valid from judging_round where round = $1", world.round)
    assert row is not None and (row["reviews_each"], row["least_valid"]) == (3, 3)
    await db.execute("update round set state = 'screening' where id = $1", world.round)
    page = await queries.capacity_page(actor=world.organiser, round_id=world.round, now=NOW)
    assert page.verdict.needs[0].entries == 2  # what is there, once the call has closed
    with pytest.raises(Invalid):
        await service.plan_stages(actor=world.organiser, round_id=world.round, stages=[], expected=None)
    odd = Stage(kind="full", reads=2, minutes=30, least_valid=3)
    with pytest.raises(Invalid):
        await service.plan_stages(actor=world.organiser, round_id=world.round, stages=[odd], expected=None)
    await db.execute("update round set state = 'judging' where id = $1", world.round)
    with pytest.raises(Conflict):
        await service.plan_stages(actor=world.organiser, round_id=world.round, stages=DEFAULT, expected=None)


async def test_a_known_person_who_never_came_in_gets_a_link_again() -> None:
    world = await make_world(judges=0, entries=0)
    person = await invite(world)
    assert await accounts.recipient(person)
    links = "select count(*) from one_time_code where person = $1 and purpose = 'invite'"
    assert await db.fetchval(links, person) == 1
