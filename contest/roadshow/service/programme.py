"""The programme of an event: made, drawn, and released in versions."""

import secrets
from datetime import datetime
from uuid import UUID

import msgspec

from contest.audit.service import record
from contest.judging.rules.pitching import Minutes
from contest.lib import db, outbox
from contest.lib.actor import Actor
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.i18n import N_
from contest.lib.ids import uuid7
from contest.roadshow import queries
from contest.roadshow.queries import Event, event_to_run
from contest.roadshow.rules import draw
from contest.roadshow.rules import programme as rules
from contest.roadshow.rules.programme import ItemPlan, Programme

SEED_BYTES = 16


async def _held(*, actor: Actor, round_id: UUID) -> Event:
    """The event, held until the end of the transaction: programmes change one after the other."""
    _facts, event = await event_to_run(actor=actor, round_id=round_id)
    await db.execute("select 1 from roadshow_event where id = $1 for no key update", event.id)
    return event


async def save_item(*, actor: Actor, round_id: UUID, plan: ItemPlan, item_id: UUID | None = None) -> UUID:
    """An item of the programme, new or changed. Nobody is told before it is released."""
    event = await _held(actor=actor, round_id=round_id)
    rules.check_item(plan)
    values = (plan.kind, plan.title_en, plan.title_zh, plan.room, plan.starts_at, plan.ends_at)
    if item_id is None:
        if await db.fetchval("select count(*) from programme_item where event = $1", event.id) >= rules.MOST_ITEMS:
            raise Conflict(N_("A programme has at most %(most)s lines.", most=rules.MOST_ITEMS))
        item_id = uuid7()
        await db.execute(
            "insert into programme_item (id, event, kind, title_en, title_zh, room, starts_at, ends_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            item_id, event.id, *values,
        )  # fmt: skip
    elif not await db.fetchval(
        "update programme_item set kind = $3, title_en = $4, title_zh = $5, room = $6, starts_at = $7, ends_at = $8"
        " where id = $1 and event = $2 returning true",
        item_id, event.id, *values,
    ):  # fmt: skip
        raise NotFound
    texts = {name: text for name in ("title_en", "title_zh") if (text := getattr(plan, name))}
    await record(
        actor=actor, action="roadshow.item", thing="round", thing_id=round_id, data={"item": item_id}, texts=texts
    )
    return item_id


async def remove_item(*, actor: Actor, round_id: UUID, item_id: UUID) -> None:
    """Take an item off the programme."""
    event = await _held(actor=actor, round_id=round_id)
    if not await db.fetchval(
        "delete from programme_item where id = $1 and event = $2 returning true", item_id, event.id
    ):
        raise NotFound
    await record(actor=actor, action="roadshow.unitem", thing="round", thing_id=round_id, data={"item": item_id})


async def set_minutes(*, actor: Actor, round_id: UUID, minutes: Minutes) -> None:
    """How long a pitch, its questions and the change to the next one last."""
    event = await _held(actor=actor, round_id=round_id)
    rules.check_minutes(minutes)
    await db.execute(
        "update roadshow_event set pitch_minutes = $2, question_minutes = $3, change_minutes = $4 where id = $1",
        event.id, minutes.pitch, minutes.questions, minutes.change,
    )  # fmt: skip
    data = msgspec.to_builtins(minutes)
    await record(actor=actor, action="roadshow.minutes", thing="round", thing_id=round_id, data=data)


