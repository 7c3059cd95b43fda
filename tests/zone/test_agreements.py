"""The register of agreements: what stands in it, who may know of it, and its document."""

from datetime import date, timedelta

import httpx
import msgspec
import pytest

from contest.lib import clock, db
from contest.lib.errors import Invalid, NotFound
from contest.zone import queries, service
from contest.zone.rules.agreements import AgreementPlan, Signatory, agreement_faults, line_of, signatory
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round
from tests.makers.zone import make_acting, make_counterpart
from tests.web import csrf_of, post, sign_in

PLAN = AgreementPlan(
    reference="PAR-1",
    kind="letter",
    title_en="Letter of intent on cooling",
    parties=[Signatory(name_en="Blue Lagoon Capital"), Signatory(name_zh="保亭县人民政府")],
    fields=["Green digital"],
    signed_on=NOW.date(),
    confidentiality="parties",
)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("County Government / 县人民政府", ("County Government", "县人民政府")),
        ("UNDP", ("UNDP", "")),
        ("弘海研究院", ("", "弘海研究院")),
        ("CNRS／国家科研中心", ("CNRS", "国家科研中心")),
        ("A/B Testing Ltd", ("A/B Testing Ltd", "")),
    ],
)
def test_a_party_is_read_from_a_line(line: str, names: tuple[str, str]) -> None:
    found = signatory(line)
    assert (found.name_en, found.name_zh) == names
    assert signatory(line_of(*names)) == found


def test_what_is_no_agreement_is_named_field_by_field() -> None:
    today = NOW.date()
    assert agreement_faults(PLAN, today=today - timedelta(days=1)) == {}
    wrong = AgreementPlan(
        reference=" ", kind="deal", parties=PLAN.parties[:1], fields=["x" * 81], signed_on=date(2099, 1, 1),
        confidentiality="secret",
    )  # fmt: skip
    assert set(agreement_faults(wrong, today=today)) == {
        "reference", "kind", "confidentiality", "title_en", "parties", "fields", "signed_on",
    }  # fmt: skip
    long = msgspec.structs.replace(PLAN, parties=[Signatory(name_en="x" * 201), Signatory(name_en="y")])
    assert set(agreement_faults(long, today=today)) == {"parties"}


@pytest.mark.usefixtures("database")
async def test_organisers_record_what_was_signed_and_its_parties_read_it_unless_it_is_closed(
    client: httpx.AsyncClient,
) -> None:
    edition, other = await make_edition(), await make_edition()
    city = await make_person("City")
    await grant(city, "round_organiser", edition_id=edition, round_id=await make_round(edition))
    iris = await make_acting(await make_counterpart(edition))
    rival = await make_acting(await make_counterpart(edition, "Rival Capital"), "Rita")
    organiser, party, stranger = await actor_for(city), await actor_for(iris), await actor_for(rival)
    async with db.work():
        made = await service.save_agreement(actor=organiser, edition_id=edition, plan=PLAN, now=NOW)
    for actor, where in ((party, edition), (organiser, other)):
        with pytest.raises(NotFound):
            async with db.work():
                await service.save_agreement(actor=actor, edition_id=where, plan=PLAN, now=NOW)
    with pytest.raises(Invalid) as refused:
        async with db.work():
            await service.save_agreement(actor=organiser, edition_id=edition, plan=PLAN, now=NOW)
    assert list(dict(refused.value.fields)) == ["reference"]
    found = await queries.agreement(actor=party, agreement_id=made)
    assert found.parties == PLAN.parties and [one.id for one in await queries.my_agreements(actor=party)] == [made]
    with pytest.raises(NotFound):
        await queries.agreement(actor=stranger, agreement_id=made)
    assert await queries.my_agreements(actor=stranger) == []
    here = f"/zone/agreements/{made}"
    with clock.moved_to(NOW):
        await sign_in(client, city)
        listed = (await client.get(f"/zone/editions/{edition}/agreements")).text
        assert "Letter of intent on cooling" in listed and "its document is missing" in listed
        sent = {"_csrf_token": csrf_of(client)}, {"file": ("letter.pdf", b"%PDF-1.4")}
        answer = await client.post(f"{here}/file", data=sent[0], files=sent[1])
        assert answer.headers["location"] == f"{here}#document"
        assert "being checked" in (await client.get(here)).text
        form = {"reference": "PAR-1", "kind": "letter", "title_en": "Closed letter", "signed_on": "2026-05-02",
                "parties": "Blue Lagoon Capital\nCounty", "confidentiality": "organisers"}  # fmt: skip
        wrong = await post(client, here, form | {"parties": "Blue Lagoon Capital"})
        assert wrong.status_code == 422 and "Name from two to 20 parties" in wrong.text
        assert (await post(client, here, form)).headers["location"] == here
    assert (await queries.agreement(actor=organiser, agreement_id=made)).title_en == "Closed letter"
    with pytest.raises(NotFound):
        await queries.agreement(actor=party, agreement_id=made)
    assert [await db.fetch(sql) for sql in queries.INVARIANTS.values()] == [[] for _ in queries.INVARIANTS]
