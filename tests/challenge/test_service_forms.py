"""Drafts of forms: begun, changed by several people, given up, and published for new entries only."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from contest.challenge import queries, service
from contest.challenge.rules import forms
from contest.challenge.rules.forms import editing
from contest.invariants import check_all
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.submissions import queries as entries
from contest.submissions import rules as submissions
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene
from tests.submissions.entries import hand_in, in_work_start, make_ready

PRICE = forms.Field(
    key="price", section="substance", type="number", label=forms.Words("Price", "价格"), needed="submission"
)


class World(msgspec.Struct, frozen=True):
    edition: UUID
    round: UUID
    ana: Actor
    lin: Actor


@pytest.fixture
async def world() -> AsyncIterator[World]:
    edition = await make_edition()
    await make_scene(edition)
    ana, lin = await make_person("Ana"), await make_person("Lin Xiaoyu")
    await grant(ana, "programme_organiser", edition_id=edition)
    yield World(edition, await make_round(edition), await actor_for(ana), await actor_for(lin))


async def begin(world: World, kind: str = "project") -> UUID:
    async with db.work():
        return await service.begin_form(actor=world.ana, edition_id=world.edition, kind=kind, now=NOW)


async def add(world: World, form_id: UUID, field: forms.Field = PRICE) -> None:
    async with db.work():
        await service.save_question(actor=world.ana, form_id=form_id, field=field, now=NOW)


async def publish(world: World, form_id: UUID, *, reason_en: str = "Prices matter.") -> None:
    revision = await db.fetchval("select revision from entry_form where id = $1", form_id)
    async with db.work():
        await service.publish_form(
            actor=world.ana, form_id=form_id, revision=revision, reason_en=reason_en, now=NOW + timedelta(hours=1)
        )


async def draft_of(world: World, form_id: UUID) -> forms.Form:
    found = await queries.form_version(actor=world.ana, form_id=form_id)
    assert found is not None
    return found.form


async def actions() -> list[str]:
    rows = await db.fetch("select action from audit_record where thing = 'entry_form' order by id")
    return [row["action"] for row in rows]


async def broken() -> list[str]:
    return [rule for rule, count in await check_all() if count]


async def test_begin_form_starts_from_what_is_used_and_twice_is_once(world: World) -> None:
    form_id = await begin(world)
    assert await begin(world) == form_id
    assert await draft_of(world, form_id) == forms.default_form("project")
    assert await actions() == ["form.begin"]
    assert await broken() == []


async def test_two_people_begin_one_draft(world: World) -> None:
    assert len({*await asyncio.gather(*(begin(world) for _ in range(5)))}) == 1


async def test_save_question_adds_changes_and_records(world: World) -> None:
    form_id = await begin(world)
    await add(world, form_id)
    seen = editing.digest(PRICE)
    changed = msgspec.structs.replace(PRICE, section="place", label=forms.Words("Price of a unit", "单价"))
    async with db.work():
        await service.save_question(actor=world.ana, form_id=form_id, field=changed, seen=seen, now=NOW)
    made = await draft_of(world, form_id)
    assert made.at("price") == changed
    assert [field.key for field in made.fields if field.section == "place"][-1] == "price"
    assert await actions() == ["form.begin", "form.question_add", "form.question_edit"]


async def test_save_question_never_writes_over_what_was_not_seen(world: World) -> None:
    form_id = await begin(world)
    await add(world, form_id)
    other = msgspec.structs.replace(PRICE, label=forms.Words("Theirs", "他们的"))
    async with db.work():
        await service.save_question(actor=world.ana, form_id=form_id, field=other, seen=editing.digest(PRICE), now=NOW)
    with pytest.raises(service.StaleEdit) as refused:
        await add(world, form_id, msgspec.structs.replace(PRICE, label=forms.Words("Mine", "我的")))
    assert refused.value.saved == other
    assert (await draft_of(world, form_id)).at("price") == other


async def test_what_lists_are_made_of_stays_and_the_rest_goes_and_comes_back(world: World) -> None:
    form_id = await begin(world)
    with pytest.raises(Conflict):
        await service.remove_question(actor=world.ana, form_id=form_id, key="title_en", now=NOW)
    async with db.work():
        await service.remove_question(actor=world.ana, form_id=form_id, key="ask", now=NOW)
    assert (await draft_of(world, form_id)).at("ask") is None
    async with db.work():
        await service.restore_question(actor=world.ana, form_id=form_id, key="ask", now=NOW)
    assert (await draft_of(world, form_id)).at("ask") == forms.default_form("project").at("ask")
    with pytest.raises(NotFound):
        await service.restore_question(actor=world.ana, form_id=form_id, key="ghost", now=NOW)


async def test_sections_are_made_changed_and_taken_out_when_empty(world: World) -> None:
    form_id = await begin(world)
    money = forms.Section("money", forms.Words("Money", "资金"))
    async with db.work():
        await service.save_section(actor=world.ana, form_id=form_id, section=money, now=NOW)
    with pytest.raises(service.StaleEdit):
        await service.save_section(actor=world.ana, form_id=form_id, section=money, now=NOW)
    async with db.work():
        await service.remove_section(actor=world.ana, form_id=form_id, key="money", now=NOW)
    with pytest.raises(Conflict):
        await service.remove_section(actor=world.ana, form_id=form_id, key="basics", now=NOW)
    assert await actions() == ["form.begin", "form.section_add", "form.section_remove"]


async def test_move_in_form_writes_only_what_moved(world: World) -> None:
    form_id = await begin(world)
    for by in (1, -1, -1):
        async with db.work():
            await service.move_in_form(
                actor=world.ana, form_id=form_id, key="title_en",
                move=lambda made, by=by: editing.nudge_field(made, "title_en", by), now=NOW,
            )  # fmt: skip
    assert await actions() == ["form.begin", "form.move", "form.move"]
    assert await db.fetchval("select revision from entry_form where id = $1", form_id) == 3


async def test_new_entries_take_the_new_version_and_old_ones_keep_theirs(world: World) -> None:
    old = await make_ready(world.lin, world.round)
    await hand_in(world.lin, old)
    form_id = await begin(world)
    await add(world, form_id)
    assert (await entries.own_entry(actor=world.lin, code=old)).form.at("price") is None
    await publish(world, form_id)
    _, new = await in_work_start(world.lin, world.round)
    mine = await entries.own_entry(actor=world.lin, code=new)
    assert mine.form_id == form_id
    assert "price" in mine.missing
    kept = await entries.own_entry(actor=world.lin, code=old)
    assert (kept.form.at("price"), kept.missing) == (None, {})
    assert (await hand_in(world.lin, old)).number == 1
    assert await broken() == []


async def test_publish_form_needs_a_public_reason_while_a_call_is_open(world: World) -> None:
    form_id = await begin(world)
    await add(world, form_id)
    with pytest.raises(Invalid) as refused:
        await publish(world, form_id, reason_en="")
    assert set(refused.value.fields) == {"reason_en"}
    await publish(world, form_id)
    found = await queries.form_changes(round_id=world.round)
    assert [(one.kind, one.number, one.reason_en) for one in found] == [("project", 2, "Prices matter.")]
    assert (await actions())[-1] == "form.publish"


async def test_publish_form_needs_none_where_no_call_promised_it(world: World) -> None:
    await db.execute("update round set state = 'planned'")
    form_id = await begin(world)
    await add(world, form_id)
    await publish(world, form_id, reason_en="")
    assert await queries.form_changes(round_id=world.round) == []


async def test_publish_form_refuses_what_is_wrong_unchanged_or_not_what_was_seen(world: World) -> None:
    form_id = await begin(world)
    with pytest.raises(Conflict, match="asks nothing else"):
        await publish(world, form_id)
    loop = msgspec.structs.replace(PRICE, shown_if=(forms.Condition("ask"),))
    await add(world, form_id, loop)
    ask = (await draft_of(world, form_id)).at("ask")
    assert ask is not None
    async with db.work():
        await service.save_question(
            actor=world.ana,
            form_id=form_id,
            field=msgspec.structs.replace(ask, shown_if=(forms.Condition("price"),)),
            seen=editing.digest(ask),
            now=NOW,
        )
    with pytest.raises(Conflict) as refused:
        await publish(world, form_id)
    assert "mend what is named" in str(refused.value.message)
    with pytest.raises(Conflict) as stale:
        async with db.work():
            await service.publish_form(actor=world.ana, form_id=form_id, revision=1, reason_en="x", now=NOW)
    assert "since you looked at it" in str(stale.value.message)


async def test_what_is_published_stays_as_it_is(world: World) -> None:
    form_id = await begin(world)
    await add(world, form_id)
    await publish(world, form_id)
    for verb in (
        service.discard_form(actor=world.ana, form_id=form_id, now=NOW),
        service.remove_question(actor=world.ana, form_id=form_id, key="price", now=NOW),
        service.save_question(actor=world.ana, form_id=form_id, field=PRICE, seen=editing.digest(PRICE), now=NOW),
    ):
        with pytest.raises(Conflict):
            async with db.work():
                await verb


async def test_discard_form_gives_the_draft_up(world: World) -> None:
    form_id = await begin(world)
    async with db.work():
        await service.discard_form(actor=world.ana, form_id=form_id, now=NOW)
    assert await queries.form_version(actor=world.ana, form_id=form_id) is None
    assert await actions() == ["form.begin", "form.discard"]
    again = await begin(world)
    assert (await queries.newest_form(edition_id=world.edition, kind="project")).id == again


@pytest.mark.parametrize("who", ["stranger", "round", "other"])
async def test_to_others_no_form_is_there(world: World, who: str) -> None:
    form_id = await begin(world)
    person = await make_person(who)
    if who == "round":
        await grant(person, "round_organiser", edition_id=world.edition, round_id=world.round)
    if who == "other":
        await grant(person, "programme_organiser", edition_id=await make_edition())
    actor = await actor_for(person)
    assert await queries.form_version(actor=actor, form_id=form_id) is None
    verbs = (
        service.begin_form(actor=actor, edition_id=world.edition, kind="talent", now=NOW),
        service.discard_form(actor=actor, form_id=form_id, now=NOW),
        service.save_question(actor=actor, form_id=form_id, field=PRICE, now=NOW),
        service.restore_question(actor=actor, form_id=form_id, key="ask", now=NOW),
        service.remove_question(actor=actor, form_id=form_id, key="ask", now=NOW),
        service.save_section(actor=actor, form_id=form_id, section=forms.Section("x", forms.Words("X", "某")), now=NOW),
        service.remove_section(actor=actor, form_id=form_id, key="basics", now=NOW),
        service.move_in_form(actor=actor, form_id=form_id, key="ask", move=lambda made: made, now=NOW),
        service.publish_form(actor=actor, form_id=form_id, revision=1, now=NOW),
    )
    for verb in verbs:
        with pytest.raises(NotFound):
            async with db.work():
                await verb


async def test_an_edition_that_is_closed_keeps_its_forms(world: World) -> None:
    form_id = await begin(world)
    await db.execute("update edition set state = 'closed'")
    with pytest.raises(Conflict):
        await begin(world, "talent")
    with pytest.raises(Conflict):
        await add(world, form_id)


def test_no_question_can_take_a_name_that_the_pages_of_an_entry_use() -> None:
    assert set(submissions.DECLARATIONS) <= editing.RESERVED
