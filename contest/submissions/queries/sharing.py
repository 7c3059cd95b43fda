"""Shared entries: as counterparts read them, as their applicant and organisers see who reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries.frozen import FrozenEntry, frozen_entry
from contest.submissions.queries.visible import sends_to_sql, ties_hide_sql
from contest.submissions.rules import sharing
from contest.zone.queries import acts_for_sql
from contest.zone.rules import COUNTERPART

# A counterpart's organisation that the applicant keeps out, or that entered the work itself, reads nothing of it.
_KEPT_OUT = """(
    exists (select 1 from never_seen kn where kn.submission = s.id and plain_name(kn.name) <> ''
               and plain_name(kn.name) in (plain_name(o.name_en), plain_name(o.name_zh)))
    or exists (select 1 from never_seen kd where kd.submission = s.id and kd.domain <> '' and o.email_domain <> ''
               and (kd.domain = o.email_domain or right(o.email_domain, length(kd.domain) + 1) = '.' || kd.domain))
    or (plain_name(s.organisation_name) <> ''
        and plain_name(s.organisation_name) in (plain_name(o.name_en), plain_name(o.name_zh))))"""

# Who judges a round of the entry reads it there alone, as the round's blindness has it.
_JUDGES = """exists (
    select 1 from standing js join role_grant jg on jg.person = {person} and jg.role in ('judge', 'panel_chair')
       and jg.revoked_at is null and (jg.round_id = js.round or (jg.round_id is null
           and (jg.edition_id is null or jg.edition_id = s.edition)))
     where js.submission = s.id)"""


# What a team wrote does not cross the border between China and the EEA without the consent of each of them.
_MAY_CROSS = sends_to_sql("o.country")


def _shared_sql(person: str) -> str:
    """`rules.sharing.reads` for a person, on the share `h` of the entry `s` with the counterpart `c`."""
    return (
        "h.ended_at is null and s.state = 'submitted' and k.level in ('summary', 'answers', 'files')"
        f" and {acts_for_sql(person, 'c.edition_id', 'c.organisation')} and not {_KEPT_OUT} and {_MAY_CROSS}"
        f" and not {_JUDGES.format(person=person)} and {ties_hide_sql(person)}"
    )


# Who acts for the counterpart that owns the thesis `$1`, and of how many of the entries `$2` they may hear: of those
# that they could read, were they shared with them.
HEARERS = f"""
select cp.person, count(*) as entries
  from need n
  join counterpart c on c.edition_id = n.edition_id and c.organisation = n.owner
  join organisation o on o.id = c.organisation
  join counterpart_person cp on cp.counterpart = c.id
  join submission s on s.id = any($2::uuid[]) and s.state = 'submitted'
  join sharing_consent k on k.submission = s.id and k.level <> 'none'
 where n.id = $1 and {acts_for_sql("cp.person", "c.edition_id", "c.organisation")} and not {_KEPT_OUT}
   and {_MAY_CROSS} and not {_JUDGES.format(person="cp.person")} and {ties_hide_sql("cp.person")}
 group by cp.person order by cp.person
"""  # noqa: S608 - constants only

SHARED = _shared_sql("$1")

# The same as far as the grants reach with which the actor comes: a program's token may be for one edition.
_REACHED = f"{SHARED} and ($2::bool or s.edition = any($3::uuid[]))"


def _reach(actor: Actor) -> tuple[bool, list[UUID]]:
    held = [grant.edition_id for grant in actor.holds(COUNTERPART) if grant.round_id is None]
    return actor.is_system or None in held, [edition for edition in held if edition is not None]


_FROM = """
  from entry_share h
  join counterpart c on c.id = h.counterpart
  join organisation o on o.id = c.organisation
  join submission s on s.id = h.submission
  join sharing_consent k on k.submission = s.id
  join lateral (select id, content from submission_version nv where nv.submission = s.id
                 order by nv.number desc limit 1) v on true
"""


# Who acts for the counterpart `$1` and reads how many of the entries `$2`.
READERS = f"""
select cp.person, count(*) as entries, o.name_en, o.name_zh
  {_FROM} join counterpart_person cp on cp.counterpart = c.id
 where c.id = $1 and s.id = any($2::uuid[]) and {_shared_sql("cp.person")}
 group by cp.person, o.id order by cp.person
"""


class SharedLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that is shared with a counterpart of the reader's."""

    code: str
    kind: str
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    scene_en: str
    scene_zh: str
    round_en: str
    round_zh: str
    level: str
    counterpart_en: str
    counterpart_zh: str
    shared_at: datetime
    opened: bool
    is_demo: bool


class SharedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A shared entry as far as its applicant agreed: what they did not is empty. `share_ids`: by which shares."""

    share_ids: list[UUID]
    level: str
    entry: FrozenEntry
    is_demo: bool


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """A counterpart that an entry is shared with, as its applicant sees it."""

    share_id: UUID
    name_en: str
    name_zh: str
    country: str
    kind: str
    shared_at: datetime
    is_kept_out: bool
    may_cross: bool


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """Who opened what of an entry. `file`: its field's name, or "" for the entry itself."""

    person: str
    name_en: str
    name_zh: str
    file: str
    opened_at: datetime


class RoundEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a round as its organiser shares it: how much may be read, and with how many it is shared."""

    code: str
    title_en: str
    title_zh: str
    level: str
    shared_with: list[tuple[UUID, str]]
    opened: int


_LINES = f"""
select distinct on (s.code) s.code, s.kind, v.content->>'title_en' as title_en, v.content->>'title_zh' as title_zh,
       v.content->>'summary_en' as summary_en, v.content->>'summary_zh' as summary_zh,
       coalesce(sc.name_en, '') as scene_en, coalesce(sc.name_zh, '') as scene_zh, r.name_en as round_en,
       r.name_zh as round_zh, k.level, o.name_en as counterpart_en, o.name_zh as counterpart_zh, h.shared_at,
       exists (select 1 from entry_opening p where p.share = h.id and p.person = $1) as opened, s.is_demo
  {_FROM}
  join round r on r.id = s.round
  left join scene sc on sc.edition = s.edition and sc.key = v.content->>'scene'
 where {_REACHED}
 order by s.code, h.shared_at
"""  # noqa: S608 - constants only


async def shared_entries(*, actor: Actor) -> list[SharedLine]:
    """The entries shared with the counterparts for which the actor acts, by code."""
    return [SharedLine(**row) for row in await db.fetch(_LINES, actor.person_id, *_reach(actor))]


async def shared_entry(*, actor: Actor, code: str) -> SharedEntry:
    """One shared entry, as far as its applicant agreed; `NotFound` where it is not shared with the actor."""
    rows = await db.fetch(
        f"select h.id, k.level, v.id as version, s.is_demo {_FROM} where {_REACHED} and s.code = $4",
        actor.person_id,
        *_reach(actor),
        code,
    )
    if not rows:
        raise NotFound
    entry = await frozen_entry(version_id=rows[0]["version"], blindness="none")
    assert entry is not None
    level = rows[0]["level"]
    return SharedEntry(
        share_ids=[row["id"] for row in rows], level=level, entry=_as_agreed(entry, level), is_demo=rows[0]["is_demo"]
    )


def _as_agreed(entry: FrozenEntry, level: str) -> FrozenEntry:
    """An entry less what its applicant did not agree to, and less the contacts in any case."""
    whole = sharing.allows(level, "answers")
    shown: dict[str, Any] = {
        "answers": [one for one in entry.answers if whole and one.key not in sharing.CONTACTS],
        "files": entry.files if sharing.allows(level, "files") else [],
    }
    if not whole:
        shown |= {"impact": None, "indicators": [], "organisation_name": "", "is_adaptation": False}
    return msgspec.structs.replace(entry, **shown)


async def consent_level(*, submission_id: UUID) -> tuple[str, datetime | None]:
    """What the applicant of an entry agreed to, and since when. The caller has found the entry for the actor."""
    row = await db.fetchrow("select level, agreed_at from sharing_consent where submission = $1", submission_id)
    return ("none", None) if row is None else (row["level"], row["agreed_at"])


async def readers(*, submission_id: UUID) -> list[Reader]:
    """With whom an entry is shared now. The caller has found the entry for the actor."""
    rows = await db.fetch(
        f"""select h.id as share_id, o.name_en, o.name_zh, o.country, c.kind, h.shared_at, {_KEPT_OUT} as is_kept_out,
                   {_MAY_CROSS} as may_cross
              from entry_share h join counterpart c on c.id = h.counterpart and c.left_at is null
              join organisation o on o.id = c.organisation join submission s on s.id = h.submission
             where h.submission = $1 and h.ended_at is null order by h.shared_at, h.id""",  # noqa: S608
        submission_id,
    )
    return [Reader(**row) for row in rows]


async def openings(*, submission_id: UUID) -> list[Opening]:
    """Who opened what of an entry, the newest first. The caller has found the entry for the actor."""
    rows = await db.fetch(
        """select p.name as person, o.name_en, o.name_zh, coalesce(f.name, '') as file, e.opened_at
             from entry_opening e join entry_share h on h.id = e.share join counterpart c on c.id = h.counterpart
             join organisation o on o.id = c.organisation join person p on p.id = e.person
             left join file f on f.id = e.file
            where h.submission = $1 order by e.opened_at desc, e.id desc limit 200""",
        submission_id,
    )
    return [Opening(**row) for row in rows]


_ROUND = f"""
select s.code, v.title_en, v.title_zh, coalesce(k.level, 'none') as level,
       (select coalesce(json_agg(json_build_array(h.id, coalesce(nullif(o.name_en, ''), o.name_zh))
                                 order by coalesce(nullif(o.name_en, ''), o.name_zh)), '[]') from entry_share h
          join counterpart c on c.id = h.counterpart join organisation o on o.id = c.organisation
         where h.submission = s.id and h.ended_at is null) as shared_with,
       (select count(*) from entry_opening e join entry_share h on h.id = e.share where h.submission = s.id) as opened
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
  left join sharing_consent k on k.submission = s.id
 where st.round = $2 and st.state <> 'ineligible' and {ties_hide_sql("$1")}
 order by coalesce(k.level, 'none') = 'none', s.code limit 500
"""  # noqa: S608 - constants only


async def round_sharing(*, actor: Actor, round_id: UUID) -> list[RoundEntry]:
    """The entries of a round with what may be read of each. The caller has asked whether the actor organises it."""
    rows = await db.fetch(_ROUND, actor.person_id, round_id)
    return [
        RoundEntry(**{**row, "shared_with": msgspec.json.decode(row["shared_with"], type=list[tuple[UUID, str]])})
        for row in rows
    ]


INVARIANTS: dict[str, str] = {
    "an entry is shared within its own edition": """
        select h.id from entry_share h join submission s on s.id = h.submission
          join counterpart c on c.id = h.counterpart where c.edition_id <> s.edition""",
}
