"""Screening: what a screener says of an entry, and what a second person says to a refusal."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions import queries, rules
from contest.submissions.queries import ties_hide_sql
from contest.submissions.rules import screening

HELD = f"""
select s.id, s.code, s.state, s.edition as edition_id, s.form, st.id as standing_id, st.state as standing, st.version,
       v.number, r.state as round_state, not {ties_hide_sql("$3")} as is_tied, p.id as proposal, p.by as proposed_by,
       p.reasons as proposed_reasons, p.note as proposed_note
  from submission s join standing st on st.submission = s.id and st.round = $2 join round r on r.id = st.round
  join submission_version v on v.id = st.version
  left join ruling p on p.submission = s.id and p.round = r.id and p.state = 'proposed' and p.version = st.version
"""  # noqa: S608 - constants only

_ONE = HELD + " where s.code = $1 for update of st"

_LAPSE = "update ruling set state = 'lapsed' where submission = $1 and round = $2 and state = 'proposed'"

_CLOSE = """
update information_request set closed_at = $3
 where submission = $1 and round = $2 and answered_at is null and closed_at is null
"""

_RULE = """
with ruling as (
    insert into ruling (id, submission, round, version, verdict, state, reasons, note, by, at, second_note)
    values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, '')
)
update standing set state = $11, reason = $12, reasons = $13::jsonb, screened_by = $9, changed_at = $10 where id = $14
"""

_ASK = """
insert into information_request (id, submission, round, version, fields, note, asked_by, asked_at, until)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

_SECOND = "update ruling set state = $2, second_by = $3, second_at = $4, second_note = $5 where id = $1"

_REFUSE = """
update standing set state = 'ineligible', reason = $2, reasons = $3::jsonb, screened_by = $4, changed_at = $5
 where id = $1
"""


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """What a screener says. `reasons` are keys of the list; `fields` and `until` belong to a question."""

    verdict: str
    note: str = ""
    reasons: Collection[str] = ()
    fields: Collection[str] = ()
    until: datetime | None = None


async def screen(
    *,
    actor: Actor,
    code: str,
    round_id: UUID,
    verdict: str,
    reason: str = "",
    reasons: Collection[str] = (),
    fields: Collection[str] = (),
    until: datetime | None = None,
    number: int | None = None,
    now: datetime,
) -> None:
    """Say that an entry is eligible, ineligible (for `reasons` of the list), or that more is wanted.

    More wanted opens `fields` to the applicant until the moment `until`. `reason` is a note that the applicant reads.
    Where the round asks for a second person a refusal is only proposed: `second` puts it in force. `number` is the
    version that the screener read: `Conflict` where there is a newer one. It can be said again until judging opens.
    """
    row = await db.fetchrow(_ONE, code, round_id, actor.person_id)
    check_reach(actor, row, round_id)
    assert row is not None
    plan = await queries.screening_plan(edition_id=row["edition_id"], round_id=round_id)
    said = Saying(verdict=verdict, note=reason, reasons=reasons, fields=fields, until=until)
    check_saying(said, plan, form=await challenge.form_with_copies(row["form"]), now=now)
    if row["state"] != "submitted":
        raise Conflict(N_("This entry was withdrawn."))
    if row["standing"] not in rules.BEFORE_JUDGING or row["round_state"] not in {"open", "screening"}:
        raise Conflict(N_("Judging has begun: the screening can no longer change."))
    if number is not None and number != row["number"]:
        raise Conflict(N_("This entry was handed in again while you read it. Look at the new version."))
    await rule(actor=actor, row=row, round_id=round_id, said=said, plan=plan, now=now)


def check_reach(actor: Actor, row: Any | None, round_id: UUID) -> None:
    """`NotFound` where there is no such entry, where the actor is tied to it, or is no staff of the round."""
    if row is None or row["is_tied"]:
        raise NotFound
    if not rules.may_screen(actor, edition_id=row["edition_id"], round_id=round_id):
        raise NotFound


