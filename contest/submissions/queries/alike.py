"""Which entries an entry is like, as far as whoever asks may see them."""

from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import NotFound
from contest.submissions import rules
from contest.submissions.queries.frozen import FrozenEntry
from contest.submissions.queries.staff import StaffEntry, staff_entry
from contest.submissions.queries.visible import reach, ties_hide_sql
from contest.submissions.rules.likeness import Likeness, shared


class AlikeLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that this one is like, and why. `settled`: same or different, where a person has said so."""

    code: str
    state: str
    title_en: str
    title_zh: str
    translated_title: str
    round_name_en: str
    round_name_zh: str
    edition_name_en: str
    edition_name_zh: str
    reasons: list[Likeness]
    settled: str


class Alike(msgspec.Struct, frozen=True):
    """`elsewhere` counts those in rounds that the reader is no staff of: of these nothing else is told."""

    lines: list[AlikeLine]
    elsewhere: int


_ALIKE = f"""
select s.code, s.state, v.title_en, v.title_zh, v.translated_title, r.name_en as round_name_en,
       r.name_zh as round_name_zh,
       e.name_en as edition_name_en, e.name_zh as edition_name_zh, p.reasons, p.settled,
       ($3 or s.edition = any($4::uuid[]) or exists (
           select 1 from standing here where here.submission = s.id and here.round = any($5::uuid[]))) as is_visible
  from resemblance p
  join submission s on s.id = case when p.one = $1 then p.other else p.one end
  join round r on r.id = s.round
  join edition e on e.id = s.edition
  join lateral (select title_en, title_zh, translated_title from submission_version v where v.submission = s.id
                 order by number desc limit 1) v on true
 where (p.one = $1 or p.other = $1) and {ties_hide_sql("$2")}
 order by p.settled <> '', p.reasons->0->>'kind' = 'text' desc, (p.reasons->0->>'share')::int desc, s.code
"""  # noqa: S608 - constants only


async def alike(*, actor: Actor, submission_id: UUID) -> Alike:
    """What was found for an entry that the caller has made sure the actor may screen."""
    its = reach(actor)
    rows = await db.fetch(_ALIKE, submission_id, actor.person_id, its.everywhere, its.editions, its.rounds)
    names = [name for name in AlikeLine.__struct_fields__ if name != "reasons"]
    lines = [
        AlikeLine(
            reasons=msgspec.json.decode(row["reasons"], type=list[Likeness]), **{name: row[name] for name in names}
        )
        for row in rows
        if row["is_visible"]
    ]
    return Alike(lines, len(rows) - len(lines))


class BesideLine(msgspec.Struct, frozen=True):
    """An answer of both, each in pieces that say whether the other has the same words."""

    label: str
    one: list[tuple[str, bool]]
    other: list[tuple[str, bool]]
    is_same: bool


class Beside(msgspec.Struct, frozen=True):
    one: StaffEntry
    other: StaffEntry
    lines: list[BesideLine]
    settled: str


async def beside(*, actor: Actor, edition_id: UUID, round_id: UUID, code: str, other: str) -> Beside:
    """Two entries next to each other, for who screens the round of the first and may see both; else `NotFound`."""
    if not rules.may_screen(actor, edition_id=edition_id, round_id=round_id):
        raise NotFound
    one, two = await staff_entry(actor=actor, code=code), await staff_entry(actor=actor, code=other)
    first, second = one.entry.submission_id, two.entry.submission_id
    if first == second or all(stood.round_id != round_id for stood in one.standings):
        raise NotFound
    settled = await db.fetchval(
        "select settled from resemblance where one = least($1::uuid, $2::uuid) and other = greatest($1::uuid, $2)",
        first,
        second,
    )
    ours, theirs = _texts(one.entry), _texts(two.entry)
    lines = []
    for label in [*ours, *(label for label in theirs if label not in ours)]:
        a, b = ours.get(label, ""), theirs.get(label, "")
        lines.append(BesideLine(label, shared(a, b), shared(b, a), bool(a) and a == b))
    return Beside(one, two, lines, settled or "")


def _texts(entry: FrozenEntry) -> dict[str, str]:
    """What can be read of an entry, by the label of its question."""
    found = {
        str(rules.Words("Title in English", "英文名称")): entry.title_en,
        str(rules.Words("Title in Chinese", "中文名称")): entry.title_zh,
        str(rules.Words("Summary in English", "英文简介")): entry.summary_en,
        str(rules.Words("Summary in Chinese", "中文简介")): entry.summary_zh,
        str(rules.Words("Organisation", "机构")): entry.organisation_name,
    }
    found |= {str(answer.label): answer.text for answer in entry.answers}
    found |= {str(file.label): f"{file.name}\nSHA-256 {file.sha256}" for file in entry.files}
    return {label: text for label, text in found.items() if text}
