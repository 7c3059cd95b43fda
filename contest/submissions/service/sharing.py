"""An entry's data room: its applicant says how much, its organisers with whom, and every opening is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.notifications.service import queue_message
from contest.submissions import queries
from contest.submissions.queries import sharing
from contest.submissions.queries.visible import ties_hide_sql
from contest.submissions.rules import suggest
from contest.submissions.rules.sharing import LEVELS
from contest.zone import queries as zone

_CHOSEN = f"""
select s.id, coalesce(k.level, 'none') as level from submission s join standing st on st.submission = s.id
  left join sharing_consent k on k.submission = s.id
 where st.round = $2 and s.code = any($3::text[]) and s.state = 'submitted' and {ties_hide_sql("$1")}
"""  # noqa: S608 - constants only

_SHARE = """
insert into entry_share (id, submission, counterpart, shared_by, shared_at, ended_by)
select n.id, n.submission, $3, $4, $5, '' from unnest($1::uuid[], $2::uuid[]) as n(id, submission)
    on conflict (submission, counterpart) do update
   set ended_at = null, ended_by = '', shared_by = $4, shared_at = $5
 where entry_share.ended_at is not null and entry_share.ended_by = 'organiser'
returning submission
"""


async def agree_to_sharing(*, actor: Actor, code: str, level: str, now: datetime) -> None:
    """The owner of an entry says how much of it counterparts may read, from now on; less than before takes it back."""
    entry = await queries.own_entry(actor=actor, code=code, to="own")
    if level not in LEVELS:
        raise Invalid(N_("Choose one of the answers offered."), field="level")
    await db.execute(
        """insert into sharing_consent (id, submission, level, agreed_by, agreed_at) values ($1, $2, $3, $4, $5)
           on conflict (submission) do update set level = $3, agreed_by = $4, agreed_at = $5""",
        uuid7(), entry.id, level, actor.id, now,
    )  # fmt: skip
    await record(
        actor=actor, action="submission.agree_to_sharing", thing="submission", thing_id=entry.id, data={"level": level}
    )


async def share_entries(
    *, actor: Actor, round_id: UUID, codes: Sequence[str], counterpart_id: UUID, now: datetime
) -> int:
    """Share entries of a round, whose applicants agreed, with a counterpart of its edition; how many are new to it."""
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not may_organise(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound
    if not codes:
        raise Invalid(N_("Choose an entry first."), field="codes")
    known = {one.id for one in await zone.counterparts(actor=actor, edition_id=round_.edition_id)}
    if counterpart_id not in known:
        raise Invalid(N_("Choose one of the answers offered."), field="counterpart_id")
    rows = await db.fetch(_CHOSEN, actor.person_id, round_id, list(codes))
    if len(rows) != len(set(codes)):
        raise NotFound
    if any(row["level"] == "none" for row in rows):
        raise Conflict(N_("An applicant has not agreed to sharing: nothing was shared."))
    ids = [row["id"] for row in rows]
    made = await db.fetch(_SHARE, [uuid7() for _ in ids], ids, counterpart_id, actor.person_id, now)
    for row in made:
        await record(
            actor=actor,
            action="submission.share",
            thing="submission",
            thing_id=row["submission"],
            data={"counterpart": counterpart_id, "round": round_id},
        )
    if made:
        await _tell(counterpart_id, edition_id=round_.edition_id, round_id=round_id, made=[row[0] for row in made])
    return len(made)


async def _tell(counterpart_id: UUID, *, edition_id: UUID, round_id: UUID, made: list[UUID]) -> None:
    """A mail to each who acts for the counterpart and may read one of these entries; it names none of them."""
    rows = await db.fetch(sharing.READERS, counterpart_id, made)
    known = await accounts.recipients([row["person"] for row in rows])
    for row in rows:
        await queue_message(
            kind="submissions/shared",
            to=known[row["person"]],
            context={
                "count": row["entries"],
                "organisation_en": row["name_en"] or row["name_zh"],
                "organisation_zh": row["name_zh"] or row["name_en"],
                "link": f"{settings().public_url}/submissions/shared",
            },
            edition_id=edition_id,
            round_id=round_id,
        )


async def stop_sharing(*, actor: Actor, code: str, share_id: UUID, now: datetime) -> None:
    """The owner of an entry takes it back from a counterpart, for good: an organiser cannot share it there again."""
    entry = await queries.own_entry(actor=actor, code=code, to="own")
    done = await db.fetchval(
        "update entry_share set ended_at = $3, ended_by = 'applicant' where id = $1 and submission = $2"
        " and ended_at is null returning counterpart",
        share_id, entry.id, now,
    )  # fmt: skip
    if done is None:
        raise NotFound
    await record(
        actor=actor,
        action="submission.unshare",
        thing="submission",
        thing_id=entry.id,
        data={"counterpart": done},
    )


async def end_share(*, actor: Actor, round_id: UUID, share_id: UUID, now: datetime) -> None:
    """An organiser of a round takes an entry of it back from a counterpart; they may share it there again."""
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not may_organise(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound
    row = await db.fetchrow(
        f"""update entry_share h set ended_at = $4, ended_by = 'organiser'
              from submission s join standing st on st.submission = s.id
             where h.id = $3 and h.submission = s.id and st.round = $2 and h.ended_at is null
               and {ties_hide_sql("$1")} returning s.id, h.counterpart""",  # noqa: S608
        actor.person_id, round_id, share_id, now,
    )  # fmt: skip
    if row is None:
        raise NotFound
    data = {"counterpart": row["counterpart"], "round": round_id}
    await record(actor=actor, action="submission.end_share", thing="submission", thing_id=row["id"], data=data)


async def open_shared(*, actor: Actor, code: str, file_id: UUID | None, now: datetime) -> sharing.SharedEntry:
    """A shared entry, or one of its files, opened by who acts for a counterpart: that they did is kept."""
    found = await sharing.shared_entry(actor=actor, code=code)
    if file_id is not None and file_id not in {file.file_id for file in found.entry.files}:
        raise NotFound
    await db.execute(
        "insert into entry_opening (id, share, person, file, opened_at) values ($1, $2, $3, $4, $5)",
        uuid7(), found.share_ids[0], actor.id, file_id, now,
    )  # fmt: skip
    return found


async def set_suggestion_weights(*, actor: Actor, round_id: UUID, weights: Mapping[str, int], now: datetime) -> None:
    """How much each part of a suggestion counts in a round, by who organises it."""
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not may_organise(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound
    if faults := suggest.weight_faults(weights):
        raise Invalid(fields=faults)
    kept = {key: weights[key] for key in suggest.PARTS}
    await db.execute(
        """insert into suggestion_plan (id, round, weights, changed_at) values ($1, $2, $3::jsonb, $4)
           on conflict (round) do update set weights = $3::jsonb, changed_at = $4""",
        uuid7(), round_id, msgspec.json.encode(kept).decode(), now,
    )  # fmt: skip
    await record(actor=actor, action="round.weigh_suggestions", thing="round", thing_id=round_id, data=kept)
