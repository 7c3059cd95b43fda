"""Mails that a reader can do without, and does not want."""

from contest.audit import service as audit
from contest.lib import db
from contest.lib.actor import ANONYMOUS
from contest.lib.errors import NotFound
from contest.lib.ids import uuid7
from contest.notifications.queries.wordings import email_of


async def refuse_mails(*, key: str) -> None:
    """Write no more of them to the address that `key`, from a mail to it, stands for; `NotFound` for another key."""
    email = _email(key)
    taken = await db.fetchval(
        "insert into mail_refusal (id, email, refused_at) values ($1, $2, now()) on conflict (email) do nothing"
        " returning id",
        uuid7(),
        email,
    )
    if taken is not None:
        await audit.record(actor=ANONYMOUS, action="mail.refuse", thing="mail_refusal", thing_id=taken)


async def take_mails_again(*, key: str) -> None:
    """Take a refusal back."""
    ended = await db.fetchval("delete from mail_refusal where email = $1 returning id", _email(key))
    if ended is not None:
        await audit.record(actor=ANONYMOUS, action="mail.take_again", thing="mail_refusal", thing_id=ended)


def _email(key: str) -> str:
    email = email_of(key)
    if email is None:
        raise NotFound
    return email
