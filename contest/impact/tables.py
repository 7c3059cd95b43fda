"""Sets of emission factors. A published one stays as it is: what changes is the next."""

from piccolo.columns import UUID, DoublePrecision, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from contest.lib.clock import now
from contest.lib.ids import uuid7


class FactorSet(Table, tablename="factor_set"):
    """One version. `host` is the place whose grid everybody's figure is computed with (ISO 3166-2, as `CN-HI`)."""

    id = UUID(primary_key=True, default=uuid7)
    number = Integer(unique=True)
    host = Varchar(length=10)
    reason_en = Text(default="")
    reason_zh = Text(default="")
    published_at = Timestamptz(default=now)

    factor_set_reason_ck = Check("number = 1 or reason_en <> '' or reason_zh <> ''")


class EmissionFactor(Table, tablename="emission_factor"):
    """A factor of a set: kgCO2 or kgCO2e per kWh. Without `value` it is known to exist, and is not at hand."""

    id = UUID(primary_key=True, default=uuid7)
    factor_set = ForeignKey(FactorSet, null=False, index=True, on_delete=OnDelete.cascade)
    key = Varchar(length=80)
    place = Varchar(length=10)
    year = Integer()
    value = DoublePrecision(null=True, default=None)
    unit = Varchar(length=12)
    boundary = Varchar(length=20)
    about = Text(default="")
    publisher = Text()
    published = Text()
    status = Text()
    licence = Text()

    emission_factor_key_uq = Unique([factor_set, key])
    emission_factor_value_ck = Check("value is null or (value >= 0 and value <= 3)")
    emission_factor_unit_ck = Check("unit in ('kgCO2/kWh', 'kgCO2e/kWh')")
    emission_factor_boundary_ck = Check(
        "boundary in ('average', 'life_cycle', 'combined_margin', 'operating_margin', 'residual', 'fossil')"
    )
