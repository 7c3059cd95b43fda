"""The register of agreements: what stands in it, who may know of it, and its document."""

import re
from datetime import date, timedelta
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.lib import clock, db
from contest.lib.actor import SYSTEM
from contest.lib.errors import Invalid, NotFound
from contest.lib.ids import uuid7
from contest.zone import queries, rules, service
from contest.zone.rules.agreements import AgreementPlan, Signatory, agreement_faults, line_of, signatory
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_token
from tests.makers.zone import make_acting, make_agreement, make_counterpart, owner_of
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
    round_, city = await make_round(edition), await make_person("City")
    await grant(city, "round_organiser", edition_id=edition, round_id=round_)
    fund = await make_counterpart(edition)
    iris = await make_acting(fund)
    rival = await make_acting(await make_counterpart(edition, "Rival Capital"), "Rita")
    organiser, party, stranger = await actor_for(city), await actor_for(iris), await actor_for(rival)
    body = await owner_of(fund)
    chosen = [Signatory(organisation=body), PLAN.parties[1]]
    plan = msgspec.structs.replace(PLAN, round_id=round_, parties=chosen)
    async with db.work():
        made = await service.save_agreement(actor=organiser, edition_id=edition, plan=plan, now=NOW)
    for actor, where in ((party, edition), (organiser, other)):
        with pytest.raises(NotFound):
            async with db.work():
                await service.save_agreement(actor=actor, edition_id=where, plan=plan, now=NOW)
    strange = msgspec.structs.replace(plan, reference="X", parties=[Signatory(organisation=edition), PLAN.parties[1]])
    for wrong_plan, field in (
        (plan, "reference"),
        (strange, "parties"),
        (msgspec.structs.replace(plan, reference="X", round_id=None), "round"),
        (msgspec.structs.replace(plan, reference="X", round_id=await make_round(edition)), "round"),
    ):
        with pytest.raises(Invalid) as refused:
            async with db.work():
                await service.save_agreement(actor=organiser, edition_id=edition, plan=wrong_plan, now=NOW)
        assert list(dict(refused.value.fields)) == [field]
    found = await queries.agreement(actor=party, agreement_id=made)
    assert [one.name_en for one in found.parties] == ["Blue Lagoon Capital", ""] and not found.is_kept_by(party)
    assert [one.id for one in await queries.my_agreements(actor=party)] == [made]
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
                "party": ["", "County"], "organisation": [str(body), ""], "confidentiality": "organisers"}  # fmt: skip
        wrong = await post(client, here, form | {"party": ["", ""]})
        assert wrong.status_code == 422 and "Name from two to 20 parties" in wrong.text
        assert f'value="{body}" selected' in wrong.text
        await _everything_wrong_is_named_at_once(client, edition, taken="PAR-1")
        assert (await post(client, here, form)).headers["location"] == here
    found = await queries.agreement(actor=organiser, agreement_id=made)
    assert (found.title_en, found.round_id) == ("Closed letter", round_)
    with pytest.raises(NotFound):
        await queries.agreement(actor=party, agreement_id=made)
    assert [await db.fetch(sql) for sql in queries.INVARIANTS.values()] == [[] for _ in queries.INVARIANTS]


async def _everything_wrong_is_named_at_once(client: httpx.AsyncClient, edition: UUID, *, taken: str) -> None:
    here = f"/zone/editions/{edition}/agreements"
    errors = {"reference", "kind", "title_en", "parties", "signed_on", "round"}
    for sent, named in (
        ({"party": ["County", ""], "fields": "Cooling"}, errors),
        ({"party": ["County", ""], "reference": taken, "signed_on": "31 May", "round": str(uuid7())}, errors),
        ({"party": ["County", ""], "organisation": ["x"], "signed_on": "2100-01-01"}, errors),
    ):
        answer = await post(client, here, {"confidentiality": "parties"} | sent)
        shown = set(re.findall(r'id="f-([a-z_]+)-error"', answer.text))
        assert (answer.status_code, shown) == (422, named)
        assert 'value="County"' in answer.text
        assert set(re.findall(r'href="#f-([a-z_]+)"', answer.text)) == named
    assert "There is one with this reference already" in (await post(client, here, {"reference": taken})).text


