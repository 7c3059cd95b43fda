"""People, organisations, grants of roles, one-time codes, second factors, tokens and consents."""

from piccolo.columns import JSONB, UUID, Array, BigInt, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class Organisation(Table, tablename="organisation"):
    """A body that people belong to; conflicts are found by it and by its e-mail domain."""

    id = UUID(primary_key=True, default=uuid7)
    name_en = Varchar(length=200)
    name_zh = Varchar(length=200)
    country = Varchar(length=2)
    email_domain = Varchar(length=120)
    is_demo = Boolean(default=False)
    created_at = Timestamptz(default=now)


class Person(Table, tablename="person"):
    """Somebody with an address. `email` is kept in lower case; `epoch` rises when they sign out everywhere.

    Who was erased keeps the row, with the `pseudonym` in the place of name and address.
    """

    id = UUID(primary_key=True, default=uuid7)
    email = Varchar(length=254, unique=True)
    email_confirmed_at = Timestamptz(null=True, default=None)
    name = Varchar(length=120)
    locale = Varchar(length=5, default="en")
    time_zone = Varchar(length=60, default="UTC")
    country = Varchar(length=2, default="")
    organisation = ForeignKey(Organisation, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    password_hash = Text(null=True, default=None)
    epoch = Integer(default=0)
    is_demo = Boolean(default=False)
    created_at = Timestamptz(default=now)
    pseudonym = Varchar(length=12, default="")
    erased_at = Timestamptz(null=True, default=None)

    person_erased_ck = Check("(erased_at is null) = (pseudonym = '')")
    person_locale_ck = Check("locale in ('en', 'zh')")
    person_email_ck = Check("email = lower(email)")


class RoleGrant(Table, tablename="role_grant"):
    """A role of a person, for a round, an edition or the whole installation, until it expires or is taken back."""

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    role = Varchar(length=30)
    edition_id = UUID(null=True, default=None)
    round_id = UUID(null=True, default=None)
    country = Varchar(length=2, default="")  # where it is worked; "" while nobody said
    reason = Text()
    granted_by = UUID(null=True, default=None)
    created_at = Timestamptz(default=now)
    expires_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)

    role_grant_role_ck = Check(
        "role in ('programme_organiser', 'round_organiser', 'screener', 'judge', 'panel_chair', 'partner', "
        "'counterpart', 'founder', 'mentor', 'auditor', 'compliance_officer')"
    )


class OneTimeCode(Table, tablename="one_time_code"):
    """A code that was mailed, kept as a digest; good once, for one purpose, for a short time."""

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    purpose = Varchar(length=12)
    digest = Varchar(length=64)
    tries = Integer(default=0)
    created_at = Timestamptz(default=now)
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)

    one_time_code_digest_uq = Unique([digest])
    one_time_code_purpose_ck = Check("purpose in ('sign_in', 'confirm', 'reset', 'invite', 'request')")


class SecondFactor(Table, tablename="second_factor"):
    """An authenticator app of a person: one that works, and at most one being set up. `secret` is encrypted.

    `last_step` is the half minute of the last code that was used: none is good twice.
    """

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    secret = Text()
    last_step = BigInt(default=0)
    created_at = Timestamptz(default=now)
    confirmed_at = Timestamptz(null=True, default=None)


class Passkey(Table, tablename="passkey"):
    """A second factor that a device holds: `credential` names it, `public_key` proves what it signs.

    `sign_count` is the device's own count of its uses, 0 where it keeps none: a copy of it falls behind.
    """

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    credential = Bytea(unique=True)
    public_key = Bytea()
    sign_count = BigInt(default=0)
    name = Varchar(length=60)
    made_at = Timestamptz(default=now)
    used_at = Timestamptz(null=True, default=None)


class RecoveryCode(Table, tablename="recovery_code"):
    """What stands in for a lost phone or key, once; kept as a digest. Those of one `lot` were shown together."""

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    lot = UUID(default=uuid7)
    digest = Varchar(length=64)
    used_at = Timestamptz(null=True, default=None)

    recovery_code_digest_uq = Unique([digest])


class ApiToken(Table, tablename="api_token"):
    """With what a program acts for a person, kept as a digest and as its last characters (`hint`).

    It works while the person's epoch is the one it was made under; their roles count with it in this place only.
    """

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    name = Varchar(length=120)
    digest = Varchar(length=64)
    hint = Varchar(length=4)
    scopes = Array(base_column=Varchar(length=30))
    edition_id = UUID(null=True, default=None)
    round_id = UUID(null=True, default=None)
    epoch = Integer()
    created_at = Timestamptz(default=now)
    expires_at = Timestamptz()
    last_used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)

    api_token_digest_uq = Unique([digest])
    api_token_scopes_ck = Check("cardinality(scopes) > 0")


