"""Verbs on counterparts: invited by an edition's organisers, and acting once their people agreed to the terms."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts import queries as accounts
from contest.accounts import service as people
from contest.accounts.rules import INVITATION_LIFE
from contest.audit.service import record
from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.config import settings
from contest.lib.countries import codes
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import LOCALES, N_, Lazy
from contest.lib.ids import uuid7
from contest.lib.languages import LANGUAGES
from contest.notifications.service import queue_message
from contest.zone import queries, rules
from contest.zone.rules.counterparts import LONGEST_ABOUT, CounterpartPlan
from contest.zone.tables import CounterpartTerms

_INVITE = """
insert into counterpart (id, edition_id, organisation, kind, about_en, about_zh, languages, is_named, is_demo,
                         created_at)
values ($1, $2, $3, $4, '', '', '{}', false, $5, $6)
on conflict (edition_id, organisation) do update set left_at = null, kind = $4 where counterpart.left_at is not null
returning id
"""

_SEAT = """
insert into counterpart_person (id, counterpart, person, invited_at, locale) values ($1, $2, $3, $4, '')
on conflict (counterpart, person) do update
   set invited_at = $4, left_at = null, accepted_at = null, terms = null
 where counterpart_person.left_at is not null
returning id
"""


async def invite_counterpart(
    *, actor: Actor, edition_id: UUID, kind: str, name_en: str, name_zh: str, country: str, now: datetime
) -> UUID:
    """Enter an organisation as a counterpart of an edition; its people are invited one by one.

    An organisation of a counterpart of the same name is taken, else a new one is entered: never one that applicants
    named, of whom the organisers do not know that it is the same.
    """
    if not rules.may_read(actor, edition_id=edition_id):
        raise NotFound
    faults: dict[str, Lazy | str] = {}
    if kind not in rules.OWNERS_KINDS:
        faults["kind"] = N_("Choose one of the answers offered.")
    if country not in codes():
        faults["country"] = N_("Choose one of the answers offered.")
    if not (name_en.strip() or name_zh.strip()):
        faults["name_en"] = N_("Give a name in one language at least.")
    if faults:
        raise Invalid(fields=faults)
    organisation = await organisation_named(
        actor=actor, edition_id=edition_id, name_en=name_en, name_zh=name_zh, country=country, now=now
    )
    made: UUID | None = await db.fetchval(_INVITE, uuid7(), edition_id, organisation, kind, actor.is_demo, now)
    if made is None:
        raise Invalid(N_("This organisation is a counterpart already."), field="name_en")
    await record(
        actor=actor, action="counterpart.invite", thing="counterpart", thing_id=made, data={"edition": edition_id}
    )
    return made


async def organisation_named(
    *, actor: Actor, edition_id: UUID, name_en: str, name_zh: str, country: str, now: datetime
) -> UUID:
    """The organisation of this name that the register of an edition knows, or a new one."""
    known: UUID | None = await db.fetchval(
        """select o.id from organisation o
            where ((lower(o.name_en) = lower($2) and $2 <> '') or (o.name_zh = $3 and $3 <> ''))
              and (exists (select 1 from counterpart c where c.organisation = o.id and c.edition_id = $1)
                   or exists (select 1 from need n where n.owner = o.id and n.edition_id = $1))
            order by o.created_at limit 1""",
        edition_id, name_en.strip(), name_zh.strip(),
    )  # fmt: skip
    return known or await people.create_organisation(
        actor=actor, name_en=name_en, name_zh=name_zh, country=country, is_demo=actor.is_demo, now=now
    )


async def invite_person(
    *, actor: Actor, counterpart_id: UUID, email: str, name: str, locale: str, now: datetime
) -> UUID:
    """Ask somebody, by a mail that leads to the terms, to act for a counterpart; the person's id."""
    found = await queries.counterpart(actor=actor, counterpart_id=counterpart_id)
    if not rules.may_read(actor, edition_id=found.edition_id):
        raise NotFound
    landing = f"/zone/counterparts/{counterpart_id}/join"
    entered = await people.find_or_enter(actor=actor, email=email, name=name, locale=locale, landing=landing, now=now)
    seat = await db.fetchval(_SEAT, uuid7(), counterpart_id, entered.person_id, now)
    if seat is None:
        raise Invalid(N_("This person was asked already."), field="email")
    to = await accounts.recipient(entered.person_id)
    address = f"{settings().public_url}{landing}"
    await queue_message(
        kind="zone/invited",
        to=msgspec.structs.replace(to, is_demo=to.is_demo or found.is_demo),
        context={
            "inviter": "" if actor.is_system else actor.name,
            "organisation_en": found.name_en or found.name_zh,
            "organisation_zh": found.name_zh or found.name_en,
            "is_new": entered.link is not None,
            "days": INVITATION_LIFE.days,
            **({} if entered.link is not None else {"link": address}),
        },
        secrets={"link": entered.link} if entered.link is not None else None,
        edition_id=found.edition_id,
    )
    await record(
        actor=actor,
        action="counterpart.ask",
        thing="counterpart",
        thing_id=counterpart_id,
        data={"person": entered.person_id},
    )
    return entered.person_id


