"""One inventory of a product under the Chinese and the EU set of rules: both numbers, and where the two differ.

Sources: GB/T 24067-2024, ISO 14067:2018, Commission Recommendation (EU) 2021/2279. A comparison is not a certificate.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from msgspec import Struct

from contest.impact.rules.factors import Factor, factor_faults
from contest.lib.i18n import N_, Lazy

Verdict = Literal["equal", "convertible", "different"]
VERDICTS: dict[str, Lazy] = {
    "equal": N_("Equal"),
    "convertible": N_("Convertible"),
    "different": N_("Different"),
}
FINDINGS: dict[str, Lazy] = {
    "equal": N_("Comparable"),
    "convertible": N_("Comparable after recalculation"),
    "different": N_("Not comparable"),
}
NO_CERTIFICATE = N_("This comparison is not a certificate.")
MOST_ROWS = 12
LARGEST = Decimal("1e9")
SIDES = ("cn", "eu")
STAGES: dict[str, Lazy] = {
    "materials": N_("Raw materials"),
    "production": N_("Production"),
    "transport": N_("Transport"),
    "use": N_("Use"),
    "end": N_("End of life"),
}
BOUNDARIES: dict[str, Lazy] = {"gate": N_("Cradle to gate"), "grave": N_("Cradle to grave")}
UNITS: dict[str, Lazy] = {"kwh": N_("kWh of electricity"), "kgco2e": N_("kg CO₂e")}
STANDARDS: dict[str, tuple[str, ...]] = {"cn": ("GB/T 24067-2024",), "eu": ("ISO 14067:2018", "PEF (EU) 2021/2279")}
GWP_SETS = ("AR6", "AR5")


class Row(Struct, frozen=True, kw_only=True):
    """A line of the inventory for one functional unit; `boundary` says what of it is counted and where it ends."""

    name: str
    stage: str
    amount: Decimal
    unit: str
    boundary: str


class Side(Struct, frozen=True, kw_only=True):
    """How the inventory is computed and checked under one set of rules; an empty text or None: not stated."""

    standard: str = ""
    product_rules: str = ""
    factor: Factor | None = None
    cut_off_percent: Decimal | None = None
    end_of_life: str = ""
    is_biogenic_apart: bool = False
    gwp: str = ""
    quality: str = ""
    certificate: str = ""
    certified_on: date | None = None


class Inventory(Struct, frozen=True, kw_only=True):
    """A product for one functional unit, and what is said under each set of rules."""

    product: str
    functional_unit: str
    boundary: str
    rows: tuple[Row, ...]
    cn: Side
    eu: Side
    uses_offsets: bool = False


class Point(Struct, frozen=True, kw_only=True):
    """A point of comparison: what stands on each side, and what follows."""

    key: str
    words: Lazy
    cn: str
    eu: str
    verdict: Verdict


class Comparison(Struct, frozen=True, kw_only=True):
    """Both numbers (kgCO2e a functional unit, half up to two places), each point, and the overall finding."""

    cn_kgco2e: Decimal
    eu_kgco2e: Decimal
    points: tuple[Point, ...]
    finding: Verdict


def inventory_faults(of: Inventory) -> dict[str, Lazy | str]:
    """What cannot be computed, by field: `row_1_boundary`, `cn_factor`, …"""
    found: dict[str, Lazy | str] = {}
    for name in ("product", "functional_unit"):
        if not getattr(of, name):
            found[name] = N_("This answer is needed.")
    if of.boundary not in BOUNDARIES:
        found["boundary"] = N_("Choose one of the answers offered.")
    if not of.rows:
        found["row_1_name"] = N_("Give one row at least.")
    for number, row in enumerate(of.rows, 1):
        found |= {f"row_{number}_{name}": fault for name, fault in _row_faults(row).items()}
    for key in SIDES:
        found |= {f"{key}_{name}": fault for name, fault in _side_faults(key, getattr(of, key)).items()}
    return found


def _row_faults(row: Row) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    if not row.name:
        found["name"] = N_("This answer is needed.")
    if row.stage not in STAGES:
        found["stage"] = N_("Choose one of the answers offered.")
    if row.unit not in UNITS:
        found["unit"] = N_("Choose one of the answers offered.")
    if not row.amount.is_finite() or not 0 <= row.amount <= LARGEST:
        found["amount"] = N_("Use a number from 0 to %(most)s.", most=f"{LARGEST:f}")
    if not row.boundary:
        found["boundary"] = N_(
            "Say what is counted in this row, and where it ends: without a boundary it cannot count."
        )
    return found


def _side_faults(key: str, side: Side) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    if side.standard and side.standard not in STANDARDS[key]:
        found["standard"] = N_("Choose one of the answers offered.")
    if side.gwp and side.gwp not in GWP_SETS:
        found["gwp"] = N_("Choose one of the answers offered.")
    if side.factor is None or side.factor.value is None:
        found["factor"] = N_("Choose a factor for its electricity.")
    elif faults := factor_faults(side.factor, "footprint"):
        found["factor"] = faults[0]
    share = side.cut_off_percent
    if share is not None and not 0 <= share <= 100:
        found["cut_off_percent"] = N_("A share lies between 0 and 100 percent.")
    if bool(side.certificate) != (side.certified_on is not None):
        found["certificate"] = N_("A certificate has a number and a day.")
    return found


def footprint(of: Inventory, side: Side) -> Decimal:
    """kgCO2e of one functional unit with the electricity of this side; the caller has checked the inventory."""
    factor = Decimal(str(side.factor.value if side.factor is not None and side.factor.value is not None else 0))
    total = sum((row.amount * (factor if row.unit == "kwh" else 1) for row in of.rows), Decimal(0))
    return total.quantize(Decimal("0.01"), ROUND_HALF_UP)


def compare(of: Inventory) -> Comparison:
    """Each point equal, convertible or different; one that is different makes the whole not comparable."""
    points = tuple(point(of) for point in _POINTS)
    order = ("different", "convertible", "equal")
    finding = min((one.verdict for one in points), key=order.index)
    return Comparison(cn_kgco2e=footprint(of, of.cn), eu_kgco2e=footprint(of, of.eu), points=points, finding=finding)


def _text(key: str, words: Lazy, attribute: str, *, unequal: Verdict) -> Callable[[Inventory], Point]:
    """A point on a text of both sides: the same is equal, one that is not stated is different."""

    def point(of: Inventory) -> Point:
        cn, eu = (_shown(getattr(side, attribute)) for side in (of.cn, of.eu))
        verdict: Verdict = "different" if not (cn and eu) else "equal" if cn == eu else unequal
        return Point(key=key, words=words, cn=cn, eu=eu, verdict=verdict)

    return point


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f} %"
    return "" if value is None else str(value)


def _standard(of: Inventory) -> Point:
    """GB/T 24067 is built on ISO 14067; of a PEF only one of its sixteen impacts is the same."""
    cn, eu = of.cn.standard, of.eu.standard
    verdict: Verdict = "different" if not (cn and eu) else "equal" if eu.startswith("ISO") else "convertible"
    return Point(key="standard", words=N_("Basic standard"), cn=cn, eu=eu, verdict=verdict)


def _scope(of: Inventory) -> Point:
    """One inventory has one unit and one boundary; what was offset belongs to neither footprint."""
    said = f"{of.functional_unit}, {BOUNDARIES.get(of.boundary, of.boundary)}"
    verdict: Verdict = "different" if of.uses_offsets else "equal"
    return Point(key="scope", words=N_("Unit and boundary, without offsets"), cn=said, eu=said, verdict=verdict)


def _electricity(of: Inventory) -> Point:
    sides = (of.cn.factor, of.eu.factor)
    cn, eu = (f"{one.key} ({one.value:g})" if one is not None and one.value is not None else "" for one in sides)
    verdict: Verdict = "different" if not (cn and eu) else "equal" if cn == eu else "convertible"
    return Point(key="electricity", words=N_("Electricity"), cn=cn, eu=eu, verdict=verdict)


def _biogenic(of: Inventory) -> Point:
    words: Mapping[bool, str] = {True: str(N_("apart")), False: str(N_("not apart"))}
    both = of.cn.is_biogenic_apart and of.eu.is_biogenic_apart
    return Point(
        key="biogenic", words=N_("Biogenic carbon and land use"), cn=words[of.cn.is_biogenic_apart],
        eu=words[of.eu.is_biogenic_apart], verdict="equal" if both else "different",
    )  # fmt: skip


def _verification(of: Inventory) -> Point:
    """Each market has its own verifiers: a certificate of one is no certificate of the other."""
    shown = [f"{one.certificate}, {one.certified_on}" if one.certificate else "" for one in (of.cn, of.eu)]
    verdict: Verdict = "equal" if all(shown) else "convertible" if any(shown) else "different"
    return Point(key="verification", words=N_("Verification"), cn=shown[0], eu=shown[1], verdict=verdict)


_POINTS: tuple[Callable[[Inventory], Point], ...] = (
    _standard,
    _scope,
    _text("product_rules", N_("Product rules"), "product_rules", unequal="different"),
    _electricity,
    _text("cut_off", N_("Cut-off"), "cut_off_percent", unequal="convertible"),
    _text("end_of_life", N_("Method for the end of life"), "end_of_life", unequal="convertible"),
    _biogenic,
    _text("gwp", N_("Warming potentials"), "gwp", unequal="convertible"),
    _text("quality", N_("Data quality"), "quality", unequal="convertible"),
    _verification,
)
