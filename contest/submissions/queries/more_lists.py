"""Lists that are of no round alone, or of a need, as rows that are taken away."""

from collections.abc import AsyncIterator, Iterable, Mapping

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.i18n import N_, Lazy
from contest.lib.sheets import Row
from contest.submissions.queries.forms import FormUse
from contest.submissions.queries.questions import WAITING, ThreadLine, staff_of
from contest.submissions.queries.sharing import SharedLine
from contest.submissions.queries.suggestions import Suggestion
from contest.submissions.rules.suggest import PARTS

MOST_WAITING = 20_000
_TITLES = (N_("Title in English"), N_("Title in Chinese"))

SUGGESTED: tuple[Lazy, ...] = (
    *(N_("Code"), *_TITLES, N_("Fits, in per cent"), N_("What speaks for it"), N_("What is missing")),
    *(N_("Ruled out because"), N_("May be read"), N_("Shared with the owner of the need")),
)
SHARED: tuple[Lazy, ...] = (
    *(N_("Code"), N_("Kind of entry"), *_TITLES, N_("Summary in English"), N_("Summary in Chinese")),
    *(N_("Zero-carbon scene"), N_("Round in English"), N_("Round in Chinese"), N_("You may read")),
    *(N_("Counterpart"), N_("Shared on"), N_("Opened")),
)
FORMS: tuple[Lazy, ...] = (
    *(N_("Kind of entry"), N_("Version"), N_("Used by new entries")),
    *(N_("Drafts"), N_("Handed in"), N_("Withdrawn or taken out")),
)
WAITING_HEADING: tuple[Lazy, ...] = (
    *(N_("Code"), *_TITLES, N_("Title, translated"), N_("Round in English"), N_("Round in Chinese")),
    *(N_("Asked on"), N_("Message")),
)


def _both(en: str, zh: str) -> str:
    return " / ".join(name for name in (en, zh) if name)


async def suggested_rows(found: Iterable[Suggestion], words: Mapping[str, str]) -> AsyncIterator[Row]:
    """What fits a need and what it rules out, under `SUGGESTED`."""
    for one in found:
        speaks = "; ".join(f"{PARTS[part.key]}: {part.words}" for part in one.match.parts)
        yield (
            *(one.code, one.title_en, one.title_zh, None if one.match.refused else one.match.score, speaks),
            *("; ".join(str(why) for why in one.match.missing), "; ".join(str(why) for why in one.match.refused)),
            *(words[f"level.{one.level}"], words["yes"] if one.is_shared else ""),
        )


async def shared_rows(found: Iterable[SharedLine], words: Mapping[str, str]) -> AsyncIterator[Row]:
    """What is shared with the counterparts of the reader, under `SHARED`."""
    for one in found:
        yield (
            *(one.code, words[one.kind], one.title_en, one.title_zh, one.summary_en, one.summary_zh),
            *(_both(one.scene_en, one.scene_zh), one.round_en, one.round_zh, words[f"level.{one.level}"]),
            *(_both(one.counterpart_en, one.counterpart_zh), one.shared_at, words["yes"] if one.opened else ""),
        )


async def form_rows(used: Iterable[FormUse], words: Mapping[str, str]) -> AsyncIterator[Row]:
    """How many entries keep which version of a form, under `FORMS`."""
    for one in used:
        newest = words["yes"] if one.is_newest else ""
        yield (words[one.kind], one.number, newest, one.drafts, one.handed_in, one.gone)


async def waiting_rows(*, actor: Actor) -> AsyncIterator[Row]:
    """What teams have asked and the actor could answer, in whatever round, the oldest first; under `WAITING_HEADING`.
    The page shows the oldest of them, this all."""
    for row in await db.fetch(WAITING, MOST_WAITING, *staff_of(actor)):
        one = ThreadLine(**row)
        yield (
            *(one.code, one.title_en, one.title_zh, one.translated_title, one.round_name_en, one.round_name_zh),
            *(one.asked_at, one.text),
        )
