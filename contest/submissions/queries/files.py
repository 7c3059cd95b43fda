"""Who may have a file of an entry."""

from uuid import UUID

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries.visible import reach, team_sql, visible_sql

_CODE = f"""
select s.code from submission_file sf join submission s on s.id = sf.submission
 where sf.file = $1 and {visible_sql("$2", "$3", "$4::uuid[]", "$5::uuid[]")}
   and ({team_sql("$2")} or exists (select 1 from submission_version v where v.submission = s.id
        and v.content->'files' @> jsonb_build_array(jsonb_build_object('file_id', $1::text))))
"""  # noqa: S608 - constants only


async def code_of_file(*, actor: Actor, file_id: UUID) -> str:
    """The entry a file belongs to, for its team; for staff of its rounds once it was handed in; else `NotFound`."""
    its = reach(actor)
    code = await db.fetchval(_CODE, file_id, actor.person_id, its.everywhere, its.editions, its.rounds)
    if code is None:
        raise NotFound
    return str(code)
