"""How well an entry fits a need: what rules it out, then a score whose parts are said in words.

The parts and their first weights are those of domain research (scene 30, keywords 25, readiness 15, landing time 10,
money 10, language 5, interest 5); organisers set their own. Texts are compared as `nearness` has it.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from contest.lib.i18n import N_, Lazy
from contest.lib.languages import LANGUAGES
from contest.submissions.rules.likeness import plain
from contest.submissions.rules.nearness import Corpus, says, words
from contest.zone.rules import NeedPlan

PARTS: dict[str, Lazy] = {
    "scene": N_("Scene"),
    "keywords": N_("Keywords and text"),
    "readiness": N_("Technology readiness"),
    "landing": N_("Time until it starts"),
    "money": N_("Money"),
    "language": N_("Language"),
    "interest": N_("Interest shown before"),
}
WEIGHTS: dict[str, int] = {
    "scene": 30, "keywords": 25, "readiness": 15, "landing": 10, "money": 10, "language": 5, "interest": 5,
}  # fmt: skip
MOST_WEIGHT = 100

_NEAR = 0.25  # from this cosine on two texts are as near as a need's few words come to a whole entry


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry brings to a comparison. None, and "": not said. `amount` in `currency`.

    `languages`: in which its people can be met; `named`: what it says of the need that it answers; `opened`: by the
    people of which organisations it was opened before.
    """

    code: str
    kind: str
    scenes: list[str]
    country: str
    trl: int | None = None
    amount: Decimal | None = None
    currency: str = ""
    months: int | None = None
    languages: list[str] = []
    named: str = ""
    opened: list[str] = []
    text: str = ""


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A need with the organisation that owns it, and every key under which calls mean its scenes."""

    plan: NeedPlan
    owner: str
    scenes: list[str]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a score: how much of its weight the entry earned, from 0 to 1, and why."""

    key: str
    weight: int
    fit: float
    words: Lazy


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """How an entry fits: `score` in per cent of what the need asks for. `refused`: what rules it out; then no score."""

    code: str
    score: int = 0
    parts: list[Part] = []
    missing: list[Lazy] = []
    refused: list[Lazy] = []


def refusals(need: Need, offer: Offer) -> list[Lazy]:
    """What rules an entry out, in words. What it does not say rules nothing out."""
    plan, found = need.plan, list[Lazy]()
    if plan.entry_kinds and offer.kind not in plan.entry_kinds:
        found.append(N_("another kind of entry is wanted"))
    if need.scenes and not set(need.scenes) & set(offer.scenes):
        found.append(N_("another scene"))
    if plan.least_trl is not None and offer.trl is not None and offer.trl < plan.least_trl:
        found.append(N_("TRL %(has)s, at least %(least)s is wanted", has=offer.trl, least=plan.least_trl))
    if plan.countries and offer.country and offer.country not in plan.countries:
        found.append(N_("it comes from %(country)s", country=offer.country))
    if offer.amount is not None and offer.currency == "cny" and not _in_range(plan, offer.amount):
        found.append(N_("it asks for an amount outside the range"))
    text = plain(offer.text)
    found += [
        N_("it speaks of “%(word)s”, which is not wanted", word=word) for word in plan.exclusions if says(text, word)
    ]
    return found


def _in_range(plan: NeedPlan, amount: Decimal) -> bool:
    return (plan.least_cny is None or plan.least_cny <= amount) and (plan.most_cny is None or amount <= plan.most_cny)


def match(need: Need, offer: Offer, *, weights: Mapping[str, int], nearness: float) -> Match:
    """One entry against one need; `nearness` is that of their texts."""
    if refused := refusals(need, offer):
        return Match(code=offer.code, refused=refused)
    parts: list[Part] = []
    missing: list[Lazy] = []
    for key, said in (
        ("scene", _scene(need)),
        ("keywords", _keywords(need.plan, offer, nearness)),
        ("readiness", _readiness(need.plan, offer)),
        ("landing", _landing(need.plan, offer)),
        ("money", _money(need.plan, offer)),
        ("language", _language(need.plan, offer)),
        ("interest", _interest(need, offer)),
    ):
        if said is None or not weights.get(key):
            continue
        fit, sentence = said
        parts.append(Part(key=key, weight=weights[key], fit=fit, words=sentence))
        if fit == 0:
            missing.append(sentence)
    earned = sum(part.weight * part.fit for part in parts)
    asked = sum(part.weight for part in parts)
    score = Decimal(100 * earned / asked).quantize(Decimal(1), ROUND_HALF_UP) if asked else Decimal(0)
    return Match(code=offer.code, score=int(score), parts=[one for one in parts if one.fit], missing=missing)


