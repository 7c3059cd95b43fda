"""What messages hold of people."""

from contest.lib.i18n import N_
from contest.lib.personal import Erased, Kept

_OF_ADDRESS = "(select p.id from person p where p.email = t.email)"
EMPTY = {
    "recipient_name": "''",
    "email": "''",
    "subject": "''",
    "body": "''",
    "sealed_words": "null",
    "error": "null",
    "state": "case when t.state in ('drafted', 'approved', 'queued', 'sending') then 'withdrawn' else t.state end",
}

KEPT = (
    Kept(
        key="mails",
        title=N_("Mails to you"),
        sql="""select created_at as at, subject, body as text, state from message
                where recipient_id = $1 order by created_at desc, id""",
    ),
)

ERASED = (
    Erased(table="message", person="t.recipient_id", to=EMPTY),
    Erased(table="message", person=_OF_ADDRESS, to=EMPTY),
    Erased(table="mail_refusal", person=_OF_ADDRESS),
)

# Words of editions.
OF_NOBODY = ("mail_wording", "mail_letter_rule")
