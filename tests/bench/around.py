"""What surrounds the entries of the bench: a round that was decided, certificates, messages, and jobs that died."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from contest.certificates.rules.wording import Award
from contest.lib.ids import uuid7
from tests.bench.copying import copy
from tests.bench.landing import Landing, land
from tests.bench.zone import Register, keep_register

ADVANCED, MESSAGES, DEAD = 100, 1000, 100


class Around(Struct, kw_only=True):
    """Ids that the bench asks for."""

    finals: UUID
    decision: UUID
    batch: UUID
    messages: list[UUID]
    register: Register
    landing: Landing


async def surround(now: datetime, edition: UUID, organiser: UUID, versions: list[dict[str, Any]]) -> Around:
    """The rows beside the contest itself; `versions` are those that were handed in, the first ones advance."""
    finals, decision = uuid7(), uuid7()
    await copy(
        "round",
        [
            {
                "id": finals, "edition": edition, "city": None, "slug": "finals", "name_en": "Final", "name_zh": "决赛",
                "stage": "roadshow", "state": "decided", "time_zone": "Asia/Shanghai",
                "opens_at": now - timedelta(days=90), "closes_at": now - timedelta(days=60),
                "reviews_due_at": now - timedelta(days=30), "notice_days": 5,
                "blindness": "none", "judges_known": "signed", "publicity": "listed", "language": "both",
                "kinds": ["project"], "quota": 20, "created_at": now, "call_en": "", "call_zh": "",
            }
        ],
    )  # fmt: skip
    first = versions[:ADVANCED]
    batch = await _decided(now, edition, finals, decision, organiser, first)
    messages, register = await _machinery(now, edition), await keep_register(now, edition)
    landing = await land(now, edition, finals, versions)
    return Around(finals=finals, decision=decision, batch=batch, messages=messages, register=register, landing=landing)


async def _decided(
    now: datetime, edition: UUID, finals: UUID, decision: UUID, organiser: UUID, versions: list[dict[str, Any]]
) -> UUID:
    """The decision and its certificates; the id of their batch."""
    batch = uuid7()
    await copy(
        "standing",
        [
            {
                "id": uuid7(), "submission": version["submission"], "round": finals, "version": version["id"],
                "state": "awarded", "reason": None, "screened_by": None, "changed_at": now - timedelta(days=300),
            }
            for version in versions
        ],
    )  # fmt: skip
    await copy(
        "decision",
        [
            {
                "id": decision, "round": finals, "state": "final", "rule": "trimmed", "reason": "",
                "drafted_by": organiser, "drafted_at": now, "published_at": now, "notice_ends_at": now,
                "final_at": now, "reverses": None,
            }
        ],
    )  # fmt: skip
    items = [
        {
            "id": uuid7(), "decision": decision, "submission": version["submission"], "outcome": "awarded",
            "rank": place, "score": Decimal("80.00"), "award_en": "Award", "award_zh": "奖",
        }
        for place, version in enumerate(versions, 1)
    ]  # fmt: skip
    await copy("decision_item", items)
    names = ("name", "kind", "entry_code", "title_en", "edition_en", "round_en", "award_en", "issuer_en")
    other = ("title_zh", "edition_zh", "round_zh", "city_en", "city_zh", "award_zh", "issuer_zh")
    words = dict.fromkeys(names, "Rainforest microgrid") | dict.fromkeys(other, "雨林微网")
    award = msgspec.json.encode(Award(**words, rank=1, is_shared=False, issued_on=now.date())).decode()
    await copy(
        "issued_batch",
        [
            {
                "id": batch, "edition": edition, "round": finals, "decision": decision, "cause": "decision",
                "made_by": None, "made_at": now, "stopped_at": now,
            }
        ],
    )  # fmt: skip
    await copy(
        "certificate",
        [
            {
                "id": uuid7(), "code": f"BENCH{place:07}", "number": f"BN26-{place:04}", "version": 1,
                "item": item["id"], "submission": version["submission"], "recipient_id": versions[0]["submitted_by"],
                "edition": edition, "round": finals, "batch": batch, "basis_id": item["id"], "kind": "award",
                "is_team": False, "state": "issued", "data": award, "key": f"c/{place}", "sha256": None,
                "is_demo": False, "issued_at": now, "rendered_at": now, "ended_at": None, "reason": None,
            }
            for place, (item, version) in enumerate(zip(items, versions, strict=True))
        ],
    )  # fmt: skip
    return batch


async def _machinery(now: datetime, edition: UUID) -> list[UUID]:
    messages = [uuid7() for _ in range(MESSAGES)]
    await copy(
        "message",
        [
            {
                "id": id_, "kind": "submissions/receipt", "recipient_id": None, "recipient_name": f"Person {place}",
                "email": f"p{place}@example.org", "locale": "en", "subject": f"Entry {place} was handed in",
                "body": "Your entry has arrived. " * 20, "sealed_words": None, "message_id": f"<{id_}@bench>",
                "state": "kept", "needs_approval": False, "approved_by": None, "edition_id": edition,
                "round_id": None, "about": [], "is_demo": False, "attempts": 1, "error": None, "created_at": now,
                "queued_at": now, "sent_at": None,
            }
            for place, id_ in enumerate(messages)
        ],
    )  # fmt: skip
    events = [uuid7() for _ in range(DEAD)]
    await copy(
        "outbox_event",
        [
            {
                "id": id_, "name": "message.queued", "payload": "{}", "created_at": now, "moved_at": None,
                "relayed_at": now,
            }
            for id_ in events
        ],
    )  # fmt: skip
    await copy(
        "outbox_job",
        [
            {
                "id": uuid7(), "event": id_, "name": "notifications.deliver", "queue": "quick", "attempts": 9,
                "created_at": now, "due_at": now, "sends": 9, "sent_at": now, "worker": None, "started_at": now,
                "done_at": None, "dead_at": now, "error": "ConnectionRefusedError",
            }
            for id_ in events
        ],
    )  # fmt: skip
    return messages
