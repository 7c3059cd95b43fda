"""A name is corrected under the same number, a certificate is taken back with its reason, and each is seen at once."""

import httpx
import msgspec
import pytest

from contest.certificates import queries, service
from contest.lib import db, storage
from contest.lib.errors import NotFound
from tests.certificates.test_service import by_id, invariants, issue, rendered
from tests.makers import actor_for, grant, make_person
from tests.makers.certificates import Won, make_won
from tests.web import post, sign_in


@pytest.fixture
async def won(client: httpx.AsyncClient) -> Won:
    made = await make_won("Lin Xiaoyo")
    wei = await make_person("Wei")
    await grant(wei, "programme_organiser", edition_id=made.edition_id)
    await sign_in(client, wei)
    return made


async def test_a_corrected_name_keeps_the_number_and_the_old_sheet_says_replaced(
    client: httpx.AsyncClient, won: Won
) -> None:
    (old,) = await issue(won)
    here = f"/certificates/changes/{old}"
    assert here in (await client.get(f"/verify/{(await by_id(old)).code}")).text
    assert 'value="Lin Xiaoyo"' in (await client.get(here)).text
    assert (await post(client, here, {"then": "correct", "name": " Lin  Xiaoyu "})).status_code == 303
    before = await by_id(old)
    (row,) = await db.fetch("select id from certificate where state = 'issued'")
    after = await by_id(row["id"])
    assert (before.state, before.newer_code) == ("replaced", after.code)
    assert (after.number, after.version, after.award.name) == (before.number, 2, "Lin Xiaoyu")
    assert after.key != before.key
    assert "was replaced by a corrected one" in (await client.get(f"/verify/{before.code}")).text
    assert (await post(client, here, {"then": "correct", "name": "Lin"})).status_code == 409
    assert "not valid any more" in (await client.get(here)).text
    assert set((await invariants()).values()) == {0}


async def test_a_name_that_cannot_be_printed_is_said_at_the_field(client: httpx.AsyncClient, won: Won) -> None:
    (made,) = await issue(won)
    for name, said in (
        ("", "Type the name as it should have been printed."),
        ("Lin Xiaoyo", "Type the name as it should have been printed."),
        ("Lin 😀", "Our fonts cannot print 😀."),
        ("L" * 121, "At most 120 characters have room here."),
    ):
        answer = await post(client, f"/certificates/changes/{made}", {"then": "correct", "name": name})
        assert (answer.status_code, said in answer.text) == (422, True)
    assert (await by_id(made)).state == "issued"


async def test_it_is_revoked_with_its_reason_only(client: httpx.AsyncClient, won: Won) -> None:
    (made,) = await issue(won)
    here = f"/certificates/changes/{made}"
    assert (await post(client, here, {"then": "revoke", "reason": " "})).status_code == 422
    assert (await post(client, here, {"then": "revoke", "reason": "The entry was copied."})).status_code == 303
    found = await by_id(made)
    assert (found.state, found.reason) == ("revoked", "The entry was copied.")


async def test_nobody_else_sees_the_way_or_goes_it(client: httpx.AsyncClient, won: Won) -> None:
    (made,) = await issue(won)
    here, code = f"/certificates/changes/{made}", (await by_id(made)).code
    paris = await make_person("Camille")
    await grant(paris, "round_organiser", edition_id=won.edition_id, round_id=won.round_id)
    for person in (paris, won.owners[0]):
        await sign_in(client, person)
        assert here not in (await client.get(f"/verify/{code}")).text
        assert (await client.get(here)).status_code == 404
        assert (await post(client, here, {"then": "revoke", "reason": "No reason."})).status_code == 404
    assert [one.state for one in await queries.by_ids([made])] == ["issued"]


async def test_an_erased_name_leaves_number_and_arithmetic_and_no_file(client: httpx.AsyncClient, won: Won) -> None:
    (made,) = await issue(won)
    data = await rendered(made)
    before = await by_id(made)
    badge = await queries.credential_text(made)
    assert badge is not None
    here = f"/certificates/changes/{made}"
    assert (await post(client, here, {"then": "erase"})).status_code == 303
    after = await by_id(made)
    assert (after.number, after.state, after.sha256, after.issued_at) == (
        before.number, "issued", before.sha256, before.issued_at,
    )  # fmt: skip
    assert after.award.name == ""
    text = (await client.get(f"/verify/{before.code}")).text
    assert f"Certificate {before.number} is valid" in text
    assert "Removed at the holder’s wish" in text
    assert "Lin Xiaoyo" not in text + (await client.get(here)).text
    for file in (data, badge.encode()):
        answer = await client.post("/verify", files={"file": ("c", file)}, follow_redirects=True)
        assert "The file is unchanged" in answer.text
        assert "Lin Xiaoyo" not in answer.text
    assert await queries.credential_text(made) is None
    keys = msgspec.json.decode(
        await db.fetchval("select payload from outbox_event where name = 'certificates.erased'")
    )["keys"]
    await service.remove_files(keys=keys)
    with pytest.raises(NotFound):
        await storage.get(before.key)
    assert (await client.get(f"/certificates/{before.code}.pdf")).status_code == 404
    assert (await post(client, here, {"then": "correct", "name": "Lin"})).status_code == 409
    assert await queries.my_certificates(await actor_for(won.owners[0])) == []
    assert set((await invariants()).values()) == {0}