async def publish_terms(*, actor: Actor, edition_id: UUID, body_en: str, body_zh: str, now: datetime) -> None:
    """The next version of what counterparts agree to. Who agreed before keeps acting under what they read."""
    if not rules.may_run(actor, edition_id=edition_id):
        raise NotFound
    before = await queries.terms_in_force(edition_id=edition_id)
    if faults := rules.terms_faults(body_en=body_en, body_zh=body_zh, before=(before.body_en, before.body_zh)):
        raise Invalid(fields=faults)
    before = await _ensure_terms(edition_id, now)
    await CounterpartTerms(
        edition_id=edition_id, number=before.number + 1, body_en=body_en, body_zh=body_zh, published_at=now
    ).save()
    data = {"number": before.number + 1}
    await record(actor=actor, action="counterpart.terms", thing="edition", thing_id=edition_id, data=data)


async def _ensure_terms(edition_id: UUID, now: datetime) -> queries.Terms:
    """The terms in force; the first ones become a row when somebody meets them."""
    await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"counterpart_terms {edition_id}")
    found = await queries.terms_in_force(edition_id=edition_id)
    if found.id is None:
        await CounterpartTerms(
            edition_id=edition_id, number=1, body_en=found.body_en, body_zh=found.body_zh, published_at=now
        ).save()
        found = await queries.terms_in_force(edition_id=edition_id)
    return found


async def accept_terms(*, actor: Actor, counterpart_id: UUID, number: int, locale: str, now: datetime) -> None:
    """Who was invited agrees to the terms they read (`number`), and with that acts for the counterpart."""
    found = await queries.invitation(actor=actor, counterpart_id=counterpart_id)
    terms = await _ensure_terms(found.edition_id, now)
    if terms.number != number:
        raise Conflict(N_("The terms were changed in the meantime. Read them again."))
    await db.execute(
        "update counterpart_person set terms = $3, locale = $4, accepted_at = $5"
        " where counterpart = $1 and person = $2 and accepted_at is null",
        counterpart_id, actor.id, terms.id, locale if locale in LOCALES else "en", now,
    )  # fmt: skip
    await people.grant_role(
        actor=SYSTEM,
        person_id=actor.id,
        role=rules.COUNTERPART,
        edition_id=found.edition_id,
        reason="acts for a counterpart",
        now=now,
    )
    await record(
        actor=actor, action="counterpart.join", thing="counterpart", thing_id=counterpart_id, data={"terms": number}
    )


async def decline_invitation(*, actor: Actor, counterpart_id: UUID, now: datetime) -> None:
    """Who was invited says no, or who acts says that they no longer do."""
    await queries.invitation(actor=actor, counterpart_id=counterpart_id)
    await _leave(counterpart_id, actor.id, now)
    await record(actor=actor, action="counterpart.leave", thing="counterpart", thing_id=counterpart_id)


async def remove_person(*, actor: Actor, counterpart_id: UUID, person_id: UUID, now: datetime) -> None:
    """Somebody no longer acts for a counterpart: by who organises there, and at once."""
    found = await queries.counterpart(actor=actor, counterpart_id=counterpart_id)
    if not rules.may_read(actor, edition_id=found.edition_id):
        raise NotFound
    if not await _leave(counterpart_id, person_id, now):
        raise NotFound
    data = {"person": person_id}
    await record(actor=actor, action="counterpart.remove", thing="counterpart", thing_id=counterpart_id, data=data)


async def _leave(counterpart_id: UUID, person_id: UUID, now: datetime) -> bool:
    left = await db.fetchval(
        "update counterpart_person set left_at = $3 where counterpart = $1 and person = $2 and left_at is null"
        " returning id",
        counterpart_id, person_id, now,
    )  # fmt: skip
    return left is not None


async def edit_counterpart(*, actor: Actor, counterpart_id: UUID, plan: CounterpartPlan) -> None:
    """What a counterpart says of itself, by who acts for it or keeps the register."""
    found = await queries.counterpart(actor=actor, counterpart_id=counterpart_id)
    own = {one.id for one in await queries.my_counterparts(actor=actor)}
    if not rules.may_change(actor, edition_id=found.edition_id, is_owner=counterpart_id in own):
        raise NotFound
    faults: dict[str, Lazy | str] = {
        name: N_("Use at most %(most)s characters.", most=LONGEST_ABOUT)
        for name, text in (("about_en", plan.about_en), ("about_zh", plan.about_zh))
        if len(text) > LONGEST_ABOUT
    }
    if not set(plan.languages) <= set(LANGUAGES):
        faults["languages"] = N_("Choose one of the answers offered.")
    if faults:
        raise Invalid(fields=faults)
    await db.execute(
        "update counterpart set about_en = $2, about_zh = $3, languages = $4, is_named = $5 where id = $1",
        counterpart_id, plan.about_en, plan.about_zh, plan.languages, plan.is_named,
    )  # fmt: skip
    texts = {name: text for name, text in (("about_en", plan.about_en), ("about_zh", plan.about_zh)) if text}
    await record(
        actor=actor,
        action="counterpart.edit",
        thing="counterpart",
        thing_id=counterpart_id,
        data={"is_named": plan.is_named, "languages": plan.languages},
        texts=texts,
    )
