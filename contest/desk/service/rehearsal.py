"""A rehearsal of a round: real verbs, invented people, the round's own dates, and a transaction that is not kept."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.accounts import queries as accounts
from contest.accounts.service import create_person
from contest.challenge import queries as challenge
from contest.challenge.rules.forms.inventing import invented
from contest.challenge.service import step_edition, step_round
from contest.desk.rules import rehearsal
from contest.desk.rules.rehearsal import Dates, Ranked, Rehearsal, Step
from contest.files.service import stand_in
from contest.judging import queries as judging
from contest.judging import service as judges
from contest.judging.queries.rounds import judging_set_up
from contest.lib import clock, db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import AppError, Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.submissions import service as submissions
from contest.submissions.rules import DECLARATIONS

_REVIEWS = """
select v.id, v.revision, v.submission, v.judge, b.highest, b.step,
       (select array_agg(c.key order by c.position) from criterion c where c.rubric = v.rubric) as criteria
  from review v join judging_round j on j.id = v.judging_round and j.stage = v.stage join rubric b on b.id = v.rubric
 where j.round = $1 order by v.id
"""

_SEATS = """
select m.person from panel_member m join judging_round j on j.id = m.judging_round
 where j.round = $1 and m.left_at is null
"""


class _Over(Exception):
    """The end of every rehearsal: what it wrote is rolled back."""


async def rehearse(*, actor: Actor, round_id: UUID, now: datetime) -> Rehearsal:
    """Play a planned round through to its final decision, and keep nothing: no row, message, event, record or file.

    It stops where the round itself would be refused, with the same words. Opens its own `work()`.
    """
    facts = await challenge.round_(actor=actor, round_id=round_id)
    if facts is None:
        raise NotFound
    if facts.state != "planned":
        raise Conflict(N_("A round is rehearsed before its call opens: now there are real people in it."))
    opens = max(now, facts.opens_at)
    play = _Play(actor, facts, Dates(opens=opens, closes=facts.closes_at, reviews_due=facts.reviews_due_at))
    with suppress(_Over):
        async with db.work():
            await play.through()
            raise _Over
    return play.report()


class _Play:
    """One performance: `entries` and their `kinds` by code, `people` who judge, and what has happened so far."""

    def __init__(self, actor: Actor, facts: challenge.RoundFacts, dates: Dates) -> None:
        self.actor, self.facts, self.dates = actor, facts, dates
        self.entries: dict[str, UUID] = {}
        self.kinds: dict[str, str] = {}
        self.people: list[UUID] = []
        self.steps: list[Step] = []
        self.ranked: list[Ranked] = []
        self.at, self.because = dates.opens, list[str]()
        self.what = ""
        self.decision: UUID | None = None

    def report(self) -> Rehearsal:
        stopped = self.what if self.because else ""
        return Rehearsal(steps=self.steps, ranked=self.ranked, stopped=stopped, because=self.because)

    async def through(self) -> None:
        """Every step in its order, or to the first that is refused."""
        dates = self.dates
        acts = [
            ("open", dates.opens, self._open),
            ("enter", dates.entering, self._enter),
            ("close", dates.closing, self._close),
            ("screen", dates.reading(0.05), self._screen),
            ("panel", dates.reading(0.1), self._panel),
            ("assign", dates.reading(0.15), self._assign),
            ("read", dates.reading(0.5), self._read),
        ]
        try:
            for what, at, act in acts:
                await self._do(what, at, act)
            while (await judging_set_up(round_id=self.facts.id)).following is not None:
                await self._do("take_on", dates.reading(0.6), self._take_on)
                await self._do("read", dates.reading(0.7), self._read)
            await self._do("decide", dates.reviews_due, self._decide)
            await self._do("final", self.at, self._finish)
        except AppError as error:
            fields = error.fields.values() if isinstance(error, Invalid) else ()
            self.because = [str(one) for one in fields] or [str(error.message)]

    async def _do(self, what: str, at: datetime, act: Any) -> None:
        self.what, self.at = what, at
        with clock.moved_to(at):
            count = await act(at)
        self.steps.append(Step(what=what, at=self.at if what == "final" else at, count=count or 0))

    async def _open(self, at: datetime) -> None:
        if self.facts.edition_state == "draft":
            await step_edition(actor=SYSTEM, edition_id=self.facts.edition_id, to="open", now=at)
        await step_round(actor=self.actor, round_id=self.facts.id, to="open", now=at)

    async def _enter(self, at: datetime) -> int:
        for place, kind in enumerate(rehearsal.kinds_of(self.facts.kinds, self.facts.quota)):
            name = f"Rehearsal Applicant {place + 1}"
            email = f"applicant@team{place + 1}.rehearsal.invalid"
            made = await create_person(actor=SYSTEM, email=email, name=name, confirmed=True, now=at)
            person = await self._person(made)
            entry, code = await submissions.start_draft(actor=person, round_id=self.facts.id, kind=kind, now=at)
            await self._fill(person, code, kind, at)
            await submissions.hand_in(actor=person, code=code, agreed=list(DECLARATIONS), now=at)
            self.entries[code], self.kinds[code] = entry, kind
        return len(self.entries)

    async def _person(self, person_id: UUID) -> Actor:
        found = await accounts.actor(person_id=person_id, epoch=None, now=self.at)
        assert found is not None
        return found

    async def _fill(self, person: Actor, code: str, kind: str, at: datetime) -> None:
        form_id = await challenge.form_for(edition_id=self.facts.edition_id, kind=kind)
        form = await challenge.form_asked(form_id, blindness=self.facts.blindness)
        scenes = [scene.key for scene in await challenge.scenes(edition_id=self.facts.edition_id)]
        values, files, missing = invented(form, scenes)
        if missing:
            raise Invalid(fields=missing)
        await submissions.save_draft(actor=person, code=code, revision=1, fields=values, now=at)
        for field in files:
            announced = await submissions.announce_file(
                actor=person, code=code, field=field.key, name=f"{field.key}.pdf", size=1000, now=at
            )
            await stand_in(file_id=announced.id, now=at)

    async def _close(self, at: datetime) -> None:
        await step_round(actor=self.actor, round_id=self.facts.id, to="screening", now=at)

    async def _screen(self, at: datetime) -> int:
        for code in self.entries:
            await submissions.screen(
                actor=self.actor, code=code, round_id=self.facts.id, verdict="eligible", reason="", now=at
            )
        return len(self.entries)

    async def _panel(self, at: datetime) -> int:
        """As many as one entry needs. Who was really invited is no part of it."""
        round_id, plan = self.facts.id, await judging_set_up(round_id=self.facts.id)
        for row in await db.fetch(_SEATS, round_id):
            await judges.take_back_invitation(actor=self.actor, round_id=round_id, person_id=row["person"], now=at)
        terms = None
        for place in range(max(one.reads for one in plan.stages)):
            person_id = await judges.add_judge(
                actor=self.actor,
                round_id=round_id,
                email=f"judge@jury{place + 1}.rehearsal.invalid",
                name=f"Rehearsal Judge {place + 1}",
                most=max(12, len(self.entries)),
                is_lead=place == 0,
                now=at,
            )
            judge = await self._person(person_id)
            terms = terms or await judging.terms_of(edition_id=self.facts.edition_id)
            assert terms is not None
            await judges.accept_seat(actor=judge, round_id=round_id, terms_id=terms.id, locale="en", now=at)
            await judges.declare_conflicts(actor=judge, round_id=round_id, people=[], organisations=[], now=at)
            self.people.append(person_id)
        return len(self.people)

    async def _assign(self, at: datetime) -> int:
        found = await judges.assign(actor=self.actor, round_id=self.facts.id, now=at)
        await judges.open_judging(actor=self.actor, round_id=self.facts.id, now=at)
        return found.made

    async def _read(self, at: datetime) -> int:
        order, rows = list(self.entries.values()), await db.fetch(_REVIEWS, self.facts.id)
        for row in rows:
            judge = await self._person(row["judge"])
            numbers = (self.people.index(row["judge"]), order.index(row["submission"]))
            points = {
                key: rehearsal.points(*numbers, place, highest=row["highest"], step=row["step"])
                for place, key in enumerate(row["criteria"])
            }
            revision = await judges.save_review(
                actor=judge,
                review_id=row["id"],
                revision=row["revision"],
                points=points,
                comment_applicant="Rehearsal 演练",
                comment_panel="",
                now=at,
            )
            await judges.sign_review(actor=judge, review_id=row["id"], revision=revision, now=at)
        if (await judging_set_up(round_id=self.facts.id)).stage == "live":
            for entry in {row["submission"] for row in rows}:
                await judges.reveal_scores(actor=self.actor, round_id=self.facts.id, submission_id=entry, now=at)
        return len(rows)

    async def _take_on(self, at: datetime) -> int:
        page = await judging.stage_page(actor=self.actor, round_id=self.facts.id)
        count = await judges.take_on(actor=self.actor, round_id=self.facts.id, seen=page.mark, now=at)
        await judges.assign(actor=self.actor, round_id=self.facts.id, now=at)
        return count

    async def _decide(self, at: datetime) -> int:
        ranking = await judging.ranking(actor=self.actor, round_id=self.facts.id)
        self.ranked = [
            Ranked(code=line.code, kind=self.kinds[line.code], rank=line.rank, score=line.score)
            for line in ranking.entries
        ]
        decision = await judges.draft_decision(actor=self.actor, round_id=self.facts.id, now=at)
        draft = await judging.decision_page(actor=self.actor, decision_id=decision)
        ends = await judges.publish_decision(actor=self.actor, decision_id=decision, seen=draft.beside(), now=at)
        self.decision, self.at = decision, ends
        return len(self.ranked)

    async def _finish(self, at: datetime) -> None:
        assert self.decision is not None
        await judges.close_notice(actor=self.actor, decision_id=self.decision, now=at)
