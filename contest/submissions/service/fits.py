"""New entries that fit an investor's thesis are told to its owner: that there are some, and nothing of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from contest.accounts import queries as accounts
from contest.lib import clock, db
from contest.lib.actor import SYSTEM
from contest.lib.config import settings
from contest.lib.ids import uuid7
from contest.notifications.service import queue_message
from contest.submissions.queries.sharing import HEARERS
from contest.submissions.queries.suggestions import matches
from contest.zone import queries as zone

LEAST_SCORE = 60  # per cent of what a thesis asks for
AT_ONCE = 200

# Entries that passed the screening and may be read by counterparts, beside each thesis they were not held against yet.
_NEW = f"""
select s.id, s.code, st.round, s.edition, n.id as need
  from submission s
  join sharing_consent k on k.submission = s.id and k.level <> 'none'
  join lateral (select round, state from standing t where t.submission = s.id and t.gone = ''
                 order by t.changed_at desc, t.id desc limit 1) st
       on st.state not in ('entered', 'more_wanted', 'ineligible')
  join need n on n.edition_id = s.edition and n.kind = 'thesis' and n.state = 'open'
 where s.state = 'submitted' and not exists (select from fit_news f where f.need = n.id and f.submission = s.id)
 order by st.round, n.id, s.code limit {AT_ONCE}
"""  # noqa: S608 - a constant


async def announce_fits() -> None:
    """Hold new entries against open theses, and write to the owners of those that some of them fit.

    Runs by itself, inside a `work()`.
    """
    now = clock.now()
    for (round_id, edition_id), rows in groupby(await db.fetch(_NEW), key=lambda row: (row["round"], row["edition"])):
        await _announce(round_id, edition_id, list(rows), now)


async def _announce(round_id: UUID, edition_id: UUID, rows: Sequence[Any], now: datetime) -> None:
    asked = {row["need"] for row in rows}
    needs = [one for one in await zone.needs(actor=SYSTEM, edition_id=edition_id) if one.id in asked]
    ids = {row["code"]: row["id"] for row in rows}
    found = await matches(round_id=round_id, edition_id=edition_id, codes=list(ids), needs=needs)
    wanted = {(row["need"], row["code"]) for row in rows}
    for need, ranked in zip(needs, found, strict=True):
        held = [one for one in ranked if (need.id, one.code) in wanted]
        await db.execute(
            "insert into fit_news (id, need, submission, score, made_at) select n.id, $1, n.submission, n.score, $2"
            " from unnest($3::uuid[], $4::uuid[], $5::int[]) as n(id, submission, score) on conflict do nothing",
            need.id, now, [uuid7() for _ in held], [ids[one.code] for one in held], [one.score for one in held],
        )  # fmt: skip
        if fits := [ids[one.code] for one in held if not one.refused and one.score >= LEAST_SCORE]:
            await _tell(need, fits, round_id)


async def _tell(need: zone.Need, fits: list[UUID], round_id: UUID) -> None:
    rows = await db.fetch(HEARERS, need.id, fits)
    known = await accounts.recipients([row["person"] for row in rows])
    for row in rows:
        await queue_message(
            kind="submissions/fits",
            to=known[row["person"]],
            context={
                "count": row["entries"],
                "title_en": need.title_en or need.title_zh,
                "title_zh": need.title_zh or need.title_en,
                "link": f"{settings().public_url}/submissions/shared",
            },
            edition_id=need.edition_id,
            round_id=round_id,
        )
