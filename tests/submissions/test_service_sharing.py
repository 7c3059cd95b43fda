"""Data rooms: nothing without the applicant, nothing for whom a tie hides it, and who opened what is kept."""

from typing import Any
from uuid import UUID

import pytest

from contest.accounts import queries as accounts
from contest.accounts.rules import consents
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.ids import uuid7
from contest.submissions import queries, service
from contest.submissions.queries import sharing, suggestions
from contest.submissions.queries.visible import ties_hide_sql
from contest.submissions.rules.sharing import LEVELS, reads
from contest.submissions.rules.suggest import WEIGHTS
from contest.submissions.tables.teams import NeverSeen
from contest.zone import queries as zone
from tests.makers import (
    NOW,
    actor_for,
    agree,
    grant,
    make_edition,
    make_person,
    make_round,
    make_standing,
    make_submission,
    make_version,
)
from tests.makers.files import make_file
from tests.makers.zone import make_acting, make_counterpart, make_need, make_zone_scene, owner_of

SECRET = {"problem": "Villages run on diesel.", "contact_name": "Lin Xiaoyu", "contact_phone": "+86 1", "trl": "7"}
SECRET |= {"website": "https://lin.example"}  # judges read it, counterparts do not


class World:
    edition: UUID
    round: UUID
    entry: UUID
    code: str
    owner: Actor
    organiser: Actor
    fund: UUID
    iris: Actor
    rival: Actor
    file: UUID


@pytest.fixture
async def world() -> World:
    made = World()
    made.edition = await make_edition()
    made.round = await make_round(made.edition, state="judging")
    made.owner = await actor_for(await make_person("Lin Xiaoyu"))
    made.code = "BT26-0001"
    made.entry = await make_submission(made.edition, made.round, made.owner.id, code=made.code)
    made.file = await make_file(made.owner.id)
    line = {"file_id": str(made.file), "field": "pitch_deck", "name": "deck.pdf", "size": 4, "sha256": "ab" * 32}
    version = await make_version(made.entry, made.owner.id, code=made.code, answers=SECRET, files=[line])
    await make_standing(made.entry, made.round, version)
    organiser = await make_person("Organiser")
    await grant(organiser, "round_organiser", edition_id=made.edition, round_id=made.round)
    made.organiser = await actor_for(organiser)
    made.fund = await make_counterpart(made.edition)
    made.iris = await actor_for(await make_acting(made.fund))
    made.rival = await actor_for(await make_acting(await make_counterpart(made.edition, "Rival"), "Rita"))
    return made


async def _agree(world: World, level: str = "files") -> None:
    async with db.work():
        await service.agree_to_sharing(actor=world.owner, code=world.code, level=level, now=NOW)


async def _share(world: World, actor: Actor | None = None, **values: Any) -> int:
    plain = {"round_id": world.round, "codes": [world.code], "counterpart_id": world.fund}
    async with db.work():
        return await service.share_entries(actor=actor or world.organiser, now=NOW, **(plain | values))


async def _codes(actor: Actor) -> list[str]:
    return [one.code for one in await sharing.shared_entries(actor=actor)]


async def test_nothing_is_shared_before_the_applicant_agrees(world: World) -> None:
    with pytest.raises(Conflict):
        await _share(world)
    await _agree(world, "none")
    with pytest.raises(Conflict):
        await _share(world)
    await _agree(world)
    assert (await _share(world), await _share(world)) == (1, 0)
    told = await db.fetch("select email, subject, body from message where kind = 'submissions/shared'")
    assert [(row["email"], row["subject"]) for row in told] == [
        (world.iris.email, "An entry was shared with Blue Lagoon Capital")
    ]
    assert "microgrid" not in told[0]["body"]
    assert await _codes(world.iris) == [world.code]
    for other in (world.rival, world.owner, world.organiser):
        assert await _codes(other) == []
        with pytest.raises(NotFound):
            await sharing.shared_entry(actor=other, code=world.code)


