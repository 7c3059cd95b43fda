"""The consents that somebody of a team may give along with a hand-in or with joining. None is needed for it."""

from typing import Any

from contest.accounts import queries as accounts
from contest.accounts import service as accounts_service
from contest.accounts.guards import actor_of, origin_of
from contest.accounts.rules import consents
from contest.lib import clock, i18n
from contest.lib.web.request import Request
from contest.submissions import queries

# What bears on an entry; the rest is asked on the page of consents only.
_ALONG = (consents.JUDGES_ABROAD, consents.TRANSFER, consents.PUBLIC_PAGE)


def name_of(offer: accounts.Offer) -> str:
    """The field of an offer in the form of a hand-in; its value is the number of the text."""
    return f"consent.{offer.purpose}.{offer.place}"


async def offers_to(request: Request, country: str) -> list[accounts.Offer]:
    """What the reader has not agreed to yet, for themselves alone. `country`: the entry's own."""
    actor = actor_of(request)
    home = await accounts.home_of(actor=actor) or country
    return [
        offer
        for offer in await accounts.offers(actor=actor, home=home)
        if offer.purpose in _ALONG and offer.line is None
    ]


async def boxes(request: Request, country: str, sent: dict[str, Any]) -> list[dict[str, Any]]:
    """The offers as a form shows them; what was ticked before it came back stays ticked."""
    return [
        {"name": name_of(offer), "offer": offer, "is_ticked": name_of(offer) in sent}
        for offer in await offers_to(request, country)
    ]


async def give_ticked(request: Request, code: str, sent: dict[str, Any]) -> None:
    """Give what was ticked, in the caller's `work()`. A text that changed since is left out and holds nobody up."""
    if not any(name.startswith("consent.") for name in sent):
        return  # most hand-ins: the entry is not read once more for nothing
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    for offer in await offers_to(request, entry.values["country"]):
        if sent.get(name_of(offer)) == str(offer.text.number):
            await accounts_service.give_consent(
                actor=actor_of(request),
                purpose=offer.purpose,
                place=offer.place,
                number=offer.text.number,
                locale=i18n.locale(),
                origin=origin_of(request),
                now=clock.now(),
            )
