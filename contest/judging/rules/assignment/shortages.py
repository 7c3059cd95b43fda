"""Why a plan has gaps, and the smallest changes that would close them. Plain values, without numpy."""

from collections.abc import Mapping, Sequence

import msgspec

from contest.judging.rules.assignment.terms import Case, Entry, Idle, Judge, Pair, Relaxation, Shortage, may_read


def shortage(
    entry: Entry,
    *,
    wanted: int,
    readers: set[str],
    tied: set[str],
    panel: Sequence[Judge],
    load: Mapping[str, int],
    forbidden: set[str] = frozenset(),  # type: ignore[assignment]
) -> Shortage:
    """Why an entry has only these readers: how many others are too close, read no language of it, or are full."""
    others = [judge for judge in panel if judge.key not in readers]
    far = [judge for judge in others if judge.key not in tied]
    free = [judge for judge in far if judge.key not in forbidden]
    able = [judge for judge in free if may_read(judge, entry)]
    return Shortage(
        key=entry.key,
        wanted=wanted,
        got=len(readers),
        tied=len(others) - len(far),
        forbidden=len(far) - len(free),
        foreign=len(free) - len(able),
        full=sum(load.get(judge.key, 0) >= judge.most for judge in able),
    )


APART = 200  # entries with gaps that are looked at one by one; more of them are one gap


class Gaps(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan left open."""

    short: list[Shortage]
    idle: list[Idle]
    relaxations: list[Relaxation]


def gaps(case: Case, pairs: set[Pair]) -> Gaps:
    """What these reviews (entry, judge) leave open of a case."""
    by_entry: dict[str, set[str]] = {one.key: set() for one in case.entries}
    load = {one.key: 0 for one in case.judges}
    for entry, judge in pairs:
        by_entry.setdefault(entry, set()).add(judge)
        load[judge] = load.get(judge, 0) + 1
    against = {"tied": _by_entry(case.tied), "forbidden": _by_entry(case.forbidden)}
    short = [
        shortage(
            one,
            wanted=case.wanted(one),
            readers=by_entry[one.key],
            tied=against["tied"].get(one.key, set()),
            forbidden=against["forbidden"].get(one.key, set()),
            panel=[judge for judge in case.judges if judge.most],
            load=load,
        )
        for one in case.entries
        if len(by_entry[one.key]) < case.wanted(one)
    ]
    idle = [
        Idle(key=judge.key, least=judge.least, got=load[judge.key], may_read=_may_read(case, judge))
        for judge in case.judges
        if load[judge.key] < judge.least
    ]
    relaxations = _structural(case, short) + _room(case, pairs, by_entry, load) + _too_many(case, idle)
    return Gaps(short=short, idle=idle, relaxations=relaxations)


def _by_entry(pairs: frozenset[Pair]) -> dict[str, set[str]]:
    made: dict[str, set[str]] = {}
    for entry, judge in pairs:
        made.setdefault(entry, set()).add(judge)
    return made


def _may_read(case: Case, judge: Judge) -> int:
    barred = case.tied | case.forbidden
    return sum(may_read(judge, entry) and (entry.key, judge.key) not in barred for entry in case.entries)


def _able(case: Case, entry: Entry) -> list[Judge]:
    barred = case.tied | case.forbidden
    return [judge for judge in case.judges if (entry.key, judge.key) not in barred and may_read(judge, entry)]


def _structural(case: Case, short: list[Shortage]) -> list[Relaxation]:
    """Entries that the panel could not fill even if everybody read everything: grouped by what they lack."""
    entries = {one.key: one for one in case.entries}
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[str, int]]] = {}
    for one in short:
        lacks = one.wanted - max(len(_able(case, entries[one.key])), one.got)
        if lacks > 0:
            is_foreign = one.foreign > 0
            languages = tuple(sorted(entries[one.key].languages)) if is_foreign else ()
            kind = "reader" if is_foreign else "unbound" if one.forbidden else "judge"
            groups.setdefault((kind, languages), []).append((one.key, lacks))
    return [
        Relaxation(
            kind=kind,
            missing=max(lacks for _, lacks in members),
            entries=tuple(key for key, _ in members),
            languages=languages,
        )
        for (kind, languages), members in sorted(groups.items())
    ]


def _room(case: Case, pairs: set[Pair], by_entry: dict[str, set[str]], load: dict[str, int]) -> list[Relaxation]:
    """Entries that would be filled if any one of some full judges read more: found along chains of handing on.

    From an entry that lacks a judge to every judge who could read it, all of them full, to the entries that these
    could hand on, and so forth: more room for any judge reached fills one review.
    """
    able = {one.key: [judge.key for judge in _able(case, one)] for one in case.entries}
    wanted = {one.key: case.wanted(one) for one in case.entries}
    handed: dict[str, set[str]] = {}
    for entry, judge in pairs - case.kept - case.pinned:
        handed.setdefault(judge, set()).add(entry)
    lacking = {
        key: missing
        for key, judges in able.items()
        if (missing := min(wanted[key], len(judges)) - len(by_entry[key])) > 0
    }
    sources = [[key] for key in lacking] if len(lacking) <= APART else [list(lacking)]
    found = []
    for keys in sources:
        seen, passed, waiting = set[str](), set(keys), list(keys)
        while waiting:
            entry = waiting.pop()
            for judge in set(able.get(entry, ())) - by_entry[entry] - seen:
                seen.add(judge)
                waiting += handed.get(judge, set()) - passed
                passed |= handed.get(judge, set())
        full = {judge.key for judge in case.judges if judge.key in seen and load[judge.key] >= judge.most}
        found.append((set(keys), full, sum(lacking[key] for key in keys)))
    return [
        Relaxation(kind="room", missing=missing, entries=tuple(sorted(keys)), judges=tuple(sorted(full)))
        for keys, full, missing in _merged(found)
    ]


def _merged(found: list[tuple[set[str], set[str], int]]) -> list[tuple[set[str], set[str], int]]:
    """Those that share a judge are one shortage."""
    made: list[tuple[set[str], set[str], int]] = []
    for keys, judges, missing in found:
        apart = [one for one in made if not one[1] & judges]
        for other in made:
            if other[1] & judges:
                keys, judges, missing = keys | other[0], judges | other[1], missing + other[2]
        made = [*apart, (keys, judges, missing)]
    return made


def _too_many(case: Case, idle: list[Idle]) -> list[Relaxation]:
    """The leasts of all add up to more than there is to read."""
    surplus = sum(judge.least for judge in case.judges) - sum(case.wanted(one) for one in case.entries)
    if surplus <= 0 or not idle:
        return []
    return [Relaxation(kind="capacity", missing=surplus, judges=tuple(one.key for one in idle))]
