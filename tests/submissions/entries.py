"""Answers that are complete, for tests to spoil."""

from uuid import UUID

from contest.lib import db
from contest.lib.actor import Actor
from contest.submissions import rules, service
from tests.makers import NOW
from tests.makers.files import attach, make_file

ANSWERS = {
    "title_en": "Rainforest village microgrid",
    "title_zh": "雨林村落微网",
    "summary_en": "Clean power round the clock.",
    "summary_zh": "全天候清洁供电。",
    "scene": "energy",
    "applicant_type": "company",
    "organisation_name": "Rainforest Energy Ltd",
    "country": "CN",
    "contact_name": "Lin Xiaoyu",
    "problem": "Villages run on diesel.",
    "solution": "Micro-hydro, solar and storage.",
    "novelty": "It can island during typhoons.",
    "trl": "8",
    "impact": "231 t CO2e a year against diesel.",
    "landing": "Start in two villages of Baoting.",
    "risks": "Floods; the intake is above the highest mark.",
}
TALENT = {
    "title_en": "Mangrove carbon, measured",
    "summary_en": "A scientist who measures carbon below ground.",
    "scene": "energy",
    "country": "DE",
    "contact_name": "Anna Weber",
    "field_of_work": "Blue carbon",
    "record": "Ten years of measuring.",
    "proposal": "A station in Baoting.",
    "months_available": "12",
}
ALL = frozenset(rules.DECLARATIONS)


async def make_ready(actor: Actor, round_id: UUID, **answers: str) -> str:
    """A draft with everything that handing in needs; its code."""
    entry_id, code = await in_work_start(actor, round_id)
    async with db.work():
        await service.save_draft(actor=actor, code=code, revision=1, fields=ANSWERS | answers, now=NOW)
    await attach(entry_id, await make_file(actor.id))
    return code


async def in_work_start(actor: Actor, round_id: UUID, kind: str = "project") -> tuple[UUID, str]:
    async with db.work():
        return await service.start_draft(actor=actor, round_id=round_id, kind=kind, now=NOW)


async def hand_in(actor: Actor, code: str) -> service.Receipt:
    async with db.work():
        return await service.hand_in(actor=actor, code=code, agreed=ALL, now=NOW)
