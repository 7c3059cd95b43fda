"""Playing the demonstration: each verb as a person would call it, at the moment they would, with real jobs between."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.accounts import service as accounts
from contest.certificates.service.signing import signing_key
from contest.challenge import queries
from contest.challenge import service as challenge
from contest.challenge.queries import RoundFacts
from contest.challenge.rules import plans
from contest.demo import PASSWORD, data, story
from contest.demo.around import PARTNER, bring_people, found_around
from contest.demo.entrants import begin_decks, hand_in_round, screen_round, write_round
from contest.demo.judges import decide_round, judge_in_hall, judge_round, open_panel, talk_over
from contest.demo.landing import land
from contest.demo.market import found_register, share_round
from contest.demo.roadmap import draw_roadmap
from contest.demo.roadshow import hold_roadshow
from contest.demo.rubrics import write_rubrics
from contest.demo.stage import Stage, jobs_done, later, moment
from contest.demo.translations import translate_round
from contest.demo.year import follow_year
from contest.judging import service as judging
from contest.judging.rules.capacity import DEFAULT
from contest.judging.rules.capacity import Stage as JudgingStage
from contest.lib import clock, db
from contest.lib.actor import SYSTEM

# What exists at the end, by name.
FIGURES = {
    "entries": "select count(*) from submission where is_demo",
    "reviews": "select count(*) from review v join submission s on s.id = v.submission and s.is_demo"
    " where v.state = 'signed'",
    "decisions": "select count(*) from decision d join round r on r.id = d.round"
    " join edition e on e.id = r.edition and e.is_demo where d.state in ('published', 'final')",
    "certificates": "select count(*) from certificate where is_demo and sha256 is not null",
}


WAIVER = (
    "This is a demonstration: its files are made by the software itself, and none is opened on a visitor's machine."
    " 这是演示：其中的文件均由本软件自行生成，不会在访问者的设备上打开。"
)


async def play(*, tell: Callable[[int, int, str], None]) -> dict[str, Any]:
    """Play the whole story on a home that has none of it; what exists afterwards, by name, with `seconds`."""
    begun = time.monotonic()
    stage = Stage(today=clock.now(), tell=tell, edition_id=UUID(int=0), steps=_steps())
    begin_decks(stage)
    signing_key(_begin(stage))  # it signs nothing of before it was made, and jobs come in no order
    await _found(stage)
    await _enter_people(stage)
    await found_around(stage, days=min(act.opens for act in story.ACTS) - 19)
    await found_register(stage, days=min(act.opens for act in story.ACTS) - 19)
    rubric_ids = await write_rubrics(stage, later(_begin(stage), days=2))
    planned = [(act, await _plan_round(stage, act, rubric_ids)) for act in story.ACTS]
    async with moment(later(_begin(stage), days=6)) as now:
        organiser = await stage.actor("organiser")
        await challenge.publish_rules(actor=organiser, edition_id=stage.edition_id, now=now)
        await challenge.waive_scan(actor=organiser, edition_id=stage.edition_id, reason=WAIVER, now=now)
        await challenge.step_edition(actor=organiser, edition_id=stage.edition_id, to="open", now=now)
    written = [await _write_round(stage, act, facts) for act, facts in planned]
    await bring_people(stage, [facts for _, facts in planned])
    await jobs_done()  # every file has been looked into
    for (act, facts), entries in zip(planned, written, strict=True):
        await _play_round(stage, act, facts, entries)
        if act.city == "Paris":
            await share_round(stage, facts, entries)
    await jobs_done()
    await hold_roadshow(stage, {act.city: facts for act, facts in planned})
    await follow_year(stage)
    await land(stage)
    await draw_roadmap(stage)
    figures = {name: int(await db.fetchval(rows)) for name, rows in FIGURES.items()}
    return figures | {"seconds": round(time.monotonic() - begun, 1)}


def _steps() -> int:
    """How many times the story tells of itself: people, and what happens to each entry and round."""
    reviews = 0
    count = len(data.people().judges) + len(data.people().applicants)
    for act in story.ACTS:
        many = sum(entry.round_city == act.city for entry in data.entries())
        count += 2 * many
        if act.has("screening"):
            count += many if act.has("judging") else many - 1
        if act.has("judging"):
            reviews = act.reviews(many)
            count += 2 + (reviews if act.has("deliberation") else reviews // 2 + 1)
        count += act.has("deliberation")
    return count + 1


def _stages(act: story.Act) -> list[JudgingStage]:
    full = JudgingStage(kind="full", reads=act.judges, minutes=30, share=act.triage or 100, least_valid=3)
    return [full] if act.triage is None else [DEFAULT[0], full]


def _begin(stage: Stage) -> datetime:
    return later(stage.today, days=min(act.opens for act in story.ACTS) - 20)


async def _found(stage: Stage) -> None:
    """The edition with its scenes and partners, founded by the installation itself."""
    async with moment(_begin(stage)) as now:
        stage.edition_id = await challenge.create_edition(
            actor=SYSTEM,
            plan=plans.EditionPlan(
                slug=story.SLUG,
                code_prefix=story.PREFIX,
                name_en=story.NAME_EN,
                name_zh=story.NAME_ZH,
                purpose_en=story.PURPOSE_EN,
                purpose_zh=story.PURPOSE_ZH,
            ),
            is_demo=True,
            now=now,
        )
        for key, (en, zh, about_en, about_zh) in story.SCENES.items():
            plan = plans.ScenePlan(key=key, name_en=en, name_zh=zh, about_en=about_en, about_zh=about_zh)
            await challenge.add_scene(actor=SYSTEM, edition_id=stage.edition_id, plan=plan, now=now)
        for one in data.partners():
            partner = plans.PartnerPlan(
                role=one.role, name_en=one.name_en, name_zh=one.name_zh, source="Hainan Daily, 16 December 2024"
            )
            made = await challenge.add_partner(actor=SYSTEM, edition_id=stage.edition_id, plan=partner, now=now)
            await challenge.record_permission(actor=SYSTEM, partner_id=made, words=story.NAMED, now=now)


async def _enter_people(stage: Stage) -> None:
    """Organisers, judges and applicants, each with an address that can only be a demonstration's."""
    judges, applicants = data.people().judges, data.people().applicants
    entries = {entry.id: entry for entry in data.entries()}
    await _enter(stage, "organiser", "organiser", "Programme Office", "en", "Asia/Shanghai", "CN", "")
    await _enter(stage, PARTNER, PARTNER, "Green Network", "en", "Europe/Copenhagen", "DK", "")
    await _enter(stage, "paris", "paris", "Bureau de Paris", "en", "Europe/Paris", "FR", "")
    for number, judge in enumerate(judges, 1):
        key = f"judge{number}"
        await _enter(stage, key, key, judge.name, judge.locale, judge.time_zone, judge.country, judge.organisation)
        stage.step(judge.name)
    for number, one in enumerate(applicants, 1):
        country = entries[one.entry].country
        await _enter(
            stage, one.entry, f"applicant{number}", one.name, one.locale, one.time_zone, country, one.organisation
        )
        stage.step(one.name)
    async with moment(_begin(stage)) as now:
        await accounts.grant_role(
            actor=SYSTEM,
            person_id=stage.people["organiser"],
            role="programme_organiser",
            edition_id=stage.edition_id,
            reason="demonstration",
            now=now,
        )


