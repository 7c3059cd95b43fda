"""Whether a panel can read what a round asks: what does not fit, in words, and the smallest changes that mend it."""

import math
from collections.abc import Callable
from functools import partial

from msgspec import Struct, structs

from contest.judging.rules.capacity.cases import (
    MOST_READS,
    STAGE_WORDS,
    Case,
    Need,
    full_of,
    hours,
    languages_short,
    least,
    load,
    needs,
    reads_each,
    scenes_short,
    speechless,
    too_wide,
)
from contest.judging.rules.capacity.changes import MOST_ADDED, judges_words, more_judges, smallest, staged
from contest.lib.i18n import N_, Lazy
from contest.lib.languages import LANGUAGES


class Gap(Struct, frozen=True, kw_only=True):
    """Something that does not fit, said in a sentence, and the smallest changes of which each alone would mend it."""

    kind: str
    text: Lazy
    changes: tuple[Lazy, ...] = ()


class Verdict(Struct, frozen=True, kw_only=True):
    """What is needed, what is there, and what does not fit; no gap means that it does."""

    needs: tuple[Need, ...]
    hours_needed: float
    hours_there: float
    unsaid: int
    gaps: tuple[Gap, ...]


def _few_gap(case: Case) -> list[Gap]:
    stage = too_wide(case)
    if stage is None:
        return []
    size = len(case.members)
    changes = [judges_words(stage.reads - size)]
    if size >= 1:
        changes.append(
            N_("%(reads)s reads each in “%(stage)s”.", reads=size, stage=STAGE_WORDS[stage.kind])
            if size >= stage.least_valid
            else N_(
                "%(reads)s reads each in “%(stage)s”, and a result from %(reads)s.",
                reads=size,
                stage=STAGE_WORDS[stage.kind],
            )
        )
    text = N_(
        "“%(stage)s” asks for %(reads)s judges for each entry, and the panel has %(size)s.",
        stage=STAGE_WORDS[stage.kind],
        reads=stage.reads,
        size=size,
    )
    return [Gap(kind="few", text=text, changes=tuple(changes))]


def _less_to_read(case: Case, fits: Callable[[Case], bool]) -> list[Lazy]:
    """Fewer full reviews: of fewer entries, or fewer of each."""
    full = full_of(case)
    if full is None:
        return []
    found: list[Lazy] = []
    share = smallest(range(full.share - 1, 0, -1), lambda to: fits(staged(case, "full", share=to)))
    if share is not None:
        found.append(N_("Full reviews of the best %(share)s %% of the entries.", share=share))
    reads = smallest(range(full.reads - 1, full.least_valid - 1, -1), lambda to: fits(staged(case, "full", reads=to)))
    if reads is not None:
        found.append(N_("%(reads)s full reviews of each entry.", reads=reads))
    return found


def _load_gap(case: Case) -> list[Gap]:
    def fits(one: Case) -> bool:
        wanted, there = load(one)
        return wanted <= there

    if fits(case):
        return []
    wanted, there = load(case)
    changes = [judges_words(count) for count in more_judges(case, fits)]
    more = smallest(
        range(1, MOST_ADDED),
        lambda by: fits(
            structs.replace(case, members=tuple(structs.replace(one, most=one.most + by) for one in case.members))
        ),
    )
    if more is not None and case.members:
        changes.append(N_("Each judge reads %(more)s more than they said at most.", more=more))
    text = N_("%(wanted)s full reviews are needed, and the judges take %(there)s at most.", wanted=wanted, there=there)
    return [Gap(kind="load", text=text, changes=(*changes, *_less_to_read(case, fits)))]


def _hours_gap(case: Case) -> list[Gap]:
    def fits(one: Case) -> bool:
        wanted, there = hours(one)
        return wanted <= there + 1e-9

    if fits(case):
        return []
    wanted, there = hours(case)
    changes = [judges_words(count) for count in more_judges(case, fits)]

    def later(days: int) -> Case:
        members = (
            structs.replace(one, hours=None if one.hours is None else one.hours + days * one.hours_day)
            for one in case.members
        )
        return structs.replace(case, members=tuple(members))

    days = smallest(range(1, MOST_ADDED), lambda count: fits(later(count)))
    if days is not None:
        changes.append(
            N_("Reviews due one day later.") if days == 1 else N_("Reviews due %(days)s days later.", days=days)
        )
    text = N_(
        "Reading takes %(wanted)s hours, and the panel has %(there)s.",
        wanted=math.ceil(wanted),
        there=math.floor(there),
    )
    return [Gap(kind="hours", text=text, changes=(*changes, *_less_to_read(case, fits)))]


