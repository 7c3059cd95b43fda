"""A round in one workbook: who entered, who judged what, and a ranking that a spreadsheet works out again."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from contest.challenge.queries import RoundFacts
from contest.judging.queries.decisions import refuse_tied
from contest.judging.queries.exports import review_rows, review_table
from contest.judging.queries.ranking import ranked_entries
from contest.judging.queries.ranking.lines import EntryLine, rubrics_of_groups
from contest.judging.queries.rounds import Judging
from contest.judging.rules import scores
from contest.judging.rules.rubrics import EARLIER, MEAN
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy
from contest.lib.sheets import Cell, Formula, Sheet
from contest.submissions.queries import ROUND_LISTS, list_rows

_READ_ME = (
    N_("Every sheet is of this round as it was when the workbook was taken. Moments are in UTC."),
    N_("“Calculation” holds formulas: a score is the mean of the totals, without the highest and the lowest where the"
       " rule is “trimmed” and five or more signed; a rank counts who stands before."),
    N_("Change a total there and scores and ranks follow; the last column says whether they are still as recorded."),
    N_("Where the rule is “calibrated”, scores come from all totals of a group at once: values, not formulas."),
)  # fmt: skip

_JUDGES = """
select p.name, p.email, coalesce(o.name_en, o.name_zh, '') as organisation, m.is_lead, m.invited_at, m.accepted_at,
       m.declared_at, m.left_at, m.left_reason
  from panel_member m join person p on p.id = m.person left join organisation o on o.id = p.organisation
 where m.judging_round = $1 order by p.name, p.id
"""
_ASSIGNMENTS = """
select s.code, p.name, v.stage, v.state, v.assigned_at, v.signed_at, v.recusal, v.reason
  from review v join submission s on s.id = v.submission join person p on p.id = v.judge
 where v.judging_round = $1 order by s.code, v.stage, p.name, v.id
"""
_CONFLICTS = """
select s.code, p.name, t.kind, t.source, t.reason, t.created_at
  from tie t join submission s on s.id = t.submission
  join standing st on st.submission = s.id and st.round = $1 join person p on p.id = t.person
 where exists (select from panel_member m where m.judging_round = $2 and m.person = t.person)
 order by s.code, p.name, t.id
