"""Objections to a published decision: heard while the notice runs, answered before it is final."""

from datetime import datetime, timedelta
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.judging import queries, service
from contest.judging.rules import objections as rules
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.submissions.tables.teams import TeamMember
from tests.judging.test_jobs import messages
from tests.judging.world import World, invariants_hold, make_open_world, publish_seen, sign_all, state_of
from tests.makers import NOW, actor_for, grant, make_person
from tests.web import csrf_of, post, sign_in

pytestmark = pytest.mark.usefixtures("database")

AFTER = NOW + timedelta(days=30)


def test_objections_are_heard_to_the_last_second_of_the_notice() -> None:
    ends = NOW + timedelta(days=1)
    assert rules.is_heard(state="published", notice_ends_at=ends, now=ends - timedelta(seconds=1))
    assert not rules.is_heard(state="published", notice_ends_at=ends, now=ends)
    assert not rules.is_heard(state="reversed", notice_ends_at=ends, now=NOW)
    assert not rules.is_heard(state="drafted", notice_ends_at=None, now=NOW)
    assert rules.hinders(["dismissed"]) is None
    assert "reverse" in str(rules.hinders(["open", "upheld"]))
    assert "waits" in str(rules.hinders(["dismissed", "open"]))
    assert rules.problem(" ") is not None
    assert rules.problem("x" * (rules.LONGEST + 1)) is not None
    assert rules.problem("x" * rules.LONGEST) is None


async def published() -> tuple[World, UUID, Actor, str]:
    """Two entries, decided and published; the team of the one that does not advance."""
    world = await make_open_world()
    await sign_all(world, ("6", "6"), ("8", "8"))
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
        await publish_seen(world, decision)
    return world, decision, await actor_for(world.applicants[0]), min(world.entries)


async def raise_one(actor: Actor, decision: UUID, code: str, **more: str) -> UUID:
    said = {"text": "A score is missing.", "evidence": "The page of my entry."} | more
    async with db.work():
        return await service.raise_objection(actor=actor, decision_id=decision, code=code, now=NOW, **said)


async def answer(world: World, objection: UUID, *, upholds: bool, text: str = "All three are counted.") -> UUID:
    async with db.work():
        return await service.answer_objection(
            actor=world.organiser, objection_id=objection, upholds=upholds, answer=text, now=NOW
        )


async def close(world: World, decision: UUID) -> None:
    async with db.work():
        await service.close_notice(actor=world.organiser, decision_id=decision, now=AFTER)


async def test_a_decision_becomes_final_once_its_objections_are_dismissed() -> None:
    world, decision, team, code = await published()
    objection = await raise_one(team, decision, code)
    with pytest.raises(Conflict, match="written already"):
        await raise_one(team, decision, code)
    with pytest.raises(Conflict, match="waits for its answer"):
        await close(world, decision)
    [line] = (await queries.my_objections(actor=team, decision_id=decision, now=NOW)).lines
    assert (line.code, line.state, line.text, line.answer) == (code, "open", "A score is missing.", "")
    assert await answer(world, objection, upholds=False) == decision
    with pytest.raises(Conflict, match="answered already"):
        await answer(world, objection, upholds=True)
    async with db.work():
        await service.tell_objection(decision_id=decision, now=NOW)
        await service.tell_objection_answered(objection_id=objection)
    [(_, _, asked, _)], [(to, _, told, _)] = (
        await messages("judging/objection"),
        await messages("judging/objection_answered"),
    )
    assert code not in asked
    assert to == await db.fetchval("select email from person where id = $1", team.id)
    assert "All three are counted." in told
    await close(world, decision)
    assert await state_of("decision", decision) == "final"
    await invariants_hold()


async def test_an_upheld_objection_is_followed_by_another_decision() -> None:
    world, decision, team, code = await published()
    objection = await raise_one(team, decision, code)
    await answer(world, objection, upholds=True)
    with pytest.raises(Conflict, match="reverse this decision"):
        await close(world, decision)
    async with db.work():
        await service.reverse_decision(actor=world.organiser, decision_id=decision, reason="A slip.", now=NOW)
    with pytest.raises(Conflict, match="while the public notice runs"):
        await raise_one(team, decision, code)
    [line] = (await queries.my_objections(actor=team, decision_id=decision, now=NOW)).lines
    assert (line.state, line.answer) == ("upheld", "All three are counted.")


