"""Whether the time of an answer tells that an address is known: medians of interleaved tries, known against unknown.

`python -m tests.bench.sign_in` on an empty, migrated database (DATABASE_URL, REDIS_URL). One JSON line a figure.
"""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator

from contest.app import create_app
from contest.lib import db, passwords, valkey
from contest.lib.web.front import Front
from tests.makers import make_person
from tests.web import browser, post

TRIES = 60
CASES = {
    "password": ("/sign-in", {"password": "not the right one"}),
    "mail_code": ("/sign-in/mail", {}),
    "enter_code": ("/sign-in/code", {"one_time_code": "ACDEFGHJ"}),
    "mail_reset": ("/password", {}),
}


async def cost(app: Front, url: str, data: dict[str, str]) -> tuple[float, float]:
    """CPU of this process and time on the clock, both in milliseconds, of one try by a new visitor."""
    await valkey.command("FLUSHDB")
    async with browser(app) as visitor:
        cpu, clock = time.process_time(), time.perf_counter()
        await post(visitor, url, data)
        return (time.process_time() - cpu) * 1000, (time.perf_counter() - clock) * 1000


async def measure(app: Front, url: str, fields: dict[str, str]) -> AsyncIterator[tuple[str, float, str]]:
    known, unknown = [], []
    for n in range(TRIES):
        tries = [(known, f"known{n}@example.org"), (unknown, f"other{n}@example.org")]
        for costs, email in tries if n % 2 else reversed(tries):
            costs.append(await cost(app, url, fields | {"email": email}))
    for index, figure in enumerate(("cpu_ms", "wall_ms")):
        medians = [statistics.median(one[index] for one in costs) for costs in (known, unknown)]
        yield f"known_{figure}", medians[0], "ms"
        yield f"unknown_{figure}", medians[1], "ms"
        yield f"known_over_unknown_{figure}", medians[0] / medians[1], "times"


async def main() -> None:
    app = create_app()
    async with app.app.lifespan():
        if await db.fetchval("select exists (select from person)"):
            raise SystemExit("this database is in use: give an empty one")
        hashed = await passwords.hash_password("the right password")
        for n in range(TRIES):
            await make_person(email=f"known{n}@example.org", password_hash=hashed)
        for case, (url, fields) in CASES.items():
            async for figure, value, unit in measure(app, url, fields):
                line = {"bench": "sign_in", "case": case, "figure": figure, "value": round(value, 3), "unit": unit}
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
