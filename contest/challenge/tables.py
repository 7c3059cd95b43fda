"""Editions, cities, rounds, scenes and partners; rules, self-checks, links and nominations."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.impact.tables import FactorSet
from contest.lib.clock import now
from contest.lib.ids import uuid7


class Edition(Table, tablename="edition"):
    """One year of the challenge. `code_prefix` starts the codes of its entries, as in `BT26-0147`.

    `scan_waiver` is the reason why an organiser lets its files come in where there is no virus scanner.
    """

    id = UUID(primary_key=True, default=uuid7)
    slug = Varchar(length=40, unique=True)
    code_prefix = Varchar(length=8, unique=True)
    name_en = Varchar(length=200)
    name_zh = Varchar(length=200)
    purpose_en = Text()
    purpose_zh = Text()
    state = Varchar(length=10, default="draft")
    entries_numbered = Integer(default=0)
    scan_waiver = Text(default="")
    scan_waived_by = UUID(null=True, default=None)
    scan_waived_at = Timestamptz(null=True, default=None)
    is_demo = Boolean(default=False)
    created_at = Timestamptz(default=now)

    edition_state_ck = Check("state in ('draft', 'open', 'judging', 'decided', 'closed')")
    edition_waiver_ck = Check("(scan_waiver = '') = (scan_waived_at is null)")


class Scene(Table, tablename="scene"):
    """A field of zero-carbon work that an edition asks for: data, never code."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    key = Varchar(length=40)
    name_en = Varchar(length=120)
    name_zh = Varchar(length=120)
    about_en = Text(default="")
    about_zh = Text(default="")
    position = Integer(default=0)

    scene_edition_key_uq = Unique([edition, key])


