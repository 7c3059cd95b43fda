"""What screeners may say of an entry, when a second person says it too, and what an applicant is asked until when."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from contest.challenge.rules.forms import (
    COLUMNS,
    Attached,
    Field,
    Form,
    Words,
    asked,
    check_complete,
    holds,
    is_copy,
    original_of,
)
from contest.lib.i18n import N_, Lazy
from contest.submissions.rules.deadlines import end_of_day
from contest.submissions.rules.steps import BEFORE_JUDGING

Errors = dict[str, Lazy | str]

MOST_REASONS = 30
LONGEST_REASON = 300
MOST_AT_ONCE = 500
LONGEST_WAIT = timedelta(days=90)

# The questions of a form that declare the use of AI, where it has them.
AI_KEYS = ("ai_use", "ai_note")


class Reason(msgspec.Struct, frozen=True):
    """Why an entry is not judged, in words that its applicant reads. The key stays when the words are mended."""

    key: str
    en: str
    zh: str

    def __str__(self) -> str:
        return str(Words(self.en, self.zh))


# What an edition's organisers begin with; they change the list as they like.
DEFAULT_REASONS = (
    Reason("scope", "It is outside what this call asks for.", "不在本次征集的范围内。"),
    Reason("applicant", "The applicant may not take part in this call.", "申请人不符合本次征集的参赛资格。"),
    Reason("maturity", "It is not as far developed as this call asks.", "成熟度未达到本次征集的要求。"),
    Reason("landing", "It does not say how it would land in the host region.", "未说明如何在承办地落地。"),
    Reason("incomplete", "It is incomplete or cannot be read.", "材料不完整或无法阅读。"),
    Reason("rights", "The rights to the work are not clear.", "作品的权利归属不清。"),
    Reason("double", "The same work was handed in more than once.", "同一作品重复提交。"),
    Reason("ai", "It does not keep to the rules on the use of AI.", "不符合人工智能使用规定。"),
    Reason("other", "Another reason, given below.", "其他原因，见下文。"),
)


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How an edition is screened: its list of reasons and its rules on the use of AI; `needs_second`,
    `judges_read_letters` and `shortlist_days` are the round's."""

    reasons: tuple[Reason, ...] = DEFAULT_REASONS
    ai_policy: Words = Words("", "")
    needs_second: bool = False
    judges_read_letters: bool = False
    shortlist_days: int = 14

    def chosen(self, keys: Collection[str]) -> list[Reason]:
        return [reason for reason in self.reasons if reason.key in keys]


