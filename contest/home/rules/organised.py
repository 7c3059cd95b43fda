"""The rounds that somebody organises: what is late or waits for them, in words."""

from datetime import datetime

from msgspec import Struct

from contest.home.rules.tasks import Task
from contest.lib.i18n import N_, Lazy


class Organised(Struct, frozen=True, kw_only=True):
    """A round that the person organises, with what waits in it."""

    id: str
    name_en: str
    name_zh: str
    state: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    reviews_due_at: datetime
    entries: int
    to_screen: int
    unsigned: int
    reviews: int
    notice_ends_at: datetime | None


def organised_task(round_: Organised, now: datetime) -> Task:
    """A round: what is late or waits for its organiser, in words; quiet while others are at work."""
    line, due_at, waits = _organised(round_, now)
    return Task(
        title_en=round_.name_en,
        title_zh=round_.name_zh,
        line=line,
        state="public_notice" if round_.state == "notice" else round_.state,
        href=_ORGANISED_AT.get(round_.state, "/challenge/rounds/%s") % round_.id,
        action=N_("See what comes next") if waits else N_("Look at it"),
        due_at=due_at,
        due_label=_DUE[round_.state],
        zone=round_.time_zone,
        waits=waits,
    )


# Where the work of a round is done, by its state; the round's own page has all of it.
_ORGANISED_AT = {
    "screening": "/submissions/rounds/%s",
    "judging": "/judging/rounds/%s",
    "deliberation": "/judging/rounds/%s/ranking",
    "notice": "/judging/rounds/%s",
}

_DUE = {
    "planned": N_("Opens"),
    "open": N_("Closes"),
    "screening": N_("Due"),
    "judging": N_("Reviews due"),
    "deliberation": N_("Due"),
    "notice": N_("Notice ends"),
}


def _organised(round_: Organised, now: datetime) -> tuple[Lazy, datetime | None, bool]:
    if round_.state == "planned":
        is_late = round_.opens_at <= now
        said = N_("It should be open already.") if is_late else N_("It opens when you open it.")
        return said, round_.opens_at, is_late
    if round_.state == "open":
        if now <= round_.closes_at:
            return N_("%(entries)s handed in so far", entries=round_.entries), round_.closes_at, False
        return (
            N_("The deadline has passed with %(entries)s handed in: screening can begin.", entries=round_.entries),
            None,
            True,
        )
    if round_.state == "screening":
        if round_.to_screen:
            return (
                N_(
                    "%(to_screen)s of %(entries)s wait to be screened.",
                    to_screen=round_.to_screen,
                    entries=round_.entries,
                ),
                None,
                True,
            )
        return N_("All are screened: judging can be set up."), None, True
    if round_.state == "judging":
        if not round_.unsigned:
            return N_("All reviews are signed: deliberation can begin."), None, True
        left = N_(
            "%(unsigned)s of %(reviews)s reviews are not signed.", unsigned=round_.unsigned, reviews=round_.reviews
        )
        return left, round_.reviews_due_at, round_.reviews_due_at < now
    if round_.state == "deliberation":
        return N_("The ranking is there: decide and publish."), None, True
    if round_.notice_ends_at is None:
        return N_("The decision is published."), None, False
    return N_("The public notice runs."), round_.notice_ends_at, round_.notice_ends_at < now
