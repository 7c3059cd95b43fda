"""What a rule of advancement needs to know of a round, and the page that asks for one."""

import hashlib
from collections.abc import Mapping
from uuid import UUID

import msgspec

from contest.challenge.queries import RoundFacts
from contest.challenge.rules.forms import Words
from contest.judging.queries.decisions import decision_items, decisions_of, refuse_tied
from contest.judging.queries.ranking import EntryLine, ranked_entries
from contest.judging.queries.rounds import Judging, judging_set_up, round_to_run
from contest.judging.rules.advancement import CITY, SCENE, Asked, Candidate
from contest.judging.rules.decisions import Choice, mark
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """A city or a scene that entries of the round come from; `there`: how many of them have a result."""

    kind: str
    key: str
    name: Words
    there: int


class Contenders(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of one group of a round, in their order, and where they come from.

    `groups` are all groups of the round's ranking; `before`: the rule that the draft was last made by;
    `drafted`: the mark of its outcomes.
    """

    round: RoundFacts
    judging: Judging
    group: str
    groups: list[str]
    lines: list[EntryLine]
    tracks: list[Track]
    candidates: list[Candidate]
    before: Asked | None
    draft_id: UUID | None
    drafted: str

    @property
    def names(self) -> dict[tuple[str, str], object]:
        return {(one.kind, one.key): one.name for one in self.tracks}

    @property
    def mark(self) -> str:
        """What the rule was looked at over: another one where a figure, or the draft it would replace, is another."""
        return hashlib.sha256(msgspec.json.encode((self.candidates, self.drafted))).hexdigest()[:16]

    @property
    def keys(self) -> set[tuple[str, str]]:
        return {(one.kind, one.key) for one in self.tracks}


# Of the version that stands: its scene; and the city of the round that it was handed in to.
_PLACES = """
select s.code, v.scene, coalesce(sc.name_en, '') as scene_en, coalesce(sc.name_zh, '') as scene_zh,
       coalesce(sc.position, 0) as position,
       coalesce(c.key, '') as city, coalesce(c.name_en, '') as city_en, coalesce(c.name_zh, '') as city_zh
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  join round r on r.id = s.round
  left join city c on c.id = r.city
  left join scene sc on sc.edition = s.edition and sc.key = v.scene
 where st.round = $1 and st.gone = ''
"""


async def contenders(*, actor: Actor, round_id: UUID, group: str = "") -> Contenders:
    """For who runs the round and is not too close to an entry of it; `NotFound` for a group that it has not."""
    facts = await round_to_run(actor=actor, round_id=round_id)
    judging = await judging_set_up(round_id=round_id)
    await refuse_tied(actor=actor, round_id=round_id)
    entries = await ranked_entries(facts=facts, judging=judging)
    groups = list(dict.fromkeys(line.group for line in entries)) or ["entry"]
    group = group or groups[0]
    if group not in groups:
        raise NotFound
    places = {row["code"]: row for row in await db.fetch(_PLACES, round_id)}
    lines = [line for line in entries if line.group == group]
    draft = next((one for one in await decisions_of(round_id=round_id) if one.state == "drafted"), None)
    ranked = [line for line in lines if line.rank is not None and line.code in places]
    return Contenders(
        round=facts,
        judging=judging,
        group=group,
        groups=groups,
        lines=lines,
        tracks=_tracks([places[line.code] for line in ranked]),
        candidates=[_candidate(line, places[line.code]) for line in ranked],
        before=None if draft is None else draft.ask.get(group),
        draft_id=None if draft is None else draft.id,
        drafted="" if draft is None else mark(await _outcomes(draft.id)),
    )


async def _outcomes(decision_id: UUID) -> dict[str, Choice]:
    return {str(item.submission_id): item.choice for item in await decision_items(decision_id=decision_id)}


def _candidate(line: EntryLine, place: Mapping[str, str]) -> Candidate:
    assert line.rank is not None
    assert line.score is not None
    return Candidate(
        key=line.code,
        rank=line.rank,
        score=line.score,
        city=place["city"],
        scene=place["scene"],
        is_barred=bool(line.below) or line.is_out,
    )


def _tracks(places: list[Mapping[str, str]]) -> list[Track]:
    """Scenes, and cities where there are several: with one alone a quota of it would be a quota of all."""
    made = []
    for kind in (SCENE, CITY):
        found = {place[kind]: place for place in sorted(places, key=lambda one: (one["position"], one["city_en"]))}
        found.pop("", None)
        if kind == CITY and len(found) < 2:
            continue
        made += [
            Track(
                kind=kind,
                key=key,
                name=Words(place[f"{kind}_en"], place[f"{kind}_zh"]),
                there=sum(one[kind] == key for one in places),
            )
            for key, place in found.items()
        ]
    return made
