"""What a decision will issue is seen before; a batch is stopped, taken up again, fetched whole and issued anew."""

import io
import zipfile
from uuid import UUID

import httpx
import pytest

from contest.certificates import queries, service
from contest.challenge.tables import Partner, PartnerPerson
from contest.judging.tables import JudgingRound, Review, Rubric
from contest.lib import db
from tests.certificates.test_service import by_id, events, invariants, issue
from tests.makers import NOW, grant, make_person
from tests.makers.certificates import FINAL, Won, make_won
from tests.makers.files import make_file
from tests.makers.incubator import make_cohort, make_mentor, place_venture
from tests.web import post, sign_in


@pytest.fixture
async def won(client: httpx.AsyncClient) -> Won:
    made = await make_won(
        "Lin Xiaoyu", "Aino Virtanen", "Lin 😀", ranks=(1, 1, 2), organisation="Rainforest Energy Ltd"
    )
    wei = await make_person("Wei")
    await grant(wei, "programme_organiser", edition_id=made.edition_id)
    await sign_in(client, wei)
    return made


async def make(ids: list[UUID]) -> None:
    stored = await service.store_files(certificate_ids=ids, now=FINAL)
    async with db.work():
        await service.mark_rendered(stored=stored, now=FINAL)


async def batch_of(certificate_id: UUID) -> str:
    return f"/certificates/batches/{await db.fetchval('select batch from certificate where id = $1', certificate_id)}"


async def test_a_preview_tells_each_line_before_the_decision_is_final_and_what_cannot_be_printed(
    client: httpx.AsyncClient, won: Won
) -> None:
    await db.execute("update decision set state = 'drafted'")
    here = f"/certificates/decisions/{won.decision_id}"
    text = (await client.get(here)).text
    assert text.count("Rainforest Energy Ltd") == 3
    assert text.count("First place, shared") == 4
    assert "Award 6" in text
    assert "Our fonts lack 😀." in text
    assert "Issued when the decision becomes final" in text
    await db.execute("update decision_item set outcome = 'not_advanced'")
    assert "Participant 6" in (await client.get(here)).text
    kinds = f"/certificates/editions/{won.edition_id}"
    assert here in (await client.get(kinds)).text
    assert (await post(client, kinds, {"then": "kinds", "kinds": "judge"})).status_code == 303
    assert "This decision issues nothing." in (await client.get(here)).text
    assert (await post(client, kinds, {"then": "kinds", "kinds": "landed"})).status_code == 422
    await db.execute("update decision set state = 'final'")
    assert await issue(won) == []


async def test_a_batch_is_stopped_and_taken_up_again_with_nothing_doubled(client: httpx.AsyncClient, won: Won) -> None:
    ids = await issue(won)
    here = await batch_of(ids[0])
    assert "0 of 6" in (await client.get(here)).text
    await make(ids[:2])
    await post(client, here, {"then": "stop"})
    await make(ids)
    text = (await client.get(here)).text
    assert "2 of 6" in text
    assert "Stopped" in text
    await post(client, here, {"then": "resume"})
    assert await events("certificates.issued") == 2
    await make(ids)
    text = (await client.get(here)).text
    assert "5 of 6" in text
    assert "Our fonts lack 😀." in text
    assert text.index("Lin 😀") < text.index("Aino Virtanen")
    troubled = await db.fetchval("select id from certificate where trouble <> ''")
    await post(client, f"/certificates/changes/{troubled}", {"then": "correct", "name": "Lin Ling"})
    await post(client, here, {"then": "resume"})
    await make([row["id"] for row in await db.fetch("select id from certificate where sha256 is null")])
    assert "6 of 6" in (await client.get(here)).text
    assert await db.fetchval("select count(distinct number) from certificate") == 6
    assert set((await invariants()).values()) == {0}


