"""What an entry would save or cost the climate, from its answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from contest.challenge.rules import hides_names
from contest.impact import queries as factors
from contest.impact import rules as impact
from contest.lib import db
from contest.submissions import rules
from contest.submissions.queries.working import Working


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """An effect on health or nature, in the words of the form's choices: it stands beside the climate figure."""

    label: str
    value: str
    direction: str
    evidence: str


def indicators(form: rules.Form, answers: Mapping[str, str]) -> list[Indicator]:
    """What was answered to the questions on health and nature, in the reader's language."""

    def said(key: str) -> str:
        return rules.shown(form.at(key), answers.get(key, ""))

    return [
        Indicator(
            label=said(key),
            value=said(f"{key}_value"),
            direction=said(f"{key}_direction"),
            evidence=said(f"{key}_evidence"),
        )
        for key in ("health", "nature")
        if answers.get(key) and answers.get(f"{key}_value")
    ]


async def impact_record(entry: Working) -> impact.Record | None:
    """What the saved answers give with the factors that the round froze; None while they say too little."""
    answers = rules.handed_in(entry.form, entry.values)
    inputs = impact.read(answers).inputs
    frozen = await factors.set_for(entry.round.factor_set) if inputs else None
    if inputs is None or frozen is None:
        return None
    return impact.record(
        inputs,
        frozen.factors,
        factor_set=str(frozen.id),
        place=frozen.host,
        country=answers.get("country", ""),
    )


def kept_impact(content: Mapping[str, Any], *, blindness: str) -> impact.Assessment | None:
    """The figures that were frozen with a version. The one of the applicant's own country tells it: not when blind."""
    if "impact" not in content:
        return None
    found = msgspec.convert(content["impact"], impact.Record, strict=False).assessment
    return msgspec.structs.replace(found, home=None) if hides_names(blindness) else found


async def figures_that_differ() -> list[str]:
    """The versions (code and number) whose kept figures their own inputs and factors do not give again."""
    rows = await db.fetch(
        """select s.code, v.number, v.content->'impact' as kept from submission_version v
             join submission s on s.id = v.submission
            where v.content->'impact' is not null order by s.code, v.number"""
    )
    odd = []
    for row in rows:
        kept = msgspec.json.decode(row["kept"], type=impact.Record, strict=False)
        frozen = await factors.factor_set(UUID(kept.factor_set))
        if not impact.holds(kept, frozen.factors):
            odd.append(f"{row['code']} version {row['number']}")
    return odd
