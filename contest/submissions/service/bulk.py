"""One ruling on many entries."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.submissions import queries, rules
from contest.submissions.rules import screening
from contest.submissions.service.screening import HELD, Saying, check_saying, rule

_MANY = HELD + " where s.code = any($1::text[]) order by s.id for update of st"


class Outcome(msgspec.Struct, frozen=True):
    """The codes of what changed, and why the others did not. What the actor may not see is in neither."""

    done: list[str]
    left_out: dict[str, Lazy]


def _why_not(row: Any, verdict: str, number: int) -> Lazy | None:
    return screening.skipped(
        state=row["state"],
        standing=row["standing"],
        verdict=verdict,
        is_changed=row["number"] != number,
        is_proposed=row["proposal"] is not None,
        round_state=row["round_state"],
    )


async def screen_many(
    *,
    actor: Actor,
    round_id: UUID,
    verdict: str,
    reason: str = "",
    reasons: Collection[str] = (),
    entries: Mapping[str, int],
    now: datetime,
) -> Outcome:
    """Say one thing of many entries: `entries` maps their codes to the version that was looked at.

    Entries that changed since, that stand there already or can no longer be screened are left out, so that a second
    press of the button changes nothing. More can be asked of one entry at a time only.
    """
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not rules.may_screen(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound
    if verdict not in {"eligible", "ineligible"}:
        raise Invalid(N_("Choose one of the answers offered."), field="verdict")
    if not entries or len(entries) > screening.MOST_AT_ONCE:
        raise Invalid(
            N_("Choose at least one entry, and at most %(most)s.", most=screening.MOST_AT_ONCE), field="entry"
        )
    plan = await queries.screening_plan(edition_id=round_.edition_id, round_id=round_id)
    said = Saying(verdict=verdict, note=reason, reasons=reasons)
    check_saying(said, plan)
    done, left_out = [], dict[str, Lazy]()
    for row in await db.fetch(_MANY, list(entries), round_id, actor.person_id):
        if row["is_tied"]:
            continue
        why = _why_not(row, verdict, entries[row["code"]])
        if why is None:
            await rule(actor=actor, row=row, round_id=round_id, said=said, plan=plan, now=now)
            done.append(row["code"])
        else:
            left_out[row["code"]] = why
    return Outcome(sorted(done), left_out)