@pytest.mark.parametrize("level", LEVELS)
async def test_a_counterpart_reads_as_far_as_was_agreed_and_never_the_contacts(world: World, level: str) -> None:
    await _agree(world)
    await _share(world)
    await _agree(world, level)
    if level == "none":
        assert await _codes(world.iris) == []
        with pytest.raises(NotFound):
            await sharing.shared_entry(actor=world.iris, code=world.code)
        return
    found = await sharing.shared_entry(actor=world.iris, code=world.code)
    assert found.entry.title_en == "Rainforest village microgrid"
    keys = {answer.key for answer in found.entry.answers}
    assert keys == (set() if level == "summary" else {"problem", "trl"})
    assert [file.file_id for file in found.entry.files] == ([world.file] if level == "files" else [])
    assert found.entry.organisation_name == ("" if level == "summary" else "Rainforest Energy Ltd")
    assert "Lin Xiaoyu" not in str(found) and "+86" not in str(found)


async def test_ties_and_whom_the_applicant_keeps_out_hide_it(world: World) -> None:
    await _agree(world)
    await _share(world)

    async def hidden() -> bool:
        seen = await _codes(world.iris)
        try:
            await sharing.shared_entry(actor=world.iris, code=world.code)
        except NotFound:
            return seen == []
        assert seen == [world.code]
        return False

    assert not await hidden()
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'investment', 'declared', '', $4)",
        uuid7(), world.entry, world.iris.id, NOW,
    )  # fmt: skip
    assert await hidden()
    await db.execute("delete from tie")
    await NeverSeen(submission=world.entry, name="BLUE LAGOON CAPITAL", domain="", added_by=world.owner.id).save()
    assert await hidden()
    [line] = await sharing.readers(submission_id=world.entry)
    assert line.is_kept_out
    await db.execute("delete from never_seen")
    await db.execute("update organisation set email_domain = 'fund.example' where name_en = 'Blue Lagoon Capital'")
    await NeverSeen(submission=world.entry, name="", domain="fund.example", added_by=world.owner.id).save()
    assert await hidden()
    await db.execute("delete from never_seen")
    await db.execute("update submission set organisation_name = 'Blue Lagoon Capital'")
    assert await hidden()
    await db.execute("update submission set organisation_name = '', state = 'withdrawn'")
    assert await hidden()
    await db.execute("update submission set state = 'submitted'")
    assert not await hidden()
    for undo, back in (
        ("update counterpart_person set left_at = now()", "update counterpart_person set left_at = null"),
        ("update counterpart set left_at = now()", "update counterpart set left_at = null"),
        ("update role_grant set revoked_at = now()", "update role_grant set revoked_at = null"),
    ):
        await db.execute(undo)
        assert await hidden(), undo
        await db.execute(back)
    assert not await hidden()


async def test_who_judges_the_entry_does_not_read_it_as_a_counterpart(world: World) -> None:
    await _agree(world)
    await _share(world)
    for edition, round_id, is_hidden in (
        (world.edition, await make_round(world.edition), False),
        (world.edition, world.round, True),
        (world.edition, None, True),
    ):
        await grant(world.iris.id, "judge", edition_id=edition, round_id=round_id)
        assert (await _codes(world.iris) == []) == is_hidden
        readers = await db.fetch(sharing.READERS, world.fund, [world.entry])
        assert (readers == []) == is_hidden
        await db.execute("delete from role_grant where role = 'judge'")


