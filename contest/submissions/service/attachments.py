"""The files of an entry: its own link rows over `files`."""

from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.files import rules as file_rules
from contest.files import service as files
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound, TooLate
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions import queries

_LINK = "insert into submission_file (id, submission, file, field, added_at) values ($1, $2, $3, $4, $5)"

_BEGUN = """
select f.id from submission_file sf join file f on f.id = sf.file
 where sf.submission = $1 and sf.field = $2 and sf.removed_at is null
   and f.owner_id = $3 and f.name = $4 and f.declared_size = $5 and f.state = 'announced' and f.upload_id is not null
 order by f.announced_at desc
"""

_REMOVE = """
update submission_file set removed_at = $3
 where submission = $1 and field = $2 and removed_at is null
"""

# What arrived too late to be replaced and was refused leaves the file before it in its place.
_REMOVE_REFUSED = """
update submission_file sf set removed_at = $3 from file f
 where sf.submission = $1 and sf.field = $2 and sf.removed_at is null and f.id = sf.file and f.state = 'refused'
"""

_CODE = f"""
select s.code, sf.field from submission_file sf join submission s on s.id = sf.submission
 where sf.file = $1 and {queries.team_sql("$2")}
"""  # noqa: S608 - constants only


async def announce_file(
    *, actor: Actor, code: str, field: str, name: str, size: int, is_fresh: bool = False, now: datetime
) -> files.Announced:
    """Say that a file for this field of the actor's entry is about to come; `files` takes its bytes.

    A file of the same name and size that was begun for this field goes on where it stopped, unless `is_fresh`: then it
    is given up. The newest file that has arrived counts; until then the one before does.
    """
    entry = await queries.own_entry(actor=actor, code=code, to="edit")
    asked = entry.form.at(field)
    if asked is None or asked.type != "file":
        raise Invalid(N_("There is no such question in this form."), field=field)
    begun = await db.fetch(_BEGUN, entry.id, field, actor.id, file_rules.safe_name(name), size)
    goes_on = bool(begun) and not is_fresh and entry.is_in_grace(now)
    if not entry.may_change(field, now) and not goes_on:
        raise TooLate(N_("This entry can no longer be changed."))
    if begun and not is_fresh:
        return await files.resume(actor=actor, file_id=begun[0]["id"])
    for row in begun:
        await files.give_up(actor=actor, file_id=row["id"])
    terms = file_rules.Terms(
        kinds=file_rules.kinds_of(asked.accepts),
        most_bytes=min(asked.megabytes * file_rules.MEGABYTE, file_rules.MOST_BYTES),
        is_scan_waived=entry.round.is_scan_waived,
    )
    announced = await files.announce(actor=actor, purpose="entry", name=name, declared_size=size, terms=terms, now=now)
    await db.execute(_LINK, uuid7(), entry.id, announced.id, field, now)
    return announced


async def remove_file(*, actor: Actor, file_id: UUID, now: datetime) -> str:
    """Take the file off its field, with those it replaced; the entry's code. Versions that name it keep it.

    After the deadline, while a file may still arrive, only what was refused comes off.
    """
    found = await db.fetchrow(_CODE, file_id, actor.person_id)
    if found is None:
        raise NotFound
    entry = await queries.own_entry(actor=actor, code=found["code"], to="edit")
    if not entry.may_remove(found["field"], now):
        raise TooLate(N_("This entry can no longer be changed."))
    removal = _REMOVE if entry.may_change(found["field"], now) else _REMOVE_REFUSED
    await db.execute(removal, entry.id, found["field"], now)
    await record(
        actor=actor,
        action="submission.remove_file",
        thing="submission",
        thing_id=entry.id,
        data={"file": file_id, "field": found["field"]},
    )
    return entry.code
