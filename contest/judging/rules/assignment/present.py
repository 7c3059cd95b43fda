"""Just in time: which entry a judge who is present reads next. Plain values, without numpy."""

from collections.abc import Iterable, Mapping

from contest.judging.rules.assignment.terms import Entry, Judge, Pair, may_read


def next_entry(
    judge: Judge,
    entries: Iterable[Entry],
    *,
    covered: Mapping[str, int],
    each: int,
    closed: Iterable[Pair],
    affinities: Mapping[str, int],
    load: int,
) -> str | None:
    """The entry with the fewest readers so far that this judge may read, the best fit among equals.

    `covered` counts readers, signed or at work; `closed` are ties, rulings and what the judge had already. None where
    all have their readers, or the judge reads all they can.
    """
    if load >= judge.most:
        return None
    shut = {entry for entry, reader in closed if reader == judge.key}
    open_ = [one for one in entries if one.key not in shut and covered.get(one.key, 0) < each and may_read(judge, one)]
    best = min(open_, key=lambda one: (covered.get(one.key, 0), -affinities.get(one.key, 0), one.key), default=None)
    return None if best is None else best.key
