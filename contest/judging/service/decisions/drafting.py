"""What becomes of each entry, as it is drafted: by rank and quota, by a rule, or by hand."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge.queries import RoundFacts
from contest.challenge.service import step_round
from contest.judging.queries import decisions
from contest.judging.queries.ranking import EntryLine, ranked_entries
from contest.judging.queries.rounds import Judging, hold_round, judging_set_up, round_to_run
from contest.judging.rules import ranking, steps
from contest.judging.rules.decisions import Choice, by_hand, mark, overtaken, problem
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7

_DRAFT = """
with drafted as (select id from decision where round = $2 and state = 'drafted'),
     made as (insert into decision (id, round, state, rule, reason, drafted_by, drafted_at)
              select $1, $2, 'drafted', $3, '', $4, $5 where not exists (select from drafted) returning id)
select id from drafted union all select id from made
"""


async def draft_decision(
    *,
    actor: Actor,
    round_id: UUID,
    choices: Mapping[UUID, Choice] | None = None,
    seen: str | None = None,
    by_rule: bool = False,
    now: datetime,
) -> UUID:
    """Write down what becomes of each entry. Without `choices` it is what rank and quota propose for all of them.

    With some, the other entries stay as they are drafted, and what was known of how an outcome came about stays with it
    while nobody changes it; `by_rule`: they say themselves how they came about. Ends judging, so that the figures stand
    still. The draft of a round is one: drafting again changes it. Returns the decision's id.
    `seen` is the mark of the outcomes that the choices were made over: `Invalid` where somebody changed these since,
    at each field that would undo it.
    """
    await hold_round(round_id)
    facts, judging = await _judged(actor, round_id, now)
    entries = await ranked_entries(facts=facts, judging=judging)
    decided = await _decided(facts, entries, dict(choices or {}), seen=seen, by_rule=by_rule)
    decision_id: UUID = await db.fetchval(_DRAFT, uuid7(), round_id, judging.rule, actor.person_id, now)
    await _write_items(decision_id, decided)
    if choices is None:
        await db.execute("update decision set ask = null where id = $1", decision_id)
    data = {"outcomes": {line.code: choice.outcome for line, choice in decided}}
    await record(actor=actor, action="decision.draft", thing="decision", thing_id=decision_id, data=data)
    return decision_id


async def _judged(actor: Actor, round_id: UUID, now: datetime) -> tuple[RoundFacts, Judging]:
    """The round whose judging may be decided on; it ends with that."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    await decisions.refuse_tied(actor=actor, round_id=round_id)
    if facts.state not in steps.DECIDING:
        raise Conflict(N_("A round is decided once, after its judging; what was published can be reversed."))
    if judging.following is not None:
        raise Conflict(N_("A stage of judging follows: take the best entries on to it before you decide."))
    if facts.state == "judging":
        await _refuse_unsigned(judging.id)
        await step_round(actor=actor, round_id=round_id, to="deliberation", now=now)
    return facts, judging


async def _decided(
    facts: RoundFacts, entries: list[EntryLine], chosen: dict[UUID, Choice], *, seen: str | None, by_rule: bool
) -> list[tuple[EntryLine, Choice]]:
    """Every entry with its outcome: as it was chosen, as it was drafted before, or as rank and quota propose."""
    if set(chosen) - {line.submission_id for line in entries}:
        raise Invalid(N_("An entry that is not judged in this round cannot be decided on."))
    if chosen:
        drafted = await _drafted(facts.id)
        if seen is not None:
            _refuse_overtaken(entries, chosen, drafted, seen)
        if not by_rule:
            chosen = {key: by_hand(choice, drafted.get(key)) for key, choice in chosen.items()}
        chosen = drafted | chosen
    decided = [(line, chosen.get(line.submission_id) or _proposed(line, facts)) for line in entries]
    for line, choice in decided:
        if wrong := problem(choice, has_result=line.rank is not None, is_below=bool(line.below), is_out=line.is_out):
            raise Invalid(fields={f"outcome_{line.code}": wrong})
    return decided


async def _refuse_unsigned(judging_id: UUID) -> None:
    """Deciding ends judging; a review that is still owed is waived for a reason before that, not lost by the way."""
    owed = await db.fetchval(
        "select count(*) from review rv join submission s on s.id = rv.submission and s.state = 'submitted'"
        " where rv.judging_round = $1 and rv.state in ('assigned', 'draft', 'reopened')",
        judging_id,
    )
    if owed:
        raise Conflict(N_("%(count)s reviews are not signed. Wait for them, or waive them with a reason.", count=owed))


def _refuse_overtaken(
    entries: list[EntryLine], chosen: Mapping[UUID, Choice], drafted: Mapping[UUID, Choice], seen: str
) -> None:
    """Two who decide at once: the second is told what the first did before anything of it is undone."""
    if seen == mark({str(key): drafted[key] for key in chosen if key in drafted}):
        return
    undone: dict[str, Lazy | str] = {
        f"{name}_{line.code}": said
        for line in entries
        if line.submission_id in chosen and line.submission_id in drafted
        for name, said in overtaken(chosen[line.submission_id], drafted[line.submission_id]).items()
    }
    if undone:
        raise Invalid(fields=undone)


async def _drafted(round_id: UUID) -> dict[UUID, Choice]:
    draft = next((one for one in await decisions.decisions_of(round_id=round_id) if one.state == "drafted"), None)
    items = [] if draft is None else await decisions.decision_items(decision_id=draft.id)
    return {item.submission_id: item.choice for item in items}


def _proposed(line: EntryLine, facts: RoundFacts) -> Choice:
    return Choice(outcome=ranking.default_outcome(line.seat, quota=facts.quota, stage=facts.stage))


async def _write_items(decision_id: UUID, decided: list[tuple[EntryLine, Choice]]) -> None:
    await db.execute("delete from decision_item where decision = $1", decision_id)
    await db.execute(
        """insert into decision_item
                  (id, decision, submission, outcome, rank, score, award_en, award_zh, way, reserve, reason)
           select i.id, $1, i.submission, i.outcome, i.rank, i.score, i.award_en, i.award_zh, i.way, i.reserve, i.reason
             from unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::numeric[], $7::text[], $8::text[],
                         $9::text[], $10::int[], $11::text[])
               as i(id, submission, outcome, rank, score, award_en, award_zh, way, reserve, reason)""",
        decision_id,
        [uuid7() for _ in decided],
        [line.submission_id for line, _ in decided],
        [choice.outcome for _, choice in decided],
        [line.rank for line, _ in decided],
        [line.score for line, _ in decided],
        [choice.award_en for _, choice in decided],
        [choice.award_zh for _, choice in decided],
        [choice.way for _, choice in decided],
        [choice.reserve for _, choice in decided],
        [choice.reason for _, choice in decided],
    )
