"""A form before anybody depends on it: as an applicant sees it, and filled in with nothing kept."""

from typing import Any
from uuid import UUID

from litestar import get, route
from litestar.response import Response

from contest.challenge import queries
from contest.challenge.routes.forms import FORMS, WORDS, scenes_of, version_at
from contest.challenge.routes.shared import programme
from contest.challenge.rules import forms
from contest.challenge.rules.forms import rehearsal
from contest.lib.i18n import using
from contest.lib.web.forms import typed
from contest.lib.web.front import let_frame
from contest.lib.web.render import page
from contest.lib.web.request import Request

LOOKS = ("phones", "en", "zh")


@get(FORMS + "/{form_id:uuid}/as-applicant", guards=[programme])
async def as_applicant(request: Request, form_id: UUID, lang: str = "en") -> Response[bytes]:
    """The form alone, in one language, to be looked at within the editor. Nothing in it can be sent."""
    version = await version_at(request, form_id)
    scenes = await scenes_of(version)
    let_frame(request.scope)
    with using(lang):
        return page(
            "challenge/form_frame.html",
            request,
            parts=forms.parts(version.form, {}, scenes),
            uploads=forms.uploads(version.form, {}),
        )


@get(FORMS + "/{form_id:uuid}/preview", guards=[programme])
async def preview(request: Request, form_id: UUID, look: str = "phones") -> Response[bytes]:
    """The whole form as an applicant sees it: on phones in both languages, or wider in one."""
    version = await version_at(request, form_id)
    return page(
        "challenge/form_preview.html",
        request,
        version=version,
        look=look if look in LOOKS else LOOKS[0],
        is_demo=version.is_demo,
    )


@route(FORMS + "/{form_id:uuid}/rehearsal", http_method=["GET", "POST"], guards=[programme], status_code=200)
async def rehearse(request: Request, form_id: UUID) -> Response[Any]:
    """Fill the form in as an applicant would: what each stage would ask for, who would read what. Nothing is kept."""
    version = await version_at(request, form_id)
    scenes = await scenes_of(version)
    values: dict[str, str] = {}
    states: dict[str, str] = {}
    found = None
    if request.method == "POST":
        sent = await typed(request)
        values = forms.answers(sent, version.form)
        states = {field.key: str(sent.get(f"file.{field.key}", "")) for field in version.form.file_fields}
        found = rehearsal.rehearse(version.form, values, rehearsal.attached(version.form, states), scenes)
    return _rehearsal_page(request, version, scenes, values, states, found)


def _rehearsal_page(
    request: Request,
    version: queries.FormVersion,
    scenes: list[forms.Scene],
    values: dict[str, str],
    states: dict[str, str],
    found: rehearsal.Rehearsal | None,
) -> Response[bytes]:
    stages = {view.stage: view.missing for view in found.stages} if found else {}
    files = {field.key for field in version.form.file_fields}
    return page(
        "challenge/form_rehearsal.html",
        request,
        version=version,
        parts=forms.parts(version.form, values, scenes),
        uploads=[one | {"state": states.get(one["key"], "")} for one in forms.uploads(version.form, values)],
        file_states=list(rehearsal.FILE_STATES.items()),
        found=found,
        stages={
            stage: [(f"#f-file.{key}" if key in files else f"#f-{key}", why) for key, why in missing.items()]
            for stage, missing in stages.items()
        },
        errors=(stages.get("submission", {}) | found.unsaved) if found else {},
        stage_words=WORDS["stages"],
        circles=rehearsal.CIRCLES,
        is_demo=version.is_demo,
    )


ROUTES = [as_applicant, preview, rehearse]
