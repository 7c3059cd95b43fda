"""Verbs on mentors: entered, described, brought together with a venture, and parted from it again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.accounts import queries as people
from contest.accounts import service as accounts
from contest.accounts.rules import INVITATION_LIFE
from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.incubator import queries, rules
from contest.incubator.rules.mentors import Profile, pairing_faults, profile_faults
from contest.incubator.rules.stages import LONGEST_REASON
from contest.incubator.service.holding import hold_led, today_of
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.lib.languages import LANGUAGES
from contest.notifications.service import queue_message
from contest.submissions.service import add_tie

_SAVE = "update mentor set scenes = $2, stages = $3, languages = $4, most = $5, about = $6 where id = $1"


async def enter_mentor(
    *, actor: Actor, edition_id: UUID, email: str, name: str, locale: str, profile: Profile, now: datetime
) -> UUID:
    """Somebody becomes a mentor of an edition and hears of it; the id of the mentor."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    await _check(edition_id, profile)
    entered = await accounts.find_or_enter(
        actor=actor, email=email, name=name, locale=locale, landing="/incubator/mentoring", now=now
    )
    made: UUID | None = await db.fetchval(
        "insert into mentor (id, edition, person, scenes, stages, languages, most, about, created_at)"
        " values ($1, $2, $3, '{}', '{}', '{}', 0, '', $4) on conflict (edition, person) do update set left_at = null"
        " where mentor.left_at is not null returning id",
        uuid7(), edition_id, entered.person_id, now,
    )  # fmt: skip
    if made is None:
        raise Invalid(N_("This person is a mentor already."), field="email")
    await _save(made, profile)
    await accounts.grant_role(
        actor=actor, person_id=entered.person_id, role=rules.MENTOR, edition_id=edition_id,
        reason="mentors ventures", now=now,
    )  # fmt: skip
    await _welcome(edition_id, entered)
    data = {"edition": edition_id, "person": entered.person_id}
    await record(actor=actor, action="mentor.enter", thing="mentor", thing_id=made, data=data)
    return made


async def _welcome(edition_id: UUID, entered: accounts.Entered) -> None:
    to, edition = await people.recipient(entered.person_id), await challenge.edition_facts(edition_id=edition_id)
    assert edition is not None  # who runs its incubator was asked
    address = f"{settings().public_url}/incubator/mentoring"
    await queue_message(
        kind="incubator/mentor",
        to=msgspec.structs.replace(to, is_demo=to.is_demo or edition.is_demo),
        context={
            "edition": (edition.name_zh or edition.name_en)
            if to.locale == "zh"
            else edition.name_en or edition.name_zh,
            "is_new": entered.link is not None,
            "days": INVITATION_LIFE.days,
            **({} if entered.link is not None else {"link": address}),
        },
        secrets={"link": entered.link} if entered.link is not None else None,
        edition_id=edition_id,
    )


async def describe_mentor(*, actor: Actor, mentor_id: UUID, profile: Profile, now: datetime) -> None:
    """What a mentor is for and how many ventures they take, by themselves or by who runs the incubator."""
    found = await queries.mentor(actor=actor, mentor_id=mentor_id, today=now.date())
    await _check(found.edition_id, profile)
    await _save(mentor_id, profile)
    data: dict[str, Any] = {"most": profile.most, "languages": profile.languages}
    await record(actor=actor, action="mentor.describe", thing="mentor", thing_id=mentor_id, data=data)


async def _check(edition_id: UUID, profile: Profile) -> None:
    scenes = {one.key for one in await challenge.scenes(edition_id=edition_id)}
    if faults := profile_faults(profile, scenes=scenes, languages=LANGUAGES):
        raise Invalid(fields=faults)


async def _save(mentor_id: UUID, of: Profile) -> None:
    await db.execute(_SAVE, mentor_id, list(of.scenes), list(of.stages), list(of.languages), of.most, of.about)


_PAIR = """
insert into mentoring (id, venture, mentor, since_on, until_on, reason, created_at) values ($1, $2, $3, $4, $5, '', $6)
on conflict (venture, mentor) do update set until_on = $5, reason = ''
returning id
"""