async def test_only_the_team_objects_to_its_own_and_only_who_is_free_of_the_round_answers() -> None:
    world, decision, team, code = await published()
    for stranger in (world.organiser, world.judges[0], await actor_for(await make_person("Stranger"))):
        with pytest.raises(NotFound):
            await raise_one(stranger, decision, code)
        assert (await queries.my_objections(actor=stranger, decision_id=decision, now=NOW)).lines == []
    for field in ("text", "evidence"):
        with pytest.raises(Invalid) as refused:
            await raise_one(team, decision, code, **{field: "  "})
        assert set(refused.value.fields) == {field}
    reader, writer = await make_person("Reader"), await make_person("Writer")
    for person, role in ((reader, "view"), (writer, "edit")):
        await TeamMember(submission=world.entries[code], person=person, role=role, joined_at=NOW).save()
    with pytest.raises(NotFound):
        await raise_one(await actor_for(reader), decision, code)
    objection = await raise_one(await actor_for(writer), decision, code)
    for actor in (team, world.judges[0]):
        with pytest.raises(NotFound):
            await queries.objections_to_answer(actor=actor, decision_id=decision, now=NOW)
    tied = await make_person("Tied organiser")
    await grant(tied, "round_organiser", edition_id=world.edition, round_id=world.round)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[code],
        tied,
        NOW,
    )
    with pytest.raises(NotAllowed):
        await queries.objections_to_answer(actor=await actor_for(tied), decision_id=decision, now=NOW)
    async with db.work():
        with pytest.raises(NotAllowed):
            await service.answer_objection(
                actor=await actor_for(tied), objection_id=objection, upholds=True, answer="x", now=NOW
            )


async def test_a_team_writes_on_one_page_and_the_organiser_answers_on_another(client: httpx.AsyncClient) -> None:
    world, decision, team, code = await published()
    with clock.moved_to(NOW):
        here = f"/judging/decisions/{decision}"
        await sign_in(client, team.id)
        assert "Your objection" in (await client.get(f"{here}/objection")).text
        kept = await post(client, f"{here}/objection", {"code": code, "text": ""})
        assert kept.status_code == 422
        assert "This answer is needed" in kept.text
        form = {"code": code, "text": "Look <b>again</b>.", "evidence": "Page 3"}
        sent = await post(client, f"{here}/objection", form)
        assert sent.status_code == 303
        assert "Look &lt;b&gt;again&lt;/b&gt;." in (await client.get(f"{here}/objection")).text
        objection = await db.fetchval("select id from objection")
        await sign_in(client, world.organiser.id)
        assert "One objection waits for an answer." in (await client.get(here)).text
        kept = await post(client, f"/judging/objections/{objection}", {"ruling": "upheld", f"answer_{objection}": ""})
        assert (kept.status_code, "This answer is needed" in kept.text) == (422, True)
        done = await post(
            client, f"/judging/objections/{objection}", {"ruling": "upheld", f"answer_{objection}": "You are right."}
        )
        assert done.status_code == 303
        await db.execute("update person set locale = 'zh'")
        await sign_in(client, world.organiser.id)
        assert "You are right." in (await client.get(f"{here}/objections")).text
        await sign_in(client, team.id)
        assert "提出的异议" in (await client.get(f"{here}/objection")).text


async def test_a_file_shows_what_it_says_to_who_answers_and_to_nobody_else(client: httpx.AsyncClient) -> None:
    world, decision, team, code = await published()
    objection = await raise_one(team, decision, code)
    here, page = f"/judging/objections/{objection}/files", f"/judging/decisions/{decision}/objection"
    stranger = await make_person("Stranger")

    async def send(name: str = "page 3.pdf") -> httpx.Response:
        return await client.post(here, data={"_csrf_token": csrf_of(client)}, files={"file": (name, b"%PDF-1.4")})

    with clock.moved_to(NOW):
        await sign_in(client, stranger)
        assert (await send()).status_code == 404
        await sign_in(client, world.organiser.id)
        assert (await send()).status_code == 404  # who answers adds nothing to it
        await sign_in(client, team.id)
        assert (await send()).headers["location"] == page
        assert "page 3.pdf" in (await client.get(page)).text and "being checked" in (await client.get(page)).text
        file = await db.fetchval("select file from objection_file")
        await db.execute("update file set state = 'checked', content_type = 'application/pdf' where id = $1", file)
        for reader, status in ((team.id, 200), (world.organiser.id, 200), (stranger, 404), (world.judges[0].id, 404)):
            await sign_in(client, reader)
            assert (await client.get(f"{here}/{file}")).status_code == status
            assert (await client.get(f"{here}/{decision}")).status_code == 404
        await sign_in(client, world.organiser.id)
        assert f"{here}/{file}" in (await client.get(f"{page}s")).text
        await sign_in(client, team.id)
        for more in range(rules.MOST_FILES - 1):
            assert (await send(f"{more}.pdf")).status_code == 303
        assert (await send()).status_code == 409
        await answer(world, objection, upholds=False)
        await db.execute("delete from objection_file where file <> $1", file)
        assert (await send()).status_code == 409
        assert "multipart" not in (await client.get(page)).text


