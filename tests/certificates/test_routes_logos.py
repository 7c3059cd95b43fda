"""A partner's logo prints with a recorded licence only, and while it holds."""

import io
from datetime import timedelta
from typing import Any

import httpx
import pikepdf
import pytest
from PIL import Image

from contest.certificates import service
from contest.challenge.tables import Partner
from contest.lib import clock, db, pdf
from tests.certificates.test_routes_designs import CHOSEN
from tests.certificates.test_service import by_id, issue, rendered
from tests.makers import grant, make_edition, make_person
from tests.makers.certificates import FINAL, Won, make_decision, make_decision_item, make_won
from tests.web import csrf_of, post, sign_in


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 400)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0b5d43").save(out, kind)
    return out.getvalue()


@pytest.fixture
async def won(client: httpx.AsyncClient) -> Won:
    made = await make_won("Lin Xiaoyu")
    wei = await make_person("Wei")
    await grant(wei, "programme_organiser", edition_id=made.edition_id)
    await sign_in(client, wei)
    return made


async def partner_of(edition_id: Any) -> str:
    row = Partner(edition=edition_id, role="funder", name_en="Green Bank", name_zh="绿色银行", source="test")
    await row.save()
    return str(row.id)


async def send(client: httpx.AsyncClient, won: Won, data: bytes, **fields: str) -> httpx.Response:
    here = f"/certificates/editions/{won.edition_id}/logos"
    token = csrf_of(client)
    plain = {"given_by": "Anna Berg, director", "given_on": f"{clock.now():%Y-%m-%d}", "until": "", "words": "On it."}
    return await client.post(here, data=plain | fields | {"_csrf_token": token}, files={"file": ("logo", data)})


def pictures_in(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as document:
        streams = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        return sum(one.get("/Subtype") == "/Image" for one in streams)


async def test_a_logo_prints_while_its_licence_holds_and_never_without(client: httpx.AsyncClient, won: Won) -> None:
    partner = await partner_of(won.edition_id)
    design = f"/certificates/editions/{won.edition_id}/design"
    assert (await send(client, won, picture(), partner=partner)).status_code == 303
    licence = str(await db.fetchval("select id from logo_licence"))
    assert "绿色银行" in (await client.get(design)).text or "Green Bank" in (await client.get(design)).text
    assert (await post(client, design, CHOSEN | {"logo": licence})).status_code == 303
    (first,) = await issue(won)
    with_logo = await rendered(first)
    assert pictures_in(with_logo) >= 1
    assert len(with_logo) < 80_000
    assert (await post(client, f"/certificates/logos/{licence}/withdraw", {})).status_code == 303
    second = await make_decision(won.round_id)
    await make_decision_item(second, won.submissions[0], rank=None, award_en="Special Award")
    async with db.work():
        (after,) = await service.issue_for_decision(decision_id=second, now=FINAL)
    assert (await by_id(after)).design.logo == licence
    assert pictures_in(await rendered(after)) == 0
    answer = await post(client, design, CHOSEN | {"logo": licence, "closing_en": "New."})
    assert (answer.status_code, "No licence for this logo is recorded, or it holds no more." in answer.text) == (
        422,
        True,
    )
    assert "Holds no more" in (await client.get(f"/certificates/editions/{won.edition_id}/logos")).text
    assert await db.fetchval("select count(*) from audit_record where action like 'logo.%'") == 2


async def test_a_licence_says_at_each_field_what_is_missing(client: httpx.AsyncClient, won: Won) -> None:
    partner, other = await partner_of(won.edition_id), await partner_of(await make_edition())
    tomorrow = f"{clock.now() + timedelta(days=1):%Y-%m-%d}"
    for fields, data, said in (
        ({"partner": other}, picture(), "Choose one of these."),
        ({"given_by": " "}, picture(), "This answer is needed."),
        ({"words": " "}, picture(), "This answer is needed."),
        ({"given_on": tomorrow}, picture(), "A licence that was not given yet cannot be recorded."),
        ({"until": "2020-01-01"}, picture(), "It cannot end before it was given."),
        ({}, b"<svg onload=alert(1)>", "Choose the logo as a PNG or JPEG picture"),
        ({}, b"", "Choose the logo as a PNG or JPEG picture"),
    ):
        answer = await send(client, won, data, **{"partner": partner} | fields)
        assert (answer.status_code, said in answer.text) == (422, True), said
    assert await db.fetchval("select count(*) from logo_licence") == 0


async def test_a_picture_is_drawn_anew_and_small() -> None:
    made = await pdf.small_picture(picture("JPEG", (3000, 3000)))
    assert made is not None
    with Image.open(io.BytesIO(made)) as found:
        assert (found.format, found.size) == ("PNG", (200, 200))
    assert await pdf.small_picture(picture("GIF")) is None
