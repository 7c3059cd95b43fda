"""The second factor of the staff: asked once a session, good once, set up, replaced, and taken off."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.accounts import service
from contest.accounts.rules import factor as rules
from contest.lib import clock, db, keys, totp
from contest.lib.actor import SYSTEM
from contest.lib.errors import Invalid, NotFound
from contest.lib.web.front import Front
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_token
from tests.web import browser, post, sign_in

# RFC 6238, appendix B, the last six of eight digits; the secret is "12345678901234567890".
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("second", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(second: int, code: str) -> None:
    assert totp.code_at(SECRET, second // totp.SECONDS) == code


@pytest.mark.parametrize(
    ("shown", "last", "fits"), [(10, 0, 10), (9, 0, 9), (11, 0, 11), (8, 0, None), (12, 0, None), (10, 10, None)]
)
def test_a_code_fits_near_its_time_and_once(shown: int, last: int, fits: int | None) -> None:
    assert rules.fitting_step(str(shown), now=10, last=last, code_at=str) == fits


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def organiser() -> UUID:
    edition = await make_edition()
    await make_round(edition)
    person = await make_person("Ines")
    await grant(person, "programme_organiser", edition_id=edition)
    return person


async def code_of(person: UUID, at: datetime = NOW) -> str:
    sealed = await db.fetchval("select secret from second_factor where person = $1 order by created_at desc", person)
    secret = keys.decrypt("second factor", sealed)
    assert secret is not None
    return totp.code_at(secret, totp.step_of(at))


async def set_up(person: UUID) -> list[str]:
    """An app that works; its recovery codes."""
    actor = await actor_for(person)
    async with db.work():
        await service.begin_factor(actor=actor, now=NOW)
    early = NOW - timedelta(minutes=2)
    return await service.confirm_factor(actor=actor, code=await code_of(person, early), now=early)


async def test_roles_of_the_staff_wait_for_the_factor_and_then_count(
    client: httpx.AsyncClient, organiser: UUID
) -> None:
    await set_up(organiser)
    await sign_in(client, organiser, has_factor=False)
    for path in ("/desk", "/challenge/editions", "/desk/roles"):
        answer = await client.get(path)
        assert answer.headers["location"] == f"/account/factor?next={path.replace('/', '%2F')}", path
    assert "Confirm now" in (await client.get("/home")).text
    assert (await post(client, "/account/factor", {"factor_code": "000000"})).status_code == 422
    wanted = await post(client, "/account/factor", {"factor_code": await code_of(organiser), "next": "/desk"})
    assert (wanted.status_code, wanted.headers["location"]) == (303, "/desk")
    assert (await client.get("/desk")).status_code == 200
    assert "Confirm now" not in (await client.get("/home")).text


async def test_a_form_sent_before_the_factor_is_kept_and_goes_on(client: httpx.AsyncClient, organiser: UUID) -> None:
    await set_up(organiser)
    await sign_in(client, organiser, has_factor=False)
    form = {"email": "sam@example.org", "name": "Sam", "role": "screener", "reason": "Knows pumps & valves"}
    asked = await post(client, "/desk/roles", form)
    assert asked.status_code == 403 and "pumps &amp; valves" in asked.text
    kept = re.search(r'name="kept" value="([^"]+)"', asked.text)
    assert kept is not None
    again = await post(client, "/account/factor", {"factor_code": await code_of(organiser), "kept": kept[1]})
    assert again.status_code == 200 and 'action="/desk/roles"' in again.text
    assert 'value="Knows pumps &amp; valves"' in again.text


async def test_a_code_is_good_once_even_at_once(app: Front, organiser: UUID) -> None:
    await set_up(organiser)
    code = await code_of(organiser)
    actor = await actor_for(organiser)
    await service.show_factor(actor=actor, code=code, now=NOW)
    async with browser(app) as other:
        await sign_in(other, organiser, has_factor=False)
        assert (await post(other, "/account/factor", {"factor_code": code})).status_code == 422
        assert (await other.get("/desk")).status_code == 303


async def test_a_recovery_code_is_good_once_and_written_down(client: httpx.AsyncClient, organiser: UUID) -> None:
    codes = await set_up(organiser)
    assert len(set(codes)) == 10
    await sign_in(client, organiser, has_factor=False)
    typed = f" {codes[0][:4].lower()}-{codes[0][4:]} "
    assert (await post(client, "/account/factor", {"factor_code": typed})).status_code == 303
    assert "<dd>9</dd>" in (await client.get("/account/factor")).text
    await sign_in(client, organiser, has_factor=False)
    assert (await post(client, "/account/factor", {"factor_code": typed})).status_code == 422
    rows = await db.fetch("select action, outcome from audit_record where action = 'account.show_factor' order by at")
    assert [row["outcome"] for row in rows] == ["done", "refused"]


async def test_after_five_wrong_codes_even_the_right_one_waits(client: httpx.AsyncClient, organiser: UUID) -> None:
    await set_up(organiser)
    await sign_in(client, organiser, has_factor=False)
    for _ in range(rules.TRIES):
        assert (await post(client, "/account/factor", {"factor_code": "000000"})).status_code == 422
    late = await post(client, "/account/factor", {"factor_code": await code_of(organiser)})
    assert late.status_code == 429 and int(late.headers["retry-after"]) > 0


async def test_it_is_set_up_in_the_browser_with_recovery_codes_shown_once(
    client: httpx.AsyncClient, organiser: UUID
) -> None:
    await sign_in(client, organiser, has_factor=False)
    assert 'value="begin"' in (await client.get("/account/factor")).text
    begun = await post(client, "/account/factor", {"then": "begin", "next": "/desk"})
    assert "data:image/svg+xml" in begun.text
    assert (await client.get("/desk")).status_code == 303  # a secret that was not confirmed opens nothing
    wrong = await post(client, "/account/factor", {"then": "confirm", "factor_code": "000000"})
    assert wrong.status_code == 422 and "data:image/svg+xml" in wrong.text
    done = await post(
        client, "/account/factor", {"then": "confirm", "factor_code": await code_of(organiser), "next": "/desk"}
    )
    shown = re.findall(r"<li><code[^>]*>([0-9A-Z ]+)</code>", done.text)
    assert len(shown) == 10 and 'href="/desk"' in done.text
    assert (await client.get("/desk")).status_code == 200
    assert shown[0] not in (await client.get("/account/factor")).text
    assert await db.fetchval("select count(*) from message where kind = 'accounts/factor_set'") == 1


async def test_begun_many_times_at_once_one_secret_is_left(organiser: UUID) -> None:
    actor = await actor_for(organiser)

    async def begin() -> None:
        async with db.work():
            await service.begin_factor(actor=actor, now=NOW)

    await asyncio.gather(*(begin() for _ in range(8)))
    assert await db.fetchval("select count(*) from second_factor") == 1


async def test_who_has_only_the_password_cannot_replace_the_factor(client: httpx.AsyncClient, organiser: UUID) -> None:
    codes = await set_up(organiser)
    await sign_in(client, organiser, has_factor=False)
    assert (await post(client, "/account/factor", {"then": "begin"})).status_code == 403
    assert (await post(client, "/account/factor", {"then": "renew"})).status_code == 403
    await sign_in(client, organiser)
    renewed = await post(client, "/account/factor", {"then": "renew"})
    assert renewed.status_code == 200 and "Recovery codes" in renewed.text
    with pytest.raises(Invalid):
        await service.show_factor(actor=await actor_for(organiser), code=codes[0], now=NOW)


async def test_judges_and_applicants_are_not_asked_and_keep_their_roles(client: httpx.AsyncClient) -> None:
    judge = await make_person("Jo")
    await grant(judge, "judge")
    await sign_in(client, judge, has_factor=False)
    assert (await client.get("/judging/reviews")).status_code == 200
    assert (await post(client, "/account/factor", {"then": "begin"})).headers["location"] == "/home"


async def test_a_role_of_both_kinds_leaves_the_judges_part(client: httpx.AsyncClient, organiser: UUID) -> None:
    await grant(organiser, "judge")
    await sign_in(client, organiser, has_factor=False)
    assert (await client.get("/judging/reviews")).status_code == 200
    assert (await client.get("/desk")).status_code == 303


async def test_no_token_of_the_staffs_is_made_before_the_factor(client: httpx.AsyncClient, organiser: UUID) -> None:
    await sign_in(client, organiser, has_factor=False)
    assert "screening:read" not in (await client.get("/account/tokens")).text
    answer = await post(client, "/account/tokens", {"name": "x", "scopes": "screening:read", "life": "7"})
    assert answer.status_code == 422
    assert await make_token(organiser, "screening:read")  # as a session makes it that has shown the factor


async def test_an_organiser_of_all_takes_a_lost_factor_off_and_the_person_is_signed_out(
    client: httpx.AsyncClient, app: Front, organiser: UUID
) -> None:
    await set_up(organiser)
    chief = await make_person("Chief")
    await grant(chief, "programme_organiser")
    path = f"/desk/roles/people/{organiser}/reset-factor"
    async with browser(app) as theirs:
        await sign_in(theirs, organiser)
        assert (await post(theirs, path, {"reason": "mine"})).status_code == 404
        await sign_in(client, chief)
        assert "Second factor lost" in (await client.get("/desk/roles")).text
        assert (await post(client, path, {"reason": "Phone stolen"})).status_code == 303
        assert (await theirs.get("/home")).headers["location"].startswith("/sign-in")
    assert await db.fetchval("select count(*) from second_factor") == 0
    assert await db.fetchval("select count(*) from recovery_code") == 0
    async with db.work():
        with pytest.raises(NotFound):
            await service.reset_factor(actor=SYSTEM, person_id=organiser, reason="again")
