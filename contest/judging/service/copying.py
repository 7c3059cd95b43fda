"""How an edition is judged, for the one that begins as it did: no judge comes along."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contest.audit.service import record
from contest.challenge.rules import may_organise
from contest.judging.service.terms import copy_terms
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.lib.ids import uuid7

# Of each key the newest version: a round that was judged by an older one is judged by that.
_NEWEST = "select distinct on (key) id, key from rubric where edition = $1 order by key, version desc"

_RUBRICS = """
insert into rubric (id, edition, key, version, name_en, name_zh, highest, step, anchors, kinds, tie_break, created_at)
select made.new, $3, key, 1, name_en, name_zh, highest, step, anchors, kinds, tie_break, $4
  from rubric join unnest($1::uuid[], $2::uuid[]) as made(old, new) on made.old = rubric.id
"""

_CRITERIA = """
insert into criterion (id, rubric, key, position, name_en, name_zh, guide_en, guide_zh, weight, anchors, floor,
                       adaptation)
select gen_random_uuid(), made.new, key, position, name_en, name_zh, guide_en, guide_zh, weight, anchors, floor,
       adaptation
  from criterion join unnest($1::uuid[], $2::uuid[]) as made(old, new) on made.old = criterion.rubric
"""

_ROUNDS = """
insert into judging_round (id, round, rubric, talent_rubric, rule, reviews_each, least_valid, stage, expected_entries,
                           takes_bids, on_request, discussion, feedback_shows, created_at)
select gen_random_uuid(), made.new, own.id, talent.id, j.rule, j.reviews_each, j.least_valid,
       coalesce((select kind from judging_stage s where s.judging_round = j.id
                  order by array_position(array['triage', 'full', 'live'], s.kind::text) limit 1), 'full'),
       j.expected_entries, j.takes_bids, j.on_request, j.discussion, j.feedback_shows, $4
  from judging_round j
  join unnest($1::uuid[], $2::uuid[]) as made(old, new) on made.old = j.round
  join rubric b on b.id = j.rubric
  join rubric own on own.edition = $3 and own.key = b.key
  left join rubric t on t.id = j.talent_rubric
  left join rubric talent on talent.edition = $3 and talent.key = t.key
"""

_OF_ROUNDS = """
  join judging_round old on old.id = x.judging_round
  join unnest($1::uuid[], $2::uuid[]) as made(old, new) on made.old = old.round
  join judging_round j on j.round = made.new
"""

_STAGES = f"""
insert into judging_stage (id, judging_round, kind, reads, minutes, share, least_valid)
select gen_random_uuid(), j.id, x.kind, x.reads, x.minutes, x.share, x.least_valid from judging_stage x {_OF_ROUNDS}
"""  # noqa: S608 - constants only

_PANELS = f"""
insert into panel (id, judging_round, name_en, name_zh, scenes, cities, created_at)
select gen_random_uuid(), j.id, x.name_en, x.name_zh, x.scenes, x.cities, $3 from panel x {_OF_ROUNDS}
"""  # noqa: S608 - constants only


async def copy_judging(
    *, actor: Actor, from_edition: UUID, to_edition: UUID, rounds: Mapping[UUID, UUID], now: datetime
) -> None:
    """The rubrics and terms of an edition for another, and how its rounds are judged: rule, stages, empty panels."""
    if not all(may_organise(actor, edition_id=one) for one in (from_edition, to_edition)):
        raise NotFound
    old = [row["id"] for row in await db.fetch(_NEWEST, from_edition)]
    new = [uuid7() for _ in old]
    await db.execute(_RUBRICS, old, new, to_edition, now)
    await db.execute(_CRITERIA, old, new)
    was, becomes = list(rounds), list(rounds.values())
    await db.execute(_ROUNDS, was, becomes, to_edition, now)
    await db.execute(_STAGES, was, becomes)
    await db.execute(_PANELS, was, becomes, now)
    await copy_terms(actor=actor, from_edition=from_edition, to_edition=to_edition, now=now)
    await record(
        actor=actor,
        action="judging.copy",
        thing="edition",
        thing_id=to_edition,
        data={"from": from_edition, "rubrics": len(new), "rounds": len(rounds)},
    )
