"""The judges of a round, and whom they are close to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts.rules import INVITATION_LIFE
from contest.accounts.service import Entered, find_or_enter, grant_role, revoke_role
from contest.audit.service import record
from contest.challenge.queries import RoundFacts, round_facts
from contest.judging.queries import panel, ties
from contest.judging.queries.rounds import judging_set_up, round_to_run
from contest.judging.queries.terms import agreed_sql
from contest.judging.rules import permissions, steps
from contest.judging.rules.profiles import MOST_LOAD
from contest.judging.service.reviews.signing import recuse_tied
from contest.judging.service.terms import ensure_terms
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.notifications.service import queue_message
from contest.submissions.service import add_tie

_SEAT = """
insert into panel_member (id, judging_round, person, panel, scenes, least, most, is_lead, invited_at)
values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9)
on conflict (judging_round, person) do update
   set panel = $4, scenes = $5::jsonb, least = $6, most = $7, is_lead = $8, invited_at = $9, left_at = null,
       left_reason = '', accepted_at = null
 where panel_member.left_at is not null
returning id
"""


async def add_judge(
    *,
    actor: Actor,
    round_id: UUID,
    email: str,
    name: str,
    locale: str = "en",
    scenes: Sequence[str] = (),
    least: int = 0,
    most: int = 12,
    is_lead: bool = False,
    panel_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Invite a person to the panel, by a mail that leads to the terms. `scenes` are keys they know; none means all.

    The lead judge also chairs the panel. Who declined may be asked again. Returns the person's id.
    """
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in steps.PANEL_GROWS:
        raise Conflict(N_("Judging of this round is over: its panel can no longer change."))
    await _check_seat(judging.id, least, most, panel_id)
    landing = f"/judging/rounds/{round_id}/join"
    entered = await find_or_enter(actor=actor, email=email, name=name, locale=locale, landing=landing, now=now)
    await _refuse_both_roles(entered.person_id, facts, now)
    asked = (panel_id, msgspec.json.encode(sorted(scenes)).decode(), least, most, is_lead)
    if await db.fetchval(_SEAT, uuid7(), judging.id, entered.person_id, *asked, now) is None:
        raise Invalid(field="email", message=N_("This person is on the panel already."))
    await grant_seat(actor=actor, person_id=entered.person_id, facts=facts, is_lead=is_lead, now=now)
    await ensure_terms(edition_id=facts.edition_id, now=now)
    await _mail_invitation(entered, actor=actor, facts=facts, landing=landing)
    await write_found_ties(judging_id=judging.id, round_id=round_id, person_id=entered.person_id, now=now)
    data = {"person": entered.person_id, "is_lead": is_lead, "most": most}
    await record(actor=actor, action="panel.add", thing="round", thing_id=round_id, data=data)
    return entered.person_id


async def _refuse_both_roles(person_id: UUID, facts: RoundFacts, now: datetime) -> None:
    invited = await accounts.actor(person_id=person_id, epoch=None, now=now)
    if invited is not None and permissions.must_choose(
        invited, blindness=facts.blindness, edition_id=facts.edition_id, round_id=facts.id
    ):
        raise Invalid(field="email", message=permissions.BOTH_ROLES)


async def _check_seat(judging_id: UUID, least: int, most: int, panel_id: UUID | None) -> None:
    problems: dict[str, Lazy | str] = {}
    if not 1 <= most <= MOST_LOAD:
        problems["most"] = N_("Use a number from 1 to %(most)s.", most=MOST_LOAD)
    elif not 0 <= least <= most:
        problems["least"] = N_("Use a number from 0 up to the most they read.")
    if panel_id is not None and not await db.fetchval(
        "select exists (select from panel where id = $1 and judging_round = $2)", panel_id, judging_id
    ):
        problems["panel_id"] = N_("Choose one of the answers offered.")
    if problems:
        raise Invalid(fields=problems)


