"""What visitors may want to know before they sign up, and what search engines ask for."""

from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from litestar import get
from litestar.response import Response

from contest.accounts.guards import actor_of, public
from contest.accounts.rules.consents import PURPOSES
from contest.challenge.queries.public_pages import public_page
from contest.challenge.rules import may_found
from contest.challenge.rules.public_pages import PAGES
from contest.lib import clock, i18n
from contest.lib.config import settings
from contest.lib.countries import country_name
from contest.lib.web.render import page
from contest.lib.web.request import Request
from contest.site import queries, rules

KEPT = {"cache-control": "public, max-age=300"}


async def _about(request: Request, key: str, template: str) -> Response[bytes]:
    return page(
        template,
        request,
        key=key,
        heading=PAGES[key],
        own=await public_page(key),
        contact=parseaddr(settings().mail_from)[1],
        purposes=PURPOSES,
        region=country_name(settings().data_region) if settings().data_region else "",
        may_write=may_found(actor_of(request)),
    )


@get("/privacy", guards=[public])
async def privacy(request: Request) -> Response[bytes]:
    """What is kept of whom, why, for how long, and what people may ask for."""
    return await _about(request, "privacy", "site/privacy.html")


@get("/imprint", guards=[public])
async def imprint(request: Request) -> Response[bytes]:
    """Who runs this installation, and how to reach them."""
    return await _about(request, "imprint", "site/imprint.html")


@get("/accessibility", guards=[public])
async def accessibility(request: Request) -> Response[bytes]:
    """What was done so that everybody can take part, and what is not good yet."""
    return await _about(request, "accessibility", "site/accessibility.html")


@get("/robots.txt", guards=[public])
async def robots() -> Response[str]:
    """Search engines read what is public, and leave the rest alone."""
    return Response(rules.robots(settings().public_url), media_type="text/plain", headers=KEPT)


@get("/sitemap.xml", guards=[public])
async def sitemap() -> Response[bytes]:
    """Every public page in both languages; what is invented is not among them."""
    found = rules.sitemap(await queries.public_paths(), site=settings().public_url)
    return Response(found, media_type="application/xml", headers=KEPT)


@get("/news.atom", guards=[public])
async def news(lang: str = "en") -> Response[bytes]:
    """What happened: calls that opened or changed, results that were published. `lang`: en or zh."""
    since = clock.now() - timedelta(days=365)
    with i18n.using(lang):
        found = rules.atom(
            await queries.news(since=since, now=clock.now()), site=settings().public_url, lang=i18n.locale()
        )
    return Response(found, media_type="application/atom+xml; charset=utf-8", headers=KEPT)


ROUTES: list[Any] = [privacy, imprint, accessibility, robots, sitemap, news]
