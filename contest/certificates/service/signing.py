"""The key that certificates are signed with, and its published half."""

from datetime import datetime
from urllib.parse import urlsplit

from contest.audit.service import record
from contest.certificates.queries import published_keys
from contest.lib import clock, db
from contest.lib.actor import SYSTEM
from contest.lib.config import settings
from contest.lib.errors import Conflict
from contest.lib.i18n import N_
from contest.lib.signatures import keys
from contest.lib.signatures.keys import PublicKey, SigningKey


def signing_key(now: datetime) -> SigningKey:
    """The key of this installation that signs at `now`; `KeyMissing` says what is wrong with it."""
    its = settings()
    return keys.current(given=its.signing_key, home=its.home, name=issuer_name(), now=now)


def issuer_name() -> str:
    """The host that people know the installation by: whose signature it is."""
    return urlsplit(settings().public_url).hostname or "localhost"


async def keep_key(key: PublicKey) -> None:
    """Publish a key, for ever: what it signed is checked with it. Inside a `work()`."""
    await db.execute(
        "insert into signing_key (id, certificate, ed25519, valid_from, valid_until, published_at)"
        " values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
        key.id,
        key.certificate,
        key.ed25519,
        key.valid_from,
        key.valid_until,
        clock.now(),
    )


async def publish_key(*, now: datetime) -> PublicKey:
    """Publish the key that signs at `now`, before it has signed anything."""
    key = signing_key(now).public
    async with db.work():
        await keep_key(key)
    return key


async def key_lines(*, now: datetime) -> list[str]:
    """Every published key for the operator, newest first: its id, its days, and whether it signs."""
    signs = (await publish_key(now=now)).id
    lines = []
    for key in await published_keys():
        retired = f"retired {key.retired_at:%Y-%m-%d}" if key.retired_at else "published"
        state = "signs" if key.id == signs else retired
        lines.append(f"{key.id}  {key.valid_from:%Y-%m-%d} to {key.valid_until:%Y-%m-%d}  {state}")
    return lines


async def rotate_key(*, now: datetime) -> PublicKey:
    """Make the key that signs from now on and publish it; the private halves of older ones are destroyed.

    What they signed stays valid. `Conflict` where `SIGNING_KEY` says which key signs: then only that variable can.
    """
    its = settings()
    if its.signing_key:
        raise Conflict(
            N_("SIGNING_KEY says which key signs: write a new one with `contest keys make FILE`, then set it.")
        )
    older = keys.stored(its.home)
    path = keys.store(its.home, keys.make(name=issuer_name(), now=now), now=now)
    made = keys.read(path.read_text()).public
    async with db.work():
        await keep_key(made)
        await db.execute("update signing_key set retired_at = $2 where id <> $1 and retired_at is null", made.id, now)
        await record(
            actor=SYSTEM, action="signing_key.rotate", thing="signing_key", thing_id=None, data={"id": made.id}
        )
    for old in older:
        old.unlink()
    return made
