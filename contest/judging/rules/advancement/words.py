"""What a rule did with an entry, and what stands in its way, in words."""

from collections.abc import Mapping

from contest.judging.rules.advancement.terms import SCENE, SHARE, THRESHOLD, Ask, Limit
from contest.lib.i18n import N_, Lazy

HOW_WORDS: dict[str, Lazy] = {
    "rank": N_("By its rank"),
    "equal": N_("Equal to one that goes on"),
    "quota": N_("Lifted by a quota"),
    "wild": N_("Wild card"),
    "passed_over": N_("Passed over: a quota gave its place to another entry"),
    "undecided": N_("Equal to one that goes on, and a quota has no room for both: choose by hand"),
}

Names = Mapping[tuple[str, str], object]


def limit_words(limit: Limit, names: Names) -> Lazy:
    """A limit as its organiser put it. `names`: of cities and scenes by kind and key."""
    if limit.kind == "all":
        if limit.side == "most":
            return N_("no more than %(number)s go on in all", number=limit.number)
        return N_("%(number)s go on in all", number=limit.number)
    name = names.get((limit.kind, limit.key), limit.key)
    if limit.side == "most":
        return N_("at most %(number)s of %(name)s", number=limit.number, name=name)
    if limit.there < limit.number:
        return N_(
            "at least %(number)s of %(name)s, where %(there)s may go on",
            number=limit.number,
            name=name,
            there=limit.there,
        )
    return N_("at least %(number)s of %(name)s", number=limit.number, name=name)


def remedy_words(limit: Limit, names: Names) -> Lazy | None:
    """The change of this limit alone with which all the others can be kept; None where there is none."""
    if limit.would_do is None:
        return None
    if limit.kind == "all":
        return N_("let %(number)s go on in all", number=limit.would_do)
    name = names.get((limit.kind, limit.key), limit.key)
    if limit.side == "most":
        return N_("allow %(number)s of %(name)s", number=limit.would_do, name=name)
    if limit.would_do == 0:
        return N_("ask for none of %(name)s", name=name)
    return N_("ask for %(number)s of %(name)s", number=limit.would_do, name=name)


def ask_words(ask: Ask, names: Names) -> list[Lazy]:
    """The rule in words, its way first."""
    number = f"{ask.number.normalize():f}"
    if ask.way == SHARE:
        made = [N_("The best %(number)s percent go on.", number=number)]
    elif ask.way == THRESHOLD:
        made = [N_("Who has %(number)s points or more goes on.", number=number)]
    else:
        made = [N_("The best %(number)s go on.", number=number)]
    for quota in sorted(ask.quotas, key=lambda one: (one.kind != SCENE, one.key)):
        name = names.get((quota.kind, quota.key), quota.key)
        if quota.least and quota.most is not None:
            made.append(N_("%(least)s to %(most)s of %(name)s.", least=quota.least, most=quota.most, name=name))
        elif quota.least:
            made.append(N_("At least %(number)s of %(name)s.", number=quota.least, name=name))
        else:
            made.append(N_("At most %(number)s of %(name)s.", number=quota.most, name=name))
    if ask.reserve:
        made.append(N_("%(number)s wait in reserve.", number=ask.reserve))
    return made