def _least_gap(case: Case) -> list[Gap]:
    promised, wanted = least(case)
    if promised <= wanted or not case.members:
        return []
    changes: list[Lazy] = []
    full = full_of(case)
    if full is not None:
        share = smallest(
            range(full.share + 1, 101),
            lambda to: least(staged(case, "full", share=to))[0] <= least(staged(case, "full", share=to))[1],
        )
        if share is not None:
            changes.append(N_("Full reviews of the best %(share)s %% of the entries.", share=share))
        reads = smallest(
            range(full.reads + 1, min(MOST_READS, len(case.members)) + 1),
            lambda to: least(staged(case, "full", reads=to))[0] <= least(staged(case, "full", reads=to))[1],
        )
        if reads is not None:
            changes.append(N_("%(reads)s full reviews of each entry.", reads=reads))
    changes.append(N_("The judges accept %(less)s fewer between them.", less=promised - wanted))
    text = N_(
        "The judges were promised %(promised)s reviews at least, and there are %(wanted)s to write.",
        promised=promised,
        wanted=wanted,
    )
    return [Gap(kind="least", text=text, changes=tuple(changes))]


def _reads_language(spoken: frozenset[str], case: Case) -> bool:
    return spoken not in languages_short(case)


def _reads_scene(scene: str, case: Case) -> bool:
    return scene not in scenes_short(case)


def _language_gaps(case: Case) -> list[Gap]:
    found = []
    for spoken, entries in languages_short(case).items():
        name = " / ".join(str(LANGUAGES.get(code, code)) for code in sorted(spoken))
        more = more_judges(case, partial(_reads_language, spoken), languages=spoken)
        text = N_("Entries in %(language)s only: %(entries)s. Too few judges read it.", entries=entries, language=name)
        changes = tuple(N_("%(count)s more who read %(language)s.", count=count, language=name) for count in more)
        found.append(Gap(kind="language", text=text, changes=changes))
    return found


def _scene_gaps(case: Case, scenes: dict[str, str]) -> list[Gap]:
    found = []
    for scene, entries in scenes_short(case).items():
        name = scenes.get(scene, scene)
        more = more_judges(case, partial(_reads_scene, scene), scenes=frozenset({scene}))
        text = N_(
            "Entries of “%(scene)s”: %(entries)s. Too few judges are on the parts of the panel that read them.",
            entries=entries,
            scene=name,
        )
        changes = tuple(N_("%(count)s more for “%(scene)s”.", count=count, scene=name) for count in more)
        found.append(Gap(kind="scene", text=text, changes=changes))
    return found


def _tied_gap(case: Case) -> list[Gap]:
    reads = reads_each(case)
    short = [one for one in case.free if one < reads] if len(case.members) >= reads else []
    if not short:
        return []
    nobody = sum(one == 0 for one in short)
    text = (
        N_("Every judge is too close to %(count)s of the entries.", count=nobody)
        if nobody
        else N_("Entries with too few judges who are not too close to them: %(count)s.", count=len(short))
    )
    more = reads - min(short)
    changes = (
        N_("One more judge who is close to none of them.")
        if more == 1
        else N_("%(count)s more judges who are close to none of them.", count=more),
        N_("A ruling that a judge is not too close, where that is so."),
    )
    return [Gap(kind="tied", text=text, changes=changes)]


def _nobody_gap(case: Case) -> list[Gap]:
    """An empty panel is one thing to mend, not five."""

    def fits(one: Case) -> bool:
        return not (_few_gap(one) or _load_gap(one) or _hours_gap(one))

    wanted, _ = hours(case)
    text = N_("Nobody is on the panel, and reading takes %(wanted)s hours.", wanted=math.ceil(wanted))
    changes = tuple(judges_words(count) for count in more_judges(case, fits))
    return [Gap(kind="nobody", text=text, changes=changes)]


def _gaps(case: Case, scenes: dict[str, str]) -> list[Gap]:
    if not case.members:
        return _nobody_gap(case)
    return [
        *_few_gap(case),
        *_load_gap(case),
        *_hours_gap(case),
        *_least_gap(case),
        *_language_gaps(case),
        *_scene_gaps(case, scenes),
        *_tied_gap(case),
    ]


def weigh(case: Case, *, scenes: dict[str, str] | None = None) -> Verdict:
    """What a round asks against what its panel can give. `scenes` are names by key, for the sentences."""
    wanted, there = hours(case)
    gaps = _gaps(case, scenes or {})
    gaps += [
        Gap(
            kind="speechless",
            text=N_("%(name)s reads no language in which an entry is written.", name=name),
            changes=(N_("Ask them what else they read, or let them go."),),
        )
        for name in speechless(case)
    ]
    return Verdict(
        needs=needs(case),
        hours_needed=wanted,
        hours_there=there,
        unsaid=sum(one.hours is None for one in case.members),
        gaps=tuple(gaps),
    )
