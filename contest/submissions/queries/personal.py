"""What entries hold of people. An entry that somebody had alone is emptied with them (`submission.erased_at`)."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept, OfEmptied

_MINE = """(select s.id from submission s where s.owner = $1
            union select m.submission from team_member m where m.person = $1 and m.left_at is null)"""
_OF_ADDRESS = "(select p.id from person p where p.email = t.email)"


def emptied_sql(entry: str) -> OfEmptied:
    """Whose entry it was, if it was emptied; `entry` is SQL that gives its id."""
    return OfEmptied(f"(select e.owner from submission e where e.id = {entry} and e.erased_at is not null)")  # noqa: S608


_ITS = emptied_sql("t.submission")
# What the staff write about a result after that is no more of the person.
_BEFORE = "t.at <= (select erased_at from submission where id = t.submission)"
_GONE_EN, _GONE_ZH = "'[erased]'", "'[已删除]'"
_CONTENT = f"""(t.content - 'impact') || jsonb_build_object('title_en', {_GONE_EN}, 'title_zh', {_GONE_ZH},
 'summary_en', '', 'summary_zh', '', 'organisation_name', '', 'answers', '{{}}'::jsonb, 'files', '[]'::jsonb)"""

KEPT = (
    Kept(
        key="entries",
        title=N_("Your entries"),
        sql=f"""select s.code, s.kind, s.state, s.title_en, s.title_zh, s.summary_en, s.summary_zh,
                       s.organisation_name as organisation, s.country, s.answers, s.created_at as since,
                       s.submitted_at as at
                  from submission s where s.id in {_MINE} order by s.created_at, s.id""",  # noqa: S608
    ),
    Kept(
        key="versions",
        title=N_("What was handed in"),
        sql=f"""select s.code, v.number as version, v.submitted_at as at, v.sha256 as digest,
                       v.content->>'title_en' as title_en, v.content->>'title_zh' as title_zh,
                       v.content->>'summary_en' as summary_en, v.content->>'summary_zh' as summary_zh,
                       v.content->>'organisation_name' as organisation, v.content->>'country' as country,
                       v.content->'answers' as answers
                  from submission_version v join submission s on s.id = v.submission
                 where v.submission in {_MINE} order by s.code, v.number""",  # noqa: S608
    ),
    Kept(
        key="teams",
        title=N_("Teams that you are or were on"),
        sql="""select s.code, m.role, m.joined_at as since, m.left_at as ended
                 from team_member m join submission s on s.id = m.submission where m.person = $1
                order by m.joined_at, m.id""",
    ),
    Kept(
        key="referees",
        title=N_("Letters of reference that you were asked for"),
        sql="""select s.code, r.name, r.email, r.relation as note, r.letter as text, r.asked_at as at,
                      r.outcome as state
                 from referee r join submission s on s.id = r.submission join person me on me.email = r.email
                where me.id = $1 order by r.asked_at, r.id""",
    ),
    Kept(
        key="questions",
        title=N_("Questions and answers about your entries"),
        sql=f"""select s.code, q.at, q.side as by, q.text from entry_message q join submission s on s.id = q.submission
                 where (q.submission in {_MINE} and not q.is_internal) or q.by = $1 order by q.at, q.id""",  # noqa: S608
    ),
    Kept(
        key="extensions",
        title=N_("More time that you were given"),
        sql="select until, reason, granted_at as at, revoked_at as ended from extension where person = $1 order by id",
    ),
    Kept(
        key="sharing",
        title=N_("What counterparts may read of your entries"),
        sql=f"""select s.code, k.level as what, k.agreed_at as since
                  from sharing_consent k join submission s on s.id = k.submission where k.submission in {_MINE}
                 order by s.code""",  # noqa: S608
    ),
)

SEEN = (
    f"""select e.opened_at as at, p.name || ' · ' || coalesce(nullif(o.name_en, ''), o.name_zh) as who,
               o.country as place, coalesce(f.name, '') as what, 'sharing' as ground, s.code
          from entry_opening e join entry_share h on h.id = e.share join submission s on s.id = h.submission
          join counterpart c on c.id = h.counterpart join organisation o on o.id = c.organisation
          join person p on p.id = e.person left join file f on f.id = e.file
         where h.submission in {_MINE}""",  # noqa: S608
)

ERASED = (
    Erased(table="draft_step", person=_ITS),
    Erased(table="translation", person=_ITS),
    Erased(table="fingerprint", person=_ITS),
    Erased(table="never_seen", person=_ITS),
    Erased(table="entry_tag", person=_ITS),
    Erased(table="resemblance", person=emptied_sql("t.one")),
    Erased(table="resemblance", person=emptied_sql("t.other")),
    Erased(table="origin", person=_ITS, to={"self_check": "null", "nomination": "null"}),
    Erased(table="submission_file", person=_ITS),
    Erased(
        table="submission_version",
        person=_ITS,
        to={
            "content": _CONTENT,
            "translated_title": "''",
            "translated_summary": "''",
            "redacted_at": "coalesce(t.redacted_at, (select erased_at from submission where id = t.submission))",
        },
    ),
    Erased(table="standing", person=_ITS, to={"reason": "null"}),
    Erased(table="ruling", person=_ITS, where=_BEFORE, to={"note": "''", "second_note": "''"}),
    Erased(table="information_request", person=_ITS, to={"note": "''"}),
    Erased(
        table="referee",
        person=_ITS,
        to={
            "name": "''",
            "email": "''",
            "relation": "''",
            "letter": "''",
            "file": "null",
            "outcome": "case t.outcome when '' then 'withdrawn' else t.outcome end",
        },
    ),
    Erased(table="referee", person=_OF_ADDRESS, to={"name": "''", "email": "''", "relation": "''"}),
    Erased(
        table="team_invitation",
        person=_ITS,
        to={"email": "''", "outcome": "case t.outcome when '' then 'withdrawn' else t.outcome end"},
    ),
    Erased(
        table="team_invitation",
        person=_OF_ADDRESS,
        to={"email": "''", "outcome": "case t.outcome when '' then 'withdrawn' else t.outcome end"},
    ),
    Erased(table="entry_message", person=_ITS, where=_BEFORE, to={"text": "'–'"}),
    Erased(table="entry_message", person="t.by", to={"text": "'–'"}),
    Erased(table="extension", person="t.person", to={"reason": "'–'"}),
    Erased(table="tie", person="t.person", to={"reason": "''"}),
    Erased(table="tie", person=_ITS, to={"reason": "''"}),
    Erased(
        table="entry_share",
        person=_ITS,
        to={
            "ended_at": "coalesce(t.ended_at, (select erased_at from submission where id = t.submission))",
            "ended_by": "case t.ended_by when '' then 'applicant' else t.ended_by end",
        },
    ),
    Erased(table="entry_import", person="t.asked_by", to={"error": "''"}),
    Erased(
        table="team_member",
        person="t.person",
        to={"left_at": "coalesce(t.left_at, (select erased_at from person where id = t.person))"},
    ),
    # What was said of an entry stands beside sealed records of the audit.
    Erased(
        table="audit_text",
        person=OfEmptied(
            """(select e.owner from audit_record r join submission e on e.id = r.thing_id
                 where r.id = t.record and r.thing = 'submission' and e.erased_at is not null)"""
        ),
    ),
    Erased(
        table="submission",
        person=emptied_sql("t.id"),
        to={
            "title_en": _GONE_EN,
            "title_zh": _GONE_ZH,
            "summary_en": "''",
            "summary_zh": "''",
            "organisation_name": "''",
            "organisation": "null",
            "country": "''",
            "answers": "'{}'",
        },
    ),
)

# Files of an entry that was emptied, whoever uploaded them.
FILES_OF_EMPTIED = f"""select t.file from submission_file t where {_ITS} = $1
 union select t.file from referee t where {_ITS} = $1 and t.file is not null"""  # noqa: S608

# The same of entries by their ids, before they are emptied.
FILES_OF_ENTRIES = """select file from submission_file where submission = any($1::uuid[])
 union select file from referee where submission = any($1::uuid[]) and file is not null"""

# Files that somebody else's entry or a judge still needs: they stay when who uploaded them is erased.
FILES_IN_USE = "select file from submission_file union select file from referee where file is not null"

# Rules of rounds, codes that many use, who did what by ids, and figures.
OF_NOBODY = (
    "entry_cap", "entry_opening", "fit_news", "late_code", "screening_plan", "screening_round", "sharing_consent",
    "suggestion_plan",
)  # fmt: skip
