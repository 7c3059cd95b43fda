"""What a round asks to be read, who reads it, and how much that is."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

from contest.judging.rules.profiles import Away
from contest.lib.i18n import N_, Lazy

MOST_READS, MOST_MINUTES, MOST_ENTRIES = 15, 240, 100_000


class Stage(Struct, frozen=True, kw_only=True):
    """`reads` of `minutes` for the best `share` per cent of all entries; a result needs `least_valid` of them."""

    kind: str
    reads: int
    minutes: int
    share: int = 100
    least_valid: int


# Two short reads of everything, three reviews of what they leave, then a few entries live before five judges.
DEFAULT = (
    Stage(kind="triage", reads=2, minutes=5, share=100, least_valid=2),
    Stage(kind="full", reads=3, minutes=30, share=40, least_valid=3),
    Stage(kind="live", reads=5, minutes=17, share=10, least_valid=3),
)
KINDS = ("triage", "full", "live")
STAGE_WORDS: dict[str, Lazy] = {
    "triage": N_("Triage"),
    "full": N_("Full reviews"),
    "live": N_("Live"),
}


class Member(Struct, frozen=True, kw_only=True):
    """A judge: how many reviews at least and at most, the hours they have here (None: not said), what they read."""

    name: str
    least: int = 0
    most: int = 12
    hours: float | None = None
    hours_day: float = 0.0
    languages: frozenset[str] = frozenset()
    scenes: frozenset[str] = frozenset()


class Group(Struct, frozen=True, kw_only=True):
    """Entries alike: how many, in which scene (a key), and in which languages each can be read (none: any)."""

    entries: int
    scene: str = ""
    languages: frozenset[str] = frozenset()


class Case(Struct, frozen=True, kw_only=True):
    """What is to be read and who reads. `free` counts, by entry, the judges who are not too close to it."""

    entries: int
    stages: tuple[Stage, ...]
    members: tuple[Member, ...]
    groups: tuple[Group, ...] = ()
    free: tuple[int, ...] = ()


class Need(Struct, frozen=True, kw_only=True):
    """What one stage takes: entries, reads of them all, and hours."""

    stage: Stage
    entries: int
    reads: int
    hours: float


def hours_between(hours_week: float, first: datetime, last: datetime, away: Sequence[Away], zone: str) -> float:
    """The hours a judge has from one moment to another, at so many a week, less the days they are away (their zone)."""
    if last <= first:
        return 0.0
    here = ZoneInfo(zone)
    begin, end = first.astimezone(here).date(), last.astimezone(here).date()
    days = {begin + timedelta(days=n) for n in range(min((end - begin).days + 1, 3660))}
    for one in away:
        days -= {one.first + timedelta(days=n) for n in range(min((one.last - one.first).days + 1, 3660))}
    return hours_week * len(days) / 7


def needs(case: Case) -> tuple[Need, ...]:
    """What each stage takes, in the order of the stages."""
    found = []
    for stage in case.stages:
        entries = math.ceil(case.entries * stage.share / 100)
        reads = entries * stage.reads
        found.append(Need(stage=stage, entries=entries, reads=reads, hours=reads * stage.minutes / 60))
    return tuple(found)


def full_of(case: Case) -> Stage | None:
    return next((one for one in case.stages if one.kind == "full"), None)


def hours_of(member: Member, full: Stage | None) -> float:
    """Who did not say how much time they have is taken at their word on reviews."""
    if member.hours is not None:
        return member.hours
    return member.most * (full.minutes if full is not None else 30) / 60


def too_wide(case: Case) -> Stage | None:
    return next((one for one in case.stages if one.reads > len(case.members)), None)


def load(case: Case) -> tuple[int, int]:
    """(reviews needed, reviews there) in the full stage."""
    wanted = next((one.reads for one in needs(case) if one.stage.kind == "full"), 0)
    return wanted, sum(member.most for member in case.members)


def hours(case: Case) -> tuple[float, float]:
    full = full_of(case)
    return sum(one.hours for one in needs(case)), sum(hours_of(member, full) for member in case.members)


def least(case: Case) -> tuple[int, int]:
    wanted, _ = load(case)
    return sum(member.least for member in case.members), wanted


def reads_each(case: Case) -> int:
    return max((one.reads for one in case.stages if one.kind != "live"), default=0)


def _too_few(case: Case, able: list[Member], entries: int) -> bool:
    """Whether these are too few for so many entries: in number, or in the reviews they take."""
    if len(able) == len(case.members):
        return False  # then it is the panel that is too small
    full = full_of(case)
    reads = 0 if full is None else math.ceil(entries * full.share / 100) * full.reads
    return len(able) < reads_each(case) or sum(member.most for member in able) < reads


def languages_short(case: Case) -> dict[frozenset[str], int]:
    """Languages whose entries have too few readers, with how many entries there are."""
    count: dict[frozenset[str], int] = {}
    for group in case.groups:
        if group.languages:
            count[group.languages] = count.get(group.languages, 0) + group.entries
    found = {}
    for spoken, entries in sorted(count.items(), key=lambda one: sorted(one[0])):
        able = [one for one in case.members if not one.languages or one.languages & spoken]
        if _too_few(case, able, entries):
            found[spoken] = entries
    return found


def scenes_short(case: Case) -> dict[str, int]:
    """Scenes that the parts of the panel leave with too few readers, with how many entries there are."""
    count: dict[str, int] = {}
    for group in case.groups:
        if group.scene:
            count[group.scene] = count.get(group.scene, 0) + group.entries
    found = {}
    for scene, entries in sorted(count.items()):
        able = [one for one in case.members if not one.scenes or scene in one.scenes]
        if _too_few(case, able, entries):
            found[scene] = entries
    return found


def speechless(case: Case) -> list[str]:
    """Judges who read none of the languages in which anything is written."""
    spoken = [group.languages for group in case.groups if group.entries]
    if not spoken or not all(spoken):
        return []
    return [one.name for one in case.members if one.languages and not any(one.languages & each for each in spoken)]


def stage_problems(stages: Sequence[Stage], expected: int | None) -> dict[str, Lazy | str]:
    """What cannot be planned, by field: `reads.full` and the like."""
    found: dict[str, Lazy | str] = {}
    for one in stages:
        if not 1 <= one.reads <= MOST_READS:
            found[f"reads.{one.kind}"] = N_("Use a number from 1 to %(most)s.", most=MOST_READS)
        elif not 1 <= one.least_valid <= one.reads:
            found[f"least_valid.{one.kind}"] = N_("Use a number from 1 up to the reviews each entry gets.")
        if not 1 <= one.minutes <= MOST_MINUTES:
            found[f"minutes.{one.kind}"] = N_("Use a number from 1 to %(most)s.", most=MOST_MINUTES)
        if not 1 <= one.share <= 100:
            found[f"share.{one.kind}"] = N_("Use a number from 1 to %(most)s.", most=100)
    if len(stages) > 1 and "share." + stages[0].kind not in found and stages[0].share != 100:
        found["share." + stages[0].kind] = N_("The first stage reads every entry: 100 per cent.")
    for before, one in pairwise(stages):
        if one.share > before.share:
            found.setdefault(f"share.{one.kind}", N_("A later stage takes no more entries than the one before."))
    if expected is not None and not 0 <= expected <= MOST_ENTRIES:
        found["expected"] = N_("Use a number from 0 to %(most)s.", most=MOST_ENTRIES)
    return found