def check_saying(
    said: Saying, plan: screening.Plan, *, form: rules.Form | None = None, now: datetime | None = None
) -> None:
    """`Invalid` with every field that is wrong. A question needs the entry's form."""
    errors: screening.Errors = {}
    if said.verdict not in rules.VERDICTS:
        errors["verdict"] = N_("Choose one of the answers offered.")
    if said.verdict == "more_wanted" and form is not None and now is not None:
        errors |= screening.request_faults(form, said.fields, said.until, now)
        if not said.note:
            errors["reason"] = N_("Say what you want to know: the applicant reads it.")
    if said.verdict == "ineligible":
        if not plan.chosen(said.reasons):
            errors["reasons"] = N_("Choose at least one reason: the applicant reads it.")
        elif list(said.reasons) == ["other"] and not said.note:
            errors["reason"] = N_("Say why: the applicant reads it.")
    if errors:
        raise Invalid(fields=errors)


async def rule(*, actor: Actor, row: Any, round_id: UUID, said: Saying, plan: screening.Plan, now: datetime) -> None:
    """Write a ruling on a row of `HELD` that was checked, with its record and its event."""
    is_proposal = said.verdict == "ineligible" and plan.needs_second
    reasons = plan.chosen(said.reasons) if said.verdict == "ineligible" else []
    stored = msgspec.json.encode(reasons).decode()
    await db.execute(_LAPSE, row["id"], round_id)
    await db.execute(_CLOSE, row["id"], round_id, now)
    standing = ("entered", None, "[]") if is_proposal else (said.verdict, said.note or None, stored)
    state = "proposed" if is_proposal else "in_force"
    await db.execute(
        _RULE, uuid7(), row["id"], round_id, row["version"], said.verdict, state, stored, said.note, actor.person_id,
        now, *standing, row["standing_id"],
    )  # fmt: skip
    if said.verdict == "more_wanted":
        asked = (uuid7(), row["id"], round_id, row["version"], list(said.fields), said.note, actor.person_id, now)
        await db.execute(_ASK, *asked, said.until)
    facts = {"round": round_id, "verdict": said.verdict, "version": row["version"]}
    if reasons:
        facts["reasons"] = [reason.key for reason in reasons]
    if said.until is not None:
        facts |= {"fields": list(said.fields), "until": said.until.isoformat()}
    await record(
        actor=actor,
        action="submission.propose_refusal" if is_proposal else "submission.screen",
        thing="submission",
        thing_id=row["id"],
        data=facts,
        texts={"reason": said.note} if said.note else None,
    )
    if not is_proposal:
        await outbox.emit("submission.screened", submission_id=row["id"], round_id=round_id, verdict=said.verdict)


async def second(
    *, actor: Actor, code: str, round_id: UUID, agrees: bool, note: str = "", number: int | None = None, now: datetime
) -> None:
    """Put a proposed refusal in force, or send it back, with a note to the screeners, to be looked at again.

    `NotAllowed` to the one who proposed it; `Conflict` where nothing is proposed for the version that stands.
    """
    row = await db.fetchrow(_ONE, code, round_id, actor.person_id)
    check_reach(actor, row, round_id)
    assert row is not None
    if row["proposal"] is None or row["state"] != "submitted" or number not in {None, row["number"]}:
        raise Conflict(N_("No refusal is proposed for this entry any more."))
    if row["standing"] != "entered" or row["round_state"] not in {"open", "screening"}:
        raise Conflict(N_("Judging has begun: the screening can no longer change."))
    if not screening.may_second(by=row["proposed_by"], actor_id=actor.person_id):
        raise NotAllowed(N_("You proposed this refusal: another person has to confirm it."))
    if not agrees and not note:
        raise Invalid(N_("Say why it should be looked at again."), field="note")
    await db.execute(_SECOND, row["proposal"], "in_force" if agrees else "returned", actor.person_id, now, note)
    if agrees:
        said = (row["proposed_note"] or None, row["proposed_reasons"])
        await db.execute(_REFUSE, row["standing_id"], *said, actor.person_id, now)
    await record(
        actor=actor,
        action="submission.confirm_refusal" if agrees else "submission.return_refusal",
        thing="submission",
        thing_id=row["id"],
        data={"round": round_id, "ruling": row["proposal"]},
        texts={"note": note} if note else None,
    )
    if agrees:
        await outbox.emit("submission.screened", submission_id=row["id"], round_id=round_id, verdict="ineligible")
