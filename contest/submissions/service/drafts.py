"""Writing an entry: begin, save, withdraw."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound, NotSignedIn, TooLate
from contest.lib.i18n import N_
from contest.lib.ids import public_code, uuid7
from contest.submissions import queries, rules
from contest.submissions.service import caps
from contest.submissions.service.saving import write

_NUMBER = "update edition set entries_numbered = entries_numbered + 1 where id = $1 returning entries_numbered"

_BEGIN = """
insert into submission (id, edition, round, owner, organisation, form, code, kind, state, country, title_en, title_zh,
                        summary_en, summary_zh, organisation_name, answers, revision, is_demo, created_at, saved_at)
select $1, $2, $3, p.id, p.organisation, $10, $5, $6, 'draft', '', '', '', '', '', '', $7::jsonb, 1, $8, $9, $9
  from person p where p.id = $4
"""


class StaleSave(Conflict):
    """Somebody saved in between. `values` and `revision` are what is saved now; nothing was written over it."""

    code = "stale_save"
    default = N_("This entry was saved elsewhere in the meantime. Compare both texts, then save again.")

    def __init__(self, *, revision: int, values: dict[str, str]) -> None:
        super().__init__(revision=revision)
        self.revision, self.values = revision, values


async def start_draft(*, actor: Actor, round_id: UUID, kind: str, now: datetime) -> tuple[UUID, str]:
    """Begin an entry in an open round; the id and the public code. The address need not be confirmed yet."""
    if not actor.is_signed_in:
        raise NotSignedIn
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or round_.state in {"planned", "cancelled"}:
        raise NotFound
    if kind not in round_.kinds:
        raise Invalid(N_("Choose one of the kinds that this round takes."), field="kind")
    deadline = rules.Deadline(
        state=round_.state,
        opens_at=round_.opens_at,
        closes_at=round_.closes_at,
        extended_to=await queries.extended_to(actor=actor, round_id=round_id, kind=kind),
    )
    if not rules.is_open(deadline, now):
        raise TooLate(N_("This round does not take new entries."))
    cap = await queries.cap(edition_id=round_.edition_id)
    await caps.check_person(cap=cap, edition_id=round_.edition_id, people=[actor.id], entry_id=None, states=caps.BEGUN)
    number = await db.fetchval(_NUMBER, round_.edition_id)
    entry_id, code = uuid7(), public_code(round_.code_prefix, number)
    answers = msgspec.json.encode({"contact_name": actor.name}).decode()
    await db.execute(
        _BEGIN,
        entry_id,
        round_.edition_id,
        round_id,
        actor.id,
        code,
        kind,
        answers,
        round_.is_demo or actor.is_demo,
        now,
        await challenge.form_for(edition_id=round_.edition_id, kind=kind),
    )
    await record(
        actor=actor, action="submission.start", thing="submission", thing_id=entry_id, data={"code": code, "kind": kind}
    )
    return entry_id, code


async def save_draft(*, actor: Actor, code: str, revision: int, fields: dict[str, str], now: datetime) -> int:
    """Save the answers in `fields` (others stay) over `revision`; the new revision.

    `StaleSave` where somebody saved since; `TooLate` where a handed-in entry can no longer change.
    """
    entry = await queries.own_entry(actor=actor, code=code, to="edit")
    if errors := rules.check_draft(entry.form, fields, [scene.key for scene in entry.scenes]):
        raise Invalid(fields=errors)
    if not entry.may_edit(now):
        raise TooLate(N_("This entry can no longer be changed."))
    changes = {key: text for key, text in fields.items() if text != entry.values.get(key, "")}
    if not changes:
        return entry.revision
    saved = await write(
        entry_id=entry.id, person_id=actor.id, values=entry.values, changes=changes, now=now, over=revision
    )
    if saved is None:
        fresh = await queries.own_entry(actor=actor, code=code, to="edit")
        raise StaleSave(revision=fresh.revision, values=fresh.values)
    await record(actor=actor, action="submission.save", thing="submission", thing_id=entry.id, data={"revision": saved})
    return saved


async def withdraw(*, actor: Actor, code: str, reason: str, now: datetime) -> None:
    """Take the entry out of the contest, as long as `rules.may_withdraw` says. What was handed in stays on record, with
    the reason; a draft needs none."""
    entry = await queries.own_entry(actor=actor, code=code, to="own")
    if entry.state == "withdrawn":
        return
    if not entry.may_withdraw:
        raise Conflict(N_("It is too late: this entry can no longer be withdrawn."))
    if entry.versions and not reason:
        raise Invalid(N_("Say why: the organisers planned with this entry."), field="reason")
    await db.execute("update submission set state = 'withdrawn', saved_at = $2 where id = $1", entry.id, now)
    await record(
        actor=actor,
        action="submission.withdraw",
        thing="submission",
        thing_id=entry.id,
        texts={"reason": reason} if reason else None,
    )
