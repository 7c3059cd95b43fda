"""People who hold a role in the rounds of who asks, judge there, or have an entry there."""

from contest.desk.queries.search.compiled import Condition, Values, any_upper, words_in
from contest.desk.rules.language import Term

WORDS = "words_of(p.name || ' ' || p.email) @@ {query}"


def _role(values: Values, term: Term) -> str:
    return f"roles.held && {values.add(list(term.values), 'text[]')}"


CONDITIONS: dict[str, Condition] = {
    "role": _role,
    "country": any_upper("p.country"),
    "org": words_in("concat_ws(' ', o.name_en, o.name_zh)"),
}

STATEMENT = """
with hidden as materialized ({hidden})
select p.id, p.name, p.email, p.country, o.name_en as organisation_en, o.name_zh as organisation_zh, roles.held,
       mine.codes, count(*) over () as found
  from person p
  left join organisation o on o.id = p.organisation
  join lateral (
    select coalesce(array_agg(distinct g.role::text order by g.role::text), '{}') as held
      from role_grant g
     where g.person = p.id and g.revoked_at is null and (g.expires_at is null or g.expires_at > now())
       and ($2::bool or exists (
         select 1 from round r where (g.round_id = r.id or g.round_id is null and g.edition_id = r.edition)
            and {scope}))) roles on true
  join lateral (
    select coalesce(array_agg(distinct st.code::text order by st.code::text), '{}') as codes
      from submission s join standing st on st.submission = s.id join round r on r.id = st.round
     where s.owner = p.id and st.submission not in (select submission from hidden) and {scope}) mine on true
 where (roles.held <> '{}' or mine.codes <> '{}') and {where}
 order by p.name, p.id
"""
