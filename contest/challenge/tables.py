"""Editions, cities, rounds, scenes and partners."""

from piccolo.columns import JSONB, UUID, Array, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

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
    """A name in the list of an edition; being named is no endorsement."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    role = Varchar(length=80)
    name_en = Varchar(length=200)
    name_zh = Varchar(length=200)
    source = Text()
    position = Integer(default=0)


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
    is_blind = Boolean(default=False)
    kinds = Array(base_column=Varchar(length=10))
    quota = Integer(null=True, default=None)
    factor_set = ForeignKey(FactorSet, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    created_at = Timestamptz(default=now)

    round_edition_slug_uq = Unique([edition, slug])
    round_dates_ck = Check("opens_at < closes_at and closes_at < reviews_due_at")
    round_stage_ck = Check("stage in ('online', 'roadshow')")
    round_state_ck = Check(
        "state in ('planned', 'open', 'screening', 'judging', 'deliberation', 'notice', 'decided', 'cancelled')"
    )


class EntryForm(Table, tablename="entry_form"):
    """One version of the form for one kind of entry: `content` is a `rules.forms.Form`. Published, it stays as it is.

    `reason_en` and `reason_zh` say why it follows the version before, where a call had promised that one.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=10)
    number = Integer()
    state = Varchar(length=10, default="draft")
    content = JSONB()
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
