"""What people agree to: for which purpose, for whom. Everything that is shown or sent for one asks these predicates.

What is needed to run the contest at all is told, not asked (`RUN`).
"""

from collections.abc import Collection

from msgspec import Struct

from contest.lib.actor import Actor
from contest.lib.countries import country_name
from contest.lib.i18n import N_, Lazy

RUN = "run"
JUDGES_ABROAD = "judges_abroad"
TRANSFER = "transfer"
PUBLIC_PAGE = "public_page"
MEDIA = "media"
CONTACTS = "contacts"
NEWSLETTER = "newsletter"

# A purpose and a place: what one consent is for.
Held = tuple[str, str]

# One law protects personal data in all of the European Economic Area: between these countries nothing goes abroad.
EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)
EU, CHINA = "EU", "CN"

LONGEST = 20_000
PROGRAMME = "programme_organiser"


class Purpose(Struct, frozen=True, kw_only=True):
    """`name` as a heading, `allows` in one sentence. `has_place`: it is given for each place apart."""

    key: str
    name: Lazy
    allows: Lazy
    has_place: bool = False


PURPOSES: dict[str, Purpose] = {
    purpose.key: purpose
    for purpose in (
        Purpose(
            key=RUN,
            name=N_("Running the contest"),
            allows=N_("Needed for the contest itself: you are told, not asked."),
        ),
        Purpose(
            key=JUDGES_ABROAD,
            name=N_("Judges in other countries"),
            allows=N_("Judges there may read your entries."),
            has_place=True,
        ),
        Purpose(
            key=TRANSFER,
            name=N_("Sending data across the border"),
            allows=N_("Your data may be sent there for the contest."),
            has_place=True,
        ),
        Purpose(
            key=PUBLIC_PAGE,
            name=N_("Being named in public"),
            allows=N_("Titles of awarded entries and your name are shown on public pages."),
        ),
        Purpose(
            key=MEDIA,
            name=N_("Photos and films"),
            allows=N_("Photos and films of you at events may be published."),
        ),
        Purpose(
            key=CONTACTS,
            name=N_("Sharing contacts"),
            allows=N_("Your contact details are given to those who want to meet you, after you accepted the meeting."),
        ),
        Purpose(
            key=NEWSLETTER,
            name=N_("News by mail"),
            allows=N_("You get mails that the contest does not need, such as news of new calls."),
        ),
    )
}
# What can be agreed to, in the order in which it is asked.
ASKED = tuple(key for key in PURPOSES if key != RUN)


def place_of(country: str) -> str:
    """The place in whose law a country lies: `EU` for the European Economic Area, else the country; "" unknown."""
    return EU if country in EEA else country


def place_name(place: str) -> str:
    """A place in the reader's language."""
    return str(N_("the European Economic Area")) if place == EU else country_name(place)


def is_place(purpose: str, place: str) -> bool:
    """Whether a consent to this purpose can be for this place."""
    if purpose not in ASKED:
        return False
    if not PURPOSES[purpose].has_place:
        return place == ""
    if purpose == TRANSFER:
        return place in {EU, CHINA}
    return len(place) == 2 and place.isascii() and place.isupper()


def needed_for_judge(*, home: str, judge: str) -> frozenset[Held]:
    """What somebody at `home` must have agreed to before a judge in another country reads their entry.

    Both are countries. Where one is not on record, nothing says that anything leaves the country.
    """
    here, there = place_of(home), place_of(judge)
    if not here or not there or here == there:
        return frozenset()
    return frozenset({(JUDGES_ABROAD, there)}) | needed_to_send(home=home, to=judge)


def may_judge_read(*, home: str, judge: str, held: Collection[Held]) -> bool:
    """Whether a judge in the country `judge` may read what somebody at `home` handed in. In SQL: `judge_reads_sql`."""
    return needed_for_judge(home=home, judge=judge) <= set(held)


def needed_to_send(*, home: str, to: str) -> frozenset[Held]:
    """What somebody at `home` must have agreed to before what they wrote is read in the country `to`."""
    here, there = place_of(home), place_of(to)
    return frozenset({(TRANSFER, there)} if {here, there} == {EU, CHINA} else set())


def may_send(*, home: str, to: str, held: Collection[Held]) -> bool:
    """Whether what somebody at `home` wrote may be read in the country `to` for the contest. In SQL: `sends_to_sql`."""
    return needed_to_send(home=home, to=to) <= set(held)


def may_name(held: Collection[Held]) -> bool:
    """Whether a public page may show their name, or the title of their entry. In SQL: `named_sql`."""
    return (PUBLIC_PAGE, "") in held


def may_write_to(held: Collection[Held]) -> bool:
    """Whether they get mails that the contest does not need. In SQL: `written_to_sql`."""
    return (NEWSLETTER, "") in held


def may_write_texts(actor: Actor) -> bool:
    """The texts of consents belong to the whole installation, and so to its programme organisers."""
    return actor.is_system or any(
        grant.edition_id is None and grant.round_id is None for grant in actor.holds(PROGRAMME)
    )


def text_faults(
    *, body_en: str, body_zh: str, before: tuple[str, str], reason_en: str, reason_zh: str
) -> dict[str, Lazy | str]:
    """Why a text cannot follow the one in force, whose bodies are `before`, by field."""
    found: dict[str, Lazy | str] = {}
    for name, text in (("body_en", body_en), ("body_zh", body_zh)):
        if not text.strip():
            found[name] = N_("Give this text in both languages: people agree in their own.")
        elif len(text) > LONGEST:
            found[name] = N_("Use at most %(most)s characters.", most=LONGEST)
    if not found and (body_en, body_zh) == before:
        found["body_en"] = N_("Nothing has changed since the version in force.")
    if not (reason_en or reason_zh):
        found["reason_en"] = N_("Say why in one language at least: everybody can read it.")
    return found
