"""Needs out of a sheet: all or nothing."""

from decimal import Decimal

import pytest

from contest.lib import db
from contest.lib.errors import Invalid, NotFound
from contest.zone import queries, service
from contest.zone.rules.sheets import read_sheet
from tests.makers import NOW, actor_for
from tests.makers.zone import make_acting, make_counterpart
from tests.zone.test_service import World, world

__all__ = ["world"]

HEAD = "编号\t项目名称\t类型\t场景\t总投资（亿元）\t状态\t业主"


def _sheet(*rows: str):  # type: ignore[no-untyped-def]
    return read_sheet("\n".join([HEAD, *rows]), scenes={"能源": "energy", "海洋": "sea"})


async def _import(world: World, *rows: str, owner: str = "保亭县", actor=None, announced=(None, None)):  # type: ignore[no-untyped-def]
    async with db.work():
        return await service.import_needs(
            actor=actor or world.organiser, edition_id=world.edition, sheet=_sheet(*rows), owner_name=owner,
            announced=announced, now=NOW,
        )  # fmt: skip


async def _count() -> int:
    found: int = await db.fetchval("select count(*) from need")
    return found


async def test_lines_become_needs_and_known_ones_are_changed(world: World) -> None:
    done = await _import(
        world,
        "S-1\t甲\t场景\t能源\t1\t实施中\t", "S-2\t乙\t产业\t能源\t2\t推进中\t中心", "S-3\t丙\t产业\t能源\t\t\t中心",
        announced=(3, Decimal(4) * 10**8),
    )  # fmt: skip
    assert (done.created, done.changed) == (3, 0)
    found = {one.reference: one for one in await queries.needs(actor=world.organiser, edition_id=world.edition)}
    assert [(one.state, one.owner_zh) for one in found.values()] == [
        ("under_way", "保亭县"), ("open", "中心"), ("draft", "中心"),
    ]  # fmt: skip
    assert found["S-2"].owner == found["S-3"].owner
    assert found["S-1"].invested_cny == Decimal(10) ** 8
    data = await db.fetchval("select data::text from audit_record where action = 'need.import'")
    assert '"needs": 0' in data and '"invested_cny": "-100000000.00"' in data
    done = await _import(world, "S-1\t甲改\t场景\t能源\t5\t\t", "S-4\t丁\t产业\t能源\t\t\t")
    assert (done.created, done.changed) == (1, 1)
    found = {one.reference: one for one in await queries.needs(actor=world.organiser, edition_id=world.edition)}
    assert (found["S-1"].title_zh, found["S-1"].state, found["S-1"].owner_zh) == ("甲改", "under_way", "保亭县")
    assert found["S-4"].owner_zh == "保亭县"


async def test_one_wrong_line_stops_all_of_them(world: World) -> None:
    good = "S-1\t甲\t场景\t能源\t1\t\t"
    for wrong, field in (
        ("S-1\t乙\t场景\t能源\t1\t\t", "lines"),
        ("S-2\t\t场景\t能源\t1\t\t", "lines"),
        ("S-2\t乙\t场景\t海洋\t1\t\t", "lines"),
        ("S-2\t乙\t场景\t能源\t-1\t\t", "lines"),
    ):
        with pytest.raises(Invalid) as refused:
            await _import(world, good, wrong)
        assert set(refused.value.fields) == {field}
        assert "Line 3" in str(refused.value.fields[field])
    with pytest.raises(Invalid) as refused:
        await _import(world, good, owner="")
    assert set(refused.value.fields) == {"owner_name"}
    with pytest.raises(Invalid):
        await _import(world)
    assert await _count() == 0


async def test_only_who_keeps_the_register_takes_a_sheet_in(world: World) -> None:
    stranger = await actor_for(await make_acting(await make_counterpart(world.other)))
    for actor in (world.city, world.iris, world.elsewhere, stranger):
        with pytest.raises(NotFound):
            await _import(world, "S-1\t甲\t场景\t能源\t1\t\t", actor=actor)
    assert await _count() == 0
