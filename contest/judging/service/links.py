"""Judge links: mailed to a judge of a round, opened on their devices, ended by them or by who runs the round."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts import service as people
from contest.accounts.rules import clean_code
from contest.accounts.rules.links import Reach
from contest.accounts.service import Browser, Came
from contest.audit.service import record
from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries.links import VENUE, asks_passkey, links_page, passkeys_work, venue_code
from contest.judging.queries.people import seat_of
from contest.judging.queries.rounds import judging_set_up, round_to_run
from contest.judging.rules import permissions, steps
from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import secret_code
from contest.lib.web import limits, signing
from contest.notifications.service import queue_message

LIFE = timedelta(days=14)  # after reviews are due: the live stage and reopened reviews come then
VENUE_LENGTH = 6


async def mail_links(*, actor: Actor, round_id: UUID, person_ids: Collection[UUID] | None, now: datetime) -> int:
    """Mail each of these judges a new link; None means all who have none that works. Returns how many were mailed.

    The link a judge had is ended. Who runs the round never sees the key: nobody signs a review for somebody else.
    """
    found = await links_page(actor=actor, round_id=round_id, now=now)
    _refuse_over(found.round)
    chosen = [one for one in found.judges if (one.link is None if person_ids is None else one.person_id in person_ids)]
    if person_ids is not None and len(chosen) != len(set(person_ids)):
        raise NotFound
    for one in chosen:
        await _mail(actor, one.person_id, found.round, now)
    return len(chosen)


async def mail_own_link(*, actor: Actor, round_id: UUID, now: datetime) -> None:
    """A judge asks for a link for this round; the one they had is ended."""
    if await seat_of(actor=actor, round_id=round_id) is None or (facts := await round_facts(round_id=round_id)) is None:
        raise NotFound
    _refuse_over(facts)
    await limits.hit(f"link-mail:{actor.id}", most=5, seconds=3600)
    await _mail(actor, actor.id, facts, now)


def _refuse_over(facts: RoundFacts) -> None:
    if facts.state not in steps.LINKED:
        raise Conflict(N_("Judging of this round is over."))


async def _mail(actor: Actor, person_id: UUID, facts: RoundFacts, now: datetime) -> None:
    here = f"/judging/rounds/{facts.id}"
    until = max(facts.reviews_due_at, now) + LIFE
    reach = Reach(
        role=permissions.JUDGE,
        edition_id=facts.edition_id,
        round_id=facts.id,
        paths=("/judging/reviews", "/judging/profile", here),
    )
    key = await people.make_sign_in_link(actor=actor, person_id=person_id, reach=reach, until=until, now=now)
    to = await accounts.recipient(person_id)
    chinese = to.locale == "zh"
    await queue_message(
        kind="judging/link",
        to=msgspec.structs.replace(to, is_demo=to.is_demo or facts.is_demo),
        context={
            "round": (facts.name_zh or facts.name_en) if chinese else (facts.name_en or facts.name_zh),
            "edition": facts.edition_name_zh if chinese else facts.edition_name_en,
            "until": until,
            "zone": facts.time_zone,
            "asks_passkey": await asks_passkey(round_id=facts.id),
            "passkey_url": f"{settings().public_url}/account/factor",
            "url": f"{settings().public_url}{here}/link",
        },
        secrets={"link": f"{settings().public_url}/judging/link?key={key}"},
        edition_id=facts.edition_id,
        round_id=facts.id,
    )


async def end_link(*, actor: Actor, round_id: UUID, link_id: UUID, now: datetime) -> None:
    """By the judge whose it is, or by who runs the round."""
    await _of_round(actor, round_id, link_id, now)
    await people.end_sign_in_link(actor=actor, link_id=link_id, now=now)


async def forget_device(*, actor: Actor, round_id: UUID, link_id: UUID, device_id: UUID, now: datetime) -> None:
    """Sign one device of a link out, by the judge whose it is, or by who runs the round."""
    link = await _of_round(actor, round_id, link_id, now)
    if all(one.id != device_id for one in link.devices):
        raise NotFound
    await people.forget_device(actor=actor, device_id=device_id, now=now)


async def _of_round(actor: Actor, round_id: UUID, link_id: UUID, now: datetime) -> accounts.LinkLine:
    own = await accounts.own_link(actor=actor, round_id=round_id, now=now)
    if own is not None and own.id == link_id:
        return own
    judges = (await links_page(actor=actor, round_id=round_id, now=now)).judges
    found = next((one.link for one in judges if one.link is not None and one.link.id == link_id), None)
    if found is None:
        raise NotFound
    return found


async def ask_venue_code(*, actor: Actor, round_id: UUID, is_asked: bool) -> None:
    """Links of this round ask for a new code, shown in the hall, on devices that did not show it; or for none."""
    await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    sealed = keys.encrypt(VENUE, secret_code(VENUE_LENGTH)) if is_asked else None
    await db.execute("update judging_round set venue_code = $2 where id = $1", judging.id, sealed)
    data: dict[str, Any] = {"is_asked": is_asked}
    await record(actor=actor, action="judging.venue_code", thing="round", thing_id=round_id, data=data)


async def ask_passkey(*, actor: Actor, round_id: UUID, is_asked: bool) -> None:
    """Links of this round ask for the judge's own passkey each time, or no longer: passed on, one opens nothing."""
    await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if is_asked and not passkeys_work():
        raise Conflict(N_("Passkeys need an address with a name, by https."))
    await db.execute("update judging_round set link_passkey = $2 where id = $1", judging.id, is_asked)
    data: dict[str, Any] = {"is_asked": is_asked}
    await record(actor=actor, action="judging.link_passkey", thing="round", thing_id=round_id, data=data)


async def come_by_link(*, actor: Actor, key: str, code: str, answer: str, browser: Browser, now: datetime) -> Came:
    """Who has this link comes in, for its round only. Opens its own `work()`: a try counts that fails.

    `code` is of the hall, `answer` what the judge's device signed; each counts where the round asks for it.
    """
    await people.count_link(key=key, browser=browser)
    async with db.work():
        link = await accounts.opened_link(digest=people.sign_in_link_digest(key), now=now)
        if link is None:
            raise NotFound
        asked = await venue_code(round_id=link.round_id) or ""
        if await asks_passkey(round_id=link.round_id):
            await people.prove_holder(person_id=link.person_id, answer=answer, now=now)
        return await people.come_by_link(
            actor=actor,
            key=key,
            browser=browser,
            proof=signing.mac(VENUE, asked) if asked else "",
            is_proved=bool(asked) and signing.is_same(clean_code(code), asked),
            url=f"{settings().public_url}/judging/rounds/{link.round_id}/link",
            now=now,
        )
