"""Entries as they are taken away: the list of a round row by row, and one entry as plain data."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import msgspec

from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.countries import country_name
from contest.lib.i18n import N_, locale
from contest.lib.sheets import Row
from contest.lib.zips import Member, distinct
from contest.submissions import rules
from contest.submissions.queries.staff import StaffEntry
from contest.submissions.queries.visible import hidden_sql
from contest.submissions.queries.working import Working

ROWS_EACH = 200
_TITLE = {"en": "title_en", "zh": "title_zh"}

HEADING = (
    *(N_("Code"), N_("Kind of entry"), N_("Where it stands"), N_("Title in English"), N_("Title in Chinese")),
    *(N_("Summary in English"), N_("Summary in Chinese"), N_("Organisation"), N_("Country"), N_("Zero-carbon scene")),
    *(N_("Version"), N_("Handed in"), N_("SHA-256 of the content"), N_("Title, translated"), N_("Summary, translated")),
)

_NEXT = f"""
with hidden as materialized ({hidden_sql("$2")})
select st.code, s.kind, st.shown, v.title_en, v.title_zh, v.content ->> 'summary_en' as summary_en,
       v.content ->> 'summary_zh' as summary_zh, v.translated_title,
       v.translated_summary, v.organisation_name, v.country, sc.name_en as scene_en,
       sc.name_zh as scene_zh, v.number, v.submitted_at, v.sha256
  from standing st
  join submission s on s.id = st.submission
  join submission_version v on v.id = st.version
  left join scene sc on sc.id = s.scene
 where st.round = $1 and st.submission not in (select submission from hidden)
   and st.code > $3 and ($4 = '' or st.shown = $4) and ($5 = '' or s.kind = $5) and ($6 = '' or sc.key = $6)
 order by st.code limit {ROWS_EACH}
"""  # noqa: S608 - constants only


async def round_rows(
    *, actor: Actor, round_id: UUID, words: Mapping[str, str], standing: str = "", kind: str = "", scene: str = ""
) -> AsyncIterator[Row]:
    """What `round_entries` lists, all of it, as rows under `HEADING`: so many for each statement, so that memory and
    transactions stay small. `words` says kinds and standings in the reader's language. The caller asked `may_screen`.
    """
    after = ""
    while rows := await db.fetch(_NEXT, round_id, actor.person_id, after, standing, kind, scene):
        for row in rows:
            yield (
                *(row["code"], words.get(row["kind"], row["kind"]), words.get(row["shown"], row["shown"])),
                *(row["title_en"], row["title_zh"], row["summary_en"], row["summary_zh"], row["organisation_name"]),
                country_name(row["country"]),
                " / ".join(name for name in (row["scene_en"], row["scene_zh"]) if name),
                *(row["number"], row["submitted_at"], row["sha256"]),
                *(row["translated_title"], row["translated_summary"]),
            )
        if len(rows) < ROWS_EACH:
            return
        after = rows[-1]["code"]


_FILES = f"""
with hidden as materialized ({hidden_sql("$2")})
select st.code, v.title_en, v.title_zh, named ->> 'field' as field, f.name, f.key, f.size
  from standing st
  join submission_version v on v.id = st.version
  cross join lateral jsonb_array_elements(v.content -> 'files') named
  join file f on f.id = (named ->> 'file_id')::uuid and f.state = 'checked'
 where st.round = $1 and st.gone = '' and st.submission not in (select submission from hidden)
 order by st.code, named ->> 'field'
"""  # noqa: S608 - constants only


async def round_files(*, actor: Actor, round_id: UUID, way: str) -> list[Member]:
    """The files of what was handed in to a round, less what the actor is tied to, under the names that `way` gives.

    `way` is a key of `rules.FILE_NAMES`. The caller asked `may_screen`.
    """
    rows = await db.fetch(_FILES, round_id, actor.person_id)
    wanted = (
        rules.file_name(way, code=row["code"], title=row[_TITLE[locale()]], field=row["field"], name=row["name"])
        for row in rows
    )
    return [Member(name, row["key"], row["size"]) for name, row in zip(distinct(wanted), rows, strict=True)]


def export_heading() -> list[str]:
    """The heading in the reader's language."""
    return [str(name) for name in HEADING]


def staff_data(seen: StaffEntry) -> dict[str, Any]:
    """The newest version as its staff reads it: what the form keeps from them is not in it."""
    entry = seen.entry
    return {
        **{name: getattr(entry, name) for name in ("code", "kind", "scene", "title_en", "title_zh")},
        **{name: getattr(entry, name) for name in ("summary_en", "summary_zh", "organisation_name", "country")},
        "translated": {"title": entry.translated_title, "summary": entry.translated_summary},
        "state": seen.state,
        "version": {"number": seen.number, "sha256": seen.sha256, "submitted_at": seen.submitted_at},
        "answers": {answer.key: answer.text for answer in entry.answers},
        "files": msgspec.to_builtins(entry.files),
        "standings": [{"round": stood.round_id, "state": stood.state} for stood in seen.standings],
    }


def own_data(entry: Working) -> dict[str, Any]:
    """An entry as its team wrote it, with the hand-ins there are."""
    return {
        **{name: getattr(entry, name) for name in ("code", "kind", "state", "saved_at")},
        "answers": {key: text for key, text in entry.values.items() if text},
        "files": [
            {"field": file.field, "name": file.name, "size": file.size, "sha256": file.sha256, "state": file.state}
            for file in entry.file_at.values()
        ],
        "versions": msgspec.to_builtins(entry.versions),
    }