async def grant_seat(*, actor: Actor, person_id: UUID, facts: RoundFacts, is_lead: bool, now: datetime) -> None:
    """The roles that go with a seat."""
    for role in [permissions.JUDGE] + [permissions.CHAIR] * is_lead:
        await grant_role(
            actor=actor,
            person_id=person_id,
            role=role,
            edition_id=facts.edition_id,
            round_id=facts.id,
            reason="panel",
            now=now,
        )


async def _mail_invitation(entered: Entered, *, actor: Actor, facts: RoundFacts, landing: str) -> None:
    to = await accounts.recipient(entered.person_id)
    place = {"zh": (facts.name_zh or facts.name_en, facts.edition_name_zh or facts.edition_name_en)}
    round_name, edition_name = place.get(to.locale, (facts.name_en or facts.name_zh, facts.edition_name_en))
    address = f"{settings().public_url}{landing}"
    await queue_message(
        kind="judging/invited",
        to=msgspec.structs.replace(to, is_demo=to.is_demo or facts.is_demo),
        context={
            "inviter": "" if actor.is_system else actor.name,
            "round": round_name,
            "edition": edition_name,
            "is_new": entered.link is not None,
            "days": INVITATION_LIFE.days,
            "due_at": facts.reviews_due_at,
            "zone": facts.time_zone,
            **({} if entered.link is not None else {"link": address}),
        },
        secrets={"link": entered.link} if entered.link is not None else None,
        edition_id=facts.edition_id,
        round_id=facts.id,
    )


_CHANGE_SEAT = """
update panel_member m set panel = $3, scenes = $4::jsonb, least = $5, most = $6, is_lead = $7
  from judging_round jr
 where jr.id = m.judging_round and jr.round = $1 and m.person = $2 and m.left_at is null
returning m.id
"""


async def change_seat(
    *,
    actor: Actor,
    round_id: UUID,
    person_id: UUID,
    scenes: Sequence[str],
    least: int,
    most: int,
    is_lead: bool,
    panel_id: UUID | None,
    now: datetime,
) -> None:
    """What a judge is asked here: their part of the panel, scenes and load, and whether they lead."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    await _check_seat(judging.id, least, most, panel_id)
    encoded = msgspec.json.encode(sorted(scenes)).decode()
    seat = await db.fetchval(_CHANGE_SEAT, round_id, person_id, panel_id, encoded, least, most, is_lead)
    if seat is None:
        raise NotFound
    await grant_seat(actor=actor, person_id=person_id, facts=facts, is_lead=is_lead, now=now)
    if not is_lead:
        await take_role(
            person_id=person_id, role=permissions.CHAIR, edition_id=facts.edition_id, round_id=round_id, now=now
        )
    await record(
        actor=actor,
        action="panel.change",
        thing="round",
        thing_id=round_id,
        data={"person": person_id, "is_lead": is_lead, "least": least, "most": most, "panel": panel_id},
    )


async def take_back_invitation(*, actor: Actor, round_id: UUID, person_id: UUID, now: datetime) -> None:
    """Take somebody off a panel who was given nothing to read yet."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    seat = await db.fetchrow(
        """select m.id, exists (select from review rv where rv.judging_round = m.judging_round and rv.judge = m.person
                                 and rv.state <> 'recused') as has_reviews
             from panel_member m join judging_round jr on jr.id = m.judging_round
            where jr.round = $1 and m.person = $2 and m.left_at is null for update of m""",
        round_id,
        person_id,
    )
    if seat is None:
        raise NotFound
    if seat["has_reviews"]:
        raise Conflict(N_("They have reviews here: give those to others first."))
    await leave(person_id=person_id, seat_id=seat["id"], edition_id=facts.edition_id, round_id=round_id, now=now)
    await record(actor=actor, action="panel.remove", thing="round", thing_id=round_id, data={"person": person_id})


