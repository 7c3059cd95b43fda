"""What was handed in, as it is shown: the only way in which judges see an entry."""

from typing import Any
from uuid import UUID

import msgspec

from contest.challenge import rules as challenge
from contest.lib import db
from contest.lib.countries import country_name
from contest.submissions import rules


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
    organisation_name: str
    country: str
    answers: list[Answer]
    files: list[FileLine]

    @property
    def country_name(self) -> str:
        return country_name(self.country)


_FROZEN = """
select v.id, v.content, s.id as submission_id,
       coalesce(sc.name_en, '') as scene_en, coalesce(sc.name_zh, '') as scene_zh
  from submission_version v
  join submission s on s.id = v.submission
  left join scene sc on sc.edition = s.edition and sc.key = v.content->>'scene'
 where v.id = $1
"""


async def frozen_entry(*, version_id: UUID, blind: bool) -> FrozenEntry | None:
    """A version as a judge sees it; None where there is none. The caller has made sure that this person may see it.

    `blind` hides what `challenge.rules.hidden_from_judges` names; what is for organisers only is never in it.
    """
    row = await db.fetchrow(_FROZEN, version_id)
    return None if row is None else thaw(row, hidden=challenge.hidden_from_judges(blind), is_for_staff=False)


def thaw(row: Any, *, hidden: frozenset[str], is_for_staff: bool) -> FrozenEntry:
    """A row with `id`, `submission_id`, `content`, `scene_en` and `scene_zh` as an entry to be read."""
    content = msgspec.json.decode(row["content"])
    shown = {name: "" if name in hidden else content[name] for name in rules.COLUMNS}
    code, kind = content["code"], content["kind"]
    labels = {field.key: field for field in rules.fields_of(kind)}
    answers = []
    for key in [*labels, *(key for key in content["answers"] if key not in labels)]:
        text, field = content["answers"].get(key), labels.get(key)
        if text is None or key in hidden or (field and field.is_confidential and not is_for_staff):
            continue
        label = field.label if field else rules.Words(key, key)
        answers.append(Answer(key, label.en, label.zh, rules.shown(field, text)))
    files = []
    for file in content["files"]:
        field = labels.get(file["field"])
        label = field.label if field else rules.Words(file["field"], file["field"])
        name = f"{code}-{file['field']}.pdf" if "file_names" in hidden else file["name"]
        files.append(
            FileLine(UUID(file["file_id"]), file["field"], label.en, label.zh, name, file["size"], file["sha256"])
        )
    return FrozenEntry(
        submission_id=row["submission_id"],
        version_id=row["id"],
        code=code,
        kind=kind,
        scene_en=row["scene_en"],
        scene_zh=row["scene_zh"],
        answers=answers,
        files=files,
        **shown,
    )
