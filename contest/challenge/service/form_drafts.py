"""Verbs on the forms of an edition: a draft is begun, changed, given up, and published as the version that counts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge import queries
from contest.challenge.rules import forms
from contest.challenge.rules.forms import editing
from contest.challenge.service.editions import hold_edition
from contest.challenge.service.forms import insert_form
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_

_WHY = N_("Say why in one language at least: the call shows it.")


class StaleEdit(Conflict):
    """Somebody changed this very question, or section, in between. `saved` is what it is now; None: it is gone."""

    code = "stale_edit"
    default = N_("Somebody changed this in the meantime. Look at what is saved now, then save again.")

    def __init__(self, saved: forms.Field | forms.Section | None) -> None:
        super().__init__()
        self.saved = saved


async def begin_form(*, actor: Actor, edition_id: UUID, kind: str, now: datetime) -> UUID:
    """A draft of the next version of a form, which begins as the newest one stands; the draft there is, if any."""
    edition = await hold_edition(actor, edition_id)
    if kind not in forms.KINDS:
        raise NotFound
    _is_not_closed(edition.state)
    newest = await queries.newest_form(edition_id=edition_id, kind=kind)
    if newest.state == "draft":
        return newest.id
    number = newest.number + 1
    form_id = await insert_form(edition_id, kind, number, "draft", newest.form, now)
    await _record(actor, "form.begin", form_id, {"edition_id": edition_id, "kind": kind, "number": number}, now)
    return form_id


async def discard_form(*, actor: Actor, form_id: UUID, now: datetime) -> None:
    """Give a draft up; the published versions stay."""
    held = await _hold(actor, form_id)
    await db.execute("delete from entry_form where id = $1 and state = 'draft'", form_id)
    await _record(actor, "form.discard", form_id, {"kind": held.kind, "number": held.number}, now)


async def save_question(*, actor: Actor, form_id: UUID, field: forms.Field, seen: str = "", now: datetime) -> None:
    """Write a question of a draft. `seen`: its digest as the page showed it; empty for a new one.

    `StaleEdit` where it is another by now. What it is may be incomplete: `faults` says so before it is published.
    """
    held = await _hold(actor, form_id)
    before = held.form.at(field.key)
    if before is None and not seen and len(held.form.fields) >= forms.MOST_QUESTIONS:
        raise Conflict(N_("Ask at most %(most)s questions.", most=forms.MOST_QUESTIONS), form_id=str(form_id))
    if (editing.digest(before) if before else "") != seen:
        raise StaleEdit(before)
    if held.form.section(field.section) is None:
        raise Invalid(N_("Its section does not exist."), field="section")
    changed = editing.with_field(held.form, field, instead_of=field.key)
    what = "form.question_edit" if before else "form.question_add"
    await _write(actor, held, changed, what, {"key": field.key}, now)


async def restore_question(*, actor: Actor, form_id: UUID, key: str, now: datetime) -> None:
    """Put a question back that is shipped for this kind of entry and was taken out."""
    held = await _hold(actor, form_id)
    changed = editing.with_default(held.form, forms.default_form(held.kind), key)
    if changed.at(key) is None:
        raise NotFound
    await _write(actor, held, changed, "form.question_add", {"key": key}, now)


async def remove_question(*, actor: Actor, form_id: UUID, key: str, now: datetime) -> None:
    """Take a question out; one that lists and certificates are made of stays."""
    held = await _hold(actor, form_id)
    if held.form.at(key) is None:
        raise NotFound
    if not forms.is_removable(key):
        raise Conflict(N_("Lists and certificates are made of this question: it stays."), key=key)
    changed = editing.without_field(held.form, key)
    await _write(actor, held, changed, "form.question_remove", {"key": key}, now)


async def save_section(*, actor: Actor, form_id: UUID, section: forms.Section, seen: str = "", now: datetime) -> None:
    """Write a section of a draft. `seen`: its digest as the page showed it; empty for a new one, which comes last."""
    held = await _hold(actor, form_id)
    before = held.form.section(section.key)
    if before is None and not seen and len(held.form.sections) >= forms.MOST_SECTIONS:
        raise Conflict(N_("Make at most %(most)s sections.", most=forms.MOST_SECTIONS), form_id=str(form_id))
    if (editing.digest(before) if before else "") != seen:
        raise StaleEdit(before)
    changed = editing.with_section(held.form, section, instead_of=section.key)
    what = "form.section_edit" if before else "form.section_add"
    await _write(actor, held, changed, what, {"key": section.key}, now)


async def remove_section(*, actor: Actor, form_id: UUID, key: str, now: datetime) -> None:
    """Take an empty section out."""
    held = await _hold(actor, form_id)
    if held.form.section(key) is None:
        raise NotFound
    changed = editing.without_section(held.form, key)
    if changed.section(key) is not None:
        raise Conflict(N_("This section still holds questions: move or remove them first."), key=key)
    await _write(actor, held, changed, "form.section_remove", {"key": key}, now)


async def move_in_form(
    *, actor: Actor, form_id: UUID, key: str, move: Callable[[forms.Form], forms.Form], now: datetime
) -> forms.Form:
    """Put a question or a section in another place: `move` is one of `editing`. The form as it is then."""
    held = await _hold(actor, form_id)
    changed = move(held.form)
    if changed != held.form:
        await _write(actor, held, changed, "form.move", {"key": key}, now)
    return changed


async def write_form(*, actor: Actor, form_id: UUID, form: forms.Form, revision: int, now: datetime) -> None:
    """Write all that a draft asks; it may be incomplete. `revision`: the draft that was read."""
    held = await _hold(actor, form_id)
    if held.revision != revision:
        raise Conflict(StaleEdit.default, form_id=str(form_id))
    if form != held.form:
        changed = editing.ordered(msgspec.structs.replace(form, kind=held.kind))
        await _write(actor, held, changed, "form.write", {"questions": len(changed.fields)}, now)


async def publish_form(
    *, actor: Actor, form_id: UUID, revision: int, reason_en: str = "", reason_zh: str = "", now: datetime
) -> None:
    """Make a draft the version that new entries are written with; entries begun before keep theirs.

    `revision`: the draft that was looked at. Where an open call promised the version before, a public reason is needed.
    """
    held = await _hold(actor, form_id)
    if held.revision != revision:
        raise Conflict(
            N_("Somebody changed this form since you looked at it. Look again, then publish."), form_id=str(form_id)
        )
    scenes = [scene.key for scene in await queries.scenes(edition_id=held.edition_id)]
    if forms.faults(held.form, scenes):
        raise Conflict(N_("This form cannot be published yet: mend what is named first."), form_id=str(form_id))
    before = await queries.form(await queries.form_for(edition_id=held.edition_id, kind=held.kind))
    if before == held.form:
        raise Conflict(N_("This form asks nothing else than the one before."), form_id=str(form_id))
    is_promised = bool(await queries.promised(edition_id=held.edition_id, kind=held.kind))
    if is_promised and not (reason_en or reason_zh):
        raise Invalid(_WHY, field="reason_en")
    await db.execute(
        "update entry_form set state = 'published', published_at = $2, reason_en = $3, reason_zh = $4 where id = $1",
        form_id,
        now,
        reason_en,
        reason_zh,
    )
    reasons = {"reason_en": reason_en, "reason_zh": reason_zh} if reason_en or reason_zh else None
    facts = {"kind": held.kind, "number": held.number, "was_promised": is_promised}
    await _record(actor, "form.publish", form_id, facts, now, texts=reasons)


async def _hold(actor: Actor, form_id: UUID) -> queries.FormVersion:
    """The draft, held until the end of the transaction, for who organises all of its edition; else `NotFound`."""
    await db.execute("select 1 from entry_form where id = $1 for no key update", form_id)
    held = await queries.form_version(actor=actor, form_id=form_id)
    if held is None:
        raise NotFound
    _is_not_closed(held.edition_state)
    if held.state != "draft":
        raise Conflict(N_("This version is published: it stays as it is."), form_id=str(form_id))
    return held


def _is_not_closed(state: str) -> None:
    if state == "closed":
        raise Conflict(N_("This edition is closed: it stays as it is."))


async def _write(
    actor: Actor, held: queries.FormVersion, form: forms.Form, action: str, facts: dict[str, Any], now: datetime
) -> None:
    content = msgspec.json.encode(form).decode()
    await db.execute(
        "update entry_form set content = $2::jsonb, revision = revision + 1 where id = $1", held.id, content
    )
    await _record(actor, action, held.id, {**facts, "revision": held.revision + 1}, now)


async def _record(
    actor: Actor,
    action: str,
    form_id: UUID,
    facts: dict[str, Any],
    now: datetime,
    *,
    texts: dict[str, str] | None = None,
) -> None:
    data = msgspec.to_builtins({**facts, "at": now})
    await record(actor=actor, action=action, thing="entry_form", thing_id=form_id, data=data, texts=texts)
