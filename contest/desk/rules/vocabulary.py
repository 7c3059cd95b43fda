"""Which terms there are in what is looked for, to whom, and what may stand behind each."""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from msgspec import Struct

from contest.accounts.rules import ROLES
from contest.desk.rules.language import Check, Fault, Term
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy
from contest.notifications.rules import STATES

PROGRAMME, ROUND, SCREENER = "programme_organiser", "round_organiser", "screener"
LISTS = ("entries", "people", "reviews", "messages")

KINDS = ("project", "solution", "product", "talent")
STATUSES = (
    "entered", "eligible", "more_wanted", "ineligible", "in_review", "advanced", "not_advanced", "awarded",
    "withdrawn", "disqualified",
)  # fmt: skip
REVIEW_STATES = ("assigned", "draft", "signed", "reopened", "recused", "waived")
MAIL_STATES = tuple(STATES)
PLACES = ("scene", "city", "round", "edition")


class Kind(Struct, frozen=True, kw_only=True):
    """What may stand behind a term: one of `choices`, a number, a day (`2026-05-01`), or any text.

    `place`: its choices are data, those within the reach of who asks.
    """

    choices: tuple[str, ...] = ()
    is_number: bool = False
    is_day: bool = False
    is_place: bool = False


TEXT, NUMBER, DAY, PLACE = Kind(), Kind(is_number=True), Kind(is_day=True), Kind(is_place=True)

# Whoever screens or organises may ask for these.
ENTRIES: dict[str, Kind] = {
    "kind": Kind(choices=KINDS),
    "status": Kind(choices=STATUSES),
    "scene": PLACE,
    "city": PLACE,
    "round": PLACE,
    "edition": PLACE,
    "country": TEXT,
    "code": TEXT,
    "org": TEXT,
    "tag": TEXT,
    "submitted": DAY,
}

# Who organises, of the rounds that they organise: what judges said.
JUDGED: dict[str, Kind] = {
    "score": NUMBER,
    "reviews": NUMBER,
    "missing": Kind(choices=("review", "judge")),
    "judge": TEXT,
}
PEOPLE: dict[str, Kind] = {
    "role": Kind(choices=tuple(ROLES)),
    "country": TEXT,
    "org": TEXT,
}
REVIEWS: dict[str, Kind] = {
    "state": Kind(choices=REVIEW_STATES),
    "score": NUMBER,
    "judge": TEXT,
    "code": TEXT,
    "kind": Kind(choices=KINDS),
    "city": PLACE,
    "round": PLACE,
    "edition": PLACE,
    "signed": DAY,
}
MESSAGES: dict[str, Kind] = {
    "state": Kind(choices=MAIL_STATES),
    "to": TEXT,
    "about": TEXT,
    "written": DAY,
}


def lists_of(actor: Actor) -> tuple[str, ...]:
    """What the actor may look for at all."""
    if any(grant.round_id is None for grant in actor.holds(PROGRAMME)):
        return LISTS
    if actor.has(PROGRAMME, ROUND):
        return LISTS[:3]
    return LISTS[:1] if actor.has(SCREENER) else ()


def vocabulary(actor: Actor, of: str) -> dict[str, Kind]:
    """The terms that there are for this actor; any other is no term."""
    if of == "entries":
        return ENTRIES | JUDGED if actor.has(PROGRAMME, ROUND) else ENTRIES
    return {"people": PEOPLE, "reviews": REVIEWS, "messages": MESSAGES}[of]


def checker(known: Mapping[str, Kind], places: Mapping[str, frozenset[str]]) -> Check:
    """What `language.parse` asks of each term. `places`: by term, the keys within reach of who asks."""

    def check(term: Term, at: list[tuple[int, int]]) -> Term:
        name = term.name.lower()
        kind = known.get(name)
        if kind is None:
            raise Fault(_unknown(term.name, list(known)), *at[0])
        is_compared = kind.is_number or kind.is_day
        if term.op != ":" and not is_compared:
            raise Fault(N_("“%(name)s” is followed by a colon.", name=name), *at[0])
        values = tuple(
            _value(name, kind, value, places, place) for value, place in zip(term.values, at[1:], strict=True)
        )
        if term.op != ":" and len(values) > 1:
            raise Fault(N_("Compare with one value."), *at[2])
        return Term(name=name, op=term.op, values=values)

    return check


def _unknown(name: str, known: list[str]) -> Lazy:
    close = get_close_matches(name.lower(), known, n=1)
    if close:
        return N_("There is no term “%(name)s”. Is “%(close)s” meant?", name=name, close=close[0])
    return N_("There is no term “%(name)s”. Put quotation marks around words that hold a colon.", name=name)


def _value(name: str, kind: Kind, value: str, places: Mapping[str, frozenset[str]], at: tuple[int, int]) -> str:
    choices = sorted(places.get(name, ())) if kind.is_place else list(kind.choices)
    if kind.is_place or kind.choices:
        if value.lower() not in choices:
            close = get_close_matches(value.lower(), choices, n=1)
            if close:
                raise Fault(
                    N_(
                        "“%(name)s” knows no “%(value)s”. Is “%(close)s” meant?", name=name, value=value, close=close[0]
                    ),
                    *at,
                )
            raise Fault(N_("“%(name)s” knows no “%(value)s”.", name=name, value=value), *at)
        return value.lower()
    if kind.is_number:
        if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", value, re.ASCII):
            raise Fault(N_("“%(name)s” is compared with a number, as in score>80.", name=name), *at)
        return value
    if kind.is_day:
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise Fault(N_("Write a day as 2026-05-01."), *at) from None
    return value