_Said = tuple[float, Lazy] | None  # how much of the part was earned, and why; None where the need asks nothing


def _scene(need: Need) -> _Said:
    return (1.0, N_("same scene")) if need.scenes else None


def _keywords(plan: NeedPlan, offer: Offer, nearness: float) -> _Said:
    near = min(1.0, nearness / _NEAR)
    text = plain(offer.text)
    hits = [word for word in plan.keywords if says(text, word)]
    share = len(hits) / len(plan.keywords) if plan.keywords else 0.0
    fit = round(max(near, share), 2)
    if hits:
        return fit, N_("it speaks of %(words)s", words=", ".join(hits))
    if fit:
        return fit, N_("its text is %(share)s%% near what is wanted", share=round(100 * near))
    return 0.0, N_("none of the keywords is in its text")


def _readiness(plan: NeedPlan, offer: Offer) -> _Said:
    if plan.least_trl is None:
        return None
    if offer.trl is None:
        return 0.0, N_("its TRL is not said; at least %(least)s is wanted", least=plan.least_trl)
    return 1.0, N_("TRL %(has)s of at least %(least)s", has=offer.trl, least=plan.least_trl)


def _landing(plan: NeedPlan, offer: Offer) -> _Said:
    if plan.within_months is None:
        return None
    if offer.months is None:
        return 0.0, N_("its plan names no time; a start within %(n)s months is wanted", n=plan.within_months)
    if offer.months <= plan.within_months:
        return 1.0, N_("its plan is for %(has)s months, within %(n)s", has=offer.months, n=plan.within_months)
    return 0.0, N_("its plan is for %(has)s months, %(n)s are wanted", has=offer.months, n=plan.within_months)


def _money(plan: NeedPlan, offer: Offer) -> _Said:
    if plan.least_cny is None and plan.most_cny is None:
        return None
    if offer.amount is None:
        return 0.0, N_("it does not say how much it asks for")
    if offer.currency != "cny":
        return 0.0, N_("it asks in %(currency)s: compare the amount yourself", currency=offer.currency.upper() or "–")
    return 1.0, N_("it asks for an amount in the range")


def _language(plan: NeedPlan, offer: Offer) -> _Said:
    if not plan.languages:
        return None
    shared = [code for code in plan.languages if code in offer.languages]
    if shared:
        return 1.0, N_("both speak %(language)s", language=LANGUAGES[shared[0]])
    return 0.0, N_("no language is shared, as far as is known")


def _interest(need: Need, offer: Offer) -> _Said:
    """Counted only where there is some: nobody is behind for not having been looked at."""
    named = plain(offer.named)
    titles = [title for title in (need.plan.title_en, need.plan.title_zh, need.plan.reference) if title]
    if named and any(says(named, title) for title in titles):
        return 1.0, N_("it names this need itself")
    if need.owner in offer.opened:
        return 1.0, N_("they have opened it before")
    return None


def rank(need: Need, offers: Sequence[Offer], weights: Mapping[str, int]) -> list[Match]:
    """Every entry against a need: those that fit, the best first and then by code; then those that are ruled out."""
    [found] = rank_all([need], offers, weights)
    return found


def rank_all(needs: Sequence[Need], offers: Sequence[Offer], weights: Mapping[str, int]) -> list[list[Match]]:
    """`rank` for each need: every text is read once."""
    texts = [words(offer.text) for offer in offers]
    corpus = Corpus(texts)
    made = []
    for need in needs:
        plan = need.plan
        wanted = words("\n".join((plan.title_en, plan.title_zh, plan.about_en, plan.about_zh, *plan.keywords)))
        found = [
            match(need, offer, weights=weights, nearness=corpus.nearness(wanted, text))
            for offer, text in zip(offers, texts, strict=True)
        ]
        made.append(sorted(found, key=lambda one: (bool(one.refused), -one.score, one.code)))
    return made


def weight_faults(weights: Mapping[str, Any]) -> dict[str, Lazy | str]:
    """What is wrong with weights, by part."""
    found: dict[str, Lazy | str] = {
        f"weight.{key}": N_("Use a number from 0 to %(most)s.", most=MOST_WEIGHT)
        for key in PARTS
        if not isinstance(weights.get(key), int) or not 0 <= weights[key] <= MOST_WEIGHT
    }
    if not found and not any(weights[key] for key in PARTS):
        found["weight.scene"] = N_("One part at least must count.")
    return found


def scene_keys(chosen: Collection[str], same_as: Mapping[str, Collection[str]]) -> list[str]:
    """Every key under which calls mean these scenes of the region."""
    return sorted({key for scene in chosen for key in (scene, *same_as.get(scene, ()))})
