"""The one list: which event starts which jobs, what runs by itself, and the two queues."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from contest.audit import service as audit
from contest.challenge import service as challenge
from contest.files import service as files
from contest.judging import service as judging
from contest.lib.outbox import sweeper
from contest.lib.outbox.registry import Every, Job, Queue, Registry
from contest.submissions import service as submissions

EVENTS: dict[str, list[Job]] = {
    # A virus scanner may be away for days, and nothing passes without it: 100 tries are four of them.
    "file.uploaded": [Job("files.check", queue="slow", attempts=100)],
    "question.sent": [Job("submissions.question", queue="quick")],
    "file.checked": [Job("files.draw", queue="slow")],
    "referee.reminder_due": [Job("submissions.referee_reminder", queue="quick")],
    "submission.handed_in": [
        Job("submissions.receipt", queue="quick"),
        Job("submissions.compare", queue="slow"),
        Job("submissions.arrival", queue="quick"),
        Job("submissions.follow_translation", queue="quick"),
        Job("judging.find_ties", queue="slow"),
    ],
    "submission.translated": [Job("submissions.translated", queue="quick")],
    "round.extended": [Job("submissions.spread_moved", queue="quick")],
    "round.opened": [Job("challenge.spread_news", queue="quick")],
    "round.announced": [Job("challenge.news", queue="slow")],
    "submission.deadline_moved": [Job("submissions.moved", queue="slow")],
    "extension.granted": [Job("submissions.extension", queue="quick")],
    "extension.revoked": [Job("submissions.extension", queue="quick")],
    "submission.team_changed": [Job("judging.find_ties", queue="slow")],
    "submission.advanced": [Job("submissions.open_shortlist", queue="slow")],
    "submission.shortlist_opened": [Job("submissions.shortlist", queue="quick")],
    "submission.reminder_due": [Job("submissions.reminder", queue="quick")],
    "submission.request_expired": [Job("submissions.reminder", queue="quick")],
    "submission.screened": [Job("submissions.verdict", queue="quick")],
    "assignment.asked": [Job("judging.plan", queue="slow")],
    "certificates.issued": [Job("certificates.render", queue="slow")],
    "certificates.rendered": [Job("certificates.tell", queue="quick")],
    "decision.final": [Job("certificates.issue", queue="quick"), Job("judging.tell_final", queue="quick")],
    "decision.published": [Job("judging.tell_published", queue="quick")],
    "decision.reversed": [Job("certificates.revoke", queue="quick")],
    "judge.changed": [Job("judging.find_ties", queue="slow")],
    "judging.opened": [Job("judging.tell_judges", queue="quick")],
    "meetings.asked": [Job("roadshow.plan", queue="slow")],
    "meetings.proposed": [Job("roadshow.tell_proposed", queue="quick")],
    # A mail server may be away for hours: 20 tries are half a day.
    "message.queued": [Job("notifications.send", queue="quick", attempts=20)],
    "person.changed": [Job("judging.find_ties", queue="slow")],
    "ranking.stale": [Job("judging.rank", queue="slow")],
    "review.signed": [],
    "roadshow.asked": [Job("roadshow.tell_asked", queue="quick")],
}

QUEUES = {
    "quick": Queue(timeout=60, at_once=8),
    "slow": Queue(timeout=600, at_once=2),
}

EVERY = [
    Every("audit.seal", 2, audit.seal),
    Every("judging.seal_scores", 2, judging.seal_scores),
    Every("challenge.forget_nominations", 3600, challenge.forget_nominations),
    Every("judging.ask_stale_figures", 5, judging.ask_stale_figures),
    Every("submissions.chase_answers", 60, submissions.chase_answers),
    Every("submissions.chase_referees", 300, submissions.chase_referees),
    Every("files.sweep", 3600, files.sweep),
    Every("outbox.clear_old", 3600, sweeper.clear_old),
]


def find(name: str) -> Callable[[Any], Awaitable[None]]:
    """The function of a job: `certificates.issue` is `issue` in `workers/certificates.py`."""
    module, _, verb = name.partition(".")
    found: Callable[[Any], Awaitable[None]] = getattr(import_module(f"workers.{module}"), verb)
    return found


REGISTRY = Registry(events=EVENTS, queues=QUEUES, every=EVERY, find=find)
