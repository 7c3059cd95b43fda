"""Reads of an incubator: what may come into it, how far everybody is, and one venture."""

from contest.incubator.queries.boards import EACH, MOST, Card, Mark, board, calendar, listed, my_ventures, pace
from contest.incubator.queries.cohorts import Candidate, Cohort, candidates, cohort, cohorts
from contest.incubator.queries.landing import (
    LandingStep,
    Owner,
    landing_step,
    landing_steps,
    owners,
    template,
    template_of,
)
from contest.incubator.queries.ventures import (
    FileLine,
    Member,
    StepLine,
    Venture,
    facts,
    files,
    has_file,
    members,
    steps,
    venture,
)
from contest.incubator.queries.visible import VISIBLE, reach

__all__ = [
    "EACH",
    "INVARIANTS",
    "MOST",
    "VISIBLE",
    "Candidate",
    "Card",
    "Cohort",
    "FileLine",
    "LandingStep",
    "Mark",
    "Member",
    "Owner",
    "StepLine",
    "Venture",
    "board",
    "calendar",
    "candidates",
    "cohort",
    "cohorts",
    "facts",
    "files",
    "has_file",
    "landing_step",
    "landing_steps",
    "listed",
    "members",
    "my_ventures",
    "owners",
    "pace",
    "reach",
    "steps",
    "template",
    "template_of",
    "venture",
]

INVARIANTS: dict[str, str] = {
    "a venture stands on a version of its own entry": """
        select n.id from venture n join submission_version v on v.id = n.version where v.submission <> n.submission""",
    "a venture is in a cohort of its entry's edition": """
        select n.id from venture n join cohort c on c.id = n.cohort join submission s on s.id = n.submission
         where c.edition <> s.edition""",
    "a venture is where its last step left it": """
        select n.id from venture n
          left join lateral (select t.stage, t.happened_on from venture_step t where t.venture = n.id
                              order by t.at desc, t.id desc limit 1) last on true
         where last.stage is distinct from n.stage or last.happened_on is distinct from n.stage_on""",
    "the document of a step is one of its venture": """
        select t.id from venture_step t join venture_file l on l.id = t.evidence where l.venture <> t.venture
         union all
        select t.id from landing_step t join venture_file l on l.id = t.evidence where l.venture <> t.venture""",
}
