from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-25T22:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "One consent that holds, one draft of a text, one self-check of an edition or a round"

INDEXES = {
    "consent_holds_ix": "unique index consent_holds_ix on consent (person, purpose, place) where ended_at is null",
    "consent_text_draft_ix": "unique index consent_text_draft_ix on consent_text (purpose) where published_at is null",
    "rules_text_draft_ix": "unique index rules_text_draft_ix on rules_text (edition) where published_at is null",
    "self_check_edition_ix": "unique index self_check_edition_ix on self_check (edition) where round is null",
    "self_check_round_ix": "unique index self_check_round_ix on self_check (round) where round is not null",
}


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def finish():
        for what in INDEXES.values():
            await RawTable.raw(f"create {what}")

    async def undo():
        for name in INDEXES:
            await RawTable.raw(f"drop index {name}")

    manager.add_raw(finish)
    manager.add_raw_backwards(undo)
    return manager