class Partner(Table, tablename="partner"):
    """A name in the list of an edition; being named is no endorsement.

    The public sees it from when its permission was recorded: who gave it, when, and where it is kept.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    role = Varchar(length=80)
    name_en = Varchar(length=200)
    name_zh = Varchar(length=200)
    source = Text()
    position = Integer(default=0)
    permission = Text(default="")
    permitted_at = Timestamptz(null=True, default=None)


class City(Table, tablename="city"):
    """A place where rounds are held, with its time zone (IANA)."""

    id = UUID(primary_key=True, default=uuid7)
    key = Varchar(length=40, unique=True)
    name_en = Varchar(length=80)
    name_zh = Varchar(length=80)
    country = Varchar(length=2)
    time_zone = Varchar(length=60)


class Round(Table, tablename="round"):
    """One stage in one city, or online where `city` is null. `time_zone` is the one its people live by."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.restrict)
    city = ForeignKey(City, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    slug = Varchar(length=60)
    name_en = Varchar(length=160)
    name_zh = Varchar(length=160)
    call_en = Text(default="")
    call_zh = Text(default="")
    stage = Varchar(length=10, default="online")
    state = Varchar(length=14, default="planned")
    time_zone = Varchar(length=60)
    opens_at = Timestamptz()
    closes_at = Timestamptz()
    reviews_due_at = Timestamptz()
    notice_days = Integer(default=5)
    blindness = Varchar(length=10, default="none")
    judges_known = Varchar(length=6, default="signed")
    publicity = Varchar(length=10, default="listed")
    language = Varchar(length=5, default="both")
    kinds = Array(base_column=Varchar(length=10))
    quota = Integer(null=True, default=None)
    factor_set = ForeignKey(FactorSet, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=now)

    round_edition_slug_uq = Unique([edition, slug])
    round_dates_ck = Check("opens_at < closes_at and closes_at < reviews_due_at")
    round_blindness_ck = Check("blindness in ('none', 'names', 'anonymous') and judges_known in ('signed', 'never')")
    round_public_ck = Check("publicity in ('listed', 'codes', 'unlisted') and language in ('both', 'en', 'zh')")
    round_stage_ck = Check("stage in ('online', 'roadshow')")
    round_state_ck = Check(
        "state in ('planned', 'open', 'screening', 'judging', 'deliberation', 'notice', 'decided', 'cancelled')"
    )


class EntryForm(Table, tablename="entry_form"):
    """One version of the form for one kind of entry: `content` is a `rules.forms.Form`. Published, it stays as it is.

    `reason_en` and `reason_zh` say why it follows the version before, where a call had promised that one. A draft's
    `revision` counts its changes; an index of the migrations holds that a form has one draft at most.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=10)
    number = Integer()
    state = Varchar(length=10, default="draft")
    content = JSONB()
    revision = Integer(default=1)
    reason_en = Text(default="")
    reason_zh = Text(default="")
    created_at = Timestamptz(default=now)
    published_at = Timestamptz(null=True, default=None)

    entry_form_number_uq = Unique([edition, kind, number])
    entry_form_kind_ck = Check("kind in ('project', 'solution', 'product', 'talent')")
    entry_form_state_ck = Check("state in ('draft', 'published') and (state = 'draft') = (published_at is null)")


class RoundChange(Table, tablename="round_change"):
    """What changed after the call opened, with the reason that the call shows: a later deadline, a cancellation."""

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=10)
    was = Timestamptz(null=True, default=None)
    becomes = Timestamptz(null=True, default=None)
    reason_en = Text(default="")
    reason_zh = Text(default="")
    changed_at = Timestamptz(default=now)

    round_change_kind_ck = Check("kind in ('deadline', 'cancelled')")
    round_change_moved_ck = Check("(kind = 'deadline') = (was is not null and becomes is not null and was < becomes)")
    round_change_reason_ck = Check("reason_en <> '' or reason_zh <> ''")


class RulesText(Table, tablename="rules_text"):
    """One version of an edition's rules. Published, it stays as it is; `reason` says why it follows the one before."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    number = Integer()
    body_en = Text()
    body_zh = Text()
    reason_en = Text(default="")
    reason_zh = Text(default="")
    created_at = Timestamptz(default=now)
    published_at = Timestamptz(null=True, default=None)

    rules_text_number_uq = Unique([edition, number])


class SelfCheck(Table, tablename="self_check"):
    """What somebody can ask themselves before they enter: `questions` is a list of `rules.checks.Question`.

    Of an edition, or of one of its rounds, which then has no other.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    round = ForeignKey(Round, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    questions = JSONB()
    changed_at = Timestamptz(default=now)


class PartnerPerson(Table, tablename="partner_person"):
    """Who acts for a partner. It counts while they hold the role `partner` in its edition."""

    id = UUID(primary_key=True, default=uuid7)
    partner = ForeignKey(Partner, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    created_at = Timestamptz(default=now)

    partner_person_uq = Unique([partner, person])


class PartnerLink(Table, tablename="partner_link"):
    """A link that a partner hands out, known by its code. `round` is where it leads; none: to the edition."""

    id = UUID(primary_key=True, default=uuid7)
    partner = ForeignKey(Partner, null=False, index=True, on_delete=OnDelete.cascade)
    round = ForeignKey(Round, null=True, index=True, default=None, on_delete=OnDelete.cascade)
    code = Varchar(length=12, unique=True)
    label = Varchar(length=120, default="")
    created_at = Timestamptz(default=now)


class LinkCount(Table, tablename="link_count"):
    """How often what happened through a link on a day (UTC): numbers, of nobody."""

    id = UUID(primary_key=True, default=uuid7)
    link = ForeignKey(PartnerLink, null=False, index=True, on_delete=OnDelete.cascade)
    day = Date()
    views = Integer(default=0)
    begun = Integer(default=0)
    handed_in = Integer(default=0)

    link_count_day_uq = Unique([link, day])


class Nomination(Table, tablename="nomination"):
    """Somebody whom a partner asks to enter. Who declines, or does not answer in time, is forgotten: name and address.

    `digest` is that of the key in the mail; `address` the keyed digest by which nobody is asked twice for a round.
    """

    id = UUID(primary_key=True, default=uuid7)
    partner = ForeignKey(Partner, null=False, index=True, on_delete=OnDelete.cascade)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.cascade)
    name = Varchar(length=200, default="")
    email = Varchar(length=254, default="")
    address = Varchar(length=64)
    reason = Text()
    locale = Varchar(length=5)
    digest = Varchar(length=64, unique=True)
    state = Varchar(length=10, default="asked")
    nominated_by = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    created_at = Timestamptz(default=now)
    expires_at = Timestamptz()
    answered_at = Timestamptz(null=True, default=None)

    nomination_address_uq = Unique([round, address])
    nomination_state_ck = Check("state in ('asked', 'begun', 'declined', 'expired', 'withdrawn')")
    nomination_forgotten_ck = Check("state in ('asked', 'begun') or (name = '' and email = '')")


class CalendarDay(Table, tablename="calendar_day"):
    """A day that, in a time zone, is not as weekdays say: nobody works, or a weekend's day is worked."""

    id = UUID(primary_key=True, default=uuid7)
    time_zone = Varchar(length=60)
    on = Date()
    is_worked = Boolean()
    name = Varchar(length=80, default="")
    written_at = Timestamptz(default=now)

    calendar_day_uq = Unique([time_zone, on])


class PublicPage(Table, tablename="public_page"):
    """What the operator of the installation writes on a page that every visitor may want to read before signing up."""

    id = UUID(primary_key=True, default=uuid7)
    key = Varchar(length=20, unique=True)
    body_en = Text(default="")
    body_zh = Text(default="")
    written_at = Timestamptz(default=now)

    public_page_key_ck = Check("key in ('privacy', 'imprint', 'accessibility')")
