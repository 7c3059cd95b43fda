"""Signing in and out. These verbs open their own `work()`: a try counts although it fails, and hashing holds nothing.

Whoever asks learns the same, and in the same time, whether an address is known or not.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from contest.accounts import queries, rules
from contest.accounts.queries import Credentials
from contest.accounts.service import codes
from contest.audit import service as audit
from contest.lib import db, passwords
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.web import limits
from contest.notifications.service import Recipient, queue_message

_QUARTER = 900  # seconds


class SignedIn(Struct, frozen=True, kw_only=True):
    """Who came in, and the epoch that their session must carry."""

    person_id: UUID
    epoch: int


async def sign_in_by_password(*, email: str, password: str, origin: rules.Origin) -> SignedIn:
    """The person whose address and password these are; `Invalid` says no more than that they are not."""
    address = rules.clean_email(email)
    await _count("sign-in", address or email, origin)
    person = await queries.credentials(email=address)
    fitting = await passwords.fits(password, person.password_hash if person is not None else None)
    if person is None or not fitting or not may_come(person, origin):
        await _record(person, "account.sign_in", outcome="refused")
        raise Invalid(fields={"password": N_("The e-mail address or the password is not right.")})
    if person.password_hash is not None and passwords.is_outdated(person.password_hash):
        await _rehash(person, await passwords.hash_password(password))
    await _record(person, "account.sign_in")
    await limits.forget(f"sign-in:{limits.name(person.email)}")
    return SignedIn(person_id=person.id, epoch=person.epoch)


async def mail_code(*, email: str, purpose: str, locale: str, origin: rules.Origin, now: datetime) -> None:
    """Mail a code: `sign_in` or `reset`. An unknown address is written to as well, that it is unknown."""
    address = rules.clean_email(email)
    if address is None:
        raise Invalid(fields={"email": N_("Write an e-mail address, as name@example.org.")})
    await limits.hit(f"mail:address:{origin.address}", most=40, seconds=_QUARTER)
    await limits.hit(f"mail:{limits.name(address)}", most=5, seconds=_QUARTER)
    async with db.work():
        person = await queries.credentials(email=address)
        if person is not None and not may_come(person, origin):
            return
        code = await codes.make_code(person.id if person is not None else None, purpose, now=now)
        known = "accounts/reset" if purpose == "reset" else "accounts/code"
        await queue_message(
            kind="accounts/unknown" if person is None else known,
            to=Recipient(person_id=None, email=address, name="", locale=locale) if person is None else person.recipient,
            context={"name": person.name if person is not None else ""},
            secrets={"code": code},
        )
        await write_down(person, f"account.mail_{purpose}_code")


async def sign_in_by_code(*, actor: Actor, email: str, code: str, origin: rules.Origin, now: datetime) -> SignedIn:
    """The person to whom this code was mailed, whose address is proved by it."""
    address = rules.clean_email(email)
    await _count("code", address or email, origin)
    async with db.work():
        person = await queries.credentials(email=address)
        came = None
        if (whose := await _take(person, "sign_in", code, origin, now=now)) is not None:
            came = await arrive(whose, actor, now=now)
        await write_down(person, "account.sign_in_by_code", outcome="done" if came else "refused")
    if came is None:
        raise _wrong_code()
    return came


async def reset_password(
    *, actor: Actor, email: str, code: str, new_password: str, origin: rules.Origin, now: datetime
) -> SignedIn:
    """A new password for the person to whom the code was mailed; every other session of theirs ends."""
    address = rules.clean_email(email)
    if (trouble := rules.password_trouble(new_password, email=address or "", name="")) is not None:
        raise Invalid(fields={"new_password": trouble})
    await _count("code", address or email, origin)
    hashed = await passwords.hash_password(new_password)
    async with db.work():
        person = await queries.credentials(email=address)
        came = None
        if (whose := await _take(person, "reset", code, origin, now=now)) is not None:
            await arrive(whose, actor, now=now)
            came = await _set_password(whose.id, hashed)
        await write_down(person, "account.reset_password", outcome="done" if came else "refused")
    if came is None:
        raise _wrong_code()
    return came


async def change_password(*, actor: Actor, password: str, new_password: str, origin: rules.Origin) -> SignedIn:
    """The actor's new password; the old one is asked where there is one. Every other session of theirs ends."""
    person = await _prove(actor, password, "account.change_password", origin)
    if (trouble := rules.password_trouble(new_password, email=person.email, name=person.name)) is not None:
        raise Invalid(fields={"new_password": trouble})
    hashed = await passwords.hash_password(new_password)
    async with db.work():
        changed = await _set_password(person.id, hashed)
        await write_down(person, "account.change_password")
    await limits.forget(f"sign-in:{limits.name(person.email)}")
    return changed


