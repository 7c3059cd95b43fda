"""Choosing what certificates look like."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.certificates import queries
from contest.certificates.queries import Certificate, DesignPage
from contest.certificates.rules import fit, issue, kinds, wording
from contest.certificates.rules.designs import Design
from contest.certificates.rules.printing import halves
from contest.certificates.service.logos import logo_of
from contest.certificates.service.sheets import sheet_of, style
from contest.challenge.rules import may_organise
from contest.lib import clock, db, pdf
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7


async def save_design(*, actor: Actor, edition_id: UUID, design: Design, now: datetime) -> int:
    """Keep `design` as the edition's next version and return its number; the same again makes none.

    Certificates that were issued keep the version they were issued in. `Invalid` where its texts leave their frames.
    """
    if not may_organise(actor, edition_id=edition_id):
        raise NotFound
    await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"certificate-design:{edition_id}")
    found = await queries.design_page(actor=actor, edition_id=edition_id)
    if over := fit.sizes("", *halves(_sample(found, ""), design), design.frames).over:
        fields = [name for name in ("closing_en", "closing_zh") if getattr(design, name)] or ["base"]
        reason = N_("This is more than the sheet has room for (%(what)s).", what=", ".join(over))
        raise Invalid(fields=dict.fromkeys(fields, reason))
    licences = {str(one.id): one for one in await queries.licences(edition_id=edition_id)}
    if design.logo and not (design.logo in licences and licences[design.logo].holds(now.date())):
        raise Invalid(field="logo", message=N_("No licence for this logo is recorded, or it holds no more."))
    if found.version and found.design == design:
        return found.version
    made = uuid7()
    await db.execute(
        "insert into edition_design (id, edition, version, design, made_by, made_at)"
        " values ($1, $2, $3, $4::jsonb, $5, $6)",
        made,
        edition_id,
        found.version + 1,
        msgspec.json.encode(design).decode(),
        actor.person_id,
        now,
    )
    await record(
        actor=actor,
        action="certificate.design",
        thing="edition",
        thing_id=edition_id,
        data={"version": found.version + 1, "base": design.base, "orientation": design.orientation},
    )
    return found.version + 1


def _sample(found: DesignPage, name: str) -> wording.Award:
    prints = {
        "kind": "project",
        "entry_code": issue.number(found.code_prefix, 1).removeprefix("CC-"),
        "title_en": "A rainforest village powered by sun and stream",
        "title_zh": "以阳光与溪流供能的雨林村落",
        "edition_en": found.name_en,
        "edition_zh": found.name_zh,
        "round_en": "Final",
        "round_zh": "总决赛",
        "city_en": "",
        "city_zh": "",
        "award_en": "First Prize",
        "award_zh": "一等奖",
        "rank": 1,
        "issued_on": clock.now().date(),
    } | wording.issuer(found.issuer_en, found.issuer_zh, is_demo=found.is_demo)
    return wording.award(kinds.AWARD, name=name, is_team=False, prints=prints)


async def picture_of(*, found: DesignPage, design: Design, name: str) -> bytes:
    """A sample sheet in `design` as a WebP picture: its number, code and award are invented. Raises `PdfFailed`."""
    sample = Certificate(
        id=found.edition_id,
        code="SAMPLE234567",
        number=issue.number(found.code_prefix, 0),
        version=1,
        kind=kinds.AWARD,
        state="issued",
        recipient_id=found.edition_id,
        recipient_locale="en",
        is_team=False,
        submission_id=None,
        edition_id=found.edition_id,
        round_id=None,
        batch_id=None,
        is_stopped=False,
        is_demo=found.is_demo,
        key="",
        sha256=None,
        issued_at=clock.now(),
        ended_at=None,
        reason=None,
        trouble="",
        erased_at=None,
        status_index=0,
        newer_code=None,
        is_named=True,
        award=_sample(found, name),
        design=design,
    )
    is_theirs = design.logo in {str(one.id) for one in found.logos}
    return await pdf.render_picture(
        sheet_of(sample, logo=await logo_of(design) if is_theirs else None), css=style(design)
    )
