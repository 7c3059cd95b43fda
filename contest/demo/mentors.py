"""A mentor of the first cohort: with a venture that landed, some sessions back, and an hour booked to come."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from contest.accounts import service as accounts
from contest.demo import PASSWORD
from contest.demo.stage import Stage, later, moment
from contest.incubator import queries, service
from contest.incubator.rules.mentors import Offer, Profile, Session
from contest.lib.actor import SYSTEM, Actor

MENTOR = "mentor"
_PROFILE = Profile(
    scenes=("energy", "building"),
    stages=("registered", "pilot", "commercial"),
    languages=("en", "zh"),
    most=2,
    about="Twenty years of rural grids, first in Denmark, then in Hainan. 二十年乡村电网经验，先后在丹麦和海南工作。",
)
_SESSIONS = (
    (
        -160,
        50,
        "First invoice 首张发票",
        "Invoice the guesthouse, not the village. 向民宿而非村委开票。",
        "Draft it. 起草发票。",
    ),
    (-70, 40, "A second site 第二站点", "Wait for the dry season. 等待旱季。", ""),
    (
        -12,
        45,
        "Export papers 出口文件",
        "Ask the desk for the list of codes. 向服务台索取编码清单。",
        "Ask. 询问服务台。",
    ),
)
_QUESTION = "Who could certify the meter readings? 谁可以核证电表读数？"
_NOTE = "The founders want different speeds; bring the manager in. 创始人节奏不一，宜请项目经理参与。"


async def mentor_venture(stage: Stage, venture: UUID, lead_key: str) -> None:
    """From the pilot on."""
    async with moment(later(stage.today, days=-175)) as now:
        stage.people[MENTOR] = await accounts.create_person(
            actor=SYSTEM,
            email=f"{MENTOR}@demo.example",
            name="Kirsten Holm",
            locale="en",
            time_zone="Europe/Copenhagen",
            country="DK",
            organisation_id=None,
            password=PASSWORD,
            confirmed=True,
            is_demo=True,
            now=now,
        )
        actor = await stage.actor("organiser")
        mentor = await service.enter_mentor(
            actor=actor, edition_id=stage.edition_id, email=f"{MENTOR}@demo.example", name="Kirsten Holm",
            locale="en", profile=_PROFILE, now=now,
        )  # fmt: skip
        await service.pair_mentor(actor=actor, venture_id=venture, mentor_id=mentor, until_on=None, now=now)
    lead = stage.people[lead_key]
    for days, minutes, topic, decision, next_step in _SESSIONS:
        async with moment(later(stage.today, days=days)) as now:
            session = Session(
                held_on=later(now, days=-1).date(), minutes=minutes, way="online", topic=topic, decision=decision,
                next_step=next_step, next_owner=lead if next_step else None,
                next_on=later(now, days=20).date() if next_step else None, note=_NOTE if days == -70 else "",
            )  # fmt: skip
            made = await service.note_session(
                actor=await stage.actor(MENTOR), venture_id=venture, hour_id=None, session=session, now=now
            )
            if days == -160:
                await service.finish_step(actor=await stage.actor(MENTOR), session_id=made, done_on=now.date(), now=now)
    await _book(stage, venture, mentor, await stage.actor(lead_key))


async def _book(stage: Stage, venture: UUID, mentor: UUID, lead: Actor) -> None:
    async with moment(later(stage.today, days=-2)) as now:
        offer = Offer(
            starts_at=_morning(later(stage.today, days=6)), minutes=45, count=3, place="https://meet.example/kh"
        )
        await service.offer_hours(actor=await stage.actor(MENTOR), mentor_id=mentor, offer=offer, now=now)
        hours = await queries.venture_hours(venture_id=venture, now=now, today=now.date())
        await service.book_hour(actor=lead, venture_id=venture, hour_id=hours[0].id, question=_QUESTION, now=now)


def _morning(day: datetime) -> datetime:
    return day.astimezone(ZoneInfo("Europe/Copenhagen")).replace(hour=9, minute=0, second=0, microsecond=0)
