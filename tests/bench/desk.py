"""The desk of a contest with 10,000 entries and 50,000 reviews.

`home` is measured as `pages` does, against a bare handler that runs the same statements; `over_lookup` holds what
PostgreSQL takes for it against a look-up by a key in the same run. Figures are counted anew when they are a minute old,
so that a run meets a few countings as an organiser would. `search` asks for a word that one entry holds;
`over_sql` holds what PostgreSQL takes for all of the page against the same question, written by hand for it alone and
as fast as it could be made.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from contest.lib import db
from contest.lib.ids import uuid7
from tests.bench import pages
from tests.bench.cases import Asked, Case, cases
from tests.bench.copying import copy
from tests.bench.figure import Figure
from tests.bench.seed import Seeded

NAMES = {"desk": "home", "search": "search"}
READS, LOOKUPS, OVER_LOOKUP, OVER_SQL = 5, 300, 40.0, 2.0


def measure(seed: int) -> Iterator[Figure]:
    """A bar that is missed is said on standard error."""
    with pages.running(seed, _cases, read_by_judges) as (run, asked, counted):

        def by_key(turn: int) -> Asked:
            return "GET", f"/lookup/BN26-{1 + turn % 1000:04d}", {}

        lookup = pages.database_ms(run, by_key, LOOKUPS)
        yield Figure("lookup", "db_ms", round(lookup, 3), "ms")
        for case in asked:
            found = list(pages.figures(run, case, counted[case.name]))
            yield from (replace(figure, case=NAMES[case.name]) for figure in found)
            database = next(figure.value for figure in found if figure.figure == "db_ms")
            if case.name == "desk":
                yield _over("over_lookup", "home", database / lookup, OVER_LOOKUP)
            else:
                by_hand = pages.database_ms(run, case.bare, case.hits)
                yield _over("over_sql", "search", database / by_hand, OVER_SQL)


def _over(name: str, case: str, times: float, bar: float) -> Figure:
    if times > bar:
        sys.stderr.write(f"desk: {name} of {case} is {times:.1f}; the bar is {bar:g}\n")
    return Figure(case, name, round(times, 2), "times")


def _cases(seeded: Seeded) -> list[Case]:
    return [case for case in cases(seeded) if case.name in NAMES]


async def read_by_judges(seeded: Seeded) -> None:
    """The large round in judging, each entry with five reviews, about half of them signed over the last 20 days."""
    chance, now = random.Random(1), datetime.now(UTC)
    round_, judging, judges = seeded.crowd.round, uuid7(), seeded.crowd.judges
    async with db.work():
        await copy(
            "judging_round",
            [
                {
                    "id": judging, "round": round_, "rubric": seeded.rubric, "talent_rubric": None, "rule": "trimmed",
                    "reviews_each": READS, "least_valid": 3, "opened_at": now - timedelta(days=20), "created_at": now,
                }
            ],
        )  # fmt: skip
        versions = await db.fetch("select submission, version from standing where round = $1", round_)
        await copy(
            "review",
            [
                {
                    "id": uuid7(), "judging_round": judging, "submission": row["submission"], "version": row["version"],
                    "judge": judge, "rubric": seeded.rubric, "state": "signed" if is_signed else "assigned",
                    "comment_applicant": "", "comment_panel": "", "reason": None, "revision": 1, "assigned_at": now,
                    "total": Decimal(chance.randrange(2000, 10_000)) / 100 if is_signed else None, "saved_at": None,
                    "signed_at": now - timedelta(days=chance.randrange(20)) if is_signed else None,
                }
                for row in versions
                for judge in chance.sample(judges, READS)
                for is_signed in [chance.random() < 0.5]
            ],
        )  # fmt: skip
        await db.execute("update standing set state = 'in_review' where round = $1", round_)
        await db.execute("update round set state = 'judging' where id = $1", round_)
    await db.execute("vacuum analyze")
