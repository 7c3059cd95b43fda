"""What the database promises: each slice's named rules, asked one after another."""

from contest.accounts import queries as accounts
from contest.audit import queries as audit
from contest.certificates import queries as certificates
from contest.challenge import queries as challenge
from contest.desk import queries as desk
from contest.files import queries as files
from contest.impact import queries as impact
from contest.incubator import queries as incubator
from contest.judging import queries as judging
from contest.lib import db
from contest.notifications import queries as notifications
from contest.privacy import queries as privacy
from contest.roadshow import queries as roadshow
from contest.submissions import queries as submissions
from contest.zone import queries as zone

SLICES = {
    "audit": audit.INVARIANTS,
    "notifications": notifications.INVARIANTS,
    "accounts": accounts.INVARIANTS,
    "files": files.INVARIANTS,
    "impact": impact.INVARIANTS,
    "zone": zone.INVARIANTS,
    "challenge": challenge.INVARIANTS,
    "submissions": submissions.INVARIANTS,
    "judging": judging.INVARIANTS,
    "incubator": incubator.INVARIANTS,
    "roadshow": roadshow.INVARIANTS,
    "certificates": certificates.INVARIANTS,
    "jobs": desk.INVARIANTS | desk.BACKUP_INVARIANTS,
    "desk": desk.BULK_INVARIANTS | desk.HOOK_INVARIANTS | desk.REMINDER_INVARIANTS,
    "privacy": privacy.INVARIANTS,
}


async def check_all() -> list[tuple[str, int]]:
    """Each rule as `slice: what it says`, with how many rows break it."""
    return [
        (f"{name}: {rule}", int(await db.fetchval(f"select count(*) from ({broken.strip()}) as broken")))  # noqa: S608
        for name, rules in SLICES.items()
        for rule, broken in rules.items()
    ]