async def test_who_opened_what_is_kept_and_told_to_the_applicant(world: World) -> None:
    await _agree(world)
    await _share(world)
    async with db.work():
        await service.open_shared(actor=world.iris, code=world.code, file_id=None, now=NOW)
        await service.open_shared(actor=world.iris, code=world.code, file_id=world.file, now=NOW)
    lines = await sharing.openings(submission_id=world.entry)
    assert [(one.person, one.name_en, bool(one.file)) for one in lines] == [
        ("Iris Moreau", "Blue Lagoon Capital", True),
        ("Iris Moreau", "Blue Lagoon Capital", False),
    ]
    with pytest.raises(NotFound):
        async with db.work():
            await service.open_shared(actor=world.iris, code=world.code, file_id=uuid7(), now=NOW)
    await _agree(world, "answers")
    with pytest.raises(NotFound):
        async with db.work():
            await service.open_shared(actor=world.iris, code=world.code, file_id=world.file, now=NOW)
    for other in (world.rival, world.owner):
        with pytest.raises(NotFound):
            async with db.work():
                await service.open_shared(actor=other, code=world.code, file_id=None, now=NOW)
    assert await db.fetchval("select count(*) from entry_opening") == 2


async def test_what_the_applicant_takes_back_an_organiser_cannot_give_again(world: World) -> None:
    await _agree(world)
    await _share(world)
    [line] = await sharing.readers(submission_id=world.entry)
    for stranger in (world.iris, world.organiser):
        with pytest.raises(NotFound):
            async with db.work():
                await service.stop_sharing(actor=stranger, code=world.code, share_id=line.share_id, now=NOW)
    async with db.work():
        await service.stop_sharing(actor=world.owner, code=world.code, share_id=line.share_id, now=NOW)
    assert await _codes(world.iris) == []
    assert await _share(world) == 0
    assert await _codes(world.iris) == []
    with pytest.raises(NotFound):
        async with db.work():
            await service.stop_sharing(actor=world.owner, code=world.code, share_id=line.share_id, now=NOW)


async def test_what_an_organiser_takes_back_is_hidden_and_may_be_shared_again(world: World) -> None:
    await _agree(world)
    await _share(world)
    [(share, name)] = (await sharing.round_sharing(actor=world.organiser, round_id=world.round))[0].shared_with
    assert name == "Blue Lagoon Capital"
    other_round = await make_round(world.edition)
    for actor, round_id in ((world.owner, world.round), (world.iris, world.round), (world.organiser, other_round)):
        with pytest.raises(NotFound):
            await service.end_share(actor=actor, round_id=round_id, share_id=share, now=NOW)
    async with db.work():
        await service.end_share(actor=world.organiser, round_id=world.round, share_id=share, now=NOW)
    assert await _codes(world.iris) == []
    assert (await _share(world), await _codes(world.iris)) == (1, [world.code])


@pytest.mark.parametrize(
    ("home", "there"), [("CN", "FR"), ("FR", "CN"), ("DE", "FR"), ("CN", "US"), ("", "FR"), ("CN", "CN")]
)
async def test_nothing_crosses_the_border_without_the_applicants_consent(world: World, home: str, there: str) -> None:
    await _agree(world)
    await _share(world)
    await db.execute("update person set country = $2 where id = $1", world.owner.id, home)
    await db.execute("update submission set country = ''")
    await db.execute("update organisation set country = $1 where name_en = 'Blue Lagoon Capital'", there)
    is_read = consents.may_send(home=home, to=there, held=[])
    assert (await _codes(world.iris) == [world.code]) == is_read
    assert [one.may_cross for one in await sharing.readers(submission_id=world.entry)] == [is_read]
    await agree(world.owner.id, "transfer", place="EU" if there in consents.EEA else "CN")
    assert await _codes(world.iris) == [world.code]


