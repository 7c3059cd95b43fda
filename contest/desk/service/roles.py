"""Who works on the contest: appointed here, and told so."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from contest.accounts import queries as accounts
from contest.accounts import service as people
from contest.accounts.rules import roles
from contest.challenge import queries as challenge
from contest.challenge.rules import may_found
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Invalid
from contest.lib.i18n import N_
from contest.notifications.service import queue_message


async def appoint(
    *,
    actor: Actor,
    email: str,
    name: str,
    locale: str,
    role: str,
    place: str,
    reason: str,
    until: date | None,
    country: str = "",
    now: datetime,
) -> None:
    """Give somebody a role in one of the actor's places, until the end of a day there is one; they get a mail.
    `country` is where they work in it: what its people did not agree to send there is hidden from them.

    `place` is an address of `Appoint`. Whoever is new here is invited too.
    """
    if role not in roles.APPOINTED:
        raise Invalid(N_("Choose one of the answers offered."), field="role")
    where = await _place(actor, place)
    edition_id, round_id = (None, None) if where is None else (where.edition_id, where.round_id)
    if trouble := roles.place_trouble(role, edition_id=edition_id, round_id=round_id):
        raise Invalid(trouble, field="place")
    ends = None if until is None else _end_of(until, actor.time_zone)
    person_id = await people.find_or_invite(actor=actor, email=email, name=name, locale=locale, now=now)
    await people.grant_role(
        actor=actor,
        person_id=person_id,
        role=role,
        edition_id=edition_id,
        round_id=round_id,
        reason=reason,
        country=country,
        expires_at=ends,
        now=now,
    )
    facts = {"giver": actor.name, "until": ends, "zone": actor.time_zone, "link": f"{settings().public_url}/account"}
    await _tell("accounts/role", person_id, role, where, reason, **facts)


async def take_back(*, actor: Actor, grant_id: UUID, reason: str, now: datetime) -> None:
    """End a role that the actor could have given; who held it gets a mail."""
    line = await people.revoke_role(actor=actor, grant_id=grant_id, reason=reason, now=now)
    if line.role not in roles.APPOINTED:
        return
    known = {(one.edition_id, one.round_id): one for one in await challenge.places(actor=actor)}
    where = known.get((line.edition_id, line.round_id)) if line.edition_id is not None else None
    await _tell("accounts/role_ended", line.person_id, line.role, where, reason)


async def _place(actor: Actor, text: str) -> challenge.Place | None:
    """The place that was chosen among those that the actor runs; None is everywhere, for whoever organises all."""
    if not text and may_found(actor):
        return None
    for one in await challenge.places(actor=actor):
        if text == f"{one.edition_id}/{one.round_id or ''}":
            return one
    raise Invalid(N_("Choose one of the answers offered."), field="place")


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


async def _tell(
    kind: str, person_id: UUID, role: str, where: challenge.Place | None, reason: str, **facts: object
) -> None:
    place_en = place_zh = ""
    if where is not None:
        place_en = " · ".join(filter(None, (where.edition_en or where.edition_zh, where.round_en or where.round_zh)))
        place_zh = " · ".join(filter(None, (where.edition_zh or where.edition_en, where.round_zh or where.round_en)))
    await queue_message(
        kind=kind,
        to=await accounts.recipient(person_id),
        context={"role": roles.WORDS[role], "place_en": place_en, "place_zh": place_zh, "reason": reason, **facts},
        edition_id=None if where is None else where.edition_id,
        round_id=None if where is None else where.round_id,
    )
