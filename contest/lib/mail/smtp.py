"""Handing a mail to the server of `SMTP_URL`, and knowing afterwards what became of it."""

import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr
from typing import NoReturn
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
from aiosmtplib.errors import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
)
from msgspec import Struct

from contest.lib.config import is_loopback, settings
from contest.lib.mail.compose import flowed, one_line

STEP_SECONDS = 12
ANSWER_SECONDS = 30


class NotYet(Exception):
    """The server did not take it; nothing was delivered, and trying later helps."""


class Refused(Exception):
    """The server will not deliver this mail to this address."""


class Uncertain(Exception):
    """The whole mail went out and no answer came back: it may have been delivered."""


class Letter(Struct, frozen=True, kw_only=True):
    """One mail to one person; `message_id` stays the same however often it is sent.

    `return_path`: where it comes back to if it cannot be delivered, where that is not the sender. `stop_url`: where a
    POST says that the reader wants no more of these (RFC 8058).
    """

    email: str
    name: str
    subject: str
    body: str
    message_id: str
    at: datetime
    return_path: str = ""
    stop_url: str = ""


def is_configured() -> bool:
    return bool(settings().smtp_url)


def message_id(row_id: UUID) -> str:
    """The stable Message-ID of a row, without its brackets."""
    domain = parseaddr(settings().mail_from)[1].rpartition("@")[2]
    return f"{row_id}@{domain if re.fullmatch(r'[A-Za-z0-9.-]+', domain) else 'localhost'}"


def build(letter: Letter) -> EmailMessage:
    """The message with its headers. `ValueError` where the address cannot be one."""
    made = EmailMessage(policy=WIRE)
    name, sender = parseaddr(settings().mail_from)
    made["From"] = Address(display_name=name, addr_spec=sender)
    made["To"] = Address(display_name=one_line(letter.name), addr_spec=letter.email)
    made["Subject"] = one_line(letter.subject)
    made["Date"] = format_datetime(letter.at)
    made["Message-ID"] = f"<{letter.message_id}>"
    made["Auto-Submitted"] = "auto-generated"
    if letter.stop_url:
        made["List-Unsubscribe"] = f"<{letter.stop_url}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(flowed(letter.body), cte="quoted-printable" if letter.body.isascii() else "base64")
    made.set_param("format", "flowed")
    return made


async def send(letter: Letter, *, before_data: Callable[[], Awaitable[None]]) -> None:
    """Deliver `letter`, or raise `NotYet`, `Refused` or `Uncertain`.

    `before_data` is called when the server has taken sender and recipient, just before the text goes out: what
    breaks up to there is surely not delivered.
    """
    try:
        made = build(letter)
    except (ValueError, IndexError) as error:
        raise Refused(f"not an address: {error}") from error
    async with _connected() as client:
        try:
            await client.mail(letter.return_path or parseaddr(settings().mail_from)[1])
            await client.rcpt(letter.email)
        except SMTPRecipientRefused as error:
            _refuse(error)
        except (SMTPException, OSError, UnicodeError) as error:
            raise NotYet(_say(error)) from error
        await before_data()
        await _hand_over(client, made.as_bytes())


async def _hand_over(client: aiosmtplib.SMTP, wire: bytes) -> None:
    """The text. An answer of the server settles it; without one nobody knows, so it is never sent again blindly."""
    try:
        await client.data(wire, timeout=ANSWER_SECONDS)
    except SMTPDataError as error:
        _refuse(error)
    except (SMTPException, OSError) as error:
        raise Uncertain(_say(error)) from error


def _refuse(error: SMTPResponseException) -> NoReturn:
    """A 5xx about this mail is for good, anything else may pass."""
    if 500 <= error.code < 600:
        raise Refused(_say(error)) from error
    raise NotYet(_say(error)) from error


def _say(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return one_line(f"{error.code} {error.message}")[:300]
    return one_line(f"{type(error).__name__}: {error}")[:300]


@asynccontextmanager
async def _connected() -> AsyncIterator[aiosmtplib.SMTP]:
    """A session with the server, signed in where the address has a user. A password never crosses in the clear."""
    url = urlsplit(settings().smtp_url)
    host = url.hostname or ""
    tls = ssl.create_default_context()
    if is_loopback(host):
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    is_tls = url.scheme == "smtps"
    client = aiosmtplib.SMTP(
        hostname=host,
        port=url.port or (465 if is_tls else 587 if url.username else 25),
        use_tls=is_tls,
        start_tls=False if is_tls else True if url.username and not is_loopback(host) else None,
        tls_context=tls,
        timeout=STEP_SECONDS,
    )
    try:
        await client.connect()
        if url.username:
            await client.login(unquote(url.username), unquote(url.password or ""))
    except (SMTPException, OSError) as error:
        client.close()
        raise NotYet(_say(error)) from error
    try:
        yield client
        with suppress(SMTPException, OSError):
            await client.quit()
    finally:
        client.close()