@pytest.mark.parametrize(
    ("home", "there"), [("CN", "FR"), ("FR", "CN"), ("DE", "FR"), ("CN", "US"), ("", "FR"), ("CN", "")]
)
async def test_staff_abroad_read_what_its_people_agreed_to_send_there_and_hear_how_many_are_kept(
    world: World, home: str, there: str
) -> None:
    staff = world.organiser
    await db.execute("update person set country = $2 where id = $1", world.owner.id, home)
    await db.execute("update submission set country = ''")
    await db.execute("update role_grant set country = $2 where person = $1", staff.id, there)
    is_read = consents.may_send(home=home, to=there, held=[])

    async def seen() -> tuple[list[str], int]:
        page = await queries.round_entries(actor=staff, round_id=world.round)
        return [line.code for line in page.entries], page.kept_abroad

    assert await seen() == (([world.code], 0) if is_read else ([], 1))
    row = await db.fetchval(f"select count(*) from submission s, person p where p.id = $1 and {ties_hide_sql('p.id')}",
                            staff.id)  # fmt: skip
    assert row == is_read
    if not is_read:
        with pytest.raises(NotFound):
            await queries.staff_entry(actor=staff, code=world.code)
        asked = {(one.purpose, one.place) for one in await accounts.offers(actor=world.owner, home=home)}
        assert consents.needed_to_send(home=home, to=there) <= asked
        await agree(world.owner.id, "transfer", place="EU" if there in consents.EEA else "CN")
    assert await seen() == ([world.code], 0)
    assert (await queries.staff_entry(actor=staff, code=world.code)).entry.code == world.code


async def test_everybody_of_a_team_agrees_for_themselves_before_it_crosses_the_border(world: World) -> None:
    await _agree(world)
    await _share(world)
    await db.execute("update person set country = 'CN' where id = $1", world.owner.id)
    await db.execute("update organisation set country = 'FR' where name_en = 'Blue Lagoon Capital'")
    await agree(world.owner.id, "transfer", place="EU")
    bo = await make_person("Bo Chen", country="CN")
    await db.execute(
        "insert into team_member (id, submission, person, role, joined_at) values ($1, $2, $3, 'view', $4)",
        uuid7(), world.entry, bo, NOW,
    )  # fmt: skip

    async def is_read() -> bool:
        told = await db.fetch(sharing.READERS, world.fund, [world.entry])
        [line] = await sharing.readers(submission_id=world.entry)
        shown = await _codes(world.iris) == [world.code]
        assert (bool(told), line.may_cross) == (shown, shown)
        if not shown:
            with pytest.raises(NotFound):
                async with db.work():
                    await service.open_shared(actor=world.iris, code=world.code, file_id=world.file, now=NOW)
        return shown

    assert not await is_read()
    offered = {(one.purpose, one.place) for one in await accounts.offers(actor=await actor_for(bo), home="CN")}
    assert ("transfer", "EU") in offered  # no judge is there, and an organisation is
    await agree(bo, "transfer", place="EU")
    assert await is_read()
    await db.execute("update consent set ended_at = $2, ended_by = 'person' where person = $1", bo, NOW)
    assert not await is_read()
    await db.execute("update team_member set left_at = $1", NOW)
    assert await is_read()


async def test_a_new_entry_that_fits_a_thesis_is_told_to_its_owner_once_and_nothing_of_it(world: World) -> None:
    await make_zone_scene(world.edition)
    owner = await owner_of(world.fund)
    await db.execute("update standing set state = 'eligible'")
    await db.execute('update submission_version set content = content || \'{"scene": "energy"}\'')
    await make_need(world.edition, owner, state="open", kind="thesis", title_en="Power for villages")
    await make_need(world.edition, owner, state="open", kind="thesis", title_en="Roofs", entry_kinds=["talent"])

    async def told() -> list[tuple[str, str]]:
        async with db.work():
            await service.announce_fits()
        rows = await db.fetch("delete from message where kind = 'submissions/fits' returning email, subject, body")
        assert all("microgrid" not in row["body"] and world.code not in row["body"] for row in rows)
        return [(row["email"], row["subject"]) for row in rows]

    assert await told() == []  # the applicant agreed to nothing
    await _agree(world, "summary")
    await db.execute("update standing set state = 'entered'")
    assert await told() == []
    await db.execute("update standing set state = 'eligible'")
    assert await told() == [(world.iris.email, "A new entry fits “Power for villages”")]
    assert await told() == []
    await db.execute("delete from fit_news")
    await NeverSeen(submission=world.entry, name="BLUE LAGOON CAPITAL", domain="", added_by=world.owner.id).save()
    assert await told() == []
    assert await db.fetchval("select count(*) from fit_news") == 2


