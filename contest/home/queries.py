"""What each section of a home reads, in one statement a section."""

from datetime import datetime

from contest.challenge.queries import REACHED, reach_of
from contest.home import rules
from contest.incubator import queries as incubator
from contest.lib import db
from contest.lib.actor import Actor
from contest.submissions.queries import EXTENSION, MINE, judge_reads_sql, team_sql, ties_hide_sql, waiting_threads

MOST = 50

_ENTRIES = f"""
select s.code, s.kind, s.state, s.title_en, s.title_zh, r.state as round_state, r.time_zone,
       greatest(r.closes_at, late.until) as closes_at, g.state as standing, g.reason,
       exists (select 1 from entry_message m where m.submission = s.id and m.side = 'staff' and m.asks
                and m.settled_at is null) as is_asked, {team_sql("$1", to="edit")} as may_edit,
       r.state = 'decided' and exists (
         select 1 from information_request q join standing t on t.submission = q.submission and t.round = q.round
          where q.submission = s.id and q.round = r.id and q.purpose = 'shortlist' and q.answered_at is null
            and q.closed_at is null and t.state = 'advanced') as is_shortlisted,
       s.state = 'submitted' and {team_sql("$1", to="submit")} and exists (
         select 1 from translation tr where tr.submission = s.id and tr.state = 'checked') as is_translated,
       exists (select 1 from decision_item i join decision d on d.id = i.decision and d.state in ('published', 'final')
                 join feedback f on f.decision = d.id and f.released_at is not null
                where i.submission = s.id) as has_feedback
  from submission s
  join round r on r.id = s.round
  left join lateral (select state, reason from standing where submission = s.id
                      order by changed_at desc, id desc limit 1) g on true
  {EXTENSION}
 where s.id in ({MINE})
 order by s.state = 'draft' and r.state = 'open' desc, closes_at desc, s.id desc
 limit $2
"""  # noqa: S608 - constants only

# What is counted is what the judge's list shows: no withdrawn entry, none that they are tied to.
_REVIEWS = f"""
select r.id::text, r.name_en, r.name_zh, r.state, r.time_zone, r.reviews_due_at, m.declared_at,
       count(v.id) filter (where v.state in ('assigned', 'draft', 'reopened')) as to_do,
       count(v.id) filter (where v.state = 'signed') as signed
  from panel_member m
  join judging_round j on j.id = m.judging_round
  join round r on r.id = j.round
  left join (review v join submission s on s.id = v.submission and s.state = 'submitted'
             and {judge_reads_sql("v.judge")})
       on v.judging_round = j.id and v.judge = m.person
 where m.person = $1 and m.left_at is null and r.state in ('open', 'screening', 'judging')
 group by r.id, m.id
 order by r.reviews_due_at, r.id
 limit $2
"""  # noqa: S608 - no value is in it

_ORGANISED = f"""
select r.id::text, r.name_en, r.name_zh, r.state, r.time_zone, r.opens_at, r.closes_at, r.reviews_due_at,
       (select count(*) from submission s where s.round = r.id and s.state = 'submitted' and {ties_hide_sql("$6")})
         as entries,
       (select count(*) from standing g join submission s on s.id = g.submission
         where g.round = r.id and g.state = 'entered' and {ties_hide_sql("$6")}) as to_screen,
       v.unsigned, v.reviews,
       (select max(d.notice_ends_at) from decision d where d.round = r.id and d.state = 'published') as notice_ends_at
  from round r
  cross join lateral (select count(*) filter (where v.state in ('assigned', 'draft', 'reopened')) as unsigned,
                             count(*) filter (where v.state not in ('recused', 'waived')) as reviews
                        from judging_round j join review v on v.judging_round = j.id
                        join submission s on s.id = v.submission and {ties_hide_sql("$6")} where j.round = r.id) v
 where {REACHED} and r.state not in ('decided', 'cancelled')
 order by r.closes_at, r.id
 limit $5
"""  # noqa: S608 - a fixed condition

_CERTIFICATES = """
select c.code, c.number, coalesce(s.title_en, c.data ->> 'edition_en', '') as title_en,
       coalesce(s.title_zh, c.data ->> 'edition_zh', '') as title_zh, c.rendered_at is not null as is_rendered
  from certificate c left join submission s on s.id = c.submission
 where c.recipient_id = $1 and c.state = 'issued'
 order by c.issued_at desc, c.id desc
 limit $2
"""


_INVITATIONS = """
select c.id::text, o.name_en, o.name_zh
  from counterpart_person m join counterpart c on c.id = m.counterpart and c.left_at is null
  join organisation o on o.id = c.organisation
 where m.person = $1 and m.accepted_at is null and m.left_at is null
 order by m.invited_at limit $2
"""


async def invitations(*, actor: Actor) -> list[rules.Invitation]:
    """The counterparts that the person is asked to act for and has not answered."""
    return [rules.Invitation(**row) for row in await db.fetch(_INVITATIONS, actor.id, MOST)]


_EVENTS = """
select p.id::text, r.name_en, r.name_zh, r.time_zone, e.wishes_close_at, p.joined_at is not null as is_joined,
       (select count(*) from meeting m where m.state = 'proposed'
           and ((m.entry = p.id and m.entry_yes is null) or (m.other = p.id and m.other_yes is null))) as unanswered
  from party_person pp
  join party p on p.id = pp.party and p.left_at is null
  join roadshow_event e on e.id = p.event
  join round r on r.id = e.round
  left join counterpart c on c.id = p.counterpart
  left join counterpart_person cp on cp.counterpart = c.id and cp.person = pp.person
 where pp.person = $1 and (c.id is null or (c.left_at is null and cp.accepted_at is not null and cp.left_at is null))
   and exists (select from meeting_slot sl where sl.event = e.id and sl.ends_at > $2)
 order by e.wishes_close_at, p.id limit $3
"""


async def events(*, actor: Actor, now: datetime) -> list[rules.Event]:
    """The events to come for which the person's entries, or who they act for, are asked."""
    return [rules.Event(**row) for row in await db.fetch(_EVENTS, actor.id, now, MOST)]


async def ventures(*, actor: Actor) -> list[rules.Venture]:
    """The ventures that the person works on."""
    names = rules.Venture.__struct_fields__
    return [
        rules.Venture(**{name: getattr(card, name) for name in names})
        for card in await incubator.my_ventures(actor=actor)
    ]


async def entries(*, actor: Actor) -> list[rules.Entry]:
    """The entries of the person's teams, the open drafts first."""
    return [rules.Entry(**row) for row in await db.fetch(_ENTRIES, actor.id, MOST)]


async def reviews(*, actor: Actor) -> list[rules.Reviews]:
    """What the person judges, round by round; recused reviews do not count."""
    return [rules.Reviews(**row) for row in await db.fetch(_REVIEWS, actor.id, MOST)]


async def organised(*, actor: Actor) -> list[rules.Organised]:
    """The rounds that the person organises and that have not ended."""
    rows = await db.fetch(_ORGANISED, *reach_of(actor), MOST, actor.person_id)
    return [rules.Organised(**row) for row in rows]


async def certificates(*, actor: Actor) -> list[rules.Certificate]:
    """The certificates in the person's name that hold now."""
    return [rules.Certificate(**row) for row in await db.fetch(_CERTIFICATES, actor.id, MOST)]


async def questions(*, actor: Actor) -> list[rules.Question]:
    """What teams have asked and the person, as staff of their rounds, could answer."""
    names = rules.Question.__struct_fields__
    return [
        rules.Question(**{name: getattr(line, name) for name in names}) for line in await waiting_threads(actor=actor)
    ]