"""


def _said(*names: Lazy) -> list[str]:
    return [str(name) for name in names]


async def round_workbook(*, actor: Actor, round_id: UUID, words: Mapping[str, str]) -> list[Sheet]:
    """The sheets, for who runs the round, owes no review of it, and is too close to no entry of it."""
    table = await review_table(actor=actor, round_id=round_id)
    await refuse_tied(actor=actor, round_id=round_id)
    facts, judging = table.round, table.judging
    lines = await ranked_entries(facts=facts, judging=judging)
    reviews = [row async for row in review_rows(actor=actor, of=table, words=words)]
    people = [row async for row in list_rows(actor=actor, round_id=round_id, what="people", words=words)]
    return [
        Sheet(name="Read me", heading=[facts.name_en or facts.name_zh], rows=[(str(line),) for line in _READ_ME]),
        Sheet(
            name="Entries",
            heading=_said(
                N_("Code"), N_("Title in English"), N_("Title in Chinese"), N_("State"), N_("Rank"), N_("Score")
            ),
            rows=[
                (
                    line.code,
                    line.title_en,
                    line.title_zh,
                    words.get(line.standing, line.standing),
                    line.rank,
                    line.score,
                )
                for line in sorted(lines, key=lambda one: one.code)
            ],
        ),
        Sheet(name="People", heading=[str(name) for name in ROUND_LISTS["people"].heading], rows=people),
        await _judges(judging.id),
        await _assignments(judging.id, words),
        Sheet(name="Reviews", heading=table.heading, rows=reviews),
        await _conflicts(facts, judging.id),
        await _calculation(judging, lines),
    ]


async def _judges(judging_id: UUID) -> Sheet:
    heading = _said(
        *(N_("Judge"), N_("E-mail address"), N_("Organisation"), N_("Lead")),
        *(N_("Invited"), N_("Accepted"), N_("Conflicts declared"), N_("Left"), N_("Why")),
    )
    rows = [
        (row["name"], row["email"], row["organisation"], "×" if row["is_lead"] else "", *list(row)[4:])
        for row in await db.fetch(_JUDGES, judging_id)
    ]
    return Sheet(name="Judges", heading=heading, rows=rows)


async def _assignments(judging_id: UUID, words: Mapping[str, str]) -> Sheet:
    heading = _said(
        *(N_("Code"), N_("Judge"), N_("Stage"), N_("State of the review")),
        *(N_("Assigned"), N_("Signed at"), N_("Reason of a recusal"), N_("Why")),
    )
    rows = [
        (row["code"], row["name"], words[row["stage"]], words[row["state"]], *list(row)[4:])
        for row in await db.fetch(_ASSIGNMENTS, judging_id)
    ]
    return Sheet(name="Assignments", heading=heading, rows=rows)


async def _conflicts(facts: RoundFacts, judging_id: UUID) -> Sheet:
    heading = _said(N_("Code"), N_("Judge"), N_("What of"), N_("How it is known"), N_("Reason"), N_("Since"))
    rows = [tuple(row) for row in await db.fetch(_CONFLICTS, facts.id, judging_id)]
    return Sheet(name="Conflicts", heading=heading, rows=rows)


async def _calculation(judging: Judging, lines: list[EntryLine]) -> Sheet:
    """A row an entry: its totals, the score and the rank as formulas over them, and both as they are recorded."""
    rubrics = await rubrics_of_groups(judging)
    orders = {group: list(rubric.tie_break or (MEAN,)) for group, rubric in rubrics.items()}
    stages = {stage.kind: (number, stage.least_valid) for number, stage in enumerate(judging.stages)}
    most, ties = max((len(line.totals) for line in lines), default=1) or 1, max(map(len, orders.values()), default=1)
    last = len(lines) + 1
    columns = _Columns(most, ties, last)
    heading = [
        *_said(N_("Code"), N_("Group"), N_("Stage"), N_("Rule"), N_("Fewest reviews")),
        *(str(N_("Total %(number)s", number=number + 1)) for number in range(most)),
        str(N_("Score")),
        *(str(N_("Tie-break %(number)s", number=number + 1)) for number in range(ties)),
        *_said(N_("Rank"), N_("Recorded score"), N_("Recorded rank"), N_("As recorded")),
    ]
    rows: list[list[Cell | Formula]] = []
    for number, line in enumerate(lines, start=2):
        stage, least = stages[line.stage]
        is_current = line.stage == judging.stage
        rule = judging.rule if is_current or judging.rule != scores.CALIBRATED else scores.MEAN
        totals: list[Cell] = [*line.totals, *[None] * (most - len(line.totals))]
        score = columns.score(number, line.score, is_formula=rule != scores.CALIBRATED)
        told = [_tie(line, key) for key in orders[line.group]]
        breaks: list[Cell] = [*told, *[Decimal(-1)] * (ties - len(told))]
        rank = Formula(columns.rank(number), "" if line.rank is None else line.rank)
        same = Formula(columns.same(number), 1)
        rows.append(
            [line.code, line.group, stage, rule, least, *totals, score, *breaks, rank, line.score, line.rank, same]
        )
    return Sheet(name="Calculation", heading=heading, rows=rows)


def _tie(line: EntryLine, key: str) -> Decimal:
    """What tells equal scores apart; less than anything where there is none."""
    if key == MEAN:
        found = line.mean
    elif key == EARLIER:
        found = line.earlier
    else:
        points = [one.points[key] for one in line.reviews if one.points and key in one.points]
        found = scores.mean(points) if points else None
    return Decimal(-1) if found is None else found


class _Columns:
    """Where things stand in the sheet: A code, B group, C stage, D rule, E fewest reviews, then so many totals."""

    def __init__(self, totals: int, ties: int, last: int) -> None:
        self.first, self.last_total = _letters(5), _letters(4 + totals)
        self.score_at = _letters(5 + totals)
        self.ties = [_letters(6 + totals + number) for number in range(ties)]
        self.rank_at, self.recorded, self.recorded_rank = (_letters(6 + totals + ties + n) for n in range(3))
        self.last = last

    def score(self, row: int, value: Decimal | None, *, is_formula: bool) -> Cell | Formula:
        if not is_formula:
            return value
        of = f"{self.first}{row}:{self.last_total}{row}"
        trimmed = f"(SUM({of})-MAX({of})-MIN({of}))/(COUNT({of})-2)"
        inner = f'IF(AND(D{row}="{scores.TRIMMED}",COUNT({of})>={scores.TRIM_FROM}),{trimmed},AVERAGE({of}))'
        return Formula(f'=IF(COUNT({of})<MAX(E{row},1),"",ROUND({inner},2))', "" if value is None else value)

    def rank(self, row: int) -> str:
        """One more than stand before: those of a later stage, then of a higher score, then of what tells them apart."""
        before = [f'COUNTIFS({self._all("B")},B{row},{self._all("C")},">"&C{row},{self._all(self.score_at)},">=0")']
        same = f"{self._all('B')},B{row},{self._all('C')},C{row}"
        for column in (self.score_at, *self.ties):
            before.append(f'COUNTIFS({same},{self._all(column)},">"&{column}{row})')
            same += f",{self._all(column)},{column}{row}"
        return f'=IF({self.score_at}{row}="","",1+{"+".join(before)})'

    def same(self, row: int) -> str:
        score, rank = f"{self.score_at}{row}", f"{self.rank_at}{row}"
        return f'=IF(AND({score}&""={self.recorded}{row}&"",{rank}&""={self.recorded_rank}{row}&""),1,0)'

    def _all(self, column: str) -> str:
        return f"${column}$2:${column}${self.last}"


def _letters(column: int) -> str:
    """The name of a column, from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
