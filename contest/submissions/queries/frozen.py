"""What was handed in, as it is shown: the only way in which judges see an entry."""

from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import queries as challenge
from contest.challenge.rules import hidden_answers, hidden_from_judges, hides_names
from contest.challenge.rules.forms import ADAPTATION, AIM
from contest.files.rules import ending_of
from contest.impact.rules import PREFIX, Assessment, View, view
from contest.lib import db
from contest.lib.countries import country_name
from contest.submissions import rules
from contest.submissions.queries.impact import Indicator, indicators, kept_impact


class Answer(msgspec.Struct, frozen=True):
    """One answer as it was written. `label` in the reader's language is `str(label)`."""

    key: str
    label_en: str
    label_zh: str
    text: str

    @property
    def label(self) -> rules.Words:
        return rules.Words(self.label_en, self.label_zh)


class FileLine(msgspec.Struct, frozen=True):
    """A file of a version; in a blind round its name is made of the entry's code and its field."""

    file_id: UUID
    field: str
    label_en: str
    label_zh: str
    name: str
    size: int
    sha256: str

    @property
    def label(self) -> rules.Words:
        return rules.Words(self.label_en, self.label_zh)


class FrozenEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A version. What the reader may not see is empty and not among the answers."""

    submission_id: UUID
    version_id: UUID
    code: str
    kind: str
    scene: str
    scene_en: str
    scene_zh: str
    title_en: str
    title_zh: str
    summary_en: str
    summary_zh: str
    translated_title: str
    translated_summary: str
    organisation_name: str
    country: str
    answers: list[Answer]
    files: list[FileLine]
    impact: Assessment | None
    indicators: list[Indicator]
    is_adaptation: bool

    @property
    def figure(self) -> View | None:
        """The effect on the climate in the reader's language."""
        return view(self.impact) if self.impact else None

    @property
    def climate_inputs(self) -> list[Answer]:
        """What the figures were computed from: shown with them, not among the answers in words."""
        return [answer for answer in self.answers if answer.key.startswith(PREFIX)] if self.impact else []

    @property
    def in_words(self) -> list[Answer]:
        computed = {answer.key for answer in self.climate_inputs}
        return [answer for answer in self.answers if answer.key not in computed]

    @property
    def in_short(self) -> list[tuple[str, str, bool]]:
        """Title and summary by column, and whether it is a translation that its applicant approved: the original,
        in the other language, is always among them."""
        found = []
        for part, translated in (("title", self.translated_title), ("summary", self.translated_summary)):
            for column, other in ((f"{part}_en", f"{part}_zh"), (f"{part}_zh", f"{part}_en")):
                if text := getattr(self, column):
                    found.append((column, text, False))
                elif translated and getattr(self, other):
                    found.append((column, translated, True))
        return found

    @property
    def country_name(self) -> str:
        return country_name(self.country)


_FROZEN = """
select v.id, v.content, v.translated_title, v.translated_summary, s.id as submission_id, s.form,
       coalesce(sc.name_en, '') as scene_en, coalesce(sc.name_zh, '') as scene_zh
  from submission_version v
  join submission s on s.id = v.submission
  left join scene sc on sc.edition = s.edition and sc.key = v.scene
 where v.id = $1
"""


_SCENES = """
select sc.key, sc.name_en, sc.name_zh from scene sc join submission s on s.edition = sc.edition where s.id = $1
"""


def adaptation_sql(version: str) -> str:
    """Whether a version was declared as adaptation; `version` is the alias of `submission_version`."""
    return f"(coalesce({version}.content->'answers'->>'{AIM}', '') = '{ADAPTATION}')"


async def frozen_entry(*, version_id: UUID, blindness: str) -> FrozenEntry | None:
    """A version as a judge sees it; None where there is none. The caller has made sure that this person may see it.

    What judges do not read by the form is never in it; `blindness` is the policy of `challenge.rules` that holds for
    this reader.
    """
    row = await db.fetchrow(_FROZEN, version_id)
    return None if row is None else await thaw(row, blindness=blindness, is_for_staff=False)


async def thaw(row: Any, *, blindness: str, is_for_staff: bool) -> FrozenEntry:
    """A row with `id`, `submission_id`, `content`, `form`, `scene_en`, `scene_zh` and what was translated, as an entry
    to be read.

    It is read with the form that it was handed in with, whatever the form became since.
    """
    content = msgspec.json.decode(row["content"])
    form = await challenge.form_with_copies(UUID(content["form"]) if "form" in content else row["form"])
    hidden = hidden_from_judges(blindness) | hidden_answers(form, "organisers" if is_for_staff else "judges", blindness)
    fields = {field.key: field for field in form.fields}
    if hides_names(blindness):  # what no question of the form explains is not for blind eyes
        hidden |= {*content["answers"], *(file["field"] for file in content["files"])} - fields.keys()
    known = [key for key in fields if key in content["answers"]]
    unknown = [key for key in content["answers"] if key not in fields]
    given = {key: content["answers"][key] for key in [*known, *unknown] if key not in hidden}
    scenes = await _scenes(row["submission_id"], form, given)
    files = [file for file in content["files"] if file["field"] not in hidden]
    has_figure = not any(key.startswith(PREFIX) for key in hidden & content["answers"].keys())
    shown = {name: "" if name in hidden else content[name] for name in rules.COLUMNS}
    return FrozenEntry(
        submission_id=row["submission_id"],
        version_id=row["id"],
        code=content["code"],
        kind=content["kind"],
        scene_en=row["scene_en"] if shown["scene"] else "",
        scene_zh=row["scene_zh"] if shown["scene"] else "",
        answers=[_answer(key, text, fields.get(key), scenes) for key, text in given.items()],
        files=[_file(content["code"], file, fields, hidden) for file in files],
        impact=kept_impact(content, blindness=blindness) if has_figure else None,
        is_adaptation=content["answers"].get(AIM) == ADAPTATION,
        indicators=indicators(form, given),
        translated_title="" if {"title_en", "title_zh"} & hidden else row["translated_title"],
        translated_summary="" if {"summary_en", "summary_zh"} & hidden else row["translated_summary"],
        **shown,
    )


async def _scenes(submission_id: UUID, form: rules.Form, given: dict[str, str]) -> list[rules.Scene]:
    """The scenes that an answer names; asked for only where one does."""
    if not any(given.get(field.key) for field in form.fields if field.type == "scenes"):
        return []
    rows = await db.fetch(_SCENES, submission_id)
    return [rules.Scene(row["key"], row["name_en"], row["name_zh"]) for row in rows]


def _answer(key: str, text: str, field: rules.Field | None, scenes: list[rules.Scene]) -> Answer:
    label = field.label if field else rules.Words(key, key)
    return Answer(key, label.en, label.zh, rules.as_read(field, text, scenes) if field else text)


def _file(code: str, file: dict[str, Any], fields: dict[str, rules.Field], hidden: frozenset[str]) -> FileLine:
    key = file["field"]
    label = fields[key].label if key in fields else rules.Words(key, key)
    name = f"{code}-{key}.{ending_of(file['name'])}" if "file_names" in hidden else file["name"]
    return FileLine(UUID(file["file_id"]), key, label.en, label.zh, name, file["size"], file["sha256"])
