"""Who may see an answer: every page, asked by every person, shows what the question allows them and no more."""

import re
from typing import Any
from uuid import UUID

import msgspec
import pytest

from contest.challenge.rules import forms
from contest.lib import db, storage
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from tests.makers import NOW
from tests.makers.files import attach, make_file
from tests.test_roles import MAY, OPEN, OWN, _declared, at_noon, made  # noqa: F401 - fixtures
from tests.web import browser, sign_in

# By the word that is looked for on every page: who reads the question, and whether it is hidden in blind review.
MARKS: dict[str, tuple[forms.Reader, bool]] = {
    "ZQPUBLIC": ("public", False),
    "ZQVEILED": ("public", True),
    "ZQJUDGES": ("judges", False),
    "ZQHIDDEN": ("judges", True),
    "ZQSECRET": ("organisers", False),
}
STAFF = {"round", "programme", "chief", "screener", "owner"}


def _questions() -> list[forms.Field]:
    found = []
    for mark, (seen_by, is_hidden_blind) in MARKS.items():
        who: dict[str, Any] = {"section": "basics", "seen_by": seen_by, "is_hidden_blind": is_hidden_blind}
        found.append(forms.Field(key=mark.lower(), label=forms.Words(mark, mark), needed=None, **who))
        found.append(
            forms.Field(key=f"{mark.lower()}_file", type="file", label=forms.Words("F", "文"), needed=None, **who)
        )
    return found


async def _mark(submission: UUID) -> dict[str, UUID]:
    """Give the entry a form with those questions, and answers and files that hold their words; the files by mark."""
    default = forms.default_form("project")
    form = msgspec.structs.replace(default, fields=(*default.fields, *_questions()))
    form_id, edition = uuid7(), await db.fetchval("select edition from submission where id = $1", submission)
    await db.execute(
        "insert into entry_form (id, edition, kind, number, state, content, reason_en, reason_zh, created_at,"
        " published_at) values ($1, $2, 'project', 99, 'published', $3::jsonb, '', '', $4, $4)",
        form_id, edition, msgspec.json.encode(form).decode(), NOW,
    )  # fmt: skip
    owner = await db.fetchval("select owner from submission where id = $1", submission)
    files = {mark: await make_file(owner, name=f"{mark}.pdf") for mark in MARKS}
    for mark in MARKS:
        await attach(submission, files[mark], field=f"{mark.lower()}_file")
        await storage.put(f"files/{files[mark]}", mark.encode(), content_type="application/pdf")
    answers = {mark.lower(): f"{mark} was said" for mark in MARKS}
    content = {
        "form": str(form_id),
        "answers": answers,
        "files": [
            {
                "file_id": str(file),
                "field": f"{mark.lower()}_file",
                "name": f"{mark}.pdf",
                "size": 4,
                "sha256": "0" * 64,
            }
            for mark, file in files.items()
        ],
    }
    await db.execute(
        "update submission_version set content = content || $2::jsonb where submission = $1",
        submission, msgspec.json.encode(content).decode(),
    )  # fmt: skip
    await db.execute(
        "update submission set form = $2, answers = $3::jsonb where id = $1",
        submission, form_id, msgspec.json.encode(answers).decode(),
    )  # fmt: skip
    return files


def _may(name: str, mark: str, *, is_blind: bool) -> bool:
    seen_by, is_hidden_blind = MARKS[mark]
    if name in STAFF:
        return True
    if name == "acting":  # for a counterpart with whom the entry was shared whole
        return seen_by != "organisers"
    return name == "judge" and seen_by != "organisers" and not (is_blind and is_hidden_blind)


@pytest.mark.parametrize("is_blind", [False, True])
async def test_no_page_shows_anybody_more_than_its_question_allows(app: Front, made: Any, is_blind: bool) -> None:  # noqa: F811
    people, names = made
    await db.execute("update round set blindness = $1", "names" if is_blind else "none")
    entry = await db.fetchval("select id from submission where code = $1", names["code"])
    files = await _mark(entry)
    pages = sorted(route for route in {*MAY, *_declared(OPEN), *_declared(OWN)} if route.startswith("GET"))
    pages = [
        path for route in pages if "{" not in re.sub(r"\{(\w+)\}", lambda m: names.get(m[1], "{"), (path := route[4:]))
    ]
    leaks, seen = [], set()
    for name, person in [("visitor", None), *people.items()]:
        async with browser(app) as client:
            if person is not None:
                await sign_in(client, person)
            own = [f"/submissions/files/{file}" for file in files.values()]
            own += [f"/judging/reviews/{names['review_id']}/files/{file}" for file in files.values()]
            # what is not there for somebody is what tests/test_roles.py looks at
            asked = [page for page in pages if name in MAY.get(f"GET {page}", {name})]
            for path in [*(page.format(**names) for page in asked), *own]:
                answer = await client.get(path)
                text = answer.text + str(answer.headers.get("content-disposition"))
                for mark in MARKS:
                    if mark in text:
                        seen.add((name, mark))
                        if not _may(name, mark, is_blind=is_blind):
                            leaks.append((name, path, mark))
    assert leaks == []
    everybodys = {(name, mark) for name in STAFF for mark in MARKS}
    readers = {(name, mark) for name in ("judge", "acting") for mark in MARKS if _may(name, mark, is_blind=is_blind)}
    assert seen == everybodys | readers