def plan_faults(reasons: Iterable[Reason], policy: Words) -> Errors:
    """What is wrong with a list of reasons and a policy, by field."""
    faults: Errors = {}
    kept = list(reasons)
    for place, reason in enumerate(kept):
        if not (reason.en and reason.zh):
            faults[f"{'zh' if reason.en else 'en'}.{place}"] = N_("Give this reason in both languages.")
        elif max(len(reason.en), len(reason.zh)) > LONGEST_REASON:
            faults[f"en.{place}"] = N_("Use at most %(most)s characters.", most=LONGEST_REASON)
    if not kept:
        faults["en.0"] = N_("Keep at least one reason.")
    if len(kept) > MOST_REASONS:
        faults["en.0"] = N_("Keep at most %(most)s reasons.", most=MOST_REASONS)
    if bool(policy.en) != bool(policy.zh):
        faults["ai_policy_zh" if policy.en else "ai_policy_en"] = N_("Give these rules in both languages.")
    return faults


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What an applicant is asked: answers at these fields until a moment, which itself still counts.

    Those of a shortlist may be handed in again until then.
    """

    fields: tuple[str, ...]
    until: datetime
    note: str = ""
    asked_at: datetime
    answered_at: datetime | None = None
    expired_at: datetime | None = None
    closed_at: datetime | None = None
    purpose: str = "screening"

    @property
    def is_shortlist(self) -> bool:
        return self.purpose == "shortlist"

    def is_open(self, now: datetime) -> bool:
        return (self.is_shortlist or self.answered_at is None) and self.closed_at is None and now <= self.until


def may_answer(*, state: str, standing: str | None, round_state: str, wanted: Wanted | None, now: datetime) -> bool:
    """Whether the applicant may answer what was asked, at those fields only: what the screeners want to know until
    judging begins, what is asked of the shortlist once the round has decided."""
    if state != "submitted" or wanted is None or not wanted.is_open(now):
        return False
    if wanted.is_shortlist:
        return standing == "advanced" and round_state == "decided"
    return standing == "more_wanted" and round_state in {"open", "screening"}


def shortlist_fields(
    form: Form, values: Mapping[str, str], files: Mapping[str, Attached], scenes: Collection[str]
) -> tuple[str, ...]:
    """The questions that open to an entry which advanced, in the order of the form: those that only a shortlist has to
    answer, those that their answers may lead to, and the anonymous copies of either. None where no needed answer is
    missing."""
    if not check_complete(form, values, files, scenes, stage="shortlist"):
        return ()
    stands = {field.key for field in asked(form, values)}
    opened: set[str] = set()
    while more := {
        field.key
        for field in form.fields
        if field.key not in opened
        and (
            field.needed == "shortlist"
            or any(one.field in opened for one in field.shown_if)
            or (is_copy(field.key) and original_of(field.key) in opened)
        )
        and all(one.field in opened or (one.field in stands and holds(one, values)) for one in field.shown_if)
    }:
        opened |= more
    return tuple(field.key for field in form.fields if field.key in opened)


def leading(form: Form, fields: Collection[str]) -> list[Field]:
    """Those of the opened questions that no other of them leads to: what a mail names."""
    return [
        field for field in form.fields if field.key in fields and not any(one.field in fields for one in field.shown_if)
    ]


def open_until(now: datetime, *, days: int, zone: str) -> datetime:
    """The end of the day, where the round is, so many days from now."""
    day = (now.astimezone(ZoneInfo(zone)) + timedelta(days=days)).date().isoformat()
    return end_of_day(day, zone) or now + timedelta(days=days)


def request_faults(form: Form, fields: Collection[str], until: datetime | None, now: datetime) -> Errors:
    """What is wrong with a question to an applicant."""
    faults: Errors = {}
    known = {field.key for field in form.fields}
    if not fields:
        faults["fields"] = N_("Choose the answers that the applicant may change.")
    elif not set(fields) <= known:
        faults["fields"] = N_("There is no such question in this form.")
    if until is None:
        faults["until"] = N_("Say until when the applicant may answer.")
    elif not now < until <= now + LONGEST_WAIT:
        faults["until"] = N_("Choose a day after today, at most %(days)s days from now.", days=LONGEST_WAIT.days)
    return faults


def remind_at(*, asked_at: datetime, until: datetime) -> datetime:
    """When an applicant is reminded: two days before the end, of a short time when two thirds of it have gone."""
    return until - min(timedelta(days=2), (until - asked_at) / 3)


def may_second(*, by: UUID | None, actor_id: UUID | None) -> bool:
    """A refusal is confirmed by another person than the one who proposed it."""
    return actor_id is not None and by != actor_id


def skipped(
    *, state: str, standing: str, verdict: str, is_changed: bool, is_proposed: bool, round_state: str
) -> Lazy | None:
    """Why an entry is left out when many are ruled on at once; None where it is not."""
    if state != "submitted":
        return N_("It was withdrawn.")
    if standing not in BEFORE_JUDGING or round_state not in {"open", "screening"}:
        return N_("Judging has begun.")
    if standing == verdict:
        return N_("It stands there already.")
    if is_proposed:
        return N_("It waits for a second person.")
    if standing == "more_wanted":
        return N_("Its applicant was asked for more.")
    if is_changed:
        return N_("It changed since this list was made.")
    return None


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """By field, what was and what is now, of two frozen contents."""
    was, now = flat(before), flat(after)
    return {
        key: (was.get(key, ""), now.get(key, ""))
        for key in [*now, *(was.keys() - now.keys())]
        if was.get(key, "") != now.get(key, "")
    }


def flat(content: Mapping[str, Any]) -> dict[str, str]:
    """A frozen content as one text a field."""
    files = {file["field"]: f"{file['name']}, SHA-256 {file['sha256'][:16]}…" for file in content["files"]}
    return {**{name: content[name] for name in COLUMNS}, **content["answers"], **files}
