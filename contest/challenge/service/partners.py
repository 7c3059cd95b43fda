"""What partners do: links whose use is counted, and people whom they ask to enter."""

import secrets
from datetime import datetime
from uuid import UUID

from asyncpg import UniqueViolationError

from contest.accounts import service as accounts
from contest.accounts.rules import clean_email, clean_name
from contest.audit.service import record
from contest.challenge import queries
from contest.challenge.queries import acting as partners
from contest.challenge.rules import first_language
from contest.challenge.rules import partners as partner_rules
from contest.challenge.service.editions import hold_edition
from contest.challenge.tables import Nomination, PartnerLink
from contest.lib import clock, db
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import LOCALES, N_
from contest.lib.ids import secret_code, uuid7
from contest.lib.web import limits, signing
from contest.notifications.service import Recipient, queue_message

_COUNT = """
insert into link_count (id, link, day, views, begun, handed_in)
select $1, l.id, $2, ($3 = 'views')::int, ($3 = 'begun')::int, ($3 = 'handed_in')::int
  from partner_link l join partner p on p.id = l.partner
 where ($4::uuid is not null and l.id = $4) or (l.code = $5 and p.edition = $6)
on conflict (link, day) do update
   set views = link_count.views + excluded.views, begun = link_count.begun + excluded.begun,
       handed_in = link_count.handed_in + excluded.handed_in
returning link
"""

_FORGET = "name = '', email = ''"


async def name_for_partner(
    *, actor: Actor, partner_id: UUID, email: str, name: str, locale: str, now: datetime
) -> UUID:
    """Let somebody act for a partner: they get the role in its edition, and an invitation if they are new."""
    edition_id = await _hold_partner(actor, partner_id)
    person_id = await accounts.find_or_invite(actor=actor, email=email, name=name, locale=locale, now=now)
    await accounts.grant_role(
        actor=actor,
        person_id=person_id,
        role=partner_rules.PARTNER,
        edition_id=edition_id,
        reason="acts for a partner",
        now=now,
    )
    await db.execute(
        "insert into partner_person (id, partner, person, created_at) values ($1, $2, $3, $4) on conflict do nothing",
        uuid7(),
        partner_id,
        person_id,
        now,
    )
    await record(actor=actor, action="partner.name", thing="partner", thing_id=partner_id, data={"person": person_id})
    return person_id


async def record_permission(*, actor: Actor, partner_id: UUID, words: str, now: datetime) -> None:
    """From now on the public reads the partner's name. `words`: who allowed it, when, and where that is kept."""
    await _hold_partner(actor, partner_id)
    if not words.strip():
        raise Invalid(N_("Say who gave the permission, when, and where it is kept."), field="permission")
    if len(words) > partner_rules.LONGEST_PERMISSION:
        raise Invalid(N_("Use at most %(most)s characters.", most=partner_rules.LONGEST_PERMISSION), field="permission")
    await db.execute(
        "update partner set permission = $2, permitted_at = $3 where id = $1", partner_id, words.strip(), now
    )
    texts = {"reason": words.strip()}
    await record(actor=actor, action="partner.permit", thing="partner", thing_id=partner_id, texts=texts)


async def end_permission(*, actor: Actor, partner_id: UUID) -> None:
    """The permission was taken back: the public reads the partner's name no longer."""
    await _hold_partner(actor, partner_id)
    done = await db.fetchval(
        "update partner set permission = '', permitted_at = null where id = $1 and permitted_at is not null"
        " returning id",
        partner_id,
    )
    if done is None:
        raise Conflict(N_("No permission is recorded."))
    await record(actor=actor, action="partner.unpermit", thing="partner", thing_id=partner_id)


async def _hold_partner(actor: Actor, partner_id: UUID) -> UUID:
    """The edition of the partner, held, for who organises it; else `NotFound`."""
    edition_id: UUID | None = await db.fetchval("select edition from partner where id = $1", partner_id)
    if edition_id is None:
        raise NotFound
    await hold_edition(actor, edition_id)
    return edition_id


async def make_link(*, actor: Actor, partner_id: UUID, round_id: UUID | None, label: str, now: datetime) -> str:
    """A link of a partner to one of the open rounds of its edition, or to the edition; its code."""
    partner = await _partner(actor, partner_id)
    if round_id is not None:
        await _target(partner, round_id, now)
    code = secret_code(8)
    await PartnerLink(
        partner=partner_id, round=round_id, code=code, label=clean_name(label)[:120], created_at=now
    ).save()
    await record(actor=actor, action="partner.link", thing="partner", thing_id=partner_id, data={"code": code})
    return code


async def count_link(
    *, what: str, now: datetime, code: str = "", edition_id: UUID | None = None, link_id: UUID | None = None
) -> UUID | None:
    """One more of `rules.partners.COUNTED` for a link, by its code in its edition or by its id; None where none is."""
    found: UUID | None = await db.fetchval(_COUNT, uuid7(), now.date(), what, link_id, code[:12], edition_id)
    return found


