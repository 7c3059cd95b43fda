"""The one list: which event starts which jobs, what runs by itself, and the two queues."""

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from contest.audit import service as audit
from contest.challenge import service as challenge
from contest.desk import service as desk
from contest.files import service as files
from contest.incubator import service as incubator
from contest.judging import service as judging
from contest.lib import storage
from contest.lib.mail import smtp
from contest.lib.outbox import sweeper
from contest.lib.outbox.registry import Every, Job, Queue, Registry, always
from contest.privacy import service as privacy
from contest.roadshow import service as roadshow
from contest.submissions import service as submissions

TOLD = Job("desk.spread", queue="quick", together=always)  # other programs may want to know

EVENTS: dict[str, list[Job]] = {
    # A virus scanner may be away for days, and nothing passes without it: 100 tries are four of them.
    "file.uploaded": [Job("files.check", queue="slow", attempts=100)],
    "files.forgotten": [Job("files.forget", queue="slow", attempts=100)],
    "entries.emptied": [Job("privacy.forget", queue="slow", attempts=100)],
    "person.erased": [
        Job("privacy.forget", queue="slow", attempts=100),
        Job("privacy.register", queue="slow", attempts=100),
    ],
    "question.sent": [Job("submissions.question", queue="quick")],
    "file.checked": [Job("files.draw", queue="slow")],
    "referee.reminder_due": [Job("submissions.referee_reminder", queue="quick")],
    "submission.handed_in": [
        Job("submissions.receipt", queue="quick", together=always),
        Job("submissions.compare", queue="slow", together=always),
        Job("submissions.arrival", queue="quick", together=always),
        Job("submissions.follow_translation", queue="quick", together=always),
        Job("judging.find_ties", queue="slow", together=always),
        TOLD,
    ],
    "submission.translated": [Job("submissions.translated", queue="quick")],
    "import.asked": [Job("submissions.bring_in", queue="slow")],
    "round.extended": [Job("submissions.spread_moved", queue="quick"), TOLD],
    "round.opened": [Job("challenge.spread_news", queue="quick"), TOLD],
    "round.announced": [Job("challenge.news", queue="slow")],
    "submission.deadline_moved": [Job("submissions.moved", queue="slow")],
    "extension.granted": [Job("submissions.extension", queue="quick")],
    "extension.revoked": [Job("submissions.extension", queue="quick")],
    "submission.team_changed": [Job("judging.find_ties", queue="slow")],
    "submission.advanced": [Job("submissions.open_shortlist", queue="slow")],
    "submission.shortlist_opened": [Job("submissions.shortlist", queue="quick")],
    "submission.reminder_due": [Job("submissions.reminder", queue="quick")],
    "submission.request_expired": [Job("submissions.reminder", queue="quick")],
    "submission.screened": [Job("submissions.verdict", queue="quick"), TOLD],
    "bulk.asked": [Job("desk.work_through", queue="slow")],
    "assignment.asked": [Job("judging.plan", queue="slow")],
    # The storage may be away for hours, and nothing is lost by waiting.
    "certificates.issued": [Job("certificates.render", queue="slow", attempts=100), TOLD],
    "certificates.erased": [Job("certificates.forget", queue="quick", attempts=100)],
    "certificates.rendered": [Job("certificates.tell", queue="quick")],
    # The storage may be away for hours; nobody waits for longer than the law lets them.
    "copy.asked": [Job("privacy.copy", queue="slow", attempts=100)],
    "decision.due": [Job("judging.publish", queue="quick")],
    "decision.final": [Job("certificates.issue", queue="slow"), Job("judging.tell_final", queue="quick"), TOLD],
    "discussion.said": [Job("judging.tell_discussion", queue="quick")],
    "decision.published": [
        Job("judging.tell_published", queue="quick"),
        Job("certificates.sign_result", queue="slow", attempts=100),  # as for the files of certificates
        TOLD,
    ],
    "decision.reversed": [Job("certificates.revoke", queue="quick"), TOLD],
    "erasure.due": [Job("privacy.erase", queue="slow", attempts=20)],
    "feedback.released": [Job("judging.tell_feedback", queue="slow")],
    "funder_report.asked": [Job("incubator.make_funder_report", queue="slow")],
    "hour.booked": [Job("incubator.tell_hour", queue="quick")],
    "hour.freed": [Job("incubator.tell_hour", queue="quick")],
    "judge.changed": [Job("judging.find_ties", queue="slow")],
    "judging.opened": [Job("judging.tell_judges", queue="quick")],
    "meeting.called_off": [Job("roadshow.tell_called_off", queue="quick")],
    "meetings.freed": [Job("roadshow.refill", queue="slow")],
    "meetings.asked": [Job("roadshow.plan", queue="slow")],
    "meetings.over": [Job("roadshow.tell_over", queue="quick")],
    "meetings.proposed": [Job("roadshow.tell_proposed", queue="quick")],
    # Whoever mentors a venture judges its entry nowhere from then on, also where a review was begun.
    "mentor.paired": [Job("incubator.tell_paired", queue="quick"), Job("judging.find_ties", queue="slow")],
    # A mail server may be away for hours: 20 tries are half a day. Without one messages are only kept, many at once.
    "message.queued": [
        Job("notifications.send", queue="quick", attempts=20, together=lambda: not smtp.is_configured())
    ],
    "objection.answer_due": [Job("judging.tell_objection_due", queue="quick")],
    "objection.answered": [Job("judging.tell_objection_answered", queue="quick")],
    "objection.raised": [Job("judging.tell_objection", queue="quick"), TOLD],
    "onward.asked": [Job("judging.tell_onward", queue="quick")],
    "person.changed": [Job("judging.find_ties", queue="slow")],
    "programme.released": [Job("roadshow.tell_released", queue="slow")],
    "ranking.stale": [Job("judging.rank", queue="slow")],
    "report.asked": [Job("incubator.ask_for_report", queue="quick")],
    "report.reminder_due": [Job("incubator.ask_for_report", queue="quick")],
    "review.signed": [TOLD],
    "roadshow.asked": [Job("roadshow.tell_asked", queue="quick")],
    "visa_letter.decided": [Job("roadshow.tell_letter", queue="quick")],
    "venue_pack.asked": [Job("roadshow.print_pack", queue="slow")],
    "venture.registered": [Job("certificates.issue_landing", queue="quick"), TOLD],
    "stalls.listed": [Job("incubator.tell_stalls", queue="quick")],
    "webhook.due": [Job("desk.call", queue="quick", attempts=desk.ATTEMPTS)],
    "ventures.taken_in": [Job("incubator.tell_taken_in", queue="quick")],
}

