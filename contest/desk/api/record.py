"""What happened, for programs: who did what to which thing, when and why."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar.params import Parameter

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import READ_RECORD
from contest.desk import queries
from contest.desk.queries.audit import RecordLine
from contest.lib.web.api import get
from contest.lib.web.forms import clean
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["record"], "guards": [scoped(READ_RECORD)]}
Text = Annotated[str, Parameter(max_length=120)]


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One record. `who` is null for the system and for visitors, `label` what people call the thing, `facts` of it."""

    id: UUID
    at: datetime
    who: str | None
    email: str | None
    action: str
    thing: str
    thing_id: UUID | None
    label: str | None
    outcome: str
    reason: str | None
    facts: dict[str, Any]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The latest first, fifty at once; `before` asks for the next ones, null where there are none."""

    records: list[Happened]
    before: UUID | None


@get("/record", operation_id="readRecord", summary="Who did what, when and why", **TAGS)
async def record(
    request: Request,
    who: Text = "",
    action: Text = "",
    thing: Text = "",
    since: date | None = None,
    until: date | None = None,
    outcome: Literal["", "done", "refused"] = "",
    edition: UUID | None = None,
    before: UUID | None = None,
) -> Record:
    """Each filter narrows: `who` by name or address, `action` by how it begins, `thing` an entry's code, an id or a
    kind of thing; days are in UTC. Of the editions of which one may read it."""
    asked = queries.Asked(
        who=clean(who), action=clean(action), thing=clean(thing), since=since, until=until, outcome=outcome,
        edition=edition,
    )  # fmt: skip
    found = await queries.records(actor_of(request), asked=asked, before=before)
    return Record(records=[_line(one) for one in found.lines], before=found.before)


def _line(one: RecordLine) -> Happened:
    plain = [name for name in Happened.__struct_fields__ if name != "facts"]
    return Happened(facts=msgspec.json.decode(one.data), **{name: getattr(one, name) for name in plain})


ROUTES: list[Any] = [record]
