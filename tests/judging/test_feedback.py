"""Feedback: what judges wrote is read where it should be, and released to all teams at once."""

from uuid import UUID

import httpx
import pytest

from contest.home import queries as home
from contest.judging import queries, service
from contest.judging.rules import feedback as rules
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.submissions.tables.teams import TeamMember
from tests.judging.test_jobs import messages
from tests.judging.world import World, invariants_hold, make_open_world, publish_seen, sign_all
from tests.makers import NOW, actor_for, make_person
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")

FINE = "The baseline is sound, and the plan names who does what by when."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (FINE, ()),
        ("基准情景合理，计划写明了何人何时完成何事。", ()),
        ("Write to me at jo.doe@example.org about the baseline and the plan.", ("contact",)),
        ("Call +33 6 12 34 56 78 and we shall speak about the whole plan.", ("contact",)),
        ("As Anna Schmidt says, the baseline of the plan is not convincing.", ("name",)),
        ("Judge Schmidt was not convinced by the baseline of the plan at all.", ("name",)),
        ("陈立认为基准情景不合理，计划也不够具体。", ("name",)),
        ("Less convincing than BT26-0148, whose baseline is far better than this.", ("entry",)),
        ("The baseline of BT26-0147 is sound, and the plan is convincing too.", ()),
        ("I gave 7/10 for the plan, since the baseline is not convincing.", ("points",)),
        ("你们排在第3名，计划尚可，但基准情景不够清楚。", ("points",)),
        ("This plan is ridiculous and a waste of everybody's valuable time.", ("harsh",)),
        ("Good.", ("short",)),
        ("很好。", ("short",)),
    ],
)
def test_what_should_be_read_first_is_noticed(text: str, found: tuple[str, ...]) -> None:
    assert rules.flags(text, code="BT26-0147", names=["Anna Schmidt", "陈立"]) == found


def test_the_sample_is_random_and_can_be_drawn_again() -> None:
    keys = [str(number) for number in range(50)]
    one = rules.drawn(keys, share=10, seed="a")
    assert (len(one), one == rules.drawn(keys[::-1], share=10, seed="a")) == (5, True)
    assert one != rules.drawn(keys, share=10, seed="b")
    assert rules.drawn(keys, share=0, seed="a") == frozenset()
    assert len(rules.drawn(keys, share=1, seed="a")) == 1
    assert rules.drawn([], share=10, seed="a") == frozenset()


def test_a_band_is_a_quarter_and_none_among_few() -> None:
    assert [rules.band(rank, of=8) for rank in range(1, 9)] == [1, 1, 2, 2, 3, 3, 4, 4]
    assert [rules.band(rank, of=5) for rank in range(1, 6)] == [1, 1, 2, 3, 4]
    assert rules.band(1, of=3) is None
    assert rules.band(None, of=8) is None


async def published(*, entries: int = 4) -> tuple[World, UUID]:
    """Entries that are decided; to the first one of the judges writes an address, to the second another is rude."""
    world = await make_open_world(entries=entries)
    await sign_all(world, *[(str(4 + number), "6") for number in range(entries)])
    await db.execute("update review set comment_applicant = $1", FINE)
    odd = ((0, 0, "See my site www.example.org for how it is done."), (1, 1, "What ridiculous nonsense."))
    for judge, code, text in odd if entries > 1 else ():
        await db.execute(
            "update review set comment_applicant = $3 where judge = $1 and submission = $2",
            world.judges[judge].id, world.entries[sorted(world.entries)[code]], text,
        )  # fmt: skip
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
        await publish_seen(world, decision)
    return world, decision


async def prepare(world: World, decision: UUID, *, share: int = 0) -> int:
    async with db.work():
        return await service.prepare_feedback(actor=world.organiser, decision_id=decision, share=share, now=NOW)


async def rule(world: World, text: UUID, ruling: str, words: str = "") -> None:
    async with db.work():
        await service.moderate_text(actor=world.organiser, text_id=text, ruling=ruling, text=words, now=NOW)


async def release(world: World, decision: UUID) -> int:
    async with db.work():
        return await service.release_feedback(actor=world.organiser, decision_id=decision, now=NOW)


async def team_of(world: World, entry: int) -> tuple[Actor, str]:
    return await actor_for(world.applicants[entry]), sorted(world.entries)[entry]


async def test_flagged_texts_are_read_and_the_rest_is_released_with_them_in_one_step() -> None:
    world, decision = await published()
    assert await prepare(world, decision) == 2
    page = await queries.feedback_page(actor=world.organiser, decision_id=decision)
    assert [line.flags for line in page.waiting] == [["contact"], ["harsh"]]
    assert (page.counts, page.may_release) == ({"clear": 10, "waiting": 2}, False)
    with pytest.raises(Conflict, match="2 texts wait"):
        await release(world, decision)
    first, second = page.waiting
    with pytest.raises(Invalid):
        await rule(world, first.id, "edited", " ")
    await rule(world, first.id, "edited", "Look at how others have done it.")
    await rule(world, second.id, "withheld")
    team, code = await team_of(world, 0)
    with pytest.raises(NotFound):
        await queries.packets(actor=team, code=code)
    assert await release(world, decision) == 4
    for again in (prepare(world, decision), release(world, decision), rule(world, first.id, "passed")):
        with pytest.raises(Conflict, match="released already"):
            await again
    [packet] = await queries.packets(actor=team, code=code)
    assert sorted(packet.texts) == ["Look at how others have done it.", FINE, FINE]
    assert (packet.band, packet.of, packet.rank, packet.score, packet.means) == (4, 4, None, None, [])
    [other] = await queries.packets(actor=(await team_of(world, 1))[0], code=sorted(world.entries)[1])
    assert other.texts == [FINE, FINE]
    kept = await db.fetchval("select comment_applicant from review where comment_applicant ~ 'www'")
    assert kept == "See my site www.example.org for how it is done."
    await invariants_hold()


