"""Judges whom partners propose, and the organisers' answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contest.accounts.rules import clean_email, clean_name, name_trouble
from contest.audit.service import record
from contest.challenge.rules import may_organise
from contest.judging.queries.people import scenes_known
from contest.judging.queries.rounds import round_to_run
from contest.judging.rules import permissions
from contest.judging.service.panel import add_judge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.lib.languages import LANGUAGES

MOST_NOTE, MOST_ORGANISATION = 1000, 200

_OF_EDITION = "select exists (select from round where id = $1 and edition = $2)"
_PROPOSED = """
select exists (select from judge_proposal
                where edition = $1 and email = $2 and proposed_by = $3 and state = 'proposed')
"""

_PROPOSE = """
insert into judge_proposal (id, edition, round, name, email, organisation, note, scenes, languages, state, proposed_by,
                            proposed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'proposed', $10, $11)
"""

_TO_ANSWER = """
select id, state, name, email, scenes, languages, round from judge_proposal where id = $1 and edition = $2 for update
"""


def _problems(
    address: str | None, name: str, organisation: str, note: str, languages: Sequence[str]
) -> dict[str, Lazy | str]:
    problems: dict[str, Lazy | str] = {}
    if address is None:
        problems["email"] = N_("Write an e-mail address, as name@example.org.")
    if (trouble := name_trouble(name)) is not None:
        problems["name"] = trouble
    if len(note) > MOST_NOTE:
        problems["note"] = N_("Use at most %(most)s characters.", most=MOST_NOTE)
    if len(organisation) > MOST_ORGANISATION:
        problems["organisation"] = N_("Use at most %(most)s characters.", most=MOST_ORGANISATION)
    if not set(languages) <= set(LANGUAGES):
        problems["languages"] = N_("Choose one of the answers offered.")
    return problems


async def propose_judge(
    *,
    actor: Actor,
    edition_id: UUID,
    round_id: UUID | None,
    name: str,
    email: str,
    organisation: str,
    note: str,
    scenes: Sequence[str],
    languages: Sequence[str],
    now: datetime,
) -> UUID:
    """A partner's word for somebody. Nobody is written to: the organisers look, and invite or decline."""
    if not permissions.may_propose(actor, edition_id=edition_id):
        raise NotFound
    address, name = clean_email(email), clean_name(name)
    problems = _problems(address, name, organisation, note, languages)
    if not set(scenes) <= {one.key for one in await scenes_known(edition_id=edition_id)}:
        problems["scenes"] = N_("Choose one of the answers offered.")
    if round_id is not None and not await db.fetchval(_OF_EDITION, round_id, edition_id):
        problems["round_id"] = N_("Choose one of the answers offered.")
    if await db.fetchval(_PROPOSED, edition_id, address, actor.id):
        problems["email"] = N_("You have proposed this person already.")
    if problems:
        raise Invalid(fields=problems)
    made = uuid7()
    words = (name, address, clean_name(organisation), note.strip(), list(scenes), list(languages))
    await db.execute(_PROPOSE, made, edition_id, round_id, *words, actor.id, now)
    data = {"edition": edition_id}
    await record(actor=actor, action="judge_proposal.make", thing="judge_proposal", thing_id=made, data=data)
    return made


async def answer_proposal(
    *, actor: Actor, round_id: UUID, proposal_id: UUID, is_wanted: bool, reason: str, now: datetime
) -> None:
    """An organiser invites whom a partner proposed, to this round's panel, or declines with a reason."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    proposal = await db.fetchrow(_TO_ANSWER, proposal_id, facts.edition_id)
    if proposal is None or not _is_for(actor, proposal["round"], round_id, facts.edition_id):
        raise NotFound
    if proposal["state"] != "proposed":
        raise Conflict(N_("This proposal is answered already."))
    if len(reason) > MOST_NOTE:
        raise Invalid(field="reason", message=N_("Use at most %(most)s characters.", most=MOST_NOTE))
    if is_wanted:
        await add_judge(
            actor=actor,
            round_id=round_id,
            email=proposal["email"],
            name=proposal["name"],
            locale="zh" if list(proposal["languages"]) == ["zh"] else "en",
            scenes=proposal["scenes"],
            now=now,
        )
    await db.execute(
        "update judge_proposal set state = $2, decided_by = $3, decided_at = $4, reason = $5 where id = $1",
        proposal_id,
        "invited" if is_wanted else "declined",
        actor.id,
        now,
        reason.strip(),
    )
    await record(
        actor=actor,
        action="judge_proposal.answer",
        thing="judge_proposal",
        thing_id=proposal_id,
        data={"is_wanted": is_wanted, "round": round_id},
        texts={"reason": reason.strip()} if reason.strip() else None,
    )


def _is_for(actor: Actor, proposed_for: UUID | None, round_id: UUID, edition_id: UUID) -> bool:
    """A proposal for one round is that round's organisers' to answer; the edition's may place anybody anywhere."""
    return proposed_for in {None, round_id} or may_organise(actor, edition_id=edition_id)
