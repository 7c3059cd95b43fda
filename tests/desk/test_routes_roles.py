"""People and roles at the desk: who may appoint whom where, what they are told, and what stays."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.lib import clock, db
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round
from tests.web import post, sign_in


class Staff(msgspec.Struct, kw_only=True):
    """An edition with two rounds, who runs all, the edition, and one round."""

    edition: UUID
    rounds: list[UUID]
    chief: UUID
    programme: UUID
    paris: UUID


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def staff() -> Staff:
    edition = await make_edition()
    rounds = [await make_round(edition, slug=slug) for slug in ("paris", "shenzhen")]
    chief, programme, paris = [await make_person(name) for name in ("Chief", "Programme", "Paris")]
    await grant(chief, "programme_organiser")
    await grant(programme, "programme_organiser", edition_id=edition)
    await grant(paris, "round_organiser", edition_id=edition, round_id=rounds[0])
    return Staff(edition=edition, rounds=rounds, chief=chief, programme=programme, paris=paris)


def form(role: str, place: str = "", **more: str) -> dict[str, str]:
    return {
        "role": role,
        "place": place,
        "email": "new@example.org",
        "name": "Nina Berg",
        "locale": "en",
        "reason": "Knows heat pumps",
        **more,
    }


async def held(email: str = "new@example.org") -> list[tuple[str, UUID | None, UUID | None, datetime | None]]:
    rows = await db.fetch(
        "select g.role, g.edition_id, g.round_id, g.expires_at from role_grant g join person p on p.id = g.person"
        " where p.email = $1 and g.revoked_at is null order by g.created_at",
        email,
    )
    return [tuple(row.values()) for row in rows]


async def test_somebody_new_is_appointed_invited_and_told(client: httpx.AsyncClient, staff: Staff) -> None:
    await sign_in(client, staff.programme)
    place = f"{staff.edition}/{staff.rounds[1]}"
    answer = await post(client, "/desk/roles", form("round_organiser", place, until="2027-05-31", locale="zh"))
    assert answer.status_code == 303, answer.text
    wrong = await post(client, "/desk/roles", form("round_organiser", place, until="2027-05-31", country="XX"))
    assert (wrong.status_code, 'href="#f-country"' in wrong.text) == (422, True)
    again = form("round_organiser", place, until="2027-05-31", country="DE")
    assert (await post(client, "/desk/roles", again)).status_code == 303
    assert "Works in Germany" in (await client.get("/desk/roles")).text
    assert await db.fetchval("select count(*) from audit_record where action = 'role.country'") == 1
    assert await held() == [
        ("round_organiser", staff.edition, staff.rounds[1], datetime(2027, 6, 1, tzinfo=UTC))  # the whole last day
    ]
    mails = await db.fetch("select kind, locale, body from message where email = 'new@example.org' order by id")
    assert [(one["kind"], one["locale"]) for one in mails] == [
        *[("accounts/invite", "zh"), ("accounts/role", "zh")],
        *[("accounts/role", "zh")] * (len(mails) - 2),
    ]
    assert "赛区组织者" in mails[1]["body"] and "Knows heat pumps" in mails[1]["body"]
    shown = (await client.get("/desk/roles")).text
    assert "Nina Berg" in shown and "Knows heat pumps" in shown


@pytest.mark.parametrize(
    ("role", "place", "field"),
    [
        ("round_organiser", "edition", "place"),
        ("programme_organiser", "round", "place"),
        ("compliance_officer", "round", "place"),
        ("screener", "", "place"),
        ("judge", "round", "role"),
        ("screener", "elsewhere", "place"),
    ],
)
async def test_a_role_that_does_not_fit_its_place_is_refused_at_the_field(
    client: httpx.AsyncClient, staff: Staff, role: str, place: str, field: str
) -> None:
    other = await make_edition()
    await sign_in(client, staff.chief if place != "elsewhere" else staff.programme)
    at = {"edition": f"{staff.edition}/", "round": f"{staff.edition}/{staff.rounds[0]}", "elsewhere": f"{other}/"}
    answer = await post(client, "/desk/roles", form(role, at.get(place, "")))
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text and "Knows heat pumps" in answer.text
    assert await held() == []


async def test_a_rounds_organiser_gives_work_in_their_round_and_nothing_else(
    client: httpx.AsyncClient, staff: Staff
) -> None:
    await sign_in(client, staff.paris)
    page = (await client.get("/desk/roles")).text
    assert 'value="screener"' in page and 'value="programme_organiser"' not in page and "Programme" not in page
    for role, place, status in [
        ("screener", f"{staff.edition}/{staff.rounds[0]}", 303),
        ("screener", f"{staff.edition}/{staff.rounds[1]}", 422),
        ("screener", f"{staff.edition}/", 422),
        ("round_organiser", f"{staff.edition}/{staff.rounds[0]}", 403),
        ("programme_organiser", "", 422),
    ]:
        assert (await post(client, "/desk/roles", form(role, place))).status_code == status, (role, place)
    assert [one[:3] for one in await held()] == [("screener", staff.edition, staff.rounds[0])]


async def test_a_role_is_taken_back_with_a_reason_that_is_mailed(client: httpx.AsyncClient, staff: Staff) -> None:
    screener = await make_person("Sam")
    given = await grant(screener, "screener", edition_id=staff.edition, round_id=staff.rounds[0])
    await sign_in(client, staff.paris)
    assert (await post(client, f"/desk/roles/{given}/take-back", {"reason": ""})).status_code == 422
    assert (await actor_for(screener)).has("screener")
    assert (await post(client, f"/desk/roles/{given}/take-back", {"reason": "Went to Milan"})).status_code == 303
    assert not (await actor_for(screener)).has("screener")
    body = await db.fetchval("select body from message where kind = 'accounts/role_ended'")
    assert "Went to Milan" in body
    assert (await post(client, f"/desk/roles/{given}/take-back", {"reason": "again"})).status_code == 404


async def test_the_last_organiser_of_all_stays(client: httpx.AsyncClient, staff: Staff) -> None:
    other = await make_person("Other chief")
    second = await grant(other, "programme_organiser")
    first = await db.fetchval("select id from role_grant where person = $1", staff.chief)
    await sign_in(client, other)
    assert (await post(client, f"/desk/roles/{first}/take-back", {"reason": "left"})).status_code == 303
    await grant(staff.programme, "programme_organiser", edition_id=staff.edition)
    answer = await post(client, f"/desk/roles/{second}/take-back", {"reason": "left"})
    assert answer.status_code == 409 and (await actor_for(other)).has("programme_organiser")
