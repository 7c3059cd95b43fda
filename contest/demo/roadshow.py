"""The roadshow of the demonstration: winners of three cities meet its twelve counterparts in Paris, in six days."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from contest.accounts import service as accounts
from contest.challenge import queries as challenge_queries
from contest.challenge import service as challenge
from contest.challenge.queries import RoundFacts
from contest.challenge.rules import plans
from contest.demo import data, story
from contest.demo.stage import Stage, jobs_done, later, moment
from contest.lib import db
from contest.roadshow import queries, service
from contest.roadshow.rules.day import GuestPlan, Passport
from contest.roadshow.rules.events import EventEdit, EventPlan
from contest.roadshow.rules.programme import ItemPlan
from contest.submissions import service as submissions
from contest.zone import queries as zone_queries
from contest.zone import service as zone
from contest.zone.rules.agreements import AgreementPlan, Signatory, signatory

IN_DAYS = 6
CITIES = ("Haikou", "Paris", "Shenzhen")
MOST_MUSTS = 3

_FINALISTS = """
select st.submission, p.email from standing st join submission s on s.id = st.submission
  join person p on p.id = s.owner
 where st.round = $1 and st.state in ('awarded', 'in_review') and s.state = 'submitted' order by s.code
"""

_PARTIES = """
select p.id, coalesce(s.code, '') as code, pe.email, coalesce(v.scene, '') as scene, c.id as counterpart from party p
  join party_person pp on pp.party = p.id join person pe on pe.id = pp.person
  left join submission s on s.id = p.submission
  left join standing st on st.submission = s.id and st.round = $2
  left join submission_version v on v.id = st.version
  left join counterpart c on c.id = p.counterpart
 where p.event = $1 order by pe.email
