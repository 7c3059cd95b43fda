"""The Open Badge of a certificate: an outside library believes it, a changed one nobody, and wallets find the keys."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pikepdf
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof
from openbadgeslib.ob3.verifier import OB3VerificationError

from contest.cli import main
from contest.lib import db
from contest.lib.config import settings
from contest.lib.signatures import keys, proofs
from contest.lib.signatures.multikey import base58, from_base58
from tests.certificates.test_routes import Sheet, make_sheet, revoke
from tests.makers import make_person
from tests.web import sign_in


async def badge_of(client: httpx.AsyncClient, sheet: Sheet) -> bytes:
    await sign_in(client, sheet.owner)
    answer = await client.get(f"/certificates/{sheet.code}.json")
    assert answer.headers["content-type"].startswith("application/vc+json")
    assert answer.headers["content-disposition"] == f'attachment; filename="{sheet.number}.json"'
    return answer.content


async def give(client: httpx.AsyncClient, data: bytes) -> httpx.Response:
    files = {"file": ("badge.json", data, "application/json")}
    return await client.post("/verify", files=files, follow_redirects=True)


async def published(client: httpx.AsyncClient) -> dict[str, bytes]:
    """What a wallet fetches, at the addresses where it looks."""
    its = {}
    for path in ("/.well-known/did.json", "/.well-known/certificate-status/0"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
        its[path] = answer.content
    return its


def pem_of(ed25519: str) -> bytes:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(ed25519)).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )


async def test_an_outside_library_believes_the_badge_and_sees_that_it_is_revoked(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet("林晓宇")
    badge = await badge_of(client, sheet)
    with pikepdf.open(io.BytesIO(sheet.data)) as document:
        assert document.attachments["credential.json"].get_file().read_bytes() == badge
    its = await published(client)
    did = json.loads(its["/.well-known/did.json"])

    def download(url: str, *_: Any, **__: Any) -> bytes:
        assert url.partition("://")[2].partition("/")[0] == did["id"].removeprefix("did:web:").replace("%3A", ":")
        return its["/" + url.partition("://")[2].partition("/")[2]]

    verifier = OB3LdpVerifier.for_issuer_did(did["id"])
    found = verifier.verify(badge, check_status=True, verify_status_list=False, download=download)
    assert found.identifiers[0].identity_hash == "林晓宇"
    assert (found.achievement.name, found.achievement.achievement_type) == ("First Prize 一等奖", "Award")
    ed25519 = await db.fetchval("select ed25519 from signing_key")
    status = json.loads(its["/.well-known/certificate-status/0"])
    verify_data_integrity_proof(status, pem_of(ed25519))
    await revoke(sheet)
    its |= await published(client)
    with pytest.raises(OB3VerificationError, match="revocation"):
        verifier.verify(badge, check_status=True, verify_status_list=False, download=download)
    assert (await client.get("/.well-known/certificate-status/1")).status_code == 404
    status = json.loads(its["/.well-known/certificate-status/0"])
    assert datetime.fromisoformat(status["validUntil"]) > datetime.now(UTC) + timedelta(hours=23)


async def test_a_badge_dropped_is_checked_in_every_word(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    badge = await badge_of(client, sheet)
    said = (await give(client, badge)).text
    assert f"This is the credential we issued as {sheet.number}, unchanged in every word." in said
    assert f"Certificate {sheet.number} is valid" in said
    set_anew = json.dumps(json.loads(badge), separators=(",", ":")).encode()
    assert "unchanged in every word" in (await give(client, set_anew)).text
    for name, change in {
        "It bears our signature, but bytes under it were changed afterwards.": {"name": "Grand Prize"},
        "It was signed with a key that is not ours.": {"proof": {"verificationMethod": "did:web:evil.example#1"}},
        "It bears no signature.": {"proof": None},
        "It is damaged: its signature cannot be read.": {"@context": ["https://evil.example/context.json"]},
    }.items():
        answer = await give(client, json.dumps(json.loads(badge) | change).encode())
        assert "The file is not valid" in answer.text
        assert name in answer.text, (name, change)
    unknown = await give(client, json.dumps(json.loads(badge) | {"expires": "never"}).encode())
    assert "It bears our signature, but bytes under it were changed afterwards." in unknown.text
    assert "It is damaged" in (await give(client, b"{")).text


async def test_the_badge_is_for_its_holder_and_checked_without_the_site(
    client: httpx.AsyncClient, tmp_path: Any
) -> None:
    sheet = await make_sheet()
    badge = await badge_of(client, sheet)
    (tmp_path / "badge.json").write_bytes(badge)
    (tmp_path / "keys.json").write_bytes((await client.get("/.well-known/certificate-keys.json")).content)
    argv = ["verify", str(tmp_path / "badge.json"), str(tmp_path / "keys.json")]
    done = CliRunner().invoke(main, argv)
    assert done.exit_code == 0
    assert f"valid: {sheet.number} · First Prize 一等奖 for Lin Xiaoyu, issued 2026-06-30" in done.output
    for old, new in ((b"Lin Xiaoyu", b"Lin Xiaoyo"), (b'"validFrom"', b'"more": 1, "validFrom"')):
        (tmp_path / "badge.json").write_bytes(badge.replace(old, new))
        assert CliRunner().invoke(main, argv).exit_code != 0
    await sign_in(client, await make_person("Stranger"))
    assert (await client.get(f"/certificates/{sheet.code}.json")).status_code == 404
    assert (await client.get(f"/certificates/{sheet.code}.exe")).status_code == 404


async def test_the_link_to_share_names_its_holder_who_is_named_nowhere_else(client: httpx.AsyncClient) -> None:
    sheet = await make_sheet()
    await db.execute("delete from consent")
    await sign_in(client, sheet.owner)
    text = (await client.get("/certificates")).text
    link = next(part for part in text.split('"') if "?shared=" in part).removeprefix(settings().public_url)
    await client.post("/sign-out")
    client.cookies.clear()
    assert "to Lin Xiaoyu" in (await client.get(link)).text
    assert "Lin Xiaoyu" not in (await client.get(f"/verify/{sheet.code}")).text
    assert "Lin Xiaoyu" not in (await client.get(link[:-1] + ("0" if link[-1] != "0" else "1"))).text


def test_the_same_key_makes_the_same_proof_and_base58_comes_back() -> None:
    key = keys.read(keys.make(name="climate.example", now=datetime.now(UTC)))
    document = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "id": "urn:x"}
    at = datetime(2026, 6, 30, tzinfo=UTC)
    one, two = (proofs.prove(document, key=key, method=f"did:web:x#{key.public.id}", at=at) for _ in range(2))
    assert one == two
    assert proofs.check_proof(one, [key.public]).what == "whole"
    for data in (bytes(64), b"\0\0" + bytes(range(62)), bytes([255] * 64)):
        assert from_base58(base58(data), length=64) == data
