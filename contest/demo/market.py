"""The register of needs of the demonstration, twelve invented counterparts, and what is shared with them in Paris."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from contest.accounts import service as accounts
from contest.challenge.queries import RoundFacts
from contest.demo import PASSWORD, data, story
from contest.demo.stage import Stage, later, moment
from contest.lib import db
from contest.lib.actor import SYSTEM
from contest.submissions import service as submissions
from contest.zone import service as zone
from contest.zone.rules import ScenePlan
from contest.zone.rules.counterparts import CounterpartPlan
from contest.zone.rules.sheets import Sheet, read_sheet, scene_words

ANNOUNCED = (39, Decimal(430) * 10**8)  # needs, yuan: as the press report of December 2024 has it
_HEAD = "\t".join(
    ("编号", "类型", "英文名称", "项目名称", "场景", "总投资（亿元）", "状态", "公开方式"),
)
_LEVELS = ("files", "answers", "summary")


def _slots() -> Iterator[str]:
    """The 24 scenario and 15 industry projects that were announced: slots, for their contents were not."""
    scenes = list(story.SCENES)
    for number in range(39):
        is_scenario = number < 24
        kind, place = ("scenario", number + 1) if is_scenario else ("industry", number - 23)
        en, zh = ("Scenario project", "场景项目") if is_scenario else ("Industry project", "产业项目")
        state = "under way" if number < 8 else "open"
        invested = 12 if number == 38 else 11
        reference = f"{'S' if is_scenario else 'I'}-{place:02d}"
        yield "\t".join(
            (
                reference,
                kind,
                f"{en} {place:02d}",
                f"{zh} {place:02d}",
                scenes[number % 5],
                str(invested),
                state,
                "unnamed",
            )
        )


def register_sheet() -> Sheet:
    """The announced projects as the workbook that an organiser reads in."""
    words = scene_words([(key, en, zh, []) for key, (en, zh, _, _) in story.SCENES.items()])
    return read_sheet("\n".join([_HEAD, *_slots()]), scenes=words)


async def found_register(stage: Stage, *, days: float) -> None:
    """The region's scenes, its 39 projects, and the counterparts with their people and needs."""
    begin = later(stage.today, days=days)
    async with moment(begin) as now:
        organiser = await stage.actor("organiser")
        for key, (en, zh, _, _) in story.SCENES.items():
            plan = ScenePlan(key=key, name_en=en, name_zh=zh)
            await zone.save_scene(actor=organiser, edition_id=stage.edition_id, plan=plan)
        await zone.import_needs(
            actor=organiser,
            edition_id=stage.edition_id,
            sheet=register_sheet(),
            owner_name="Owners of the region’s projects (demonstration)",
            announced=ANNOUNCED,
            now=now,
        )
    for number, one in enumerate(data.counterparts(), 1):
        await _enter(stage, f"counterpart{number}", one, later(begin, hours=number))


async def _enter(stage: Stage, key: str, one: data.Counterpart, at: datetime) -> None:
    """A counterpart from its invitation to its open need."""
    async with moment(at) as now:
        stage.people[key] = await accounts.create_person(
            actor=SYSTEM, email=f"{key}@demo.example", name=one.person, locale=one.locale, time_zone=one.time_zone,
            country=one.country, password=PASSWORD, confirmed=True, is_demo=True, now=now,
        )  # fmt: skip
        organiser = await stage.actor("organiser")
        made = await zone.invite_counterpart(
            actor=organiser, edition_id=stage.edition_id, kind=one.kind, name_en=one.name_en, name_zh=one.name_zh,
            country=one.country, now=now,
        )  # fmt: skip
        await zone.invite_person(
            actor=organiser, counterpart_id=made, email=f"{key}@demo.example", name=one.person, locale=one.locale,
            now=now,
        )  # fmt: skip
        stage.people[f"{key} body"] = made
    async with moment(later(at, hours=20)) as now:
        person = await stage.actor(key)
        await zone.accept_terms(actor=person, counterpart_id=made, number=1, locale=one.locale, now=now)
        person = await stage.actor(key)
        about = CounterpartPlan(
            about_en=one.about_en, about_zh=one.about_zh, languages=one.languages, is_named=one.is_named
        )
        await zone.edit_counterpart(actor=person, counterpart_id=made, plan=about)
        owner: UUID = await db.fetchval("select organisation from counterpart where id = $1", made)
        need = await zone.create_need(actor=person, edition_id=stage.edition_id, owner=owner, plan=one.need, now=now)
        await zone.step_need(actor=person, need_id=need, to="open", now=now)


async def share_round(stage: Stage, facts: RoundFacts, entries: dict[str, data.Entry]) -> None:
    """Applicants of a round say what may be read; its organiser shares; a counterpart reads."""
    at = later(stage.today, days=-12)
    codes = list(entries)
    for place, (code, entry) in enumerate(entries.items()):
        async with moment(later(at, hours=place)) as now:
            level = _LEVELS[place % len(_LEVELS)]
            await submissions.agree_to_sharing(actor=await stage.actor(entry.id), code=code, level=level, now=now)
    async with moment(later(at, days=1)) as now:
        for key in ("counterpart1", "counterpart8"):
            await submissions.share_entries(
                actor=await stage.actor("paris"),
                round_id=facts.id,
                codes=codes,
                counterpart_id=stage.people[f"{key} body"],
                now=now,
            )
    async with moment(later(at, days=2)) as now:
        reader = await stage.actor("counterpart1")
        await submissions.open_shared(actor=reader, code=codes[0], file_id=None, now=now)
