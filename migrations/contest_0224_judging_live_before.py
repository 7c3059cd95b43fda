from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T17:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Live scores that were signed before there was a seal are revealed: they have been seen"

REVEALED = """
insert into live_pitch (id, judging_round, submission, revealed_at)
select gen_random_uuid(), rv.judging_round, rv.submission, max(rv.signed_at) from review rv
 where rv.stage = 'live' and rv.state = 'signed' group by rv.judging_round, rv.submission
"""


class RawTable(Table):
    pass


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def run():
        await RawTable.raw(REVEALED)

    manager.add_raw(run)

    return manager
