"""How well a judge and an entry fit, in thousandths, and the same in parts that can be said in words.

Four things count: the scene, the keywords they share, the language, and what the judge asked for. The weights are of
this system: a scene and the expertise in it first, then the language an entry was written in, then wishes.
"""

from contest.judging.rules.assignment.terms import Entry, Judge, Reason

SCENE, OTHER_SCENE, ANY_SCENE = 350, 200, 150
EXPERTISE, UNKNOWN_EXPERTISE, ENOUGH_KEYWORDS = 350, 120, 3
LANGUAGE, SOME_LANGUAGE = 150, 100
BID, NO_BID = 150, 75
WHOLE = SCENE + EXPERTISE + LANGUAGE + BID


def reasons(judge: Judge, entry: Entry, *, bid: int = 0) -> list[Reason]:
    """The parts of the affinity of a pair that may be; they add up to it."""
    known: tuple[str, ...] = ()
    if not judge.scenes:
        scene = ANY_SCENE
    elif entry.scene in judge.scenes:
        scene, known = SCENE, (str(entry.scene),)
    else:
        shared_scenes = tuple(sorted(judge.scenes & entry.other_scenes))
        scene, known = OTHER_SCENE if shared_scenes else 0, shared_scenes
    shared = tuple(sorted(judge.keywords & entry.keywords))
    if judge.keywords and entry.keywords:
        expertise = EXPERTISE * min(len(shared), enough(entry)) // enough(entry)
    else:
        expertise = UNKNOWN_EXPERTISE
    is_all = bool(entry.languages) and (not judge.languages or entry.languages <= judge.languages)
    languages = tuple(sorted(entry.languages & judge.languages if judge.languages else entry.languages))
    return [
        Reason(kind="scene", points=scene, most=SCENE, what=known),
        Reason(kind="expertise", points=expertise, most=EXPERTISE, what=shared),
        Reason(kind="language", points=LANGUAGE if is_all else SOME_LANGUAGE, most=LANGUAGE, what=languages),
        Reason(
            kind="bid", points=of_bid(bid), most=BID, what=("wants",) if bid > 0 else ("unwilling",) if bid < 0 else ()
        ),
    ]


def enough(entry: Entry) -> int:
    """How many shared keywords are as good as all of them."""
    return min(len(entry.keywords), ENOUGH_KEYWORDS)


def of_bid(bid: int) -> int:
    return NO_BID if bid == 0 else BID if bid > 0 else 0
