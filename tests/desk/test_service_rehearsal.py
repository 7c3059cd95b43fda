"""A planned round is played through with invented people, by its real verbs, and leaves nothing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from contest.challenge.rules.forms import KINDS, default_form
from contest.challenge.rules.forms.inventing import invented
from contest.desk import service
from contest.desk.rules import rehearsal
from contest.judging import service as judging
from contest.judging.rules.capacity import Stage
from contest.lib import db
from contest.lib.errors import Conflict, NotFound
from tests.judging.world import World, make_world
from tests.makers import NOW, actor_for, grant, make_person

# Every row there is, except what a rehearsal may not touch at all.
_TABLES = "select tablename from pg_tables where schemaname = 'public' order by 1"


@pytest.fixture
async def planned() -> World:
    later = {"opens_at": NOW + timedelta(days=1), "closes_at": NOW + timedelta(days=30)}
    return await make_world(entries=0, judges=2, state="planned", **later)


async def everything() -> dict[str, Any]:
    rows = await db.fetch(_TABLES)
    return {
        row["tablename"]: await db.fetchval(
            f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {row['tablename']} t"
        )
        for row in rows
    }


async def test_a_round_is_played_to_its_final_decision_and_leaves_no_trace(planned: World) -> None:
    async with db.work():
        await judging.plan_stages(
            actor=planned.organiser,
            round_id=planned.round,
            stages=[
                Stage(kind="triage", reads=2, minutes=5, share=100, least_valid=1),
                Stage(kind="full", reads=3, minutes=30, share=50, least_valid=2),
            ],
            expected=None,
        )
    before = await everything()
    found = await service.rehearse(actor=planned.organiser, round_id=planned.round, now=NOW)
    assert (found.because, found.is_through) == ([], True)
    assert [step.what for step in found.steps] == [
        "open", "enter", "close", "screen", "panel", "assign", "read", "take_on", "read", "decide", "final",
    ]  # fmt: skip
    assert [step.at for step in found.steps] == sorted(step.at for step in found.steps)
    assert len(found.ranked) >= 2 and found.ranked[0].rank == 1
    assert await everything() == before


async def test_it_stops_where_the_round_would_be_refused_with_the_same_words(planned: World) -> None:
    await db.execute("delete from judging_round where round = $1", planned.round)
    found = await service.rehearse(actor=planned.organiser, round_id=planned.round, now=NOW)
    assert (found.stopped, found.because) == (
        "panel", ["Say first how this round is judged: the rubric, the rule, and how many reviews."],
    )  # fmt: skip
    await db.execute("update edition set state = 'draft' where id = $1", planned.edition)
    await db.execute("delete from rules_text where edition = $1", planned.edition)
    found = await service.rehearse(actor=planned.organiser, round_id=planned.round, now=NOW)
    assert (found.stopped, found.because) == ("open", ["Its rules are not published yet."])


async def test_only_who_organises_a_planned_round_rehearses_it(planned: World) -> None:
    stranger = await make_person()
    await grant(stranger, "round_organiser", edition_id=planned.edition, round_id=(await make_world()).round)
    with pytest.raises(NotFound):
        await service.rehearse(actor=await actor_for(stranger), round_id=planned.round, now=NOW)
    await db.execute("update round set state = 'open' where id = $1", planned.round)
    with pytest.raises(Conflict):
        await service.rehearse(actor=planned.organiser, round_id=planned.round, now=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_answers_are_invented_that_the_form_takes(kind: str) -> None:
    values, files, missing = invented(default_form(kind), ["energy"])
    assert (missing, bool(values), [field.key for field in files] != []) == ({}, True, True)
    assert invented(default_form(kind), [])[2] != {}


def test_invented_points_are_steps_within_the_scale() -> None:
    for judge, entry in ((0, 0), (2, 5), (4, 7)):
        given = rehearsal.points(judge, entry, 1, highest=Decimal(10), step=Decimal("0.5"))
        assert 5 <= given <= 10 and given % Decimal("0.5") == 0
    assert set(rehearsal.kinds_of(["project", "talent"], 6)) == {"project", "talent"}
    assert len(rehearsal.kinds_of(["project"], 6)) == 7
