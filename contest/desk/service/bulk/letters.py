"""A letter to the teams of many entries: what is wrong with it, and how it reads to each."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from contest.desk.queries.bulk import Line
from contest.desk.queries.letters import judges_of
from contest.desk.rules.bulk import PARTS, Plan
from contest.desk.service.letters import told_of_judges
from contest.lib import i18n
from contest.lib.errors import Invalid
from contest.lib.i18n import N_, Lazy
from contest.lib.mail import compose
from contest.notifications.queries.wordings import Text
from contest.notifications.rules import wordings
from contest.notifications.service import queue_message


def texts_of(plan: Plan) -> dict[str, Text]:
    """The letter of a plan, by language."""
    return {locale: Text(*both) for locale, both in plan.texts.items()}


async def check_texts(texts: Mapping[str, Text], found: list[Line]) -> None:
    """`Invalid` names `subject_` or `body_` by language."""
    languages = Counter(line.to.locale for line in found)
    if wrong := await _faults(texts, languages, {line.edition_id for line in found}):
        raise Invalid(fields=wrong)


async def _faults(
    texts: Mapping[str, Text], languages: Mapping[str, int], editions: set[UUID]
) -> dict[str, Lazy | str]:
    found: dict[str, Lazy | str] = {}
    for locale, text in texts.items():
        for field, said in (("subject", text.subject), ("body", text.body)):
            if not said and locale in languages:
                found[f"{field}_{locale}"] = N_("%(n)s of those who get this read it.", n=languages[locale])
            elif wrong := wordings.fault(said, PARTS):
                found[f"{field}_{locale}"] = wrong
    judges = [name for edition in editions for name in await judges_of(edition)]
    return found | told_of_judges("applicant", texts, judges)


def samples(texts: Mapping[str, Text], found: list[Line]) -> dict[str, Text]:
    """The first letter in each language, as it would read."""
    first = {line.to.locale: line for line in reversed(found)}
    return {locale: _written(line, texts[locale]) for locale, line in sorted(first.items())}


def _written(line: Line, text: Text) -> Text:
    values = compose.values(PARTS, locale=line.to.locale, context=line.context)
    return Text(wordings.filled(text.subject, values), wordings.filled(text.body, values))


async def write(line: Line, texts: Mapping[str, Text], *, is_reviewed: bool) -> None:
    """One letter, which waits for a person where `is_reviewed`."""
    await _queue(line, _written(line, texts[line.to.locale]), is_reviewed)


async def tell_moved(line: Line, reason: str) -> None:
    """Tell somebody of a team that their entry is in another round now, and why."""
    with i18n.using(line.to.locale):
        subject = i18n.gettext("%(code)s is in another round now") % line.context
        body = i18n.gettext(
            "Dear %(name)s,\n\nthe organisers moved your entry %(code)s to this round: %(round)s. It is screened there;"
            " you have nothing to do.\n\nWhy: %(reason)s\n\n%(link)s"
        )
        here, other = ("round_zh", "round_en") if line.to.locale == "zh" else ("round_en", "round_zh")
        name = line.context[here] or line.context[other]
        body = body % (line.context | {"reason": reason, "round": name})
    await _queue(line, Text(subject, body), is_reviewed=False)


async def _queue(line: Line, text: Text, is_reviewed: bool) -> None:
    await queue_message(
        kind="desk/letter",
        to=line.to,
        context={"subject": text.subject, "body": text.body},
        needs_approval=is_reviewed,
        edition_id=line.edition_id,
        round_id=line.round_id,
        about=[line.entry_id],
    )
