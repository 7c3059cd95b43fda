"""Taking the demonstration away, wholly: the one place beside the slices that deletes their rows (`remove.sql`)."""

from pathlib import Path

from contest.lib import db, storage

SCRIPT = Path(__file__).with_name("remove.sql")

_KEYS = """
select f.key from file f where f.is_demo
union all
select c.key from certificate c where c.is_demo
"""


async def remove() -> int:
    """Delete every row and file of the demonstration, in one transaction; how many files went with it."""
    async with db.work():
        keys = [row["key"] for row in await db.fetch(_KEYS)]
        await db.connection().execute(SCRIPT.read_text())
    for key in keys:
        await storage.delete(key)
    return len(keys)
