"""What of an event is a party's own: the programme with its pitch, and its appointments for a calendar."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.response import Response
from msgspec import structs

from contest.accounts.guards import actor_of, public, signed_in
from contest.lib import clock, db
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.lib.i18n import gettext as _
from contest.lib.i18n import locale, using
from contest.lib.web.download import disposition
from contest.lib.web.flash import flash
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import queries, service
from contest.roadshow.queries import Diary
from contest.roadshow.routes.events import to
from contest.roadshow.rules.calendar import Appointment, as_calendar
from contest.roadshow.rules.programme import KINDS, Item, PitchTime


@get("/roadshow/parties/{party_id:uuid}/programme", guards=[signed_in])
async def party_programme(request: Request, party_id: UUID) -> Response[bytes]:
    actor = actor_of(request)
    found = await queries.diary(actor=actor, party_id=party_id)
    key = await queries.feed_key(actor=actor)
    return page(
        "roadshow/my_programme.html",
        request,
        it=found,
        kinds=KINDS,
        feed=None if key is None else f"{settings().public_url}/roadshow/feeds/{key}.ics",
        contest={"name_en": found.party.edition_en, "name_zh": found.party.edition_zh},
        is_demo=found.party.is_demo,
    )


@post("/roadshow/parties/{party_id:uuid}/feed", guards=[signed_in])
async def renew_feed(request: Request, party_id: UUID) -> Response[bytes]:
    """A new address for one's calendar; one for all events."""
    actor = actor_of(request)
    await queries.diary(actor=actor, party_id=party_id)
    async with db.work():
        await service.renew_feed(actor=actor, now=clock.now())
    flash(request, _("This is the new address. What fetched from the old one finds nothing any more."))
    return to(f"/roadshow/parties/{party_id}/programme#feed")


@get("/roadshow/parties/{party_id:uuid}/meetings.ics", guards=[signed_in])
async def meetings_calendar(request: Request, party_id: UUID, meeting: UUID | None = None) -> Response[bytes]:
    """All appointments of a party, or one meeting of it."""
    found = await queries.diary(actor=actor_of(request), party_id=party_id)
    if meeting is not None:
        found = structs.replace(found, meetings=[one for one in found.meetings if one.id == meeting], release=None)
        if not found.meetings:
            raise NotFound
    return _calendar([found], own_zone=found.party.own_zone)


@get("/roadshow/feeds/{key:str}", guards=[public])
async def feed(key: str) -> Response[bytes]:
    """For calendars, which cannot sign in: the key is in the address."""
    owner = await queries.owner_of(key=key.removesuffix(".ics"), now=clock.now())
    with using(owner.locale):
        return _calendar(await queries.diaries(actor=owner), own_zone=owner.time_zone)


def _calendar(diaries: list[Diary], *, own_zone: str) -> Response[bytes]:
    appointments = [one for diary in diaries for one in (*_meetings(diary), *_programme(diary))]
    headers = {"content-disposition": disposition("meetings.ics"), "cache-control": "private, no-store"}
    return Response(as_calendar(appointments, own_zone=own_zone), media_type="text/calendar", headers=headers)


def _in(en: str, zh: str) -> str:
    return (zh or en) if locale() == "zh" else (en or zh)


def _at(diary: Diary, **said: Any) -> Appointment:
    """An appointment at an event: what all of them share."""
    party = diary.party
    url = f"{settings().public_url}/roadshow/parties/{party.id}"
    return Appointment(**said, zone=party.time_zone, url=url, is_demo=party.is_demo)


def _meetings(diary: Diary) -> list[Appointment]:
    venue = _in(diary.party.venue_en, diary.party.venue_zh)
    made = []
    for one in diary.meetings:
        seat = _("by video") if one.seat is None else _("Table %(name)s") % {"name": one.seat}
        made.append(
            _at(
                diary,
                uid=f"{one.id}-meeting",
                summary=_("Meeting: %(whom)s") % {"whom": _in(one.name_en, one.name_zh)},
                where=", ".join(part for part in (seat, one.room, venue) if part),
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                is_firm=one.is_firm,
                changed_at=one.made_at,
            )
        )
    return made


def _programme(diary: Diary) -> list[Appointment]:
    """One's own pitch, and what is for everybody; meetings stand there one by one."""
    release, party = diary.release, diary.party
    if release is None:
        return []
    venue, event = _in(party.venue_en, party.venue_zh), _in(party.round_en, party.round_zh)
    own = [one for one in release.content.pitches if one.party == str(party.id)]
    lines: list[tuple[str, str, Item | PitchTime]] = [(f"{party.id}-pitch", _("Your pitch"), one) for one in own]
    lines += [(f"{one.id}-item", _title(one), one) for one in release.content.items if one.kind != "meetings"]
    return [
        _at(
            diary,
            uid=uid,
            summary=f"{title} ({event})",
            where=", ".join(part for part in (one.room, venue) if part),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            is_firm=True,
            changed_at=release.released_at,
        )
        for uid, title, one in lines
    ]


def _title(one: Item) -> str:
    return _in(one.title_en, one.title_zh) or str(KINDS[one.kind])


ROUTES: list[Any] = [party_programme, renew_feed, meetings_calendar, feed]
