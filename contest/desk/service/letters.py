"""How an edition's letters read. What a letter may tell its readers of those who judge, the blindness policy says."""

from collections.abc import Mapping
from uuid import UUID

from contest.challenge.rules import judges_named
from contest.desk.queries.letters import judges_of
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.notifications import rules
from contest.notifications import service as notifications
from contest.notifications.queries.wordings import Text
from contest.notifications.rules import wordings
from contest.notifications.rules.letters import LETTERS


async def word_letter(
    *, actor: Actor, edition_id: UUID, key: str, texts: Mapping[str, Text], is_reviewed: bool
) -> None:
    """Set how a letter reads, unless it would mail the name of a judge to somebody who may not learn it."""
    letter = LETTERS.get(key)
    if letter is None or not rules.may_word(actor, edition_id=edition_id):
        raise NotFound
    if wrong := told_of_judges(letter.reader, texts, await judges_of(edition_id)):
        raise Invalid(fields=wrong)
    await notifications.word_letter(actor=actor, edition_id=edition_id, key=key, texts=texts, is_reviewed=is_reviewed)


def told_of_judges(reader: str, texts: Mapping[str, Text], judges: list[str]) -> dict[str, Lazy | str]:
    """By field, what would tell this reader who judges."""
    found: dict[str, Lazy | str] = {}
    for locale, text in texts.items():
        for field, said in (("subject", text.subject), ("body", text.body)):
            if named := judges_named(reader, placeholders=wordings.used(said), text=said, judges=judges):
                found[f"{field}_{locale}"] = N_(
                    "“%(name)s” tells who judges. The blindness policy keeps that from these readers.", name=named
                )
    return found
