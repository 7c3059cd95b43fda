"""The reviews of a round, taken away for a spreadsheet."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import httpx
import pytest
from python_calamine import CalamineWorkbook

from contest.judging import queries, service
from contest.judging.queries import exports
from contest.lib import db
from contest.lib.errors import Conflict
from contest.lib.i18n import using
from tests.judging.world import World, join, make_open_world, make_world, review_of, sign
from tests.makers import NOW, actor_for, grant, make_person
from tests.web import sign_in

WORDS = dict.fromkeys(("project", "full", "assigned", "draft", "signed", "reopened", "recused", "waived"), "x")


def table(answer: httpx.Response) -> list[list[str]]:
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def make_signed(**values: object) -> World:
    """Two entries, three judges; the first judge has signed the first entry, and nobody anything else."""
    world = await make_open_world(**values)
    await sign(world.judges[0], await review_of(world), "8", "5")
    await db.execute("update review set comment_applicant = '=HYPERLINK(1)' where state = 'signed'")
    return world


async def test_an_organiser_takes_every_review_in_both_forms_with_formulas_harmless(client: httpx.AsyncClient) -> None:
    world = await make_signed()
    page = await sign_in(client, world.organiser.id)
    here = f"/judging/rounds/{world.round}/reviews"
    answer = await page.get(f"{here}/csv")
    rows = table(answer)
    assert rows[0][:2] == ["Code", "Kind of entry"]
    assert rows[0][11:] == [
        *("Total", "Climate impact / 气候影响", "Team / 团队", "For the applicant", "For the organisers only"),
    ]
    assert len(rows) == 1 + 6
    [signed] = [row for row in rows if row[9] == "Signed"]
    assert signed[0] == min(world.entries)
    assert (signed[4], signed[7], signed[10][:4]) == ("Company 0", "Judge 0", str(NOW.year))
    assert signed[11:] == ["68.00", "8.0", "5.0", "'=HYPERLINK(1)", ""]
    assert answer.headers["content-disposition"].startswith("attachment")
    book = await page.get(f"{here}/xlsx")
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet] == [row[0] for row in rows]
    [in_book] = [row for row in sheet if row[9] == "Signed"]
    assert in_book[11:15] == [68.0, 8.0, 5.0, "=HYPERLINK(1)"]
    assert (await page.get(f"{here}/pdf")).status_code == 404
    assert await db.fetchval("select count(*) from audit_record where action = 'round.export_reviews'") == 2


async def test_what_is_not_signed_is_not_told(client: httpx.AsyncClient) -> None:
    world = await make_signed()
    await db.execute("update review set comment_panel = 'half a thought', state = 'draft' where state = 'assigned'")
    page = await sign_in(client, world.organiser.id)
    answer = await page.get(f"/judging/rounds/{world.round}/reviews/csv")
    assert "half a thought" not in answer.text
    assert sum(row[9] == "Draft" for row in table(answer)) == 5


async def test_a_tie_hides_an_entry_from_who_takes_them_and_a_judge_s_tie_what_that_judge_gave(
    client: httpx.AsyncClient,
) -> None:
    world = await make_signed()
    first, second = (world.entries[code] for code in sorted(world.entries))
    tie = (
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values (gen_random_uuid(), $1, $2, 'declared', 'declared', '', now())"
    )
    await db.execute(tie, first, world.judges[0].id)
    page = await sign_in(client, world.organiser.id)
    here = f"/judging/rounds/{world.round}/reviews/csv"
    [signed] = [row for row in table(await page.get(here)) if row[9] == "Signed"]
    assert signed[11:] == ["", "", "", "", ""]
    await db.execute(tie, second, world.organiser.id)
    assert {row[0] for row in table(await page.get(here))} == {"Code", min(world.entries)}


async def test_who_organises_a_round_and_judges_in_it_signs_first() -> None:
    world = await make_world(judges=2)
    both = await make_person("Both")
    await grant(both, "round_organiser", edition_id=world.edition, round_id=world.round)
    async with db.work():
        email = await db.fetchval("select email from person where id = $1", both)
        await service.add_judge(actor=world.organiser, round_id=world.round, email=email, name="Both", now=NOW)
    actor = await actor_for(both)
    await join(actor, world.edition, world.round)
    for judge in (*world.judges, actor):
        async with db.work():
            await service.declare_conflicts(actor=judge, round_id=world.round, people=[], organisations=[], now=NOW)
    async with db.work():
        await service.assign(actor=world.organiser, round_id=world.round, now=NOW)
        await service.open_judging(actor=world.organiser, round_id=world.round, now=NOW)
    await db.execute(
        "insert into review (id, judging_round, submission, version, judge, rubric, notes)"
        " select gen_random_uuid(), judging_round, submission, version, $1, rubric, '{}' from review rv"
        "  where submission = $2 limit 1 on conflict do nothing",
        both,
        world.entries[min(world.entries)],
    )
    with pytest.raises(Conflict, match="Sign your own reviews first"):
        await queries.review_table(actor=actor, round_id=world.round)
    await db.execute("update review set state = 'signed', total = 1, signed_at = now() where judge = $1", both)
    assert await queries.review_table(actor=actor, round_id=world.round)


@pytest.fixture
def in_chinese() -> Iterator[None]:
    with using("zh"):
        yield


@pytest.mark.usefixtures("in_chinese", "database")
async def test_the_rows_come_by_so_many_entries_a_statement_and_none_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = await make_open_world(entries=5)
    monkeypatch.setattr(exports, "_NEXT", exports._NEXT.replace("limit 200", "limit 2"))
    of = await queries.review_table(actor=world.organiser, round_id=world.round)
    assert of.heading[9:12] == ["评审状态", "签署时间", "总分"]
    rows = [row[0] async for row in queries.review_rows(actor=world.organiser, of=of, words=WORDS)]
    assert rows == [code for code in sorted(world.entries) for _ in range(3)]
