"""The smaller lists of the desk as rows: roles, reminders, jobs, addresses that are told, and calls to them."""

from collections.abc import AsyncIterator, Iterable
from uuid import UUID

from contest.accounts import queries as accounts
from contest.accounts.queries import GrantLine
from contest.accounts.rules import roles
from contest.challenge.queries import place_names
from contest.challenge.rules import STATES as STATES_OF_ROUNDS
from contest.desk.queries import reminders, webhooks
from contest.desk.queries.calendar import round_calendar
from contest.desk.queries.machinery import Shown, jobs
from contest.desk.rules.reminders import CHANNELS, MOMENTS
from contest.desk.rules.webhooks import EVENTS, STATES
from contest.lib import clock
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy
from contest.lib.i18n import gettext as _
from contest.lib.sheets import Row

ROLES: tuple[Lazy, ...] = (
    *(N_("Name"), N_("E-mail address"), N_("Role"), N_("Edition"), N_("Round"), N_("Country"), N_("Until"), N_("Why")),
    N_("Second factor"),
)
REMINDERS: tuple[Lazy, ...] = (
    *(N_("What has to be done"), N_("Hours after the moment"), N_("Who is told"), N_("Edition"), N_("Round")),
    *(N_("Quiet from"), N_("Quiet until"), N_("Told so far"), N_("Last time")),
)
JOBS: tuple[Lazy, ...] = (
    *(N_("Job"), N_("Begun by"), N_("Queue"), N_("Tries"), N_("Begun"), N_("Due"), N_("Stopped"), N_("Error")),
)
WEBHOOKS: tuple[Lazy, ...] = (
    *(N_("Name"), N_("Address"), N_("Told of"), N_("Edition"), N_("Round"), N_("Made by"), N_("Made"), N_("Ended")),
    *(N_("Waiting"), N_("Given up"), N_("Last call")),
)
CALLS: tuple[Lazy, ...] = (
    *(N_("What"), N_("State"), N_("Tries"), N_("Answer"), N_("Error"), N_("Made"), N_("Answered"), N_("Text")),
)


CALENDAR: tuple[Lazy, ...] = (
    *(N_("Edition"), N_("Round"), N_("City"), N_("State"), N_("Time zone"), N_("Opens"), N_("Deadline for entries")),
    *(N_("Reviews due"), N_("Event begins"), N_("Event ends")),
)


def _both(en: str | None, zh: str | None) -> str:
    return " / ".join(name for name in (en, zh) if name)


async def role_rows(lines: Iterable[GrantLine]) -> list[Row]:
    """Who works where, under `ROLES`; two names of a place, both languages."""
    ids = {at for one in lines for at in (one.edition_id, one.round_id) if at is not None}
    names = await place_names(list(ids))

    def place(at: UUID | None) -> str:
        return "" if at is None else _both(*names.get(at, ("", "")))

    return [
        (
            *(one.name, one.email, str(roles.WORDS[one.role]), place(one.edition_id), place(one.round_id)),
            *(one.country, one.expires_at, one.reason, _("yes") if one.has_factor else _("no")),
        )
        for one in lines
    ]


async def roles_taken(actor: Actor) -> list[Row]:
    """The roles that the actor could take back, as its page lists them."""
    return await role_rows(await accounts.grants_in_reach(actor=actor, roles=roles.APPOINTED, now=clock.now()))


async def calendar_taken(actor: Actor) -> list[Row]:
    """The dates of all rounds that the actor organises, under `CALENDAR`, in UTC."""
    found = await round_calendar(actor=actor, now=clock.now())
    return [
        (
            *(_both(name.edition_en, name.edition_zh), _both(name.name_en, name.name_zh)),
            *(_both(name.city_en, name.city_zh), str(STATES_OF_ROUNDS[name.state]), one.time_zone),
            *(one.opens_at, one.closes_at, one.reviews_due_at, one.starts_at, one.ends_at),
        )
        for one in found.lines
        for name in (found.names[one.id],)
    ]


async def reminders_taken(actor: Actor) -> list[Row]:
    """The rules of places that the actor runs, under `REMINDERS`."""
    return [
        (
            *(str(MOMENTS[one.moment]), one.hours, one.webhook or str(CHANNELS[one.channel])),
            *(_both(one.edition_en, one.edition_zh), _both(one.round_en, one.round_zh)),
            *(f"{one.quiet_from:02}:00", f"{one.quiet_until:02}:00", one.told, one.last_at),
        )
        for one in await reminders.reminder_rules(actor)
    ]


async def webhooks_taken(actor: Actor) -> list[Row]:
    """The addresses that are told of places that the actor runs, under `WEBHOOKS`."""
    return [
        (
            *(one.name, one.address, "; ".join(str(EVENTS.get(event, event)) for event in one.events)),
            *(_both(one.edition_en, one.edition_zh), _both(one.round_en, one.round_zh), one.maker, one.made_at),
            *(one.ended_at, one.waiting, one.failed, one.last_at),
        )
        for one in await webhooks.webhooks(actor)
    ]


async def job_rows(actor: Actor, shown: Shown) -> AsyncIterator[Row]:
    """All of the jobs that are dead or still to be done, under `JOBS`, a page at a time."""
    number, pages = 1, 1
    while number <= pages:
        found = await jobs(actor, shown=shown, page=number)
        for one in found.lines:
            plain = (one.name, one.event, one.queue, one.attempts)
            yield (*plain, one.created_at, one.due_at, one.dead_at, one.error)
        number, pages = number + 1, found.pages


async def call_rows(actor: Actor, *, webhook_id: UUID) -> AsyncIterator[Row]:
    """Every call to an address that is kept, under `CALLS`, less those about entries that the actor is tied to."""
    number, pages = 1, 1
    while number <= pages:
        found = await webhooks.log_of(actor, webhook_id=webhook_id, page=number)
        for one in found.lines:
            event, state = str(EVENTS.get(one.event, one.event)), str(STATES[one.state])
            yield (event, state, one.attempts, one.status, one.error, one.made_at, one.answered_at, one.body)
        number, pages = number + 1, found.pages
