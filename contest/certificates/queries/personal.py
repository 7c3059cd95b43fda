"""What certificates hold of people. Number, award, dates and digests stay, so that a count is one still."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept

# A team's certificate is its owner's to keep; it is erased with the entry.
_THEIRS = (
    "(not t.is_team or t.submission is null"
    " or exists (select from submission e where e.id = t.submission and e.erased_at is not null))"
)

KEPT = (
    Kept(
        key="certificates",
        title=N_("Your certificates"),
        sql="""select number as code, kind, data->>'name' as name, state, issued_at as at, ended_at as ended,
                      sha256 as digest
                 from certificate where recipient_id = $1 and erased_at is null order by issued_at, number""",
    ),
)

ERASED = (
    Erased(
        table="certificate",
        person="t.recipient_id",
        where=_THEIRS,
        to={
            "data": """jsonb_set(t.data, '{name}', '""')""",
            "credential": "null",
            "erased_at": "coalesce(t.erased_at, (select erased_at from person where id = t.recipient_id))",
        },
    ),
)

# Designs, keys, licences of organisations, and the signed bundles of results, which name entries by their codes.
OF_NOBODY = ("edition_certificates", "edition_design", "issued_batch", "logo_licence", "result_bundle", "signing_key")
