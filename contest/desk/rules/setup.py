"""Whether a round is ready: everything that is missing before its call opens and before its judging does, at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from contest.challenge import rules as challenge
from contest.lib.i18n import N_, Lazy

FOR = ("call", "judging", "advice")
SOON = timedelta(days=1)


class Plan(Struct, frozen=True, kw_only=True):
    """What there is of a round's settings. `rubric_kinds`: which kinds its rubrics are for, none before it has one."""

    scenes: int
    has_rules: bool
    is_edition_bilingual: bool
    edition_rounds: list[str]
    drafted_forms: list[str]
    rubric_kinds: list[str]
    reviews_each: int
    least_valid: int
    expected_entries: int | None
    seats: int
    undeclared: int
    has_event: bool
    has_programme: bool


class Round(Struct, frozen=True, kw_only=True):
    """The round itself."""

    id: UUID
    edition_id: UUID
    edition_slug: str
    edition_state: str
    state: str
    stage: str
    name_en: str
    name_zh: str
    call_en: str
    call_zh: str
    language: str
    lacks_call: bool
    kinds: list[str]
    quota: int | None
    opens_at: datetime
    closes_at: datetime
    is_scanned: bool


class Missing(Struct, frozen=True, kw_only=True):
    """Something to do: before the `call` opens, before `judging` does, or as an `advice`; `href` is where."""

    before: str
    text: Lazy
    href: str

    @property
    def is_of_edition(self) -> bool:
        """Whether it is for who organises all of the edition to do."""
        return self.href.startswith("/challenge/editions/")


def missing(round_: Round, plan: Plan, now: datetime) -> list[Missing]:
    """Everything at once; what stands before something that has happened already is left out."""
    found = []
    if round_.state == "planned":
        found += [*_call(round_, plan, now), *_wording(round_, plan, now)]
    if round_.state in {"planned", "open", "screening"}:
        found += [*_judging(round_, plan), *_ahead(round_, plan)]
    return sorted(found, key=lambda one: FOR.index(one.before))


def _list(before: str, href: str, texts: Sequence[Lazy]) -> list[Missing]:
    return [Missing(before=before, text=text, href=href) for text in texts]


def _call(round_: Round, plan: Plan, now: datetime) -> list[Missing]:
    edition = f"/challenge/editions/{round_.edition_slug}"
    of_edition = challenge.before_round_step(
        "open",
        edition_state=round_.edition_state,
        closes_at=now + SOON,
        is_scanned=round_.is_scanned,
        now=now,
    )
    of_round = challenge.before_round_step(
        "open",
        edition_state="open",
        closes_at=round_.closes_at,
        is_scanned=True,
        lacks_call=round_.lacks_call,
        now=now,
    )
    found = _list("call", f"/challenge/rounds/{round_.id}/edit", of_round) + _list("call", edition, of_edition)
    if round_.edition_state == "draft":
        founding = challenge.before_edition_step(
            "open",
            round_states=plan.edition_rounds,
            scenes=plan.scenes,
            is_bilingual=plan.is_edition_bilingual,
            has_rules=plan.has_rules,
        )
        found += _list("call", edition, founding)
    return found


def _wording(round_: Round, plan: Plan, now: datetime) -> list[Missing]:
    edit, texts = f"/challenge/rounds/{round_.id}/edit", []
    if round_.language == "both" and not (round_.name_en and round_.name_zh):
        texts.append(N_("Its name is there in one language only."))
    if round_.language == "both" and not (round_.call_en and round_.call_zh):
        texts.append(N_("The text of the call is not there in both languages."))
    if round_.opens_at <= now:
        texts.append(N_("Its opening day has passed: entries are taken from the moment you open it."))
    found = _list("advice", edit, texts)
    if set(plan.drafted_forms) & set(round_.kinds):
        text = N_("A form has a draft that is not published: entries begin with the version before it.")
        found += _list("advice", f"/challenge/editions/{round_.edition_slug}/forms", [text])
    return found


def _judging(round_: Round, plan: Plan) -> list[Missing]:
    here = f"/judging/rounds/{round_.id}"
    if not plan.rubric_kinds:
        return _list("judging", here, [N_("It has no rubric: say how it is judged.")])
    found = []
    if not set(round_.kinds) <= set(plan.rubric_kinds):
        found += _list("judging", here, [N_("Its rubric is not for every kind of entry that it takes.")])
    if not plan.seats:
        found += _list("judging", f"{here}/panel", [N_("Its panel is empty: invite judges.")])
    elif plan.seats < plan.reviews_each:
        text = N_(
            "Each entry is read by %(reads)s judges, and the panel has %(seats)s.",
            reads=plan.reviews_each,
            seats=plan.seats,
        )
        found += _list("judging", f"{here}/panel", [text])
    if plan.undeclared and round_.state == "screening":
        text = N_("%(count)s judges have not declared their conflicts.", count=plan.undeclared)
        found += _list("judging", f"{here}/panel", [text])
    return found


def _ahead(round_: Round, plan: Plan) -> list[Missing]:
    here, found = f"/judging/rounds/{round_.id}", []
    if plan.rubric_kinds and plan.expected_entries is None:
        text = N_("Nobody has said how many entries are expected: whether the panel is large enough is not known.")
        found += _list("advice", f"{here}/capacity", [text])
    if round_.quota is None:
        text = N_("The call does not say how many places there are.")
        found += _list("advice", f"/challenge/rounds/{round_.id}/edit", [text])
    if round_.stage == "roadshow" and not plan.has_event:
        found += _list("advice", f"/roadshow/rounds/{round_.id}", [N_("Its meetings have no times and tables yet.")])
    if round_.stage == "roadshow" and not plan.has_programme:
        found += _list("advice", f"/roadshow/rounds/{round_.id}/programme", [N_("Its programme is empty.")])
    return found
