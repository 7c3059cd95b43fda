"""How far each round of the demonstration has come, in days from the day it is played, and what its judges thought."""

import math
import random
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from contest.demo.data import Entry, Judge

SLUG, PREFIX = "baoting-2026", "BT26"
NAME_EN, NAME_ZH = "Climate Challenge (Hainan Baoting)", "气候挑战赛（海南保亭专场）"
PURPOSE_EN = (
    "A worldwide call for climate and sustainability projects, solutions, products and talent that can land in the "
    "China-Europe (Baoting) Green Digital Innovation Cooperation Zone."
)
PURPOSE_ZH = (
    "面向全球征集气候与可持续发展领域的项目、解决方案、产品与人才，推动优秀成果落地中欧（保亭）绿色数字创新合作区。"
)
# What is recorded as the permission to name real bodies: the truth.
NAMED = (
    "Demonstration: the name stands in a public report of the contest (Hainan Daily, 16 December 2024)."
    " Nobody was asked, and it is no endorsement."
)
SCENES = {
    "energy": ("Energy", "能源", "Clean supply, storage and flexible demand.", "清洁供能、储能与灵活用能。"),
    "transport": ("Transport", "交通", "Moving people and goods without fossil fuel.", "人与货的零化石燃料出行。"),
    "building": ("Building", "建筑", "Cool, healthy and low in embodied carbon.", "凉爽、健康、低隐含碳。"),
    "circular_economy": (
        "Circular economy",
        "循环经济",
        "Waste that becomes material again.",
        "让废弃物重新成为材料。",
    ),
    "industry": ("Industry", "产业", "Green production, services and carbon data.", "绿色制造、服务与碳数据。"),
}
CALL_EN = (
    "We look for work that cuts emissions in a way that can be checked, and that can begin in Hainan within twelve "
    "months. Write in English or in Chinese; one language is enough to hand in."
)
CALL_ZH = "我们寻找减排效果可核查、能在十二个月内落地海南的成果。可用中文或英文填写，提交时有一种语言即可。"

# Where one sheet of paper is typed in, and where two judges talk about an entry.
IN_HALL, TALKS = "Baoting", "Berlin"
# The judge who does not agree that scores are published.
SILENT = 3

# The stages that a played round has behind it, in their order.
STAGES = ("open", "screening", "judging", "deliberation", "notice", "decided")


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A city's round: its calendar in days from the day of play, and the stage where it stands.

    `triage`: two short reads of everything, then full reviews of this share of it, in per cent.
    """

    city: str
    stage: str
    opens: int
    closes: int
    due: int
    judges: int = 3
    quota: int | None = 2
    blindness: str = "none"
    publicity: str = "listed"
    triage: int | None = None

    def reviews(self, entries: int) -> int:
        """How many reviews its panel is given for so many entries."""
        if self.triage is None:
            return entries * self.judges
        return 2 * entries + math.ceil(entries * self.triage / 100) * self.judges

    def has(self, stage: str) -> bool:
        return STAGES.index(self.stage) >= STAGES.index(stage)


ACTS = [
    Act(city="Haikou", stage="decided", opens=-530, closes=-478, due=-450, judges=5, triage=75),
    Act(city="Paris", stage="decided", opens=-140, closes=-90, due=-62),
    Act(city="Shenzhen", stage="notice", opens=-90, closes=-45, due=-4, judges=5),
    Act(city="Berlin", stage="deliberation", opens=-85, closes=-40, due=-4, blindness="names"),
    Act(city="Baoting", stage="judging", opens=-70, closes=-24, due=9),
    Act(city="Brussels", stage="judging", opens=-66, closes=-20, due=13, blindness="names"),
    Act(city="Copenhagen", stage="screening", opens=-50, closes=-4, due=40),
    Act(city="Helsinki", stage="open", opens=-30, closes=12, due=50),
    Act(city="Shanghai", stage="open", opens=-28, closes=18, due=55),
    Act(city="Stockholm", stage="open", opens=-25, closes=26, due=62, publicity="codes"),
]

AWARDS = {
    1: ("First prize", "一等奖"),
    2: ("Second prize", "二等奖"),
    3: ("Third prize", "三等奖"),
}

LOOKED_AT = {
    "sanctions": "Invented lists of the United Nations and the European Union",
    "export": "Invented control list; what is awarded is not on it",
    "affiliation": "Invented register of companies and letters of employers",
}


def at(today: datetime, days: int, tz: str, hour: int = 17) -> datetime:
    """`hour` o'clock in the zone `tz`, `days` from today."""
    day = today.astimezone(ZoneInfo(tz)).date() + timedelta(days=days)
    return datetime.combine(day, time(hour), ZoneInfo(tz))


def points(entry: Entry, judge: Judge, criteria: list[str]) -> dict[str, Decimal]:
    """What a judge gives, in halves: the entry's quality, their severity, a little of the day. Always the same."""
    quality = random.Random(entry.id).uniform(6.0, 8.8)  # noqa: S311 - an invented judge needs no secret
    chance = random.Random(f"{entry.id} {judge.name}")  # noqa: S311
    given = {}
    for key in criteria:
        raw = quality + judge.severity + chance.gauss(0, 0.7)
        given[key] = Decimal(round(min(max(raw, 0), 10) * 2)) / 2
    return given


REMARKS = {
    "en": [
        "A clear case with figures that can be followed. Name the counterpart in Hainan and the plan can start.",
        "The baseline is sound; the range of the five-year total deserves a sentence on what drives it.",
        "Convincing in operation. The permits and the first customer on the island are the open points.",
        "Useful and well scoped. We would like to see the cost per tonne beside the total.",
    ],
    "zh": [
        "数据清楚，推算可循。若能明确海南的合作方，计划即可启动。",
        "基准情景合理；建议说明五年总量区间主要由哪些因素决定。",
        "运行证据有说服力，许可与岛内首个客户仍需落实。",
        "定位清晰、用途明确，建议补充每吨减排成本。",
    ],
}


def remark(entry: Entry, judge: Judge) -> str:
    """A comment for the applicant, in the judge's language."""
    return random.Random(f"{judge.name} {entry.id}").choice(REMARKS[judge.locale])  # noqa: S311


# What two judges say to one another about an entry, and what stood on a sheet of paper.
TALK = (
    "I gave the team full credit for the two pilots. Did you see the letters in the annex? 附件中有两份试点函件。",
    "I had read only the deck. With the letters my figure for the team is too low; please reopen my review. 漏看附件。",
)
ON_PAPER = "Clear in the hall: the prototype ran during the visit. 现场演示清楚，样机运行正常。"
