"""A migration that takes something away waits for those who use it; one that adds does not."""

from pathlib import Path

import pytest

from contest.lib import db
from contest.lib.local.errors import LocalError
from contest.lib.migrate import TAKES_AWAY, migrate


@pytest.mark.parametrize(
    "text",
    [
        'manager.drop_column(table_class_name="A")',
        'manager.rename_table(old_tablename="a")',
        '"alter table standing drop column shown"',
        '"ALTER TABLE standing RENAME TO place"',
        '"alter table person alter email set not null"',
        'manager.alter_column(column_name="edition", params={"null": False}, old_params={"null": True})',
    ],
)
def test_what_a_running_version_may_use_is_taken_away(text: str) -> None:
    assert TAKES_AWAY.search(text)


@pytest.mark.parametrize(
    "text",
    [
        'manager.add_column(column_name="words", params={"default": "", "null": False})',
        'manager.alter_column(params={"null": True}, old_params={"null": False})',
        'manager.drop_constraint(constraint_name="round_state_ck")',
        '"create index concurrently dropped on standing (renamed)"',
    ],
)
def test_what_is_added_is_in_nobodys_way(text: str) -> None:
    assert not TAKES_AWAY.search(text)


async def test_nothing_is_taken_from_under_a_version_that_runs(database: str, tmp_path: Path) -> None:
    drops = tmp_path / "contest_9999_drops.py"
    drops.write_text('ID = "2999-01-01T00:00:00:000000"\nDROP = "alter table person drop column name"\n')
    with pytest.raises(LocalError, match=r"2999-01-01\S+ takes away what the running version may use"):
        await migrate(database, tmp_path)  # this process is connected, as a web process is
    assert await db.fetchval("select count(*) from migration where name like '2999%'") == 0