async def pair_mentor(*, actor: Actor, venture_id: UUID, mentor_id: UUID, until_on: date | None, now: datetime) -> UUID:
    """A mentor is with a venture from today on, and can never again judge the entry that it was; the pairing's id."""
    found = await hold_led(actor, venture_id)
    today = today_of(found, now)
    await db.fetchval("select id from mentor where id = $1 for update", mentor_id)
    mentor = await queries.mentor(actor=actor, mentor_id=mentor_id, today=today)
    if mentor.edition_id != found.edition_id:
        raise NotFound
    if mentor.left_at is not None:
        raise Invalid(N_("This person is a mentor no longer."), field="mentor")
    known = await queries.pairings(venture_id=venture_id)
    if any(one.mentor_id == mentor_id and one.holds(today) for one in known):
        raise Conflict(N_("This mentor is with the venture already."))
    if any(one.person_id == mentor.person_id for one in await queries.members(venture_id=venture_id)):
        raise Invalid(N_("Nobody mentors the venture they work on."), field="mentor")
    if faults := pairing_faults(load=mentor.load, most=mentor.most, until_on=until_on, today=today):
        raise Invalid(fields=faults)
    made: UUID = await db.fetchval(_PAIR, uuid7(), venture_id, mentor_id, today, until_on, now)
    await add_tie(
        actor=actor, submission_id=found.submission_id, person_id=mentor.person_id, kind="mentor", source="ruled",
        reason="", now=now,
    )  # fmt: skip
    await outbox.emit("mentor.paired", pairing_id=made, submission_id=found.submission_id)
    data = {"mentor": mentor_id, "person": mentor.person_id, "until": until_on}
    await record(actor=actor, action="mentor.pair", thing="venture", thing_id=venture_id, data=data)
    return made


async def part_mentor(*, actor: Actor, pairing_id: UUID, reason: str, now: datetime) -> None:
    """A mentor is with a venture no longer; the tie stays, and the hours that were booked are free again."""
    pairing, found = await queries.pairing(actor=actor, pairing_id=pairing_id)
    await hold_led(actor, found.id)
    today = today_of(found, now)
    if not pairing.holds(today):
        raise Conflict(N_("This mentor is with the venture no longer."))
    if not reason:
        raise Invalid(N_("Say why."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST_REASON), field="reason")
    # The last day is yesterday's: from now on the venture is closed to them, also where they came today.
    await db.execute(
        "update mentoring set since_on = least(since_on, $2::date - 1), until_on = $2::date - 1, reason = $3"
        " where id = $1",
        pairing_id, today, reason,
    )  # fmt: skip
    await db.execute(
        "update office_hour set venture = null, booked_by = null, booked_at = null, question = ''"
        " where mentor = $1 and venture = $2 and starts_at > $3",
        pairing.mentor_id, found.id, now,
    )  # fmt: skip
    data = {"mentor": pairing.mentor_id, "pairing": pairing_id}
    await record(
        actor=actor, action="mentor.part", thing="venture", thing_id=found.id, data=data, texts={"reason": reason}
    )


async def dismiss_mentor(*, actor: Actor, mentor_id: UUID, reason: str, now: datetime) -> None:
    """A mentor is one no longer, by who runs the incubator: their role is taken back and what they still offered is
    withdrawn. What they noted stays. `Conflict` while they are with a venture."""
    await db.fetchval("select id from mentor where id = $1 for update", mentor_id)
    found = await queries.mentor(actor=actor, mentor_id=mentor_id, today=now.date())
    if not rules.may_run(actor, edition_id=found.edition_id) or found.person_id == actor.person_id:
        raise NotFound
    if found.left_at is not None:
        raise Conflict(N_("This person is a mentor no longer."))
    if found.load:
        raise Conflict(N_("They are with a venture still. End that first."))
    if not reason:
        raise Invalid(N_("Say why."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Use at most %(most)s characters.", most=LONGEST_REASON), field="reason")
    grants = await db.fetch(
        "select id from role_grant where person = $1 and role = $2 and edition_id = $3 and revoked_at is null",
        found.person_id, rules.MENTOR, found.edition_id,
    )  # fmt: skip
    for row in grants:
        await accounts.revoke_role(actor=actor, grant_id=row["id"], reason=reason, now=now)
    await db.execute("update mentor set left_at = $2 where id = $1", mentor_id, now)
    await db.execute(
        "update office_hour set withdrawn_at = $2 where mentor = $1 and withdrawn_at is null and starts_at > $2",
        mentor_id, now,
    )  # fmt: skip
    data = {"edition": found.edition_id, "person": found.person_id}
    await record(
        actor=actor, action="mentor.dismiss", thing="mentor", thing_id=mentor_id, data=data, texts={"reason": reason}
    )
