"""Panels declare, read, score and sign; the organiser decides."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from contest.challenge import service as challenge
from contest.challenge.queries import RoundFacts
from contest.demo import data, story
from contest.demo.stage import Stage, later, moment
from contest.judging import queries
from contest.judging import service as judging
from contest.judging.queries.checks import checks_page
from contest.judging.rules.checks import KINDS as CHECKS
from contest.judging.rules.decisions import Choice
from contest.judging.rules.profiles import Profile
from contest.judging.rules.ties import Link
from contest.lib import db
from contest.lib.actor import Actor

_REVIEWS = """
select v.id, v.revision, v.state, s.code, p.email,
       (select array_agg(c.key order by c.position) from criterion c where c.rubric = v.rubric) as criteria
  from review v join judging_round j on j.id = v.judging_round join submission s on s.id = v.submission
  join person p on p.id = v.judge
 where j.round = $1 and v.state <> 'recused' and v.stage = j.stage order by s.code, p.email
"""


# The two reviews of an entry whose totals lie the furthest apart.
_APART = """
select v.id, p.email from review v join person p on p.id = v.judge
  join (select r.submission, min(r.total) as low, max(r.total) as high from review r
          join judging_round j on j.id = r.judging_round and j.stage = r.stage
         where j.round = $1 and r.state = 'signed'
         group by 1 order by max(r.total) - min(r.total) desc, 1 limit 1) apart on apart.submission = v.submission
  join judging_round j on j.id = v.judging_round and j.round = $1 and j.stage = v.stage
 where v.total in (apart.low, apart.high) order by v.total desc, p.email limit 2
