from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T20:00:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "Letters to many become jobs like any other; one that was on its way stands still, as if it had been stopped"

COPY = """
insert into bulk_job (id, asked_by, query, plan, entries, rounds, state, done, changed, left_out, asked_at, finished_at)
select id, asked_by, query,
       jsonb_build_object('verb', 'mail', 'is_reviewed', is_reviewed, 'texts',
         (select coalesce(jsonb_object_agg(key, jsonb_build_array(value -> 'subject', value -> 'body')), jsonb_build_object())
            from jsonb_each(texts))),
       entries, rounds, case when state = 'running' then 'stopped' else state end, done, written, jsonb_build_object(), asked_at,
       finished_at
  from bulk_mail
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def copy():
        await RawTable.raw(COPY)

    manager.add_raw(copy)
    manager.drop_table(class_name="BulkMail", tablename="bulk_mail", schema=None)
    return manager
