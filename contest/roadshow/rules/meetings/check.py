"""A change by hand, checked before it is made: what would be wrong with it."""

from collections.abc import Iterable

from contest.roadshow.rules.meetings.terms import Case, Meeting

NEVER, BARRED, AWAY, BUSY, LIMIT = "never", "barred", "away", "busy", "limit"
TABLE_TAKEN, NO_TABLE, TOO_FAR = "table_taken", "no_table", "too_far"


def problems(case: Case, meetings: Iterable[Meeting], changed: Meeting) -> list[tuple[str, str]]:
    """What forbids a meeting at a new place, beside the others: (kind, key of the party or table)."""
    others = [one for one in meetings if one.pair != changed.pair]
    parties = {one.key: one for one in (*case.entries, *case.others)}
    rooms = {table.key: table.room for table in case.tables}
    entry = parties[changed.entry]
    found = []
    if changed.pair in case.never:
        found.append((NEVER, changed.other))
    elif changed.pair in case.barred:
        found.append((BARRED, changed.other))
    for key in changed.pair:
        theirs = [one for one in others if key in one.pair]
        if changed.slot not in parties[key].free:
            found.append((AWAY, key))
        if any(one.slot == changed.slot for one in theirs):
            found.append((BUSY, key))
        if len(theirs) >= parties[key].most:
            found.append((LIMIT, key))
        if changed.table is not None and not all(
            case.is_in_reach((changed.slot, rooms[changed.table]), (one.slot, rooms[one.table]))
            for one in theirs
            if one.table is not None and one.slot != changed.slot
        ):
            found.append((TOO_FAR, key))
    if changed.table is not None and any(one.slot == changed.slot and one.table == changed.table for one in others):
        found.append((TABLE_TAKEN, changed.table))
    if changed.table is None and not entry.is_remote:
        found.append((NO_TABLE, changed.entry))
    return found