"""


async def hold_roadshow(stage: Stage, rounds: Mapping[str, RoundFacts]) -> None:
    """Asked, joined, wished, planned, answered, drawn and released: all but the day itself."""
    facts = await _round(stage, rounds)
    starts = story.at(stage.today, IN_DAYS, facts.time_zone, hour=14)
    await _lay_out(stage, facts, starts)
    parties = await _join(stage, facts)
    await _wish(stage, parties)
    await _propose(stage, facts)
    await _answer(stage, parties)
    await _release(stage, facts, starts)
    await _prepare(stage, facts, parties)


async def _round(stage: Stage, rounds: Mapping[str, RoundFacts]) -> RoundFacts:
    """The round of the roadshow, and in it what won in three cities."""
    city = data.cities()["Paris"]
    plan = plans.RoundPlan(
        slug="paris-roadshow",
        name_en="Paris roadshow",
        name_zh="巴黎路演",
        stage="roadshow",
        city_id=rounds["Paris"].city_id,
        time_zone=city.tz,
        language="en",
        opens_at=story.at(stage.today, IN_DAYS + 1, city.tz, hour=9),
        closes_at=story.at(stage.today, IN_DAYS + 8, city.tz),
        reviews_due_at=story.at(stage.today, IN_DAYS + 15, city.tz),
        kinds=["project", "solution", "product", "talent"],
    )
    async with moment(later(stage.today, days=-21)) as now:
        actor = await stage.actor("organiser")
        round_id = await challenge.create_round(actor=actor, edition_id=stage.edition_id, plan=plan, now=now)
        await accounts.grant_role(
            actor=actor,
            person_id=stage.people["paris"],
            role="round_organiser",
            edition_id=stage.edition_id,
            round_id=round_id,
            reason="demonstration",
            now=now,
        )
    async with moment(later(stage.today, days=-20)) as now:
        for name in CITIES:
            rows = await db.fetch(_FINALISTS, rounds[name].id)
            await submissions.enter_next(
                actor=await stage.actor("organiser"),
                round_id=rounds[name].id,
                into=round_id,
                submission_ids=[row["submission"] for row in rows],
                now=now,
            )
    found = await challenge_queries.round_facts(round_id=round_id)
    assert found is not None
    return found


async def _lay_out(stage: Stage, facts: RoundFacts, starts: datetime) -> None:
    plan = EventPlan(
        venue_en="Maison de la Mer (invented)",
        venue_zh="海洋之家（虚构）",
        starts_at=starts,
        slots=8,
        minutes=20,
        gap=5,
        run=4,
        pause=30,
        rooms={"Salon bleu": 4, "Salon vert": 3},
        wishes_close_at=later(stage.today, days=2),
        floor=2,
        most=6,
        musts=MOST_MUSTS,
    )
    async with moment(later(stage.today, days=-19)) as now:
        actor = await stage.actor("paris")
        await service.lay_out_event(actor=actor, round_id=facts.id, plan=plan, now=now)
        await service.bring_in(actor=actor, round_id=facts.id)


async def _join(stage: Stage, facts: RoundFacts) -> list[dict[str, str | UUID]]:
    """Everybody says that they take part, but the last counterpart, who has not answered yet."""
    event = await queries.event_of(round_id=facts.id)
    assert event is not None
    rows = [dict(row) for row in await db.fetch(_PARTIES, event.id, facts.id)]
    keys = {str(one): key for key, one in stage.people.items() if not key.endswith(" body")}
    known = {row["email"]: row["id"] for row in await db.fetch("select id, email from person where is_demo")}
    for place, row in enumerate(rows):
        row["key"] = keys[str(known[row["email"]])]
        if row["key"] == "counterpart12":
            continue
        async with moment(later(stage.today, days=-18 + place / 10)) as now:
            actor = await stage.actor(row["key"])
            await service.join_event(actor=actor, party_id=row["id"], now=now)
    return [row for row in rows if row["key"] != "counterpart12"]


async def _wish(stage: Stage, parties: list[dict[str, str | UUID]]) -> None:
    """Counterparts look first at what their need asks for, entries at whoever asks for their scene."""
    needs = {str(stage.people[f"counterpart{at} body"]): one.need for at, one in enumerate(data.counterparts(), 1)}
    for place, one in enumerate(parties):
        chance = random.Random(str(one["key"]))  # noqa: S311 - an invented wish needs no secret
        marks: dict[UUID, str] = {}
        for other in parties:
            if bool(one["code"]) == bool(other["code"]):
                continue
            entry, body = (one, other) if one["code"] else (other, one)
            is_near = entry["scene"] in needs[str(body["counterpart"])].scenes
            mark = "must" if is_near else chance.choice(("nice", "nice", "open", "open", "never"))
            if mark == "must" and list(marks.values()).count("must") == MOST_MUSTS:
                mark = "nice"
            marks[UUID(str(other["id"]))] = mark
        async with moment(later(stage.today, days=-12 + place / 10)) as now:
            await service.wish(
                actor=await stage.actor(str(one["key"])), party_id=UUID(str(one["id"])), marks=marks, now=now
            )


async def _propose(stage: Stage, facts: RoundFacts) -> None:
    async with moment(later(stage.today, days=-7)) as now:
        plan = await service.ask_plan(actor=await stage.actor("paris"), round_id=facts.id, now=now)
    await jobs_done()
    async with moment(later(stage.today, days=-7, hours=2)) as now:
        await service.propose_plan(actor=await stage.actor("paris"), plan_id=plan, now=now)


async def _answer(stage: Stage, parties: list[dict[str, str | UUID]]) -> None:
    """Most say yes to all, one declines a meeting, one has not answered yet."""
    for place, one in enumerate(parties[:-1]):
        async with moment(later(stage.today, days=-6 + place / 10)):
            actor = await stage.actor(str(one["key"]))
            page = await queries.wish_page(actor=actor, party_id=UUID(str(one["id"])))
            for number, meeting in enumerate(page.meetings):
                is_yes = not (place == 3 and number == 0)
                await service.answer_meeting(actor=actor, meeting_id=meeting.id, is_yes=is_yes)


async def _release(stage: Stage, facts: RoundFacts, starts: datetime) -> None:
    """The programme of the day: a welcome, the pitches in the order that was drawn, the meetings, an evening."""
    lines = (
        ("session", "Welcome", "欢迎致辞", "Grande salle", -290, -275),
        ("pitches", "Pitches", "项目路演", "Grande salle", -275, -135),
        ("break", "Lunch", "午餐", "Foyer", -135, -15),
        ("session", "Signing and reception", "签约与酒会", "Foyer", 240, 330),
    )
    async with moment(later(stage.today, days=-3)) as now:
        actor = await stage.actor("paris")
        for kind, en, zh, room, begins, ends in lines:
            plan = ItemPlan(
                kind=kind,
                title_en=en,
                title_zh=zh,
                room=room,
                starts_at=starts + timedelta(minutes=begins),
                ends_at=starts + timedelta(minutes=ends),
            )
            await service.save_item(actor=actor, round_id=facts.id, plan=plan)
        await service.draw_order(
            actor=actor,
            round_id=facts.id,
            seed=f"{now.astimezone(ZoneInfo(facts.time_zone)):%Y%m%d} 07 12 23 31 44",
            source="the numbers of an invented lottery, named two days before",
            now=now,
        )
    async with moment(later(stage.today, days=-2)) as now:
        await service.release_programme(actor=await stage.actor("paris"), round_id=facts.id, now=now)
    stage.step(facts.name_en)


async def _prepare(stage: Stage, facts: RoundFacts, parties: list[dict[str, str | UUID]]) -> None:
    """The audience says that it comes, a finalist asks for a visa and leaves a recording, and a letter was signed."""
    event = await queries.event_of(round_id=facts.id)
    assert event is not None
    finalist = next(one for one in parties if one["code"])
    party_id = UUID(str(finalist["id"]))
    names = ("venue_en", "venue_zh", "walk_minutes", "wishes_close_at", "floor", "most", "musts")
    plan = EventEdit(**{name: getattr(event, name) for name in names}, seats=60, visa_days=15)
    async with moment(later(stage.today, days=-16)) as now:
        actor = await stage.actor(str(finalist["key"]))
        passport = Passport(
            name="Invented Traveller",
            number="X0000000",
            nationality="BR",
            born_on=date(1990, 1, 1),
            consulate="Brasília",
        )
        await service.ask_letter(actor=actor, party_id=party_id, passport=passport, now=now)
    async with moment(later(stage.today, days=-15)) as now:
        actor = await stage.actor("paris")
        await service.edit_event(actor=actor, round_id=facts.id, plan=plan)
        page = await queries.letters_page(actor=actor, round_id=facts.id)
        letter = page.letters[0][0].id
        await service.decide_letter(actor=actor, round_id=facts.id, letter_id=letter, is_issued=True, now=now)
        await _sign(stage, facts, event.id, party_id, now)
    async with moment(later(stage.today, days=-1)) as now:
        actor = await stage.actor(str(finalist["key"]))
        await service.set_recording(actor=actor, party_id=party_id, address="https://video.example/invented-pitch")
        await service.say_photos(actor=actor, party_id=party_id, photos="yes")
        for name, photos in (("Odile Fictive", "no"), ("虚构观众", "yes")):
            guest = GuestPlan(name=name, email=f"guest-{photos}@demo.example", body="An invented paper", photos=photos)
            await service.come(round_id=facts.id, plan=guest, locale="en", now=now)


async def _sign(stage: Stage, facts: RoundFacts, event_id: UUID, entry: UUID, now: datetime) -> None:
    """Two letters of intent, signed before the day: everybody may know of one, the finalist and a fund of the other."""
    actor = await stage.actor("paris")
    fund = next(
        one for one in await zone_queries.counterparts(actor=actor, edition_id=stage.edition_id)
        if one.name_en.startswith("Seine Climate Ventures")
    )  # fmt: skip
    plan = AgreementPlan(
        round_id=facts.id,
        reference="D-LOI-1",
        kind="letter",
        title_en="Letter of intent on green digital cooperation (invented)",
        title_zh="绿色数字合作意向书（虚构）",
        parties=[
            signatory("Invented County Government / 虚构县人民政府"),
            Signatory(organisation=fund.organisation),
        ],
        fields=["Green digital", "城市韧性"],
        signed_on=now.date(),
        confidentiality="public",
    )
    parties = {one.id: one for one in await queries.parties_of(actor=actor, event_id=event_id)}
    other = next(one.id for one in parties.values() if one.name_en == fund.name_en)
    own = msgspec.structs.replace(
        plan,
        reference="D-LOI-2",
        title_en="Letter of intent on a first pilot (invented)",
        title_zh="首个试点合作意向书（虚构）",
        parties=[
            Signatory(name_en=parties[entry].name_en, name_zh=parties[entry].name_zh),
            Signatory(organisation=fund.organisation),
        ],
        confidentiality="parties",
    )
    for one, pair in ((plan, None), (own, (entry, other))):
        made = await zone.save_agreement(actor=actor, edition_id=stage.edition_id, plan=one, now=now)
        await service.link_agreement(actor=actor, round_id=facts.id, agreement_id=made, pair=pair, now=now)