class PersonViewing(Table, tablename="person_viewing"):
    """That somebody looked through a person's eyes: who, why, and until when at most. Shown to that person for good."""

    id = UUID(primary_key=True, default=uuid7)
    viewer = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    reason = Varchar(length=300)
    began_at = Timestamptz(default=now)
    ended_at = Timestamptz()

    person_viewing_order_ck = Check("began_at < ended_at and viewer <> person")


class SignInLink(Table, tablename="sign_in_link"):
    """A link that signs a person in, again and again, for one role in one round; kept as a digest.

    Its sessions open pages under `paths` only. It works while the person's epoch is the one it was made under.
    """

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    role = Varchar(length=30)
    edition_id = UUID()
    round_id = UUID(index=True)
    paths = Array(base_column=Varchar(length=120))
    digest = Varchar(length=64)
    epoch = Integer()
    made_by = UUID(null=True, default=None)
    created_at = Timestamptz(default=now)
    expires_at = Timestamptz()
    revoked_at = Timestamptz(null=True, default=None)

    sign_in_link_digest_uq = Unique([digest])


class LinkDevice(Table, tablename="link_device"):
    """A browser that came in by a link, known again by a cookie of which `digest` is kept.

    `proof`: the digest of the code of the place that was typed in on it, where one was asked for.
    """

    id = UUID(primary_key=True, default=uuid7)
    link = ForeignKey(SignInLink, null=False, index=True, on_delete=OnDelete.cascade)
    digest = Varchar(length=64)
    name = Varchar(length=60)
    proof = Varchar(length=64, default="")
    first_at = Timestamptz(default=now)
    last_at = Timestamptz(default=now)
    revoked_at = Timestamptz(null=True, default=None)

    link_device_uq = Unique([link, digest])


class ConsentText(Table, tablename="consent_text"):
    """One version of what is asked for a purpose. Published, it stays as it is.

    `ends_earlier`: what was agreed to before does not cover this text, and ended when it was published.
    """

    id = UUID(primary_key=True, default=uuid7)
    purpose = Varchar(length=20)
    number = Integer()
    body_en = Text()
    body_zh = Text()
    reason_en = Text(default="")
    reason_zh = Text(default="")
    ends_earlier = Boolean(default=False)
    created_at = Timestamptz(default=now)
    published_at = Timestamptz(null=True, default=None)

    consent_text_number_uq = Unique([purpose, number])
    consent_text_purpose_ck = Check(
        "purpose in ('run', 'judges_abroad', 'public_page', 'media', 'contacts', 'newsletter', 'transfer')"
    )


class Consent(Table, tablename="consent"):
    """That somebody agreed to a purpose, for a place (`rules.consents.PLACES`, a country; "" where none is meant).

    Of one purpose and place at most one row has not ended. `origin` is a keyed digest of the network address.
    """

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    purpose = Varchar(length=20)
    place = Varchar(length=2, default="")
    version = ForeignKey(ConsentText, null=False, index=True, on_delete=OnDelete.restrict)
    locale = Varchar(length=5)
    origin = Varchar(length=64, default="")
    given_at = Timestamptz(default=now)
    ended_at = Timestamptz(null=True, default=None)
    ended_by = Varchar(length=10, default="")

    consent_ended_ck = Check("(ended_at is null) = (ended_by = '') and ended_by in ('', 'person', 'new_text')")
    consent_order_ck = Check("ended_at is null or ended_at >= given_at")


class PersonRequest(Table, tablename="person_request"):
    """What a person asks about their data, to be answered by `due_at`: `words` say what is wrong, or why.

    Nothing happens before they typed the code that was mailed to them (`proved_at`). Of a copy `key` is where it lies
    in the storage until `kept_until`; of an erasure `kept_until` is when the last backup made before it is deleted, and
    `left_over` where the name stands still, by table and column, since somebody else wrote it.
    """

    id = UUID(primary_key=True, default=uuid7)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=8)
    words = Text(default="")
    state = Varchar(length=9, default="unproved")
    asked_at = Timestamptz(default=now)
    due_at = Timestamptz()
    proved_at = Timestamptz(null=True, default=None)
    answer = Text(default="")
    answered_by = UUID(null=True, default=None)
    begun_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    key = Varchar(length=200, default="")
    size = BigInt(default=0)
    kept_until = Timestamptz(null=True, default=None)
    left_over = JSONB(default="{}")

    person_request_kind_ck = Check("kind in ('copy', 'correct', 'erase')")
    person_request_state_ck = Check("state in ('unproved', 'open', 'working', 'done', 'refused', 'withdrawn')")
    person_request_proved_ck = Check("state in ('unproved', 'withdrawn') or proved_at is not null")
    person_request_answered_ck = Check("(state in ('done', 'refused')) = (answered_at is not null)")
    person_request_due_ck = Check("asked_at < due_at")
