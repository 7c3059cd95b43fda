"""The region's scenes, the needs in its register, and the counterparts who own them.

An edition stands above this slice and is named by its id, as in a grant of a role.
"""

from piccolo.columns import UUID, Array, Boolean, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Organisation, Person
from contest.files.tables import File
from contest.lib.clock import now
from contest.lib.ids import uuid7


class ZoneScene(Table, tablename="zone_scene"):
    """A scene of the host region. `same_as`: the keys by which calls, whose sets of scenes differ, mean this one."""

    id = UUID(primary_key=True, default=uuid7)
    edition_id = UUID()
    key = Varchar(length=40)
    name_en = Varchar(length=120)
    name_zh = Varchar(length=120)
    same_as = Array(base_column=Varchar(length=40))
    position = Integer(default=0)

    zone_scene_key_uq = Unique([edition_id, key])


class Counterpart(Table, tablename="counterpart"):
    """An organisation that meets entrants: it owns projects of the region, invests, or is a partner.

    `is_named`: whether public pages may say that it takes part.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition_id = UUID()
    organisation = ForeignKey(Organisation, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=10)
    about_en = Text(default="")
    about_zh = Text(default="")
    languages = Array(base_column=Varchar(length=8))
    is_named = Boolean(default=False)
    is_demo = Boolean(default=False)
    created_at = Timestamptz(default=now)
    left_at = Timestamptz(null=True, default=None)

    counterpart_organisation_uq = Unique([edition_id, organisation])
    counterpart_kind_ck = Check("kind in ('owner', 'investor', 'partner')")


class CounterpartTerms(Table, tablename="counterpart_terms"):
    """One version of what counterparts of an edition agree to; it stays as it is."""

    id = UUID(primary_key=True, default=uuid7)
    edition_id = UUID()
    number = Integer()
    body_en = Text()
    body_zh = Text()
    published_at = Timestamptz(default=now)

    counterpart_terms_number_uq = Unique([edition_id, number])


class CounterpartPerson(Table, tablename="counterpart_person"):
    """Who acts for a counterpart: from their yes to the terms until they leave."""

    id = UUID(primary_key=True, default=uuid7)
    counterpart = ForeignKey(Counterpart, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.cascade)
    invited_at = Timestamptz(default=now)
    terms = ForeignKey(CounterpartTerms, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    locale = Varchar(length=5, default="")
    accepted_at = Timestamptz(null=True, default=None)
    left_at = Timestamptz(null=True, default=None)

    counterpart_person_uq = Unique([counterpart, person])
    counterpart_person_terms_ck = Check("(terms is null) = (accepted_at is null)")


class Need(Table, tablename="need"):
    """What somebody looks for: a project of the region, a thesis of an investor, a call of a partner.

    `invested_cny` is what the whole project costs, `least_cny` to `most_cny` what an entry may ask for; all in yuan.
    Empty lists ask for nothing. `publicity` is what its owner allows.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition_id = UUID()
    reference = Varchar(length=40)
    owner = ForeignKey(Organisation, null=False, index=True, on_delete=OnDelete.restrict)
    kind = Varchar(length=10)
    title_en = Varchar(length=200, default="")
    title_zh = Varchar(length=200, default="")
    about_en = Text(default="")
    about_zh = Text(default="")
    scenes = Array(base_column=Varchar(length=40))
    entry_kinds = Array(base_column=Varchar(length=10))
    least_trl = Integer(null=True, default=None)
    least_cny = Numeric(digits=(16, 2), null=True, default=None)
    most_cny = Numeric(digits=(16, 2), null=True, default=None)
    invested_cny = Numeric(digits=(18, 2), null=True, default=None)
    place_en = Varchar(length=120, default="")
    place_zh = Varchar(length=120, default="")
    countries = Array(base_column=Varchar(length=2))
    languages = Array(base_column=Varchar(length=8))
    keywords = Array(base_column=Varchar(length=80))
    exclusions = Array(base_column=Varchar(length=80))
    within_months = Integer(null=True, default=None)
    capacity = Integer(null=True, default=None)
    state = Varchar(length=10, default="draft")
    publicity = Varchar(length=10, default="none")
    shows_money = Boolean(default=False)
    due_on = Date(null=True, default=None)
    is_demo = Boolean(default=False)
    created_at = Timestamptz(default=now)
    changed_at = Timestamptz(default=now)
    opened_at = Timestamptz(null=True, default=None)

    need_reference_uq = Unique([edition_id, reference])
    need_kind_ck = Check("kind in ('scenario', 'industry', 'thesis', 'call')")
    need_state_ck = Check("state in ('draft', 'open', 'under_way', 'met', 'closed')")
    need_publicity_ck = Check("publicity in ('none', 'unnamed', 'named')")
    need_trl_ck = Check("least_trl between 1 and 9")
    need_money_ck = Check("least_cny >= 0 and most_cny >= 0 and invested_cny >= 0 and least_cny <= most_cny")
    need_numbers_ck = Check("capacity > 0 and within_months > 0")
    need_opened_ck = Check("state = 'draft' or opened_at is not null")


class Agreement(Table, tablename="agreement"):
    """What was signed: a letter, a memorandum, a contract. `fields` are those in which its parties work together.

    `round_id`: the round at which it was signed; its organisers keep it. `confidentiality` says who may know of it
    beside those who keep it: everybody, its parties, or nobody.
    """

    id = UUID(primary_key=True, default=uuid7)
    edition_id = UUID()
    round_id = UUID(null=True, default=None)
    reference = Varchar(length=40)
    kind = Varchar(length=10)
    title_en = Varchar(length=200, default="")
    title_zh = Varchar(length=200, default="")
    fields = Array(base_column=Varchar(length=80))
    signed_on = Date()
    confidentiality = Varchar(length=10)
    file = ForeignKey(File, null=True, default=None, on_delete=OnDelete.restrict)
    is_demo = Boolean(default=False)
    recorded_by = UUID(null=True, default=None)
    recorded_at = Timestamptz(default=now)

    agreement_reference_uq = Unique([edition_id, reference])
    agreement_kind_ck = Check("kind in ('letter', 'framework', 'project', 'investment', 'other')")
    agreement_confidentiality_ck = Check("confidentiality in ('public', 'parties', 'organisers')")


class AgreementParty(Table, tablename="agreement_party"):
    """A party of an agreement, in the order of its signatures; `organisation` where it is a counterpart's."""

    id = UUID(primary_key=True, default=uuid7)
    agreement = ForeignKey(Agreement, null=False, on_delete=OnDelete.cascade)
    place = Integer()
    name_en = Varchar(length=200, default="")
    name_zh = Varchar(length=200, default="")
    organisation = ForeignKey(Organisation, null=True, index=True, default=None, on_delete=OnDelete.restrict)

    agreement_party_place_uq = Unique([agreement, place])
    agreement_party_name_ck = Check("name_en <> '' or name_zh <> ''")
