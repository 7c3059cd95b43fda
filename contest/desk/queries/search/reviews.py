"""Reviews in the rounds of who asks."""

from contest.desk.queries.search.compiled import Condition, any_of, any_upper, compared, words_in
from contest.judging.queries import revealed_sql

WORDS = "rv.version = any(array(select w.id from submission_version w where w.words @@ {query}))"

CONDITIONS: dict[str, Condition] = {
    "state": any_of("rv.state"),
    "score": compared("rv.total", "numeric"),
    "judge": words_in("(p.name || ' ' || p.email)", "words_of(p.name || ' ' || p.email) @@ {query}"),
    "code": any_upper("s.code"),
    "kind": any_of("s.kind"),
    "city": any_of("c.key"),
    "round": any_of("r.slug"),
    "edition": any_of("e.slug"),
    "signed": compared("(rv.signed_at at time zone r.time_zone)::date", "date"),
}

# What is not signed is its judge's own: of its words and points nothing is shown, nor of a live score that is sealed.
STATEMENT = """
with hidden as materialized ({hidden})
select rv.id, rv.state, s.kind, rv.total, rv.signed_at, s.code, v.title_en, v.title_zh, v.translated_title,
       p.name as judge, r.name_en as round_en, r.name_zh as round_zh, r.time_zone, count(*) over () as found
  from review rv
  join judging_round jr on jr.id = rv.judging_round
  join round r on r.id = jr.round
  join edition e on e.id = r.edition
  join submission s on s.id = rv.submission and s.state = 'submitted'
  join submission_version v on v.id = rv.version
  join person p on p.id = rv.judge
  left join city c on c.id = r.city
 where {scope} and rv.submission not in (select submission from hidden)
   and not exists (select 1 from tie t where t.submission = rv.submission and t.person = rv.judge)
   and {revealed} and {where}
 order by s.code, p.name, rv.id
""".replace("{revealed}", revealed_sql("rv"))