"""


async def _panel(stage: Stage, facts: RoundFacts, act: story.Act) -> list[int]:
    """The judges of this round, by their number: those who know its scenes first."""
    scenes = {entry.scene for entry in data.entries() if entry.round_city == act.city}
    judges = data.people().judges
    ranked = sorted(range(len(judges)), key=lambda n: (-len(scenes & set(judges[n].scenes)), (n * 7) % len(judges)))
    chosen = sorted(ranked[: act.judges + 1])
    for place, number in enumerate(chosen):
        async with moment(later(facts.opens_at, days=3)) as now:
            actor = await stage.actor("organiser")
            await judging.add_judge(
                actor=actor,
                round_id=facts.id,
                email=f"judge{number + 1}@demo.example",
                name=judges[number].name,
                locale=judges[number].locale,
                most=judges[number].most,
                is_lead=place == 0,
                now=now,
            )
        await _join(stage, facts, number)
    stage.step(act.city)
    return chosen


async def _join(stage: Stage, facts: RoundFacts, number: int) -> None:
    """An invited judge agrees to the terms and says what they know, read and give."""
    judge, key = data.people().judges[number], f"judge{number + 1}"
    terms = await queries.terms_of(edition_id=stage.edition_id)
    assert terms is not None
    async with moment(later(facts.opens_at, days=5)) as now:
        await judging.accept_seat(
            actor=await stage.actor(key),
            round_id=facts.id,
            terms_id=terms.id,
            locale=judge.locale,
            publishes_scores=number != story.SILENT,
            now=now,
        )
    profile = Profile(
        scenes=judge.scenes,
        keywords=judge.keywords,
        languages=judge.languages,
        least=judge.least,
        most=judge.most,
        hours_week=Decimal(str(judge.hours_week)),
        time_zone=judge.time_zone,
        is_kept=True,
        links=[Link(kind="employer", name=judge.organisation)],
    )
    async with moment(later(facts.opens_at, days=5, hours=1)) as now:
        await judging.save_profile(actor=await stage.actor(key), profile=profile, now=now)


async def open_panel(stage: Stage, facts: RoundFacts, act: story.Act) -> None:
    """Invite the panel, let it declare, assign, and open judging."""
    chosen = await _panel(stage, facts, act)
    for number in chosen:
        async with moment(later(facts.closes_at, days=1)) as now:
            actor = await stage.actor(f"judge{number + 1}")
            await judging.declare_conflicts(actor=actor, round_id=facts.id, people=[], organisations=[], now=now)
    for verb in (judging.assign, judging.open_judging):
        async with moment(later(facts.closes_at, days=3)) as now:
            await verb(actor=await stage.actor("organiser"), round_id=facts.id, now=now)
    stage.step(act.city)


async def judge_round(stage: Stage, facts: RoundFacts, act: story.Act, entries: dict[str, data.Entry]) -> None:
    """Every review of a round that is past judging is signed; of one in judging about half, and one is a draft."""
    begin, end = later(facts.closes_at, days=4), min(facts.reviews_due_at, stage.today)
    if act.triage:
        begin = later(facts.closes_at, days=11)
        await _read(stage, await db.fetch(_REVIEWS, facts.id), entries, later(facts.closes_at, days=4), begin)
        await _take_on(stage, facts, begin)
    rows = await db.fetch(_REVIEWS, facts.id)
    signed = len(rows) if act.has("deliberation") else len(rows) // 2
    await _read(stage, rows, entries, begin, end, signed=signed)


async def _read(
    stage: Stage,
    rows: list[Any],
    entries: dict[str, data.Entry],
    begin: datetime,
    end: datetime,
    *,
    signed: int | None = None,
) -> None:
    """So many of these reviews are written and signed between two moments; the next one stays a draft."""
    signed = len(rows) if signed is None else signed
    for place, row in enumerate(rows[: signed + (signed < len(rows))]):
        at = begin + (end - begin) * (place + 1) / (len(rows) + 1)
        key = row["email"].split("@")[0]
        judge = data.people().judges[int(key.removeprefix("judge")) - 1]
        entry = entries[row["code"]]
        async with moment(at) as now:
            revision = await judging.save_review(
                actor=await stage.actor(key),
                review_id=row["id"],
                revision=row["revision"],
                points=dict(story.points(entry, judge, row["criteria"])),
                comment_applicant=story.remark(entry, judge),
                comment_panel="",
                now=now,
            )
        if place < signed:
            async with moment(later(at, hours=0.2)) as now:
                await judging.sign_review(actor=await stage.actor(key), review_id=row["id"], revision=revision, now=now)
        stage.step(row["code"])


async def talk_over(stage: Stage, facts: RoundFacts) -> None:
    """Two judges whose scores of an entry lie far apart talk about it; one asks to look at theirs again."""
    actor = await stage.actor("organiser")
    async with moment(later(facts.reviews_due_at, hours=26)):
        await judging.set_discussion(actor=actor, round_id=facts.id, opens="signed")
    rows = await db.fetch(_APART, facts.id)
    for place, (row, words) in enumerate(zip(rows, story.TALK, strict=False)):
        async with moment(later(facts.reviews_due_at, hours=27 + place)) as now:
            speaker = await stage.actor(row["email"].split("@")[0])
            await judging.say(actor=speaker, review_id=row["id"], text=words, asks_reopen=place == 1, now=now)


async def judge_in_hall(stage: Stage, facts: RoundFacts) -> None:
    """Every judge is mailed a link, and one who cannot be on line sends a sheet of paper, which is typed in."""
    actor = await stage.actor("organiser")
    async with moment(later(facts.closes_at, days=4)) as now:
        await judging.mail_links(actor=actor, round_id=facts.id, person_ids=None, now=now)
    for row in [one for one in await db.fetch(_REVIEWS, facts.id) if one["state"] == "assigned"][-1:]:
        async with moment(later(stage.today, hours=-5)) as now:
            points = {key: Decimal("7.5") for key in row["criteria"]}
            await judging.type_sheet(
                actor=actor, review_id=row["id"], points=points, comment_applicant=story.ON_PAPER, now=now
            )


async def _take_on(stage: Stage, facts: RoundFacts, at: datetime) -> None:
    """The best of the triage are taken on to the full reviews, and given to the panel."""
    async with moment(later(at, hours=1)) as now:
        actor = await stage.actor("organiser")
        found = await queries.stage_page(actor=actor, round_id=facts.id)
        await judging.take_on(actor=actor, round_id=facts.id, seen=found.mark, now=now)
        await judging.assign(actor=actor, round_id=facts.id, now=now)


async def decide_round(stage: Stage, facts: RoundFacts, act: story.Act) -> None:
    """The organiser awards by rank, publishes, and after the notice makes it final; the workers issue certificates."""
    async with moment(later(facts.reviews_due_at, days=1)) as now:
        await challenge.step_round(actor=await stage.actor("organiser"), round_id=facts.id, to="deliberation", now=now)
    if act.has("notice"):
        decision_id = await _publish(stage, facts, later(facts.reviews_due_at, days=2))
        if act.has("decided"):
            await _finish(stage, decision_id)
    stage.step(act.city)


async def _publish(stage: Stage, facts: RoundFacts, at: datetime) -> UUID:
    actor = await stage.actor("organiser")
    ranking = await queries.ranking(actor=actor, round_id=facts.id)
    choices = {}
    for line in ranking.entries:
        if line.rank is not None and line.rank in story.AWARDS and (facts.quota is None or line.rank <= facts.quota):
            en, zh = story.AWARDS[line.rank]
            choices[line.submission_id] = Choice(outcome="awarded", award_en=en, award_zh=zh)
        else:
            choices[line.submission_id] = Choice(outcome="not_advanced")
    async with moment(at) as now:
        decision_id = await judging.draft_decision(actor=actor, round_id=facts.id, choices=choices, now=now)
    async with moment(later(at, hours=5)) as now:
        draft = await queries.decision_page(actor=actor, decision_id=decision_id)
        await judging.publish_decision(actor=actor, decision_id=decision_id, seen=draft.beside(), now=now)
    return decision_id


async def _finish(stage: Stage, decision_id: UUID) -> None:
    ends: datetime = await db.fetchval("select notice_ends_at from decision where id = $1", decision_id)
    actor = await stage.actor("organiser")
    async with moment(later(ends, hours=-20)) as now:
        for line in (await checks_page(actor=actor, decision_id=decision_id)).lines:
            for kind in CHECKS:
                await judging.record_check(
                    actor=actor, decision_id=decision_id, code=line.code, kind=kind, result="clear",
                    source=story.LOOKED_AT[kind], note="", now=now,
                )  # fmt: skip
    async with moment(later(ends, hours=2)) as now:
        await judging.close_notice(actor=await stage.actor("organiser"), decision_id=decision_id, now=now)
    async with moment(later(ends, hours=6)) as now:
        await _feedback(await stage.actor("organiser"), decision_id, now)


async def _feedback(actor: Actor, decision_id: UUID, now: datetime) -> None:
    """What the judges wrote goes to the applicants, with the quarter in which each entry stands."""
    await judging.prepare_feedback(actor=actor, decision_id=decision_id, share=10, now=now)
    for line in (await queries.feedback_page(actor=actor, decision_id=decision_id)).waiting:
        await judging.moderate_text(actor=actor, text_id=line.id, ruling="passed", now=now)
    await judging.release_feedback(actor=actor, decision_id=decision_id, now=now)
