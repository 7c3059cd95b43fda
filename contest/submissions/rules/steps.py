"""Who may do what with an entry, and the steps it and its standings may take."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.challenge import rules as challenge
from contest.challenge.rules.forms import COLUMNS, Form, Words, handed_in
from contest.lib.actor import Actor
from contest.submissions.rules.deadlines import Deadline, is_in_grace, is_open

STAFF = (challenge.PROGRAMME, challenge.ROUND, "screener")

VERDICTS = ("eligible", "more_wanted", "ineligible")
VERDICTS_WITH_REASON = frozenset({"more_wanted", "ineligible"})
# Before judging has taken it up, an entry's standing is the screeners' and its applicant's business.
BEFORE_JUDGING = frozenset({"entered", "eligible", "more_wanted", "ineligible"})
# All that a list says of where an entry stands: its standing, or that the entry itself is gone.
SHOWN = (
    *("entered", "eligible", "more_wanted", "ineligible", "in_review", "advanced", "not_advanced", "awarded"),
    *("withdrawn", "disqualified"),
)

# From which standings judging may set which; a reversed decision goes back to the review.
STANDING_STEPS: dict[str, frozenset[str]] = {
    "in_review": frozenset({"eligible", "advanced", "not_advanced", "awarded"}),
    "advanced": frozenset({"in_review", "awarded", "not_advanced"}),
    "not_advanced": frozenset({"in_review", "advanced", "awarded"}),
    "awarded": frozenset({"in_review", "advanced", "not_advanced"}),
}

# In which states a round takes entries from an earlier one: while it is not judged yet.
TAKES_FROM_EARLIER = frozenset({"planned", "open", "screening"})

DECLARATIONS: dict[str, Words] = {
    "own_work": Words(
        "The entry is true, and our own work.",
        "申报内容真实，且为我方原创成果。",
    ),
    "rights": Words(
        "We hold the rights to what we describe, or may use them.",
        "我方拥有所述内容的知识产权，或已获得使用许可。",
    ),
    "no_secrets": Words(
        "It holds no classified content and no state secrets.",
        "不含涉密内容或国家秘密。",
    ),
    "independent": Words(
        "We are not affiliated with the organiser.",
        "我方与主办方无隶属或利益关系。",
    ),
    "rules": Words(
        "We accept the rules of the contest.",
        "我方接受竞赛规则。",
    ),
}


def may_edit(*, state: str, standing: str | None, round_: Deadline, now: datetime) -> bool:
    """Whether the applicant may change the answers.

    A draft always: even when it is too late to hand in, nobody's text is taken away. What was handed in, until the
    deadline; after it the screeners may open single answers (`screening.may_answer`). While a file may still arrive,
    the answers stay as they were at the deadline.
    """
    if state == "draft":
        return not is_in_grace(round_, now)
    return state == "submitted" and is_before_judging(standing) and is_open(round_, now)


def may_hand_in(*, state: str, standing: str | None, round_: Deadline, now: datetime) -> bool:
    """Until the deadline; with a file that was under way then, as long as it may arrive."""
    if state not in {"draft", "submitted"} or not is_before_judging(standing):
        return False
    return is_open(round_, now) or is_in_grace(round_, now)


def is_before_judging(standing: str | None) -> bool:
    return standing is None or standing in BEFORE_JUDGING


def may_withdraw(*, state: str, standing: str | None, stage: str) -> bool:
    """Until the round has decided; of a roadshow until its judging opens, for then the order of pitches is drawn."""
    if state == "draft":
        return True
    return state == "submitted" and (is_before_judging(standing) or (stage != "roadshow" and standing == "in_review"))


def may_screen(actor: Actor, *, edition_id: UUID, round_id: UUID) -> bool:
    return actor.has(*STAFF, edition_id=edition_id, round_id=round_id)


def may_see(
    actor: Actor, *, place: str | None, edition_id: UUID, round_ids: list[UUID], is_handed_in: bool, is_tied: bool
) -> bool:
    """Its team sees an entry: `place` is the actor's on it.

    The staff of a round it stands in see it once it was handed in, unless tied to it.

    The same condition in SQL is `queries.visible_sql`; a test holds the two equal.
    """
    if place is not None:
        return True
    if not is_handed_in or is_tied:
        return False
    return any(may_screen(actor, edition_id=edition_id, round_id=round_id) for round_id in round_ids)


def may_tie(actor: Actor, *, person_id: UUID, edition_id: UUID, round_id: UUID) -> bool:
    """Anybody may say that they themselves are too close; the organisers may say it of others."""
    return actor.person_id == person_id or challenge.may_organise(actor, edition_id=edition_id, round_id=round_id)


def freeze(
    *,
    code: str,
    form_id: UUID,
    form: Form,
    values: Mapping[str, str],
    files: list[dict[str, Any]],
    agreed: list[str],
) -> dict[str, Any]:
    """The content of a version: all that was handed in, and nothing that changes by itself."""
    answers = handed_in(form, values)
    return {
        "code": code,
        "kind": form.kind,
        "form": str(form_id),
        **{name: answers.pop(name, "") for name in COLUMNS},
        "answers": {key: value for key, value in answers.items() if value},
        "files": files,
        "declarations": agreed,
    }
