"""A round in one workbook, whose ranks anybody works out again from its totals."""

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from python_calamine import CalamineWorkbook

from contest.judging.queries import ranking
from contest.lib import db
from tests.judging.world import make_open_world, review_of, sign
from tests.makers import actor_for, grant, make_person
from tests.web import sign_in

pytestmark = pytest.mark.usefixtures("database")


def again(rows: list[list[Any]], heading: list[str]) -> list[tuple[str, Any, Any]]:
    """(code, score, rank) of each row, from its totals, rule and tie-breaks alone: what the formulas say."""
    at = {name: heading.index(name) for name in ("Score", "Rank")}
    lines = []
    for row in rows:
        totals = [Decimal(str(cell)) for cell in row[5 : at["Score"]] if cell != ""]
        kept = sorted(totals)[1:-1] if row[3] == "trimmed" and len(totals) >= 5 else totals
        score = None
        if len(totals) >= max(row[4], 1):
            score = (sum(kept, Decimal(0)) / len(kept)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        lines.append((row[0], row[1], score, (row[2], score, *row[at["Score"] + 1 : at["Rank"]])))
    return [
        (
            code,
            score,
            None if score is None else 1 + sum(g == group and s is not None and o > order for _, g, s, o in lines),
        )
        for code, group, score, order in lines
    ]


async def test_the_ranks_are_worked_out_again_from_the_workbook(client: httpx.AsyncClient) -> None:
    world = await make_open_world(judges=5, entries=5)
    await db.execute("update judging_round set reviews_each = 5")
    given = [("6", "9"), ("6", "9"), ("9", "3"), ("2", "2"), ("7", "7")]
    for entry, points in enumerate(given):
        for judge in range(5):
            assigned = await db.fetchval(
                "select v.id from review v where v.judge = $1 and v.submission = $2",
                world.judges[judge].id,
                world.entries[sorted(world.entries)[entry]],
            )
            if assigned is not None:
                await sign(world.judges[judge], await review_of(world, judge, entry), *points)
    await sign_in(client, world.organiser.id)
    answer = await client.get(f"/judging/rounds/{world.round}/workbook")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.sheet_names == [
        *("Read me", "Entries", "People", "Judges", "Assignments", "Reviews", "Conflicts", "Calculation"),
    ]
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    heading, *rows = sheets["Calculation"]
    recorded = {
        line.code: (line.score, line.rank)
        for line in (await ranking(actor=world.organiser, round_id=world.round)).entries
    }
    assert {code: (score, rank) for code, score, rank in again(rows, heading)} == recorded
    assert {row[0]: (Decimal(str(row[-3])), row[-2]) for row in rows if row[-2]} == {
        code: of for code, of in recorded.items() if of[1]
    }
    assert len({rank for _, rank in recorded.values()}) < len(recorded)  # two share a rank
    assert [len(sheets[name]) - 1 for name in ("Entries", "Judges", "Assignments")] == [
        5,
        5,
        len(sheets["Reviews"]) - 1,
    ]
    with ZipFile(BytesIO(answer.content)) as unpacked:
        formulas = re.findall(r"<f>(.*?)</f>", unpacked.read("xl/worksheets/sheet8.xml").decode())
    assert len(formulas) == 3 * len(rows) and "COUNTIFS" in formulas[1]
    # an organiser who is too close to an entry takes nothing: its rank would show what is hidden
    tied = await make_person("Tied")
    await grant(tied, "round_organiser", edition_id=world.edition, round_id=world.round)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'ruled', 'ruled', '', now())",
        next(iter(world.entries.values())),
        (await actor_for(tied)).id,
    )
    await sign_in(client, tied)
    assert (await client.get(f"/judging/rounds/{world.round}/workbook")).status_code == 403
