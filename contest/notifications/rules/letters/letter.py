"""What is known of a letter before anybody writes it."""

from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from contest.lib.i18n import N_, Lazy

# Who reads it. What nobody of them may learn, the blindness policy says.
READERS: dict[str, Lazy] = {
    "applicant": N_("Applicants"),
    "judge": N_("Judges"),
    "counterpart": N_("Counterparts"),
    "invited": N_("People from outside"),
    "organiser": N_("Organisers"),
}

# What samples and letters of a round share.
SITE = "https://contest.example"
WHEN = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
OF_ROUND = {"name": "{{ name }}", "edition": "{{ edition }}", "round": "{{ round }}", "zone": "{{ zone }}"}


class Letter(Struct, frozen=True, kw_only=True):
    """A mail of one kind, in the case `when` its context holds these values.

    `parts`: by placeholder, a piece of template over the context of its mail. `needed`: without one of these the mail
    would lead nowhere. `sample`: a context to show it with; no value of `parts` over it stands inside another's text
    by chance. `is_reviewed`: it waits for a person unless the edition says otherwise. `is_essential`: it goes also to
    those who want no mails that they can do without.
    """

    key: str
    kind: str
    title: Lazy
    reader: str
    parts: dict[str, str]
    sample: dict[str, Any]
    needed: tuple[str, ...] = ()
    when: dict[str, Any] = {}
    is_reviewed: bool = False
    is_essential: bool = True

    @property
    def shown(self) -> dict[str, Any]:
        """The context of its sample."""
        return {**self.sample, **self.when}
