"""Some enter a title in one language: the staff translate it, and its applicant approves that, or not yet."""

from contest.challenge.queries import RoundFacts
from contest.demo import data
from contest.demo.stage import Stage, later, moment
from contest.submissions import service as submissions

# How far the translation of an entry has come; the rest of those that were written in one language waits for it.
STEPS = {"CC-BU-04": "approved", "CC-IN-04": "checked", "CC-EN-03": "draft", "CC-CE-03": "", "CC-IN-03": "draft"}
_CHECKED = {"checked", "approved"}


def written(entry: data.Entry, locale: str) -> dict[str, str]:
    """Title and summary as their applicant enters them. Summaries come in both languages: judges read one of them."""
    texts = {"title_en": entry.title_en, "title_zh": entry.title_zh}
    if entry.id in STEPS:
        texts = {column: text if column.endswith(locale) else "" for column, text in texts.items()}
    return texts | {"summary_en": entry.summary_en, "summary_zh": entry.summary_zh}


async def translate_round(stage: Stage, facts: RoundFacts, entries: dict[str, data.Entry]) -> None:
    """Draft what a city's entries lack; another of its staff checks, and the applicant answers, as far as they came."""
    for code, entry in entries.items():
        step = STEPS.get(entry.id)
        if not step:
            continue
        texts = {
            f"{part}_{one}": getattr(entry, f"{part}_{one}") for part in ("title", "summary") for one in ("en", "zh")
        }
        who = ("paris", "organiser") if step in _CHECKED else ("organiser",)
        for revision, person in enumerate(who):
            async with moment(later(facts.closes_at, hours=20 + 4 * revision)) as now:
                await submissions.save_translation(
                    actor=await stage.actor(person),
                    edition_id=stage.edition_id,
                    round_id=facts.id,
                    code=code,
                    texts=texts,
                    revision=revision,
                    is_checked=revision > 0,
                    now=now,
                )
        if step == "approved":
            async with moment(later(facts.closes_at, hours=30)) as now:
                await submissions.answer_translation(
                    actor=await stage.actor(entry.id), code=code, revision=len(who), approves=True, now=now
                )
