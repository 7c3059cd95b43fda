"""An edition that begins with the settings of another: no person, entry, partner or waiver comes along."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge import queries, rules
from contest.challenge.rules import copying, plans
from contest.challenge.rules.forms import Form
from contest.challenge.service.editions import fields, insert, refuse
from contest.challenge.service.forms import insert_form
from contest.challenge.service.rounds import create_round, plan_of
from contest.challenge.service.texts import begin_rules
from contest.challenge.tables import Edition
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

_SCENES = """
insert into scene (id, edition, key, name_en, name_zh, about_en, about_zh, position)
select gen_random_uuid(), $2, key, name_en, name_zh, about_en, about_zh, position from scene where edition = $1
"""

_FORMS = """
select distinct on (kind) kind, content from entry_form
 where edition = $1 and state = 'published' order by kind, number desc
"""

_RULES = """
insert into rules_text (id, edition, number, body_en, body_zh, reason_en, reason_zh, created_at)
select $3, $2, 1, body_en, body_zh, '', '', $4 from rules_text
 where edition = $1 and published_at is not null order by number desc limit 1 returning id
"""

_CHECKS = """
insert into self_check (id, edition, round, questions, changed_at)
select gen_random_uuid(), $2, rounds.new, k.questions, $5
  from self_check k left join unnest($3::uuid[], $4::uuid[]) as rounds(old, new) on rounds.old = k.round
 where k.edition = $1 and (k.round is null or rounds.new is not null)
"""


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What was made: the edition, and its rounds by those that they began as."""

    edition_id: UUID
    rounds: dict[UUID, UUID]


async def copy_edition(
    *,
    actor: Actor,
    edition_id: UUID,
    plan: plans.EditionPlan,
    round_ids: Collection[UUID],
    years: int,
    shift: str,
    now: datetime,
) -> Copied:
    """A new edition, as a draft, with the scenes, forms, rules, self-checks and chosen rounds of another.

    Forms are taken as they were last published; rules as a draft: they are published anew. Every date moves by so
    many years (`copying.SHIFTS`). For whoever may begin an edition; slices above add what is theirs.
    """
    before = await queries.edition_facts(edition_id=edition_id)
    if before is None or not rules.may_found(actor) or not rules.may_organise(actor, edition_id=edition_id):
        raise NotFound
    refuse(plans.edition_faults(plan))
    if shift not in copying.SHIFTS or not 1 <= years <= copying.MOST_YEARS:
        raise Invalid(N_("Choose one of the answers offered."), field="shift")
    made = uuid7()
    await insert(Edition(id=made, is_demo=before.is_demo, created_at=now, **fields(plan)), key="slug")
    await db.execute(_SCENES, edition_id, made)
    for row in await db.fetch(_FORMS, edition_id):
        form = msgspec.json.decode(row["content"], type=Form)
        await insert_form(made, row["kind"], 1, "published", form, now)
    if await db.fetchval(_RULES, edition_id, made, uuid7(), now) is None:
        await begin_rules(edition_id=made, now=now)
    rounds = {}
    for facts in await queries.rounds(actor=actor, edition_id=edition_id):
        if facts.id in round_ids:
            later = copying.moved_round(plan_of(facts), years=years, shift=shift)
            rounds[facts.id] = await create_round(actor=actor, edition_id=made, plan=later, now=now)
    await db.execute(_CHECKS, edition_id, made, list(rounds), list(rounds.values()), now)
    await record(
        actor=actor,
        action="edition.copy",
        thing="edition",
        thing_id=made,
        data={"from": edition_id, "slug": plan.slug, "rounds": len(rounds), "years": years, "shift": shift},
    )
    return Copied(edition_id=made, rounds=rounds)
