"""Entries through the API: the way of an applicant's program, and of a screener's; what a token does not open."""

import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import pytest

from contest.lib import clock, db
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from contest.submissions import rules, service
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene, make_token
from tests.makers.files import attach, make_file
from tests.submissions.entries import ANSWERS, hand_in, make_ready
from tests.web import browser

PDF = b"%PDF-1.7 a deck"
REFUSED = {"verdict": "ineligible", "number": 1, "reasons": ["other"], "reason": "Not of this contest."}


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def edition() -> UUID:
    made = await make_edition(code_prefix="BT26")
    await make_scene(made)
    return made


@pytest.fixture
async def round_(edition: UUID) -> UUID:
    return await make_round(edition)


class Program:
    """A program with a token; `at` is below `/api/v1`."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def ask(self, method: str, at: str, status: int = 200, **options: Any) -> Any:
        answer = await self.client.request(method, f"/api/v1{at}", **options)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def get(self, at: str, status: int = 200) -> Any:
        return await self.ask("GET", at, status)

    async def post(self, at: str, body: Any, status: int = 200) -> Any:
        return await self.ask("POST", at, status, json=body)


@pytest.fixture
async def programs(app: Front) -> AsyncIterator[Any]:
    opened: list[httpx.AsyncClient] = []

    async def program(person: UUID, *scopes: str, **options: Any) -> Program:
        token = await make_token(person, *scopes, **options)
        opened.append(browser(app, authorization=f"Bearer {token}"))
        return Program(opened[-1])

    yield program
    for client in opened:
        await client.aclose()


async def screener(edition: UUID, round_: UUID, name: str = "Marie") -> UUID:
    person = await make_person(name)
    await grant(person, "screener", edition_id=edition, round_id=round_)
    return person


async def entered(person: UUID, round_: UUID) -> str:
    actor = await actor_for(person)
    code = await make_ready(actor, round_)
    await hand_in(actor, code)
    return code


async def test_a_program_enters_from_the_first_word_to_the_receipt(programs: Any, round_: UUID) -> None:
    person = await make_person()
    program = await programs(person, "entries:read", "entries:write")
    (call,) = (await program.get("/calls"))["calls"]
    assert (call["id"], call["takes_entries"]) == (str(round_), True)
    begun = await program.post("/entries", {"round": call["id"], "kind": "project"}, 201)
    at = f"/entries/{begun['code']}"
    assert (begun["state"], begun["revision"], begun["may_hand_in"]) == ("draft", 1, True)
    asked = {question["key"]: question for question in (await program.get(at + "/form"))["questions"]}
    assert begun["missing"].keys() <= asked.keys()
    assert [asked["trl"][name] for name in ("type", "least", "most")] == ["number", "1", "9"]
    typed = ANSWERS | {"novelty": "It can\x00 island\u202e during typhoons.\r\n"}
    saved = await program.ask("PUT", at + "/answers", json={"revision": 1, "answers": typed})
    assert saved == {"revision": 2}
    stale = await program.ask("PUT", at + "/answers", 409, json={"revision": 1, "answers": {"trl": "7"}})
    assert (stale["type"], stale["facts"]) == ("urn:contest:stale_save", {"revision": 2})
    await send_file(program, at)
    found = await program.get(at)
    assert (found["answers"]["novelty"], found["missing"]) == ("It can island during typhoons.", {})
    missing = await program.post(at + "/hand-in", {"agreed": ["rules"]}, 422)
    assert missing["fields"].keys() == rules.DECLARATIONS.keys() - {"rules"}
    receipts = [await program.post(at + "/hand-in", {"agreed": list(found["declarations"])}) for _ in range(2)]
    assert receipts[0] == receipts[1] == await program.get(at + "/receipts/1")
    assert [file["sha256"] for file in receipts[0]["files"]] == [sha256(PDF).hexdigest()]
    assert [(line["code"], line["standing"]) for line in (await program.get("/entries"))["entries"]] == [
        (begun["code"], "entered")
    ]
    await program.post(at + "/withdraw", {}, 422)
    assert (await program.post(at + "/withdraw", {"reason": "We changed our mind."}))["state"] == "withdrawn"
    recorded = await db.fetchval("select data->>'token' from audit_record where action = 'submission.hand_in'")
    assert UUID(recorded) == await db.fetchval("select id from api_token")


async def send_file(program: Program, at: str) -> None:
    """Announce a deck, send it, say so; and then what the job that looks at it would write."""
    said = {"field": "pitch_deck", "name": "deck.pdf", "size": len(PDF)}
    announced = await program.post(at + "/files", said)
    assert (announced["parts"], announced["have"], announced["is_direct"]) == (1, [], False)
    await program.post(at + "/files", {**said, "name": " "}, 422)
    part = f"/files/{announced['id']}/parts/1"
    headers = {"x-amz-checksum-sha256": base64.b64encode(sha256(PDF).digest()).decode()}
    where = await program.ask("POST", part, headers=headers)
    assert (where["url"].endswith(part), where["is_direct"], where["headers"]) == (True, False, headers)
    await program.ask("PUT", part, 422, content=b"other bytes..", headers=headers)
    await program.post(f"/files/{announced['id']}/done", None, 409)
    await program.ask("PUT", part, content=PDF, headers=headers)
    assert await program.post(f"/files/{announced['id']}/done", None) == {"id": announced["id"]}
    (file,) = (await program.get(at))["files"]
    assert (file["field"], file["state"], file["size"]) == ("pitch_deck", "uploaded", len(PDF))
    await db.execute(
        "update file set state = 'checked', sha256 = $1, pages = 1, content_type = 'application/pdf', checked_at = $2",
        sha256(PDF).hexdigest(),
        NOW,
    )
    answer = await program.client.get(f"/api/v1{at}/files/{file['id']}")
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")


async def test_a_file_is_taken_off_and_one_of_another_entry_is_not_there(programs: Any, round_: UUID) -> None:
    person = await make_person()
    program = await programs(person)
    codes = [(await program.post("/entries", {"round": str(round_), "kind": "project"}, 201))["code"] for _ in "12"]
    entry_id = await db.fetchval("select id from submission where code = $1", codes[0])
    file = await make_file(person)
    await attach(entry_id, file)
    for method in ("GET", "DELETE"):
        await program.ask(method, f"/entries/{codes[1]}/files/{file}", 404)
    assert (await program.ask("DELETE", f"/entries/{codes[0]}/files/{file}"))["files"] == []
    begun = await program.post(f"/entries/{codes[0]}/files", {"field": "pitch_deck", "name": "a.pdf", "size": 9})
    await program.ask("DELETE", f"/files/{begun['id']}")
    await program.ask("DELETE", f"/files/{uuid7()}", 404)


async def test_a_screener_asks_refuses_and_a_second_person_confirms(programs: Any, edition: UUID, round_: UUID) -> None:
    lin = await make_person()
    code = await entered(lin, round_)
    marie, team = await programs(await screener(edition, round_)), await programs(lin)
    queue = f"/rounds/{round_}/screening"
    listed = await marie.get(f"/rounds/{round_}/entries?standing=entered")
    assert ([line["code"] for line in listed["entries"]], listed["total"]) == ([code], 1)
    waiting = (await marie.get(queue))["entry"]
    assert (waiting["code"], waiting["number"], waiting["answers"]["trl"]) == (code, 1, "8")
    wanted = {"verdict": "more_wanted", "number": 1, "reason": "Which site?", "fields": ["landing"]}
    wrong = await marie.post(f"{queue}/{code}", wanted, 422)
    assert list(wrong["fields"]) == ["until"]
    until = (NOW + timedelta(days=9)).isoformat()
    assert (await marie.post(f"{queue}/{code}", wanted | {"until": until}))["entry"]["standing"] == "more_wanted"
    assert (await team.get(f"/entries/{code}"))["wanted"]["fields"] == ["landing"]
    assert await team.post(f"/entries/{code}/wanted", {"answers": {"landing": "Nanmao village."}}) == {"number": 2}
    await marie.post(f"{queue}/{code}", REFUSED, 409)
    await service.set_second_person(actor=await actor_for(await chief()), round_id=round_, needs_second=True)
    refused = await marie.post(f"{queue}/{code}", REFUSED | {"number": 2})
    assert (refused["entry"]["standing"], refused["entry"]["last"]["state"]) == ("entered", "proposed")
    await marie.post(f"{queue}/{code}/second", {"agrees": True, "number": 2}, 403)
    assert (await team.get(f"/entries/{code}"))["reasons"] == []
    paul = await programs(await screener(edition, round_, "Paul"))
    confirmed = await paul.post(f"{queue}/{code}/second", {"agrees": True, "number": 2})
    assert confirmed["entry"]["standing"] == "ineligible"
    assert [one["key"] for one in (await team.get(f"/entries/{code}"))["reasons"]] == ["other"]


async def chief() -> UUID:
    person = await make_person("Chief")
    await grant(person, "programme_organiser")
    return person


async def test_the_thread_has_two_sides_and_the_staff_answer_as_one(programs: Any, edition: UUID, round_: UUID) -> None:
    lin = await make_person()
    code = await entered(lin, round_)
    marie, team = await programs(await screener(edition, round_)), await programs(lin)
    await team.post(f"/entries/{code}/questions", {"text": "May we <b>add</b> a deck?"})
    assert [line["code"] for line in (await marie.get("/questions"))["threads"]] == [code]
    await marie.post(f"/questions/{code}", {"text": "Ask Paul first.", "is_internal": True})
    both = await marie.post(f"/questions/{code}", {"text": "Yes.", "asks": False})
    assert [one["text"] for one in both["messages"]] == ["May we <b>add</b> a deck?", "Ask Paul first.", "Yes."]
    seen = (await team.get(f"/entries/{code}/questions"))["messages"]
    assert [(one["side"], one["by"], one["text"]) for one in seen][1:] == [("staff", "", "Yes.")]
    await marie.get(f"/entries/{code}/questions", 404)
    await team.get(f"/questions/{code}", 403)


async def test_what_a_token_was_not_made_for_is_refused(programs: Any, edition: UUID, round_: UUID) -> None:
    marie = await screener(edition, round_)
    code = await entered(await make_person(), round_)
    reader = await programs(marie, "entries:read", "screening:read")
    begun = {"round": str(round_), "kind": "project"}
    said = await reader.post("/entries", begun, 403)
    assert "entries:write" in said["detail"]
    await reader.post(f"/rounds/{round_}/screening/{code}", REFUSED, 403)
    await reader.get(f"/rounds/{round_}/screening/{code}")
    only_own = await programs(marie, "entries:read", "entries:write")
    await only_own.get(f"/rounds/{round_}/screening", 403)
    await only_own.get(f"/entries/{code}", 404)
    own = await only_own.post("/entries", begun, 201)
    only_screening = await programs(marie, "screening:read", "screening:write")
    await only_screening.get("/entries", 403)
    await only_screening.get(f"/questions/{own['code']}", 404)


async def test_a_token_for_one_round_opens_no_other(programs: Any, edition: UUID, round_: UUID) -> None:
    organiser, other = await make_person(), await make_round(edition)
    await grant(organiser, "programme_organiser", edition_id=edition)
    await grant(organiser, "screener", edition_id=edition, round_id=other)
    code = await entered(await make_person(), round_)
    narrow = await programs(organiser, "screening:read", place=(edition, other))
    assert (await narrow.get(f"/rounds/{other}/entries"))["total"] == 0
    for at in (f"/rounds/{round_}/entries", f"/rounds/{round_}/screening/{code}", f"/questions/{code}"):
        await narrow.get(at, 404)
    wide = await programs(organiser, "screening:read")
    assert (await wide.get(f"/rounds/{round_}/entries"))["total"] == 1


async def test_who_is_tied_to_an_entry_does_not_find_it(programs: Any, edition: UUID, round_: UUID) -> None:
    marie = await screener(edition, round_)
    code = await entered(await make_person(), round_)
    entry_id = await db.fetchval("select id from submission where code = $1", code)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'ruled', 'ruled', '', $4)",
        uuid7(), entry_id, marie, NOW,
    )  # fmt: skip
    program = await programs(marie)
    assert (await program.get(f"/rounds/{round_}/entries"))["total"] == 0
    assert (await program.get(f"/rounds/{round_}/screening"))["entry"] is None
    await program.get(f"/rounds/{round_}/screening/{code}", 404)
    await program.post(f"/rounds/{round_}/screening/{code}", REFUSED, 404)


@pytest.mark.parametrize("state", ["advanced", "not_advanced", "awarded"])
async def test_what_judging_found_is_not_told_before_it_is_published(state: str, programs: Any, round_: UUID) -> None:
    lin = await make_person()
    code = await entered(lin, round_)
    await db.execute("update standing set state = $1", state)
    program = await programs(lin)
    await db.execute("update round set state = 'deliberation'")
    found, line = await program.get(f"/entries/{code}"), (await program.get("/entries"))["entries"][0]
    assert (found["standing"], line["standing"]) == ("in_review", "in_review")
    await db.execute("update round set state = 'notice'")
    assert (await program.get(f"/entries/{code}"))["standing"] == state


@pytest.mark.parametrize(
    ("at", "body", "field"),
    [
        ("/entries", {"round": "x", "kind": "project"}, "round"),
        ("/entries", {"kind": "project"}, ""),
        ("/entries", [], ""),
        ("/entries", None, ""),
    ],
)
async def test_what_cannot_be_read_is_said_by_its_field(at: str, body: Any, field: str, programs: Any) -> None:
    program = await programs(await make_person())
    answer = await program.post(at, body, 422)
    assert answer["type"] == "urn:contest:invalid"
    assert not field or field in answer["fields"]
