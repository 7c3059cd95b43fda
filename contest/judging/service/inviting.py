"""Judges by the list and from the directory, and the parts that a panel is divided into."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contest.accounts.rules import clean_name, name_trouble
from contest.audit.service import record
from contest.judging.queries.people import directory, scenes_known
from contest.judging.queries.rounds import judging_set_up, round_to_run
from contest.judging.rules.inviting import MOST_ROWS, Row
from contest.judging.service.panel import add_judge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_, Lazy
from contest.lib.ids import uuid7

MOST_NOTE = 1000


async def invite_many(*, actor: Actor, round_id: UUID, rows: Sequence[Row], now: datetime) -> int:
    """Invite everybody on a list, all or nobody: a list with a wrong line is refused. How many mails go out."""
    wrong = [row for row in rows if row.problems]
    if wrong:
        raise Invalid(field="list", message=N_("Line %(n)s is wrong: nobody was invited.", n=wrong[0].line))
    if not rows:
        raise Invalid(field="list", message=N_("There is nobody on this list."))
    if len(rows) > MOST_ROWS:
        raise Invalid(field="list", message=N_("Use at most %(most)s lines.", most=MOST_ROWS))
    for row in rows:
        try:
            await add_judge(
                actor=actor,
                round_id=round_id,
                email=row.email,
                name=row.name,
                locale=row.locale,
                scenes=row.scenes,
                most=row.most,
                now=now,
            )
        except Invalid as error:
            reason = next(iter(error.fields.values()), error.message)
            raise Invalid(
                field="list", message=N_("Line %(n)s: %(reason)s Nobody was invited.", n=row.line, reason=reason)
            ) from error
    return len(rows)


async def pick_judges(*, actor: Actor, round_id: UUID, people: Sequence[UUID], now: datetime) -> int:
    """Invite people from the directory; who is on the panel already is left as they are. How many mails go out."""
    await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    listed = await directory(actor=actor, judging_id=judging.id, most=5000)
    rows = [one for one in listed if one.person_id in set(people) and not one.is_on_panel]
    if not rows:
        raise Invalid(field="people", message=N_("Choose somebody who is not on the panel yet."))
    for row in rows:
        await add_judge(
            actor=actor,
            round_id=round_id,
            email=row.email,
            name=row.name,
            most=row.most,
            now=now,
        )
    return len(rows)


async def add_panel(
    *,
    actor: Actor,
    round_id: UUID,
    name_en: str,
    name_zh: str,
    scenes: Sequence[str],
    cities: Sequence[UUID],
    now: datetime,
) -> UUID:
    """Divide a round's judges: a panel reads the entries of its scenes and of its home cities, and no others."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    names = (clean_name(name_en), clean_name(name_zh))
    problems: dict[str, Lazy | str] = {}
    for field, name in zip(("name_en", "name_zh"), names, strict=True):
        if (trouble := name_trouble(name)) is not None:
            problems[field] = trouble
    if not set(scenes) <= {one.key for one in await scenes_known(edition_id=facts.edition_id)}:
        problems["part_scenes"] = N_("Choose one of the answers offered.")
    known = await db.fetchval("select count(*) from city where id = any($1::uuid[])", list(cities))
    if known != len(set(cities)):
        problems["cities"] = N_("Choose one of the answers offered.")
    if problems:
        raise Invalid(fields=problems)
    made = uuid7()
    await db.execute(
        "insert into panel (id, judging_round, name_en, name_zh, scenes, cities, created_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        made,
        judging.id,
        *names,
        list(dict.fromkeys(scenes)),
        list(dict.fromkeys(cities)),
        now,
    )
    data = {"panel": made, "scenes": list(scenes)}
    await record(actor=actor, action="panel.divide", thing="round", thing_id=round_id, data=data)
    return made


async def remove_panel(*, actor: Actor, round_id: UUID, panel_id: UUID) -> None:
    """Take a part of the panel away; its judges stay, and read for all of the round."""
    await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    gone = await db.fetchval(
        "delete from panel where id = $1 and judging_round = $2 returning id", panel_id, judging.id
    )
    if gone is None:
        raise NotFound
    await record(actor=actor, action="panel.unite", thing="round", thing_id=round_id, data={"panel": panel_id})
