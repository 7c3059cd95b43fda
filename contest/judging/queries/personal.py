"""What judging holds of people: of judges, and of those whose entries they read. Points and ranks stay."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept
from contest.submissions.queries.personal import emptied_sql

_ITS = emptied_sql("t.submission")
_OF_REVIEW = emptied_sql("(select r.submission from review r where r.id = t.review)")
# What the staff write about a result after that is no more of the person.
_BEFORE = "t.{at} <= (select erased_at from submission where id = t.submission)"
_JUDGE_OF_RECORD = "(select r.judge from score_record r where r.id = t.record)"
_OF_ADDRESS = "(select p.id from person p where p.email = t.email)"

KEPT = (
    Kept(
        key="judge",
        title=N_("What you said of yourself as a judge"),
        sql="""select scenes, keywords, languages as language, other_names as name, least, most, about as text,
                      changed_at as at
                 from judge_profile where person = $1""",
    ),
    Kept(
        key="links",
        title=N_("Whom you said you are close to"),
        sql="select kind, name, said_at as at from judge_link where person = $1 order by said_at, id",
    ),
    Kept(
        key="panels",
        title=N_("Panels that you were asked to join"),
        sql="""select coalesce(nullif(r.name_en, ''), r.name_zh) as round, m.invited_at as at, m.accepted_at as since,
                      m.left_at as ended, m.left_reason as reason
                 from panel_member m join judging_round j on j.id = m.judging_round join round r on r.id = j.round
                where m.person = $1 order by m.invited_at, m.id""",
    ),
    Kept(
        key="reviews",
        title=N_("Reviews that you wrote"),
        sql="""select s.code, v.stage as kind, v.state, v.total, v.comment_applicant as text, v.comment_panel as note,
                      v.notes as answers, v.signed_at as at
                 from review v join submission s on s.id = v.submission
                where v.judge = $1 and v.state <> 'recused' order by v.assigned_at, v.id""",
    ),
    Kept(
        key="discussion",
        title=N_("What you said among judges"),
        sql="""select s.code, d.at, d.text from discussion_message d join submission s on s.id = d.submission
                where d.author = $1 order by d.at, d.id""",
    ),
    Kept(
        key="feedback",
        title=N_("What judges wrote to you"),
        sql="""select s.code, f.released_at as at, x.text from feedback_text x join feedback f on f.id = x.feedback
                 join submission s on s.id = x.submission
                where s.owner = $1 and f.released_at is not null and x.state in ('clear', 'passed', 'edited')
                order by s.code, x.id""",
    ),
    Kept(
        key="objections",
        title=N_("Objections that you raised"),
        sql="""select s.code, o.raised_at as at, o.text, o.evidence as note, o.state, o.answer
                 from objection o join submission s on s.id = o.submission where o.raised_by = $1
                order by o.raised_at, o.id""",
    ),
    Kept(
        key="proposals",
        title=N_("Who proposed you as a judge"),
        sql="""select by.name as by, q.proposed_at as at, q.note, q.state from judge_proposal q
                 join person me on me.email = q.email join person by on by.id = q.proposed_by
                where me.id = $1 order by q.proposed_at, q.id""",
    ),
)

# Who judged an entry is told as far as its round tells it: here by the round, once its result is published.
_MINE = """(select s.id from submission s where s.owner = $1
            union select m.submission from team_member m where m.person = $1 and m.left_at is null)"""
_RESULT = """
  from decision_item i join decision d on d.id = i.decision and d.published_at is not null
  join round r on r.id = d.round join submission s on s.id = i.submission"""
SEEN = (
    f"""select d.published_at as at, coalesce(nullif(r.name_en, ''), r.name_zh) as who, '' as place, '' as what,
               'judging' as ground, s.code {_RESULT} where s.id in {_MINE}""",
    f"""select greatest(d.published_at, c.given_at) as at, '' as who, '' as place, '' as what, 'public' as ground,
              s.code {_RESULT} join consent c on c.person = s.owner and c.purpose = 'public_page'
           and (c.ended_at is null or c.ended_at > d.published_at)
         where s.owner = $1 and i.outcome <> 'not_advanced'""",
)

ERASED = (
    Erased(table="judge_profile", person="t.person"),
    Erased(table="judge_link", person="t.person"),
    Erased(table="bid", person="t.judge"),
    Erased(
        table="judge_proposal",
        person=_OF_ADDRESS,
        to={"name": "''", "email": "''", "organisation": "''", "note": "''"},
    ),
    Erased(table="tie_ruling", person="t.person", to={"reason": "''"}),
    Erased(table="tie_ruling", person=_ITS, to={"reason": "''"}),
    Erased(table="panel_member", person="t.person", to={"left_reason": "''"}),
    Erased(table="review", person="t.judge", to={"notes": "'{}'", "reason": "null"}),
    Erased(
        table="review",
        person=_ITS,
        to={"comment_applicant": "''", "comment_panel": "''", "notes": "'{}'", "reason": "null"},
    ),
    # What a judge said to applicants and panel stays beside the sealed record; their name and notes do not.
    Erased(
        table="score_text",
        person=_JUDGE_OF_RECORD,
        where="t.name not in ('comment_applicant', 'comment_panel')",
    ),
    Erased(
        table="score_text",
        person=emptied_sql("(select r.submission from score_record r where r.id = t.record)"),
        where="t.name <> 'judge'",
    ),
    Erased(table="feedback_text", person=_ITS, to={"text": "''"}),
    Erased(table="paper_sheet", person=_OF_REVIEW, to={"comment_applicant": "''"}),
    Erased(table="discussion_message", person="t.author", to={"text": "'–'"}),
    Erased(table="discussion_message", person=_ITS, where=_BEFORE.format(at="at"), to={"text": "'–'"}),
    Erased(table="award_check", person=_ITS, where=_BEFORE.format(at="checked_at"), to={"note": "''"}),
    Erased(table="decision_item", person=_ITS, to={"reason": "''"}),
    Erased(
        table="objection",
        person=_ITS,
        to={"text": "'–'", "evidence": "''", "answer": "case t.answer when '' then '' else '–' end"},
    ),
    Erased(table="objection", person="t.raised_by", to={"text": "'–'", "evidence": "''"}),
)

# The scan of a sheet of paper proves a score.
FILES_IN_USE = "select scan from paper_sheet where scan is not null"

# What is asked and promised, plans and figures by ids, and the sealed records of scores.
OF_NOBODY = (
    "assignment_plan", "criterion", "decision", "feedback", "judge_acceptance", "judge_terms", "judging_round",
    "judging_stage", "live_pitch", "objection_file", "pair_ruling", "panel", "ranking", "ranking_line", "rubric",
    "score", "score_record", "score_seal", "score_waiting", "stage_entry",
)  # fmt: skip
