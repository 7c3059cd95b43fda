"""Questions drawn once: most of a form looks the same to everybody who has not answered it yet.

In the last hour before a deadline a form is opened more often than anything else, and drawing its fifty questions, a
list of all countries among them, was half of what a hand-in cost.
"""

from typing import Any
from uuid import UUID

from markupsafe import Markup

from contest.lib.i18n import locale
from contest.lib.web.render import environment

_CHOSEN = frozenset({"select", "radios", "checkboxes"})  # of few answers each
_MOST = 4096
_drawn: dict[tuple[Any, ...], Markup] = {}


def draw(form_id: UUID, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`parts` with the markup of each question that many forms hold alike as its `html`; else None.

    A form that entries are written with never changes; what it offers may (the scenes of an edition), so it counts too.
    """
    for part in parts:
        for control in part["fields"]:
            control["html"] = _markup(form_id, control)
    return parts


def _markup(form_id: UUID, control: dict[str, Any]) -> Markup | None:
    value = control["value"]
    if value and control["kind"] not in _CHOSEN:
        return None
    said = value if isinstance(value, str) else tuple(value)
    if len(said) > 100:
        return None
    key = (locale(), form_id, control["name"], said, control["is_asked"], tuple(control["options"]))
    if (html := _drawn.get(key)) is None:
        html = environment().get_template("_parts/form.html").module.any_field(control)  # type: ignore[attr-defined]
        while len(_drawn) >= _MOST:
            _drawn.pop(next(iter(_drawn)))
        _drawn[key] = html
    return html