async def test_all_files_of_a_batch_come_in_one_zip(client: httpx.AsyncClient, won: Won) -> None:
    ids = await issue(won)
    await make(ids)
    answer = await client.get(await batch_of(ids[0]) + "/all.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        assert found.testzip() is None
        assert len(found.namelist()) == 5
        assert found.read(found.namelist()[0])[:5] == b"%PDF-"
    assert await db.fetchval("select count(*) from audit_record where action = 'certificate.download'") == 1


async def test_after_a_mistake_in_the_design_a_batch_is_issued_anew(client: httpx.AsyncClient, won: Won) -> None:
    ids = await issue(won)
    await make(ids[:2])
    here = await batch_of(ids[0])
    assert (await post(client, here, {"then": "reissue"})).status_code == 409
    await post(client, f"/certificates/editions/{won.edition_id}/design", {
        "base": "rings", "orientation": "portrait", "colour": "lake", "closing_en": "", "closing_zh": "",
        "signatory_en": "", "signatory_zh": "", "office_en": "", "office_zh": "",
    })  # fmt: skip
    answer = await post(client, here, {"then": "reissue"})
    assert answer.status_code == 303
    assert answer.headers["location"] != here
    rows = await db.fetch("select number, version, state, design, code from certificate order by number, version")
    assert [(row["version"], row["state"]) for row in rows] == [(1, "replaced"), (2, "issued")] * 6
    assert len({row["code"] for row in rows}) == 12
    assert {row["design"] is None for row in rows if row["state"] == "issued"} == {False}
    old = await by_id(ids[0])
    assert old.newer_code is not None
    assert "was replaced by a corrected one" in (await client.get(f"/verify/{old.code}")).text
    new = [row["id"] for row in await db.fetch("select id from certificate where version = 2 order by number")]
    await make(new[:2])
    async with db.work():
        await service.tell_recipients(certificate_ids=new[:2])
    row = await db.fetchrow("select subject, count(*) over () as many from message")
    assert row is not None
    assert (row["subject"].startswith("Your corrected certificate"), row["many"]) == (True, 1)
    assert (await post(client, here, {"then": "reissue"})).status_code == 409
    assert set((await invariants()).values()) == {0}


async def test_judges_partners_and_ventures_get_theirs_once(client: httpx.AsyncClient, won: Won) -> None:
    zhou, idle = await make_person("周明"), await make_person("Idle")
    rubric = Rubric(edition=won.edition_id, key="r", name_en="R", name_zh="R", anchors=[], kinds=[], tie_break=[])
    await rubric.save()
    judging = JudgingRound(round=won.round_id, rubric=rubric.id)
    await judging.save()
    version = await db.fetchval("select version from standing limit 1")
    for judge, state in ((zhou, "signed"), (idle, "draft")):
        signed = {"total": 80, "signed_at": NOW} if state == "signed" else {}
        await Review(
            judging_round=judging.id, submission=won.submissions[0], version=version, judge=judge, rubric=rubric.id,
            state=state, **signed,
        ).save()  # fmt: skip
    found = await queries.by_ids(await issue(won))
    judges = [one for one in found if one.kind == "judge"]
    assert [(one.recipient_id, one.award.name, one.award.entry_code) for one in judges] == [(zhou, "周明", "")]

    anna = await make_person("Anna", locale="zh")
    partner = Partner(edition=won.edition_id, role="funder", name_en="Green Bank", name_zh="绿色银行", source="test")
    await partner.save()
    await PartnerPerson(partner=partner.id, person=anna).save()
    here = f"/certificates/editions/{won.edition_id}"
    assert "One person who acts for a partner has none yet." in (await client.get(here)).text
    for _ in range(2):
        await post(client, here, {"then": "partners"})
    assert "Everybody who acts for a partner has theirs." in (await client.get(here)).text
    rows = await db.fetch("select data ->> 'name' as name, round from certificate where kind = 'partner'")
    assert [(row["name"], row["round"]) for row in rows] == [("绿色银行", None)]

    cohort, file = await make_cohort(won.edition_id), await make_file(won.owners[0])
    venture = await place_venture(won.edition_id, won.submissions[0], cohort_id=cohort, file_id=file)
    async with db.work():
        assert await service.issue_for_landing(venture_id=venture, now=FINAL) == []
    await make_mentor(venture)
    assert "One mentor who noted a session has none yet." in (await client.get(here)).text
    for _ in range(2):
        await post(client, here, {"then": "mentors"})
    rows = await db.fetch("select data ->> 'name' as name, round from certificate where kind = 'mentor'")
    assert [(row["name"], row["round"]) for row in rows] == [("Mei Tan", None)]
    await db.execute("update venture set stage = 'registered', registered_on = awarded_on where id = $1", venture)
    for expected in (2, 0):
        async with db.work():
            assert len(await service.issue_for_landing(venture_id=venture, now=FINAL)) == expected
    names = await db.fetch("select data ->> 'name' as name from certificate where kind = 'landed' order by number")
    assert [row["name"] for row in names] == ["Rainforest Energy Ltd", "Lin Xiaoyu"]
    rows = await db.fetch("select id from certificate where kind in ('partner', 'landed', 'judge', 'mentor')")
    every = [row["id"] for row in rows]
    await make(every)
    assert await db.fetchval("select count(*) from certificate where sha256 is not null") == 5
    assert set((await invariants()).values()) == {0}
