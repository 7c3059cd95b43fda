"""Messages, the words that editions give to them, and who wants none."""

from piccolo.columns import UUID, Array, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class Message(Table, tablename="message"):
    """One mail to one person. `sealed_words` holds its codes and links, encrypted, until it is sent.

    `about` holds the ids of what it tells of: who may know nothing of one of them does not read the mail either.
    """

    id = UUID(primary_key=True, default=uuid7)
    kind = Varchar(length=60, index=True)
    recipient_id = UUID(null=True, default=None, index=True)
    recipient_name = Varchar(length=120)
    email = Varchar(length=254)
    locale = Varchar(length=5)
    subject = Varchar(length=300)
    body = Text()
    sealed_words = Text(null=True, default=None)
    message_id = Varchar(length=120, unique=True)
    state = Varchar(length=12, default="drafted", index=True)
    needs_approval = Boolean(default=False)
    approved_by = UUID(null=True, default=None)
    edition_id = UUID(null=True, default=None, index=True)
    round_id = UUID(null=True, default=None, index=True)
    about = Array(base_column=UUID(), default=list)
    is_demo = Boolean(default=False)
    is_essential = Boolean(default=True)
    attempts = Integer(default=0)
    error = Text(null=True, default=None)
    created_at = Timestamptz(default=now)
    queued_at = Timestamptz(null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)

    message_state_ck = Check(
        "state in ('drafted', 'approved', 'queued', 'sending', 'kept', 'sent', 'delivered', 'bounced', 'uncertain',"
        " 'withdrawn')"
    )


class Wording(Table, tablename="mail_wording"):
    """How a letter of an edition reads in one language; where there is none it reads as everywhere."""

    id = UUID(primary_key=True, default=uuid7)
    edition_id = UUID(null=False)
    letter = Varchar(length=60)
    locale = Varchar(length=5)
    subject = Varchar(length=200)
    body = Text()

    mail_wording_uq = Unique([edition_id, letter, locale])


class LetterRule(Table, tablename="mail_letter_rule"):
    """Whether a letter of an edition waits for a person or goes out by itself."""

    id = UUID(primary_key=True, default=uuid7)
    edition_id = UUID(null=False)
    letter = Varchar(length=60)
    is_reviewed = Boolean()

    mail_letter_rule_uq = Unique([edition_id, letter])


class MailRefusal(Table, tablename="mail_refusal"):
    """An address that wants no mail it can do without."""

    id = UUID(primary_key=True, default=uuid7)
    email = Varchar(length=254, unique=True)
    refused_at = Timestamptz(default=now)