async def prove_password(*, actor: Actor, password: str, action: str, origin: rules.Origin) -> int:
    """Make sure that who sits there is the actor, by the password where they have one, before `action`; their epoch."""
    person = await _prove(actor, password, action, origin)
    await limits.forget(f"sign-in:{limits.name(person.email)}")
    return person.epoch


async def accept_invitation(*, actor: Actor, key: str, origin: rules.Origin, now: datetime) -> SignedIn:
    """The person to whom this link was mailed, the first time it is used."""
    await limits.hit(f"code:address:{origin.address}", most=100, seconds=_QUARTER)
    async with db.work():
        person_id = await codes.take_link(key, now=now)
        person = await queries.credentials(person_id=person_id) if person_id is not None else None
        if person is None or not may_come(person, origin):
            raise NotFound
        came = await arrive(person, actor, now=now)
        await write_down(person, "account.accept_invitation")
    return came


async def sign_out(*, actor: Actor) -> None:
    """Write down that a browser was signed out; its session is the route's to end."""
    async with db.work():
        await audit.record(actor=actor, action="account.sign_out", thing="person", thing_id=actor.id)


async def sign_out_everywhere(*, actor: Actor) -> None:
    """End every session of the actor, this one too: the next request of each is a visitor's."""
    async with db.work():
        await db.execute("update person set epoch = epoch + 1 where id = $1", actor.id)
        await audit.record(actor=actor, action="account.sign_out_everywhere", thing="person", thing_id=actor.id)


async def _prove(actor: Actor, password: str, action: str, origin: rules.Origin) -> Credentials:
    person = await queries.credentials(person_id=actor.id)
    if person is None:
        raise NotFound
    await _count("sign-in", person.email, origin)
    if person.password_hash is not None and not await passwords.fits(password, person.password_hash):
        await _record(person, action, outcome="refused")
        raise Invalid(fields={"password": N_("This is not your password.")})
    return person


async def _count(what: str, address: str, origin: rules.Origin) -> None:
    """Tries by one origin, then on one account: who is stopped by the first cannot lock others out by the second."""
    await limits.hit(f"{what}:address:{origin.address}", most=100, seconds=_QUARTER)
    await limits.hit(f"{what}:{limits.name(address.lower())}", most=10, seconds=_QUARTER)


def may_come(person: Credentials, origin: rules.Origin) -> bool:
    return rules.may_sign_in(is_demo=person.is_demo, origin=origin)


async def _take(
    person: Credentials | None, purpose: str, code: str, origin: rules.Origin, *, now: datetime
) -> Credentials | None:
    """The person, if this is their code; for nobody the same statement runs."""
    known = person if person is not None and may_come(person, origin) else None
    is_right = await codes.take_code(known.id if known is not None else None, purpose, code, now=now)
    return known if is_right else None


def _wrong_code() -> Invalid:
    return Invalid(fields={"one_time_code": N_("This code is not right, or no longer good. Ask for a new one.")})


async def arrive(person: Credentials, actor: Actor, *, now: datetime) -> SignedIn:
    """Somebody proved that they read this address."""
    taken_over = rules.is_taken_over(is_confirmed=person.is_confirmed, is_own_session=actor.person_id == person.id)
    epoch = await db.fetchval(
        "update person set email_confirmed_at = coalesce(email_confirmed_at, $2), epoch = epoch + $3::int,"
        " password_hash = case when $3::int = 1 then null else password_hash end where id = $1 returning epoch",
        person.id,
        now,
        int(taken_over),
    )
    return SignedIn(person_id=person.id, epoch=epoch)


async def _set_password(person_id: UUID, hashed: str) -> SignedIn:
    epoch = await db.fetchval(
        "update person set password_hash = $2, epoch = epoch + 1 where id = $1 returning epoch", person_id, hashed
    )
    return SignedIn(person_id=person_id, epoch=epoch)


async def _rehash(person: Credentials, hashed: str) -> None:
    async with db.work():
        await db.execute(
            "update person set password_hash = $2 where id = $1 and password_hash = $3",
            person.id,
            hashed,
            person.password_hash,
        )


async def _record(person: Credentials | None, action: str, *, outcome: str = "done") -> None:
    async with db.work():
        await write_down(person, action, outcome=outcome)


async def write_down(person: Credentials | None, action: str, *, outcome: str = "done") -> None:
    """Tries on addresses that nobody has are written too: the same statement, so the same time."""
    actor = Actor(person_id=person.id) if person is not None and outcome == "done" else Actor()
    await audit.record(
        actor=actor,
        action=action,
        thing="person",
        thing_id=person.id if person is not None else None,
        outcome=outcome,
    )
