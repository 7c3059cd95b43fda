"""How many entries of an edition a person and an organisation may have."""

from collections.abc import Collection
from uuid import UUID

from contest.audit.service import record
from contest.challenge.rules import may_organise
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.submissions import queries, rules
from contest.submissions.rules.closeness import plain_name
from contest.submissions.rules.teams import counts, over_cap

MOST = 1000

_SET = """
insert into entry_cap (id, edition, per_person, per_organisation) values ($1, $2, $3, $4)
on conflict (edition) do update set per_person = excluded.per_person, per_organisation = excluded.per_organisation
"""

# One after the other for each person: of two hand-ins at the same moment neither would count the other.
_LOCK = "select pg_advisory_xact_lock(hashtextextended('submissions.cap ' || $1::text, 0))"

_COUNTS = """
select p.name, count(*) as n
  from (select owner as person, id from submission where edition = $1 and owner = any($2) and state = any($4)
         union
        select tm.person, s.id from team_member tm join submission s on s.id = tm.submission
         where s.edition = $1 and tm.person = any($2) and tm.left_at is null and tm.role <> 'view'
           and s.state = any($4)) t
  join person p on p.id = t.person
 where t.id is distinct from $3
 group by p.id order by n desc
"""

_ORGANISATIONS = """
select organisation_name from submission
 where edition = $1 and id <> $2 and state = 'submitted' and organisation_name <> ''
"""

BEGUN = ("draft", "submitted")
HANDED_IN = ("submitted",)


async def set_cap(*, actor: Actor, edition_id: UUID, per_person: int | None, per_organisation: int | None) -> None:
    """Say how many entries of an edition are taken; None takes any number. What was handed in before stays."""
    if not may_organise(actor, edition_id=edition_id):
        raise NotFound
    given = {"per_person": per_person, "per_organisation": per_organisation}
    errors: dict[str, Lazy | str] = {
        name: N_("Use a number from 1 to %(most)s.", most=MOST)
        for name, most in given.items()
        if most is not None and not 1 <= most <= MOST
    }
    if errors:
        raise Invalid(fields=errors)
    await db.execute(_SET, uuid7(), edition_id, per_person, per_organisation)
    await record(actor=actor, action="edition.set_cap", thing="edition", thing_id=edition_id, data=given)


async def check_person(
    *, cap: rules.Cap, edition_id: UUID, people: Collection[UUID], entry_id: UUID | None, states: tuple[str, ...]
) -> None:
    """`Conflict` where one of these people would have one entry too many with this one."""
    if cap.per_person is None or not people:
        return
    for person_id in sorted(people):
        await db.execute(_LOCK, f"{edition_id} {person_id}")
    row = await db.fetchrow(_COUNTS, edition_id, list(people), entry_id, list(states))
    if row is not None and over_cap(cap.per_person, row["n"]):
        raise Conflict(
            N_(
                "This call takes at most %(most)s entries of one person, and %(name)s has as many. Withdraw one first.",
                most=cap.per_person,
                name=row["name"],
            )
        )


async def check_hand_in(entry: queries.Working) -> None:
    """The same for all who work on an entry that is about to be handed in, and for its organisation."""
    people = [member.person_id for member in entry.team if counts(member.place)]
    await check_person(cap=entry.cap, edition_id=entry.edition_id, people=people, entry_id=entry.id, states=HANDED_IN)
    name = plain_name(entry.values["organisation_name"])
    if entry.cap.per_organisation is None or not name:
        return
    await db.execute(_LOCK, f"{entry.edition_id} organisations")
    rows = await db.fetch(_ORGANISATIONS, entry.edition_id, entry.id)
    if over_cap(entry.cap.per_organisation, sum(plain_name(row["organisation_name"]) == name for row in rows)):
        raise Conflict(
            N_(
                "This call takes at most %(most)s entries of one organisation, and %(name)s has as many.",
                most=entry.cap.per_organisation,
                name=entry.values["organisation_name"],
            )
        )
