from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-25T22:42:22:000000"
VERSION = "1.38.0"
DESCRIPTION = "Kinds of ties, and what is known of panels and stages from before"

WAS = "'own', 'organisation', 'domain', 'declared', 'ruled'"
KINDS = (
    "'own', 'team', 'namesake', 'organisation', 'domain', 'investment', 'mentoring', 'coauthor', 'family', 'city',"
    " 'declared', 'ruled'"
)

# Who declared before there were terms to agree to has been let in.
ACCEPTED_BEFORE = "update panel_member set accepted_at = declared_at where accepted_at is null"

STAGE_BEFORE = """
insert into judging_stage (id, judging_round, kind, reads, minutes, share, least_valid)
select gen_random_uuid(), id, 'full', reviews_each, 30, 100, least_valid from judging_round
"""


class RawTable(Table):
    """Only for running SQL."""


def _kinds(kinds):
    return (
        "alter table tie drop constraint tie_kind_ck,"
        f" add constraint tie_kind_ck check (kind in ({kinds}))"
    )


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def finish():
        await RawTable.raw(_kinds(KINDS))
        await RawTable.raw(ACCEPTED_BEFORE)
        await RawTable.raw(STAGE_BEFORE)

    async def undo():
        await RawTable.raw("delete from tie where kind not in (" + WAS + ")")
        await RawTable.raw(_kinds(WAS))

    manager.add_raw(finish)
    manager.add_raw_backwards(undo)
    return manager
