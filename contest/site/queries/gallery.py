"""Entries that were awarded or went on, and projects that landed, as far as their people let themselves be named."""

from typing import Any

import msgspec

from contest.accounts import queries as accounts
from contest.lib import db

PAGE = 24
LANDED = ("registered", "pilot", "commercial", "graduated", "alumni")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor looks for; empty means all."""

    q: str = ""
    kind: str = ""
    scene: str = ""
    edition: str = ""
    shown: str = ""  # "awarded", "advanced" or "landed"
    page: int = 1


class GalleryLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with its best outcome. `owner` is named for awarded ones only: that is what people agree to."""

    code: str
    kind: str
    title_en: str
    title_zh: str
    translated_title: str
    owner: str
    country: str
    scene_en: str | None
    scene_zh: str | None
    outcome: str
    award_en: str
    award_zh: str
    edition_slug: str
    edition_en: str
    edition_zh: str
    round_slug: str
    round_en: str
    round_zh: str
    has_landed: bool
    is_demo: bool


class Gallery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them, and what can be chosen: scenes and editions as (key, English, Chinese)."""

    lines: list[GalleryLine]
    total: int
    page: int
    pages: int
    scenes: list[tuple[str, str, str]]
    editions: list[tuple[str, str, str]]


_NAMED = f"""
select distinct on (s.id) s.id, s.code, v.content->>'kind' as kind, v.title_en, v.title_zh, v.translated_title,
       case when i.outcome = 'awarded' then p.name else '' end as owner, s.country, c.key as scene,
       c.name_en as scene_en, c.name_zh as scene_zh, i.outcome, i.award_en, i.award_zh, e.slug as edition_slug,
       e.name_en as edition_en,
       e.name_zh as edition_zh, r.slug as round_slug, r.name_en as round_en, r.name_zh as round_zh, e.is_demo,
       d.published_at, exists (select from venture w where w.submission = s.id and w.stage = any($1)) as has_landed
  from decision_item i join decision d on d.id = i.decision and d.state in ('published', 'final')
  join submission s on s.id = i.submission and s.state = 'submitted'
  join standing g on g.submission = s.id and g.round = d.round
  join submission_version v on v.id = g.version
  join round r on r.id = d.round join edition e on e.id = r.edition and e.state <> 'draft' and r.publicity = 'listed'
  join person p on p.id = s.owner left join scene c on c.id = s.scene
 where i.outcome in ('advanced', 'awarded') and {accounts.named_sql("s.owner")}
 order by s.id, i.outcome = 'advanced', d.published_at desc
"""  # noqa: S608 - no value is in it


def _filters(asked: Asked) -> tuple[str, list[Any]]:
    conditions: list[str] = ["true"]
    values: list[Any] = [list(LANDED)]
    for column, value in (("kind", asked.kind), ("scene", asked.scene), ("edition_slug", asked.edition)):
        if value:
            values.append(value)
            conditions.append(f"{column} = ${len(values)}")
    if asked.shown == "landed":
        conditions.append("has_landed")
    elif asked.shown:
        values.append(asked.shown)
        conditions.append(f"outcome = ${len(values)}")
    for word in asked.q.split()[:8]:
        values.append("%" + word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%")
        conditions.append(
            f"(title_en || ' ' || title_zh || ' ' || translated_title || ' ' || owner) ilike ${len(values)}"
        )
    return " and ".join(conditions), values


async def gallery(asked: Asked) -> Gallery:
    """Two statements: what can be chosen, and a page of what was."""
    choices = await db.fetch(
        f"select edition_slug, edition_en, edition_zh, scene, scene_en, scene_zh from ({_NAMED}) named"  # noqa: S608
        " group by 1, 2, 3, 4, 5, 6 order by edition_slug desc, scene",
        list(LANDED),
    )
    where, values = _filters(asked)
    offset = (max(1, min(asked.page, 1000)) - 1) * PAGE
    rows = await db.fetch(
        f"select *, count(*) over () as total from ({_NAMED}) named where {where}"  # noqa: S608
        f" order by outcome = 'advanced', published_at desc, code limit {PAGE} offset {offset}",
        *values,
    )
    total = rows[0]["total"] if rows else 0
    return Gallery(
        lines=[GalleryLine(**{name: row[name] for name in GalleryLine.__struct_fields__}) for row in rows],
        total=total,
        page=offset // PAGE + 1,
        pages=max(1, -(-total // PAGE)),
        scenes=sorted({(row["scene"], row["scene_en"], row["scene_zh"]) for row in choices if row["scene"]}),
        editions=sorted({(row["edition_slug"], row["edition_en"], row["edition_zh"]) for row in choices}, reverse=True),
    )
