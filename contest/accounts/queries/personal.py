"""What accounts hold of people."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept

_WHEN = "(select erased_at from person where id = t.person)"

KEPT = (
    Kept(
        key="account",
        title=N_("Your account"),
        sql="""select p.name, p.email, p.locale as language, p.time_zone, p.country,
                      coalesce(nullif(o.name_en, ''), o.name_zh) as organisation,
                      p.created_at as since, p.email_confirmed_at as confirmed
                 from person p left join organisation o on o.id = p.organisation where p.id = $1""",
    ),
    Kept(
        key="roles",
        title=N_("Your roles"),
        sql="""select role, created_at as since, expires_at as until, revoked_at as ended, reason
                 from role_grant where person = $1 order by created_at, id""",
    ),
    Kept(
        key="consents",
        title=N_("What you agreed to"),
        sql="""select c.purpose, c.place, v.number as version, c.locale as language, c.given_at as since,
                      c.ended_at as ended
                 from consent c join consent_text v on v.id = c.version where c.person = $1
                order by c.given_at, c.id""",
    ),
    Kept(
        key="programs",
        title=N_("Programs that act for you"),
        sql="""select name, scopes as purpose, created_at as since, expires_at as until, last_used_at as at,
                      revoked_at as ended
                 from api_token where person = $1 order by created_at, id""",
    ),
    Kept(
        key="browsers",
        title=N_("Browsers that came in by a link"),
        sql="""select d.name, d.first_at as since, d.last_at as at, d.revoked_at as ended
                 from link_device d join sign_in_link l on l.id = d.link where l.person = $1
                order by d.first_at, d.id""",
    ),
    Kept(
        key="viewings",
        title=N_("Who looked through your eyes"),
        sql="""select p.name as by, v.began_at as at, v.ended_at as until, v.reason
                 from person_viewing v join person p on p.id = v.viewer where v.person = $1
                order by v.began_at, v.id""",
    ),
    Kept(
        key="requests",
        title=N_("What you asked for"),
        sql="""select kind, words as text, asked_at as at, due_at as until, state, answer
                 from person_request where person = $1 order by asked_at, id""",
    ),
)

SEEN = (
    """select v.began_at as at, p.name as who, p.country as place, v.reason as what, 'viewing' as ground, '' as code
         from person_viewing v join person p on p.id = v.viewer where v.person = $1""",
)

# The row of the person stays, by which results know who did what: with a pseudonym in the place of name and address.
# That somebody agreed stays too: it is the proof that what was done then was allowed.
ERASED = (
    Erased(table="api_token", person="t.person"),
    Erased(table="sign_in_link", person="t.person"),
    Erased(table="one_time_code", person="t.person"),
    Erased(table="second_factor", person="t.person"),
    Erased(table="passkey", person="t.person"),
    Erased(table="recovery_code", person="t.person"),
    Erased(table="person_viewing", person="t.person"),
    Erased(table="person_request", person="t.person", to={"words": "''", "key": "''"}),
    Erased(
        table="consent",
        person="t.person",
        to={
            "origin": "''",
            "ended_at": f"coalesce(t.ended_at, {_WHEN})",
            "ended_by": "case t.ended_by when '' then 'person' else t.ended_by end",
        },
    ),
    Erased(
        table="role_grant",
        person="t.person",
        to={"reason": "''", "revoked_at": f"coalesce(t.revoked_at, {_WHEN})"},
    ),
    Erased(
        table="person",
        person="t.id",
        to={
            "email": "lower(t.pseudonym) || '@erased.invalid'",
            "name": "t.pseudonym",
            "email_confirmed_at": "null",
            "password_hash": "null",
            "time_zone": "'UTC'",
            "country": "''",
            "organisation": "null",
        },
    ),
)

# Browsers of a link go with it; bodies and texts are no persons.
OF_NOBODY = ("link_device", "organisation", "consent_text")
