"""What ventures ask of the zone's desk, and the prizes that they were given under conditions."""

from piccolo.columns import UUID, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.incubator.tables import Venture, VentureFile
from contest.lib.clock import now
from contest.lib.ids import uuid7


class ServiceRequest(Table, tablename="service_request"):
    """What a venture asks of the desk; `due_on`: by when the desk means to answer."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=8)
    text = Text()
    asked_by = UUID(null=True, default=None)
    asked_at = Timestamptz(default=now)
    owner = ForeignKey(Person, null=True, index=True, default=None, on_delete=OnDelete.restrict)
    due_on = Date()
    answer = Text(default="")
    answered_by = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)

    service_request_kind_ck = Check("kind in ('premises', 'finance', 'esg', 'permits')")
    service_request_answer_ck = Check("(answer = '') = (answered_at is null)")
    service_request_end_ck = Check("answered_at is null or withdrawn_at is null")


class Prize(Table, tablename="prize"):
    """What a venture was promised with its award. It is settled once every condition is met, by `settle_by`, or it
    lapses."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    name_en = Varchar(length=200, default="")
    name_zh = Varchar(length=200, default="")
    amount = Numeric(digits=(14, 2), null=True, default=None)
    currency = Varchar(length=3, default="")
    settle_by = Date()
    settled_on = Date(null=True, default=None)
    lapsed_on = Date(null=True, default=None)
    reason = Text(default="")
    created_at = Timestamptz(default=now)

    prize_name_ck = Check("name_en <> '' or name_zh <> ''")
    prize_amount_ck = Check("(amount is null) = (currency = '') and (amount is null or amount > 0)")
    prize_end_ck = Check("settled_on is null or lapsed_on is null")
    prize_lapsed_ck = Check("lapsed_on is null or reason <> ''")


class PrizeCondition(Table, tablename="prize_condition"):
    """One condition of a prize. Met with a document, or not at all."""

    id = UUID(primary_key=True, default=uuid7)
    prize = ForeignKey(Prize, null=False, index=True, on_delete=OnDelete.cascade)
    position = Integer()
    text = Text()
    met_on = Date(null=True, default=None)
    evidence = ForeignKey(VentureFile, null=True, index=True, default=None, on_delete=OnDelete.restrict)

    prize_condition_position_uq = Unique([prize, position])
    prize_condition_met_ck = Check("(met_on is null) = (evidence is null)")
