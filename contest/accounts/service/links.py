"""Links that sign somebody in, again and again, for one role in one round: made, used, ended.

The key is in the mail to its owner and nowhere else: whoever runs the round cannot come in as somebody else by it.
"""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from contest.accounts import queries, rules
from contest.accounts.queries.links import Opened, opened_link
from contest.accounts.rules import links
from contest.accounts.rules.links import Reach
from contest.accounts.service.signing_in import SignedIn, arrive, may_come, write_down
from contest.accounts.tables import LinkDevice, SignInLink
from contest.audit.service import record
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.lib.web import limits, signing
from contest.notifications.service import queue_message


def sign_in_link_digest(key: str) -> str:
    """What is kept of a link's key."""
    return signing.mac("sign-in link", key)


def _device_digest(link_id: UUID, secret: str) -> str:
    return signing.mac("link device", f"{link_id} {secret}")


async def make_sign_in_link(*, actor: Actor, person_id: UUID, reach: Reach, until: datetime, now: datetime) -> str:
    """The key of a new link of this person's, to be mailed to them; the one they had is ended.

    For themselves, and for who gives the role.
    """
    await _refuse_others(actor, person_id, reach)
    epoch = await db.fetchval("select epoch from person where id = $1 for update", person_id)
    await db.execute(
        "update sign_in_link set revoked_at = $4 where person = $1 and role = $2 and round_id = $3"
        " and revoked_at is null",
        person_id,
        reach.role,
        reach.round_id,
        now,
    )
    key = secrets.token_urlsafe(32)
    made = SignInLink(
        person=person_id,
        role=reach.role,
        edition_id=reach.edition_id,
        round_id=reach.round_id,
        paths=list(reach.paths),
        digest=sign_in_link_digest(key),
        epoch=epoch,
        made_by=actor.person_id,
        created_at=now,
        expires_at=until,
    )
    await made.save()
    data = {"link": made.id, "role": reach.role, "round": reach.round_id}
    await record(actor=actor, action="account.make_link", thing="person", thing_id=person_id, data=data)
    return key


async def _refuse_others(actor: Actor, person_id: UUID, reach: Reach) -> None:
    gives = rules.may_give(actor, role=reach.role, edition_id=reach.edition_id, round_id=reach.round_id)
    if actor.person_id != person_id and not gives:
        raise NotFound


async def _held(actor: Actor, link_id: UUID) -> Any:
    """The link, held, for its owner and for who gives its role."""
    row = await db.fetchrow("select * from sign_in_link where id = $1 and revoked_at is null for update", link_id)
    if row is None:
        raise NotFound
    reach = Reach(role=row["role"], edition_id=row["edition_id"], round_id=row["round_id"], paths=())
    await _refuse_others(actor, row["person"], reach)
    return row


async def end_sign_in_link(*, actor: Actor, link_id: UUID, now: datetime) -> None:
    """The link signs nobody in any more, and who came in by it is a visitor from the next request on."""
    row = await _held(actor, link_id)
    await db.execute("update sign_in_link set revoked_at = $2 where id = $1", link_id, now)
    data = {"link": link_id}
    await record(actor=actor, action="account.end_link", thing="person", thing_id=row["person"], data=data)


async def forget_device(*, actor: Actor, device_id: UUID, now: datetime) -> None:
    """Sign a device out; whoever opens the link on it comes in as on a new one."""
    link = await db.fetchval("select link from link_device where id = $1 and revoked_at is null", device_id)
    if link is None:
        raise NotFound
    row = await _held(actor, link)
    await db.execute("update link_device set revoked_at = $2 where id = $1", device_id, now)
    data = {"device": device_id}
    await record(actor=actor, action="account.forget_device", thing="person", thing_id=row["person"], data=data)


class Came(Struct, frozen=True, kw_only=True):
    """Who came in by a link, on which device."""

    who: SignedIn
    device_id: UUID


class Browser(Struct, frozen=True, kw_only=True):
    """The browser that opens a link: what its cookie says, what it calls itself, and where it is."""

    secret: str
    agent: str
    origin: rules.Origin


async def count_link(*, key: str, browser: Browser) -> None:
    """Count a try, by where it comes from and on one link; too many raise `TooMany`."""
    origin = browser.origin.address
    await limits.hit(f"link:address:{origin}", most=links.TRIES_ADDRESS, seconds=links.TRIES_SECONDS)
    await limits.hit(f"link:{limits.name(key)}", most=links.TRIES, seconds=links.TRIES_SECONDS)


async def come_by_link(
    *, actor: Actor, key: str, browser: Browser, proof: str = "", is_proved: bool = False, url: str, now: datetime
) -> Came:
    """The person whose link this is. Inside the caller's `work()`, after `count_link`.

    `proof`: the digest of what this device must have shown once; `is_proved`: it shows it now. `url`: where its owner
    sees and ends the devices of the link; the owner is written to when one more comes in.
    """
    link = await opened_link(digest=sign_in_link_digest(key), now=now)
    person = None if link is None else await queries.credentials(person_id=link.person_id)
    if link is None or person is None or not may_come(person, browser.origin):
        raise NotFound
    await db.execute("select from sign_in_link where id = $1 for update", link.id)
    known = await LinkDevice.select().where(LinkDevice.link == link.id, LinkDevice.revoked_at.is_null())
    digest = _device_digest(link.id, browser.secret)
    device = next((one for one in known if one["digest"] == digest), None)
    if proof and not is_proved and (device is None or device["proof"] != proof):
        raise Invalid(field="venue_code", message=N_("Type the code that is shown in the hall."))
    if device is None and len(known) >= links.MOST_DEVICES:
        raise Conflict(
            N_(
                "This link was opened on %(most)s devices already. Ask the organiser to forget one, or for a new link.",
                most=links.MOST_DEVICES,
            )
        )
    came = await arrive(person, actor, now=now)
    await db.execute("update sign_in_link set epoch = $2 where id = $1", link.id, came.epoch)
    name = links.device_name(browser.agent)
    if device is None and known:
        context = {"device": name, "at": now, "url": url}
        await queue_message(kind="accounts/new_device", to=person.recipient, context=context)
    await write_down(person, "account.sign_in_by_link")
    return Came(who=came, device_id=await _remember(link, digest, name, proof, now))


_REMEMBER = """
insert into link_device (id, link, digest, name, proof, first_at, last_at) values ($1, $2, $3, $4, $5, $6, $6)
on conflict (link, digest) do update set name = $4, proof = $5, last_at = $6, revoked_at = null
returning id
"""


async def _remember(link: Opened, digest: str, name: str, proof: str, now: datetime) -> UUID:
    found: UUID = await db.fetchval(_REMEMBER, uuid7(), link.id, digest, name, proof, now)
    return found