QUEUES = {
    "quick": Queue(timeout=60, at_once=8),
    "slow": Queue(timeout=600, at_once=2),
}

EVERY = [
    Every("audit.seal", 2, audit.seal),
    Every("judging.seal_scores", 2, judging.seal_scores),
    Every("challenge.forget_nominations", 3600, challenge.forget_nominations),
    Every("judging.chase_objections", 3600, judging.chase_objections),
    Every("judging.lift_embargoes", 1, judging.lift_embargoes),
    Every("judging.ask_stale_figures", 5, judging.ask_stale_figures),
    Every("submissions.chase_answers", 60, submissions.chase_answers),
    Every("roadshow.chase_outcomes", 3600, roadshow.chase_outcomes),
    Every("roadshow.forget_guests", 3600, roadshow.forget_guests),
    Every("submissions.announce_fits", 900, submissions.announce_fits),
    Every("submissions.chase_referees", 300, submissions.chase_referees),
    Every("incubator.ask_reports", 3600, incubator.ask_reports),
    Every("incubator.chase_reports", 3600, incubator.chase_reports),
    Every("incubator.list_stalls", 3600, incubator.list_stalls),
    Every("desk.remind", 300, desk.remind),
    Every("desk.forget_calls", 3600, desk.forget_calls),
    Every("desk.forget_lists", 3600, desk.forget_lists),
    Every("files.sweep", 3600, files.sweep),
    Every("privacy.due_erasures", 30, privacy.due_erasures),
    Every("privacy.retain", 300, privacy.retain),
    Every("privacy.sweep_copies", 3600, privacy.sweep_copies),
    Every("desk.back_up_when_due", 60, desk.back_up_when_due),
    Every("storage.delete_spared", 60, storage.delete_spared),
    Every("outbox.clear_old", 3600, sweeper.clear_old),
]


def find(name: str) -> Callable[[Any], Awaitable[None]]:
    """The function of a job: `certificates.issue` is `issue` in `workers/certificates.py`."""
    module, _, verb = name.partition(".")
    found: Callable[[Any], Awaitable[None]] = getattr(import_module(f"workers.{module}"), verb)
    return found


REGISTRY = Registry(events=EVENTS, queues=QUEUES, every=EVERY, find=find)
