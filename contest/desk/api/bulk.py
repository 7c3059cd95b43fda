"""One thing done to all entries that a query finds, for programs: looked at, started, followed, stopped."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar.params import Parameter

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import RUN_BULK
from contest.desk import queries, service
from contest.desk.forms import BulkForm
from contest.desk.queries.bulk import Choices
from contest.desk.rules.bulk import Plan, VerbName
from contest.desk.service.bulk import Preview
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import Invalid
from contest.lib.web.api import cleaned, get, post
from contest.lib.web.request import Request
from contest.notifications.queries.wordings import Text
from contest.notifications.rules.wordings import LONGEST_BODY, LONGEST_SUBJECT

TAGS: dict[str, Any] = {"tags": ["bulk"], "guards": [scoped(RUN_BULK)]}


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """How the letter of `mail` reads in one language, with placeholders in braces."""

    subject: Annotated[str, msgspec.Meta(max_length=LONGEST_SUBJECT)]
    body: Annotated[str, msgspec.Meta(max_length=LONGEST_BODY)]


class Many(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to the entries that `query` finds. Each verb reads its own: `mail` the letters and whether a person
    looks at them first, `decide` verdict, reasons and note, `tag` the tag, `move` a round and a reason, `extend` a day
    in each round's zone and a reason, `assign` a judge, `export` columns. `seen`: the mark of the look that was
    taken."""

    query: Annotated[str, msgspec.Meta(max_length=1000)]
    verb: VerbName
    seen: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    letter_en: Letter | None = None
    letter_zh: Letter | None = None
    is_reviewed: bool = True
    verdict: Annotated[str, msgspec.Meta(max_length=20)] = ""
    reasons: Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=50)] = []
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    tag: Annotated[str, msgspec.Meta(max_length=40)] = ""
    takes_off: bool = False
    into: UUID | None = None
    until: Annotated[str, msgspec.Meta(max_length=10)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    judge: UUID | None = None
    columns: Annotated[list[Annotated[str, msgspec.Meta(max_length=20)]], msgspec.Meta(max_length=20)] = []

    def plan(self) -> Plan:
        """The plan that the form on the page would make of it."""
        texts = {
            f"{part}_{locale}": getattr(letter, part)
            for locale, letter in (("en", self.letter_en), ("zh", self.letter_zh))
            for part in Letter.__struct_fields__
            if letter is not None
        }
        same = ("verb", "verdict", "reasons", "note", "tag", "into", "until", "reason", "judge")
        return BulkForm(
            q=self.query,
            way="reviewed" if self.is_reviewed else "automatic",
            change="off" if self.takes_off else "on",
            column=self.columns,
            **{name: getattr(self, name) for name in same},
            **texts,
        ).plan()


class EntryLook(msgspec.Struct, frozen=True, kw_only=True):
    """An entry in its round, and why nothing would come of it there; null where it would."""

    code: str
    round_id: UUID
    title_en: str
    title_zh: str
    why_not: str | None


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What would happen. `letters` counts by language to how many people, `samples` are the first of each as it would
    read. Send `mark` as `seen` to start just this."""

    mark: str
    going: int
    entries: list[EntryLook]
    letters: dict[str, int]
    samples: dict[str, Text]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come: `done` of `total` entries, of which `changed` things came; `left_out` why not, by code."""

    id: UUID
    verb: str
    query: str
    state: str
    total: int
    done: int
    changed: int
    left_out: dict[str, str]
    asked_at: datetime


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """At most a thousand rows by their codes; `after` asks for the next ones, null where there are none."""

    columns: list[str]
    rows: list[list[Any]]
    after: str | None


@get("/bulk/choices", operation_id="bulkChoices", summary="What a verb lets one choose", **TAGS)
async def choices(request: Request, verb: VerbName, q: Annotated[str, Parameter(max_length=1000)] = "") -> Choices:
    """Rounds to move to, judges to give to; reasons to refuse by, of the edition of the entries that `q` finds."""
    actor = actor_of(request)
    found = await queries.chosen_entries(actor=actor, text=q)
    if isinstance(found, queries.Wrong):
        raise Invalid(found.message, field="q", before=found.before, at=found.at, after=found.after)
    return await queries.choices(actor=actor, verb=verb, found=found)


@post("/bulk/look", operation_id="lookAtBulk", summary="What would happen", **TAGS)
async def look(request: Request, data: Many) -> Looked:
    """Entry by entry; nothing is done."""
    said = await _said(request, data)
    shown = await service.preview(actor=actor_of(request), query=said.query, plan=said.plan(), now=clock.now())
    return _looked(shown)


@post("/bulk", operation_id="startBulk", summary="Have it done", status_code=201, **TAGS)
async def start(request: Request, data: Many) -> Progress:
    """By a job, to those that it can be done to. With `seen`: only if it would still be what was looked at."""
    said, actor = await _said(request, data), actor_of(request)
    async with work():
        made = await service.ask(actor=actor, query=said.query, plan=said.plan(), seen=said.seen, now=clock.now())
    return await _progress(request, made)


@get("/bulk/{bulk_id:uuid}", operation_id="readBulk", summary="How far it has come", **TAGS)
async def progress(request: Request, bulk_id: UUID) -> Progress:
    """For whoever asked for it, with a token that reaches all of its rounds."""
    return await _progress(request, bulk_id)


@get("/bulk/{bulk_id:uuid}/rows", operation_id="readBulkRows", summary="The list that it took away", **TAGS)
async def rows(request: Request, bulk_id: UUID, after: Annotated[str, Parameter(max_length=24)] = "") -> Rows:
    """Of `export`, once it is done or stopped, and for a week. That it was taken is recorded."""
    actor = actor_of(request)
    async with work():
        it = await service.take_list(actor=actor, bulk_id=bulk_id, as_file="json")
    found = await queries.taken_rows(actor, it=it, after=after)
    return Rows(columns=["code", "title", *it.plan.shown], rows=found, after=found[-1][0] if found else None)


@post("/bulk/{bulk_id:uuid}/stop", operation_id="stopBulk", summary="Do no more of it", **TAGS)
async def stop(request: Request, bulk_id: UUID) -> Progress:
    """What is done stays done."""
    async with work():
        await service.stop(actor=actor_of(request), bulk_id=bulk_id, now=clock.now())
    return await _progress(request, bulk_id)


async def _said(request: Request, data: Many) -> Many:
    """What was sent, cleaned, with the figures counted that its query may ask for."""
    actor, said = actor_of(request), cleaned(data)
    node = queries.read(said.query, await queries.offer(actor=actor, of="entries"))
    if said.verb == "export" or queries.needs_figures(node):
        await service.count_anew(actor=actor, now=clock.now())
    return said


def _looked(shown: Preview) -> Looked:
    plain = ("code", "round_id", "title_en", "title_zh")
    return Looked(
        mark=shown.mark,
        going=len(shown.going),
        entries=[
            EntryLook(
                why_not=None if one.why_not is None else str(one.why_not),
                **{name: getattr(one, name) for name in plain},
            )
            for one in shown.entries
        ],
        letters=shown.languages,
        samples=shown.samples,
    )


async def _progress(request: Request, bulk_id: UUID) -> Progress:
    it = await queries.bulk_job(actor_of(request), bulk_id=bulk_id)
    plain = [name for name in Progress.__struct_fields__ if name != "verb"]
    return Progress(verb=it.plan.verb, **{name: getattr(it, name) for name in plain})


ROUTES: list[Any] = [choices, look, start, progress, rows, stop]
