from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T16:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A meeting that both accepted is published, and takes its parties' and its table's slot as before"

COLUMNS = ("entry", "other", "seat")
DROP = tuple(f"drop index meeting_{column}_slot_uq" for column in COLUMNS)


STANDING = "'proposed', 'accepted'"
CHECKS = (
    "alter table meeting drop constraint meeting_state_ck",
    "alter table meeting drop constraint meeting_accepted_ck",
    "alter table meeting add constraint meeting_state_ck"
    " check (state in ('proposed', 'accepted', 'declined', 'published', 'cancelled'))",
    "alter table meeting add constraint meeting_accepted_ck"
    " check (state not in ('accepted', 'published') or (entry_yes and other_yes))",
)
BACK = (
    "update meeting set state = 'accepted' where state = 'published'",
    "alter table meeting drop constraint meeting_state_ck",
    "alter table meeting drop constraint meeting_accepted_ck",
    "alter table meeting add constraint meeting_state_ck"
    " check (state in ('proposed', 'accepted', 'declined', 'cancelled'))",
    "alter table meeting add constraint meeting_accepted_ck check (state <> 'accepted' or (entry_yes and other_yes))",
)


def made(states: str) -> tuple[str, ...]:
    return tuple(
        f"create unique index meeting_{column}_slot_uq on meeting ({column}, slot) where state in ({states})"
        for column in COLUMNS
    )


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        for what in (*DROP, *CHECKS, *made(f"{STANDING}, 'published'")):
            await RawTable.raw(what)

    async def back():
        for what in (*DROP, *BACK, *made(STANDING)):
            await RawTable.raw(what)

    manager.add_raw(add)
    manager.add_raw_backwards(back)
    return manager
