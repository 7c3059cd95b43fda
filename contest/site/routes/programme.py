"""The programme of a round's event, as it was released last."""

from litestar import get
from litestar.response import Response

from contest.accounts.guards import public
from contest.lib.errors import NotFound
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.roadshow import queries as roadshow
from contest.roadshow.rules import draw
from contest.roadshow.rules.programme import KINDS
from contest.site import queries
from contest.site.routes.calls import around, speak
from contest.zone import queries as zone
from contest.zone.rules.agreements import KINDS as AGREEMENT_KINDS


@get("/programme/{edition_slug:str}/{round_slug:str}", guards=[public])
async def programme(request: Request, edition_slug: str, round_slug: str) -> Response[bytes]:
    """The timetable, the running order with all that is needed to draw it again, who will be there, what was signed."""
    round_ = await queries.programme_round(edition_slug=edition_slug, round_slug=round_slug)
    event = None if round_ is None else await roadshow.event_of(round_id=round_.id)
    release = None if event is None else await roadshow.last_release(event.id)
    if round_ is None or event is None or release is None:
        raise NotFound
    speak(request, round_.language)
    people = await roadshow.who_is_public(event.id)
    return page(
        "site/programme.html",
        request,
        round=round_,
        event=event,
        release=release,
        people=people,
        names={one.code: (one.name_en, one.name_zh) for one in people if one.code},
        signed=await zone.known_agreements(of=round_.id),
        agreement_kinds=AGREEMENT_KINDS,
        kinds=KINDS,
        recipe=draw.recipe,
        **around(round_),
    )


ROUTES = [programme]
