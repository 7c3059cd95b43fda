"""Taking the demonstration away, wholly: the one place beside the slices that deletes their rows (`remove.sql`)."""

from pathlib import Path

from contest.files.service import key_without_author, pictures_of
from contest.lib import db, storage
from contest.submissions.service import receipt_key

SCRIPT = Path(__file__).with_name("remove.sql")

_KEYS = """
select f.key, f.id as file_id from file f where f.is_demo
union all
select c.key, null from certificate c where c.is_demo
union all
select b.key, null from result_bundle b join decision d on d.id = b.decision join round r on r.id = d.round
  join edition e on e.id = r.edition where e.is_demo
"""

# Whose receipts may have been made into documents.
_VERSIONS = "select v.id from submission_version v join submission s on s.id = v.submission where s.is_demo"

# What is made anew at will, each under an address of its own: reports to funders, packs for a venue, people's copies.
_MADE = """
select 'funder-reports/' || m.id as place from funder_report m join edition e on e.id = m.edition where e.is_demo
union all
select 'packs/' || m.id from venue_pack m join roadshow_event v on v.id = m.event join round r on r.id = v.round
  join edition e on e.id = r.edition where e.is_demo
union all
select 'privacy/' || m.id from person_request m join person p on p.id = m.person where p.is_demo
"""


async def remove() -> int:
    """Delete every row and file of the demonstration, in one transaction; how many files went with it."""
    async with db.work():
        stored, receipts, made = await db.fetch(_KEYS), await db.fetch(_VERSIONS), await db.fetch(_MADE)
        await db.connection().execute(SCRIPT.read_text())
    for row in stored:
        await storage.delete(row["key"])
        if row["file_id"] is not None:
            await storage.delete(key_without_author(row["file_id"]))
            await storage.delete_under(pictures_of(row["file_id"]))
    for row in receipts:
        await storage.delete(receipt_key(row["id"]))
    for row in made:
        await storage.delete_under(row["place"])
    return len(stored)
