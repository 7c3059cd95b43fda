"""Searches that a person wants again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from contest.audit import service as audit
from contest.desk import queries
from contest.desk.rules.columns import offered_columns
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7

MOST = 50


async def save_search(*, actor: Actor, name: str, looks_in: str, query: str, now: datetime) -> None:
    """Keep a query that can be read, under a name; the name before it is given to this one."""
    read = queries.read(query, await queries.offer(actor=actor, of=looks_in))
    if read is None or isinstance(read, queries.Wrong):
        raise Invalid(N_("Only a query that can be read is kept."), field="name")
    if await db.fetchval("select count(*) from saved_search where person = $1", actor.id) >= MOST:
        raise Invalid(N_("At most %(n)s searches are kept: remove one.", n=MOST), field="name")
    await db.execute(
        "insert into saved_search (id, person, name, looks_in, query, saved_at) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (person, name) do update set looks_in = excluded.looks_in, query = excluded.query",
        *(uuid7(), actor.id, name, looks_in, query, now),
    )


async def remove_search(*, actor: Actor, saved_id: UUID) -> None:
    removed = await db.fetchval(
        "delete from saved_search where id = $1 and person = $2 returning true", saved_id, actor.id
    )
    if removed is None:
        raise NotFound


async def choose_columns(*, actor: Actor, looks_in: str, names: Collection[str]) -> None:
    """Which columns of a list the actor wants to see; none: the usual ones."""
    offered = await queries.offer(actor=actor, of=looks_in)
    if offered.of != looks_in or not set(names) <= set(offered_columns(looks_in, offered.kinds)):
        raise Invalid(N_("Choose one of the answers offered."), field="column")
    await db.execute(
        "insert into search_columns (id, person, looks_in, columns) values ($1, $2, $3, $4)"
        " on conflict (person, looks_in) do update set columns = excluded.columns",
        *(uuid7(), actor.id, looks_in, list(names)),
    )


async def take_found(*, actor: Actor, looks_in: str, query: str, as_file: str) -> None:
    """That somebody takes all that a query finds away is recorded, with the query."""
    data = {"in": looks_in, "as": as_file}
    texts = {"query": query}
    await audit.record(actor=actor, action="search.export", thing="search", thing_id=None, data=data, texts=texts)
