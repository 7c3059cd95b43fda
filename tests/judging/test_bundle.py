"""The bundle of a result: its ranks are worked out again from it, and nobody's name is in it."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.certificates import queries as certificates
from contest.certificates import service as signing
from contest.certificates.service.offline import verify
from contest.judging import queries, service
from contest.judging.rules import bundle as rules
from contest.judging.rules.bundle import Bundle
from contest.lib import clock, db, storage
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.signatures import parcels
from contest.lib.signatures.keys import SigningKey, make, read
from tests.judging.test_stages import make_staged, sign_stage, take_on
from tests.judging.world import World, make_open_world, publish_seen, review_of, sign, sign_all
from tests.makers import NOW
from tests.web import post, sign_in

pytestmark = pytest.mark.usefixtures("database")

POINTS = (("6", "6"), ("8.5", "7"), ("8.5", "7"), ("4", "8"))


async def published(*, agree: int = 3) -> tuple[World, UUID]:
    """Four entries, two of them equal, of which one advances; so many of the judges agree to publish."""
    world = await make_open_world(entries=4)
    await sign_all(world, *POINTS)
    for judge in world.judges[:agree]:
        async with db.work():
            await service.publish_scores(actor=judge, round_id=world.round, agrees=True)
    return world, await publish(world)


async def publish(world: World) -> UUID:
    async with db.work():
        decision = await service.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
        await publish_seen(world, decision)
    return decision


async def bundle(decision: UUID, kind: str = rules.AUDITORS) -> Bundle:
    async with db.work():
        await service.seal_scores()
    found = await queries.result_bundle(decision_id=decision, kind=kind)
    assert found is not None
    return found


async def test_every_rank_is_worked_out_again_and_each_row_that_says_something_else_is_named() -> None:
    _, decision = await published()
    found = await bundle(decision)
    assert [one.rank for one in found.results] == [1, 1, 3, 4]
    assert (len(found.reviews), found.about.rule, found.about.ledgers[-1].ledger) == (12, "trimmed", "score")
    done = rules.recompute(found)
    assert (done.problems, done.scores, done.ranks, done.withheld) == ((), 12, 4, 0)
    first, third = found.results[0], found.results[2]
    for wrong, said in (
        (msgspec.structs.replace(first, score=Decimal("99.00")), "the score is 99.00, its reviews make"),
        (msgspec.structs.replace(first, rank=2), "the rank is 2, the scores make 1"),
        (msgspec.structs.replace(first, seat=None), "the seat is none"),
        (msgspec.structs.replace(first, reviews=2), "2 reviews are said to count, and there are 3"),
        (msgspec.structs.replace(first, means={}), "the means are not"),
        (msgspec.structs.replace(first, below=("team",)), "floors"),
    ):
        changed = msgspec.structs.replace(found, results=(wrong, *found.results[1:]))
        [problem, *_] = [one for one in rules.recompute(changed).problems if said in one]
        assert problem.startswith(f"results.csv, line 2 ({first.entry}): ")
    advanced = msgspec.structs.replace(third, outcome="advanced", below=("team",), adaptation=None)
    changed = msgspec.structs.replace(found, results=(*found.results[:2], advanced, found.results[3]))
    assert any("neither advanced nor awarded" in one for one in rules.recompute(changed).problems)
    review = msgspec.structs.replace(found.reviews[4], total=Decimal("1.00"))
    changed = msgspec.structs.replace(found, reviews=(*found.reviews[:4], review, *found.reviews[5:]))
    assert (
        rules.recompute(changed).problems[0].startswith(f"scores.csv, line 6 ({review.entry}, {review.judge}): the to")
    )
    twice = msgspec.structs.replace(found, reviews=(*found.reviews, found.reviews[0]))
    assert any("twice" in one for one in rules.recompute(twice).problems)


async def test_the_texts_hold_what_the_bundle_holds_and_nobody_is_named_in_them() -> None:
    world, decision = await published()
    found = await bundle(decision)
    texts = rules.written(found)
    assert rules.read(texts) == found
    assert texts == rules.written(await bundle(decision))
    assert rules.is_bundle(texts)
    whole = b" ".join(texts.values()).decode()
    people = [*world.judges, world.organiser]
    hidden = (
        [str(one.id) for one in people] + [one.name for one in people] + ["Well founded.", "Company 0", "Applicant 0"]
    )
    assert [word for word in hidden if word in whole] == []
    with pytest.raises(Invalid):
        rules.read({**texts, "results.csv": b"entry,rank\nx,y\n"})
    assert not rules.is_bundle({"about.json": b"[]"})


async def test_the_public_bundle_holds_what_the_judges_agreed_to_and_no_code_of_those_left_out() -> None:
    world, decision = await published(agree=2)
    found = await bundle(decision, rules.PUBLIC)
    assert found.reviews == ()
    assert all(one.withheld and one.score is not None for one in found.results)
    assert rules.recompute(found).problems == ()
    assert rules.recompute(found).withheld == 4
    whole = b" ".join(rules.written(found).values()).decode()
    codes = sorted(world.entries)
    assert [code in whole for code in codes] == [False, True, True, False]
    assert {one.adaptation for one in found.results} == {None}
    await db.execute("update panel_member set publishes_scores = true")
    told = await bundle(decision, rules.PUBLIC)
    assert (len(told.reviews), rules.recompute(told).problems) == (12, ())
    judges = {kind: {one.judge for one in (await bundle(decision, kind)).reviews} for kind in rules.KINDS}
    assert judges == {kind: {"J001", "J002", "J003"} for kind in rules.KINDS}


async def test_of_two_judges_of_whom_one_keeps_silent_no_figure_is_told() -> None:
    """Else the other one could work out what the silent one gave."""
    world = await make_open_world(judges=2, entries=2)
    await sign_all(world, ("6", "6"), ("8", "8"))
    async with db.work():
        await service.publish_scores(actor=world.judges[0], round_id=world.round, agrees=True)
    found = await bundle(await publish(world), rules.PUBLIC)
    assert [(one.rank, one.score, one.mean, one.means) for one in found.results] == [
        (1, None, None, {}),
        (2, None, None, {}),
    ]
    assert rules.recompute(found).problems == ()
    swapped = msgspec.structs.replace(found, results=tuple(reversed(found.results)))
    assert rules.recompute(swapped).problems == ()


async def test_a_calibrated_result_is_worked_out_again_too() -> None:
    world = await make_open_world(entries=6)
    await db.execute("update judging_round set rule = 'calibrated'")
    for entry in range(6):
        for number, judge in enumerate(world.judges):
            await sign(
                judge, await review_of(world, number, entry), str(4 + entry * 0.5 + number * 0.5), str(5 + number)
            )
    worked = await service.work_out_ranking(round_id=world.round)
    assert worked is not None
    async with db.work():
        await service.write_ranking(worked=worked, now=NOW)
    found = await bundle(await publish(world))
    assert rules.recompute(found).problems == ()
    score = found.results[0].score
    assert score is not None
    off = msgspec.structs.replace(found.results[0], score=score + Decimal("0.02"))
    changed = msgspec.structs.replace(found, results=(off, *found.results[1:]))
    assert "calibrated figure" in rules.recompute(changed).problems[0]


async def test_a_result_in_stages_is_ranked_by_the_last_that_each_entry_reached() -> None:
    world = await make_staged()
    await sign_stage(world, "triage")
    await take_on(world)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
    await sign_stage(world, "full", points={1: "6", 3: "7"})
    found = await bundle(await publish(world))
    assert [(one.stage, one.rank, one.seat is None) for one in found.results] == [
        ("full", 1, False),
        ("full", 2, False),
        ("triage", 3, True),
        ("triage", 4, True),
        ("triage", 5, True),
    ]
    assert {one.stage for one in found.reviews} == {"triage", "full"}
    assert rules.recompute(found).problems == ()


def a_key() -> SigningKey:
    return read(make(name="example.org", now=NOW - timedelta(days=1)))


def published_keys(*keys: SigningKey) -> bytes:
    return msgspec.json.encode({"issuer": "https://example.org", "keys": [one.public for one in keys]})


async def test_a_bundle_with_one_digit_changed_is_refused_and_the_row_named() -> None:
    _, decision = await published()
    key, other = a_key(), a_key()
    data = parcels.pack(rules.written(await bundle(decision)), key=key, issuer="example.org", at=NOW)
    assert data == parcels.pack(rules.written(await bundle(decision)), key=key, issuer="example.org", at=NOW)
    said = verify(data, published_keys(other, key))
    assert said.what == "whole"
    assert said.sentence.startswith("valid: the auditors bundle of Paris round, ")
    assert "12 scores make its 4 ranks; signed on" in said.sentence
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        line = held.read("scores.csv").splitlines()[3]
    changed = verify(
        data.replace(line, line[:-3] + (b"1" if line[-3:-2] != b"1" else b"2") + line[-2:]), published_keys(key)
    )
    assert changed.what == "changed"
    assert "scores.csv, line 4" in changed.sentence
    assert verify(data, published_keys(other)).what == "foreign"
    assert verify(data[:-40], published_keys(key)).what == "broken"
    unsigned = io.BytesIO()
    with zipfile.ZipFile(unsigned, "w") as out:
        out.writestr("about.json", "{}")
    assert verify(unsigned.getvalue(), published_keys(key)).what == "unsigned"
    stranger = parcels.pack({"a.txt": b"x"}, key=key, issuer="example.org", at=NOW)
    assert "no bundle" in verify(stranger, published_keys(key)).sentence


async def test_a_signed_bundle_whose_ranks_do_not_come_out_is_refused_all_the_same() -> None:
    _, decision = await published()
    found = await bundle(decision)
    wrong = msgspec.structs.replace(found.results[0], rank=2)
    lying = msgspec.structs.replace(found, results=(wrong, *found.results[1:]))
    key = a_key()
    said = verify(parcels.pack(rules.written(lying), key=key, issuer="x", at=NOW), published_keys(key))
    assert said.what == "changed"
    assert f"results.csv, line 2 ({wrong.entry}): the rank is 2, the scores make 1" in said.sentence


async def test_published_bundles_are_made_once_and_given_to_whom_they_are_for(client: httpx.AsyncClient) -> None:
    world, decision = await published()
    slugs = await db.fetchrow(
        "select e.slug as edition, r.slug as round from round r join edition e on e.id = r.edition where r.id = $1",
        world.round,
    )
    assert slugs is not None
    here = f"/results/{slugs['edition']}/{slugs['round']}"
    with clock.moved_to(NOW):
        assert (await client.get(f"{here}/bundle.zip")).status_code == 404
        assert "bundle.zip" not in (await client.get(here)).text
        for _ in range(2):
            stored = await signing.store_bundles(decision_id=decision, now=clock.now())
            assert stored is not None
            async with db.work():
                await signing.mark_bundles(stored=stored, now=clock.now())
        assert await db.fetchval("select count(*) from result_bundle") == 2
        assert f"{here}/bundle.zip" in (await client.get(here)).text
        public = await client.get(f"{here}/bundle.zip")
        assert public.headers["content-disposition"].startswith('attachment; filename="')
        keys = (await client.get("/.well-known/certificate-keys.json")).content
        assert "the public bundle" in verify(public.content, keys).sentence
        assert "From totals to a score" in (await client.get(f"{here}/method")).text
        await client.get("/language/zh")
        assert "从总分到得分" in (await client.get(f"{here}/method")).text
        await sign_in(client, world.organiser.id)
        every = await client.get(f"/certificates/results/{decision}")
        assert [answer.headers["content-type"] for answer in (public, every)] == ["application/zip"] * 2
        assert verify(every.content, keys).what == "whole"
        await sign_in(client, world.judges[0].id)
        assert (await client.get(f"/certificates/results/{decision}")).status_code in {403, 404}
        async with db.work():
            await service.reverse_decision(actor=world.organiser, decision_id=decision, reason="A slip.", now=NOW)
        assert (await client.get(f"{here}/bundle.zip")).status_code == 404
    with pytest.raises(NotFound):
        await certificates.auditors_bundle(actor=world.judges[0], decision_id=decision)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', $3)",
        next(iter(world.entries.values())),
        world.organiser.id,
        NOW,
    )
    with pytest.raises(NotAllowed):
        await certificates.auditors_bundle(actor=world.organiser, decision_id=decision)
    await storage.delete_under(f"results/{decision}/")


async def test_a_judge_agrees_to_publish_freely_and_may_change_their_mind_until_it_is(
    client: httpx.AsyncClient,
) -> None:
    world = await make_open_world(entries=1)
    await sign_all(world, ("6", "6"))
    judge = world.judges[0]
    agreed = "select publishes_scores from panel_member where person = $1"
    assert await db.fetchval(agreed, judge.id) is False
    await sign_in(client, judge.id)
    here = f"/judging/rounds/{world.round}/join"
    assert "Publishing your scores" in (await client.get(here)).text
    assert (await post(client, f"{here}/scores", {"publishes": "yes"})).status_code == 303
    assert await db.fetchval(agreed, judge.id) is True
    await post(client, f"{here}/scores", {})
    assert await db.fetchval(agreed, judge.id) is False
    await publish(world)
    with pytest.raises(Conflict, match="published already"):
        await service.publish_scores(actor=judge, round_id=world.round, agrees=True)
