from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-26T09:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What a round's list sorts and counts by stands in the standing itself, so that an index answers both"

# `code` never changes; `gone` follows the entry. Triggers, so that no verb can forget either.
ADD = (
    "alter table standing add column code varchar(20) not null default '',"
    " add column gone varchar(12) not null default ''",
    "update standing set code = s.code, gone = case when s.state in ('withdrawn', 'disqualified') then s.state else '' end"
    " from submission s where s.id = standing.submission",
    "alter table standing"
    " add column shown varchar(14) not null generated always as (coalesce(nullif(gone, ''), state)) stored",
    """create function standing_is_of_entry() returns trigger language plpgsql as $$
begin
    select s.code, case when s.state in ('withdrawn', 'disqualified') then s.state else '' end
      into new.code, new.gone from submission s where s.id = new.submission;
    return new;
end $$""",
    """create function standing_goes_with_entry() returns trigger language plpgsql as $$
begin
    update standing set gone = case when new.state in ('withdrawn', 'disqualified') then new.state else '' end
     where submission = new.id;
    return null;
end $$""",
    "create trigger standing_is_of_entry before insert on standing for each row execute function standing_is_of_entry()",
    "create trigger standing_goes_with_entry after update of state on submission for each row"
    " when (old.state <> new.state and (old.state in ('withdrawn', 'disqualified')"
    " or new.state in ('withdrawn', 'disqualified'))) execute function standing_goes_with_entry()",
    "create index standing_round_code_ix on standing (round, code)",
    "create index standing_round_shown_ix on standing (round, shown, code)",
)
DROP = (
    "drop trigger standing_goes_with_entry on submission",
    "drop trigger standing_is_of_entry on standing",
    "drop function standing_goes_with_entry()",
    "drop function standing_is_of_entry()",
    "alter table standing drop column shown, drop column gone, drop column code",
)


class RawTable(Table):
    """Only for running SQL."""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="contest", description=DESCRIPTION)

    async def add():
        for what in ADD:
            await RawTable.raw(what)

    async def drop():
        for what in DROP:
            await RawTable.raw(what)

    manager.add_raw(add)
    manager.add_raw_backwards(drop)
    return manager
