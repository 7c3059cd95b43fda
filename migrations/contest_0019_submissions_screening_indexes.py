from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-23T09:08:49:000000"
VERSION = "1.38.0"
DESCRIPTION = "Indexes of screening, and who was asked for more before"

INDEXES = {
    "fingerprint_marks_ix": "index fingerprint_marks_ix on fingerprint using gin (marks)",
    "ruling_proposed_ix": "unique index ruling_proposed_ix on ruling (submission, round) where state = 'proposed'",
    "information_request_open_ix": "unique index information_request_open_ix on information_request (submission, round)"
    " where answered_at is null and closed_at is null",
}

# Who was asked for more before fields could be named may change all of them, for two weeks.
ASKED_BEFORE = """
insert into information_request (id, submission, round, version, fields, note, asked_by, asked_at, until)
select gen_random_uuid(), st.submission, st.round, st.version,
       array(select field->>'key' from entry_form ef, jsonb_array_elements(ef.content->'fields') field
              where ef.id = s.form), coalesce(st.reason, ''), coalesce(st.screened_by, s.owner), st.changed_at,
       greatest(st.changed_at, now()) + interval '14 days'
  from standing st join submission s on s.id = st.submission where st.state = 'more_wanted'
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def finish():
        for what in INDEXES.values():
            await RawTable.raw(f"create {what}")
        await RawTable.raw(ASKED_BEFORE)

    async def undo():
        for name in INDEXES:
            await RawTable.raw(f"drop index {name}")

    manager.add_raw(finish)
    manager.add_raw_backwards(undo)
    return manager
