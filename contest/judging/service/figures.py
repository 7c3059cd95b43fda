"""Working out where the entries of a round stand, beside the requests: a job does it, pages read what it wrote."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.queries import round_facts
from contest.judging.queries.ranking import stored
from contest.judging.queries.ranking.lines import EntryLine, Stands, rows, rubrics_of_groups
from contest.judging.queries.ranking.order import questions, ranked
from contest.judging.queries.rounds import judging_of
from contest.judging.rules import calibration
from contest.lib import db, killable, outbox
from contest.lib.ids import uuid7

SECONDS = 300.0


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a round, before they are written down."""

    judging_id: UUID
    mark: str
    lines: list[EntryLine]
    groups: list[stored.Summary]


async def work_out_ranking(*, round_id: UUID) -> Worked | None:
    """All figures of a round from the scores as they are; None where those that are stored still hold.

    The mark is read first: scores that change meanwhile make it old, and the figures are asked for again.
    """
    facts, judging = await round_facts(round_id=round_id), await judging_of(round_id=round_id)
    if facts is None or judging is None:
        return None
    state = await stored.state(judging_id=judging.id, person_id=None)
    if state["mark"] == state["worked_mark"]:
        return None
    entries = await rows(facts, judging, person_id=None)
    rubrics = await rubrics_of_groups(judging)
    answers = {
        group: await killable.run(calibration.work_out, question, seconds=SECONDS)
        for group, question in questions(entries, facts, judging, rubrics).items()
    }
    lines = ranked(entries, facts, judging, rubrics, answers)
    groups = [
        stored.summary(group, [line for line in lines if line.group == group], answer, facts=facts, judging=judging)
        for group, answer in answers.items()
    ]
    return Worked(judging_id=judging.id, mark=state["mark"], lines=lines, groups=groups)


async def write_ranking(*, worked: Worked, now: datetime) -> None:
    """Put the figures in the place of those before."""
    ranking_id = await db.fetchval(
        """insert into ranking (id, judging_round, mark, asked, groups, worked_at)
           values ($1, $2, $3, $3, $4::jsonb, $5)
           on conflict (judging_round) do update set mark = $3, groups = excluded.groups, worked_at = $5
           returning id""",
        uuid7(),
        worked.judging_id,
        worked.mark,
        msgspec.json.encode(worked.groups).decode(),
        now,
    )
    await db.execute("delete from ranking_line where ranking = $1", ranking_id)
    await db.execute(
        """insert into ranking_line (id, ranking, submission, place, chance, data)
           select l.id, $1, l.submission, l.place, l.chance, l.data::jsonb
             from unnest($2::uuid[], $3::uuid[], $4::int[], $5::numeric[], $6::text[])
               as l(id, submission, place, chance, data)""",
        ranking_id,
        [uuid7() for _ in worked.lines],
        [line.submission_id for line in worked.lines],
        list(range(1, len(worked.lines) + 1)),
        [line.chance for line in worked.lines],
        [msgspec.json.encode(_stands(line)).decode() for line in worked.lines],
    )


def _stands(line: EntryLine) -> Stands:
    return Stands(**{name: getattr(line, name) for name in Stands.__struct_fields__})


_STALE = f"""
insert into ranking (id, judging_round, mark, asked, groups, worked_at)
select gen_random_uuid(), jr.id, '', {stored.MARK}, '[]', null
  from judging_round jr join round r on r.id = jr.round left join ranking k on k.judging_round = jr.id
 where (r.state in ('judging', 'deliberation', 'notice') or (r.state = 'decided' and k.id is null))
   and {stored.MARK} is distinct from k.asked
on conflict (judging_round) do update set asked = excluded.asked
returning judging_round
"""  # noqa: S608 - no value is in it


async def ask_stale_figures() -> int:
    """Ask for the figures of every round whose scores, entries or rules have changed; how many rounds these are.

    Whatever changed them: a signature, a recusal, a withdrawal, a ruling. Once for each state that they come to be in.
    """
    stale: list[Any] = await db.fetch(_STALE)
    for row in stale:
        round_id = await db.fetchval("select round from judging_round where id = $1", row["judging_round"])
        await outbox.emit("ranking.stale", round_id=round_id)
    return len(stale)
