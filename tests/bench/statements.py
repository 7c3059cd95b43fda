"""What the yardstick asks for a page that has no handler of its own: one statement, by the name of its case.

`ROWS` gives a table, `ROW` one thing with its values as the fields of a form; what is in neither has no rows at all.
`$1` is the id, code or slug that the page is asked for with, as text.
"""

ROWS = {
    "home_organiser": (
        "select r.id, r.name_en, r.name_zh, r.state, r.closes_at, (select count(*) from submission s"
        " where s.round = r.id and s.state = 'submitted') as entries, (select count(*) from review v"
        " join judging_round j on j.id = v.judging_round where j.round = r.id and v.state <> 'signed') as unsigned"
        " from round r join role_grant g on g.edition_id = r.edition where g.person = $1::text::uuid"
    ),
    "home_judge": (
        "select r.id, r.name_en, r.name_zh, r.reviews_due_at, count(v.id) as reviews from panel_member m"
        " join judging_round j on j.id = m.judging_round join round r on r.id = j.round"
        " left join review v on v.judging_round = j.id and v.judge = m.person where m.person = $1::text::uuid"
        " group by r.id"
    ),
    "home_applicant": (
        "select s.code, s.title_en, s.title_zh, s.state, r.state as round, r.closes_at from submission s"
        " join round r on r.id = s.round where s.owner = $1::text::uuid order by r.closes_at desc limit 50"
    ),
    "wishes": (
        "select p.id, s.code, v.title_en, v.title_zh, s.kind, v.content->>'summary_en' as about, w.mark, w.note"
        " from party p join submission s on s.id = p.submission join roadshow_event e on e.id = p.event"
        " join standing st on st.submission = s.id and st.round = e.round"
        " join submission_version v on v.id = st.version left join wish w on w.about = p.id"
        " and w.party = $1::text::uuid where p.joined_at is not null order by s.code"
    ),
    "roadshow": (
        "select p.id, s.code, v.title_en, v.title_zh, s.kind, p.joined_at from party p"
        " join submission s on s.id = p.submission join roadshow_event e on e.id = p.event"
        " join standing st on st.submission = s.id and st.round = e.round"
        " join submission_version v on v.id = st.version where e.round = $1::text::uuid order by s.code"
    ),
    "my_meetings": (
        "select p.id, r.name_en, r.name_zh, e.wishes_close_at from party_person pp join party p on p.id = pp.party"
        " join roadshow_event e on e.id = p.event join round r on r.id = e.round where pp.person = $1::text::uuid"
    ),
    "new_entry": "select id, name_en, name_zh, time_zone, closes_at from round where state = 'open' and $1::text <> ''",
    "editions": (
        "select e.slug, e.name_en, e.name_zh, e.state, count(r.id) as rounds from edition e"
        " left join round r on r.edition = e.id where $1::text <> '' group by e.id"
    ),
    "edition": (
        "select e.slug, e.name_en, e.name_zh, r.name_en as round_en, r.name_zh as round_zh, r.state, r.closes_at"
        " from edition e join round r on r.edition = e.id where e.slug = $1::text"
    ),
    "rubrics": "select name_en, name_zh, version, created_at from rubric where edition = $1::text::uuid",
    "rubric": "select * from criterion where rubric = $1::text::uuid order by position",
    "judging_round": (
        "select p.name, p.email, m.most, m.declared_at, count(v.id) as given,"
        " count(v.id) filter (where v.state = 'signed') as signed from panel_member m join person p on p.id = m.person"
        " join judging_round j on j.id = m.judging_round left join review v on v.judging_round = j.id"
        " and v.judge = m.person where j.round = $1::text::uuid group by m.id, p.id"
    ),
    "decision": (
        "select s.code, v.title_en, v.title_zh, i.rank, i.score, i.outcome, i.award_en from decision_item i"
        " join submission s on s.id = i.submission join decision d on d.id = i.decision join standing st"
        " on st.submission = s.id and st.round = d.round join submission_version v on v.id = st.version"
        " where i.decision = $1::text::uuid order by i.rank"
    ),
    "results": (
        "select i.rank, v.title_en, v.title_zh, i.award_en, i.award_zh from decision_item i join decision d"
        " on d.id = i.decision join round r on r.id = d.round join submission s on s.id = i.submission"
        " join standing st on st.submission = s.id and st.round = d.round join submission_version v"
        " on v.id = st.version where r.slug = $1::text order by i.rank"
    ),
    "sharing": (
        "select s.code, v.title_en, v.title_zh, st.state from standing st join submission s on s.id = st.submission"
        " join submission_version v on v.id = st.version where st.round = $1::text::uuid order by s.code limit 500"
    ),
    "register": (
        "select n.reference, n.title_en, n.title_zh, n.kind, n.state, n.publicity, n.least_trl, o.name_en"
        " from need n join organisation o on o.id = n.owner where n.edition_id = $1::text::uuid order by n.reference"
    ),
    "gallery": (
        "select s.code, v.title_en, v.title_zh, i.outcome, i.award_en, i.award_zh, r.name_en, r.name_zh, e.name_en"
        " from decision_item i join decision d on d.id = i.decision join submission s on s.id = i.submission"
        " join standing g on g.submission = s.id and g.round = d.round"
        " join submission_version v on v.id = g.version join round r on r.id = d.round"
        " join edition e on e.id = r.edition where i.outcome in ('advanced', 'awarded') and $1::text <> ''"
        " order by d.published_at desc, s.code limit 24"
    ),
    "needs": (
        "select n.reference, n.title_en, n.title_zh, n.about_en, n.keywords, n.state, o.name_en from need n"
        " join organisation o on o.id = n.owner join edition e on e.id = n.edition_id where e.slug = $1::text"
        " order by n.reference"
    ),
    "counterparts": (
        "select o.name_en, o.name_zh, o.country, c.kind, c.is_named, (select count(*) from need n"
        " where n.owner = o.id) as needs from counterpart c join organisation o on o.id = c.organisation"
        " where c.edition_id = $1::text::uuid order by o.name_en"
    ),
    "board": (
        "select s.code, v.title_en, v.title_zh, n.stage, n.stage_on, n.next_on, p.name from venture n join cohort c"
        " on c.id = n.cohort join submission s on s.id = n.submission join submission_version v on v.id = n.version"
        " join venture_person l on l.venture = n.id join person p on p.id = l.person"
        " where c.edition = $1::text::uuid order by n.stage, n.next_on"
    ),
    "ventures": (
        "select s.code, v.title_en, v.title_zh, n.stage, n.stage_on, n.next_on, p.name, c.name_en from venture n"
        " join cohort c on c.id = n.cohort join submission s on s.id = n.submission join submission_version v"
        " on v.id = n.version join venture_person l on l.venture = n.id join person p on p.id = l.person"
        " where c.edition = $1::text::uuid order by n.next_on"
    ),
    "incubator_month": (
        "select n.next_on, v.title_en, v.title_zh, n.stage from venture n join cohort c on c.id = n.cohort"
        " join submission_version v on v.id = n.version where c.edition = $1::text::uuid"
        " and n.next_on < current_date + 31 order by n.next_on"
    ),
    "milestones": (
        "select k.id, k.title, k.due_on, k.state, v.title_en, v.title_zh, p.name from milestone k join venture n"
        " on n.id = k.venture join cohort c on c.id = n.cohort join submission_version v on v.id = n.version"
        " left join person p on p.id = k.owner where c.edition = $1::text::uuid order by k.due_on limit 500"
    ),
    "reports": (
        "select i.indicator, i.until_on, i.value, i.unit, i.verified_at, r.kind, r.sent_at, r.news"
        " from indicator_value i join venture_report r on r.id = i.report"
        " where i.venture = $1::text::uuid order by i.until_on desc"
    ),
    "incubator_late": (
        "select t.name_en, t.name_zh, t.due_on, t.blocker, v.title_en, v.title_zh from landing_step t"
        " join venture n on n.id = t.venture join cohort c on c.id = n.cohort join submission_version v"
        " on v.id = n.version where c.edition = $1::text::uuid and t.done_on is null and t.due_on < current_date"
        " order by t.due_on limit 500"
    ),
    "cohorts": (
        "select c.name_en, c.name_zh, c.starts_on, c.ends_on, count(n.id) as ventures from cohort c left join venture n"
        " on n.cohort = c.id where c.edition = $1::text::uuid group by c.id"
    ),
    "take_in": (
        "select s.code, v.title_en, v.title_zh, v.organisation_name, i.outcome, i.award_en from decision_item i"
        " join decision d on d.id = i.decision join round r on r.id = d.round join submission s on s.id = i.submission"
        " join standing st on st.submission = s.id and st.round = r.id join submission_version v on v.id = st.version"
        " where r.edition = $1::text::uuid and not exists (select 1 from venture n where n.submission = s.id)"
    ),
    "venture": (
        "select t.stage, t.happened_on, t.reason, v.title_en, v.title_zh, v.content->>'summary_en' as summary"
        " from venture n join venture_step t on t.venture = n.id join submission_version v on v.id = n.version"
        " where n.id = $1::text::uuid order by t.at"
    ),
    "desk_mail": (
        "select kind, recipient_name, email, subject, state, created_at from message where $1::text <> ''"
        " order by id desc limit 50"
    ),
    "audit": (
        "select a.at, p.name, p.email, a.action, a.thing, a.thing_id, a.outcome from audit_record a"
        " left join person p on p.id = a.actor_id where $1::text <> '' order by a.id desc limit 50"
    ),
    "letters": (
        "select id, name_en, name_zh, slug from edition where $1::text <> '' order by created_at desc limit 50"
    ),
    "desk_roles": (
        "select p.name, p.email, g.role, g.reason, g.expires_at from role_grant g join person p on p.id = g.person"
        " where g.revoked_at is null and g.role <> 'judge' and $1::text <> '' order by g.role, p.email limit 100"
    ),
    "desk_jobs": (
        "select j.name, e.name as event, j.attempts, j.error, j.dead_at from outbox_job j join outbox_event e"
        " on e.id = j.event where j.dead_at is not null and $1::text <> '' order by j.dead_at desc limit 50"
    ),
    "certificates_edition": (
        "select d.id, r.name_en, r.name_zh, d.state from decision d join round r on r.id = d.round"
        " where r.edition = $1::text::uuid order by r.closes_at desc"
    ),
    "certificates_decision": (
        "select s.code, v.title_en, v.title_zh, p.name, i.rank, i.award_en from decision_item i"
        " join submission s on s.id = i.submission join person p on p.id = s.owner join decision d on d.id = i.decision"
        " join standing st on st.submission = s.id and st.round = d.round join submission_version v"
        " on v.id = st.version where i.decision = $1::text::uuid order by i.rank limit 100"
    ),
    "certificates_batch": (
        "select c.number, c.state, c.data, s.code from certificate c join submission s on s.id = c.submission"
        " where c.batch = $1::text::uuid order by c.number limit 100"
    ),
    "certificates": (
        "select c.code, c.number, s.title_en, s.title_zh, c.issued_at from certificate c join submission s"
        " on s.id = c.submission where c.recipient_id = $1::text::uuid order by c.issued_at desc"
    ),
    "tokens": "select id, name, scopes, expires_at, last_used_at from api_token where person = $1::text::uuid",
}

