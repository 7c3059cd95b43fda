"""The list that says which credentials hold no more, signed anew whenever it is asked for."""

from datetime import datetime

from contest.certificates import queries
from contest.certificates.rules import credential
from contest.certificates.service.signing import signing_key
from contest.lib import db
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.lib.signatures.children import prove_many


async def status_list(*, number: int, now: datetime) -> bytes:
    """The status list `number` as signed JSON. `NotFound` where no credential has a place in it."""
    first = number * credential.LIST_BITS
    if first > int(await db.fetchval("select coalesce(max(status_index), 0) from certificate")):
        raise NotFound
    public_url, key = settings().public_url, signing_key(now)
    over = await queries.over(first=first, count=credential.LIST_BITS)
    unsigned = credential.status_list(public_url, number, over, now)
    (made,) = await prove_many([(unsigned, now)], key=key, method=credential.method(public_url, key.public.id))
    return made
