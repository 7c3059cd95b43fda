"""The letters that an edition may put into words of its own. What is not here, such as a code to sign in, is fixed."""

from collections.abc import Mapping
from typing import Any

from contest.notifications.rules.letters import entries, meetings, people, reminders, results
from contest.notifications.rules.letters.letter import READERS, Letter

__all__ = ["LETTERS", "READERS", "Letter", "letter_of"]

LETTERS: dict[str, Letter] = {
    one.key: one for one in (*entries.LETTERS, *results.LETTERS, *people.LETTERS, *meetings.LETTERS, *reminders.LETTERS)
}


def letter_of(kind: str, context: Mapping[str, Any]) -> Letter | None:
    """The letter that a mail of `kind` with this context is; None where no edition has a say in its words."""
    return next(
        (
            one
            for one in LETTERS.values()
            if one.kind == kind and all(context.get(name) == value for name, value in one.when.items())
        ),
        None,
    )
