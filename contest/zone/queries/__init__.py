"""What a register holds, for who keeps it, who owns a part of it, and the public; and its counterparts."""

from contest.zone.queries.agreements import INVARIANTS as _OF_AGREEMENTS
from contest.zone.queries.agreements import (
    Agreement,
    KnownAgreement,
    agreement,
    agreements,
    agreements_of_parties,
    known_agreements,
    my_agreements,
)
from contest.zone.queries.counterparts import (
    INVARIANTS as _OF_COUNTERPARTS,
)
from contest.zone.queries.counterparts import (
    Counterpart,
    Invitation,
    Member,
    NamedCounterpart,
    Terms,
    acts_for_sql,
    counterpart,
    counterparts,
    invitation,
    members,
    my_counterparts,
    named_counterparts,
    terms_in_force,
)
from contest.zone.queries.needs import (
    INVARIANTS as _OF_NEEDS,
)
from contest.zone.queries.needs import (
    Need,
    Owner,
    PublicNeed,
    Scene,
    Totals,
    need,
    needs,
    owners,
    public_needs,
    scenes,
    totals,
    written_rows,
)

INVARIANTS: dict[str, str] = {**_OF_NEEDS, **_OF_COUNTERPARTS, **_OF_AGREEMENTS}

__all__ = [
    "INVARIANTS",
    "Agreement",
    "Counterpart",
    "Invitation",
    "KnownAgreement",
    "Member",
    "NamedCounterpart",
    "Need",
    "Owner",
    "PublicNeed",
    "Scene",
    "Terms",
    "Totals",
    "acts_for_sql",
    "agreement",
    "agreements",
    "agreements_of_parties",
    "counterpart",
    "counterparts",
    "invitation",
    "known_agreements",
    "members",
    "my_agreements",
    "my_counterparts",
    "named_counterparts",
    "need",
    "needs",
    "owners",
    "public_needs",
    "scenes",
    "terms_in_force",
    "totals",
    "written_rows",
]
