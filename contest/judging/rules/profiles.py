"""What a judge may say of themselves, and how it is read from a form."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from contest.accounts.rules import clean_name, is_time_zone
from contest.judging.rules.ties import LINKS, Link
from contest.lib.i18n import N_, Lazy
from contest.lib.languages import LANGUAGES

MOST_LOAD = 500
MOST_LINES = 40
MOST_KEYWORD, MOST_LINE, MOST_ABOUT = 60, 200, 2000
MOST_HOURS = 80
MOST_AWAY = 10

LINK_WORDS: dict[str, Lazy] = {
    "employer": N_("Employers of the last four years"),
    "investment": N_("Companies you have money in"),
    "mentoring": N_("Teams and companies you advise or mentor"),
    "coauthor": N_("People and groups you worked or wrote with in the last four years"),
    "family": N_("Family who may take part, or whose company may"),
    "city": N_("Host cities you belong to"),
}


class Away(Struct, frozen=True, kw_only=True):
    """From the first to the last day on which a judge gives no time."""

    first: date
    last: date


class Profile(Struct, frozen=True, kw_only=True):
    """A judge's expertise, languages, load and availability. `hours_week` is None where they did not say."""

    scenes: list[str] = []
    keywords: list[str] = []
    languages: list[str] = []
    other_names: list[str] = []
    least: int = 0
    most: int = 12
    hours_week: Decimal | None = None
    away: list[Away] = []
    about: str = ""
    is_kept: bool = False
    time_zone: str = "UTC"
    links: list[Link] = []


def lines(text: str, *, longest: int = MOST_LINE) -> list[str]:
    """One a line, cleaned, each once, in their order."""
    found = (clean_name(line)[:longest] for line in text.splitlines())
    return list(dict.fromkeys(one for one in found if one))


def words(text: str) -> list[str]:
    """Keywords as people write them: one a line, or between commas."""
    for mark in (",", "，", "、", ";", "；"):
        text = text.replace(mark, "\n")
    return lines(text, longest=MOST_KEYWORD)


def problems(profile: Profile, *, scenes: set[str], cities: set[str]) -> dict[str, Lazy | str]:
    """What is wrong with a profile, by field."""
    found = _load_problems(profile)
    if not profile.languages:
        found["languages"] = N_("Choose at least one: entries are given to who can read them.")
    elif not set(profile.languages) <= set(LANGUAGES):
        found["languages"] = N_("Choose one of the answers offered.")
    if not set(profile.scenes) <= scenes:
        found["scenes"] = N_("Choose one of the answers offered.")
    if not is_time_zone(profile.time_zone):
        found["time_zone"] = N_("Choose one of the answers offered.")
    if len(profile.about) > MOST_ABOUT:
        found["about"] = N_("Use at most %(most)s characters.", most=MOST_ABOUT)
    many = {"keywords": profile.keywords, "other_names": profile.other_names}
    many |= {kind: [one.name for one in profile.links if one.kind == kind] for kind in LINKS}
    for name, values in many.items():
        if len(values) > MOST_LINES:
            found[name] = N_("Use at most %(most)s lines.", most=MOST_LINES)
    if not {one.name for one in profile.links if one.kind == "city"} <= cities:
        found["city"] = N_("Choose one of the answers offered.")
    return found


def _load_problems(profile: Profile) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    if not 1 <= profile.most <= MOST_LOAD:
        found["most"] = N_("Use a number from 1 to %(most)s.", most=MOST_LOAD)
    elif not 0 <= profile.least <= profile.most:
        found["least"] = N_("Use a number from 0 up to the most you read.")
    if profile.hours_week is not None and not 0 <= profile.hours_week <= MOST_HOURS:
        found["hours_week"] = N_("Use a number from 0 to %(most)s.", most=MOST_HOURS)
    if len(profile.away) > MOST_AWAY:
        found["away"] = N_("Use at most %(most)s lines.", most=MOST_AWAY)
    elif any(one.last < one.first for one in profile.away):
        found["away"] = N_("The last day is before the first.")
    return found
