"""What is printed for the house: asked for, made by a job, and kept for who asked."""

import io
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec
import segno

from contest.accounts import queries as accounts
from contest.audit.service import record
from contest.lib import clock, db, outbox, pdf, storage
from contest.lib.actor import Actor
from contest.lib.config import settings
from contest.lib.errors import NotFound
from contest.lib.ids import uuid7
from contest.lib.web.render import render
from contest.roadshow import queries
from contest.roadshow.queries import PackContent
from contest.roadshow.rules.day import Printed

A_PART = 60  # people in a file: more of them take a printer's time, and a renderer's
INK = "#14261c"


async def ask_pack(*, actor: Actor, round_id: UUID, now: datetime) -> UUID:
    """Ask for what is printed as it stands now; a job makes it. What was made before for the same person is dropped."""
    facts, event = await queries.event_to_run(actor=actor, round_id=round_id)
    pack_id = uuid7()
    await db.execute("delete from venue_pack where event = $1 and asked_by = $2", event.id, actor.id)
    await db.execute(
        "insert into venue_pack (id, event, state, files, asked_by, asked_at) values ($1, $2, 'asked', '[]', $3, $4)",
        pack_id, event.id, actor.id, now,
    )  # fmt: skip
    await outbox.emit("venue_pack.asked", pack_id=pack_id, round_id=facts.id)
    await record(actor=actor, action="roadshow.pack", thing="round", thing_id=facts.id, data={"pack": pack_id})
    return pack_id


async def make_pack(*, pack_id: UUID, round_id: UUID) -> None:
    """What the job does, in transactions of its own; a second run makes the same files again."""
    asked_by = await db.fetchval("select asked_by from venue_pack where id = $1 and state = 'asked'", pack_id)
    actor = None if asked_by is None else await accounts.actor(person_id=asked_by, epoch=None, now=clock.now())
    if actor is None:
        return
    try:
        content = await queries.pack_content(actor=actor, round_id=round_id)
        files = await _print(pack_id, content)
    except (NotFound, pdf.PdfFailed):
        await _end(pack_id, "failed", [])
        return
    await _end(pack_id, "done", files)


async def _end(pack_id: UUID, state: str, files: list[Printed]) -> None:
    await db.execute(
        "update venue_pack set state = $2, files = $3::jsonb, finished_at = $4 where id = $1",
        pack_id, state, msgspec.json.encode(files).decode(), clock.now(),
    )  # fmt: skip


async def _print(pack_id: UUID, content: PackContent) -> list[Printed]:
    made = []
    for kind, part, sheet in _sheets(content):
        key = f"packs/{pack_id}/{kind}-{part}.pdf"
        body = await pdf.render_pdf(sheet.html, css=render("pdf/roadshow/pack.css"), title=sheet.title, language="en")
        await storage.put(key, body, content_type="application/pdf")
        made.append(Printed(kind=kind, part=part, key=key, size=len(body)))
    return made


def _sheets(content: PackContent) -> Iterator[tuple[str, int, pdf.Sheet]]:
    title = f"{content.round.name_en or content.round.name_zh}"
    plain = {"it": content, "zone": content.round.time_zone, "is_demo": content.round.is_demo}
    for part, at in enumerate(range(0, len(content.agendas), A_PART), start=1):
        some = content.agendas[at : at + A_PART]
        html = render("pdf/roadshow/people.html", some=some, qr=lambda code: _qr(content, code), **plain)
        yield "people", part, pdf.Sheet(html, title, "en")
    for kind, template in (("tables", "pdf/roadshow/tables.html"), ("lists", "pdf/roadshow/lists.html")):
        yield kind, 1, pdf.Sheet(render(template, **plain), title, "en")


def _qr(content: PackContent, code: str) -> str:
    address = f"{settings().public_url}/roadshow/rounds/{content.round.id}/door/{code}"
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, svgns=True, border=0, dark=INK)
    return drawn.getvalue().decode()
