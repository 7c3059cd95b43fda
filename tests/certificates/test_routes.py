"""Anybody checks a certificate; its file is for whom it concerns."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.certificates import queries, service
from contest.certificates.rules import issue
from contest.certificates.service.sheets import sheet_of, style
from contest.lib import db, killable, pdf, storage
from contest.lib.signatures import keys
from tests.certificates.test_service import issue as issue_all
from tests.certificates.test_service import rendered
from tests.makers import grant, make_person, make_round
from tests.makers.certificates import FINAL, make_won
from tests.web import browser, post, sign_in

JSON = {"accept": "application/json"}
CHINESE = {"accept-language": "zh-CN"}


@pytest.fixture(scope="module", autouse=True)
def processes() -> Iterator[None]:
    yield
    killable.close()


class Sheet:
    """A certificate that was issued and rendered, and its file."""

    def __init__(self, found: queries.Certificate, data: bytes, owner: UUID) -> None:
        self.id, self.code, self.number = found.id, issue.grouped(found.code), found.number
        self.edition_id, self.round_id, self.owner, self.data = found.edition_id, found.round_id, owner, data


async def make_sheet(name: str = "Lin Xiaoyu", **won: Any) -> Sheet:
    made = await make_won(name, **won)
    (certificate_id,) = await issue_all(made)
    data = await rendered(certificate_id)
    (found,) = await queries.by_ids([certificate_id])
    assert found is not None
    return Sheet(found, data, made.owners[0])


async def revoke(sheet: Sheet, reason: str = "A score was entered twice.") -> None:
    await db.execute(
        "update certificate set state = 'revoked', ended_at = $2, reason = $3 where id = $1",
        sheet.id,
        FINAL + timedelta(days=2),
        reason,
    )


async def give(client: httpx.AsyncClient, data: bytes, **options: Any) -> httpx.Response:
    return await client.post(
        "/verify", files={"file": ("certificate.pdf", data, "application/pdf")}, follow_redirects=True, **options
    )


async def test_a_valid_one_is_said_to_be_valid_in_both_languages(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    page = await client.get(f"/verify/{sheet.code}")
    assert page.status_code == 200
    assert f"Certificate {sheet.number} is valid: we issued it on 30 Jun 2026 to Lin Xiaoyu." in page.text
    page = await client.get(f"/verify/{sheet.code}", headers=CHINESE)
    assert f"证书{sheet.number}有效：由我方于2026年6月30日颁发给Lin Xiaoyu。" in page.text
    assert '<html lang="zh-CN">' in page.text


async def test_who_did_not_agree_to_be_named_is_compared_not_shown(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet("Lín Xiǎoyǔ")
    await db.execute("update consent set ended_at = given_at, ended_by = 'person'")
    for page in (await client.get(f"/verify/{sheet.code}"), await give(client, sheet.data)):
        assert f"Certificate {sheet.number} is valid: we issued it on 30 Jun 2026." in page.text
        assert ("Lín" in page.text, "Rainforest village" in page.text) == (False, False)
    facts = (await client.get(f"/verify/{sheet.code}", headers=JSON)).json()
    assert (facts["prints"]["name"], facts["prints"]["title_en"], facts["same_name"]) == (None, None, None)
    same = await client.get(f"/verify/{sheet.code}", params={"name": " LÍN xiǎoyǔ "})
    assert "is the name on this certificate." in same.text
    for wrong in ("Lin Wei", "Lín", "<script>alert(1)</script>"):
        other = await client.get(f"/verify/{sheet.code}", params={"name": wrong})
        assert ("is not the name on this certificate." in other.text, "<script>alert" in other.text) == (True, False)
        assert "Xiǎoyǔ" not in other.text


async def test_a_revoked_one_says_when_and_why(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    await revoke(sheet)
    page = await client.get(f"/verify/{sheet.code}")
    assert (
        f"Certificate {sheet.number} is not valid: it was revoked on 2 Jul 2026. Reason: A score was entered twice."
        in page.text
    )
    page = await client.get(f"/verify/{sheet.code}", headers=CHINESE)
    assert f"证书{sheet.number}无效：已于2026年7月2日撤销。原因：A score was entered twice." in page.text


async def test_a_replaced_one_leads_to_the_new_one(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    await db.execute("update certificate set state = 'replaced', ended_at = $2 where id = $1", sheet.id, FINAL)
    await db.execute(
        "insert into certificate (id, code, number, version, edition, basis_id, item, submission, recipient_id, kind,"
        " state, data, key, is_demo, is_team, trouble, issued_at) select gen_random_uuid(), 'KKKKKKKKKKKK', number, 2,"
        " edition, basis_id, item, submission, recipient_id, kind, 'issued', data, 'certificates/new.pdf', is_demo,"
        " false, '', issued_at from certificate"
    )
    page = await client.get(f"/verify/{sheet.code}")
    assert f"Certificate {sheet.number} was replaced by a corrected one on 30 Jun 2026" in page.text
    assert 'href="/verify/KKKK-KKKK-KKKK"' in page.text
    page = await client.get(f"/verify/{sheet.code}", headers=CHINESE)
    assert f"证书{sheet.number}已于2026年6月30日更换为更正后的证书，本证书不再有效。" in page.text


async def test_an_unknown_code_is_said_to_be_unknown(client: httpx.AsyncClient) -> None:
    page = await client.get("/verify/K7QM-4XWA-9TPC")
    assert page.status_code == 404
    assert "We have issued no certificate with the code “K7QM-4XWA-9TPC”." in page.text
    page = await client.get("/verify/K7QM-4XWA-9TPC", headers=CHINESE)
    assert "我方未颁发过查验码为“K7QM-4XWA-9TPC”的证书" in page.text
    hostile = await client.get("/verify/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert hostile.status_code == 404
    assert "<script>alert" not in hostile.text


async def test_a_typed_code_leads_to_its_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/verify")).status_code == 200
    answer = await client.get("/verify", params={"code": " k7qm 4xwa 9tpc"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/verify/K7QM-4XWA-9TPC")
    answer = await client.get("/verify", params={"code": "//evil.example/x"})
    assert answer.headers["location"] == "/verify/%2F%2Fevil.example%2Fx"


async def test_a_demonstration_says_that_it_is_one(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet(is_demo=True)
    page = await client.get(f"/verify/{sheet.code}")
    assert "belongs to a demonstration: all of it is invented, it proves nothing." in page.text
    assert "Demonstration: every person, entry and result here is invented." in page.text
    assert ">Valid<" not in page.text
    answer = (await client.get(f"/verify/{sheet.code}", headers=JSON)).json()
    assert answer["demonstration"] is True


async def test_the_answer_for_programs_holds_what_is_printed_and_no_more(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    answer = await client.get(f"/verify/{sheet.code}", headers=JSON)
    said = answer.json()
    assert (said["answer"], said["certificate"], said["code"]) == ("valid", sheet.number, sheet.code)
    assert said["prints"]["name"] == "Lin Xiaoyu"
    assert "@" not in answer.text
    unknown = await client.get("/verify/K7QM-4XWA-9TPC", headers=JSON)
    assert (unknown.status_code, unknown.json()["answer"]) == (404, "unknown")


async def test_the_file_itself_is_unchanged(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    page = await give(client, sheet.data)
    assert f"This file is the one we issued as {sheet.number}, unchanged to the last byte." in page.text
    assert f"Certificate {sheet.number} is valid" in page.text
    page = await give(client, sheet.data, headers=CHINESE)
    assert f"该文件正是我方颁发的{sheet.number}，未作任何改动。" in page.text


@pytest.mark.parametrize("place", [100, 0.5, -40])
async def test_one_changed_byte_makes_a_file_that_is_not_valid(client: httpx.AsyncClient, place: float) -> None:
    sheet = await make_sheet()
    at = int(place if abs(place) >= 1 else len(sheet.data) * place) % len(sheet.data)
    changed = bytearray(sheet.data)
    changed[at] ^= 1
    answer = (await give(client, bytes(changed), headers=JSON)).json()
    assert answer["file"] in {"changed", "foreign"}
    page = await give(client, bytes(changed))
    assert "The file is not valid" in page.text
    assert "unchanged to the last byte" not in page.text
    assert 'data-tone="well"' not in page.text
    assert answer["answer"] == "not_valid"


async def test_an_altered_file_is_told_which_certificate_it_claims_to_be(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    page = await give(client, sheet.data + b"\n")
    assert f"This is not the file we issued as {sheet.number}: at least one byte of it was changed." in page.text
    page = await give(client, sheet.data + b"\n", headers=CHINESE)
    assert f"该文件不是我方颁发的{sheet.number}：至少有一个字节被改动。" in page.text


async def test_an_unchanged_file_of_a_revoked_certificate_is_not_called_valid(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    await revoke(sheet)
    page = await give(client, sheet.data)
    assert "unchanged to the last byte" in page.text
    assert f"Certificate {sheet.number} is not valid" in page.text
    assert 'data-tone="well"' not in page.text


async def test_a_strangers_pdf_is_not_ours(client: httpx.AsyncClient) -> None:
    page = await give(client, await pdf.render_pdf("<p>A</p>", css="", title="A", language="en"))
    assert "This file is not a certificate that we issued." in page.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty. Choose the PDF or the JSON of the certificate."),
        (b"MZ\x90\x00 not a document", "This file is neither a PDF nor the JSON of a certificate."),
    ],
)
async def test_what_is_no_pdf_is_refused_with_its_reason(client: httpx.AsyncClient, data: bytes, said: str) -> None:
    page = await give(client, data)
    assert page.status_code == 422
    assert said in page.text
    answer = await give(client, data, headers=JSON)
    assert (answer.status_code, answer.json()["fields"]) == (422, {"file": said})


async def test_a_form_without_a_file_and_a_huge_file_are_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/verify", data={"file": "text"})).status_code == 422
    assert (await give(client, b"%PDF-1.7" + bytes(issue.LONGEST_FILE + 128 * 1024))).status_code == 413


async def test_a_look_at_a_file_cannot_be_made_up(client: httpx.AsyncClient) -> None:
    assert (await client.get("/verify", params={"file": "bm90aGluZw.0123456789"})).status_code == 404


async def test_guessing_is_limited_by_address_and_costs_nobody_else(client: httpx.AsyncClient, app: Any) -> None:
    sheet = await make_sheet()
    codes = [f"KKKK-KKKK-KKK{letter}" for letter in "34679ACDEFGHJKMNPQRTW"]
    statuses = [(await client.get(f"/verify/{code}")).status_code for code in codes]
    assert statuses == [404] * 20 + [429]
    assert (await client.get(f"/verify/{sheet.code}")).status_code == 200
    other = httpx.ASGITransport(app, client=("198.51.100.9", 4711))
    async with httpx.AsyncClient(transport=other, base_url="http://testserver") as someone:
        assert (await someone.get("/verify/KKKK-KKKK-KKKY")).status_code == 404


async def test_looks_and_files_are_limited_too(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    statuses = [(await client.get(f"/verify/{sheet.code}")).status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    statuses = [(await give(client, b"no")).status_code for _ in range(21)]
    assert statuses == [422] * 20 + [429]


async def test_the_file_is_for_its_person_and_the_organisers_in_scope(client: httpx.AsyncClient, app: Any) -> None:
    sheet = await make_sheet()
    url = f"/certificates/{sheet.code}.pdf"
    assert (await client.get(url)).status_code == 303
    other_round = await make_round(sheet.edition_id)
    people = {"stranger": await make_person("Stranger"), "berlin": await make_person("Anna")}
    people |= {"paris": await make_person("Camille"), "programme": await make_person("Wei")}
    await grant(people["berlin"], "round_organiser", round_id=other_round)
    await grant(people["paris"], "round_organiser", round_id=sheet.round_id)
    await grant(people["programme"], "programme_organiser", edition_id=sheet.edition_id)
    statuses = {}
    for who, person in {**people, "owner": sheet.owner}.items():
        async with browser(app) as own:
            await sign_in(own, person)
            answer = await own.get(url)
            statuses[who] = answer.status_code
            if answer.status_code == 200:
                assert answer.content == sheet.data
                assert answer.headers["content-disposition"] == f'attachment; filename="{sheet.number}.pdf"'
    assert statuses == {"stranger": 404, "berlin": 404, "paris": 200, "programme": 200, "owner": 200}


async def test_a_file_that_is_not_made_yet_says_so(client: httpx.AsyncClient) -> None:
    won = await make_won()
    (made,) = await issue_all(won)
    (found,) = await queries.by_ids([made])
    assert found is not None
    await sign_in(client, won.owners[0])
    assert (await client.get(f"/certificates/{issue.grouped(found.code)}.pdf")).status_code == 503
    assert (await client.get(f"/certificates/{issue.grouped(found.code)}")).status_code == 404
    assert "being made" in (await client.get("/certificates")).text


async def test_my_certificates_cost_the_same_for_one_and_for_three(client: httpx.AsyncClient) -> None:
    person = None
    counts = []
    for number in (1, 2, 3):
        won = await make_won()
        person = person or won.owners[0]
        await issue_all(won)
        await db.execute("update certificate set recipient_id = $1", person)
        if number != 2:
            await sign_in(client, person)
            said: list[str] = []
            token = db.statements.set(said)
            page = await client.get("/certificates")
            db.statements.reset(token)
            assert page.text.count("?shared=") >= number
            counts.append(len(said))
    assert counts == [2, 2]
    stranger = await make_person("Stranger")
    await sign_in(client, stranger)
    assert "You have no certificates yet." in (await client.get("/certificates")).text


async def test_a_posted_form_with_a_token_works_as_well(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    answer = await post(client, "/verify", files={"file": ("a.pdf", sheet.data, "application/pdf")})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/verify?file=")
    assert service.check_url("K7QM4XWA9TPC").endswith("/verify/K7QM-4XWA-9TPC")
    assert await storage.size(f"certificates/{sheet.code.replace('-', '')}.pdf") == len(sheet.data)


async def test_a_file_that_is_not_ours_is_told_what_exactly_failed(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    changed = sheet.data[:5000] + bytes([sheet.data[5000] ^ 1]) + sheet.data[5001:]
    for data, said in (
        (changed, "bytes under it were changed afterwards"),
        (sheet.data + b"\n% more\n", "something was added behind it afterwards"),
        (sheet.data[:-300], "its signature cannot be read"),
    ):
        page = (await give(client, data)).text
        assert said in page
        assert "The file is not valid" in page
    await db.execute("delete from certificate")
    await db.execute("delete from signing_key")
    assert "signed with a key that is not ours" in (await give(client, sheet.data)).text


async def test_the_same_sheet_signed_by_anothers_key_is_told_apart_from_a_changed_one(
    client: httpx.AsyncClient,
) -> None:
    sheet = await make_sheet()
    (found,) = await queries.by_ids([sheet.id])
    said = await queries.credential_text(sheet.id)
    assert said is not None
    forger = keys.read(keys.make(name="forger.example", now=FINAL))
    (forged,) = await pdf.render_many([sheet_of(found, said.encode(), None)], css=style(found.design), key=forger)
    assert isinstance(forged, bytes)
    page = (await give(client, forged)).text
    assert "signed with a key that is not ours" in page
    assert "The file is not valid" in page
    assert sheet.number in page  # which it claims to be
    assert "is valid: we issued it" in (await give(client, sheet.data)).text


async def test_a_code_one_letter_off_is_unknown_wherever_the_letter_is(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    code = sheet.code.replace("-", "")
    for place in range(len(code)):
        off = issue.grouped(code[:place] + ("K" if code[place] != "K" else "M") + code[place + 1 :])
        page = await client.get(f"/verify/{off}")
        assert page.status_code == 404
        assert f"We have issued no certificate with the code “{off}”." in page.text
        assert "Lin Xiaoyu" not in page.text and sheet.code not in page.text


async def test_keys_are_published_for_anybody(client: httpx.AsyncClient) -> None:
    await make_sheet()
    answer = await client.get("/.well-known/certificate-keys.json")
    (key,) = answer.json()["keys"]
    assert key["certificate"].startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
