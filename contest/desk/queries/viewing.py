"""Through whose eyes somebody may look."""

from datetime import datetime
from uuid import UUID

from contest.accounts import queries as accounts
from contest.accounts.rules.viewing import may_be_viewed, may_view
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions.queries import hidden_sql

# Of the entries that are kept from $1: whether $2 has to do with any, by their own work or by a role in its edition.
_MEETS = f"""
select exists (
  select from submission s
   where s.id in ({hidden_sql("$1")})
     and ($4 or s.edition = any($3) or s.edition in (select edition from round where id = any($5)) or s.owner = $2
          or exists (select from team_member m where m.submission = s.id and m.person = $2)
          or exists (select from review v where v.submission = s.id and v.judge = $2)
          or exists (select from venture_person p join venture v on v.id = p.venture
                      where v.submission = s.id and p.person = $2)
          or exists (select from counterpart_person p join counterpart c on c.id = p.counterpart
                      where p.person = $2 and c.edition_id = s.edition)
          or exists (select from partner_person p join partner n on n.id = p.partner
                      where p.person = $2 and n.edition = s.edition)))
"""  # noqa: S608 - constants only


async def person_to_view(*, actor: Actor, person_id: UUID, now: datetime) -> tuple[Actor, bool]:
    """The person, for who may look through eyes, and whether they see entries that are kept from the actor."""
    seen = await accounts.actor(person_id=person_id, epoch=None, now=now)
    if seen is None or not may_view(actor) or not may_be_viewed(seen, by=actor):
        raise NotFound
    editions = [grant.edition_id for grant in seen.grants if grant.edition_id is not None]
    rounds = [grant.round_id for grant in seen.grants if grant.round_id is not None]
    is_everywhere = any(grant.edition_id is None and grant.round_id is None for grant in seen.grants)
    meets: bool = await db.fetchval(_MEETS, actor.id, person_id, editions, is_everywhere, rounds)
    return seen, meets
