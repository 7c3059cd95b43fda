"""A second factor: set up, shown, replaced, and taken off somebody who lost theirs.

`show_factor` opens its own `work()`: a wrong code counts although it is refused.
"""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries, rules
from contest.accounts.queries.factors import KEY
from contest.accounts.rules import factor as factor_rules
from contest.accounts.tables import RecoveryCode, SecondFactor
from contest.audit import service as audit
from contest.lib import db, keys, totp
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import secret_code, uuid7
from contest.lib.web import limits, signing
from contest.notifications.service import queue_message

_WORKING = "select id, secret, last_step from second_factor where person = $1 and confirmed_at is not null for update"


def _digest(lot: UUID, code: str) -> str:
    return signing.mac("recovery code", f"{lot} {code}")


async def begin_factor(*, actor: Actor, now: datetime) -> None:
    """A new secret for the actor's app, which does nothing before a code of it was shown.

    Who has a second factor replaces it only in a session that has shown it.
    """
    if not factor_rules.is_asked(actor):
        raise NotFound
    if actor.waiting and await queries.factor(actor=actor) is not None:
        raise NotAllowed(N_("Show the second factor that you have first."))
    await db.execute("select from person where id = $1 for update", actor.id)  # begun twice at once, one is left
    await db.execute("delete from second_factor where person = $1 and confirmed_at is null", actor.id)
    await SecondFactor(person=actor.id, secret=keys.encrypt(KEY, totp.new_secret()), created_at=now).save()


async def confirm_factor(*, actor: Actor, code: str, now: datetime) -> list[str]:
    """Let the new secret count, now that a code of it came back; the recovery codes, which are shown this once."""
    await limits.hit(f"factor:{actor.id}", most=factor_rules.TRIES, seconds=factor_rules.TRIES_SECONDS)
    async with db.work():
        row = await db.fetchrow(
            "select id, secret from second_factor where person = $1 and confirmed_at is null for update", actor.id
        )
        if row is None:
            raise Conflict(N_("Begin again: this secret is gone."))
        if actor.waiting and await queries.factor(actor=actor) is not None:
            raise NotAllowed(N_("Show the second factor that you have first."))
        step = _step(row["secret"], code, last=0, now=now)
        if step is None:
            raise _wrong()
        await db.execute("delete from second_factor where person = $1 and confirmed_at is not null", actor.id)
        await db.execute(
            "update second_factor set confirmed_at = $2, last_step = $3 where id = $1", row["id"], now, step
        )
        codes = await new_codes(actor.id)
        await audit.record(
            actor=actor, action="account.set_factor", thing="person", thing_id=actor.id, data={"by": "app"}
        )
        await queue_message(
            kind="accounts/factor_set", to=await queries.recipient(actor.id), context={"is_reset": False, "passkey": ""}
        )
    await limits.forget(f"factor:{actor.id}")
    return codes


async def show_factor(*, actor: Actor, code: str, now: datetime) -> None:
    """Make sure of the actor by a code of their app, or by a recovery code, each good once; `Invalid` if it is not."""
    await limits.hit(f"factor:{actor.id}", most=factor_rules.TRIES, seconds=factor_rules.TRIES_SECONDS)
    typed = rules.clean_code(code)
    async with db.work():
        if await queries.factor(actor=actor) is None:
            raise Conflict(N_("Set up your second factor first."))
        row = await db.fetchrow(_WORKING, actor.id)
        step = None if row is None else _step(row["secret"], typed, last=row["last_step"], now=now)
        if row is not None and step is not None:
            await db.execute("update second_factor set last_step = $2 where id = $1", row["id"], step)
            by = "app"
        else:
            by = "recovery code" if await _use_code(actor.id, typed, now) else ""
        await record_shown(actor=actor, by=by)
    if not by:
        raise _wrong()
    await limits.forget(f"factor:{actor.id}")


async def _use_code(person_id: UUID, typed: str, now: datetime) -> bool:
    lots = await db.fetch("select distinct lot from recovery_code where person = $1", person_id)
    used = await db.fetchval(
        "update recovery_code set used_at = $3 where person = $1 and digest = any($2::text[]) and used_at is null"
        " returning id",
        person_id,
        [_digest(row["lot"], typed) for row in lots],
        now,
    )
    return used is not None


async def record_shown(*, actor: Actor, by: str) -> None:
    """Write that the actor showed a factor, and which; nothing: that what they showed was none."""
    await audit.record(
        actor=actor,
        action="account.show_factor",
        thing="person",
        thing_id=actor.id,
        data={"by": by} if by else {},
        outcome="done" if by else "refused",
    )


async def renew_recovery_codes(*, actor: Actor) -> list[str]:
    """Ten new recovery codes, shown this once, in a session that has shown the factor; the old ones end."""
    if actor.waiting or await queries.factor(actor=actor) is None:
        raise NotAllowed(N_("Show the second factor that you have first."))
    await audit.record(actor=actor, action="account.renew_recovery_codes", thing="person", thing_id=actor.id)
    return await new_codes(actor.id)


async def reset_factor(*, actor: Actor, person_id: UUID, reason: str) -> None:
    """Take the second factor off somebody who lost theirs, and sign them out everywhere; they get a mail.

    For the system, and for who organises the whole installation.
    """
    if not rules.may_give(actor, role=rules.PROGRAMME, edition_id=None, round_id=None):
        raise NotFound
    if actor.person_id == person_id:
        raise NotAllowed(N_("Replace your own in your account."))
    removed = [
        *await db.fetch("delete from second_factor where person = $1 returning id", person_id),
        *await db.fetch("delete from passkey where person = $1 returning id", person_id),
    ]
    if not removed:
        raise NotFound
    await db.execute("delete from recovery_code where person = $1", person_id)
    await db.execute("update person set epoch = epoch + 1 where id = $1", person_id)
    await audit.record(
        actor=actor, action="account.reset_factor", thing="person", thing_id=person_id, texts={"reason": reason}
    )
    await queue_message(
        kind="accounts/factor_set", to=await queries.recipient(person_id), context={"is_reset": True, "passkey": ""}
    )


def _step(sealed: str, code: str, *, last: int, now: datetime) -> int | None:
    secret = keys.decrypt(KEY, sealed)
    if secret is None:  # the installation's key is another one now
        return None
    return factor_rules.fitting_step(
        rules.clean_code(code), now=totp.step_of(now), last=last, code_at=lambda step: totp.code_at(secret, step)
    )


async def new_codes(person_id: UUID) -> list[str]:
    """Ten new recovery codes in the place of all that the person had."""
    await db.execute("delete from recovery_code where person = $1", person_id)
    codes, lot = [secret_code(factor_rules.RECOVERY_LENGTH) for _ in range(factor_rules.RECOVERY_CODES)], uuid7()
    await RecoveryCode.insert(
        *(RecoveryCode(id=uuid7(), person=person_id, lot=lot, digest=_digest(lot, one)) for one in codes)
    )
    return codes


def _wrong() -> Invalid:
    return Invalid(fields={"factor_code": N_("This code is not right, or was used already. Wait for the next one.")})
