"""An invited judge says yes or no, and what they know and how much they read."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts.service import change_details
from contest.audit.service import record
from contest.judging.queries.people import cities_known, scenes_known, seat_of, terms_of
from contest.judging.rules.permissions import BOTH_ROLES, must_choose
from contest.judging.rules.profiles import Profile, problems
from contest.judging.service.panel import leave, write_found_ties
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def accept_seat(
    *, actor: Actor, round_id: UUID, terms_id: UUID, locale: str, publishes_scores: bool = False, now: datetime
) -> None:
    """A judge agrees to the terms of an edition, and with that takes their seat on a round's panel.

    `publishes_scores`: they agree, freely, that what they give is published without their name.
    """
    seat = await seat_of(actor=actor, round_id=round_id)
    if seat is None:
        raise NotFound
    if must_choose(actor, blindness=seat.blindness, edition_id=seat.edition_id, round_id=round_id):
        raise Conflict(BOTH_ROLES)
    latest = await terms_of(edition_id=seat.edition_id)
    if latest is None or latest.id != terms_id:
        raise Conflict(N_("The terms were changed in the meantime. Read them again."))
    await db.execute(
        """insert into judge_acceptance (id, terms, person, locale, accepted_at) values ($1, $2, $3, $4, $5)
           on conflict (terms, person) do nothing""",
        uuid7(),
        terms_id,
        actor.id,
        locale,
        now,
    )
    await db.execute(
        "update panel_member set accepted_at = coalesce(accepted_at, $2), publishes_scores = $3 where id = $1",
        seat.member_id,
        now,
        publishes_scores,
    )
    await write_found_ties(judging_id=seat.judging_id, round_id=round_id, person_id=actor.id, now=now)
    await record(
        actor=actor,
        action="panel.accept",
        thing="round",
        thing_id=round_id,
        data={"terms": terms_id, "version": latest.version, "publishes_scores": publishes_scores},
    )


async def publish_scores(*, actor: Actor, round_id: UUID, agrees: bool) -> None:
    """A judge agrees that what they give is published without their name, or no longer; until it is published."""
    seat = await seat_of(actor=actor, round_id=round_id)
    if seat is None:
        raise NotFound
    if seat.accepted_at is None or not seat.has_agreed:
        raise Conflict(N_("Agree to the terms of judging first."))
    if seat.state in {"notice", "decided"}:
        raise Conflict(N_("The result is published already."))
    await db.execute("update panel_member set publishes_scores = $2 where id = $1", seat.member_id, agrees)
    data = {"agrees": agrees}
    await record(actor=actor, action="panel.publish_scores", thing="round", thing_id=round_id, data=data)


async def decline_seat(*, actor: Actor, round_id: UUID, reason: str, now: datetime) -> None:
    """An invited judge says no. They lose the role here; the organiser sees that, and their words, on the panel."""
    seat = await seat_of(actor=actor, round_id=round_id)
    if seat is None:
        raise NotFound
    if seat.accepted_at is not None:
        raise Conflict(N_("You have said yes already. Write to the organiser if you cannot go on."))
    if len(reason) > 1000:
        raise Invalid(field="reason", message=N_("Use at most %(most)s characters.", most=1000))
    await leave(person_id=actor.id, seat_id=seat.member_id, edition_id=seat.edition_id, round_id=round_id, now=now)
    await db.execute("update panel_member set left_reason = $2 where id = $1", seat.member_id, reason.strip())
    await record(
        actor=actor,
        action="panel.decline",
        thing="round",
        thing_id=round_id,
        texts={"reason": reason.strip()} if reason.strip() else None,
    )


_PROFILE = """
insert into judge_profile (id, person, scenes, keywords, languages, other_names, least, most, hours_week, away, about,
                           is_kept, confirmed_at, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13, $13)
on conflict (person) do update
   set scenes = $3, keywords = $4, languages = $5, other_names = $6, least = $7, most = $8, hours_week = $9,
       away = $10::jsonb, about = $11, is_kept = $12, confirmed_at = $13, changed_at = $13
"""


async def save_profile(*, actor: Actor, profile: Profile, now: datetime) -> None:
    """A judge's own words on what they know, read and give, and whom they are linked to: ties follow from them."""
    if not actor.has("judge", "panel_chair"):
        raise NotAllowed
    found = problems(
        profile,
        scenes={one.key for one in await scenes_known()},
        cities={one.key for one in await cities_known()},
    )
    if found:
        raise Invalid(fields=found)
    await db.execute(
        _PROFILE,
        uuid7(),
        actor.id,
        profile.scenes,
        profile.keywords,
        profile.languages,
        profile.other_names,
        profile.least,
        profile.most,
        profile.hours_week,
        msgspec.json.encode(profile.away).decode(),
        profile.about,
        profile.is_kept,
        now,
    )
    await _write_links(actor, profile, now)
    if profile.time_zone != actor.time_zone:
        await change_details(actor=actor, name=actor.name, locale=actor.locale, time_zone=profile.time_zone, now=now)
    await outbox.emit("judge.changed", person_id=actor.id)
    data = {"least": profile.least, "most": profile.most, "links": len(profile.links)}
    await record(actor=actor, action="judge.change", thing="person", thing_id=actor.id, data=data)


async def _write_links(actor: Actor, profile: Profile, now: datetime) -> None:
    await db.execute("delete from judge_link where person = $1", actor.id)
    await db.execute(
        """insert into judge_link (id, person, kind, name, said_at)
           select l.id, $1, l.kind, l.name, $2 from unnest($3::uuid[], $4::text[], $5::text[]) as l(id, kind, name)
           on conflict do nothing""",
        actor.id,
        now,
        [uuid7() for _ in profile.links],
        [one.kind for one in profile.links],
        [one.name for one in profile.links],
    )
