"""Feedback to applicants: prepared from what judges signed, read where it should be, released in one step."""

import secrets
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.judging.queries import decisions
from contest.judging.queries.feedback import COMMENTS, feedback_of
from contest.judging.queries.rounds import hold_round, judging_set_up, round_to_run
from contest.judging.rules import feedback as rules
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_COMMENTS = COMMENTS.format(columns="rv.id, rv.submission, s.code, rv.comment_applicant as text") + " order by rv.id"

_JUDGES = """
select distinct p.name from panel_member m join judging_round jr on jr.id = m.judging_round
  join person p on p.id = m.person where jr.round = $1
"""

_TEXTS = """
insert into feedback_text (id, feedback, submission, review, text, flags, state)
select t.id, $1, t.submission, t.review, t.text, string_to_array(t.flags, ' '),
       case when t.flags = '' then 'clear' else 'waiting' end
  from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[]) as t(id, submission, review, text, flags)
"""


async def _hold(actor: Actor, decision_id: UUID) -> decisions.DecisionFacts:
    """The decision, held, for who runs its round and is too close to no entry of it."""
    found = await decisions.decision_facts(decision_id=decision_id)
    if found is None:
        raise NotFound
    await hold_round(found.round_id)
    held = await decisions.decision_facts(decision_id=decision_id) or found
    await round_to_run(actor=actor, round_id=held.round_id)
    await decisions.refuse_tied(actor=actor, round_id=held.round_id)
    if held.state not in {"published", "final"}:
        raise Conflict(N_("Feedback goes out once the decision is published."))
    return held


async def prepare_feedback(*, actor: Actor, decision_id: UUID, share: int, now: datetime) -> int:
    """Gather what judges signed for the applicants, and notice what should be read first. Returns how many texts wait.

    Beside the words a team is told what the round said before its judging opened (`rules.SHOWS`); `share` per cent of
    the texts that nothing was noticed about are drawn to be read too. May be prepared anew until it is released: what
    was read is read again then.
    """
    held = await _hold(actor, decision_id)
    before = await feedback_of(decision_id=decision_id)
    if before is not None and before.released_at is not None:
        raise Conflict(N_("The feedback is released already."))
    if not 0 <= share <= 100:
        raise Invalid(field="share", message=N_("Use a number from 0 to 100."))
    shows = (await judging_set_up(round_id=held.round_id)).feedback_shows
    await db.execute("delete from feedback where decision = $1", decision_id)
    made, seed = uuid7(), secrets.token_hex(16)
    await db.execute(
        "insert into feedback (id, decision, shows, share, seed, prepared_by, prepared_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        made,
        decision_id,
        shows,
        share,
        seed,
        actor.person_id,
        now,
    )
    waiting = await _gather(made, held, share=share, seed=seed)
    data = {"shows": shows, "share": share, "seed": seed, "waiting": waiting}
    await record(actor=actor, action="feedback.prepare", thing="decision", thing_id=decision_id, data=data)
    return waiting


async def _gather(feedback_id: UUID, held: decisions.DecisionFacts, *, share: int, seed: str) -> int:
    names = [row["name"] for row in await db.fetch(_JUDGES, held.round_id)]
    rows = await db.fetch(_COMMENTS, held.id)
    noticed = {row["id"]: rules.flags(row["text"], code=row["code"], names=names) for row in rows}
    drawn = rules.drawn([str(key) for key, flags in noticed.items() if not flags], share=share, seed=seed)
    noticed |= {key: ("drawn",) for key in noticed if str(key) in drawn}
    await db.execute(
        _TEXTS,
        feedback_id,
        [uuid7() for _ in rows],
        [row["submission"] for row in rows],
        [row["id"] for row in rows],
        [row["text"].strip() for row in rows],
        [" ".join(noticed[row["id"]]) for row in rows],
    )
    return sum(bool(flags) for flags in noticed.values())


_RULE = """
update feedback_text t
   set state = $2::text, moderated_by = $3, moderated_at = $4,
       text = case when $2::text = 'edited' then $5 else (select comment_applicant from review where id = t.review) end
 where id = $1
"""


async def moderate_text(*, actor: Actor, text_id: UUID, ruling: str, text: str = "", now: datetime) -> UUID:
    """Somebody has read a text: it is `passed` as it is, `edited` to other words, or `withheld`. Returns the decision.

    The review keeps what its judge wrote. May be ruled anew until the feedback is released.
    """
    row = await db.fetchrow(
        "select f.decision, f.released_at from feedback_text t join feedback f on f.id = t.feedback where t.id = $1",
        text_id,
    )
    if row is None:
        raise NotFound
    await _hold(actor, row["decision"])
    if row["released_at"] is not None:
        raise Conflict(N_("The feedback is released already."))
    if ruling not in {"passed", "edited", "withheld"}:
        raise Invalid(N_("Choose one of the answers offered."))
    if ruling == "edited" and (wrong := rules.problem(text)):
        raise Invalid(field=f"text_{text_id}", message=wrong)
    await db.execute(
        _RULE,
        text_id,
        ruling,
        actor.person_id,
        now,
        text.strip(),
    )
    texts = {"text": text.strip()} if ruling == "edited" else None
    what = {"action": "feedback.moderate", "thing": "feedback_text"}
    await record(actor=actor, **what, thing_id=text_id, data={"ruling": ruling}, texts=texts)
    decision_id: UUID = row["decision"]
    return decision_id


async def release_feedback(*, actor: Actor, decision_id: UUID, now: datetime) -> int:
    """Let every team of a decision read its packet, at once, and tell them by mail. Returns how many packets."""
    await _hold(actor, decision_id)
    found = await feedback_of(decision_id=decision_id)
    if found is None:
        raise Conflict(N_("Prepare the feedback first."))
    if found.released_at is not None:
        raise Conflict(N_("The feedback is released already."))
    waiting = await db.fetchval(
        "select count(*) from feedback_text where feedback = $1 and state = 'waiting'", found.id
    )
    if waiting:
        raise Conflict(N_("%(count)s texts wait to be read first.", count=waiting))
    released = "update feedback set released_at = $2, released_by = $3 where id = $1"
    await db.execute(released, found.id, now, actor.person_id)
    await outbox.emit("feedback.released", decision_id=decision_id)
    count: int = await db.fetchval("select count(*) from decision_item where decision = $1", decision_id)
    data = {"packets": count}
    await record(actor=actor, action="feedback.release", thing="decision", thing_id=decision_id, data=data)
    return count
