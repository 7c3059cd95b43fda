"""What the certificates of an edition look like: the organiser's page, with a preview of the hardest names."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.response import Redirect, Response

from contest.accounts.guards import actor_of, requires
from contest.certificates import forms, queries, service
from contest.certificates.rules import designs, samples
from contest.challenge.rules import PROGRAMME
from contest.lib import clock, db
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import gettext
from contest.lib.web import formats, limits
from contest.lib.web.flash import flash
from contest.lib.web.forms import typed
from contest.lib.web.render import page
from contest.lib.web.request import Request

PREVIEWS = (120, 60)  # a keystroke asks for one each half second
HERE = "/certificates/editions/{edition_id:uuid}/design"
programme = requires(PROGRAMME)


@get(HERE, guards=[programme])
async def design(request: Request, edition_id: UUID) -> Response[bytes]:
    """The design that the next certificates are printed in; what stands in the query is tried, not kept."""
    found = await queries.design_page(actor=actor_of(request), edition_id=edition_id)
    return _page(request, found, dict(request.query_params))


def _page(
    request: Request, found: queries.DesignPage, fields: dict[str, Any], error: Invalid | None = None
) -> Response[bytes]:
    drafted = forms.drafted(fields, found.design)
    query = urlencode(msgspec.structs.asdict(drafted))
    return page(
        "certificates/design.html",
        request,
        status=200 if error is None else error.status,
        it=found,
        here=f"/certificates/editions/{found.edition_id}/design",
        values=msgspec.structs.asdict(found.design) | fields,
        drafted=drafted,
        pictures=[
            (key, word, f"{query}&sample={key}") for key, word in samples.SAMPLES.items() if key in found.samples
        ],
        bases=list(designs.BASES.items()),
        orientations=list(designs.ORIENTATIONS.items()),
        colours=[(key, word) for key, (_, word) in designs.COLOURS.items()],
        logos=[(str(one.id), formats.bilingual(one.name_en, one.name_zh)) for one in found.logos],
        longest=designs.LONGEST_CLOSING,
        errors=error.fields if error is not None else {},
        contest={"name_en": found.name_en, "name_zh": found.name_zh},
        is_demo=found.is_demo,
    )


@get(HERE + "/preview", guards=[programme])
async def preview(request: Request, edition_id: UUID, sample: str = "usual") -> Response[bytes]:
    """One sample sheet as a picture."""
    await limits.hit(f"design-preview:{actor_of(request).id}", most=PREVIEWS[0], seconds=PREVIEWS[1])
    found = await queries.design_page(actor=actor_of(request), edition_id=edition_id)
    if sample not in found.samples:
        raise NotFound
    drafted = forms.drafted(dict(request.query_params), found.design)
    picture = await service.picture_of(found=found, design=drafted, name=found.samples[sample])
    return Response(picture, media_type="image/webp", headers={"cache-control": "private, max-age=300"})


@post(HERE, guards=[programme])
async def save_design(request: Request, edition_id: UUID) -> Response[Any]:
    """Keep it as the next version: what is issued from now on is printed in it."""
    actor, fields = actor_of(request), await typed(request)
    found = await queries.design_page(actor=actor, edition_id=edition_id)
    try:
        chosen = forms.read_design(fields)
        async with db.work():
            await service.save_design(actor=actor, edition_id=edition_id, design=chosen, now=clock.now())
    except Invalid as error:
        return _page(request, found, fields, error)
    flash(request, gettext("Saved. Certificates issued from now on look like this."))
    return Redirect(f"/certificates/editions/{edition_id}/design", status_code=303)


ROUTES = [design, preview, save_design]
