"""Anonymous copies: in a fully anonymous round each file and link that judges read may come a second time."""

import msgspec

from contest.challenge.rules.forms.questions import Field, Form, Words

COPIED = frozenset({"file", "link"})

_ABOUT_WHO = frozenset({"website"})  # an anonymous copy of it would say nothing

_ENDING = "-anonymous"  # no question of an organiser's has a hyphen in its key
_HELP = Words(
    "Judges of this round see only this copy. Nothing in it may tell who you are: no name, no logo, no voice, no face.",
    "本环节评委只能看到这份副本。其中不得出现任何可识别身份的内容：姓名、标志、声音或面容。",
)


def is_copy(key: str) -> bool:
    """Whether the question of this key asks for an anonymous copy."""
    return key.endswith(_ENDING)


def original_of(key: str) -> str:
    """The key of the question that a copy's question is a copy of."""
    return key.removesuffix(_ENDING)


def with_copies(form: Form) -> Form:
    """The form with a question for an anonymous copy after each file and link that judges read; none of them is needed.

    Nobody sees more by a copy: it has its original's readers and its conditions.
    """
    fields: list[Field] = []
    for field in form.fields:
        fields.append(field)
        if field.type in COPIED and field.seen_by != "organisers" and field.key not in _ABOUT_WHO:
            fields.append(_copy(field))
    return msgspec.structs.replace(form, fields=tuple(fields))


def _copy(field: Field) -> Field:
    label = Words(f"{field.label.en}: anonymous copy", f"{field.label.zh}：匿名副本")
    return msgspec.structs.replace(
        field,
        key=f"{field.key}{_ENDING}",
        label=label,
        help=_HELP,
        needed=None,
        needed_if=(),
        instead="",
        seen_by="judges",
        is_hidden_blind=False,
    )