async def draw_order(
    *, actor: Actor, round_id: UUID, seed: str = "", source: str = "", reason: str = "", now: datetime
) -> int:
    """Draw the running order of the entries that take part; the number of the draw.

    Without a `seed` of one's own, whose public `source` is named, one is made. Every draw stays and is published, a
    further one with its `reason`: nobody draws until they like it. `Conflict` once a pitch has begun.
    """
    event = await _held(actor=actor, round_id=round_id)
    if seed and not source:
        raise Invalid(N_("Say where everybody could see this seed."), field="source")
    number: int = 1 + await db.fetchval("select count(*) from pitch_draw where event = $1", event.id)
    if number > 1 and not reason:
        raise Invalid(N_("Say why it is drawn again: everybody reads it."), field="reason")
    await _check_not_begun(event)
    parties = await queries.entries_here(event.id)
    if not parties:
        raise Conflict(N_("No entry takes part yet."))
    seed = seed or secrets.token_hex(SEED_BYTES)
    codes = draw.order(seed, parties)
    await db.execute(
        "insert into pitch_draw (id, event, number, seed, source, codes, reason, drawn_by, drawn_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        uuid7(), event.id, number, seed, source, sorted(codes), reason, actor.person_id, now,
    )  # fmt: skip
    await db.execute("delete from pitch where event = $1", event.id)
    await db.execute(
        "insert into pitch (id, event, party, place, moved_because)"
        " select n.id, $1, n.party, n.place, '' from unnest($2::uuid[], $3::uuid[]) with ordinality"
        " as n(id, party, place)",
        event.id, [uuid7() for _ in codes], [parties[code] for code in codes],
    )  # fmt: skip
    data = {"number": number, "seed": seed, "entries": len(codes)}
    await record(actor=actor, action="roadshow.draw", thing="round", thing_id=round_id, data=data)
    return number


async def _check_not_begun(event: Event) -> None:
    if await db.fetchval("select exists (select from pitch where event = $1 and begun_at is not null)", event.id):
        raise Conflict(N_("A pitch has begun: the order stays."))


async def move_pitch(*, actor: Actor, round_id: UUID, pitch_id: UUID, place: int, reason: str) -> None:
    """Put a pitch at another place of the order, with a reason that everybody reads; those between move up or down."""
    event = await _held(actor=actor, round_id=round_id)
    order = await queries.running_order(event.id)
    one = next((line for line in order if line.id == pitch_id), None)
    if one is None:
        raise NotFound
    if not reason:
        raise Invalid(N_("Say why it is moved: everybody reads it."), field="reason")
    if not 1 <= place <= len(order):
        raise Invalid(N_("Give a number from %(least)s to %(most)s.", least=1, most=len(order)), field="place")
    await _check_not_begun(event)
    ids = [line.id for line in order if line.id != pitch_id]
    ids.insert(place - 1, pitch_id)
    # who no longer takes part comes last: their places are counted too
    await db.execute(
        """update pitch t set place = n.place, moved_because = case when t.id = $3 then $4 else t.moved_because end
             from (select id, row_number() over (order by array_position($2::uuid[], id) nulls last, place) as place
                     from pitch where event = $1) n where n.id = t.id""",
        event.id, ids, pitch_id, reason,
    )  # fmt: skip
    data = {"pitch": pitch_id, "place": place}
    await record(
        actor=actor, action="roadshow.move_pitch", thing="round", thing_id=round_id, data=data, texts={"reason": reason}
    )


async def release_programme(
    *, actor: Actor, round_id: UUID, note_en: str = "", note_zh: str = "", now: datetime
) -> int:
    """Release the programme as it is; the number of the version. Only those for whom something changes are told.

    With it the meetings that both sides accepted are published. `Conflict` where nothing has changed.
    """
    event = await _held(actor=actor, round_id=round_id)
    made, _over = await queries.programme_of(event=event)
    last = await queries.last_release(event.id)
    before = Programme() if last is None else last.content
    if made == before:
        raise Conflict(N_("Nothing has changed since the last version."))
    release_id, number = uuid7(), 1 if last is None else last.number + 1
    await db.execute(
        "insert into programme_release (id, event, number, content, note_en, note_zh, released_by, released_at)"
        " values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8)",
        release_id, event.id, number, msgspec.json.encode(made).decode(), note_en, note_zh, actor.person_id, now,
    )  # fmt: skip
    await db.execute("update meeting set state = 'published' where event = $1 and state = 'accepted'", event.id)
    await outbox.emit("programme.released", round_id=round_id, number=number)
    data = {"number": number, "meetings": len(made.meetings), "pitches": len(made.pitches)}
    await record(actor=actor, action="roadshow.release", thing="round", thing_id=round_id, data=data)
    return number
