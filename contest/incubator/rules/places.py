"""Where a venture works, and where it was done again elsewhere."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from contest.lib.countries import codes
from contest.lib.i18n import N_, Lazy

KINDS: dict[str, Lazy] = {"landed": N_("In the host region"), "replication": N_("Replication elsewhere")}
LONGEST_PLACE, LONGEST_PARTNER = 120, 200


class PlacePlan(Struct, frozen=True, kw_only=True):
    """A place with who works there with the venture, and since when; degrees north and east, to four decimals."""

    kind: str
    place_en: str = ""
    place_zh: str = ""
    country: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    partner_en: str = ""
    partner_zh: str = ""
    names_partner: bool = False
    since_on: date
    evidence: UUID | None = None


def place_faults(
    plan: PlacePlan, *, awarded_on: date, today: date, files: Collection[UUID]
) -> dict[str, Lazy | str]:  # fmt: skip
    """What cannot be, by field. `files`: the venture's own, checked."""
    found: dict[str, Lazy | str] = {}
    if plan.kind not in KINDS:
        found["kind"] = N_("Choose one of the answers offered.")
    if not plan.place_en and not plan.place_zh:
        found["place_en"] = N_("Give a name in one language at least.")
    if plan.country not in codes():
        found["country"] = N_("Choose one of the answers offered.")
    if plan.kind == "replication" and not plan.partner_en and not plan.partner_zh:
        found["partner_en"] = N_("Say with whom it is done there.")
    for name in ("place_en", "place_zh", "partner_en", "partner_zh"):
        most = LONGEST_PLACE if name.startswith("place") else LONGEST_PARTNER
        if len(getattr(plan, name)) > most:
            found[name] = N_("Use at most %(most)s characters.", most=most)
    if plan.since_on > today:
        found["since_on"] = N_("This day is still to come.")
    elif plan.since_on < awarded_on:
        found["since_on"] = N_("It was awarded on %(day)s: use a day from then on.", day=awarded_on.isoformat())
    if plan.evidence is not None and plan.evidence not in files:
        found["evidence"] = N_("Choose one of this venture’s own files that was checked.")
    return found | _degrees_faults(plan)


def _degrees_faults(plan: PlacePlan) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = getattr(plan, name)
        if value is not None and not (value.is_finite() and -most <= value <= most):
            found[name] = N_("Use degrees from -%(most)s to %(most)s.", most=most)
    if (plan.latitude is None) != (plan.longitude is None):
        found["latitude" if plan.latitude is None else "longitude"] = N_("Give both degrees, or neither.")
    return found
