"""Entries for a bench: drafts, their files, and what is handed in of them."""

import json
import random
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from contest.challenge.queries import form_for
from contest.challenge.rules.forms import default_form
from contest.lib import db
from contest.lib.ids import uuid7
from contest.submissions import rules
from tests.bench.copying import copy

SCENES = [
    ("energy", "能源"),
    ("transport", "交通"),
    ("building", "建筑"),
    ("circular_economy", "循环经济"),
    ("industry", "产业"),
]
WORDS = ("rainforest", "microgrid", "storage", "cooling", "bamboo", "biochar", "shuttle", "membrane", "county", "hotel")
LONG = ("problem", "solution", "novelty", "impact", "landing", "risks")


def some_text(chance: random.Random, words: int, of: Sequence[str] = WORDS) -> str:
    return " ".join(chance.choice(of) for _ in range(words)).capitalize() + "."


async def draft_entries(
    chance: random.Random,
    now: datetime,
    edition: UUID,
    round_: UUID,
    scenes: list[UUID],
    owners: list[UUID],
    numbers: range,
    words: Sequence[str] = WORDS,
) -> list[dict[str, Any]]:  # fmt: skip
    """Drafts with every answer that handing in asks for, made of `words`."""
    form, rows = await form_for(edition_id=edition, kind="project"), []
    for number in numbers:
        answers = {key: some_text(chance, 60, words) for key in LONG}
        answers |= {"applicant_type": "company", "contact_name": "Person 1", "trl": "6", "ask": some_text(chance, 6)}
        rows.append(
            {
                "id": uuid7(), "edition": edition, "round": round_, "owner": owners[number % len(owners)],
                "organisation": None, "scene": chance.choice(scenes), "code": f"BN26-{number:04d}",
                "kind": "project", "form": form, "state": "draft", "country": "CN",
                "title_en": some_text(chance, 6), "title_zh": "雨林村落微网与储能一体化",
                "summary_en": some_text(chance, 20), "summary_zh": "为雨林边缘村落提供全天候清洁供电。",
                "organisation_name": "Rainforest Energy Ltd", "answers": json.dumps(answers), "revision": 3,
                "is_demo": False, "created_at": now, "saved_at": now, "submitted_at": None,
            }
        )  # fmt: skip
    await copy("submission", rows)
    return rows


async def hand_in_all(
    now: datetime, round_: UUID, entries: list[dict[str, Any]], *, standing: str = "in_review"
) -> list[dict[str, Any]]:
    """Each entry handed in once; its version."""
    versions = []
    for row in entries:
        answers = json.loads(row["answers"])
        values = {name: row[name] for name in rules.COLUMNS} | {"scene": "energy"} | answers
        frozen = rules.freeze(
            code=row["code"], form_id=row["form"], form=default_form(row["kind"]), values=values, files=[], agreed=[]
        )
        content = json.dumps(frozen)
        versions.append(
            {
                "id": uuid7(), "submission": row["id"], "number": 1, "content": content,
                "sha256": sha256(content.encode()).hexdigest(), "submitted_by": row["owner"], "submitted_at": now,
            }
        )  # fmt: skip
    await copy("submission_version", versions)
    await copy(
        "standing",
        [
            {
                "id": uuid7(), "submission": version["submission"], "round": round_, "version": version["id"],
                "state": standing, "reason": None, "screened_by": None, "changed_at": now,
            }
            for version in versions
        ],
    )  # fmt: skip
    await db.execute("update submission set state = 'submitted', submitted_at = $1 where round = $2", now, round_)
    return versions


async def give_files(now: datetime, drafts: list[dict[str, Any]]) -> None:
    files = [
        {
            "id": uuid7(), "owner_id": row["owner"], "purpose": "submission", "name": "deck.pdf",
            "key": f"bench/{row['code']}", "declared_size": 90_000, "size": 90_000, "sha256": "0" * 64,
            "content_type": "application/pdf", "pages": 9, "state": "checked", "reason": None, "is_demo": False,
            "announced_at": now, "uploaded_at": now, "checked_at": now,
        }
        for row in drafts
    ]  # fmt: skip
    await copy("file", files)
    await copy(
        "submission_file",
        [
            {
                "id": uuid7(), "submission": row["id"], "file": file["id"], "field": "pitch_deck", "added_at": now,
                "removed_at": None,
            }
            for row, file in zip(drafts, files, strict=True)
        ],
    )  # fmt: skip
