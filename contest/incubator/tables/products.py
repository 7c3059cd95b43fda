"""Products of ventures under two sets of rules, what is to be said of them, and who reviewed the rules for that."""

from piccolo.columns import JSONB, UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.accounts.tables import Person
from contest.challenge.tables import Edition
from contest.incubator.tables import Venture
from contest.lib.clock import now
from contest.lib.ids import uuid7


class ProductInventory(Table, tablename="product_inventory"):
    """A version of a venture's inventory: `content` is an `impact.rules.footprints.Inventory` with its factors as they
    were. It stays as it is."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=False, on_delete=OnDelete.cascade)
    number = Integer()
    content = JSONB()
    made_by = UUID(null=True, default=None)
    made_at = Timestamptz(default=now)

    product_inventory_number_uq = Unique([venture, number])


class ClaimCheck(Table, tablename="claim_check"):
    """A text that was checked for a market, and what came of it then."""

    id = UUID(primary_key=True, default=uuid7)
    venture = ForeignKey(Venture, null=False, index=True, on_delete=OnDelete.cascade)
    text = Text()
    market = Varchar(length=2)
    audience = Varchar(length=9)
    uses_offsets = Boolean()
    verdict = Varchar(length=7)
    made_by = UUID(null=True, default=None)
    made_at = Timestamptz(default=now)

    claim_check_verdict_ck = Check("verdict in ('refused', 'warned', 'noted')")


class ClaimReview(Table, tablename="claim_review"):
    """That somebody of an edition's organisers read a rule of wording and the law it stands on."""

    id = UUID(primary_key=True, default=uuid7)
    edition = ForeignKey(Edition, null=False, index=True, on_delete=OnDelete.cascade)
    rule = Varchar(length=30)
    person = ForeignKey(Person, null=False, index=True, on_delete=OnDelete.restrict)
    note = Text(default="")
    at = Timestamptz(default=now)
