"""One's own entries: begin, read, write, hand in, withdraw; and the thread with the organisers."""

from typing import Any

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_ENTRIES, WRITE_ENTRIES
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.api import cleaned, get, post, put
from contest.lib.web.request import Request
from contest.submissions import queries, rules, service
from contest.submissions.api import made, shapes
from contest.submissions.api.shapes import own

OWN: dict[str, Any] = {"tags": ["entries"]}
reads, writes = scoped(READ_ENTRIES), scoped(WRITE_ENTRIES)


@get("/entries", guards=[reads], operation_id="listEntries", summary="My entries", **OWN)
async def mine(request: Request) -> own.Lines:
    """Those of the teams that the person is on, the newest first, withdrawn ones last; at most 200."""
    now = clock.now()
    return own.Lines([made.line(entry, now) for entry in await queries.my_entries(actor_of(request))])


@post("/entries", guards=[writes], operation_id="beginEntry", summary="Begin an entry", status_code=201, **OWN)
async def begin(request: Request, data: own.Begin) -> own.Entry:
    """A draft in an open round. Fifty a day at most."""
    actor = actor_of(request)
    await limits.hit(f"drafts:{actor.id}", most=50, seconds=86_400)
    async with work():
        _, code = await service.start_draft(actor=actor, round_id=data.round, kind=data.kind, now=clock.now())
    return await _entry(request, code)


@get("/entries/{code:str}", guards=[reads], operation_id="readEntry", summary="One entry of mine", **OWN)
async def read(request: Request, code: str) -> own.Entry:
    """As its team writes it, with where it stands and what is missing."""
    return await _entry(request, code)


async def _entry(request: Request, code: str) -> own.Entry:
    actor = actor_of(request)
    return made.entry(await queries.own_entry(actor=actor, code=code, to="view"), actor, clock.now())


@get("/entries/{code:str}/form", guards=[reads], operation_id="readForm", summary="What an entry is asked", **OWN)
async def form(request: Request, code: str) -> own.Form:
    """The questions of its form that its answers lead to."""
    return made.form(await queries.own_entry(actor=actor_of(request), code=code, to="view"))


@get("/entries/{code:str}/impact", guards=[reads], operation_id="readImpact", summary="Effect on the climate", **OWN)
async def impact(request: Request, code: str) -> own.Impact:
    """What the saved answers give with the factors of the round: figures, ranges and what drives them."""
    entry = await queries.own_entry(actor=actor_of(request), code=code, to="view")
    return own.Impact(
        record=await queries.impact_record(entry),
        faults={key: str(text) for key, text in entry.impact_faults.items()},
        indicators=queries.indicators(entry.form, rules.handed_in(entry.form, entry.values)),
    )


@put("/entries/{code:str}/answers", guards=[writes], operation_id="saveAnswers", summary="Save answers", **OWN)
async def save(request: Request, code: str, data: own.Save) -> own.Saved:
    """Where somebody saved since, 409 with the revision that is saved: nothing was written over."""
    sent = cleaned(data)
    async with work():
        revision = await service.save_draft(
            actor=actor_of(request), code=code, revision=sent.revision, fields=sent.answers, now=clock.now()
        )
    return own.Saved(revision)


@post("/entries/{code:str}/hand-in", guards=[writes], operation_id="handIn", summary="Hand in", **OWN)
async def hand_in(request: Request, code: str, data: own.HandIn) -> own.Receipt:
    """Freeze what is saved as the next version. Sent again it answers with the same receipt."""
    actor, now = actor_of(request), clock.now()
    async with work():
        done = await service.hand_in(
            actor=actor, code=code, agreed=set(data.agreed), rules_read=data.rules_read, now=now
        )
    return _receipt(await queries.receipt(actor=actor, code=code, number=done.number))


@get(
    "/entries/{code:str}/receipts/{number:int}",
    guards=[reads],
    operation_id="readReceipt",
    summary="A receipt",
    **OWN,
)
async def receipt(request: Request, code: str, number: shapes.Natural) -> own.Receipt:
    """What was handed in when, with the digest of every answer and file."""
    return _receipt(await queries.receipt(actor=actor_of(request), code=code, number=number))


def _receipt(found: queries.ReceiptPage) -> own.Receipt:
    return own.Receipt(**{name: getattr(found, name) for name in own.Receipt.__struct_fields__})


@post("/entries/{code:str}/withdraw", guards=[writes], operation_id="withdraw", summary="Withdraw", **OWN)
async def withdraw(request: Request, code: str, data: own.Withdraw) -> own.Entry:
    """Take the entry out of the contest. What was handed in stays on record."""
    async with work():
        await service.withdraw(actor=actor_of(request), code=code, reason=cleaned(data).reason, now=clock.now())
    return await _entry(request, code)


@post(
    "/entries/{code:str}/wanted", guards=[writes], operation_id="answerRequest", summary="Answer the organisers", **OWN
)
async def answer(request: Request, code: str, data: own.AnswerRequest) -> own.Number:
    """Hand in what `wanted` asks for, as a new version; everything else stays as it was handed in."""
    async with work():
        number = await service.answer_request(
            actor=actor_of(request), code=code, values=cleaned(data).answers, now=clock.now()
        )
    return own.Number(number)


@get("/entries/{code:str}/questions", guards=[reads], operation_id="readQuestions", summary="Questions", **OWN)
async def questions(request: Request, code: str) -> own.Thread:
    """What the team and the organisers said to each other."""
    return await _thread(request, code)


async def _thread(request: Request, code: str) -> own.Thread:
    found = await queries.thread(actor=actor_of(request), code=code)
    if found.side != "team":
        raise NotFound
    return own.Thread(code=found.code, messages=found.messages)


@post("/entries/{code:str}/questions", guards=[writes], operation_id="askQuestion", summary="Ask the organisers", **OWN)
async def ask(request: Request, code: str, data: own.Ask) -> own.Thread:
    """One more message. Sixty an hour at most."""
    actor = actor_of(request)
    await _thread(request, code)
    await limits.hit(f"questions:{actor.id}", most=60, seconds=3600)
    async with work():
        await service.say(actor=actor, code=code, text=cleaned(data).text, now=clock.now())
    return await _thread(request, code)


ROUTES: list[Any] = [mine, begin, read, form, impact, save, hand_in, receipt, withdraw, answer, questions, ask]
