"""That `make bench NAME=pages` measures every page there is."""

import re
from typing import Any
from uuid import UUID

import msgspec

from contest.app import create_app
from tests.bench.around import Around
from tests.bench.cases import cases
from tests.bench.crowd import Crowd
from tests.bench.seed import Seeded

# What is no list and no form, and why.
OTHERS = {
    "/healthz": "for machines",
    "/readyz": "for machines",
    "/metrics": "for machines",
    "/static/{name}": "a file from memory",
    "/language/{code}": "answers with a redirect",
    "/invitation": "one button; its link works once",
    "/verify/{code}": "one sentence about one certificate",
    "/certificates/{name}": "streams a file",
    "/submissions/files/{file_id}": "streams a file",
    "/judging/reviews/{review_id}/files/{file_id}": "streams a file",
    "/submissions/{code}/files": "the list of files inside draft_form",
    "/submissions/{code}/impact": "the figure inside draft_form",
    "/submissions/rounds/{round_id}/screening": "sends on to the entry that waits",
    "/submissions/rounds/{round_id}/screening/{code}/beside/{other}": "two of entry on one page",
    "/submissions/rounds/{round_id}/bulk": "organiser_list with a box in each row",
    "/submissions/rounds/{round_id}/plan": "a short form that few open",
    "/submissions/{code}/receipts/{number}/receipt.pdf": "a document, made once and kept",
    "/submissions/late": "one field, for a code",
    "/submissions/{code}/answer": "draft_form with fewer fields; sends on where nothing is asked",
    "/judging/rounds/{round_id}/assignment": "a plan, looked at before it is applied",
    "/judging/rounds/{round_id}/waive": "what one judge owes, before a rare step",
    "/judging/reviews/{review_id}/reopen": "the form of recuse, for the organiser",
}


def _filled(shape: type[msgspec.Struct]) -> dict[str, Any]:
    """Any value that a field of this type may hold."""
    any_id = UUID(int=1)
    values: dict[type, Any] = {UUID: any_id, list[str]: ["X-1"], list[UUID]: [any_id], dict[str, UUID]: {"k": any_id}}
    return {field.name: values[field.type] for field in msgspec.structs.fields(shape) if field.type in values}


def test_every_page_is_measured_or_is_said_not_to_be_one() -> None:
    seeded = Seeded(
        **_filled(Seeded) | {"review_ids": [UUID(int=1), UUID(int=2)], "codes": ["X-1"] * 400},
        around=Around(**_filled(Around)),
        crowd=Crowd(**_filled(Crowd)),
    )
    paths = [path for method, path, _ in (case.ask(0) for case in cases(seeded)) if method == "GET"]
    missing = set()
    for route in create_app().app.routes:
        pattern = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        if "GET" not in getattr(route, "methods", ()) or pattern in OTHERS:
            continue
        if not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path) for path in paths):
            missing.add(pattern)
    assert missing == set()
