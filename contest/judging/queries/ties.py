"""What the records know of judges and of those behind entries, the ties that follow, and the rulings on them."""

from typing import Any
from uuid import UUID

import msgspec

from contest.judging.rules import ties
from contest.judging.rules.names import named_in
from contest.lib import db
from contest.submissions.queries import never_seen_sql

_JUDGES = """
select p.id, p.name, p.email, p.organisation, o.name_en, o.name_zh, o.email_domain,
       coalesce(jp.other_names, '{}') as other_names,
       (select coalesce(json_agg(json_build_object('kind', l.kind, 'name', l.name)), '[]')
          from judge_link l where l.person = p.id) as links,
       array(select distinct c.key from role_grant g join round r on r.id = g.round_id join city c on c.id = r.city
              where g.person = p.id and g.role = 'round_organiser' and g.revoked_at is null) as hosts
  from person p
  left join organisation o on o.id = p.organisation
  left join judge_profile jp on jp.person = p.id
 where p.id = any($1::uuid[])
"""

# An entry's home city says something only where entries of several cities meet. Whoever was ever of its team stands
# behind it, the owner too.
_BEHIND = """
select s.id, s.owner, s.organisation, team.people, team.names, team.emails, team.bodies, team.body_names, team.domains,
       v.content->>'organisation_name' as organisation_name,
       v.content->'answers'->>'contact_name' as contact_name, v.content->'answers'->>'website' as website,
       v.content->'answers'->>'members' as members,
       array(select rf.name from referee rf where rf.submission = s.id) as referees,
       o.name_en, o.name_zh, o.email_domain,
       case when home.city is distinct from here.city then c.key end as city
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  join round here on here.id = st.round
  join round home on home.id = s.round
  left join city c on c.id = home.city
  left join organisation o on o.id = s.organisation
  cross join lateral (
      select array_agg(p.id) as people, array_agg(p.name) as names, array_agg(p.email) as emails,
             array_remove(array_agg(p.organisation), null) as bodies, array_agg(w.email_domain) as domains,
             array_agg(w.name_en) || array_agg(w.name_zh) as body_names
        from person p left join organisation w on w.id = p.organisation
       where p.id = s.owner or p.id in (select tm.person from team_member tm where tm.submission = s.id)) team
 where st.round = $1 and st.state <> 'ineligible' and ($2::uuid is null or s.id = $2)
 order by s.id
"""

# Entries that their applicants keep from the organisation of a judge.
_NEVER = f"""
select s.id as submission, m.person
  from standing st
  join submission s on s.id = st.submission and exists (select 1 from never_seen where submission = s.id)
  join panel_member m on m.judging_round = $1 and m.left_at is null
 where st.round = $2 and {never_seen_sql("m.person")}
   and ($3::uuid is null or m.person = $3) and ($4::uuid is null or s.id = $4)
"""  # noqa: S608 - no value is in it


def _given(*values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values if value)


async def judges(*, person_ids: list[UUID]) -> list[ties.Judge]:
    """What is on record about these people, by their ids."""
    return [
        ties.Judge(
            key=str(row["id"]),
            person_id=str(row["id"]),
            names=_given(row["name"], *row["other_names"]),
            email=row["email"],
            organisation_id=None if row["organisation"] is None else str(row["organisation"]),
            organisations=_given(row["name_en"], row["name_zh"]),
            domains=_given(row["email_domain"]),
            links=(
                *msgspec.json.decode(row["links"], type=list[ties.Link]),
                *(ties.Link(kind="city", name=key) for key in row["hosts"]),
            ),
        )
        for row in await db.fetch(_JUDGES, person_ids)
    ]


async def behind(*, round_id: UUID, submission_id: UUID | None = None) -> list[ties.Behind]:
    """Who and what is behind the entries of a round, or behind one of them. Asks nobody who is looking."""
    return [
        ties.Behind(
            key=str(row["id"]),
            owner_id=str(row["owner"]),
            member_ids=_given(*(one for one in row["people"] if one != row["owner"])),
            names=_given(*row["names"], row["contact_name"], *named_in(row["members"] or ""), *row["referees"]),
            emails=_given(*row["emails"]),
            organisation_ids=_given(row["organisation"], *row["bodies"]),
            organisations=_given(row["organisation_name"], row["name_en"], row["name_zh"], *row["body_names"]),
            domains=_given(row["website"], row["email_domain"], *row["domains"]),
            city=row["city"],
        )
        for row in await db.fetch(_BEHIND, round_id, submission_id)
    ]


async def found(
    *, judging_id: UUID, round_id: UUID, person_id: UUID | None = None, submission_id: UUID | None = None
) -> list[ties.Found]:
    """Every judge and entry of a round that the records bring together, less those written down or ruled free.

    With a person or an entry only theirs.
    """
    people = await db.fetch(
        "select person from panel_member"
        " where judging_round = $1 and left_at is null and ($2::uuid is null or person = $2)",
        judging_id,
        person_id,
    )
    looking = await judges(person_ids=[row["person"] for row in people])
    settled = {
        (str(row["submission"]), str(row["person"]))
        for row in await db.fetch(
            """select t.submission, t.person from tie t join standing st on st.submission = t.submission
                where st.round = $1
               union select g.submission, g.person from tie_ruling g join standing st on st.submission = g.submission
                where st.round = $1 and not g.is_tied""",
            round_id,
        )
    }
    close = ties.find(looking, await behind(round_id=round_id, submission_id=submission_id))
    pairs = {(one.entry, one.judge) for one in close}
    for row in await db.fetch(_NEVER, judging_id, round_id, person_id, submission_id):
        if (str(row["submission"]), str(row["person"])) not in pairs:
            close.append(ties.Found(entry=str(row["submission"]), judge=str(row["person"]), kind="organisation"))
    return [one for one in close if (one.entry, one.judge) not in settled]


_JUDGING_TOUCHED = """
select jr.id, jr.round from judging_round jr join round r on r.id = jr.round
 where r.state in ('planned', 'open', 'screening', 'judging', 'deliberation')
   and ($1::uuid is null or jr.round = $1)
   and ($2::uuid is null or exists (select from panel_member m
         where m.judging_round = jr.id and m.person = $2 and m.left_at is null))
   and ($3::uuid is null or exists (select from standing st where st.round = jr.round and st.submission = $3))
 order by jr.id
"""


async def judging_touched(
    *, round_id: UUID | None, person_id: UUID | None, submission_id: UUID | None
) -> list[tuple[UUID, UUID]]:
    """(judging, round) of every round not yet decided that a change of this round, person or entry touches."""
    rows = await db.fetch(_JUDGING_TOUCHED, round_id, person_id, submission_id)
    return [(row["id"], row["round"]) for row in rows]
