"""Taking the demonstration away, wholly: the one place beside the slices that deletes their rows (`remove.sql`)."""

from pathlib import Path

from contest.files.service import key_without_author, pictures_of
from contest.lib import db, storage

SCRIPT = Path(__file__).with_name("remove.sql")

_KEYS = """
select f.key, f.id as file_id from file f where f.is_demo
union all
select c.key, null from certificate c where c.is_demo
"""


async def remove() -> int:
    """Delete every row and file of the demonstration, in one transaction; how many files went with it."""
    async with db.work():
        stored = await db.fetch(_KEYS)
        await db.connection().execute(SCRIPT.read_text())
    for row in stored:
        await storage.delete(row["key"])
        if row["file_id"] is not None:
            await storage.delete(key_without_author(row["file_id"]))
            await storage.delete_under(pictures_of(row["file_id"]))
    return len(stored)
