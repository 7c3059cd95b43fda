"""Who may hand in after a round's deadline."""

from piccolo.columns import UUID, Array, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Round
from contest.lib.clock import now
from contest.lib.ids import uuid7


class LateCode(Table, tablename="late_code"):
    """A code that opens a round to latecomers: `most` persons may use it until `good_until`, each may then hand in
    until `until`. Only its digest is kept, and its last letters so that an organiser can tell two apart."""

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    digest = Varchar(length=64, unique=True)
    ending = Varchar(length=4)
    kinds = Array(base_column=Varchar(length=10))
    most = Integer()
    until = Timestamptz()
    good_until = Timestamptz()
    reason = Text()
    created_by = UUID()
    created_at = Timestamptz(default=now)
    revoked_at = Timestamptz(null=True, default=None)

    late_code_most_ck = Check("most between 1 and 1000")
    late_code_until_ck = Check("good_until <= until")
    late_code_reason_ck = Check("reason <> ''")


class Extension(Table, tablename="extension"):
    """More time for one person in one round, for entries of `kinds` (none named: of any kind). Taken back, it stays as
    a row: what was handed in under it can be defended."""

    id = UUID(primary_key=True, default=uuid7)
    round = ForeignKey(Round, null=False, index=True, on_delete=OnDelete.restrict)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    code = ForeignKey(LateCode, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    kinds = Array(base_column=Varchar(length=10))
    until = Timestamptz()
    reason = Text()
    granted_by = UUID()
    granted_at = Timestamptz(default=now)
    revoked_at = Timestamptz(null=True, default=None)

    extension_code_person_uq = Unique([code, person])
    extension_reason_ck = Check("reason <> ''")
