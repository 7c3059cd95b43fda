"""Entries as they were handed in, one line for each round that they are in."""

from contest.desk.queries.search.compiled import Condition, Values, any_of, any_upper, compared, words_in
from contest.desk.rules.language import Term

# Looked up first, and then only what was found: the rest of a round is not walked through.
WORDS = "st.version = any(array(select w.id from submission_version w where w.words @@ {query}))"

_MISSING = {
    "review": "coalesce(f.signed, 0) < coalesce(jr.reviews_each, 1)",
    "judge": "coalesce(f.given, 0) < coalesce(jr.reviews_each, 1)",
}


def _missing(_: Values, term: Term) -> str:
    waits = "st.gone = '' and st.state in ('eligible', 'in_review')"
    return f"{waits} and ({' or '.join(_MISSING[value] for value in term.values)})"


def _judge(values: Values, term: Term) -> str:
    named = words_in("(jp.name || ' ' || jp.email)", "words_of(jp.name || ' ' || jp.email) @@ {query}")(values, term)
    return (
        "exists (select 1 from review rv join judging_round rj on rj.id = rv.judging_round"  # noqa: S608 - constants
        f" join person jp on jp.id = rv.judge where rv.submission = s.id and rj.round = st.round and ({named}))"
    )


def _tag(values: Values, term: Term) -> str:
    tags = values.add([value.lower() for value in term.values], "text[]")
    return f"s.id = any(array(select submission from entry_tag where tag = any({tags})))"  # noqa: S608 - a parameter


CONDITIONS: dict[str, Condition] = {
    "kind": any_of("s.kind"),
    "status": any_of("st.shown"),
    "scene": any_of("v.scene"),
    "city": any_of("c.key"),
    "round": any_of("r.slug"),
    "edition": any_of("e.slug"),
    "country": any_upper("v.country"),
    "code": any_upper("st.code"),
    "org": words_in("v.organisation_name", WORDS),
    "tag": _tag,
    "submitted": compared("(v.submitted_at at time zone r.time_zone)::date", "date"),
    "score": compared("f.mean", "numeric"),
    "reviews": compared("coalesce(f.signed, 0)", "numeric"),
    "missing": _missing,
    "judge": _judge,
}

_FOUND = """
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  join round r on r.id = st.round
  join edition e on e.id = r.edition
  left join city c on c.id = r.city
  left join judging_round jr on jr.round = r.id
  left join entry_figures f on f.round = st.round and f.submission = st.submission
 where {scope} and st.submission not in (select submission from hidden) and {where}
"""

TAGS = "array(select tag::text from entry_tag where submission = s.id order by tag)"

STATEMENT = f"""
with hidden as materialized ({{hidden}})
select st.code, s.kind, st.shown as status, v.title_en, v.title_zh, v.translated_title, v.organisation_name,
       v.country, v.submitted_at, r.time_zone, v.scene, c.name_en as city_en, c.name_zh as city_zh,
       e.name_en as edition_en, e.name_zh as edition_zh, r.name_en as round_en, r.name_zh as round_zh, r.id as round_id,
       case when {{organised}} then f.mean end as mean, case when {{organised}} then f.signed end as signed,
       {{tags}} as tags, count(*) over () as found
{_FOUND} order by st.code, r.closes_at
"""

# Each entry once, in the round of those found that closes last.
CHOSEN = f"""
with hidden as materialized ({{hidden}})
select distinct on (s.code) s.id, st.round as round_id
{_FOUND} order by s.code, r.closes_at desc
"""
