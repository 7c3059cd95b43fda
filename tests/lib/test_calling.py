"""Calls to typed addresses: where they may go, and what becomes of one on real sockets."""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contest.lib import calling, clock, config
from contest.lib.errors import Invalid


@pytest.fixture
def set_networks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def set_(networks: str) -> None:
        monkeypatch.setenv("HOOK_NETWORKS", networks)
        config.settings.cache_clear()

    yield set_
    monkeypatch.undo()
    config.settings.cache_clear()


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::"),
    ],
)
def test_no_call_goes_to_a_private_address(address: str) -> None:
    assert not calling.is_allowed(ipaddress.ip_address(address), is_secure=True, networks=())


def test_public_addresses_are_called_over_https_alone_and_networks_of_the_operator_as_they_like() -> None:
    public, own = ipaddress.ip_address("93.184.215.14"), ipaddress.ip_address("10.1.2.3")
    assert calling.is_allowed(public, is_secure=True, networks=())
    assert calling.is_allowed(ipaddress.ip_address("2606:2800:21f:cb07::1"), is_secure=True, networks=())
    assert not calling.is_allowed(public, is_secure=False, networks=())
    assert calling.is_allowed(own, is_secure=False, networks=("10.1.2.0/24",))
    assert not calling.is_allowed(own, is_secure=True, networks=("10.1.3.0/24",))


@pytest.mark.parametrize(
    "address",
    ["", "chat", "ftp://a.example/x", "https://", "https://user:pw@a.example/", "https://a.example:x/", "https://[::1/",
     "https://a.example:0/", "https://a.example/a b", "https://a.example/\r\nHost: b", "https://气候.example/",
     "https://a.example/" + "x" * 500],
)  # fmt: skip
def test_what_is_no_address_is_refused_at_its_field(address: str) -> None:
    with pytest.raises(Invalid) as refused:
        calling.parts(address)
    assert set(refused.value.fields) == {"address"}


@asynccontextmanager
async def answering(
    answer: bytes | None, taken: list[bytes], *, secured: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """A server that says this to whatever comes, or nothing at all; its address."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:  # a caller who wanted to speak TLS
            return writer.close()
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        taken.append(head + await reader.readexactly(length))
        if answer is None:
            await reader.read()  # until the caller gives up
        else:
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=secured)
    try:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}/in?a=1"
    finally:
        server.close()


async def test_a_name_that_leads_to_this_machine_is_refused_before_anything_is_sent() -> None:
    taken: list[bytes] = []
    async with answering(b"HTTP/1.1 200 OK\r\n\r\n", taken) as address:
        for url in (address, address.replace("http:", "https:"), address.replace("localhost", "127.1")):
            with pytest.raises(calling.Refused):
                await calling.post(url, b"{}", {})
    assert taken == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", 204),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", 302),
        (b"HTTP/1.0 500 Oh\r\n\r\n", 500),
    ],
)
async def test_whatever_is_answered_is_the_answer_and_a_redirect_leads_nowhere(
    set_networks: Callable[[str], None], answer: bytes, status: int
) -> None:
    set_networks("127.0.0.0/8 ::1/128")
    taken: list[bytes] = []
    async with answering(answer, taken) as address:
        assert await calling.post(address, b'{"a": 1}', {"x-a": "b"}) == status
    [said] = taken
    assert said.startswith(b"POST /in?a=1 HTTP/1.1\r\nHost: localhost:")
    assert b"\r\nx-a: b\r\n" in said and said.endswith(b'\r\n\r\n{"a": 1}')


@pytest.mark.parametrize("answer", [None, b"hello\r\n", b"", b"HTTP/1.1 abc\r\n", b"x" * 20_000])
async def test_a_server_that_is_slow_or_speaks_no_http_gives_no_answer(
    set_networks: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, answer: bytes | None
) -> None:
    set_networks("127.0.0.0/8 ::1/128")
    monkeypatch.setattr(calling, "SECONDS", 0.3)
    async with answering(answer, []) as address:
        with pytest.raises(calling.NoAnswer):
            await calling.post(address, b"{}", {})
    with pytest.raises(calling.NoAnswer):
        await calling.post(address, b"{}", {})  # gone


async def test_a_server_whose_certificate_is_not_trusted_is_told_nothing(
    set_networks: Callable[[str], None], tmp_path: Path
) -> None:
    set_networks("127.0.0.0/8 ::1/128")
    told = list[bytes]()
    async with answering(b"HTTP/1.1 200 OK\r\n\r\n", told, secured=own_certificate(tmp_path)) as address:
        with pytest.raises(calling.NoAnswer, match="SSLCertVerificationError"):
            await calling.post(address.replace("http:", "https:"), b"{}", {})
    assert told == []


def own_certificate(folder: Path) -> ssl.SSLContext:
    """What a server shows that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    shown = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    kept = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(kept + shown)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context
