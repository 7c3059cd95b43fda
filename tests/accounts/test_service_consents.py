"""Giving consents, taking them back, and the texts that they are given to."""

import asyncio
from datetime import timedelta
from itertools import product

import pytest

from contest.accounts import queries, service
from contest.accounts.rules import consents as rules
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound, NotSignedIn
from tests.makers import NOW, actor_for, agree, grant, make_edition, make_person, make_round, make_submission

LATER = NOW + timedelta(days=3)


@pytest.fixture
async def mei() -> Actor:
    return await actor_for(await make_person("Mei", locale="zh"))


async def _give(actor: Actor, purpose: str = "media", place: str = "", number: int = 1) -> None:
    async with db.work():
        await service.give_consent(
            actor=actor, purpose=purpose, place=place, number=number, locale="zh", origin="d" * 64, now=NOW
        )


async def _withdraw(actor: Actor, purpose: str = "media", place: str = "") -> None:
    async with db.work():
        await service.withdraw_consent(actor=actor, purpose=purpose, place=place, now=LATER)


async def _next_text(purpose: str = "media", *, ends_earlier: bool = False) -> int:
    async with db.work():
        await service.draft_consent_text(actor=SYSTEM, purpose=purpose, body_en="New.", body_zh="新。", now=LATER)
    async with db.work():
        return await service.publish_consent_text(
            actor=SYSTEM, purpose=purpose, reason_en="Law.", ends_earlier=ends_earlier, now=LATER
        )


async def test_a_consent_keeps_text_language_moment_and_origin(mei: Actor) -> None:
    await _give(mei)
    [line] = await queries.consents(actor=mei)
    assert (line.purpose, line.number, line.locale, line.given_at, line.ended_at) == ("media", 1, "zh", NOW, None)
    assert "Photos" in line.body_en
    assert await db.fetchval("select origin from consent") == "d" * 64
    assert await queries.held(person_id=mei.id) == {("media", "")}


async def test_giving_twice_is_one_consent_and_taking_back_twice_one_end(mei: Actor) -> None:
    await asyncio.gather(*(_give(mei) for _ in range(5)))
    assert await db.fetchval("select count(*) from consent") == 1
    await _withdraw(mei)
    await _withdraw(mei)
    [line] = await queries.consents(actor=mei)
    assert (line.ended_at, line.ended_by) == (LATER, "person")
    assert await queries.held(person_id=mei.id) == frozenset()
    records = await db.fetch("select action from audit_record order by id")
    assert [row["action"] for row in records] == ["consent.give", "consent.withdraw"]


async def test_places_are_agreed_to_apart(mei: Actor) -> None:
    await _give(mei, "judges_abroad", "EU")
    await _give(mei, "judges_abroad", "GB")
    await _withdraw(mei, "judges_abroad", "EU")
    assert await queries.held(person_id=mei.id) == {("judges_abroad", "GB")}


@pytest.mark.parametrize(("purpose", "place"), [("run", ""), ("media", "CN"), ("judges_abroad", ""), ("x", "")])
async def test_what_cannot_be_agreed_to_is_not_there(mei: Actor, purpose: str, place: str) -> None:
    with pytest.raises(NotFound):
        await _give(mei, purpose, place)
    with pytest.raises(NotFound):
        await _withdraw(mei, purpose, place)


async def test_a_visitor_agrees_to_nothing() -> None:
    with pytest.raises(NotSignedIn):
        await _give(Actor())
    with pytest.raises(NotSignedIn):
        await _withdraw(Actor())


async def test_a_text_that_changed_is_not_agreed_to_unread(mei: Actor) -> None:
    assert await _next_text() == 2
    with pytest.raises(Conflict):
        await _give(mei, number=1)
    await _give(mei, number=2)
    assert [line.number for line in await queries.consents(actor=mei)] == [2]


async def test_an_earlier_consent_holds_under_a_new_text_unless_it_says_otherwise(mei: Actor) -> None:
    await _give(mei)
    await _next_text()
    assert await queries.held(person_id=mei.id) == {("media", "")}
    [media] = [one for one in await queries.offers(actor=mei, home="CN") if one.purpose == "media"]
    assert (media.is_older, media.text.number) == (True, 2)
    async with db.work():
        await service.draft_consent_text(actor=SYSTEM, purpose="media", body_en="More.", body_zh="更多。", now=LATER)
    async with db.work():
        await service.publish_consent_text(
            actor=SYSTEM, purpose="media", reason_zh="扩大范围", ends_earlier=True, now=LATER
        )
    assert await queries.held(person_id=mei.id) == frozenset()
    [line] = await queries.consents(actor=mei)
    assert line.ended_by == "new_text"


