"""Reads about how the letters of an edition read, whether they wait for a person, and who wants which of them."""

from uuid import UUID

import msgspec

from contest.lib import db, keys
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.i18n import LOCALES, Lazy
from contest.lib.mail import compose
from contest.notifications import rules
from contest.notifications.rules import wordings
from contest.notifications.rules.letters import LETTERS, Letter

STOP_KEY = "mail refusal"


class Text(msgspec.Struct, frozen=True):
    """Subject and body with their placeholders."""

    subject: str
    body: str


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition and a reader say of one mail. `is_reviewed` is None where the caller decides."""

    text: Text | None = None
    is_reviewed: bool | None = None
    is_refused: bool = False


class LetterLine(msgspec.Struct, frozen=True, kw_only=True):
    """A letter of an edition; `own` are the languages in which it has words of its own."""

    key: str
    title: Lazy
    reader: str
    is_reviewed: bool
    own: list[str]


class LetterPage(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it is written, and as it reads with sample values: both by language."""

    letter: Letter
    is_reviewed: bool
    texts: dict[str, Text]
    samples: dict[str, Text]
    values: dict[str, str]
    own: list[str]


_WAY = """
select w.subject, w.body, r.is_reviewed,
       exists (select 1 from mail_refusal where email = lower($3)) as is_refused
  from (select 1) as one
  left join mail_wording w on w.edition_id = $1 and w.letter = $2 and w.locale = $4
  left join mail_letter_rule r on r.edition_id = $1 and r.letter = $2
"""


async def way_of(letter: Letter | None, *, edition_id: UUID | None, email: str, locale: str) -> Way:
    """How a mail is to be written; one statement, none for a mail that no edition has a say in."""
    if letter is None:
        return Way()
    row = await db.fetchrow(_WAY, edition_id, letter.key, email, locale)
    assert row is not None
    return Way(
        text=Text(row["subject"], row["body"]) if row["body"] is not None else None,
        is_reviewed=(letter.is_reviewed or None) if row["is_reviewed"] is None else row["is_reviewed"],
        is_refused=row["is_refused"] and not letter.is_essential,
    )


def standard(letter: Letter, locale: str) -> Text:
    """How the letter reads everywhere, with its placeholders."""
    made = compose.render(letter.kind, locale=locale, is_demo=False, context=letter.shown)
    values = compose.values(letter.parts, locale=locale, context=letter.shown)
    return Text(wordings.unfilled(made.subject, values), wordings.unfilled(made.body, values).strip())


def sample(letter: Letter, text: Text, locale: str) -> Text:
    """`text` with sample values; as it is where it holds a placeholder that there is not."""
    if wordings.used(text.subject + text.body) - set(letter.parts):
        return text
    values = compose.values(letter.parts, locale=locale, context=letter.shown)
    return Text(wordings.filled(text.subject, values), wordings.filled(text.body, values))


async def letters(actor: Actor, *, edition_id: UUID) -> list[LetterLine]:
    """The letters of an edition; one statement, and `NotFound` for whoever may not word them."""
    if not rules.may_word(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(
        "select letter, null::bool as is_reviewed, array_agg(locale::text order by locale) as own from mail_wording"
        " where edition_id = $1 group by letter"
        " union all select letter, is_reviewed, null from mail_letter_rule where edition_id = $1",
        edition_id,
    )
    own = {row["letter"]: row["own"] for row in rows if row["own"] is not None}
    reviewed = {row["letter"]: row["is_reviewed"] for row in rows if row["own"] is None}
    return [
        LetterLine(
            key=one.key,
            title=one.title,
            reader=one.reader,
            is_reviewed=reviewed.get(one.key, one.is_reviewed),
            own=own.get(one.key, []),
        )
        for one in LETTERS.values()
    ]


async def letter(actor: Actor, *, edition_id: UUID, key: str) -> LetterPage:
    """One of them; one statement."""
    known = LETTERS.get(key)
    if known is None or not rules.may_word(actor, edition_id=edition_id):
        raise NotFound
    rows = await db.fetch(
        "select locale, subject, body, null::bool as is_reviewed from mail_wording where edition_id = $1"
        " and letter = $2"
        " union all select '', '', '', is_reviewed from mail_letter_rule where edition_id = $1 and letter = $2",
        edition_id,
        key,
    )
    own = {row["locale"]: Text(row["subject"], row["body"]) for row in rows if row["locale"]}
    texts = {locale: own.get(locale) or standard(known, locale) for locale in LOCALES}
    return LetterPage(
        letter=known,
        is_reviewed=next((row["is_reviewed"] for row in rows if not row["locale"]), known.is_reviewed),
        texts=texts,
        samples={locale: sample(known, text, locale) for locale, text in texts.items()},
        values=compose.values(known.parts, locale="en", context=known.shown),
        own=sorted(own),
    )


def email_of(key: str) -> str | None:
    """The address that a link to stop mails was made for."""
    return keys.decrypt(STOP_KEY, key)


async def refuses_mails(*, email: str) -> bool:
    """Whether this address wants no mails that it can do without."""
    return bool(await db.fetchval("select exists (select 1 from mail_refusal where email = $1)", email))
