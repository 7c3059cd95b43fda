"""Sets of factors: the shipped one, the next one, and what a round keeps."""

import msgspec
import pytest

from contest.impact import queries, rules, service
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from tests.makers import NOW, actor_for, grant, make_person


@pytest.fixture
async def chief() -> Actor:
    person = await make_person("Chief")
    await grant(person, "programme_organiser")
    return await actor_for(person)


def sheet(**changed: float | None) -> str:
    """The shipped factors with other values."""
    return rules.write_sheet(
        [
            msgspec.structs.replace(one, value=changed[one.key.replace("-", "_")])
            if one.key.replace("-", "_") in changed
            else one
            for one in service.shipped_factors()
        ]
    )


async def publish(actor: Actor, **changed: object) -> None:
    told = {"sheet": sheet(mee_avg_cn_hi_2023=0.41), "host": "CN-HI", "reason_en": "Announced.", "reason_zh": ""}
    async with db.work():
        await service.publish_factors(actor=actor, **told | changed, now=NOW)  # type: ignore[arg-type]


async def test_the_shipped_set_is_the_first_and_comes_once() -> None:
    async with db.work():
        first = await service.set_in_force(now=NOW)
    async with db.work():
        assert await service.set_in_force(now=NOW) == first
    found = await queries.factor_set(first)
    assert found.factors == service.shipped_factors()
    assert (found.number, found.host) == (1, "CN-HI")


async def test_the_next_set_is_in_force_and_the_one_before_stays(chief: Actor) -> None:
    async with db.work():
        first = await service.set_in_force(now=NOW)
    await publish(chief)
    newest = await queries.newest_set()
    assert newest is not None
    assert newest != first
    host = rules.host_factor((await queries.factor_set(newest)).factors, "CN-HI")
    assert host is not None
    assert (host.year, host.value) == (2023, 0.41)
    before = rules.host_factor((await queries.factor_set(first)).factors, "CN-HI")
    assert before is not None
    assert before.value == 0.4184
    assert [one.number for one in await queries.sets()] == [2, 1]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sheet": sheet(mee_avg_cn_hi_2022=418.4)}, "sheet"),
        ({"sheet": "key,value\n"}, "sheet"),
        ({"sheet": sheet() + "torn,row\n"}, "sheet"),
        ({"sheet": sheet() + sheet().splitlines()[1] + "\n"}, "sheet"),
        ({"sheet": "\0"}, "sheet"),
        ({"host": "XX-YY"}, "host"),
        ({"reason_en": " "}, "reason_en"),
    ],
    ids=["a wrong unit", "another head", "a torn row", "one twice", "no text", "an unknown host", "no reason"],
)
async def test_a_set_that_cannot_be_used_is_refused(chief: Actor, changed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        await publish(chief, **changed)
    assert list(refusal.value.fields) == [field]
    assert await queries.sets() == []


async def test_nobody_else_publishes_a_set() -> None:
    with pytest.raises(NotFound):
        await publish(await actor_for(await make_person()))


def test_a_sheet_reads_back_as_it_was_written() -> None:
    read = rules.read_sheet(rules.write_sheet(service.shipped_factors()))
    assert (read.factors, read.faults) == (service.shipped_factors(), [])