async def test_who_answers_is_reminded_once_before_the_term_ends_unless_it_is_answered() -> None:
    world, decision, team, code = await published()
    objection = await raise_one(team, decision, code)
    judge = world.judges[0].id
    await grant(judge, "round_organiser", edition_id=world.edition, round_id=world.round)
    helper = await make_person("Helper", email="helper@example.org")
    await grant(helper, "round_organiser", edition_id=world.edition, round_id=world.round)
    due = await db.fetchval("select answer_due_at from objection")

    async def chase(at: datetime) -> int:
        with clock.moved_to(at):
            async with db.work():
                await service.chase_objections()
        return int(await db.fetchval("select count(*) from outbox_event where name = 'objection.answer_due'"))

    assert await chase(due - rules.REMIND_BEFORE - timedelta(seconds=1)) == 0
    assert await chase(due - rules.REMIND_BEFORE) == 1
    assert await chase(due) == 1
    async with db.work():
        await service.tell_objection_due(objection_id=objection, now=NOW)
    told = await messages("judging/objection_due")
    assert {to for to, *_ in told} == {"helper@example.org", world.organiser.email}  # and no judge, who may not answer
    await answer(world, objection, upholds=False)
    async with db.work():
        await service.tell_objection_due(objection_id=objection, now=NOW)
    assert len(await messages("judging/objection_due")) == 2
    await invariants_hold()


async def test_anybody_objects_under_their_name_to_what_was_named_and_no_judge_answers() -> None:
    world, decision, _, _ = await published()
    named = sorted(world.entries)[1]  # it advances
    citizen = await actor_for(await make_person("Citizen", email_confirmed_at=NOW))
    assert (await queries.my_objections(actor=citizen, decision_id=decision, now=NOW)).codes == [named]
    nobody = await actor_for(await make_person("Nobody", email_confirmed_at=None))
    with pytest.raises(Conflict, match="Confirm your e-mail address"):
        await raise_one(nobody, decision, named)
    objection = await raise_one(citizen, decision, named, evidence="Its figure of 2024 is of 2019: page 4.")
    with pytest.raises(Conflict, match="written already"):
        await raise_one(citizen, decision, named)
    mine = await queries.my_objections(actor=citizen, decision_id=decision, now=NOW)
    assert ([line.code for line in mine.others], mine.codes) == ([named], [])
    owner = await actor_for(world.applicants[1])
    [own] = (await queries.my_objections(actor=owner, decision_id=decision, now=NOW)).lines
    assert own.id is None  # the team learns nothing of who objects
    await raise_one(owner, decision, named)
    found = await queries.objections_to_answer(actor=world.organiser, decision_id=decision, now=NOW)
    assert [(line.raised_by, line.by_team) for line in found.lines if not line.by_team] == [("Citizen", False)]
    due = found.lines[0].answer_due_at
    assert found.may_answer and due is not None and due.isoformat() == "2026-05-15T22:00:00+00:00"  # in Paris
    await grant(world.judges[0].id, "round_organiser", edition_id=world.edition, round_id=world.round)
    judge = await actor_for(world.judges[0].id)
    assert not (await queries.objections_to_answer(actor=judge, decision_id=decision, now=NOW)).may_answer
    with pytest.raises(NotAllowed, match="has judged in this round"):
        await answer(msgspec.structs.replace(world, organiser=judge), objection, upholds=False)
    await answer(world, objection, upholds=False)
    async with db.work():
        await service.tell_objection_answered(objection_id=objection)
    [(to, *_)] = await messages("judging/objection_answered")
    assert to == citizen.email
    await invariants_hold()