async def leave(*, person_id: UUID, seat_id: UUID, edition_id: UUID, round_id: UUID, now: datetime) -> None:
    """Empty a seat and take its roles back."""
    await db.execute("update panel_member set left_at = $2, is_lead = false where id = $1", seat_id, now)
    for role in (permissions.JUDGE, permissions.CHAIR):
        await take_role(person_id=person_id, role=role, edition_id=edition_id, round_id=round_id, now=now)


async def take_role(*, person_id: UUID, role: str, edition_id: UUID, round_id: UUID, now: datetime) -> None:
    """Take a role of this round back where it is held."""
    for line in await accounts.grants_in_reach(actor=SYSTEM, edition_id=edition_id, round_id=round_id, now=now):
        if line.person_id == person_id and line.role == role:
            await revoke_role(actor=SYSTEM, grant_id=line.id, reason="panel", now=now)


_DECLARES = f"""
select m.id, m.judging_round, m.accepted_at, m.declared_at, {agreed_sql("m.person", "r.edition")} as has_agreed
  from panel_member m join judging_round jr on jr.id = m.judging_round join round r on r.id = jr.round
 where r.id = $1 and m.person = $2 and m.left_at is null for update of m
"""  # noqa: S608 - no value is in it


async def declare_conflicts(
    *, actor: Actor, round_id: UUID, people: Collection[str], organisations: Collection[str], now: datetime
) -> None:
    """A judge says, once, which people and organisations of the round they are too close to; none is an answer too.

    `people` are keys of `queries.panel.declarable`, `organisations` names as it spells them.
    Their entries are hidden from the judge from now on. Which those are is not told: a blind round stays blind.
    """
    facts = await round_facts(round_id=round_id)
    member = await db.fetchrow(_DECLARES, round_id, actor.person_id)
    if facts is None or member is None:
        raise NotFound
    if member["accepted_at"] is None or not member["has_agreed"]:
        raise Conflict(N_("Agree to the terms of judging first: they keep these names secret too."))
    if member["declared_at"] is not None:
        raise Conflict(N_("You have declared already. Too close to one more entry? Say so on its review."))
    if facts.state not in steps.DECLARING:
        raise Conflict(N_("The list of people opens when the call has closed."))
    listed = await panel.declarable(actor=actor, round_id=round_id)
    if not set(people) <= {key for key, _ in listed.people} or not set(organisations) <= set(listed.organisations):
        raise Invalid(N_("The list has changed in the meantime. Look at it again."))
    await db.execute("update panel_member set declared_at = $2 where id = $1", member["id"], now)
    for entry in await panel.entries_behind(round_id=round_id, people=set(people), organisations=set(organisations)):
        await add_tie(
            actor=actor,
            submission_id=entry,
            person_id=actor.id,
            kind="declared",
            source="declared",
            reason="",
            now=now,
        )
    await write_found_ties(judging_id=member["judging_round"], round_id=round_id, now=now)
    data = {"people": len(people), "organisations": len(organisations)}
    await record(actor=actor, action="panel.declare", thing="round", thing_id=round_id, data=data)


async def write_found_ties(
    *,
    judging_id: UUID,
    round_id: UUID,
    person_id: UUID | None = None,
    submission_id: UUID | None = None,
    now: datetime,
) -> int:
    """Write down what the records say of the panel and the entries: it hides them everywhere, and ends reviews.

    What was written before stays, also where the record has changed since: who left an organisation was in it lately.
    A ruling that somebody is not too close holds. Returns how many ties are new.
    """
    found = await ties.found(judging_id=judging_id, round_id=round_id, person_id=person_id, submission_id=submission_id)
    for one in found:
        await add_tie(
            actor=SYSTEM,
            submission_id=UUID(one.entry),
            person_id=UUID(one.judge),
            kind=one.kind,
            source="found",
            reason=one.shown,
            now=now,
        )
    await recuse_tied(judging_id=judging_id)
    return len(found)
