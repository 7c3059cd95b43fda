"""Who agreed to what, the texts of it, and the conditions by which everything above asks for it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts.rules import consents as rules
from contest.accounts.rules.consent_texts import FIRST
from contest.accounts.rules.tokens import SCREENING_ROLES
from contest.lib import db
from contest.lib.actor import Actor

_HOLDS = "select 1 from consent where consent.person = {person} and consent.ended_at is null and consent.purpose"


def _place_sql(country: str) -> str:
    """`rules.place_of` of a country."""
    codes = ", ".join(f"'{code}'" for code in sorted(rules.EEA))
    return f"case when {country} in ({codes}) then 'EU' else {country} end"


def judge_reads_sql(judge: str, people: str, country: str) -> str:
    """`rules.may_judge_read` as a condition, for everybody of whom an entry tells.

    `judge` is an id, `people` a query of one column of ids, `country` the entry's own where one of them names none.
    Where the judge is a parameter, PostgreSQL looks up once where they are, and not for each row.
    """
    holds = _HOLDS.format(person="own.id")
    there = f"select {_place_sql('judge.country')} from person judge where judge.id = {judge}"  # noqa: S608
    return f"""not exists (
        select 1 from ({people}) them (id) join person own on own.id = them.id,
               lateral (select ({there}) as there,
                               {_place_sql(f"coalesce(nullif(own.country, ''), {country})")} as here) place
         where place.there <> '' and place.here <> '' and place.there <> place.here
           and not (exists ({holds} = '{rules.JUDGES_ABROAD}' and consent.place = place.there)
                    and (array[place.here::text, place.there::text] not in (array['CN', 'EU'], array['EU', 'CN'])
                         or exists ({holds} = '{rules.TRANSFER}' and consent.place = place.there))))"""  # noqa: S608


def sends_to_sql(people: str, country: str, to: str) -> str:
    """`rules.may_send` as a condition, for everybody of whom an entry tells: it may be read in the country `to`.

    `people` is a query of one column of ids, `country` the entry's own where one of them names none.
    """
    return f"""not exists (
        select 1 from ({people}) them (id) join person own on own.id = them.id,
               lateral (select {_place_sql(to)} as there,
                               {_place_sql(f"coalesce(nullif(own.country, ''), {country})")} as here) place
         where array[place.here::text, place.there::text] in (array['CN', 'EU'], array['EU', 'CN'])
           and not exists ({_HOLDS.format(person="own.id")} = '{rules.TRANSFER}'
                           and consent.place = place.there))"""  # noqa: S608


def works_in_sql(person: str) -> str:
    """Where somebody works as staff, as their newest role that holds says: a query of one column, one row or none."""
    roles = ", ".join(f"'{role}'" for role in SCREENING_ROLES)
    return (
        f"select wg.country from role_grant wg where wg.person = {person} and wg.role in ({roles})"  # noqa: S608
        " and wg.revoked_at is null and wg.country <> '' order by wg.created_at desc, wg.id desc limit 1"
    )


def not_sent_sql(told: str, to: str) -> str:
    """The entries of which somebody did not agree that they are read in the country `to`: `rules.may_send` for many.

    `told` is a query of the columns entry, person, and the entry's own country.
    """
    return f"""select told.entry from ({told}) told (entry, person, country) join person own on own.id = told.person,
               lateral (select {_place_sql(to)} as there,
                               {_place_sql("coalesce(nullif(own.country, ''), told.country)")} as here) place
         where array[place.here::text, place.there::text] in (array['CN', 'EU'], array['EU', 'CN'])
           and not exists ({_HOLDS.format(person="own.id")} = '{rules.TRANSFER}' and consent.place = place.there)"""  # noqa: S608


def named_sql(person: str) -> str:
    """`rules.may_name` as a condition on the id of a person."""
    return f"exists ({_HOLDS.format(person=person)} = '{rules.PUBLIC_PAGE}')"


def written_to_sql(person: str) -> str:
    """`rules.may_write_to` as a condition on the id of a person."""
    return f"exists ({_HOLDS.format(person=person)} = '{rules.NEWSLETTER}')"


def shares_contacts_sql(person: str) -> str:
    """Whether the person of this id agreed that their contact details are given to whom they meet, as a condition."""
    return f"exists ({_HOLDS.format(person=person)} = '{rules.CONTACTS}')"


async def held(*, person_id: UUID) -> frozenset[rules.Held]:
    """What a person agrees to now, for a verb or a job that asks a rule about them."""
    rows = await db.fetch("select purpose, place from consent where person = $1 and ended_at is null", person_id)
    return frozenset((row["purpose"], row["place"]) for row in rows)


class ConsentVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One text of a purpose. The first is shipped and has neither row nor moment until somebody agrees to it."""

    id: UUID | None = None
    purpose: str
    number: int
    body_en: str
    body_zh: str
    reason_en: str = ""
    reason_zh: str = ""
    ends_earlier: bool = False
    published_at: datetime | None = None


_VERSION = """
select id, purpose, number, body_en, body_zh, reason_en, reason_zh, ends_earlier, published_at from consent_text
"""


def _first(purpose: str) -> ConsentVersion:
    en, zh = FIRST[purpose]
    return ConsentVersion(purpose=purpose, number=1, body_en=en, body_zh=zh)


async def consent_texts() -> dict[str, ConsentVersion]:
    """The text in force of every purpose, in the order in which they are asked. Public."""
    rows = await db.fetch(
        f"select distinct on (purpose) * from ({_VERSION} where published_at is not null) t"  # noqa: S608
        " order by purpose, number desc"
    )
    known = {row["purpose"]: ConsentVersion(**row) for row in rows}
    return {purpose: known.get(purpose) or _first(purpose) for purpose in rules.PURPOSES}


