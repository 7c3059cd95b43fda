"""Who agreed to what, the texts of it, and the conditions by which everything above asks for it."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.accounts.rules import consents as rules
from contest.accounts.rules.consent_texts import FIRST
from contest.lib import db
from contest.lib.actor import Actor

_HOLDS = "select 1 from consent where consent.person = {person} and consent.ended_at is null and consent.purpose"


def _place_sql(country: str) -> str:
    """`rules.place_of` of a country."""
    codes = ", ".join(f"'{code}'" for code in sorted(rules.EEA))
    return f"case when {country} in ({codes}) then 'EU' else {country} end"


def judge_reads_sql(judge: str, owner: str, country: str) -> str:
    """`rules.may_judge_read` as a condition: ids of two people, and the entry's country where its owner names none."""
    holds = _HOLDS.format(person="own.id")
    return f"""not exists (
        select 1 from person judge, person own,
               lateral (select {_place_sql("judge.country")} as there,
                               {_place_sql(f"coalesce(nullif(own.country, ''), {country})")} as here) place
         where judge.id = {judge} and own.id = {owner}
           and place.there <> '' and place.here <> '' and place.there <> place.here
           and not (exists ({holds} = '{rules.JUDGES_ABROAD}' and consent.place = place.there)
                    and (array[place.here::text, place.there::text] not in (array['CN', 'EU'], array['EU', 'CN'])
                         or exists ({holds} = '{rules.TRANSFER}' and consent.place = place.there))))"""  # noqa: S608


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


async def places_of_judges() -> list[str]:
    """The countries in which judges of this installation work, as far as their accounts say so."""
    rows = await db.fetch(
        "select distinct p.country from role_grant g join person p on p.id = g.person"
        " where g.role in ('judge', 'panel_chair') and g.revoked_at is null and p.country <> '' order by p.country"
    )
    return [row["country"] for row in rows]


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
    needed = {
        consent for judge in await places_of_judges() for consent in rules.needed_for_judge(home=home, judge=judge)
    }
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
