"""How an edition's letters read and whether they wait for a person; and writing a mail in these words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contest.audit import service as audit
from contest.lib import db, i18n, keys
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7
from contest.lib.mail import compose
from contest.notifications import rules
from contest.notifications.queries.wordings import STOP_KEY, Text, Way, standard
from contest.notifications.rules import wordings
from contest.notifications.rules.letters import LETTERS, Letter


def stop_url(email: str) -> str:
    """Where the reader at this address says that they want no mails they can do without."""
    return f"{settings().public_url}/account/mail/stop?key={keys.encrypt(STOP_KEY, email.lower())}"


def write(
    kind: str, letter: Letter | None, way: Way, *, to: rules.Recipient, context: dict[str, Any]
) -> compose.Written:
    """The mail in the words of its edition, or as it reads everywhere; one that is not essential says how to stop."""
    if letter is None or way.text is None:
        made = compose.render(kind, locale=to.locale, is_demo=to.is_demo, context=context)
    else:
        used = wordings.used(way.text.subject + way.text.body)
        parts = {name: part for name, part in letter.parts.items() if name in used}
        values = compose.values(parts, locale=to.locale, context=context)
        with i18n.using(to.locale):
            made = compose.written(
                wordings.filled(way.text.subject, values), wordings.filled(way.text.body, values), is_demo=to.is_demo
            )
    if letter is None or letter.is_essential:
        return made
    with i18n.using(to.locale):
        line = i18n.gettext("No more mails of this kind:")
    return compose.Written(made.subject, f"{made.body}\n{line}\n{stop_url(to.email)}\n")


async def word_letter(
    *, actor: Actor, edition_id: UUID, key: str, texts: Mapping[str, Text], is_reviewed: bool
) -> None:
    """Set how a letter of an edition reads, by language, and whether it waits for a person.

    A text that is empty or reads as everywhere is not kept. `Invalid` names `subject_<locale>` or `body_<locale>`.
    """
    letter = LETTERS.get(key)
    if letter is None or not rules.may_word(actor, edition_id=edition_id):
        raise NotFound
    if wrong := faults(letter, texts):
        raise Invalid(fields=wrong)
    await db.execute("delete from mail_wording where edition_id = $1 and letter = $2", edition_id, key)
    own = {locale: text for locale, text in texts.items() if text.body and text != standard(letter, locale)}
    for locale, text in own.items():
        await db.execute(
            "insert into mail_wording (id, edition_id, letter, locale, subject, body) values ($1, $2, $3, $4, $5, $6)",
            *(uuid7(), edition_id, key, locale, text.subject, text.body),
        )
    await db.execute(
        "insert into mail_letter_rule (id, edition_id, letter, is_reviewed) values ($1, $2, $3, $4)"
        " on conflict (edition_id, letter) do update set is_reviewed = excluded.is_reviewed",
        *(uuid7(), edition_id, key, is_reviewed),
    )
    await audit.record(
        actor=actor,
        action="letter.word",
        thing="edition",
        thing_id=edition_id,
        data={"letter": key, "is_reviewed": is_reviewed, "languages": sorted(own)},
        texts={f"body_{locale}": text.body for locale, text in own.items()},
    )


async def copy_letters(*, actor: Actor, from_edition: UUID, to_edition: UUID) -> None:
    """The words of an edition's letters, and which of them wait for a person, for another that has none yet."""
    if not all(rules.may_word(actor, edition_id=one) for one in (from_edition, to_edition)):
        raise NotFound
    await db.execute(
        "insert into mail_wording (id, edition_id, letter, locale, subject, body)"
        " select gen_random_uuid(), $2, letter, locale, subject, body from mail_wording where edition_id = $1",
        *(from_edition, to_edition),
    )
    await db.execute(
        "insert into mail_letter_rule (id, edition_id, letter, is_reviewed)"
        " select gen_random_uuid(), $2, letter, is_reviewed from mail_letter_rule where edition_id = $1",
        *(from_edition, to_edition),
    )


def faults(letter: Letter, texts: Mapping[str, Text]) -> dict[str, Lazy | str]:
    """What is wrong with these texts of a letter, by field."""
    found: dict[str, Lazy | str] = {}
    for locale, text in texts.items():
        if not text.subject and not text.body:
            continue
        if not text.subject or not text.body:
            found[f"{'body' if text.subject else 'subject'}_{locale}"] = N_(
                "A mail has a subject and a text. Empty both to let it read as everywhere."
            )
            continue
        if wrong := wordings.fault(text.subject, letter.parts):
            found[f"subject_{locale}"] = wrong
        if wrong := wordings.fault(text.body, letter.parts) or wordings.lacking(text.body, letter.needed):
            found[f"body_{locale}"] = wrong
    return found
