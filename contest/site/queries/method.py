"""How a round is judged, as anyone may read it once that is fixed."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.judging.queries import judging_of
from contest.judging.queries.rubrics import Rubric, rubrics_by_id
from contest.judging.rules.capacity import Stage


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """What was fixed when judging opened. `rubrics` by what they are for: (`entry` or `talent`, the rubric)."""

    rule: str
    stages: list[Stage]
    opened_at: datetime
    rubrics: list[tuple[str, Rubric]]


async def method(*, round_id: UUID) -> Method | None:
    """None until judging opens: before, it may still change."""
    judging = await judging_of(round_id=round_id)
    if judging is None or judging.opened_at is None:
        return None
    own = {"entry": judging.rubric, "talent": judging.talent_rubric}
    found = await rubrics_by_id([one for one in own.values() if one is not None])
    return Method(
        rule=judging.rule,
        stages=judging.stages,
        opened_at=judging.opened_at,
        rubrics=[(group, found[key]) for group, key in own.items() if key is not None],
    )