async def test_only_the_owner_agrees_and_only_the_rounds_organiser_shares(world: World) -> None:
    for stranger in (world.iris, world.organiser, world.rival):
        with pytest.raises(NotFound):
            async with db.work():
                await service.agree_to_sharing(actor=stranger, code=world.code, level="files", now=NOW)
    helper = await make_person("Helper")
    await db.execute(
        "insert into team_member (id, submission, person, role, joined_at) values ($1, $2, $3, 'submit', $4)",
        uuid7(), world.entry, helper, NOW,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        async with db.work():
            await service.agree_to_sharing(actor=await actor_for(helper), code=world.code, level="files", now=NOW)
    await _agree(world)
    with pytest.raises(Invalid):
        await _agree(world, "everything")
    other_round = await make_round(world.edition)
    for actor in (world.owner, world.iris):
        with pytest.raises(NotFound):
            await _share(world, actor)
    for values in ({"round_id": other_round}, {"codes": ["BT26-9999"]}):
        with pytest.raises(NotFound):
            await _share(world, **values)
    elsewhere = await make_counterpart(await make_edition())
    for values, field in (({"counterpart_id": elsewhere}, "counterpart_id"), ({"codes": []}, "codes")):
        with pytest.raises(Invalid) as refused:
            await _share(world, **values)
        assert set(refused.value.fields) == {field}


async def test_an_organiser_who_is_tied_shares_nothing_of_it_and_sees_no_suggestion(world: World) -> None:
    await _agree(world)
    await make_zone_scene(world.edition)
    need_id = await make_need(world.edition, await owner_of(world.fund), state="open", least_trl=6)
    need = await zone.need(actor=world.organiser, need_id=need_id)
    [one] = await suggestions.suggestions(actor=world.organiser, round_id=world.round, need=need)
    assert (one.code, one.level, one.is_shared, one.match.refused) == (world.code, "files", False, [])
    assert "TRL 7 of at least 6" in [part.words for part in one.match.parts]
    await _share(world)
    [one] = await suggestions.suggestions(actor=world.organiser, round_id=world.round, need=need)
    assert one.is_shared
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'declared', 'declared', '', $4)",
        uuid7(), world.entry, world.organiser.id, NOW,
    )  # fmt: skip
    assert await suggestions.suggestions(actor=world.organiser, round_id=world.round, need=need) == []
    assert await sharing.round_sharing(actor=world.organiser, round_id=world.round) == []
    with pytest.raises(NotFound):
        await _share(world)


async def test_a_rounds_organiser_sets_the_weights(world: World) -> None:
    assert await suggestions.weights_of(round_id=world.round) == WEIGHTS
    new = {**WEIGHTS, "money": 0, "scene": 50}
    for stranger in (world.owner, world.iris):
        with pytest.raises(NotFound):
            async with db.work():
                await service.set_suggestion_weights(actor=stranger, round_id=world.round, weights=new, now=NOW)
    async with db.work():
        await service.set_suggestion_weights(actor=world.organiser, round_id=world.round, weights=new, now=NOW)
    assert await suggestions.weights_of(round_id=world.round) == new
    with pytest.raises(Invalid):
        async with db.work():
            await service.set_suggestion_weights(
                actor=world.organiser, round_id=world.round, weights={**new, "money": 101}, now=NOW
            )


def test_the_rule_lets_nobody_read_without_all_of_it() -> None:
    whole = {"level": "files", "is_shared": True, "is_hidden": False, "acts": True, "state": "submitted"}
    assert reads(**whole)
    for less in ({"level": "none"}, {"is_shared": False}, {"is_hidden": True}, {"acts": False}, {"state": "withdrawn"}):
        assert not reads(**(whole | less))
