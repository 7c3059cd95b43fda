"""Words that the staff of a round put on its entries, to find them again."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.audit.service import record
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions import queries, rules

MOST_TAGS = 20
_TAG = re.compile(r"\w[\w.-]{0,39}")

_ENTRY = f"""
select s.id, s.edition, (select count(*) from entry_tag where submission = s.id) as tags
  from submission s join standing st on st.submission = s.id and st.round = $2
 where s.code = $1 and {queries.ties_hide_sql("$3")} for update of s
"""  # noqa: S608 - constants only

_PUT = """
insert into entry_tag (id, submission, tag, by, at) values ($1, $2, $3, $4, $5)
on conflict (submission, tag) do nothing returning true
"""


def clean_tag(text: str) -> str:
    """A tag as it is kept: small letters, one word. `Invalid` where it cannot be one."""
    tag = text.strip().lower()
    if not _TAG.fullmatch(tag):
        raise Invalid(N_("A tag is one word of at most 40 letters, figures, hyphens and full stops."), field="tag")
    return tag


async def put_tag(*, actor: Actor, code: str, round_id: UUID, tag: str, now: datetime) -> None:
    """Put a tag on an entry of a round that the actor screens or organises; `Conflict` where it is there."""
    tag, entry = clean_tag(tag), await _entry(actor, code, round_id)
    if entry["tags"] >= MOST_TAGS:
        raise Conflict(N_("An entry has at most %(most)s tags.", most=MOST_TAGS))
    if not await db.fetchval(_PUT, uuid7(), entry["id"], tag, actor.id, now):
        raise Conflict(N_("It has this tag already."))
    await record(
        actor=actor, action="submission.tag", thing="submission", thing_id=entry["id"], data={"tag": tag, "on": True}
    )


async def take_tag(*, actor: Actor, code: str, round_id: UUID, tag: str) -> None:
    """Take a tag off again; `Conflict` where it is not there."""
    tag, entry = clean_tag(tag), await _entry(actor, code, round_id)
    gone = "delete from entry_tag where submission = $1 and tag = $2 returning true"
    if not await db.fetchval(gone, entry["id"], tag):
        raise Conflict(N_("It does not have this tag."))
    await record(
        actor=actor, action="submission.tag", thing="submission", thing_id=entry["id"], data={"tag": tag, "on": False}
    )


async def _entry(actor: Actor, code: str, round_id: UUID) -> Any:
    row = await db.fetchrow(_ENTRY, code, round_id, actor.person_id)
    if row is None or not rules.may_screen(actor, edition_id=row["edition"], round_id=round_id):
        raise NotFound
    return row
