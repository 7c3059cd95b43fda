"""What the database promises of ventures: each query finds the rows that break its promise."""

INVARIANTS: dict[str, str] = {
    "a venture counts towards nodes of its own edition": """
        select l.id from node_venture l join roadmap_node o on o.id = l.node join venture n on n.id = l.venture
          join submission s on s.id = n.submission where s.edition <> o.edition""",
    "a venture stands on a version of its own entry": """
        select n.id from venture n join submission_version v on v.id = n.version where v.submission <> n.submission""",
    "a venture is in a cohort of its entry's edition": """
        select n.id from venture n join cohort c on c.id = n.cohort join submission s on s.id = n.submission
         where c.edition <> s.edition""",
    "a venture is where its last step left it": """
        select n.id from venture n
          left join lateral (select t.stage, t.happened_on from venture_step t where t.venture = n.id
                              order by t.at desc, t.id desc limit 1) last on true
         where last.stage is distinct from n.stage or last.happened_on is distinct from n.stage_on""",
    "the document of a step is one of its venture": """
        select t.id from venture_step t join venture_file l on l.id = t.evidence where l.venture <> t.venture
         union all
        select t.id from landing_step t join venture_file l on l.id = t.evidence where l.venture <> t.venture
         union all
        select c.id from prize_condition c join prize p on p.id = c.prize join venture_file l on l.id = c.evidence
         where l.venture <> p.venture
         union all
        select d.id from milestone_document d join milestone m on m.id = d.milestone
          join venture_file l on l.id = d.evidence where l.venture <> m.venture
         union all
        select i.id from indicator_value i join venture_file l on l.id = i.evidence where l.venture <> i.venture
         union all
        select p.id from venture_place p join venture_file l on l.id = p.evidence where l.venture <> p.venture""",
    "a tranche is released after its accepted milestone, with two approvals": """
        select t.id from tranche t join venture_grant g on g.id = t.venture_grant join milestone m on m.id = t.milestone
         where m.venture <> g.venture or (t.released_on is not null and (m.state <> 'accepted'
            or (select count(*) from tranche_approval a where a.tranche = t.id) < 2))""",
    "the tranches of a grant are the grant": """
        select g.id from venture_grant g
         where g.amount <> (select coalesce(sum(t.amount), 0) from tranche t where t.venture_grant = g.id)""",
    "a figure is of a report that was sent, about the same days": """
        select i.id from indicator_value i join venture_report r on r.id = i.report
         where r.venture <> i.venture or r.until_on <> i.until_on or r.sent_at is null""",
    "a noted hour is one of this mentor with this venture": """
        select k.id from mentor_session k join mentoring g on g.id = k.mentoring join office_hour h on h.id = k.hour
         where h.mentor <> g.mentor or h.venture is distinct from g.venture""",
    "a line of a funder's report is what its rows make": """
        select l.id from funder_line l
         where l.actual <> (select coalesce(sum(w.amount), 0) from funder_row w where w.line = l.id)""",
    "who is, or was, with a venture is tied to its entry": """
        select g.id from mentoring g join mentor m on m.id = g.mentor join venture n on n.id = g.venture
         where not exists (select 1 from tie t where t.submission = n.submission and t.person = m.person)""",
    "a milestone comes after one of its own venture": """
        select m.id from milestone m join milestone b on b.id = m.after where b.venture <> m.venture""",
    "what was handed in is shown by a document": """
        select m.id from milestone m where m.state in ('submitted', 'accepted')
           and not exists (select 1 from milestone_document d where d.milestone = m.id)""",
    "a prize is settled only when its conditions are met": """
        select c.id from prize_condition c join prize p on p.id = c.prize
         where p.settled_on is not null and (c.met_on is null or c.met_on > p.settled_on)""",
}
