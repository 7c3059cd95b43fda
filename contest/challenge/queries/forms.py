"""The versions of an edition's forms."""

from datetime import datetime
from uuid import UUID

import msgspec

from contest.challenge import rules
from contest.challenge.rules.forms import Form, with_copies
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound

_MOST_KEPT = 200
_published: dict[UUID, Form] = {}
_copied: dict[UUID, Form] = {}


class FormVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version with what it asks. A draft's `revision` counts its changes."""

    id: UUID
    edition_id: UUID
    edition_slug: str
    edition_name_en: str
    edition_name_zh: str
    edition_state: str
    is_demo: bool
    kind: str
    number: int
    state: str
    revision: int
    reason_en: str
    reason_zh: str
    created_at: datetime
    published_at: datetime | None
    form: Form


class FormChange(msgspec.Struct, frozen=True, kw_only=True):
    """A version that followed another while a call was open, and why."""

    kind: str
    number: int
    reason_en: str
    reason_zh: str
    published_at: datetime


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """An open call that promised a form."""

    name_en: str
    name_zh: str


async def form(form_id: UUID) -> Form:
    """This version of a form. What is published does not change, so a process reads it once."""
    if form_id in _published:
        return _published[form_id]
    row = await db.fetchrow("select state, content from entry_form where id = $1", form_id)
    if row is None:
        raise NotFound
    found = msgspec.json.decode(row["content"], type=Form)
    if row["state"] == "published":
        while len(_published) >= _MOST_KEPT:
            _published.pop(next(iter(_published)))
        _published[form_id] = found
    return found


async def form_with_copies(form_id: UUID) -> Form:
    """The same with its questions for anonymous copies: the form of whatever was handed in."""
    found = await form(form_id)
    if form_id not in _published:
        return with_copies(found)
    if form_id not in _copied:
        while len(_copied) >= _MOST_KEPT:
            _copied.pop(next(iter(_copied)))
        _copied[form_id] = with_copies(found)
    return _copied[form_id]


async def form_asked(form_id: UUID, *, blindness: str) -> Form:
    """What applicants of a round of this policy are asked: for anonymous copies where judges see nothing else."""
    return await (form_with_copies if blindness == "anonymous" else form)(form_id)


async def form_for(*, edition_id: UUID, kind: str) -> UUID:
    """The version that an entry begun now is written with: the newest that was published."""
    found = await db.fetchval(
        """select id from entry_form where edition = $1 and kind = $2 and state = 'published'
            order by number desc limit 1""",
        edition_id,
        kind,
    )
    if found is None:
        raise NotFound
    return UUID(str(found))


_VERSION = """
select f.id, f.edition as edition_id, e.slug as edition_slug, e.name_en as edition_name_en,
       e.name_zh as edition_name_zh, e.state as edition_state, e.is_demo, f.kind, f.number, f.state, f.revision,
       f.reason_en, f.reason_zh, f.created_at, f.published_at, f.content
  from entry_form f join edition e on e.id = f.edition
"""


def _version(row: dict[str, object]) -> FormVersion:
    content = msgspec.json.decode(str(row["content"]), type=Form)
    return FormVersion(**{key: value for key, value in row.items() if key != "content"}, form=content)  # type: ignore[arg-type]


async def form_version(*, actor: Actor, form_id: UUID) -> FormVersion | None:
    """A version for who organises all of its edition; None where there is none for this person."""
    row = await db.fetchrow(_VERSION + " where f.id = $1", form_id)
    if row is None or not rules.may_organise(actor, edition_id=row["edition_id"]):
        return None
    return _version(dict(row))


async def newest_form(*, edition_id: UUID, kind: str) -> FormVersion:
    """The last version of all, be it a draft. For a verb: it asks nobody who is looking."""
    row = await db.fetchrow(_VERSION + " where f.edition = $1 and f.kind = $2 order by f.number desc limit 1",
                            edition_id, kind)  # fmt: skip
    if row is None:
        raise NotFound
    return _version(dict(row))


async def form_versions(*, edition_id: UUID, kind: str = "") -> list[FormVersion]:
    """Every version of an edition's forms, the newest first. The caller asked `may_organise`."""
    rows = await db.fetch(
        _VERSION + " where f.edition = $1 and ($2 = '' or f.kind = $2) order by f.kind, f.number desc",
        edition_id,
        kind,
    )
    return [_version(dict(row)) for row in rows]


async def promised(*, edition_id: UUID, kind: str) -> list[Promise]:
    """The open calls that take this kind of entry: they promised the form that is published now."""
    rows = await db.fetch(
        "select name_en, name_zh from round where edition = $1 and state = 'open' and $2 = any(kinds)"
        " order by closes_at, id",
        edition_id,
        kind,
    )
    return [Promise(**row) for row in rows]


async def form_changes(*, round_id: UUID) -> list[FormChange]:
    """What the call of this round shows: new versions of its forms that were given a reason."""
    rows = await db.fetch(
        """select f.kind, f.number, f.reason_en, f.reason_zh, f.published_at
             from entry_form f join round r on r.edition = f.edition and f.kind = any(r.kinds)
            where r.id = $1 and f.state = 'published' and f.reason_en || f.reason_zh <> ''
            order by f.published_at, f.kind""",
        round_id,
    )
    return [FormChange(**row) for row in rows]


INVARIANTS: dict[str, str] = {
    "a form has at most one draft": (
        "select (array_agg(id order by id))[1] from entry_form where state = 'draft'"
        " group by edition, kind having count(*) > 1"
    ),
    "a draft of a form follows what was published": (
        "select d.id from entry_form d where d.state = 'draft' and not exists (select 1 from entry_form p"
        " where p.edition = d.edition and p.kind = d.kind and p.state = 'published' and p.number < d.number)"
    ),
    "every edition has a published form of each kind": (
        "select e.id from edition e where (select count(distinct f.kind) from entry_form f"
        " where f.edition = e.id and f.state = 'published') < 4"
    ),
    "a published form asks for its own kind of entry": ("select id from entry_form where content->>'kind' <> kind"),
}
