"""The region's roadmap with the ventures of both cohorts, where they work, and one that was done again elsewhere.

Partners at these places are invented, and say so.
"""

from decimal import Decimal
from uuid import UUID

from contest.demo.stage import Stage, later, moment
from contest.incubator import queries, service
from contest.incubator.rules.places import PlacePlan
from contest.incubator.rules.roadmap import NodePlan
from contest.lib import db

_ABOUT = {
    2025: (
        "The zone has made a good beginning, and the first demonstration projects stand.",
        "合作区建设实现良好开局，示范项目落地建设。",
    ),
    2028: (
        "A low-carbon economy of health, tourism, culture and organic farming; emissions of the county have peaked.",
        "构建“健康+旅游+文化+有机农业”绿色低碳产业发展体系，县域率先实现碳达峰。",
    ),
    2040: (
        "The county is carbon neutral, and products with a footprint of their own are compared under both rule books.",
        "全县率先实现碳中和，一批产品的碳足迹可按中欧两套规则对照。",
    ),
}
_OWN = NodePlan(
    year=2027,
    title_en="First ventures at work in the zone",
    title_zh="首批项目在合作区运行",
    about_en="A node of the organiser’s own: between the beginning and the peak.",
    about_zh="主办方自设节点：介于开局与达峰之间。",
)
# Two places of the county; degrees to two decimals, as a town is found.
_TOWNS = (
    ("Baoting, county town", "保亭县城", Decimal("18.64"), Decimal("109.70")),
    ("Jiamao town", "加茂镇", Decimal("18.55"), Decimal("109.71")),
    ("Sandao town", "三道镇", Decimal("18.47"), Decimal("109.66")),
)
_PARTNERS = (
    ("Guesthouse cooperative (invented)", "民宿合作社（虚构）"),
    ("", ""),
    ("County hospital group (invented)", "县医共体（虚构）"),
)


async def draw_roadmap(stage: Stage) -> None:
    """The nodes a year ago; the ventures are linked as they come, and most of their people publish them."""
    async with moment(later(stage.today, days=-424)) as now:
        actor = await stage.actor("organiser")
        made = await service.begin_roadmap(actor=actor, edition_id=stage.edition_id, now=now)
        made.append(await service.save_node(actor=actor, edition_id=stage.edition_id, plan=_OWN, now=now))
        for node in await queries.nodes(edition_id=stage.edition_id):
            if node.year in _ABOUT:
                plan = NodePlan(
                    year=node.year, title_en=node.title_en, title_zh=node.title_zh,
                    about_en=_ABOUT[node.year][0], about_zh=_ABOUT[node.year][1],
                )  # fmt: skip
                await service.save_node(
                    actor=actor, edition_id=stage.edition_id, plan=plan, node_id=node.id, now=now
                )  # fmt: skip
    ventures = [
        row["id"]
        for row in await db.fetch(
            "select n.id from venture n join cohort c on c.id = n.cohort where c.edition = $1 and n.stage <> 'parked'"
            " order by n.created_at, n.id",
            stage.edition_id,
        )
    ]
    async with moment(later(stage.today, days=-30)) as now:
        actor = await stage.actor("organiser")
        for made_id in made:
            await service.link_ventures(actor=actor, node_id=made_id, venture_ids=ventures, now=now)
    for place, venture in enumerate(ventures):
        await _settle(stage, venture, place)


async def _settle(stage: Stage, venture: UUID, place: int) -> None:
    """A venture says where it works; the first was done again in Denmark; one keeps its figures to itself."""
    lead = await db.fetchval(
        "select person from venture_person where venture = $1 and role = 'lead' and left_at is null", venture
    )
    key = next(key for key, person in stage.people.items() if person == lead)
    en, zh, north, east = _TOWNS[place % len(_TOWNS)]
    partner_en, partner_zh = _PARTNERS[place % len(_PARTNERS)]
    async with moment(later(stage.today, days=-20)) as now:
        actor = await stage.actor(key)
        plan = PlacePlan(
            kind="landed", place_en=en, place_zh=zh, country="CN", latitude=north, longitude=east,
            partner_en=partner_en, partner_zh=partner_zh, names_partner=place == 0,
            since_on=later(now, days=-275 if place == 0 else -5 - place % 9).date(),
        )  # fmt: skip
        await service.add_place(actor=actor, venture_id=venture, plan=plan, now=now)
        if place == 0:
            again = PlacePlan(
                kind="replication", place_en="Svendborg", place_zh="斯文堡", country="DK", latitude=Decimal("55.06"),
                longitude=Decimal("10.61"), partner_en="Island Housing Society (invented)",
                partner_zh="海岛住房协会（虚构）", names_partner=True, since_on=later(now, days=-90).date(),
            )  # fmt: skip
            await service.add_place(actor=actor, venture_id=venture, plan=again, now=now)
        await service.say_publicity(
            actor=actor, venture_id=venture, shows_place=True, shows_figures=place % 4 != 3, now=now
        )