async def consent_versions(*, purpose: str) -> list[ConsentVersion]:
    """Every text of a purpose that was published, the newest first."""
    rows = await db.fetch(f"{_VERSION} where purpose = $1 and published_at is not null order by number desc", purpose)
    found = [ConsentVersion(**row) for row in rows]
    return found if found and found[-1].number == 1 else [*found, _first(purpose)]


async def consent_draft(*, purpose: str) -> ConsentVersion | None:
    """What is being written, for the pages and verbs of who may."""
    row = await db.fetchrow(f"{_VERSION} where purpose = $1 and published_at is null", purpose)
    return None if row is None else ConsentVersion(**row)


class ConsentLine(msgspec.Struct, frozen=True, kw_only=True):
    """That a person agreed, or once did, with the text they saw."""

    purpose: str
    place: str
    number: int
    body_en: str
    body_zh: str
    locale: str
    given_at: datetime
    ended_at: datetime | None
    ended_by: str


async def consents(*, actor: Actor) -> list[ConsentLine]:
    """The actor's own consents, the newest first; those that ended too."""
    rows = await db.fetch(
        "select c.purpose, c.place, t.number, t.body_en, t.body_zh, c.locale, c.given_at, c.ended_at, c.ended_by"
        " from consent c join consent_text t on t.id = c.version where c.person = $1"
        " order by c.given_at desc, c.id desc limit 200",
        actor.person_id,
    )
    return [ConsentLine(**row) for row in rows]


async def home_of(*, actor: Actor) -> str:
    """The country that the actor's account names, or ""."""
    return str(await db.fetchval("select country from person where id = $1", actor.person_id) or "")


_PEOPLE = """
select p.id, coalesce(nullif(p.country, ''), $2) as home,
       (select coalesce(json_agg(json_build_array(c.purpose, c.place)), '[]') from consent c
         where c.person = p.id and c.ended_at is null) as held
  from person p where p.id = any($1::uuid[])
"""


async def kept_from_judges(*, people: Collection[UUID], country: str) -> dict[UUID, list[str]]:
    """The places whose judges may not read an entry for each of its people, by person; who is not there keeps none out.

    `country`: the entry's own, for those whose account names none. The caller has found the entry for the actor.
    """
    places = sorted({rules.place_of(judge) for judge in await places_of_judges()})
    found = {}
    for row in await db.fetch(_PEOPLE, list(people), country):
        held = {(purpose, place) for purpose, place in msgspec.json.decode(row["held"])}
        kept = [place for place in places if not rules.may_judge_read(home=row["home"], judge=place, held=held)]
        if kept:
            found[row["id"]] = kept
    return found


# In which countries judges of this installation work; and where its staff do, and the organisations are with which an
# entry can be shared. As far as they say so.
_JUDGES = """select distinct p.country from role_grant g join person p on p.id = g.person
 where g.role in ('judge', 'panel_chair') and g.revoked_at is null and p.country <> ''"""
_READERS = f"""
select array({_JUDGES}) as judges, array(
    select country from organisation where country <> ''
    union select country from role_grant where revoked_at is null and country <> '') as others
"""  # noqa: S608 - a constant


async def places_of_judges() -> list[str]:
    """The countries in which judges of this installation work, as far as their accounts say so."""
    return [row["country"] for row in await db.fetch(f"{_JUDGES} order by p.country")]


async def _needed(home: str) -> set[rules.Held]:
    """What somebody at `home` has to agree to before everybody there may read what they wrote."""
    places = await db.fetchrow(_READERS)
    assert places is not None
    of_judges = (rules.needed_for_judge(home=home, judge=one) for one in places["judges"])
    return set().union(*of_judges, *(rules.needed_to_send(home=home, to=one) for one in places["others"]))


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A consent that a person can give, or has given: `line` is the one that holds now."""

    purpose: str
    place: str
    text: ConsentVersion
    line: ConsentLine | None

    @property
    def about(self) -> rules.Purpose:
        return rules.PURPOSES[self.purpose]

    @property
    def is_older(self) -> bool:
        """Whether what was agreed to is not the text in force any more."""
        return self.line is not None and self.line.number != self.text.number


async def offers(*, actor: Actor, home: str) -> list[Offer]:
    """Every consent that the actor, who lives in `home`, can give or holds, in the order in which they are asked."""
    texts = await consent_texts()
    lines = {(one.purpose, one.place): one for one in await consents(actor=actor) if one.ended_at is None}
    needed = await _needed(home)
    plain = {(key, "") for key in rules.ASKED if not rules.PURPOSES[key].has_place}
    order = list(rules.ASKED)
    return [
        Offer(purpose=purpose, place=place, text=texts[purpose], line=lines.get((purpose, place)))
        for purpose, place in sorted(needed | plain | lines.keys(), key=lambda one: (order.index(one[0]), one[1]))
    ]


INVARIANTS: dict[str, str] = {
    "of one purpose and place a person has one consent that holds": """
        select person, purpose, place from consent where ended_at is null
         group by person, purpose, place having count(*) > 1""",
    "a consent is to a published text of its own purpose": """
        select c.id from consent c join consent_text t on t.id = c.version
         where t.purpose <> c.purpose or t.published_at is null""",
    "texts of a purpose that were published are numbered without a gap": """
        select purpose from consent_text where published_at is not null
         group by purpose having count(*) <> max(number)""",
    "what was agreed to ends where a text says so": """
        select c.id from consent c join consent_text t on t.id = c.version
          join consent_text n on n.purpose = c.purpose and n.number > t.number and n.ends_earlier
               and n.published_at is not null
         where c.ended_at is null""",
}
