"""Which ventures a query may show to whom, as SQL."""

from uuid import UUID

from contest.incubator import rules
from contest.lib.actor import Actor
from contest.submissions.queries import ties_hide_sql

# The condition that a person works on the venture `n`.
TEAM = "exists (select 1 from venture_person np where np.venture = n.id and np.person = $3 and np.left_at is null)"

# That somebody runs the incubator of the entry `s`: no one who is tied to the entry. First of all, without their id.
RUN = f"(($1::bool or s.edition = any($2::uuid[])) and {ties_hide_sql('$3')})"

# `rules.may_see` for the venture `n` of the entry `s`: the parts of `reach(actor)` are its first parameters.
VISIBLE = f"({TEAM} or {RUN})"

# Whether what the venture stands on was taken back since: a decision that holds no longer.
REVERSED = """not exists (select 1 from decision_item di join decision d on d.id = di.decision
       where di.submission = n.submission and d.round = n.round and d.state = 'final'
         and di.outcome in ('advanced', 'awarded'))"""


def reach(actor: Actor) -> tuple[bool, list[UUID], UUID | None]:
    its = rules.editions_run(actor)
    return its.everywhere, its.ids, actor.person_id
