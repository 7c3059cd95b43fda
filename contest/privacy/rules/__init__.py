"""What stands against an erasure, how a copy is worded, and what of an address or a name is found in a text."""

import re
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from msgspec import Struct

from contest.lib.backup.rules import KEPT_AT_MOST
from contest.lib.i18n import N_, Lazy


def backups_until(now: datetime) -> datetime:
    """When the last backup that was made before `now` is deleted: until then it still holds who was erased."""
    return now + KEPT_AT_MOST


def mark_of(person_id: UUID) -> str:
    """What a register of erasures knows a person by: it leads back to nobody for who has not their row."""
    return sha256(str(person_id).encode()).hexdigest()


class Standing(Struct, frozen=True, kw_only=True):
    """What there is of a person that an erasure has to reckon with: `alone` are editions and rounds that nobody else
    organises, `disputes` codes of entries with an open objection, `held` of those that are held back for a dispute."""

    alone: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


def obstacles(standing: Standing) -> list[Lazy]:
    """Why a person cannot be erased yet. Each can be cleared: nobody is kept for good."""
    found = [
        N_("Nobody else organises %(place)s: appoint somebody first.", place=place or N_("the whole installation"))
        for place in standing.alone
    ]
    found += [N_("Entry %(code)s is held back while a dispute lasts.", code=code) for code in standing.held]
    return found + [
        N_("An objection about %(code)s is open: it is answered first.", code=code) for code in standing.disputes
    ]


# On which grounds somebody sees something of a person.
GROUNDS: dict[str, Lazy] = {
    "viewing": N_("An organiser looked through your eyes, to help or to check, for the reason given."),
    "sharing": N_("You agreed that counterparts read the entry."),
    "judging": N_("Entries are judged: it is needed to run the contest."),
    "public": N_("You agreed to be named in public."),
    "contacts": N_("You agreed that contacts are shared once both sides accepted a meeting."),
    "webhook": N_("A program of the organisers is told: it is needed to run the contest."),
    "export": N_("Who runs your round took it away on a file, to work on it: it is needed to run the contest."),
    "api": N_("A program reads for who runs your round: it is needed to run the contest. The time is its newest use."),
}

# What was taken away, or may be read by a program, as the record and the scopes name it.
TAKEN: dict[str, Lazy] = {
    "round.export_entries": N_("the list of the entries of the round"),
    "round.export_list": N_("a list of the round on which your entry may stand"),
    "round.export_files": N_("the files of the round"),
    "round.export_reviews": N_("the entries of the round with their reviews"),
    "round.export_workbook": N_("a workbook of the round: entries, people, reviews"),
    "roadshow.export_arrivals": N_("the list of who came to the event"),
    "venture.export": N_("the list of ventures, on which yours stands"),
    "milestone.export": N_("the list of milestones, on which yours may stand"),
    "request.export": N_("the list of requests to the desk, on which yours may stand"),
    "late.export": N_("the list of what is late in the incubator, on which your venture may stand"),
    "certificate.export": N_("a list of certificates, on which that of your entry stands"),
    "search.export": N_("a list of what a search found, on which your entry may stand"),
    "questions.export": N_("the list of open questions, on which yours may stand"),
    "bulk.export": N_("a list of chosen entries with yours"),
    "screening:read": N_("what was handed in"),
    "desk:read": N_("what a search finds"),
    "results:read": N_("rankings and reviews"),
    "bulk:run": N_("lists of chosen entries"),
}

# The columns of a copy, which every slice names from this list.
COLUMNS: dict[str, Lazy] = {
    "answer": N_("Answer"),
    "answers": N_("Answers"),
    "at": N_("When"),
    "by": N_("By whom"),
    "code": N_("Code"),
    "confirmed": N_("Address confirmed"),
    "country": N_("Country or region"),
    "digest": N_("Digest (SHA-256)"),
    "email": N_("E-mail address"),
    "ended": N_("Ended"),
    "id": N_("Id"),
    "keywords": N_("Keywords"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "least": N_("At least"),
    "most": N_("At most"),
    "name": N_("Name"),
    "note": N_("Note"),
    "organisation": N_("Organisation"),
    "place": N_("Place"),
    "purpose": N_("Purpose"),
    "reason": N_("Reason"),
    "role": N_("Role"),
    "round": N_("Round"),
    "scenes": N_("Scenes"),
    "since": N_("Since"),
    "size": N_("Size in bytes"),
    "state": N_("State"),
    "subject": N_("Subject"),
    "summary_en": N_("Summary in English"),
    "summary_zh": N_("Summary in Chinese"),
    "text": N_("Text"),
    "time_zone": N_("Time zone"),
    "title_en": N_("Title in English"),
    "title_zh": N_("Title in Chinese"),
    "total": N_("Total"),
    "until": N_("Until"),
    "version": N_("Version"),
    "what": N_("What"),
}

SHORTEST_NAME = 5  # letters of a Latin name; a shorter one stands inside too many words


def address_pattern(address: str) -> str:
    """A regular expression of PostgreSQL that finds an address in a text, and no longer one that contains it."""
    return rf"(?<![[:alnum:]._%+-]){_literal(address)}(?![[:alnum:]-]|[.][[:alnum:]])"


def name_pattern(name: str) -> str | None:
    """The same for a name; None where it is too short to mean one person."""
    if re.search(r"[\u3400-\u9fff]", name):
        return _literal(name) if len(name) > 1 else None
    return rf"\m{_literal(name)}\M" if len(name) >= SHORTEST_NAME else None


def _literal(text: str) -> str:
    return re.sub(r"([^\w\s@-])", r"\\\1", text)
