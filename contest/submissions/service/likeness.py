"""Finding entries that are alike. It only finds: what it means, people say."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.challenge import queries as challenge
from contest.lib import db
from contest.lib.actor import Actor
from contest.lib.errors import Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.submissions import queries, rules
from contest.submissions.rules import likeness
from contest.submissions.rules.likeness import Likeness

_VERSION = """
select v.content, s.form,
       array(select s.owner union select person from team_member
              where submission = s.id and left_at is null and role <> 'view') as people
  from submission_version v join submission s on s.id = v.submission
 where v.id = $1 and v.number = (select max(number) from submission_version o where o.submission = v.submission)
"""

_KEEP = """
insert into fingerprint (id, submission, version, han, other, marks) values ($1, $2, $3, $4, $5, $6)
on conflict (submission) do update
   set version = excluded.version, han = excluded.han, other = excluded.other, marks = excluded.marks
returning xmax = 0
"""

# So many of each kind and no more: a thousand entries under one name must not be compared by pairs. Mark by mark, for
# asked for many at once PostgreSQL reads all fingerprints instead of the index. What follows the bands are facts.
_WITH_MARKS = """
(select o.submission from unnest({marks}::varchar[]) one (mark), lateral (
        select submission from fingerprint where marks @> array[one.mark] and submission <> $1 limit {most}) o
  limit {most})
"""

_FOUND = f"""
select f.submission, f.han, f.other, f.marks[(length(f.han) + length(f.other)) / $5 + 1 :] as facts
  from fingerprint f
 where f.submission in ({_WITH_MARKS.format(marks="$2", most=200)}
                        union {_WITH_MARKS.format(marks="$3", most=50)}
                        union {_WITH_MARKS.format(marks="$4", most=30)})
"""  # noqa: S608 - constants only

_FORGET = """
delete from resemblance where (one = $1 or other = $1) and settled = '' and not (one = any($2) or other = any($2))
"""

_PAIRS = """
insert into resemblance (id, one, other, reasons, found_at, settled)
select id, least($1, found), greatest($1, found), reasons, $5, ''
  from unnest($2::uuid[], $3::uuid[], $4::jsonb[]) as t(id, found, reasons)
on conflict (one, other) do update set reasons = excluded.reasons
"""

_SETTLE = """
insert into resemblance (id, one, other, reasons, found_at, settled, settled_by, settled_at)
values ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), '[]', $5, $4, $6, $5)
on conflict (one, other) do update
   set settled = excluded.settled, settled_by = excluded.settled_by, settled_at = excluded.settled_at
"""

MOST_KEPT = 40
# What its author did not write about the work, or writes the same in every entry.
_NOT_COMPARED = frozenset({"organisation_name", "contact_name", "contact_phone", "country", "scene", "website"})
# From a mark's first letter to what it says.
_KINDS = {"f": "file", "p": "person", "c": "contact", "t": "contact", "w": "website", "n": "organisation"}


def _text(content: dict[str, Any], form: rules.Form) -> str:
    kinds = {field.key: field.type for field in form.fields}
    answers = {**{name: content[name] for name in rules.COLUMNS}, **content["answers"]}
    return "\n".join(
        text
        for key, text in sorted(answers.items())
        if key not in _NOT_COMPARED and kinds.get(key, "text") in {"line", "text"}
    )


def _facts(content: dict[str, Any], people: list[UUID]) -> list[str]:
    """Marks of everything but the text: files, who works on it, the contact, the organisation, its website."""
    answers = content["answers"]
    phone = re.sub(r"\D", "", answers.get("contact_phone", ""))
    try:
        host = (urlsplit(answers.get("website", "")).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    found = [f"f:{file['sha256']}" for file in content["files"]] + [f"p:{person}" for person in people]
    named = {
        "c": likeness.plain(answers.get("contact_name", "")),
        "t": phone if len(phone) > 6 else "",
        "w": host,
        "n": likeness.plain(content["organisation_name"]),
    }
    return [*found, *(f"{kind}:{text}"[:80] for kind, text in named.items() if text)]


async def compare(*, submission_id: UUID, version_id: UUID, now: datetime) -> None:
    """Keep what a version is compared by, and which entries it is like; nothing where there is a newer version."""
    row = await db.fetchrow(_VERSION, version_id)
    if row is None:
        return
    content = msgspec.json.decode(row["content"])
    form = await challenge.form_with_copies(UUID(content["form"]) if "form" in content else row["form"])
    signatures = likeness.signatures(_text(content, form))
    bands, facts = likeness.marks(signatures), _facts(content, row["people"])
    packed = [likeness.pack(signatures.get(script)) for script in ("han", "other")]
    # One after the other: of two that are compared at the same moment neither would see the other.
    await db.execute("select pg_advisory_xact_lock(hashtextextended('submissions.compare', 0))")
    is_first = await db.fetchval(_KEEP, uuid7(), submission_id, version_id, *packed, [*bands, *facts])
    files = [mark for mark in facts if mark[0] == "f"]
    others = [mark for mark in facts if mark[0] != "f"]
    rows = await db.fetch(_FOUND, submission_id, bands, files, others, likeness.BYTES_A_BAND)
    found = {row["submission"]: reasons for row in rows if (reasons := _reasons(signatures, facts, row))}
    kept = sorted(found, key=lambda other: _strength(found[other]), reverse=True)[:MOST_KEPT]
    if not is_first:  # what was never compared is like nothing yet
        await db.execute(_FORGET, submission_id, kept)
    if not kept:
        return
    stored = [msgspec.json.encode(found[other]).decode() for other in kept]
    await db.execute(_PAIRS, submission_id, [uuid7() for _ in kept], kept, stored, now)


def _reasons(signatures: dict[str, likeness.Signature], facts: list[str], row: Any) -> list[Likeness]:
    theirs = {script: likeness.unpack(row[script]) for script in ("han", "other") if row[script]}
    share = likeness.most_alike(signatures, theirs)
    found = [Likeness("text", round(share * 100))] if share >= likeness.ALIKE else []
    kinds = {_KINDS[mark[0]] for mark in set(facts) & set(row["facts"])}
    return found + [Likeness(kind) for kind in dict.fromkeys(_KINDS.values()) if kind in kinds]


def _strength(reasons: list[Likeness]) -> tuple[int, int]:
    return sum(reason.share or (100 if reason.kind == "file" else 1) for reason in reasons), len(reasons)


async def settle_likeness(*, actor: Actor, round_id: UUID, code: str, other: str, verdict: str, now: datetime) -> None:
    """Say that two entries are the `same` work or `different` ones. It changes neither of them.

    For who screens the round in which `code` stands and may see both.
    """
    round_ = await challenge.round_facts(round_id=round_id)
    if round_ is None or not rules.may_screen(actor, edition_id=round_.edition_id, round_id=round_id):
        raise NotFound
    if verdict not in {"same", "different"}:
        raise Invalid(N_("Choose one of the answers offered."), field="verdict")
    one = await queries.staff_entry(actor=actor, code=code)
    two = await queries.staff_entry(actor=actor, code=other)
    ids = one.entry.submission_id, two.entry.submission_id
    if ids[0] == ids[1] or all(stood.round_id != round_id for stood in one.standings):
        raise NotFound
    await db.execute(_SETTLE, uuid7(), *ids, verdict, now, actor.person_id)
    await record(
        actor=actor,
        action="submission.settle_likeness",
        thing="submission",
        thing_id=ids[0],
        data={"round": round_id, "other": ids[1], "verdict": verdict},
    )
