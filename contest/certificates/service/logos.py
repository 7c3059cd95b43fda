"""Partners' logos: recorded with the licence they are printed by, withdrawn, and set on a sheet while it holds."""

import base64
import hashlib
from datetime import date, datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.certificates import queries
from contest.certificates.rules.designs import Design
from contest.certificates.service.sheets import Logo
from contest.challenge.rules import may_organise
from contest.lib import clock, db, pdf, storage
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7

LARGEST = 2_000_000  # bytes, as it is sent


class LicencePlan(msgspec.Struct, frozen=True, kw_only=True):
    """A licence as it is recorded: in whose words, from whom and for which days."""

    partner: UUID
    given_by: str
    given_on: date
    until: date | None = None
    words: str


async def record_licence(*, actor: Actor, edition_id: UUID, plan: LicencePlan, picture: bytes, now: datetime) -> UUID:
    """Keep a partner's logo with the licence to print it. `Invalid` says at each field what is missing or wrong."""
    found = await queries.logos_page(actor=actor, edition_id=edition_id)
    errors: dict[str, Lazy | str] = {}
    if plan.partner not in {partner_id for partner_id, *_ in found.partners}:
        errors["partner"] = N_("Choose one of these.")
    if plan.given_on > now.date():
        errors["given_on"] = N_("A licence that was not given yet cannot be recorded.")
    if plan.until is not None and plan.until < plan.given_on:
        errors["until"] = N_("It cannot end before it was given.")
    made = await pdf.small_picture(picture) if picture and len(picture) <= LARGEST else None
    if made is None:
        errors["file"] = N_("Choose the logo as a PNG or JPEG picture of at most 2 MB.")
    if errors or made is None:
        raise Invalid(fields=errors)
    licence_id, key = uuid7(), f"logos/{hashlib.sha256(made).hexdigest()}.png"
    await storage.put_once(key, made, content_type="image/png")
    await db.execute(
        "insert into logo_licence (id, partner, key, given_by, given_on, until, words, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        licence_id,
        plan.partner,
        key,
        plan.given_by.strip()[:200],
        plan.given_on,
        plan.until,
        plan.words.strip(),
        actor.person_id,
        now,
    )
    texts = {"given_by": plan.given_by, "words": plan.words}
    data = {"partner": plan.partner, "given_on": plan.given_on, "until": plan.until, "key": key}
    await record(actor=actor, action="logo.license", thing="logo_licence", thing_id=licence_id, data=data, texts=texts)
    return licence_id


async def withdraw_licence(*, actor: Actor, licence_id: UUID, now: datetime) -> UUID:
    """From now on the logo is printed nowhere; what is issued stays. Returns the edition's id."""
    found = await queries.licence(licence_id=licence_id)
    if found is None or not may_organise(actor, edition_id=found.edition_id):
        raise NotFound
    await db.execute(
        "update logo_licence set withdrawn_at = $2 where id = $1 and withdrawn_at is null", licence_id, now
    )
    await record(actor=actor, action="logo.withdraw", thing="logo_licence", thing_id=licence_id)
    return found.edition_id


async def logo_of(design: Design) -> Logo | None:
    """The logo that a design prints today: the one it chose, while its licence holds."""
    found = await queries.licence(licence_id=UUID(design.logo)) if design.logo else None
    if found is None or not found.holds(clock.now().date()):
        return None
    data = base64.b64encode(await storage.get(found.key)).decode()
    return Logo(address=f"data:image/png;base64,{data}", name=found.name_en or found.name_zh)