async def test_a_share_of_what_nothing_was_noticed_about_is_drawn_too() -> None:
    world, decision = await published()
    assert await prepare(world, decision, share=20) == 4
    page = await queries.feedback_page(actor=world.organiser, decision_id=decision)
    assert sorted(flag for line in page.waiting for flag in line.flags) == ["contact", "drawn", "drawn", "harsh"]
    with pytest.raises(Invalid) as refused:
        await prepare(world, decision, share=101)
    assert "share" in refused.value.fields


async def test_a_round_that_tells_ranks_tells_scores_and_means_too_and_one_that_tells_nothing_neither() -> None:
    world, decision = await published(entries=1)
    await db.execute("update review set comment_applicant = ''")
    await db.execute("update judging_round set feedback_shows = 'rank'")
    assert await prepare(world, decision) == 0
    await release(world, decision)
    team, code = await team_of(world, 0)
    [packet] = await queries.packets(actor=team, code=code)
    assert (packet.rank, packet.of, str(packet.score), packet.band, packet.texts) == (1, 1, "48.00", None, [])
    assert [(en, str(mean), weight) for en, _, mean, _, weight in packet.means] == [
        ("Climate impact", "4.00", 60),
        ("Team", "6.00", 40),
    ]
    await db.execute("update feedback set shows = 'nothing'")
    [packet] = await queries.packets(actor=team, code=code)
    assert (packet.rank, packet.score, packet.band, packet.means) == (None, None, None, [])


async def test_only_the_team_reads_and_only_who_runs_the_round_releases() -> None:
    world, decision = await published()
    await prepare(world, decision)
    text = await db.fetchval("select id from feedback_text where state = 'waiting' limit 1")
    for actor in (world.judges[0], await actor_for(world.applicants[0])):
        with pytest.raises(NotFound):
            await queries.feedback_page(actor=actor, decision_id=decision)
        with pytest.raises(NotFound):
            await service.moderate_text(actor=actor, text_id=text, ruling="passed", now=NOW)
        with pytest.raises(NotFound):
            await service.release_feedback(actor=actor, decision_id=decision, now=NOW)
    await db.execute("update feedback_text set state = 'passed'")
    await release(world, decision)
    code = min(world.entries)
    member = await make_person("Reader")
    await TeamMember(submission=world.entries[code], person=member, role="view", joined_at=NOW).save()
    assert len(await queries.packets(actor=await actor_for(member), code=code)) == 1
    for actor in (world.judges[0], world.organiser, await actor_for(world.applicants[1])):
        with pytest.raises(NotFound):
            await queries.packets(actor=actor, code=code)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        world.entries[code], world.organiser.id, NOW,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        await queries.feedback_page(actor=world.organiser, decision_id=decision)


async def test_what_was_decided_anew_needs_feedback_anew() -> None:
    world, decision = await published()
    await prepare(world, decision)
    await db.execute("update feedback_text set state = 'passed'")
    await release(world, decision)
    async with db.work():
        await service.reverse_decision(actor=world.organiser, decision_id=decision, reason="A slip.", now=NOW)
        await service.tell_feedback(decision_id=decision)
    team, code = await team_of(world, 0)
    with pytest.raises(NotFound):
        await queries.packets(actor=team, code=code)
    assert await messages("judging/feedback") == []
    with pytest.raises(Conflict, match="once the decision is published"):
        await prepare(world, decision)


async def test_teams_are_told_by_mail_and_find_it_on_their_home(client: httpx.AsyncClient) -> None:
    world, decision = await published()
    team, code = await team_of(world, 0)
    await sign_in(client, world.organiser.id)
    here = f"/judging/decisions/{decision}/feedback"
    assert "before its judging opened: The quarter in which" in (await client.get(here)).text
    kept = await post(client, here, {"share": "ten"})
    assert kept.status_code == 422
    assert (await post(client, here, {"share": "0"})).status_code == 303
    shown = (await client.get(here)).text
    assert "See my site www.example.org" in shown
    assert "Harsh words" in shown
    assert "Judge 0" not in shown
    for text in await db.fetch("select id from feedback_text where state = 'waiting'"):
        kept = await post(
            client, f"/judging/feedback-texts/{text['id']}", {"ruling": "edited", f"text_{text['id']}": ""}
        )
        assert (kept.status_code, "This answer is needed" in kept.text) == (422, True)
        await post(client, f"/judging/feedback-texts/{text['id']}", {"ruling": "passed"})
    assert (await post(client, f"{here}/release", {})).status_code == 303
    assert "each team reads what is about its entry" in (await client.get(here)).text
    async with db.work():
        await service.tell_feedback(decision_id=decision)
    told = await messages("judging/feedback")
    assert len(told) == 4
    assert all(FINE not in body for _, _, body, _ in told)
    assert [one.has_feedback for one in await home.entries(actor=team)] == [True]
    for path, person in ((here, world.organiser.id), (f"/judging/feedback/{code}", team.id)):
        await db.execute("update person set locale = 'zh' where id = $1", person)
        await sign_in(client, person)
        assert "反馈" in (await client.get(path)).text
        await db.execute("update person set locale = 'en' where id = $1", person)
    await sign_in(client, team.id)
    assert f'href="/judging/feedback/{code}"' in (await client.get("/home")).text
    shown = (await client.get(f"/judging/feedback/{code}")).text
    assert FINE in shown
    assert "in the last quarter" in shown
    assert not any(judge.name in shown for judge in world.judges)
