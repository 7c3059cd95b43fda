"""Who is known here, and how they came."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from contest.accounts import queries, rules
from contest.accounts.service import codes
from contest.accounts.service.roles import grant_role
from contest.accounts.service.signing_in import SignedIn
from contest.accounts.tables import Organisation, Person
from contest.audit import service as audit
from contest.lib import db, outbox, passwords
from contest.lib.actor import SYSTEM, Actor
from contest.lib.countries import country_name
from contest.lib.errors import Conflict, Invalid, NotAllowed
from contest.lib.i18n import LOCALES, N_, Lazy
from contest.lib.ids import uuid7
from contest.lib.web import limits
from contest.notifications.service import queue_message

_INSERT = """
insert into person (id, email, email_confirmed_at, name, locale, time_zone, country, organisation, password_hash,
                    epoch, is_demo, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11)
on conflict (email) do nothing returning id
"""


async def sign_up(
    *,
    email: str,
    name: str,
    password: str,
    locale: str,
    time_zone: str,
    origin: rules.Origin,
    now: datetime,
) -> SignedIn | None:
    """A new person, who may begin at once; None where the address is known, which only its owner is told, by mail.

    Without a password they sign in by mailed codes. Opens its own `work()`: hashing holds no connection.
    """
    address, name = _checked(email, name, password)
    await limits.hit(f"sign-up:address:{origin.address}", most=20, seconds=3600)
    await limits.hit(f"mail:{limits.name(address)}", most=5, seconds=900)
    hashed = await passwords.hash_password(password) if password else None
    async with db.work():
        person_id = await db.fetchval(
            _INSERT, uuid7(), address, None, name, locale, time_zone, "", None, hashed, False, now
        )
        is_new = person_id is not None
        person = await queries.credentials(email=address)
        assert person is not None
        code = await codes.make_code(person.id, "sign_in", now=now)
        await queue_message(
            kind="accounts/confirm" if is_new else "accounts/exists",
            to=person.recipient,
            context={"name": person.name},
            secrets={"code": code},
        )
        await audit.record(
            actor=Actor(person_id=person.id) if is_new else Actor(),
            action="account.sign_up",
            thing="person",
            thing_id=person.id,
            outcome="done" if is_new else "refused",
        )
        came = SignedIn(person_id=person.id, epoch=person.epoch) if is_new else None
    return came


def _checked(email: str, name: str, password: str = "") -> tuple[str, str]:
    address, name = rules.clean_email(email), rules.clean_name(name)
    errors: dict[str, Lazy | str] = {}
    if address is None:
        errors["email"] = N_("Write an e-mail address, as name@example.org.")
    if (trouble := rules.name_trouble(name)) is not None:
        errors["name"] = trouble
    if password and (trouble := rules.password_trouble(password, email=address or "", name=name)) is not None:
        errors["new_password"] = trouble
    if address is None or errors:
        raise Invalid(fields=errors)
    return address, name


async def create_person(
    *,
    actor: Actor,
    email: str,
    name: str,
    locale: str = "en",
    time_zone: str = "UTC",
    country: str = "",
    organisation_id: UUID | None = None,
    password: str | None = None,
    confirmed: bool = False,
    is_demo: bool = False,
    now: datetime,
) -> UUID:
    """A person whom an organiser or the system enters; `Conflict` where the address is known."""
    if not (actor.is_system or actor.has(*rules.ORGANISERS)):
        raise NotAllowed
    if (confirmed or password) and not actor.is_system:
        raise NotAllowed(N_("Only its owner can confirm an address or choose the password."))
    address, name = _checked(email, name)
    hashed = await passwords.hash_password(password) if password else None
    made: UUID | None = await db.fetchval(
        _INSERT,
        uuid7(),
        address,
        now if confirmed else None,
        name,
        locale if locale in LOCALES else "en",
        time_zone,
        country,
        organisation_id,
        hashed,
        is_demo,
        now,
    )
    if made is None:
        raise Conflict(N_("There is a person with this address already."))
    await audit.record(
        actor=actor, action="person.create", thing="person", thing_id=made, texts={"name": name, "email": address}
    )
    return made


async def create_organisation(
    *,
    actor: Actor,
    name_en: str,
    name_zh: str = "",
    country: str,
    email_domain: str = "",
    is_demo: bool = False,
    now: datetime,
) -> UUID:
    """A body that people belong to. Any signed-in person may name theirs."""
    if not (actor.is_system or actor.is_signed_in):
        raise NotAllowed
    row = Organisation(
        name_en=rules.clean_name(name_en),
        name_zh=rules.clean_name(name_zh),
        country=country,
        email_domain=email_domain.strip().lower(),
        is_demo=is_demo,
        created_at=now,
    )
    if not (row.name_en or row.name_zh):
        raise Invalid(fields={"name_en": N_("This answer is needed.")})
    await row.save()
    await audit.record(
        actor=actor,
        action="organisation.create",
        thing="organisation",
        thing_id=row.id,
        texts={"name_en": row.name_en, "name_zh": row.name_zh},
    )
    return UUID(str(row.id))


async def find_or_invite(*, actor: Actor, email: str, name: str, locale: str, now: datetime) -> UUID:
    """The person of an address; whoever is new here is entered and mailed a link that is good once."""
    if not (actor.is_system or actor.has(*rules.ORGANISERS)):
        raise NotAllowed
    address, name = _checked(email, name)
    known = await queries.credentials(email=address)
    if known is not None:
        return known.id
    made = await create_person(actor=actor, email=address, name=name, locale=locale, is_demo=actor.is_demo, now=now)
    await _invite(actor=actor, person_id=made, life=rules.INVITATION_LIFE, now=now)
    return made


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """A person, and where they have not come in yet the link that lets them in: a secret, good once."""

    person_id: UUID
    link: str | None


async def find_or_enter(*, actor: Actor, email: str, name: str, locale: str, landing: str, now: datetime) -> Entered:
    """The person of an address, entered where they are new, for a caller that writes to them itself.

    The link leads to `landing`, a path of this house.
    """
    if not (actor.is_system or actor.has(*rules.ORGANISERS)):
        raise NotAllowed
    address, name = _checked(email, name)
    known = await queries.credentials(email=address)
    if known is not None and known.is_confirmed:
        return Entered(person_id=known.id, link=None)
    person_id = (
        known.id
        if known is not None
        else await create_person(actor=actor, email=address, name=name, locale=locale, is_demo=actor.is_demo, now=now)
    )
    link = await codes.make_link(person_id, life=rules.INVITATION_LIFE, landing=landing, now=now)
    await audit.record(actor=actor, action="person.invite", thing="person", thing_id=person_id)
    return Entered(person_id=person_id, link=link)


async def _invite(*, actor: Actor, person_id: UUID, life: timedelta, now: datetime) -> str:
    link, hours = await codes.make_link(person_id, life=life, now=now), life // timedelta(hours=1)
    to = await queries.recipient(person_id)
    await queue_message(
        kind="accounts/invite",
        to=to,
        context={
            "name": to.name,
            "inviter": "" if actor.is_system else actor.name,
            "hours": hours,
        },
        secrets={"link": link},
    )
    await audit.record(actor=actor, action="person.invite", thing="person", thing_id=person_id)
    return link


async def add_first_organiser(*, email: str, name: str = "", locale: str = "en", now: datetime) -> str:
    """Make somebody an organiser of the whole installation, and return the link (also mailed) that signs them in.

    The link is good once, for a day. Somebody who is known already keeps their account. Inside a `work()`.
    """
    address, shown = _checked(email, name or email.partition("@")[0])
    known = await queries.credentials(email=address)
    person_id = (
        known.id
        if known is not None
        else await create_person(actor=SYSTEM, email=address, name=shown, locale=locale, now=now)
    )
    await grant_role(actor=SYSTEM, person_id=person_id, role=rules.PROGRAMME, reason="added by the operator", now=now)
    return await _invite(actor=SYSTEM, person_id=person_id, life=rules.FIRST_ORGANISER_LIFE, now=now)


async def change_details(
    *, actor: Actor, name: str, locale: str, time_zone: str, country: str | None = None, now: datetime
) -> None:
    """A person's own name, language, time zone and, unless None, the country they live in ("": not said)."""
    name = rules.clean_name(name)
    errors: dict[str, Lazy | str] = {}
    if (trouble := rules.name_trouble(name)) is not None:
        errors["name"] = trouble
    if locale not in LOCALES:
        errors["locale"] = N_("Choose one of the answers offered.")
    if not rules.is_time_zone(time_zone):
        errors["time_zone"] = N_("Choose one of the answers offered.")
    if country and country_name(country) == country:
        errors["country"] = N_("Choose one of the answers offered.")
    if errors:
        raise Invalid(fields=errors)
    await Person.update(name=name, locale=locale, time_zone=time_zone).where(Person.id == actor.id)
    if country is not None:
        await Person.update(country=country).where(Person.id == actor.id)
    await audit.record(
        actor=actor,
        action="account.change",
        thing="person",
        thing_id=actor.id,
        data={"locale": locale, "time_zone": time_zone, "at": now.isoformat()},
        texts={"name": name},
    )
    await outbox.emit("person.changed", person_id=actor.id)