ROW = {
    "factor": "select p.email, f.confirmed_at from person p left join second_factor f on f.person = p.id"
    " where p.id = $1::text::uuid",
    "account": "select email, name, locale, time_zone, country from person where id = $1::text::uuid",
    "call": "select r.*, e.name_en as edition_en from round r join edition e on e.id = r.edition where r.slug = $1",
    "edition_form": "select * from edition where slug = $1::text",
    "round": "select * from round where id = $1::text::uuid",
    "round_form": "select * from round where id = $1::text::uuid",
    "round_new": "select * from edition where slug = $1::text",
    "screening": (
        "select s.code, v.content from standing st join submission s on s.id = st.submission"
        " join submission_version v on v.id = st.version where s.code = $1::text limit 1"
    ),
    "check": "select s.*, r.name_en as round_en from submission s join round r on r.id = s.round where s.code = $1",
    "withdraw": "select code, title_en, title_zh from submission where code = $1::text",
    "receipt": (
        "select s.code, v.content, v.sha256, v.submitted_at from submission_version v"
        " join submission s on s.id = v.submission where s.code = $1::text"
    ),
    "conflicts": (
        "select m.declared_at, r.name_en, r.name_zh from panel_member m join judging_round j on j.id = m.judging_round"
        " join round r on r.id = j.round where j.round = $1::text::uuid limit 1"
    ),
    "recuse": (
        "select s.code, v.state from review v join submission s on s.id = v.submission where v.id = $1::text::uuid"
    ),
    "message": "select * from message where id = $1::text::uuid",
}
