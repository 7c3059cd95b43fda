from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-25T22:46:06:000000"
VERSION = "1.38.0"
DESCRIPTION = "A record of a score is written once; what was signed before the ledger stands in it"

STAY = {
    "score_record_stays": "before update or delete on score_record for each row",
    "score_record_whole": "before truncate on score_record for each statement",
    "score_seal_stays": "before update or delete on score_seal for each row",
    "score_seal_whole": "before truncate on score_seal for each statement",
    "score_text_as_written": "before update on score_text for each row",
    "audit_seal_whole": "before truncate on audit_seal for each statement",
}

BEFORE = """
with made as (
    insert into score_record (id, at, step, review, round, submission, judge, rubric, actor_id, data, digests)
    select gen_random_uuid(), coalesce(rv.signed_at, now()), rv.state, rv.id, jr.round, rv.submission, rv.judge,
           rv.rubric, rv.judge,
           jsonb_build_object('before_the_ledger', true) || case when rv.state = 'signed' then jsonb_build_object(
               'total', rv.total::text,
               'points', (select jsonb_object_agg(c.key, sc.points::text) from score sc
                            join criterion c on c.id = sc.criterion where sc.review = rv.id)) else jsonb_build_object() end, jsonb_build_object()
      from review rv join judging_round jr on jr.id = rv.judging_round
     where rv.state in ('signed', 'reopened', 'recused')
    returning id
)
insert into score_waiting (record) select id from made
"""


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def create():
        await RawTable.raw(BEFORE)
        for name, when in STAY.items():
            await RawTable.raw(f"create trigger {name} {when} execute function refuse_change()")

    async def drop():
        for name, when in STAY.items():
            await RawTable.raw(f"drop trigger {name} on {when.split(' on ')[1].split()[0]}")

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
