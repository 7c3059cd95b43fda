"""How far a product is from a label that somebody else may give. This house gives none."""

from contest.impact.rules.footprints import Comparison, Inventory
from contest.lib.i18n import N_, Lazy

NO_LABEL = N_("This system issues no label and claims no recognition: it says what is still missing for one.")


def readiness(of: Inventory | None, found: Comparison | None, wording: str | None) -> list[tuple[Lazy, bool]]:
    """Each thing that a label asks for, and whether it is there. `wording`: of the last text that was checked."""
    sides = () if of is None else (of.cn, of.eu)
    return [
        (N_("One inventory, each row with its boundary"), of is not None),
        (N_("Standard and product rules named on both sides"), bool(sides) and all(
            one.standard and one.product_rules for one in sides)),
        (N_("No point of the comparison is different"), found is not None and found.finding != "different"),
        (N_("Verified for China: certificate and day"), of is not None and bool(of.cn.certificate)),
        (N_("Verified for the EU: certificate and day"), of is not None and bool(of.eu.certificate)),
        (N_("Nothing is offset in the figure"), of is not None and not of.uses_offsets),
        (N_("The wording was checked, and nothing of it is refused"), wording in ("noted", "warned")),
    ]  # fmt: skip
