"""What the incubator holds of people. Agreements, payments and figures of a venture stay: the law asks for them."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept
from contest.submissions.queries.personal import emptied_sql

_ITS = emptied_sql("(select v.submission from venture v where v.id = t.venture)")
_OF_MILESTONE = emptied_sql(
    "(select v.submission from venture v join milestone m on m.venture = v.id where m.id = t.milestone)"
)
_OF_REPORT = emptied_sql(
    "(select v.submission from venture v join venture_report r on r.venture = v.id where r.id = t.report)"
)

KEPT = (
    Kept(
        key="ventures",
        title=N_("Ventures that you work on"),
        sql="""select s.code, v.stage as state, p.role, p.joined_at as since, p.left_at as ended
                 from venture_person p join venture v on v.id = p.venture join submission s on s.id = v.submission
                where p.person = $1 order by p.joined_at, p.id""",
    ),
    Kept(
        key="reports",
        title=N_("Reports that you sent"),
        sql="""select s.code, r.kind, r.until_on as until, r.sent_at as at, r.news as text, r.trouble as note
                 from venture_report r join venture v on v.id = r.venture join submission s on s.id = v.submission
                where r.sent_by = $1 order by r.sent_at, r.id""",
    ),
    Kept(
        key="corrected",
        title=N_("Reports that you sent and that were opened again"),
        sql="""select s.code, r.kind, r.until_on as until, o.sent_at as at, o.news as text, o.trouble as note
                 from reopened_report o join venture_report r on r.id = o.report join venture v on v.id = r.venture
                 join submission s on s.id = v.submission where o.sent_by = $1 order by o.sent_at, o.id""",
    ),
    Kept(
        key="mentor",
        title=N_("What you offer as a mentor"),
        sql="""select scenes, stages as what, languages as language, most, about as text, created_at as since
                 from mentor where person = $1 order by created_at, id""",
    ),
    Kept(
        key="sessions",
        title=N_("Sessions of mentoring"),
        sql="""select s.code, x.held_on as at, x.topic as subject, x.decision as answer, x.next_step as what,
                      case when m.person = $1 then x.note end as note
                 from mentor_session x join mentoring g on g.id = x.mentoring join mentor m on m.id = g.mentor
                 join venture v on v.id = g.venture join submission s on s.id = v.submission
                where m.person = $1
                   or exists (select from venture_person p
                               where p.venture = v.id and p.person = $1 and p.left_at is null)
                order by x.held_on, x.id""",
    ),
    Kept(
        key="services",
        title=N_("What you asked of the zone’s desk"),
        sql="""select s.code, r.kind, r.asked_at as at, r.text, r.answer
                 from service_request r join venture v on v.id = r.venture join submission s on s.id = v.submission
                where r.asked_by = $1 order by r.asked_at, r.id""",
    ),
)

# A mentor's notes are confidential, and about others: they go with the mentor as with the venture.
_MENTOR = "(select m.person from mentor m where m.id = t.mentor)"
_MENTOR_OF_SESSION = "(select m.person from mentoring g join mentor m on m.id = g.mentor where g.id = t.mentoring)"
_OF_SESSION = emptied_sql(
    "(select v.submission from venture v join mentoring g on g.venture = v.id where g.id = t.mentoring)"
)
_SESSION = {"topic": "'–'", "decision": "''", "note": "''"}

ERASED = (
    Erased(table="mentor_session", person=_MENTOR_OF_SESSION, to={"note": "''"}),
    Erased(table="mentor_session", person=_OF_SESSION, to=_SESSION),
    Erased(table="office_hour", person=_MENTOR, to={"place": "''"}),
    Erased(
        table="office_hour",
        person=_MENTOR,
        where="t.starts_at > (select p.erased_at from mentor m join person p on p.id = m.person where m.id = t.mentor)",
        to={"withdrawn_at": "coalesce(t.withdrawn_at, t.starts_at)"},
    ),
    Erased(table="office_hour", person="t.booked_by", to={"question": "''"}),
    Erased(
        table="mentoring",
        person=_MENTOR,
        to={
            "reason": "''",
            "until_on": """coalesce(t.until_on, greatest(t.since_on, (select p.erased_at::date from mentor m
                             join person p on p.id = m.person where m.id = t.mentor)))""",
        },
    ),
    Erased(table="mentor", person="t.person", to={"about": "''", "most": "0"}),
    Erased(table="claim_review", person="t.person", to={"note": "''"}),
    Erased(
        table="service_request", person=_ITS, to={"text": "'–'", "answer": "case t.answer when '' then '' else '–' end"}
    ),
    Erased(table="venture_report", person=_ITS, to={"news": "''", "trouble": "''"}),
    Erased(table="reopened_report", person=_OF_REPORT, to={"news": "''", "trouble": "''", "reason": "'–'"}),
    Erased(
        table="venture_place",
        person=_ITS,
        to={
            "partner_en": "case t.partner_en when '' then '' else '–' end",
            "partner_zh": "case t.partner_zh when '' then '' else '–' end",
            "names_partner": "false",
        },
    ),
    Erased(table="milestone", person=_ITS, to={"note": "''"}),
    Erased(table="milestone_event", person=_OF_MILESTONE, to={"reason": "case t.reason when '' then '' else '–' end"}),
    Erased(table="stall_alert", person=_ITS, to={"note": "''"}),
    Erased(table="venture_step", person=_ITS, to={"reason": "''"}),
    Erased(
        table="venture_person",
        person="t.person",
        to={"left_at": "coalesce(t.left_at, (select erased_at from person where id = t.person))"},
    ),
)

# What was signed, delivered or paid is proved by a document.
FILES_IN_USE = "select file from venture_file"

# What is asked of ventures, and what they own, owe and reach: of a venture, which outlives whoever began it.
OF_NOBODY = (
    "claim_check", "cohort", "funder_line", "funder_report", "funder_row", "indicator_value", "landing_step",
    "landing_template", "milestone_document", "node_venture", "prize", "prize_condition", "product_inventory",
    "roadmap_node", "stall_week", "tranche", "tranche_approval", "venture", "venture_file", "venture_grant",
    "venture_publicity",
)  # fmt: skip
