"""Signed calls, and reports of mails that came back."""

from datetime import timedelta
from uuid import UUID

import pytest

from contest.lib import config, hooks
from contest.lib.mail import bounces
from tests.makers import NOW

ID = UUID("0199a0b0-0000-7000-8000-000000000001")


def test_a_signature_fits_its_body_its_key_and_its_moment_alone() -> None:
    header = hooks.sign("key", b"body", NOW)
    assert hooks.is_signed("key", b"body", header, NOW + timedelta(minutes=4))
    assert not hooks.is_signed("key", b"body", header, NOW + timedelta(minutes=6))
    assert not hooks.is_signed("key", b"other", header, NOW)
    assert not hooks.is_signed("other", b"body", header, NOW)
    assert not hooks.is_signed("", b"body", hooks.sign("", b"body", NOW), NOW)
    for wrong in ("", "t=1", header.replace("v1", "v0"), header.upper(), "t=x,v1=" + "0" * 64):
        assert not hooks.is_signed("key", b"body", wrong, NOW)


def report(action: str, *, to: str = "bounces@contest.example", message_id: UUID = ID) -> bytes:
    """As a mail server writes it (RFC 3464)."""
    return (
        f"To: {to}\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; lin@example.org\r\nAction: {action}\r\nDiagnostic-Code: smtp; 550 gone\r\n\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{message_id}@contest.example>\r\nSubject: x\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def _bounces_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_BOUNCES", "bounces@contest.example")
    config.settings.cache_clear()


def test_a_report_names_the_mail_whose_headers_it_brings_back() -> None:
    found = bounces.read(report("failed"))
    assert found == bounces.Report(message_id=ID, outcome="failed", reason="smtp; 550 gone")
    assert bounces.read(report("delayed")) is None
    assert bounces.read(b"\x00\xff not a mail") is None


@pytest.mark.usefixtures("_bounces_come_back")
def test_with_an_address_for_bounces_only_what_is_sent_to_a_mails_own_counts() -> None:
    try:
        address = bounces.return_address(ID)
        assert address.startswith("bounces+") and address.endswith("@contest.example")
        other = UUID(int=ID.int + 1)
        found = bounces.read(report("failed", to=address, message_id=other))
        assert found is not None and found.message_id == ID
        forged = address.replace(ID.hex, other.hex)
        assert [bounces.read(report("failed", to=to)) for to in (forged, "bounces@contest.example")] == [None, None]
    finally:
        config.settings.cache_clear()
