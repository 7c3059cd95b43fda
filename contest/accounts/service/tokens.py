"""Tokens for programs: made once and shown once, kept as a digest, taken back at once."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from contest.accounts import queries
from contest.accounts.rules import Origin, clean_name, name_trouble
from contest.accounts.rules import tokens as rules
from contest.accounts.service.signing_in import prove_password
from contest.accounts.tables import ApiToken
from contest.audit import service as audit
from contest.lib import db
from contest.lib.actor import Actor, Grant
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.web import signing

_USED_EVERY = timedelta(minutes=1)
_HINT = 4


def token_digest(token: str) -> str:
    """What is kept of a token."""
    return signing.mac("api token", token)


async def make_token(
    *,
    actor: Actor,
    name: str,
    scopes: Collection[str],
    place: tuple[UUID | None, UUID | None] = (None, None),
    life: str,
    password: str = "",
    origin: Origin,
    now: datetime,
) -> str:
    """A new token of the actor's, which is shown this once; opens its own `work()`, for a wrong password counts.

    `place` is an edition and a round of it in which their roles count with it; `life` a key of `rules.LIVES`. It does
    no more than the actor may, and less once they may less. `Invalid` names what is wrong, by field.
    """
    if actor.token_id is not None or not actor.email_confirmed:
        raise NotAllowed(N_("Confirm your address first: a token acts for whoever reads it."))
    wanted, called = [scope for scope in rules.offered(actor) if scope in scopes], clean_name(name)
    known = await queries.token_places(actor=actor) if place != (None, None) else []
    if errors := _faults(called, wanted, scopes, place, known, life):
        raise Invalid(fields=errors)
    epoch = await prove_password(actor=actor, password=password, action="account.make_token", origin=origin)
    token = rules.PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        person=actor.id,
        name=called,
        digest=token_digest(token),
        hint=token[-_HINT:],
        scopes=wanted,
        edition_id=place[0],
        round_id=place[1],
        epoch=epoch,
        created_at=now,
        expires_at=now + rules.LIVES[life],
    )
    await _keep(actor, row, now)
    return token


def _faults(
    called: str,
    wanted: Collection[str],
    scopes: Collection[str],
    place: tuple[UUID | None, UUID | None],
    known: Collection[Grant],
    life: str,
) -> dict[str, Lazy | str]:
    """What is wrong with a token that was asked for, by field."""
    errors: dict[str, Lazy | str] = {}
    if (trouble := name_trouble(called)) is not None:
        errors["name"] = trouble
    if not wanted or len(wanted) != len(set(scopes)):
        errors["scopes"] = N_("Choose at least one thing that the token may do.")
    if place not in [(None, None), *((one.edition_id, one.round_id) for one in known)]:
        errors["place"] = N_("Choose one of the answers offered.")
    if life not in rules.LIVES:
        errors["life"] = N_("Choose one of the answers offered.")
    return errors


async def _keep(actor: Actor, row: ApiToken, now: datetime) -> None:
    async with db.work():
        await db.execute("select from person where id = $1 for update", actor.id)
        if len(await queries.tokens(actor=actor, now=now)) >= rules.MOST_TOKENS:
            raise Conflict(N_("You have %(most)s tokens. Take one back first.", most=rules.MOST_TOKENS))
        await row.save()
        data = {"scopes": row.scopes, "edition": row.edition_id, "round": row.round_id, "until": row.expires_at}
        await audit.record(
            actor=actor, action="account.make_token", thing="api_token", thing_id=row.id, data=data,
            texts={"name": row.name},
        )  # fmt: skip


async def revoke_token(*, actor: Actor, token_id: UUID, now: datetime) -> None:
    """Take one of the actor's tokens back: the next request with it is a stranger's. Twice is as once."""
    revoked = await db.fetchval(
        "update api_token set revoked_at = coalesce(revoked_at, $3) where id = $1 and person = $2 returning id",
        token_id,
        actor.person_id,
        now,
    )
    if revoked is None:
        raise NotFound
    await audit.record(actor=actor, action="account.revoke_token", thing="api_token", thing_id=token_id)


async def note_use(*, bearer: queries.Bearer, now: datetime) -> None:
    """Keep when a token was last used, to the minute."""
    if bearer.last_used_at is None or now - bearer.last_used_at >= _USED_EVERY:
        await db.execute("update api_token set last_used_at = $2 where id = $1", bearer.terms.id, now)
