"""A form tried out before anybody depends on it: what each stage would ask for, and what each reader would see."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from contest.challenge.rules.forms.answers import Attached, Errors, asked, check_complete, check_draft, handed_in
from contest.challenge.rules.forms.controls import as_read
from contest.challenge.rules.forms.questions import STAGES, Field, Form, Stage
from contest.challenge.rules.forms.readers import hidden_from
from contest.impact.rules import read
from contest.lib.i18n import N_, Lazy

# What may lie at a file question while one rehearses.
FILE_STATES: dict[str, Lazy] = {
    "": N_("No file"),
    "checked": N_("A file that keeps the limits"),
    "long": N_("A PDF with one page too many"),
    "uploaded": N_("A file that is still being checked"),
    "refused": N_("A file that was refused"),
}
CIRCLES: dict[str, Lazy] = {
    "public": N_("Everybody"),
    "judges": N_("A judge"),
    "blind": N_("A judge of a blind round"),
    "organisers": N_("The organisers"),
}


class StageView(msgspec.Struct, frozen=True):
    """What this stage would still ask for, by question."""

    stage: Stage
    missing: Errors


class CircleView(msgspec.Struct, frozen=True):
    """What a circle of readers would see: questions with their answers in words."""

    circle: str
    rows: list[tuple[str, str]]


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """`unsaved`: why these answers could not even be saved as a draft."""

    unsaved: Errors
    stages: list[StageView]
    circles: list[CircleView]


def attached(form: Form, states: Mapping[str, str]) -> dict[str, Attached]:
    """The files that somebody pretends to have sent."""
    found = {}
    for field in form.file_fields:
        state = states.get(field.key, "")
        if state in FILE_STATES and state:
            pages = field.pages + 1 if state == "long" and field.pages else 1
            is_whole = state in {"checked", "long"}
            found[field.key] = Attached(
                field=field.key,
                name=f"{field.key}.pdf",
                state="checked" if is_whole else state,
                pages=pages if is_whole else None,
            )
    return found


def rehearse(form: Form, values: Mapping[str, str], files: Mapping[str, Attached], scenes: Sequence[Any]) -> Rehearsal:
    """What would become of these answers; nothing is kept."""
    keys = [scene.key for scene in scenes]
    return Rehearsal(
        unsaved=check_draft(form, values, keys),
        stages=[StageView(stage, _missing(form, values, files, keys, stage)) for stage in STAGES],  # type: ignore[arg-type]
        circles=[CircleView(circle, _read_by(form, values, files, scenes, circle)) for circle in CIRCLES],
    )


def _missing(
    form: Form, values: Mapping[str, str], files: Mapping[str, Attached], scenes: list[str], stage: Stage
) -> Errors:
    missing = check_complete(form, values, files, scenes, stage=stage)
    if stage == "draft":  # an answer that will not do stops nobody from writing on
        return {key: why for key, why in missing.items() if not values.get(key) and key not in files}
    for key, why in read(handed_in(form, values)).faults.items():
        field = form.at(key)
        if field is not None and key not in missing:
            missing[key] = N_("%(label)s: %(text)s", label=field.label, text=why)
    return missing


def _read_by(
    form: Form, values: Mapping[str, str], files: Mapping[str, Attached], scenes: Sequence[Any], circle: str
) -> list[tuple[str, str]]:
    reader = "judges" if circle == "blind" else circle
    hidden = hidden_from(form, reader, is_blind=circle == "blind")  # type: ignore[arg-type]

    def said(field: Field) -> str:
        if field.type != "file":
            return as_read(field, values.get(field.key, ""), scenes)
        return files[field.key].name if field.key in files and circle != "blind" else f"{field.key}.pdf"

    return [
        (str(field.label), said(field))
        for field in asked(form, values)
        if field.key not in hidden and (files.get(field.key) if field.type == "file" else values.get(field.key))
    ]
