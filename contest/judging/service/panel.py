"""The judges of a round, and whom they are close to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts.service import find_or_invite, grant_role
from contest.audit.service import record
from contest.challenge.queries import round_facts
from contest.judging.queries import panel
from contest.judging.queries.rounds import judging_set_up, round_to_run
from contest.judging.rules import permissions, steps
from contest.judging.service.reviews.signing import recuse_tied
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions.service import add_tie


async def add_judge(
    *,
    actor: Actor,
    round_id: UUID,
    email: str,
    name: str,
    locale: str = "en",
    scenes: Sequence[str] = (),
    most: int = 12,
    is_lead: bool = False,
    now: datetime,
) -> UUID:
    """Put a person on the panel, inviting them where they are new. `scenes` are keys they know; none means all.

    The lead judge also chairs the panel. Returns the person's id.
    """
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    if facts.state not in steps.PANEL_GROWS:
        raise Conflict(N_("Judging of this round is over: its panel can no longer change."))
    if not 1 <= most <= 500:
        raise Invalid(field="most", message=N_("Use a number from 1 to %(most)s.", most=500))
    person_id = await find_or_invite(actor=actor, email=email, name=name, locale=locale, now=now)
    seat = await db.fetchval(
        """insert into panel_member (id, judging_round, person, scenes, most, is_lead, invited_at)
           values ($1, $2, $3, $4::jsonb, $5, $6, $7)
           on conflict (judging_round, person) do nothing returning id""",
        uuid7(),
        judging.id,
        person_id,
        msgspec.json.encode(sorted(scenes)).decode(),
        most,
        is_lead,
        now,
    )
    if seat is None:
        raise Invalid(field="email", message=N_("This person is on the panel already."))
    for role in [permissions.JUDGE] + [permissions.CHAIR] * is_lead:
        await grant_role(
            actor=actor,
            person_id=person_id,
            role=role,
            edition_id=facts.edition_id,
            round_id=round_id,
            reason="panel",
            now=now,
        )
    await record(
        actor=actor,
        action="panel.add",
        thing="round",
        thing_id=round_id,
        data={"person": person_id, "is_lead": is_lead, "most": most},
    )
    return person_id


async def declare_conflicts(
    *, actor: Actor, round_id: UUID, people: Collection[str], organisations: Collection[str], now: datetime
) -> None:
    """A judge says, once, which people and organisations of the round they are too close to; none is an answer too.

    `people` are keys of `queries.panel.declarable`, `organisations` names as it spells them.

    Their entries are hidden from the judge from now on. Which those are is not told: a blind round stays blind.
    """
    facts = await round_facts(round_id=round_id)
    member = await db.fetchrow(
        """select m.id, m.judging_round, m.declared_at
             from panel_member m join judging_round jr on jr.id = m.judging_round
            where jr.round = $1 and m.person = $2 and m.left_at is null for update of m""",
        round_id,
        actor.person_id,
    )
    if facts is None or member is None:
        raise NotFound
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
    await record(
        actor=actor,
        action="panel.declare",
        thing="round",
        thing_id=round_id,
        data={"people": len(people), "organisations": len(organisations)},
    )


async def write_found_ties(*, judging_id: UUID, round_id: UUID, now: datetime) -> None:
    """Write down what the records say of the panel and the entries: it hides them everywhere, and ends reviews."""
    for close in await panel.found_ties(judging_id=judging_id, round_id=round_id):
        await add_tie(
            actor=SYSTEM,
            submission_id=close.submission_id,
            person_id=close.person_id,
            kind=close.kind,
            source="found",
            reason="",
            now=now,
        )
    await recuse_tied(judging_id=judging_id)
