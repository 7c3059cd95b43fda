"""What each verb asks of its plan, and what it does to one entry."""

from datetime import datetime
from uuid import UUID

from contest.challenge.rules import may_organise
from contest.desk.queries.bulk import Look, choices, lines
from contest.desk.rules.bulk import Plan
from contest.desk.rules.columns import COLUMNS
from contest.desk.service.bulk.letters import tell_moved, texts_of, write
from contest.desk.service.bulk.taking import take_row
from contest.judging import service as judging
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.submissions import service as submissions
from contest.submissions.queries import screening_plan
from contest.submissions.rules import deadlines, end_of_day
from contest.submissions.service.screening import Saying, check_saying


async def check_plan(*, actor: Actor, plan: Plan, found: list[Look], now: datetime) -> None:
    """`Invalid` names every field of the plan that is missing or wrong; of a letter `letters.check_texts` does."""
    wrong: dict[str, Lazy | str] = {}
    if plan.verb == "decide":
        await _check_verdict(plan, found)
    elif plan.verb == "tag":
        submissions.clean_tag(plan.tag)
    elif plan.verb == "move":
        offered = (await choices(actor=actor, verb="move", found=[])).rounds
        if plan.into not in {one.id for one in offered}:
            wrong["into"] = N_("Choose one of the answers offered.")
    elif plan.verb == "assign":
        offered_judges = (await choices(actor=actor, verb="assign", found=[])).judges
        if plan.judge not in {one.id for one in offered_judges}:
            wrong["judge"] = N_("Choose one of the answers offered.")
    elif plan.verb == "export" and not set(plan.columns) <= set(COLUMNS["entries"]):
        wrong["column"] = N_("Choose one of the answers offered.")
    elif plan.verb == "extend":
        wrong |= _wrong_extension(plan, found, now)
    if plan.verb in {"move", "extend"} and not plan.reason:
        wrong["reason"] = N_("Give the reason.")
    if wrong:
        raise Invalid(fields=wrong)


async def _check_verdict(plan: Plan, found: list[Look]) -> None:
    if plan.verdict not in {"eligible", "ineligible"}:
        raise Invalid(N_("Choose one of the answers offered."), field="verdict")
    if plan.verdict == "ineligible" and len({one.edition_id for one in found}) > 1:
        raise Invalid(N_("Editions have their own reasons: look for entries of one of them."), field="q")
    screened = await screening_plan(edition_id=found[0].edition_id, round_id=found[0].round_id)
    said = Saying(verdict=plan.verdict, note=plan.note, reasons=plan.reasons)
    try:
        check_saying(said, screened)
    except Invalid as error:
        raise Invalid(fields={{"reason": "note"}.get(name, name): why for name, why in error.fields.items()}) from None


def _wrong_extension(plan: Plan, found: list[Look], now: datetime) -> dict[str, Lazy | str]:
    until = end_of_day(plan.until, found[0].time_zone)
    if until is None:
        return {"until": N_("Choose a day.")}
    if until <= now or until > now + deadlines.LONGEST:
        return {"until": N_("Choose a day after today, at most %(days)s days from now.", days=deadlines.LONGEST.days)}
    return {}


async def do(*, actor: Actor, plan: Plan, entry: Look, bulk_id: UUID, now: datetime) -> int:
    """Do it to one entry; how many things came of it. The verb asks again whether the actor may, and says why not."""
    one = {"actor": actor, "code": entry.code, "round_id": entry.round_id}
    if plan.verb == "mail":
        return await _write_to(actor, plan, entry)
    if plan.verb == "export":
        return await take_row(actor=actor, plan=plan, entry=entry, bulk_id=bulk_id)
    if plan.verb == "decide":
        await submissions.screen(**one, verdict=plan.verdict, reason=plan.note, reasons=plan.reasons, now=now)  # type: ignore[arg-type]
    elif plan.verb == "tag" and plan.takes_off:
        await submissions.take_tag(**one, tag=plan.tag)  # type: ignore[arg-type]
    elif plan.verb == "tag":
        await submissions.put_tag(**one, tag=plan.tag, now=now)  # type: ignore[arg-type]
    elif plan.verb == "move":
        assert plan.into is not None
        await submissions.move_entry(**one, into=plan.into, reason=plan.reason, now=now)  # type: ignore[arg-type]
        for line in await lines(entries=[entry.id], rounds=[plan.into]):
            await tell_moved(line, plan.reason)
    elif plan.verb == "extend":
        until = end_of_day(plan.until, entry.time_zone)
        await submissions.grant_extension(**one, until=until, reason=plan.reason, now=now)  # type: ignore[arg-type]
    else:
        assert plan.judge is not None
        await judging.rule_pair(
            actor=actor,
            round_id=entry.round_id,
            submission_id=entry.id,
            judge_id=plan.judge,
            ruling="pinned",
            now=now,
        )
    return 1


async def _write_to(actor: Actor, plan: Plan, entry: Look) -> int:
    if not may_organise(actor, edition_id=entry.edition_id, round_id=entry.round_id):
        raise NotFound
    found = await lines(entries=[entry.id], rounds=[entry.round_id])
    for line in found:
        await write(line, texts_of(plan), is_reviewed=plan.is_reviewed)
    return len(found)
