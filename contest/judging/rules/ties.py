"""Who is too close to an entry, as far as the records tell, and the reason in words."""

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from contest.judging.rules.names import body_keys, person_keys
from contest.lib.i18n import N_, Lazy
from contest.submissions.rules.closeness import mail_domain

# What a tie is found by, the plainest reason first. `shown` in a reason is the name that both sides share.
# fmt: off
KINDS = ("own", "team", "namesake", "family", "organisation", "domain", "investment", "mentoring", "coauthor", "city")
# fmt: on

# A ruling can say that these are no tie; whose own entry it is can never judge it, nor who mentored what it became.
MAY_BE_CLEARED = frozenset({*KINDS, "declared", "ruled"} - {"own", "team"})

LINKS = ("employer", "investment", "mentoring", "coauthor", "family", "city")


class Link(Struct, frozen=True, kw_only=True):
    """A person or an organisation that a judge says they are close to, by one of `LINKS`; of a city its key."""

    kind: str
    name: str


class Judge(Struct, frozen=True, kw_only=True):
    """What is on record about a judge, or about somebody who may become one: then there may be no id."""

    key: str
    person_id: str | None = None
    names: tuple[str, ...] = ()
    email: str = ""
    organisation_id: str | None = None
    organisations: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class Behind(Struct, frozen=True, kw_only=True):
    """Who and what is behind an entry. `city` is the key of its home city where that is not the round's own."""

    key: str
    owner_id: str
    member_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    organisation_ids: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    city: str | None = None


class Found(Struct, frozen=True, kw_only=True):
    """That the judge `judge` is too close to the entry `entry`, by which kind, and what they share."""

    judge: str
    entry: str
    kind: str
    shown: str = ""


_Mark = tuple[str, str]  # what sort of thing, and the form in which it is compared


def _marks_of(entry: Behind) -> dict[_Mark, str]:
    """All that an entry can be recognised by, with how it is written there."""
    marks: dict[_Mark, str] = {("owner", entry.owner_id): ""}
    marks |= {("member", one): "" for one in entry.member_ids}
    marks |= {("email", one.strip().lower()): one for one in entry.emails if one}
    marks |= {("body", one): "" for one in entry.organisation_ids}
    marks |= {("name", key): name for name in entry.names for key in person_keys(name)}
    marks |= {("body", key): name for name in entry.organisations for key in body_keys(name)}
    domains = (mail_domain(one) for one in (*entry.emails, *entry.domains) if one)
    marks |= {("domain", one): one for one in domains if one}
    if entry.city is not None:
        marks["city", entry.city] = entry.city
    return marks


def _looks_for(judge: Judge) -> list[tuple[_Mark, str]]:
    """What would tie this judge to an entry that has it, and by which kind."""
    wanted: list[tuple[_Mark, str]] = []
    if judge.person_id is not None:
        wanted += [(("owner", judge.person_id), "own"), (("member", judge.person_id), "team")]
    if judge.email:
        wanted.append((("email", judge.email.strip().lower()), "team"))
    wanted += [(("name", key), "namesake") for name in judge.names for key in person_keys(name)]
    if judge.organisation_id is not None:
        wanted.append((("body", judge.organisation_id), "organisation"))
    wanted += [(("body", key), "organisation") for name in judge.organisations for key in body_keys(name)]
    for link in judge.links:
        if link.kind == "city":
            wanted.append((("city", link.name), "city"))
            continue
        kind = "organisation" if link.kind == "employer" else link.kind
        wanted += [(("body", key), kind) for key in body_keys(link.name)]
        if link.kind != "employer":
            wanted += [(("name", key), kind) for key in person_keys(link.name)]
    domains = (mail_domain(one) for one in (judge.email, *judge.domains) if one)
    return wanted + [(("domain", one), "domain") for one in domains if one]


def find(judges: Iterable[Judge], entries: Iterable[Behind]) -> list[Found]:
    """Every judge and entry that the records bring together, each pair once, by its plainest reason."""
    seekers: defaultdict[_Mark, list[tuple[str, str]]] = defaultdict(list)
    for judge in judges:
        for mark, kind in _looks_for(judge):
            seekers[mark].append((judge.key, kind))
    found: list[Found] = []
    for entry in entries:
        best: dict[str, tuple[int, str]] = {}
        for mark, shown in _marks_of(entry).items():
            for judge_key, kind in seekers.get(mark, ()):
                rank = (KINDS.index(kind), shown)
                if judge_key not in best or rank[0] < best[judge_key][0]:
                    best[judge_key] = rank
        found += [
            Found(judge=judge, entry=entry.key, kind=KINDS[rank], shown=shown)
            for judge, (rank, shown) in sorted(best.items())
        ]
    return found


# Whole sentences: `shown` is a name that stands on both sides, where one is known.
_WORDS: dict[str, tuple[Lazy, str]] = {
    "own": (N_("It is their own entry."), ""),
    "team": (N_("They are on its team."), N_("They are on its team, by the address %(shown)s.").message),
    "namesake": (N_("Somebody behind it has their name."), N_("Somebody behind it has their name: %(shown)s.").message),
    "family": (N_("Their family is behind it."), N_("Their family is behind it: %(shown)s.").message),
    "organisation": (N_("The same organisation."), N_("The same organisation: %(shown)s.").message),
    "domain": (N_("The same e-mail domain."), N_("The same e-mail domain: %(shown)s.").message),
    "investment": (N_("They have money in it."), N_("They have money in %(shown)s.").message),
    "mentoring": (N_("They advise it."), N_("They advise %(shown)s.").message),
    "coauthor": (N_("They worked or wrote with its people."), N_("They worked or wrote with %(shown)s.").message),
    "city": (N_("They belong to the host of its home city."), ""),
    "mentor": (N_("They mentor the venture that it became, or did."), ""),
    "declared": (N_("They said so themselves."), ""),
    "ruled": (N_("An organiser ruled so."), N_("An organiser ruled so: %(shown)s").message),
}


def words(kind: str, shown: str = "") -> Lazy:
    """The reason for a tie as one sentence; for organisers only, as it may name who is behind an entry."""
    plain, naming = _WORDS[kind]
    if not (shown and naming):
        return plain
    return Lazy(naming, {"shown": shown if kind == "ruled" else shown.rstrip(".。")})
