"""Entries that organisers bring from elsewhere: as drafts of the people whose they are, who hand them in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts.service import Entered, find_or_enter
from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, TooLate
from contest.lib.i18n import N_
from contest.lib.ids import public_code, uuid7
from contest.notifications.service import queue_message
from contest.submissions import queries, rules
from contest.submissions.rules.importing import MOST_ROWS, Incoming

_NUMBERS = "update edition set entries_numbered = entries_numbered + $2 where id = $1 returning entries_numbered"

_BEGIN = """
insert into submission (id, edition, round, owner, organisation, form, code, kind, state, country, title_en, title_zh,
                        summary_en, summary_zh, organisation_name, scene, answers, revision, is_demo, created_at,
                        saved_at)
select n.id, $1, $2, p.id, p.organisation, n.form, n.code, n.kind, 'draft', n.country, n.title_en, n.title_zh,
       n.summary_en, n.summary_zh, n.organisation_name,
       (select sc.id from scene sc where sc.edition = $1 and sc.key = n.scene), n.answers, 1, $4, $5, $5
  from jsonb_to_recordset($3::jsonb) as n(id uuid, owner uuid, form uuid, code text, kind text, country text,
       title_en text, title_zh text, summary_en text, summary_zh text, organisation_name text, scene text,
       answers jsonb)
  join person p on p.id = n.owner
"""


async def import_entries(
    *, actor: Actor, round_id: UUID, rows: Sequence[Incoming], leaves_out: bool = False, now: datetime
) -> list[str]:
    """Begin a draft for each row and write to whose it is; the codes, in the order of the rows.

    One wrong row stops them all, unless the organiser said to leave the wrong ones out. `TooLate` where the round takes
    no entries. What was shown before may have changed: who was told of `rows` asks `queries.read_import` again.
    """
    facts = await queries.round_to_import(actor=actor, round_id=round_id)
    deadline = rules.Deadline(state=facts.state, opens_at=facts.opens_at, closes_at=facts.closes_at, extended_to=None)
    if not rules.is_open(deadline, now):
        raise TooLate(N_("This round does not take new entries."))
    wrong = [row for row in rows if row.problems]
    good = [row for row in rows if not row.problems]
    if wrong and not leaves_out:
        raise Conflict(N_("Line %(line)s is wrong: nothing was imported.", line=wrong[0].line))
    if not good or len(rows) > MOST_ROWS:
        raise Invalid(N_("There is nothing in this table that can be imported."), field="file")
    people = {row.email: await _person(actor, row, now) for row in {row.email: row for row in good}.values()}
    codes = await _begin(actor, facts, good, people, now)
    for email, entered in people.items():
        own = [code for code, row in zip(codes, good, strict=True) if row.email == email]
        await _tell(facts, entered, own)
    data = {"entries": len(codes), "left_out": len(wrong)}
    await record(actor=actor, action="round.import_entries", thing="round", thing_id=round_id, data=data)
    return codes


async def _person(actor: Actor, row: Incoming, now: datetime) -> Entered:
    locale = "en" if row.values.get("title_en") else "zh"
    return await find_or_enter(
        actor=actor, email=row.email, name=row.name, locale=locale, landing="/submissions", now=now
    )


async def _begin(
    actor: Actor, facts: challenge.RoundFacts, rows: Sequence[Incoming], people: dict[str, Entered], now: datetime
) -> list[str]:
    forms = await queries.forms_of(facts)
    last = await db.fetchval(_NUMBERS, facts.edition_id, len(rows))
    codes = [public_code(facts.code_prefix, last - len(rows) + place) for place in range(1, len(rows) + 1)]
    made: list[dict[str, Any]] = []
    for code, row in zip(codes, rows, strict=True):
        values = {"contact_name": row.name} | row.values
        columns = {name: values.pop(name, "") for name in rules.COLUMNS}
        more = {"id": uuid7(), "owner": people[row.email].person_id, "form": forms[row.kind][0], "answers": values}
        made.append({"code": code, "kind": row.kind, **columns, **more})
    is_demo = facts.is_demo or actor.is_demo
    await db.execute(_BEGIN, facts.edition_id, facts.id, msgspec.json.encode(made).decode(), is_demo, now)
    for one in made:
        data = {"code": one["code"], "kind": one["kind"], "owner": one["owner"]}
        await record(actor=actor, action="submission.import", thing="submission", thing_id=one["id"], data=data)
    return codes


async def _tell(facts: challenge.RoundFacts, entered: Entered, codes: Sequence[str]) -> None:
    to = await accounts.recipient(entered.person_id)
    address = f"{settings().public_url}/submissions"
    await queue_message(
        kind="submissions/imported",
        to=msgspec.structs.replace(to, is_demo=to.is_demo or facts.is_demo),
        context={
            "name": to.name,
            "codes": list(codes),
            "round_name_en": facts.name_en,
            "round_name_zh": facts.name_zh,
            "until": facts.closes_at,
            "time_zone": facts.time_zone,
            **({} if entered.link is not None else {"link": address}),
        },
        secrets={"link": entered.link} if entered.link is not None else None,
        edition_id=facts.edition_id,
        round_id=facts.id,
    )
