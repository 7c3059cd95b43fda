"""What runs by itself: each turn is one transaction that the worker has opened."""

import pytest

from contest.lib import db
from workers.settings import EVERY


@pytest.mark.usefixtures("database")
async def test_what_runs_by_itself_stands_in_the_transaction_of_its_turn() -> None:
    for each in EVERY:  # one that opened its own would end every worker, and with it all jobs
        async with db.work():
            await each.verb()
