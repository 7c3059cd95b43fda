"""Money that a venture is given in parts. The system records; it does not pay."""

from piccolo.columns import UUID, Date, ForeignKey, Integer, Numeric, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.incubator.tables import Venture
from contest.incubator.tables.milestones import Milestone
from contest.lib.clock import now
from contest.lib.ids import uuid7


class VentureGrant(Table, tablename="venture_grant"):
    """A sum for a venture. Its currency and `rate` (CNY for one) are those of the day of the award, for good."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, unique=True, on_delete=OnDelete.cascade)
    amount = Numeric(digits=(14, 2))
    currency = Varchar(length=3)
    rate = Numeric(digits=(12, 6))
    fixed_on = Date()
    created_at = Timestamptz(default=now)

    venture_grant_amount_ck = Check("amount > 0 and rate > 0")
    venture_grant_rate_ck = Check("currency <> 'CNY' or rate = 1")


class Tranche(Table, tablename="tranche"):
    """A part of it, released after `milestone`; `reference`: of the payment, which is made elsewhere."""

    id = UUID(primary_key=True, default=uuid7)
    grant = ForeignKey(VentureGrant, null=False, index=True, on_delete=OnDelete.cascade, db_column_name="venture_grant")
    position = Integer()
    milestone = ForeignKey(Milestone, null=False, index=True, on_delete=OnDelete.restrict)
    amount = Numeric(digits=(14, 2))
    released_on = Date(null=True, default=None)
    released_by = UUID(null=True, default=None)
    reference = Varchar(length=120, default="")

    tranche_position_uq = Unique([grant, position])
    tranche_amount_ck = Check("amount > 0")
    tranche_released_ck = Check("(released_on is null) = (reference = '')")


class TrancheApproval(Table, tablename="tranche_approval"):
    """Somebody says that a tranche may be released; nobody says it twice."""

    id = UUID(primary_key=True, default=uuid7)
    tranche = ForeignKey(Tranche, null=False, index=True, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    at = Timestamptz(default=now)

    tranche_approval_once_uq = Unique([tranche, person])