async def nominate(
    *, actor: Actor, partner_id: UUID, round_id: UUID, name: str, email: str, reason: str, locale: str, now: datetime
) -> UUID:
    """Ask somebody to enter, by one mail with a link that is theirs; nobody is asked twice for the same round.

    It is in `locale`, or, where that is none of ours, in the language of the round.
    """
    partner = await _partner(actor, partner_id)
    target = await _target(partner, round_id, now)
    address, shown = clean_email(email), clean_name(name)[:200]
    if faults := partner_rules.nomination_faults(name=shown, email=address, reason=reason):
        raise Invalid(fields=faults)
    assert address is not None
    await limits.hit(f"nominations:{partner_id}", most=partner_rules.MOST_A_DAY, seconds=86_400)
    key = secrets.token_urlsafe(24)
    row = Nomination(
        id=uuid7(),
        partner=partner_id,
        round=round_id,
        name=shown,
        email=address,
        address=signing.mac("nominated", address),
        reason=reason,
        locale=locale if locale in LOCALES else first_language(target.language, "en"),
        digest=digest_of(key),
        nominated_by=actor.id,
        created_at=now,
        expires_at=partner_rules.answer_until(now=now, closes_at=target.closes_at),
    )
    try:
        await row.save()
    except UniqueViolationError as error:
        raise Invalid(N_("This address was nominated for this round before."), field="email") from error
    await _mail(row, partner, target, key)
    await record(actor=actor, action="partner.nominate", thing="nomination", thing_id=row.id, data={"round": round_id})
    return UUID(str(row.id))


async def _mail(row: Nomination, partner: partners.PartnerPage, target: partners.Target, key: str) -> None:
    await queue_message(
        kind="challenge/nominated",
        to=Recipient(person_id=None, email=row.email, name=row.name, locale=row.locale, is_demo=partner.is_demo),
        context={
            "partner_en": partner.name_en,
            "partner_zh": partner.name_zh,
            "call_en": target.name_en,
            "call_zh": target.name_zh,
            "reason": row.reason,
            "until": row.expires_at,
        },
        secrets={"link": f"{settings().public_url}/nominations/{key}"},
        edition_id=partner.edition_id,
        round_id=target.id,
    )


async def withdraw_nomination(*, actor: Actor, partner_id: UUID, nomination_id: UUID, now: datetime) -> None:
    """Take a nomination back before it is answered, and forget whom it named."""
    await _partner(actor, partner_id)
    done = await db.fetchval(
        f"update nomination set state = 'withdrawn', answered_at = $3, {_FORGET}"  # noqa: S608 - fixed columns
        " where id = $1 and partner = $2 and state = 'asked' returning id",
        nomination_id,
        partner_id,
        now,
    )
    if done is None:
        raise Conflict(N_("This nomination was answered or withdrawn already."))
    await record(actor=actor, action="partner.unnominate", thing="nomination", thing_id=nomination_id)


async def decline_nomination(*, key: str, now: datetime) -> None:
    """The nominated say no; name and address are forgotten. Saying it again is no mistake."""
    found = await partners.nominated(digest=digest_of(key))
    if found is None:
        raise NotFound
    await db.execute(
        f"update nomination set state = 'declined', answered_at = $2, {_FORGET}"  # noqa: S608 - fixed columns
        " where id = $1 and state = 'asked'",
        found.id,
        now,
    )


async def take_nomination(*, key: str, round_id: UUID, now: datetime) -> UUID | None:
    """The nomination with which an entry in its round is begun now; None where it cannot be answered any more."""
    found = await partners.nominated(digest=digest_of(key))
    if found is None or found.round_id != round_id:
        return None
    if not partner_rules.may_answer(state=found.state, expires_at=found.expires_at, now=now):
        return None
    taken: UUID | None = await db.fetchval(
        "update nomination set state = 'begun', answered_at = $2 where id = $1 and state = 'asked' returning id",
        found.id,
        now,
    )
    return taken


async def forget_nominations() -> int:
    """Nominations that nobody answered in time: whom they named is forgotten. Runs by itself, inside a `work()`."""
    rows = await db.fetch(
        f"update nomination set state = 'expired', {_FORGET}"  # noqa: S608 - fixed columns
        " where state = 'asked' and expires_at < $1 returning id",
        clock.now(),
    )
    return len(rows)


def digest_of(key: str) -> str:
    """What is kept of the key in a nomination's mail."""
    return signing.mac("nomination", key[:100])


async def _partner(actor: Actor, partner_id: UUID) -> partners.PartnerPage:
    found = await partners.partner_page(actor=actor, partner_id=partner_id)
    if found is None:
        raise NotFound
    return found


async def _target(partner: partners.PartnerPage, round_id: UUID, now: datetime) -> partners.Target:
    facts = await queries.edition_facts(edition_id=partner.edition_id)
    known = await partners.targets(edition_id=partner.edition_id, now=now)
    target = next((one for one in known if one.id == round_id), None)
    if facts is None or facts.state != "open" or target is None:
        raise Invalid(N_("Choose a round whose call is open."), field="round_id")
    return target
