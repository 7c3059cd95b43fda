"""Who has seen what of a person, when and on which ground; and what crosses a border for it."""

from datetime import datetime

import msgspec

from contest.accounts.queries import personal as accounts
from contest.accounts.rules import requests
from contest.accounts.rules.consents import place_of
from contest.desk.queries import personal as desk
from contest.judging.queries import personal as judging
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.privacy.rules import crossings
from contest.roadshow.queries import personal as roadshow
from contest.submissions.queries import personal as submissions

_SEEN = " union all ".join(f"({sql})" for one in (accounts, submissions, judging, roadshow, desk) for sql in one.SEEN)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody saw something. `place`: the country that `who` is in, "" where it is not on record; `ground` is a
    key of `rules.GROUNDS`; `code` that of an entry."""

    at: datetime
    who: str
    place: str
    what: str
    ground: str
    code: str


async def own_seen(*, actor: Actor) -> list[Seen]:
    """Who has seen what of the actor, the newest first."""
    if not requests.may_ask(actor):
        raise NotFound
    rows = await db.fetch(f"select * from ({_SEEN}) seen order by at desc, code limit 500", actor.id)  # noqa: S608
    return [Seen(**row) for row in rows]


_HOMES = """
select p.country as home, $1 as reader, 'kept' as how, count(*) as people from person p
 where p.country <> '' and p.erased_at is null group by p.country
union all
select o.country, j.country, 'judged', count(distinct o.id) from review v join person j on j.id = v.judge
  join submission s on s.id = v.submission join person o on o.id = s.owner
 where o.country <> '' and j.country <> '' and v.state <> 'recused' and o.erased_at is null
 group by o.country, j.country
union all
select p.country, o.country, 'shared', count(distinct p.id)
  from entry_opening e join entry_share h on h.id = e.share join submission s on s.id = h.submission
  join person p on p.id = s.owner join counterpart c on c.id = h.counterpart
  join organisation o on o.id = c.organisation
 where p.country <> '' and o.country <> '' and p.erased_at is null group by p.country, o.country
"""


async def borders(*, actor: Actor) -> list[crossings.Crossing]:
    """What crosses a border, by where people live, where it is read or kept, and how; for who answers for the law."""
    if not requests.may_answer(actor):
        raise NotFound
    rows = await db.fetch(_HOMES, settings().data_region)
    found: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (place_of(row["home"]), place_of(row["reader"]), row["how"])
        found[key] = found.get(key, 0) + row["people"]
    return crossings.crossing(found)