async def _enter(
    stage: Stage, key: str, box: str, name: str, locale: str, time_zone: str, country: str, organisation: str
) -> None:
    async with moment(_begin(stage)) as now:
        body = None
        if organisation:
            body = await accounts.create_organisation(
                actor=SYSTEM, name_en=organisation, country=country, is_demo=True, now=now
            )
        stage.people[key] = await accounts.create_person(
            actor=SYSTEM,
            email=f"{box}@demo.example",
            name=name,
            locale=locale,
            time_zone=time_zone,
            country=country,
            organisation_id=body,
            password=PASSWORD,
            confirmed=True,
            is_demo=True,
            now=now,
        )


async def _plan_round(stage: Stage, act: story.Act, rubric_ids: dict[str, UUID]) -> RoundFacts:
    """A city and its round, set up before the edition opens."""
    city = data.cities()[act.city]
    async with moment(later(_begin(stage), days=4)) as now:
        actor = await stage.actor("organiser")
        plan = _round_in(city, await _city(city, now), act, stage.today)
        round_id = await challenge.create_round(actor=actor, edition_id=stage.edition_id, plan=plan, now=now)
        await judging.set_up_judging(
            actor=actor,
            round_id=round_id,
            rubric_id=rubric_ids["entry"],
            talent_rubric_id=rubric_ids["talent"],
            rule="trimmed",
            reviews_each=act.judges,
            least_valid=3,
            now=now,
        )
        await judging.plan_stages(
            actor=actor,
            round_id=round_id,
            stages=_stages(act),
            expected=None if act.has("screening") else 40,
        )
        if act.city == "Paris":
            await accounts.grant_role(
                actor=actor,
                person_id=stage.people["paris"],
                role="round_organiser",
                edition_id=stage.edition_id,
                round_id=round_id,
                reason="demonstration",
                now=now,
            )
    facts = await queries.round_facts(round_id=round_id)
    assert facts is not None
    return facts


