"""What becomes of somebody's entries when they are erased."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.submissions.queries.settling import entries_to_settle
from contest.submissions.service.receipts import receipt_key
from contest.submissions.service.standings import add_tie

_TAKE_OVER = """
with left_team as (
    update team_member set left_at = $3 where submission = $1 and person = $2 and left_at is null
)
update submission set owner = $2 where id = $1
"""


_CONTACT = "array['contact_name', 'contact_email', 'contact_phone']"
_IS_THEIRS = """(trim(lower({answers}->>'contact_name')) = lower(p.name)
             or trim(lower({answers}->>'contact_email')) = lower(p.email))"""
_STRIKE_DRAFT = f"""
update submission s set answers = s.answers - {_CONTACT} from person p
 where s.id = $1 and p.id = $2 and {_IS_THEIRS.format(answers="s.answers")}
"""  # noqa: S608 - constants only
_STRIKE_VERSIONS = f"""
update submission_version v set content = jsonb_set(v.content, '{{answers}}', (v.content->'answers') - {_CONTACT}),
       redacted_at = $3
  from person p where v.submission = $1 and p.id = $2 and {_IS_THEIRS.format(answers="v.content->'answers'")}
"""  # noqa: S608 - constants only


async def _strike_contact(entry_id: UUID, person_id: UUID, now: datetime) -> None:
    """Who is asked about an entry that passes on is no more the person who leaves: their name, address and telephone go
    from what is saved and from what was handed in. That versions keep their digest proves what was handed in."""
    await db.execute(_STRIKE_DRAFT, entry_id, person_id)
    await db.execute(_STRIKE_VERSIONS, entry_id, person_id, now)


async def settle_entries(*, actor: Actor, person_id: UUID, now: datetime) -> None:
    """An entry with a team passes on to the member who may do most; one that somebody had alone is emptied next.

    What is not decided yet leaves the contest with them. A result stays, and its entry is known by its code.
    """
    await db.execute("select from submission where owner = $1 for update", person_id)
    for entry in await entries_to_settle(person_id=person_id):
        if entry.heir_id is not None:
            await db.execute(_TAKE_OVER, entry.id, entry.heir_id, now)
            await _strike_contact(entry.id, person_id, now)
            for one in (entry.heir_id, person_id):
                await add_tie(
                    actor=actor, submission_id=entry.id, person_id=one, kind="own", source="found", reason="", now=now
                )
            await outbox.emit("submission.team_changed", submission_id=entry.id)
        else:
            state = entry.state if entry.is_decided else "withdrawn"
            await db.execute(
                "update submission set erased_at = $2, state = $3, saved_at = $2 where id = $1", entry.id, now, state
            )
        data = {"passed_to": entry.heir_id, "is_decided": entry.is_decided}
        await record(actor=actor, action="submission.erase", thing="submission", thing_id=entry.id, data=data)


async def empty_entries(*, actor: Actor, entry_ids: Collection[UUID], now: datetime) -> list[str]:
    """Mark entries as emptied, whose words go next: they have been kept for as long as was promised.

    The keys of what else lies of them in the storage. A draft leaves the contest; a result stays, under its code.
    """
    await db.execute(
        "update submission set erased_at = $2, state = case state when 'draft' then 'withdrawn' else state end,"
        " saved_at = $2 where id = any($1::uuid[])",
        *(list(entry_ids), now),
    )
    for entry_id in entry_ids:
        await record(actor=actor, action="submission.empty", thing="submission", thing_id=entry_id)
    rows = await db.fetch("select id from submission_version where submission = any($1::uuid[])", list(entry_ids))
    return [receipt_key(row["id"]) for row in rows]


async def receipts_of_redacted(*, person_id: UUID, now: datetime) -> list[str]:
    """Where receipts lie that hold what an erasure at `now` struck: of entries that were emptied, and of versions in
    which the person was named. They are made anew when somebody asks for them."""
    rows = await db.fetch(
        "select v.id from submission_version v join submission s on s.id = v.submission"
        " where v.redacted_at = $2 or (s.owner = $1 and s.erased_at is not null)",
        *(person_id, now),
    )
    return [receipt_key(row["id"]) for row in rows]
