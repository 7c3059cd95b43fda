from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T13:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Rounds judged before there were stages were judged in one; those that are set up begin with their first"

# A plan of more stages had no effect once judging had opened: what was given out was of the full reviews.
ONE_STAGE = """
delete from judging_stage js using judging_round jr
 where jr.id = js.judging_round and jr.opened_at is not null and js.kind <> 'full'
   and exists (select from judging_stage f where f.judging_round = jr.id and f.kind = 'full')
"""
FIRST = """
update judging_round jr
   set stage = (select js.kind from judging_stage js where js.judging_round = jr.id
                 order by array_position(array['triage', 'full', 'live'], js.kind::text) limit 1)
 where exists (select from judging_stage js where js.judging_round = jr.id)
   and (jr.opened_at is null
        or not exists (select from judging_stage f where f.judging_round = jr.id and f.kind = 'full'))
"""
REVIEWS = "update review rv set stage = jr.stage from judging_round jr where jr.id = rv.judging_round and jr.stage <> 'full'"


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def run():
        for statement in (ONE_STAGE, FIRST, REVIEWS):
            await RawTable.raw(statement)

    manager.add_raw(run)
    return manager
