"""Passkeys as a second factor, or beside a link: made, shown, removed. What a device signed is judged here.

`show_passkey` opens its own `work()`: an answer that does not hold counts although it is refused.
"""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries
from contest.accounts.rules import factor as factor_rules
from contest.accounts.service.factors import new_codes, record_shown
from contest.accounts.tables import Passkey
from contest.audit import service as audit
from contest.lib import db, passkeys
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.lib.web import limits
from contest.notifications.service import queue_message

MOST = 10
NAME_LENGTH = 60


async def ask_for_passkey(*, actor: Actor) -> str | None:
    """What the actor's browser is asked to make or to show, as JSON; None where passkeys cannot be used."""
    if passkeys.site() is None or not factor_rules.may_hold(actor):
        return None
    found = await queries.factor(actor=actor)
    known = [] if found is None else [one.credential for one in found.passkeys]
    if actor.waiting and found is not None:
        return await passkeys.ask(person_id=actor.id, known=known) if known else None
    return await passkeys.ask_new(person_id=actor.id, email=actor.email, name=actor.name, known=known)


async def ask_holder(*, person_id: UUID) -> str | None:
    """What the browser of who says they are this person is asked, as JSON; None if they have no passkey."""
    known = [row["credential"] for row in await db.fetch("select credential from passkey where person = $1", person_id)]
    return await passkeys.ask(person_id=person_id, known=known) if known and passkeys.site() is not None else None


async def prove_holder(*, person_id: UUID, answer: str, now: datetime) -> None:
    """Make sure of a person who is not signed in yet, inside the caller's `work()`; `Invalid` if it does not hold.

    The caller counts the tries.
    """
    if not await _holds(person_id, answer, now):
        raise _unfit()


async def add_passkey(*, actor: Actor, answer: str, name: str, now: datetime) -> list[str]:
    """Keep what the actor's device made. Recovery codes, shown this once, where it is a first factor that is asked.

    Who has a second factor adds to it only in a session that has shown it.
    """
    if not factor_rules.may_hold(actor):
        raise NotFound
    await limits.hit(f"factor:{actor.id}", most=factor_rules.TRIES, seconds=factor_rules.TRIES_SECONDS)
    if not name.strip() or len(name.strip()) > NAME_LENGTH:
        raise Invalid(fields={"passkey_name": N_("Give it a name of at most %(most)s characters.", most=NAME_LENGTH)})
    made = await passkeys.made(answer, person_id=actor.id)
    if made is None:
        raise _unfit()
    await db.execute("select from person where id = $1 for update", actor.id)  # two first factors at once
    found = await queries.factor(actor=actor)
    if actor.waiting and found is not None:
        raise NotAllowed(N_("Show the second factor that you have first."))
    if found is not None and len(found.passkeys) >= MOST:
        raise Conflict(N_("You have %(most)s passkeys: remove one first.", most=MOST))
    if await db.fetchval("select id from passkey where credential = $1", made.credential) is not None:
        raise _unfit()
    await Passkey(
        person=actor.id,
        credential=made.credential,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name.strip(),
        made_at=now,
    ).save()
    await audit.record(
        actor=actor, action="account.set_factor", thing="person", thing_id=actor.id, data={"by": "passkey"}
    )
    await queue_message(
        kind="accounts/factor_set",
        to=await queries.recipient(actor.id),
        context={"is_reset": False, "passkey": name.strip()},
    )
    await limits.forget(f"factor:{actor.id}")
    return await new_codes(actor.id) if found is None and factor_rules.is_asked(actor) else []


async def show_passkey(*, actor: Actor, answer: str, now: datetime) -> None:
    """Make sure of the actor by what their device signed; `Invalid` if it does not hold."""
    await limits.hit(f"factor:{actor.id}", most=factor_rules.TRIES, seconds=factor_rules.TRIES_SECONDS)
    async with db.work():
        holds = await _holds(actor.id, answer, now)
        await record_shown(actor=actor, by="passkey" if holds else "")
    if not holds:
        raise _unfit()
    await limits.forget(f"factor:{actor.id}")


async def _holds(person_id: UUID, answer: str, now: datetime) -> bool:
    """Whether a passkey of this person signed this answer; its count is kept."""
    row = await db.fetchrow(
        "select id, credential, public_key, sign_count from passkey where person = $1 and credential = $2 for update",
        person_id,
        passkeys.credential_of(answer) or b"",
    )
    if row is None:
        return False
    known = passkeys.Known(**{name: row[name] for name in passkeys.Known.__struct_fields__})
    count = await passkeys.shown(answer, person_id=person_id, known=known)
    if count is None:
        return False
    await db.execute("update passkey set sign_count = $2, used_at = $3 where id = $1", row["id"], count, now)
    return True


async def remove_passkey(*, actor: Actor, passkey_id: UUID) -> None:
    """Let a passkey count no longer, in a session that has shown a factor. The last factor stays where one is asked."""
    await db.execute("select from person where id = $1 for update", actor.id)  # two last ones at once
    found = await queries.factor(actor=actor)
    if found is None or passkey_id not in {one.id for one in found.passkeys}:
        raise NotFound
    if actor.waiting:
        raise NotAllowed(N_("Show the second factor that you have first."))
    is_last = found.confirmed_at is None and len(found.passkeys) == 1
    if is_last and factor_rules.is_asked(actor):
        raise Conflict(N_("This is your only second factor: add another one first."))
    await db.execute("delete from passkey where id = $1", passkey_id)
    if is_last:
        await db.execute("delete from recovery_code where person = $1", actor.id)
    await audit.record(actor=actor, action="account.remove_passkey", thing="person", thing_id=actor.id)


def _unfit() -> Invalid:
    return Invalid(
        fields={"passkey": N_("This does not hold: the device is not known here, or it took too long. Try again.")}
    )
