"""A title and a summary in an entry's other language."""

from typing import Annotated

import msgspec

from contest.submissions.api.shapes import Key, Revision

Text = Annotated[str, msgspec.Meta(max_length=20_000)]


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """An entry to be translated. `original`: its words, by column; `lacking`: each column to write with the one that it
    is made of. `state` is wanted where nobody began; `revision` goes with the next save. `before` and `after` wait too.
    """

    code: str
    kind: str
    original: dict[str, str]
    lacking: dict[str, str]
    texts: dict[str, str]
    state: str
    note: str
    revision: int
    drafter: str
    is_stale: bool
    before: str | None
    after: str | None
    is_demo: bool


class Translate(msgspec.Struct, frozen=True):
    """`texts` by column, over the `revision` that was read, 0 where none was. `is_checked` sends them on."""

    texts: Annotated[dict[Key, Text], msgspec.Meta(max_length=4)]
    revision: Revision = 0
    is_checked: bool = False


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """The translation of an entry of one's own: what was made of which words. Shown once its `state` is approved."""

    code: str
    original: dict[str, str] = {}
    texts: dict[str, str] = {}
    state: str = ""
    note: str = ""
    revision: int = 0


class Answer(msgspec.Struct, frozen=True):
    """To the `revision` that was read; who does not approve says in a note what should be different."""

    approves: bool
    revision: Revision
    note: Text = ""
