"""The meetings of a round for the bench: 500 entries that take part, and a fund that marked a tenth of them."""

from datetime import datetime, timedelta
from uuid import UUID

from contest.lib.ids import uuid7
from tests.bench.copying import copy

ENTRIES, SLOTS = 500, 16


async def gather(now: datetime, edition: UUID, round_: UUID, guest: UUID, entries: list[UUID]) -> UUID:
    """The party of the fund for which `guest` comes."""
    event, organisation, counterpart, terms, fund = (uuid7() for _ in range(5))
    parties = [uuid7() for _ in entries[:ENTRIES]]
    plain = {"event": event, "is_remote": False, "least": 0, "most": None, "joined_at": now, "left_at": None}
    await copy(
        "organisation",
        [{"id": organisation, "name_en": "Bench Capital", "name_zh": "", "country": "FR", "email_domain": "",
          "is_demo": False,
          "created_at": now}],
    )  # fmt: skip
    await copy(
        "counterpart",
        [{"id": counterpart, "edition_id": edition, "organisation": organisation, "kind": "investor", "about_en": "",
          "about_zh": "", "languages": ["en"], "is_named": False, "is_demo": False, "created_at": now,
          "left_at": None}],
    )  # fmt: skip
    await copy(
        "counterpart_terms",
        [{"id": terms, "edition_id": edition, "number": 1, "body_en": "x", "body_zh": "x", "published_at": now}],
    )
    await copy(
        "counterpart_person",
        [{"id": uuid7(), "counterpart": counterpart, "person": guest, "invited_at": now, "terms": terms,
          "locale": "en", "accepted_at": now, "left_at": None}],
    )  # fmt: skip
    await copy(
        "roadshow_event",
        [{"id": event, "round": round_, "venue_en": "Hall", "venue_zh": "", "floor": 2, "most": 8, "musts": 60,
          "wishes_close_at": now + timedelta(days=30), "walk_minutes": 0, "created_at": now}],
    )  # fmt: skip
    starts = [now + timedelta(days=40, minutes=25 * place) for place in range(SLOTS)]
    await copy(
        "meeting_slot",
        [{"id": uuid7(), "event": event, "starts_at": at, "ends_at": at + timedelta(minutes=20)} for at in starts],
    )
    await copy(
        "party",
        [
            *({**plain, "id": id_, "submission": entry, "counterpart": None}
              for id_, entry in zip(parties, entries, strict=False)),
            {**plain, "id": fund, "submission": None, "counterpart": counterpart},
        ],
    )  # fmt: skip
    await copy(
        "sharing_consent",
        [{"id": uuid7(), "submission": entry, "level": "summary", "agreed_by": guest, "agreed_at": now}
         for entry in entries[:ENTRIES]],
    )  # fmt: skip
    await copy("party_person", [{"id": uuid7(), "event": event, "party": fund, "person": guest}])
    await copy(
        "wish",
        [{"id": uuid7(), "party": fund, "about": about, "mark": "must", "note": "", "said_at": now}
         for about in parties[::10]],
    )  # fmt: skip
    return fund