async def test_a_text_needs_both_languages_a_change_and_a_reason() -> None:
    async def faults(en: str, zh: str, reason: str) -> list[str]:
        async with db.work():
            await service.draft_consent_text(actor=SYSTEM, purpose="media", body_en=en, body_zh=zh, now=NOW)
        with pytest.raises(Invalid) as error:
            async with db.work():
                await service.publish_consent_text(actor=SYSTEM, purpose="media", reason_en=reason, now=NOW)
        return list(error.value.fields)

    first = (await queries.consent_texts())["media"]
    assert await faults("New.", "", "x") == ["body_zh"]
    assert await faults("New.", "新。", "") == ["reason_en"]
    assert await faults(first.body_en, first.body_zh, "x") == ["body_en"]


async def test_only_who_organises_the_installation_writes_texts(mei: Actor) -> None:
    edition = await make_edition()
    await grant(mei.id, "programme_organiser", edition_id=edition)
    ana = await actor_for(mei.id)
    with pytest.raises(NotFound):
        async with db.work():
            await service.draft_consent_text(actor=ana, purpose="media", body_en="x", body_zh="x", now=NOW)
    with pytest.raises(NotFound):
        await service.publish_consent_text(actor=ana, purpose="media", reason_en="x", now=NOW)


async def test_versions_are_kept_with_their_reasons(mei: Actor) -> None:
    await _give(mei)
    await _next_text()
    versions = await queries.consent_versions(purpose="media")
    assert [(one.number, one.reason_en) for one in versions] == [(2, "Law."), (1, "")]
    assert [one.number for one in await queries.consent_versions(purpose="contacts")] == [1]


@pytest.mark.parametrize("held", [set(), {"judges_abroad"}, {"transfer"}, {"judges_abroad", "transfer"}])
async def test_the_condition_for_judges_says_what_the_rule_says(held: set[str]) -> None:
    edition = await make_edition()
    round_id = await make_round(edition)
    countries = ("", "CN", "FR", "DE", "GB", "US")
    judges = {country: await make_person("Judge", country=country) for country in countries}
    expected, seen = {}, {}
    for number, (home, on_entry) in enumerate(product(("", "CN", "FR", "GB"), ("", "CN", "NO"))):
        owner = await make_person(f"Owner {number}", country=home)
        entry = await make_submission(edition, round_id, owner, country=on_entry)
        for purpose, place in product(sorted(held), ("CN", "EU")):
            await agree(owner, purpose, place)
        has = {(purpose, place) for purpose, place in product(held, ("CN", "EU"))}
        for country, judge in judges.items():
            condition = queries.judge_reads_sql("$2", "select s.owner", "s.country")
            sql = f"select {condition} from submission s where s.id = $1"
            key = (home, on_entry, country)
            expected[key] = rules.may_judge_read(home=home or on_entry, judge=country, held=has)
            seen[key] = await db.fetchval(sql, entry, judge)
    assert seen == expected


@pytest.mark.parametrize("given", [True, False])
async def test_the_conditions_for_public_pages_and_mails_say_what_the_rules_say(mei: Actor, given: bool) -> None:
    if given:
        await agree(mei.id, "public_page")
        await agree(mei.id, "newsletter")
    held = await queries.held(person_id=mei.id)
    asked = f"select {queries.named_sql('$1::uuid')} as named, {queries.written_to_sql('$1::uuid')} as written"
    row = await db.fetchrow(asked, mei.id)
    assert row is not None
    assert (row["named"], row["written"]) == (rules.may_name(held), rules.may_write_to(held)) == (given, given)


async def test_each_invariant_finds_what_breaks_it(mei: Actor) -> None:
    await _give(mei)
    await _next_text()
    names = [name for name in queries.INVARIANTS if "consent" in name or "text" in name or "agreed" in name]

    async def broken() -> dict[str, int]:
        return {name: len(await db.fetch(queries.INVARIANTS[name])) for name in names}

    assert set((await broken()).values()) == {0}
    await db.execute("update consent set purpose = 'contacts'")
    assert (await broken())["a consent is to a published text of its own purpose"] == 1
    await db.execute("update consent set purpose = 'media'")
    await db.execute("update consent_text set ends_earlier = true where number = 2")
    assert (await broken())["what was agreed to ends where a text says so"] == 1
    await db.execute("update consent_text set number = 3 where number = 2")
    assert (await broken())["texts of a purpose that were published are numbered without a gap"] == 1
