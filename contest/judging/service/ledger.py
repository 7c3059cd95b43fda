"""Writing the ledger of scores, in the transaction of the step that it tells."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from contest.audit import service as audit
from contest.judging.rules.ledger import SCORES
from contest.lib import db
from contest.lib.actor import Actor

_FACTS = """
select jr.round, rv.submission, rv.judge, rv.rubric, p.name
  from review rv join judging_round jr on jr.id = rv.judging_round join person p on p.id = rv.judge
 where rv.id = $1
"""


async def write_down(
    *,
    actor: Actor,
    step: str,
    review_id: UUID,
    data: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    """Write that a score took this step: `signed`, `changed`, `reopened`, `recused`, `waived`.

    `data` holds points, totals and ids; what people wrote goes into `texts`, where the judge's name is put too. Empty
    texts are left out.
    """
    row = await db.fetchrow(_FACTS, review_id)
    assert row is not None
    words = {"judge": row["name"], **(texts or {})}
    values = {key: row[key] for key in ("round", "submission", "judge", "rubric")}
    await audit.append(
        SCORES,
        values={**values, "step": step, "review": review_id, "actor_id": actor.person_id, "data": data or {}},
        texts={name: text for name, text in words.items() if text},
    )


async def signed_before(review_id: UUID) -> dict[str, Decimal] | None:
    """The points with which the review was signed last, from the ledger; None where it never was."""
    data = await db.fetchval(
        "select data->>'points' from score_record where review = $1 and step in ('signed', 'changed')"
        " order by at desc, id desc limit 1",
        review_id,
    )
    return None if data is None else msgspec.json.decode(data, type=dict[str, Decimal])


async def seal_scores() -> int:
    """Seal what waits; how many records. In a `work()`."""
    return await audit.seal(SCORES)
