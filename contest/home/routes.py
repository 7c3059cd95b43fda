"""Each person's first page after signing in."""

from typing import Any

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, signed_in
from contest.challenge.rules import PROGRAMME, ROUND
from contest.home import queries, rules
from contest.incubator.rules import FOUNDER
from contest.lib import clock
from contest.lib.i18n import N_, Lazy
from contest.lib.web.formats import zone
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.submissions.rules import STAFF


@get("/home", guards=[signed_in])
async def home(request: Request) -> Response[bytes]:
    """What must I do now: one section for each thing this person has to do with."""
    actor, now = actor_of(request), clock.now()
    entries = [rules.entry_task(each, now) for each in await queries.entries(actor=actor)]
    certificates = [rules.certificate_task(each) for each in await queries.certificates(actor=actor)]
    sections = []
    if actor.has(PROGRAMME, ROUND):
        rounds = [rules.organised_task(each, now) for each in await queries.organised(actor=actor)]
        sections.append(_section(N_("My rounds"), rounds, _NO_ROUNDS))
    if actor.has(*STAFF) and (questions := await queries.questions(actor=actor)):
        sections.append(
            _section(N_("Questions to answer"), [rules.question_task(each) for each in questions], _NO_ENTRIES)
        )
    if actor.has("judge", "panel_chair"):
        reviews = [rules.review_task(each) for each in await queries.reviews(actor=actor)]
        sections.append(_section(N_("My reviews"), reviews, _NO_REVIEWS))
    if invitations := await queries.invitations(actor=actor):
        sections.insert(
            0, _section(N_("Invitations"), [rules.invitation_task(one) for one in invitations], _NO_ENTRIES)
        )
    if actor.has(FOUNDER) and (ventures := await queries.ventures(actor=actor)):
        today = now.astimezone(zone(actor.time_zone)).date()
        tasks = [rules.venture_task(each, today) for each in ventures]
        sections.append(_section(N_("My venture"), tasks, _NO_ENTRIES))
    if events := await queries.events(actor=actor, now=now):
        sections.append(_section(N_("My meetings"), [rules.event_task(one, now) for one in events], _NO_ENTRIES))
    if entries or not sections:
        sections.append(_section(N_("My entries"), entries, _NO_ENTRIES))
    if certificates:
        sections.append(_section(N_("My certificates"), certificates, _NO_ENTRIES))
    waiting = [task for section in sections for task in section["tasks"] if task.waits]
    return page("home/home.html", request, sections=sections, waiting=len(waiting), now=now)


_NO_ROUNDS = (
    N_("No round waits for you"),
    N_("Plan a round in an edition, and it is listed here with what comes next."),
    "/challenge/editions",
    N_("See the editions"),
)
_NO_REVIEWS = (N_("No round is being judged"), N_("You get a message when entries are assigned to you."), None, None)
_NO_ENTRIES = (
    N_("You have no entry yet"),
    N_("Choose an open round and begin; what you write is kept as a draft until you hand it in."),
    "/#open-rounds",
    N_("See the open rounds"),
)


def _section(title: Lazy, tasks: list[rules.Task], empty: tuple[Lazy, Lazy, str | None, Lazy | None]) -> dict[str, Any]:
    return {"title": title, "tasks": rules.by_urgency(tasks), "empty": empty}


ROUTES = [home]
