"""What may be done to many entries at once, and to which of them it can be."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

from contest.desk.rules.columns import USUAL
from contest.judging.rules.steps import DECLARING
from contest.lib.i18n import N_, Lazy
from contest.submissions.rules.moving import stays
from contest.submissions.rules.screening import skipped

MOST_ENTRIES = 5000
EACH = 50  # entries, in one transaction of the job: what a crash repeats is nothing, what it leaves is the rest

KEPT_FOR = timedelta(days=7)  # a list that a job took away

VerbName = Literal["mail", "decide", "tag", "move", "extend", "assign", "export"]
VERBS: dict[str, Lazy] = {
    "mail": N_("Write to their teams"),
    "decide": N_("Rule on them"),
    "tag": N_("Tag them"),
    "move": N_("Move them to another round"),
    "extend": N_("Give them more time"),
    "assign": N_("Give them to a judge"),
    "export": N_("Take them away as a list"),
}

# The placeholders of a letter to the teams of many entries.
PARTS = {
    "name": "{{ name }}",
    "code": "{{ code }}",
    "title": "{{ (title_zh or title_en) if locale == 'zh' else (title_en or title_zh) }}",
    "round": "{{ (round_zh or round_en) if locale == 'zh' else (round_en or round_zh) }}",
    "edition": "{{ (edition_zh or edition_en) if locale == 'zh' else (edition_en or edition_zh) }}",
    "closes": "{{ closes_at|deadline(time_zone) }}",
    "link": "{{ link }}",
}


class Plan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is to be done: `verb`, and of the rest what that verb asks for. `until` is a day in each round's zone,
    `texts` the subject and the body of a letter by language, `columns` those of a list that is taken away."""

    verb: VerbName
    texts: dict[str, tuple[str, str]] = {}
    is_reviewed: bool = True
    verdict: str = ""
    reasons: list[str] = []
    note: str = ""
    tag: str = ""
    takes_off: bool = False
    into: UUID | None = None
    until: str = ""
    reason: str = ""
    judge: UUID | None = None
    columns: list[str] = []

    @property
    def shown(self) -> list[str]:
        """The columns of the list; where none were chosen, the usual ones."""
        return self.columns or list(USUAL["entries"])


class Entry(Struct, frozen=True, kw_only=True):
    """An entry in the round that it was found in, as far as it decides what can be done."""

    kind: str
    state: str
    standing: str
    round_state: str
    closes_at: datetime
    ends_at: datetime | None
    is_proposed: bool
    is_home: bool
    is_there: bool
    has_reviews: bool
    is_on_panel: bool
    is_tied_to_judge: bool
    submitted_at: datetime
    tags: list[str]


class There(Struct, frozen=True, kw_only=True):
    """The round that entries are moved to."""

    edition_id: UUID
    state: str
    opens_at: datetime
    kinds: list[str]


def why_not(plan: Plan, entry: Entry, there: There | None) -> Lazy | None:
    """Why nothing would come of it for this entry; None where it would. `Entry.ends_at`: the end of `Plan.until`."""
    of_verb: Mapping[str, Lazy | None] = {
        "mail": None,
        "decide": _not_decided(plan, entry),
        "tag": _not_tagged(plan, entry),
        "move": _not_moved(entry, there),
        "extend": _not_extended(entry),
        "assign": _not_assigned(entry),
        "export": None,
    }
    return of_verb[plan.verb]


def _not_decided(plan: Plan, entry: Entry) -> Lazy | None:
    return skipped(
        state=entry.state,
        standing=entry.standing,
        verdict=plan.verdict,
        is_changed=False,
        is_proposed=entry.is_proposed,
        round_state=entry.round_state,
    )


def _not_tagged(plan: Plan, entry: Entry) -> Lazy | None:
    has_it = plan.tag in entry.tags
    if plan.takes_off:
        return None if has_it else N_("It does not have this tag.")
    return N_("It has this tag already.") if has_it else None


def _not_moved(entry: Entry, there: There | None) -> Lazy | None:
    if there is None:
        return N_("It is of another edition.")
    if entry.has_reviews:
        return N_("Judges were given it already.")
    return stays(
        state=entry.state,
        standing=entry.standing,
        round_state=entry.round_state,
        is_home=entry.is_home,
        is_there=entry.is_there,
        kind=entry.kind,
        submitted_at=entry.submitted_at,
        takes=there.kinds,
        there_state=there.state,
        there_opens_at=there.opens_at,
    )


def _not_extended(entry: Entry) -> Lazy | None:
    if entry.state != "submitted":
        return N_("It was withdrawn.")
    if not entry.is_home:
        return N_("It came from an earlier round.")
    if entry.round_state not in {"open", "screening"}:
        return N_("More time can be given while the round is open or being screened.")
    if entry.ends_at is None or entry.ends_at <= entry.closes_at:
        return N_("The deadline of its round comes later than that.")
    return None


def _not_assigned(entry: Entry) -> Lazy | None:
    if entry.state != "submitted":
        return N_("It was withdrawn.")
    if entry.round_state not in DECLARING:
        return N_("Judges are assigned after the call has closed and before the decision.")
    if not entry.is_on_panel:
        return N_("This judge is not on the panel of its round.")
    if entry.is_tied_to_judge:
        return N_("This judge is too close to this entry: rule on the tie first.")
    return None
