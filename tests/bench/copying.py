"""Rows straight into tables."""

from typing import Any

from contest.lib import db


async def copy(table: str, rows: list[dict[str, Any]]) -> None:
    """Add these rows, all with the same columns, inside the caller's `work()`."""
    columns = list(rows[0])
    await db.connection().copy_records_to_table(
        table, columns=columns, records=[tuple(row[column] for column in columns) for row in rows]
    )
