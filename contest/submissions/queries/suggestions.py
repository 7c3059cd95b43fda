"""Which entries of a round fit a need of the register, for who organises the round."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db, killable
from contest.lib.actor import SYSTEM, Actor
from contest.submissions.queries.visible import ties_hide_sql
from contest.submissions.rules import nearness, suggest
from contest.submissions.rules.likeness import plain
from contest.submissions.rules.sharing import CONTACTS
from contest.submissions.rules.suggest import Match, Need, Offer
from contest.zone import queries as zone

SECONDS = 30.0
SCORES_SECONDS = 120.0
MOST = 2_000
_NO_TEXT = CONTACTS | {"country", "applicant_type", "registration_number", "ask_currency"}


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """An entry beside a need. `level`: what counterparts may read of it; `is_shared`: with the need's owner."""

    code: str
    title_en: str
    title_zh: str
    level: str
    is_shared: bool
    match: Match


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """How well an entry fits the best of an owner's needs, in per cent."""

    code: str
    owner: UUID
    score: int


_OFFERS = f"""
select s.code, s.kind, v.content, v.title_en, v.title_zh, p.locale, coalesce(k.level, 'none') as level,
       array(select distinct c.organisation::text from entry_share h join counterpart c on c.id = h.counterpart
              where h.submission = s.id and h.ended_at is null) as shared,
       array(select distinct c.organisation::text from entry_opening e join entry_share h on h.id = e.share
               join counterpart c on c.id = h.counterpart where h.submission = s.id) as opened
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
  join person p on p.id = s.owner
  left join sharing_consent k on k.submission = s.id
 where st.round = $2 and st.state <> 'ineligible' and {ties_hide_sql("$1")}
 order by s.code limit {MOST}
"""  # noqa: S608 - constants only


async def weights_of(*, round_id: UUID) -> dict[str, int]:
    """How much each part counts in a round."""
    kept = await db.fetchval("select weights from suggestion_plan where round = $1", round_id)
    return dict(suggest.WEIGHTS) if kept is None else msgspec.json.decode(kept, type=dict[str, int])


async def suggestions(*, actor: Actor, round_id: UUID, need: zone.Need) -> list[Suggestion]:
    """Every entry of a round against a need. The caller has asked whether the actor organises the round.

    Compared in a process of its own: the texts of a thousand entries are work.
    """
    rows = await db.fetch(_OFFERS, actor.person_id, round_id)
    same_as = {one.key: one.same_as for one in await zone.scenes(edition_id=need.edition_id)}
    asked = Need(plan=need, owner=str(need.owner), scenes=suggest.scene_keys(need.scenes, same_as))
    weights = await weights_of(round_id=round_id)
    found = await killable.run(suggest.rank, asked, [_offer(row) for row in rows], weights, seconds=SECONDS)
    known = {row["code"]: row for row in rows}
    return [
        Suggestion(
            code=one.code,
            title_en=known[one.code]["title_en"],
            title_zh=known[one.code]["title_zh"],
            level=known[one.code]["level"],
            is_shared=str(need.owner) in known[one.code]["shared"],
            match=one,
        )
        for one in found
    ]


_SCORED = """
select s.code, s.kind, v.content, p.locale, '{}'::text[] as shared,
       array(select distinct c.organisation::text from entry_opening e join entry_share h on h.id = e.share
               join counterpart c on c.id = h.counterpart where h.submission = s.id) as opened
  from standing st
  join submission s on s.id = st.submission and s.state = 'submitted'
  join submission_version v on v.id = st.version
  join person p on p.id = s.owner
 where st.round = $1 and s.code = any($2::text[]) order by s.code
"""


async def matches(
    *, round_id: UUID, edition_id: UUID, codes: Sequence[str], needs: Sequence[zone.Need]
) -> list[list[Match]]:
    """These entries of a round against each need, in a process of its own. Asks nobody who is looking."""
    rows = await db.fetch(_SCORED, round_id, list(codes))
    same_as = {one.key: one.same_as for one in await zone.scenes(edition_id=edition_id)}
    asked = [Need(plan=one, owner=str(one.owner), scenes=suggest.scene_keys(one.scenes, same_as)) for one in needs]
    weights = await weights_of(round_id=round_id)
    offers = [_offer(row) for row in rows]
    return await killable.run(suggest.rank_all, asked, offers, weights, seconds=SCORES_SECONDS)


async def scores(*, round_id: UUID, edition_id: UUID, codes: Sequence[str], owners: Sequence[UUID]) -> list[Scored]:
    """How well entries of a round fit what each of `owners` looks for: the best score of an owner's open needs.

    Pairs that a need rules out, and no other need of its owner wants, are left out. Asks nobody who is looking.
    """
    needs = [
        one
        for one in await zone.needs(actor=SYSTEM, edition_id=edition_id)
        if one.state == "open" and one.owner in set(owners)
    ]
    best: dict[tuple[str, UUID], int] = {}
    found = await matches(round_id=round_id, edition_id=edition_id, codes=codes, needs=needs)
    for need, ranked in zip(needs, found, strict=True):
        for one in ranked:
            if not one.refused and one.score > best.get((one.code, need.owner), 0):
                best[one.code, need.owner] = one.score
    return [Scored(code=code, owner=owner, score=score) for (code, owner), score in sorted(best.items())]


def _offer(row: Any) -> Offer:
    content = msgspec.json.decode(row["content"])
    answers: dict[str, str] = content["answers"]
    more = [key for key in answers.get("more_scenes", "").split("\n") if key]
    languages = [code for code in ("en", "zh") if content[f"title_{code}"] or content[f"summary_{code}"]]
    spoken = [code for code in answers.get("languages", "").split("\n") if code]
    return Offer(
        code=row["code"],
        kind=row["kind"],
        scenes=[content["scene"], *more],
        country=content["country"],
        trl=_whole(answers, "trl"),
        amount=_amount(answers),
        currency=answers.get("ask_currency", ""),
        months=nearness.months_in(answers.get("landing", "")),
        languages=list(dict.fromkeys([*languages, row["locale"], *spoken])),
        named=answers.get("zone_need", ""),
        opened=list(row["opened"]),
        text=_text(content, answers),
    )


def _text(content: Mapping[str, Any], answers: Mapping[str, str]) -> str:
    columns = [content[name] for name in ("title_en", "title_zh", "summary_en", "summary_zh")]
    said = [text for key, text in answers.items() if key not in _NO_TEXT and any(c.isalpha() for c in plain(text))]
    return "\n".join([*columns, *said])


def _whole(answers: Mapping[str, str], key: str) -> int | None:
    text = answers.get(key, "").strip()
    return int(text) if text.isdecimal() and len(text) < 4 else None


def _amount(answers: Mapping[str, str]) -> Decimal | None:
    try:
        return Decimal(answers["ask_amount"])
    except (KeyError, InvalidOperation):
        return None
