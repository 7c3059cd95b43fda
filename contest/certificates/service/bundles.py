"""The signed bundles of a published result: for who audits it, and for everybody."""

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit import service as audit
from contest.certificates.service.signing import issuer_name, keep_key, signing_key
from contest.judging import queries as judging
from contest.judging import service as judged
from contest.judging.rules import bundle as rules
from contest.lib import db, storage
from contest.lib.actor import SYSTEM
from contest.lib.ids import uuid7
from contest.lib.signatures import parcels
from contest.lib.signatures.keys import PublicKey


class StoredBundle(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that lies in the storage."""

    kind: str
    key: str
    sha256: str
    size: int


class StoredBundles(msgspec.Struct, frozen=True, kw_only=True):
    """Those of one decision, and whose signature they bear."""

    decision_id: UUID
    bundles: list[StoredBundle]
    key: PublicKey


def storage_key(decision_id: UUID, kind: str) -> str:
    """Where the bundle lies: the same for every try, so that the first one that is stored stays."""
    return f"results/{decision_id}/{kind}.zip"


async def store_bundles(*, decision_id: UUID, now: datetime) -> StoredBundles | None:
    """Make, sign and keep the bundles of a decision that is published and holds, once; None of another.

    What was written to the ledgers is sealed first, so that their last seals cover the scores. Call it outside of a
    `work()`, then `mark_bundles` inside one. `KeyMissing` where nothing can be signed.
    """
    key = signing_key(now)
    async with db.work():
        await judged.seal_scores()
        await audit.seal()
    made = []
    for kind in rules.KINDS:
        found = await judging.result_bundle(decision_id=decision_id, kind=kind)
        if found is None:
            return None
        data = parcels.pack(rules.written(found), key=key, issuer=issuer_name(), at=now)
        place = storage_key(decision_id, kind)
        if not await storage.put_once(place, data, content_type="application/zip"):
            data = await storage.get(place)
        made.append(StoredBundle(kind=kind, key=place, sha256=hashlib.sha256(data).hexdigest(), size=len(data)))
    return StoredBundles(decision_id=decision_id, bundles=made, key=key.public)


_MARK = """
insert into result_bundle (id, decision, kind, key, sha256, size, signing_key, made_at)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (decision, kind) do nothing returning id
"""


async def mark_bundles(*, stored: StoredBundles, now: datetime) -> None:
    """Say that they are there; a second run says nothing new."""
    await keep_key(stored.key)
    for one in stored.bundles:
        made = await db.fetchval(
            _MARK, uuid7(), stored.decision_id, one.kind, one.key, one.sha256, one.size, stored.key.id, now
        )
        if made is not None:
            data = {"decision": stored.decision_id, "kind": one.kind, "sha256": one.sha256, "key": stored.key.id}
            await audit.record(actor=SYSTEM, action="result.sign", thing="result_bundle", thing_id=made, data=data)