@pytest.mark.usefixtures("database")
async def test_a_program_sends_the_document(client: httpx.AsyncClient) -> None:
    edition = await make_edition()
    chief, city = await make_person("Chief"), await make_person("City")
    await grant(chief, "programme_organiser", edition_id=edition)
    await grant(city, "round_organiser", edition_id=edition, round_id=await make_round(edition))
    made = await make_agreement(edition, await owner_of(await make_counterpart(edition)))
    here = f"/api/v1/editions/{edition}/agreements/{made}/file"
    keys = {who: {"authorization": f"Bearer {await make_token(who)}"} for who in (chief, city)}
    sent = {"params": {"name": "letter.pdf"}, "content": b"%PDF-1.4 of it"}
    with clock.moved_to(NOW):
        assert (await client.put(here, headers=keys[city], **sent)).status_code == 404
        answer = await client.put(here, headers=keys[chief], **sent)
        assert (answer.status_code, answer.json()["file_state"]) == (200, "uploaded")
        row = await db.fetchrow(
            "select f.name, f.size from agreement a join file f on f.id = a.file where a.id = $1", made
        )
        assert tuple(row.values()) == ("letter.pdf", 14)
        other = here.replace(str(edition), str(await make_edition()))
        assert (await client.put(other, headers=keys[chief], **sent)).status_code == 404
        assert (await client.put(here, headers=keys[chief], params={"name": "x.pdf"}, content=b"")).status_code == 422


@pytest.mark.usefixtures("database")
async def test_a_counterpart_reads_what_it_was_chosen_for_and_the_public_what_everybody_may_know(
    client: httpx.AsyncClient,
) -> None:
    edition = await make_edition(state="open", slug="bt26")
    fund = await make_counterpart(edition)
    party = await actor_for(await make_acting(fund))
    async with db.work():
        await service.save_agreement(actor=SYSTEM, edition_id=edition, plan=PLAN, now=NOW)
    assert PLAN.parties[0].name_en == "Blue Lagoon Capital"  # as the fund is called
    assert await queries.my_agreements(actor=party) == []
    bound = [Signatory(name_en="A name of its own", organisation=await owner_of(fund)), PLAN.parties[1]]
    plan = msgspec.structs.replace(PLAN, reference="PAR-2", parties=bound, confidentiality="public")
    async with db.work():
        made = await service.save_agreement(actor=SYSTEM, edition_id=edition, plan=plan, now=NOW)
    assert [one.id for one in await queries.my_agreements(actor=party)] == [made]
    [known] = await queries.known_agreements(of=edition)
    assert [(one.name_en, one.organisation) for one in known.parties] == [("A name of its own", None), ("", None)]
    public = (await client.get("/needs/bt26")).text
    assert public.count("Letter of intent on cooling") == 1 and "A name of its own" in public
    assert "Blue Lagoon Capital" not in public and "PAR-2" not in public


@pytest.mark.usefixtures("database")
async def test_who_keeps_an_agreement_is_the_same_in_the_rule_and_in_the_lists() -> None:
    edition, elsewhere = await make_edition(), await make_edition()
    paris, haikou, far = [await make_round(one) for one in (edition, edition, elsewhere)]
    roles = {
        "paris": ("round_organiser", edition, paris),
        "haikou": ("round_organiser", edition, haikou),
        "rounds": ("round_organiser", edition, None),
        "programme": ("programme_organiser", edition, None),
        "far": ("programme_organiser", elsewhere, None),
        "screener": ("screener", edition, paris),
    }
    actors, who = {}, {}
    for name, (role, edition_id, round_id) in roles.items():
        who[name] = await make_person(name)
        await grant(who[name], role, edition_id=edition_id, round_id=round_id)
        actors[name] = await actor_for(who[name])
    body = await owner_of(await make_counterpart(edition))
    made = {
        (where, by, known): await make_agreement(
            edition_id, body, round_id=round_id, recorded_by=who.get(by), confidentiality=known
        )
        for where, edition_id, round_id in (
            ("paris", edition, paris), ("haikou", edition, haikou), ("none", edition, None), ("far", elsewhere, far)
        )
        for by in ("nobody", "paris", "screener")
        for known in ("public", "parties", "organisers")
    }  # fmt: skip
    listed = {}
    for name, actor in actors.items():
        rows = [row for one in (edition, elsewhere) for row in await queries.agreements(actor=actor, edition_id=one)]
        listed[name] = {row.id for row in rows}
        ruled = {
            agreement for (where, by, known), agreement in made.items()
            if rules.may_keep(
                actor, edition_id=elsewhere if where == "far" else edition,
                round_id={"paris": paris, "haikou": haikou, "far": far}.get(where), recorded_by=who.get(by),
                is_closed=known == "organisers",
            )
        }  # fmt: skip
        assert listed[name] == ruled, name
        for agreement in made.values():
            if agreement not in ruled:
                with pytest.raises(NotFound):
                    await service.agreement_to_keep(actor=actor, agreement_id=agreement)
    names = {agreement: key for key, agreement in made.items()}
    assert {names[one] for one in listed["haikou"]} == {
        key for key in made if key[0] == "haikou" and key[2] != "organisers"
    }
    assert {names[one] for one in listed["paris"]} == {
        key for key in made if (key[0] == "paris" and key[2] != "organisers") or (key[0] != "far" and key[1] == "paris")
    }
    assert {names[one][0] for one in listed["rounds"]} == {"paris", "haikou"}
    assert listed["programme"] == {made[key] for key in made if key[0] != "far"} and listed["screener"] == set()
