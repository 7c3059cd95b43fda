"""From what the queries read to what programs get."""

from datetime import datetime

import msgspec

from contest.files import rules as files
from contest.lib.actor import Actor
from contest.submissions import queries, rules
from contest.submissions.api.shapes import own, staff

_PUBLISHED = frozenset({"notice", "decided"})


def question(field: rules.Field) -> own.Question:
    plain = ("key", "section", "type", "label", "help", "unit", "needed", "characters", "words", "decimals")
    return own.Question(
        **{name: getattr(field, name) for name in (*plain, "most_choices", "pages", "megabytes")},
        options=list(field.options),
        least=None if field.least is None else str(field.least),
        most=None if field.most is None else str(field.most),
        accepts=list(field.accepts) if field.type == "file" else [],
        years=[str(year) for year in rules.years_of(field)] if field.type == "years" else [],
    )


def form(entry: queries.Working) -> own.Form:
    """The questions that the answers of the entry lead to."""
    return own.Form(entry.kind, [question(field) for field in rules.asked(entry.form, entry.values)])


def line(entry: queries.MyEntry, now: datetime) -> own.Line:
    apart, due = ("standing", "next", "is_due"), entry.next(now)
    return own.Line(
        **{name: getattr(entry, name) for name in own.Line.__struct_fields__ if name not in apart},
        standing=rules.told(entry.standing, is_decision_public=entry.is_decision_public),
        next=str(due.text),
        is_due=due.is_due,
    )


def entry(found: queries.Working, actor: Actor, now: datetime) -> own.Entry:
    is_public = found.round.state in _PUBLISHED
    standing = rules.told(found.standing, is_decision_public=is_public)
    stations = rules.timeline(state=found.state, standing=found.standing, is_decision_public=is_public)
    is_screened = standing in rules.BEFORE_JUDGING
    return own.Entry(
        **{name: getattr(found, name) for name in ("code", "kind", "state", "revision", "saved_at", "is_demo")},
        round=found.round.id,
        standing=standing,
        reasons=found.standing_reasons if is_screened else [],
        reason=found.standing_reason if is_screened else None,
        timeline=[own.Station(str(one.name), str(one.note) if one.note else None, one.state) for one in stations],
        closes_at=found.round.ends_at,
        answers={key: text for key, text in found.values.items() if text},
        missing={key: str(text) for key, text in found.missing.items()},
        files=[file(one) for one in found.file_at.values()],
        versions=[own.Version(one.number, one.sha256, one.submitted_at) for one in found.versions],
        declarations={key: str(words) for key, words in rules.DECLARATIONS.items()},
        rules_number=found.rules_text.number if found.rules_text else None,
        wanted=_wanted(found) if found.may_answer(now) else None,
        may_edit=found.may_edit(now) and found.allows(actor, "edit"),
        may_hand_in=found.may_hand_in(now) and found.allows(actor, "submit"),
        may_withdraw=found.may_withdraw and found.allows(actor, "own"),
    )


def _wanted(found: queries.Working) -> own.Wanted | None:
    wanted = found.wanted
    return own.Wanted(list(wanted.fields), wanted.until, wanted.note) if wanted else None


def file(one: queries.AttachedFile) -> own.File:
    plain = {name: getattr(one, name) for name in own.File.__struct_fields__ if name != "reason"}
    return own.File(**plain, reason=str(files.reason_words(one.reason) or ""))


def screened(found: queries.QueueEntry) -> staff.Screened:
    seen = found.entry
    of_entry = ("code", "kind", "scene", "title_en", "title_zh", "summary_en", "summary_zh")
    of_queue = ("number", "submitted_at", "standing", "reason", "reasons", "last", "changes", "ai_use", "may_rule")
    return staff.Screened(
        **{name: getattr(seen, name) for name in (*of_entry, "organisation_name", "country")},
        **{name: getattr(found, name) for name in (*of_queue, "before", "after", "waiting", "total", "is_demo")},
        answers={answer.key: answer.text for answer in seen.answers},
        files=[msgspec.convert(one, staff.StaffFile, from_attributes=True) for one in seen.files],
    )
