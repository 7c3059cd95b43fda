"""Every text of the database, whatever slice it is of: an address that was erased stands in none of them.

The slices erase what they know of. This is the net below them: it finds the words of others in which an address was
written down, and it finds it in tables that are newer than this module.
"""

from datetime import datetime

from contest.lib import db
from contest.privacy import rules

# Sealed for good; they hold ids and digests.
SEALED = ("audit_record", "audit_seal", "score_record", "score_seal", "migration")
# Beside them lie texts of which the chain keeps the digest: they go as they are, or not at all.
BESIDE = ("audit_text", "score_text")
# Frozen with a digest of their own, which proves them to whoever has them: that words were struck since is noted.
FROZEN = {"submission_version": ", redacted_at = $3"}

_COLUMNS = """
select table_name as "table", column_name as "column", udt_name as kind
  from information_schema.columns join information_schema.tables using (table_schema, table_name)
 where table_schema = 'public' and table_type = 'BASE TABLE' and is_generated = 'NEVER'
   and udt_name in ('text', 'varchar', 'jsonb', '_text', '_varchar') and not table_name = any($1::text[])
 order by 1, 2
"""


def _text(column: str, kind: str) -> str:
    return f"array_to_string({column}, ' ')" if kind.startswith("_") else f"{column}::text"


def _without(column: str, kind: str) -> str:
    """The column with $1 replaced by $2."""
    if kind.startswith("_"):
        return f"(select array_agg(regexp_replace(one, $1, $2, 'gi')) from unnest({column}) one)"  # noqa: S608
    replaced = f"regexp_replace({column}::text, $1, $2, 'gi')"
    return f"{replaced}::jsonb" if kind == "jsonb" else replaced


async def _tables() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in await db.fetch(_COLUMNS, list(SEALED)):
        found.setdefault(row["table"], []).append((f'"{row["column"]}"', row["kind"]))
    return found


async def forget_address(*, address: str, instead: str, now: datetime) -> None:
    """Write another address in the place of one, wherever it stands; a text that a chain has the digest of goes, and a
    frozen one says from then on that it was changed."""
    pattern = rules.address_pattern(address)
    for table, columns in (await _tables()).items():
        for column, kind in columns:
            where = f"{_text(column, kind)} ~* $1"
            if table in BESIDE:
                await db.execute(f'delete from "{table}" where {where}', pattern)  # noqa: S608 - names of the catalogue
            else:
                mark = FROZEN.get(table, "")
                await db.execute(
                    f'update "{table}" set {column} = {_without(column, kind)}{mark} where {where}',  # noqa: S608
                    *(pattern, instead, *([now] if mark else [])),
                )


async def where_the_name_stands(*, name: str) -> dict[str, int]:
    """In how many rows of which columns a name still stands, since others wrote it: people read those.

    Names of people are left out: a namesake is nobody else.
    """
    pattern = rules.name_pattern(name)
    found: dict[str, int] = {}
    for table, columns in (await _tables()).items() if pattern else ():
        for column, kind in columns:
            if (table, column) == ("person", '"name"'):
                continue
            rows = await db.fetchval(
                f'select count(*) from "{table}" where {_text(column, kind)} ~* $1',  # noqa: S608 - names of the catalogue
                pattern,
            )
            if rows:
                found[f"{table}.{column.strip(chr(34))}"] = rows
    return found
