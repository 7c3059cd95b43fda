"""The signed bundles of results: the public one for anybody, that of the auditors for who decides the round."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from contest.judging.queries.decisions import decision_facts, refuse_tied
from contest.judging.queries.rounds import round_to_run
from contest.lib import db, storage
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class BundleFile(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle as a file to be sent."""

    key: str
    name: str
    sha256: str
    size: int
    content_type: str = "application/zip"

    def read(self, first: int = 0, last: int | None = None) -> AsyncIterator[bytes]:
        return storage.stream(self.key, first=first, last=last)


_PUBLIC = """
select b.key, concat_ws('-', e.slug, r.slug, 'result') || '.zip' as name, b.sha256, b.size
  from result_bundle b
  join decision d on d.id = b.decision and d.state in ('published', 'final')
  join round r on r.id = d.round
  join edition e on e.id = r.edition
 where e.slug = $1 and r.slug = $2 and b.kind = 'public'
"""

_AUDITORS = """
select b.key, concat_ws('-', e.slug, r.slug, 'result', 'auditors') || '.zip' as name, b.sha256, b.size
  from result_bundle b
  join decision d on d.id = b.decision
  join round r on r.id = d.round
  join edition e on e.id = r.edition
 where d.id = $1 and b.kind = 'auditors'
"""


async def public_bundle(*, edition_slug: str, round_slug: str) -> BundleFile | None:
    """The bundle of the result that holds, or None while there is none: it is for anybody."""
    row = await db.fetchrow(_PUBLIC, edition_slug, round_slug)
    return None if row is None else BundleFile(**row)


async def auditors_bundle(*, actor: Actor, decision_id: UUID) -> BundleFile | None:
    """The bundle with every score, for who runs the round and is too close to no entry of it; None until it is made."""
    decision = await decision_facts(decision_id=decision_id)
    if decision is None:
        raise NotFound
    await round_to_run(actor=actor, round_id=decision.round_id)
    await refuse_tied(actor=actor, round_id=decision.round_id)
    row = await db.fetchrow(_AUDITORS, decision_id)
    return None if row is None else BundleFile(**row)
