"""Messages, of those that the desk lists to who asks."""

from contest.desk.queries.search.compiled import Condition, any_of, compared, words_in

WORDS = "words_of(recipient_name || ' ' || email || ' ' || subject) @@ {query}"

CONDITIONS: dict[str, Condition] = {
    "state": any_of("state"),
    "to": words_in("(recipient_name || ' ' || email)", WORDS),
    "about": words_in("kind"),
    "written": compared("(created_at at time zone 'UTC')::date", "date"),
}

STATEMENT = """
select id, kind, recipient_name, email, subject, state, created_at, count(*) over () as found
  from message where {where} order by id desc
"""
