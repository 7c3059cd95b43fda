"""Why a must came to nothing, and why somebody has fewer meetings than promised or wished for. For organisers only:
participants are told one sentence, the same for every cause, or the wishes of the other side would show."""

from collections.abc import Iterable

from contest.roadshow.rules.meetings.terms import Case, Lack, Meeting, Missing, Pair, Party

NEVER, BARRED, NO_COMMON_SLOT = "never", "barred", "no_common_slot"
OWN_LIMIT, OTHER_LIMIT, NO_TABLE = "own_limit", "other_limit", "no_table"
TOO_FAR, TAKEN = "too_far", "taken"
CAUSES = (NEVER, BARRED, NO_COMMON_SLOT, OWN_LIMIT, OTHER_LIMIT, TOO_FAR, NO_TABLE, TAKEN)

ABSENT, FEW_PARTNERS, FEW_SLOTS, PARTNERS_FULL = "absent", "few_partners", "few_slots", "partners_full"
LACKS = (ABSENT, FEW_PARTNERS, FEW_SLOTS, PARTNERS_FULL)


class _Standing:
    """The meetings of a plan by party."""

    def __init__(self, case: Case, meetings: Iterable[Meeting]) -> None:
        self.parties = {one.key: one for one in (*case.entries, *case.others)}
        self.busy: dict[str, set[int]] = {key: set() for key in self.parties}
        self.pairs: set[Pair] = set()
        self.seated = [0] * len(case.slots)
        for one in meetings:
            self.pairs.add(one.pair)
            for key in one.pair:
                self.busy[key].add(one.slot)
            self.seated[one.slot] += one.table is not None

    def is_full(self, key: str) -> bool:
        return len(self.busy[key]) >= self.parties[key].most


def missing(case: Case, meetings: Iterable[Meeting], *, too_far: frozenset[Pair] = frozenset()) -> list[Missing]:
    """Every must without a meeting, those of entries first. `too_far` were given up because of walks."""
    standing = _Standing(case, meetings)
    return [
        Missing(by=by, pair=pair, cause=_cause(case, standing, by, pair, too_far))
        for by, musts in (("entry", case.entry_musts), ("other", case.other_musts))
        for pair in sorted(musts - standing.pairs)
        if pair[0] in standing.parties and pair[1] in standing.parties
    ]


def _cause(case: Case, standing: _Standing, by: str, pair: Pair, too_far: frozenset[Pair]) -> str:
    own, other = pair if by == "entry" else (pair[1], pair[0])
    common = standing.parties[own].free & standing.parties[other].free
    still = common - standing.busy[own] - standing.busy[other]
    holds = (
        (NEVER, pair in case.never),
        (BARRED, pair in case.barred or pair not in case.worths),
        (NO_COMMON_SLOT, not common),
        (OWN_LIMIT, standing.is_full(own)),
        (OTHER_LIMIT, standing.is_full(other)),
        (TOO_FAR, pair in too_far),
        (NO_TABLE, bool(still)),
    )
    return next((cause for cause, is_so in holds if is_so), TAKEN)


def lacks(case: Case, meetings: Iterable[Meeting]) -> list[Lack]:
    """Who has fewer meetings than the organiser promised, or else than they would like at least."""
    standing = _Standing(case, meetings)
    partners: dict[str, int] = dict.fromkeys(standing.parties, 0)
    for pair in case.worths:
        if all(key in standing.parties for key in pair) and _can_meet(standing, pair):
            for key in pair:
                partners[key] += 1
    made = []
    for party in standing.parties.values():
        got = len(standing.busy[party.key])
        kind, wanted = ("floor", party.floor) if got < party.floor else ("least", party.least)
        if got < wanted:
            cause = _why_few(party, wanted, partners[party.key])
            made.append(Lack(key=party.key, kind=kind, wanted=wanted, got=got, cause=cause))
    return made


def _can_meet(standing: _Standing, pair: Pair) -> bool:
    return bool(standing.parties[pair[0]].free & standing.parties[pair[1]].free)


def _why_few(party: Party, wanted: int, partners: int) -> str:
    holds = (
        (ABSENT, not party.free),
        (FEW_PARTNERS, partners < wanted),
        (FEW_SLOTS, min(len(party.free), party.most) < wanted),
    )
    return next((cause for cause, is_so in holds if is_so), PARTNERS_FULL)
