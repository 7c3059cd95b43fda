"""The product of the venture that landed: one inventory under two sets of rules, and what it may say of itself."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import structs

from contest.demo.stage import Stage, later, moment
from contest.impact.rules.claims import Claim
from contest.impact.rules.footprints import Inventory, Row, Side
from contest.impact.service import shipped_factors
from contest.incubator import service

_ROWS = (
    ("Electricity of the plant 工厂用电", "production", "12", "kwh", "the meter of the plant 工厂电表"),
    ("Materials 原材料", "materials", "4.80", "kgco2e", "from the mine to the gate 从矿山到厂门"),
    ("Transport 运输", "transport", "0.60", "kgco2e", "plant to port 工厂到港口"),
    ("End of life 废弃", "end", "0.30", "kgco2e", "collection and recycling 回收处理"),
)


async def show_product(stage: Stage, venture: UUID, lead_key: str) -> None:
    """Compared as far as it is: no product rules yet, and verified in China alone."""
    factors = {one.key: one for one in shipped_factors()}
    plain = Side(
        product_rules="none", end_of_life="cut-off", is_biogenic_apart=True, gwp="AR6", cut_off_percent=Decimal(3)
    )
    inventory = Inventory(
        product="Roof and wall panel 屋面墙板",
        functional_unit="1 m² over 20 years 1 平方米，使用 20 年",
        boundary="grave",
        rows=tuple(
            Row(name=name, stage=part, amount=Decimal(amount), unit=unit, boundary=boundary)
            for name, part, amount, unit, boundary in _ROWS
        ),
        cn=structs.replace(
            plain, standard="GB/T 24067-2024", factor=factors["mee-cfp-cn-2024"], quality="1.9",
            certificate="CFP-2026-0117", certified_on=date(2026, 4, 20),
        ),
        eu=structs.replace(plain, standard="ISO 14067:2018", factor=factors["ember-eu-2024"], quality="2.1"),
    )  # fmt: skip
    async with moment(later(stage.today, days=-40)) as now:
        lead = await stage.actor(lead_key)
        await service.save_inventory(actor=lead, venture_id=venture, inventory=inventory, now=now)
        for text, market, offsets in (
            ("A carbon neutral panel 碳中和墙板", "eu", True),
            ("12.63 kg CO₂e for 1 m² over 20 years, cradle to grave, GB/T 24067-2024, 2026", "eu", False),
        ):
            claim = Claim(text=text, market=market, audience="consumers", uses_offsets=offsets)
            await service.check_claim(actor=lead, venture_id=venture, claim=claim, now=now)
    async with moment(later(stage.today, days=-35)) as now:
        await service.review_rule(
            actor=await stage.actor("organiser"), edition_id=stage.edition_id, key="eu_offset_neutral",
            note="Read with the text of the directive. 已对照指令原文。", now=now,
        )  # fmt: skip
