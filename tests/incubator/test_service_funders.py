"""A funder's report: asked for, frozen once with its rows, stored in two languages, read by whom it is for."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from contest.challenge.tables import Partner, PartnerPerson
from contest.incubator import queries, service
from contest.incubator.queries import INVARIANTS
from contest.incubator.rules.funders import ReportPlan
from contest.incubator.tables.reports import IndicatorValue
from contest.lib import db, storage
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.ids import uuid7
from tests.incubator.world import World, make_world
from tests.makers import NOW, actor_for, grant, make_person
from tests.makers.incubator import LATER, make_document, make_impact, make_report

UNTIL = date(2026, 7, 31)


class Funded(World):
    partner: UUID
    bank: UUID
    funder: Actor


@pytest.fixture
async def world() -> Funded:
    made = Funded()
    made.__dict__.update((await make_world()).__dict__)
    for name, en in (("partner", "Green Bank"), ("bank", "Other Bank")):
        row = Partner(edition=made.edition_id, role="funder", name_en=en, name_zh="", source="x")
        await row.save()
        setattr(made, name, UUID(str(row.id)))
    person = await make_person("Anna")
    await grant(person, "partner", edition_id=made.edition_id)
    await PartnerPerson(partner=made.partner, person=person).save()
    made.funder = await actor_for(person)
    for version in await db.fetch("select version from venture"):
        await make_impact(version["version"])
    await tonnes(made, made.venture, 8)
    return made


async def tonnes(world: Funded, venture: UUID, amount: int) -> None:
    row = IndicatorValue(
        venture=venture, report=await make_report(venture, "year", sent_at=LATER), indicator="realised", until_on=UNTIL,
        value=Decimal(amount), unit="tCO2e", evidence=await make_document(venture, world.owners[0]), verified_at=LATER,
    )  # fmt: skip
    await row.save()


async def ask(world: Funded, partner: UUID, actor: Actor | None = None, until: date = UNTIL) -> UUID:
    plan = ReportPlan(
        partner=partner, framework="gef", first_on=date(2026, 1, 1), until_on=until,
        targets={"6-direct": (Decimal(0), Decimal(20))},
    )  # fmt: skip
    async with db.work():
        return await service.ask_funder_report(
            actor=actor or world.manager, edition_id=world.edition_id, plan=plan, now=LATER.replace(month=12)
        )


async def make(report: UUID) -> None:
    for _ in range(2):  # a job may run twice
        async with db.work():
            await service.freeze_lines(report_id=report)
    async with db.work():
        await service.mark_funder_report(report_id=report, now=LATER)


async def test_a_report_is_frozen_with_its_rows_and_the_next_says_what_changed(world: Funded) -> None:
    with pytest.raises(NotFound):
        await ask(world, world.partner, world.lin)
    with pytest.raises(Invalid):
        await ask(world, uuid7())
    first = await ask(world, world.partner)
    await make(first)
    await tonnes(world, world.other, 4)
    report = await queries.funder_report(actor=world.manager, report_id=first)
    lines = {one.code: one for one in await queries.funder_lines(report=report)}
    assert (lines["6-direct"].actual, lines["6-direct"].verified, lines["6-direct"].change) == (8, 8, None)
    assert lines["6-post"].actual > 0 and lines["6-post"].rows == 2
    (row,) = await queries.funder_rows(report_id=first, line_id=lines["6-direct"].id)
    assert (row.venture_id, row.evidence, row.amount, row.is_verified) == (world.venture, "licence.pdf", 8, True)
    second, foreign = await ask(world, world.partner, until=date(2026, 8, 31)), await ask(world, world.bank)
    for one in (second, foreign):
        await make(one)
    report = await queries.funder_report(actor=world.manager, report_id=second)
    lines = {one.code: one for one in await queries.funder_lines(report=report)}
    assert (lines["6-direct"].actual, lines["6-direct"].change) == (12, 4)
    assert lines["6-direct"].others == (("Other Bank", ""),) and lines["11"].others == ()
    assert [await db.fetch(sql) for name, sql in INVARIANTS.items() if "funder" in name] == [[]]


async def test_its_funder_reads_what_was_made_and_who_is_tied_to_a_venture_in_it_reads_nothing(world: Funded) -> None:
    report, foreign = await ask(world, world.partner), await ask(world, world.bank)
    for actor in (world.funder, world.lin):
        with pytest.raises(NotFound):
            await queries.funder_report(actor=actor, report_id=report)
    await make(report)
    await make(foreign)
    assert (await queries.funder_report(actor=world.funder, report_id=report)).partner_en == "Green Bank"
    assert [one.id for one in await queries.my_funder_reports(actor=world.funder)] == [report]
    for actor in (world.lin, await actor_for(await make_person("Stranger"))):
        with pytest.raises(NotFound):
            await queries.funder_report(actor=actor, report_id=report)
    with pytest.raises(NotFound):
        await queries.funder_report(actor=world.funder, report_id=foreign)
    with pytest.raises(NotFound):
        await queries.funder_reports(actor=world.funder, edition_id=world.edition_id)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at) select $1, $2, p, 'ruled', 'ruled',"
        " '', $3 from unnest($4::uuid[]) p",
        uuid7(), world.submissions[0], NOW, [world.second.person_id],
    )  # fmt: skip
    assert await queries.funder_reports(actor=world.second, edition_id=world.edition_id) == []
    with pytest.raises(NotFound):
        await queries.funder_report(actor=world.second, report_id=report)


async def test_its_files_say_the_same_in_both_languages(world: Funded) -> None:
    report = await ask(world, world.partner)
    await make(report)
    await service.store_funder_report(report_id=report)
    for locale, results in (("en", "Results"), ("zh", "结果")):
        book = CalamineWorkbook.from_filelike(BytesIO(await storage.get(service.key_of(report, locale, "xlsx"))))
        rows = book.get_sheet_by_index(0).to_python()
        assert book.sheet_names[0] == results
        assert rows[1][5] == 8.0
        with pikepdf.open(BytesIO(await storage.get(service.key_of(report, locale, "pdf")))) as made:
            links = [str(one.A.URI) for page in made.pages for one in page.get("/Annots", ()) if "/A" in one]
            assert str(made.Root.Lang).startswith(locale)
            assert any(f"/incubator/funder-reports/{report}/lines/" in link for link in links)
