from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-25T23:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A review may be waived, and a round's official rule may be the calibrated figure"


class RawTable(Table):
    """Only for running SQL."""


def _checks(states, rules):
    return (
        "alter table review drop constraint review_state_ck,"
        f" add constraint review_state_ck check (state in ({states}))",
        "alter table judging_round drop constraint judging_round_rule_ck,"
        f" add constraint judging_round_rule_ck check (rule in ({rules}))",
    )


STATES, RULES = "'assigned', 'draft', 'signed', 'reopened', 'recused'", "'mean', 'trimmed'"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def widen():
        for statement in _checks(STATES + ", 'waived'", RULES + ", 'calibrated'"):
            await RawTable.raw(statement)

    async def narrow():
        await RawTable.raw("update review set state = 'recused' where state = 'waived'")
        await RawTable.raw("update judging_round set rule = 'trimmed' where rule = 'calibrated'")
        for statement in _checks(STATES, RULES):
            await RawTable.raw(statement)

    manager.add_raw(widen)
    manager.add_raw_backwards(narrow)
    return manager