def _round_in(city: data.City, city_id: UUID, act: story.Act, today: datetime) -> plans.RoundPlan:
    return plans.RoundPlan(
        slug=act.city.lower(),
        name_en=f"{city.en} round",
        name_zh=f"{city.zh}赛区",
        opens_at=story.at(today, act.opens, city.tz, hour=9),
        closes_at=story.at(today, act.closes, city.tz),
        reviews_due_at=story.at(today, act.due, city.tz),
        kinds=["project", "solution", "product", "talent"],
        city_id=city_id,
        time_zone=city.tz,
        call_en=story.CALL_EN,
        call_zh=story.CALL_ZH,
        quota=act.quota,
        publicity=act.publicity,
        language="zh" if city.country == "CN" else "en",
        blindness=act.blindness,
        judges_known="never" if act.blindness != "none" else "signed",
    )


async def _city(city: data.City, now: datetime) -> UUID:
    """A city may be there already, from a real edition of this installation."""
    key = city.en.lower().replace(" ", "-")
    known: UUID | None = await db.fetchval("select id from city where key = $1", key)
    plan = plans.CityPlan(key=key, name_en=city.en, name_zh=city.zh, country=city.country, time_zone=city.tz)
    return known or await challenge.create_city(actor=SYSTEM, plan=plan, now=now)


async def _write_round(stage: Stage, act: story.Act, facts: RoundFacts) -> dict[str, data.Entry]:
    """One city opens, and people write; their entries by code."""
    async with moment(later(facts.opens_at, hours=0.1)) as now:
        await challenge.step_round(actor=await stage.actor("organiser"), round_id=facts.id, to="open", now=now)
    entries = [entry for entry in data.entries() if entry.round_city == act.city]
    return dict(zip(await write_round(stage, facts, entries), entries, strict=True))


async def _play_round(stage: Stage, act: story.Act, facts: RoundFacts, entries: dict[str, data.Entry]) -> None:
    """From the first hand-in to where the city stands today."""
    await hand_in_round(stage, facts, entries)
    if act.has("screening"):
        async with moment(later(facts.closes_at, hours=15)) as now:
            await challenge.step_round(actor=await stage.actor("organiser"), round_id=facts.id, to="screening", now=now)
        await screen_round(stage, facts, list(entries), all_of_them=act.has("judging"))
        await translate_round(stage, facts, entries)
    if act.has("judging"):
        await open_panel(stage, facts, act)
        await judge_round(stage, facts, act, entries)
    if act.city == story.IN_HALL:
        await judge_in_hall(stage, facts)
    if act.city == story.TALKS:
        await talk_over(stage, facts)
    if act.has("deliberation"):
        await decide_round(stage, facts, act)
