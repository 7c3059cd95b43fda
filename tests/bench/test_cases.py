"""That `make bench NAME=pages` measures every page there is."""

import re
from typing import Any
from uuid import UUID

import msgspec

from contest.app import create_app
from tests.bench.around import Around
from tests.bench.cases import cases
from tests.bench.crowd import Crowd
from tests.bench.incubator import Landing
from tests.bench.seed import Seeded
from tests.bench.zone import Register

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
    "/certificates/changes/{certificate_id}": "two small forms about one certificate",
    "/.well-known/certificate-keys.json": "for machines",
    "/certificates/editions/{edition_id}/design": "one form; its list of names is measured by the desk's",
    "/certificates/editions/{edition_id}/design/preview": "a picture from a process of its own",
    "/submissions/files/{file_id}": "streams a file",
    "/judging/reviews/{review_id}/files/{file_id}": "streams a file",
    "/submissions/rounds/{round_id}/entries/{kind_of_file}": "streams a list",
    "/judging/rounds/{round_id}/reviews/{kind_of_file}": "streams a list; `make bench NAME=judging` measures it",
    "/submissions/rounds/{round_id}/files/{way}": "streams a ZIP",
    "/submissions/rounds/{round_id}/import": "a short form that few open",
    "/submissions/{code}/data": "one entry as JSON",
    "/submissions/{code}/files": "the list of files inside draft_form",
    "/submissions/{code}/impact": "the figure inside draft_form",
    "/submissions/rounds/{round_id}/screening": "sends on to the entry that waits",
    "/submissions/rounds/{round_id}/screening/{code}/beside/{other}": "two of entry on one page",
    "/submissions/rounds/{round_id}/translations/{code}": "title and summary of screening, for who translates",
    "/submissions/rounds/{round_id}/bulk": "organiser_list with a box in each row",
    "/submissions/rounds/{round_id}/plan": "a short form that few open",
    "/submissions/{code}/receipts/{number}/receipt.pdf": "a document, made once and kept",
    "/submissions/late": "one field, for a code",
    "/submissions/{code}/answer": "draft_form with fewer fields; sends on where nothing is asked",
    "/judging/rounds/{round_id}/assignment": "a plan, looked at before it is applied",
    "/judging/rounds/{round_id}/advancement": "the whole ranking, and a rule worked out in a process of its own",
    "/judging/rounds/{round_id}/bids": "entries_10000 for a judge, fifty a page, where the round asks for wishes",
    "/judging/rounds/{round_id}/next-stage": "who goes on, looked at once before a rare step",
    "/judging/rounds/{round_id}/waive": "what one judge owes, before a rare step",
    "/judging/reviews/{review_id}/reopen": "the form of recuse, for the organiser",
    "/api/v1/me": "one person as JSON, which every request with a token looks up",
    "/api/v1/entries": "what mine shows, as JSON",
    "/api/v1/entries/{code}": "what entry shows, as JSON",
    "/api/v1/entries/{code}/form": "the questions of draft_form, as JSON",
    "/api/v1/entries/{code}/receipts/{number}": "receipt, as JSON",
    "/api/v1/entries/{code}/questions": "questions, as JSON",
    "/api/v1/entries/{code}/files/{file_id}": "streams a file",
    "/api/v1/rounds/{round_id}/entries": "organiser_list, as JSON",
    "/api/v1/rounds/{round_id}/screening": "screening, as JSON",
    "/api/v1/rounds/{round_id}/screening/{code}": "screening, as JSON",
    "/api/v1/rounds/{round_id}/screening/{code}/files/{file_id}": "streams a file",
    "/api/v1/questions": "questions_staff, as JSON",
    "/api/v1/questions/{code}": "questions, as JSON",
    "/api/v1/calls": "calls.json, described",
    "/api/v1/openapi.json": "one document, for who writes a program",
    "/accounts/consent-texts/{purpose}": "one text of consent_texts",
    "/consents/{purpose}": "one text of consents",
    "/calls.ics": "for machines, from memory for five minutes",
    "/calls.json": "for machines, from memory for five minutes",
    "/calls/{edition_slug}/{round_slug}/ask": "a short form",
    "/calls/{edition_slug}/{round_slug}/check": "a few questions, there where an organiser asks them",
    "/challenge/editions/{slug}/check": "the editor of those few questions",
    "/challenge/rounds/{round_id}/check": "the editor of those few questions",
    "/challenge/forms/{form_id}": "the editor of a form, of one at a time",
    "/challenge/forms/{form_id}/as-applicant": "draft_form, to look at",
    "/challenge/forms/{form_id}/changes": "two of forms on one page",
    "/challenge/forms/{form_id}/preview": "draft_form, to look at",
    "/challenge/forms/{form_id}/publish": "two of forms on one page, before a rare step",
    "/challenge/forms/{form_id}/questions/new": "one question of the editor",
    "/challenge/forms/{form_id}/questions/{key}": "one question of the editor",
    "/challenge/forms/{form_id}/rehearsal": "draft_form, to try out",
    "/challenge/forms/{form_id}/sections/{section_key}": "one section of the editor",
    "/incubator/cohorts/{cohort_id}": "cohorts, with one of them to change",
    "/incubator/editions/{edition_id}/templates/{kind}": "the editor of a dozen lines, seldom used",
    "/incubator/landing/{landing_step_id}": "one step, to change",
    "/incubator/mine": "the ventures of one person, seldom more than one",
    "/incubator/ventures/{venture_id}/files/{file_id}": "streams a file",
    "/incubator/ventures/{venture_id}/judged": "entry, once more",
    "/judging/editions/{edition_id}/proposals": "what partners propose, seldom more than a few",
    "/judging/editions/{edition_id}/terms": "the editor of one text",
    "/judging/proposals": "a partner's own proposals",
    "/judging/reviews/{review_id}/files/{file_id}/pages": "a frame around pictures",
    "/judging/reviews/{review_id}/files/{file_id}/pages/{number}": "streams a picture",
    "/judging/reviews/{review_id}/letters": "two letters",
    "/judging/reviews/{review_id}/letters/{referee_id}": "streams a file",
    "/judging/rounds/{round_id}/check": "one box, for one person",
    "/judging/rounds/{round_id}/join": "terms and two buttons, read once",
    "/judging/rounds/{round_id}/panel/{judge_id}": "one line of panel, to change",
    "/letters": "the form of one letter, reached by its link",
    "/nominations/{key}": "one sentence and two buttons",
    "/partners": "the partners of one account, seldom more than one",
    "/partners/{partner_id}": "a partner's own links and nominations",
    "/roadshow/parties/{party_id}/meetings.ics": "the meetings inside wishes, as a file",
    "/roadshow/meetings/{meeting_id}/move": "two choices for one meeting",
    "/rules/{edition_slug}": "one text",
    "/rules/{edition_slug}/{number}": "one text",
    "/submissions/files/{file_id}/pages": "a frame around pictures",
    "/submissions/files/{file_id}/pages/{number}": "streams a picture",
    "/submissions/join": "one button; its link works once",
    "/submissions/{code}/history/{mark}": "what one sitting changed",
    "/submissions/{code}/letters/{referee_id}": "streams a file",
    "/submissions/{code}/referees": "two names and their letters",
    "/submissions/rounds/{round_id}/suggestions": "every entry against a need, worked out in a process of its own",
    "/submissions/shared": "what was shared with one organisation, seldom more than a few",
    "/submissions/shared/{code}": "entry, and a row that says who opened it",
    "/submissions/shared/{code}/files/{file_id}": "streams a file",
    "/submissions/{code}/sharing": "one choice, and with whom it is shared",
    "/zone": "the counterparts of one person, seldom more than one",
    "/zone/counterparts/{counterpart_id}": "a few people and a few needs",
    "/zone/counterparts/{counterpart_id}/join": "terms and two buttons, read once",
    "/zone/editions/{edition_id}/import": "one box, before a rare step",
    "/zone/editions/{edition_id}/needs/new": "need_form, empty",
    "/zone/editions/{edition_id}/needs/{kind_of_file}": "streams a list",
    "/zone/editions/{edition_id}/scenes": "a few scenes",
    "/zone/editions/{edition_id}/terms": "the editor of one text",
    "/zone/needs/{need_id}": "one need",
}


def _filled(shape: type[msgspec.Struct]) -> dict[str, Any]:
    """Any value that a field of this type may hold."""
    any_id = UUID(int=1)
    values: dict[type, Any] = {UUID: any_id, list[str]: ["X-1"], list[UUID]: [any_id], dict[str, UUID]: {"k": any_id}}
    return {field.name: values[field.type] for field in msgspec.structs.fields(shape) if field.type in values}


def test_every_page_is_measured_or_is_said_not_to_be_one() -> None:
    seeded = Seeded(
        **_filled(Seeded) | {"review_ids": [UUID(int=1), UUID(int=2)], "codes": ["X-1"] * 400},
        around=Around(
            **_filled(Around) | {"register": Register(**_filled(Register)), "landing": Landing(**_filled(Landing))}
        ),
        crowd=Crowd(**_filled(Crowd)),
    )
    asked = (case.ask(0) for case in cases(seeded))
    paths = [path.partition("?")[0] for method, path, _ in asked if method == "GET"]
    missing = set()
    for route in create_app().app.routes:
        pattern = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        if "GET" not in getattr(route, "methods", ()) or pattern in OTHERS:
            continue
        if not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path) for path in paths):
            missing.add(pattern)
    assert missing == set()
