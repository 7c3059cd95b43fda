"""Every route and who may use it on things of one round; to everybody else nothing is there.

The table is held against the application's own routes: one that is not in it fails.
"""

import re
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.accounts import queries
from contest.certificates.rules import wording
from contest.certificates.tables import Certificate
from contest.challenge import service as challenge
from contest.challenge.tables import Partner, PartnerPerson
from contest.judging import service as judging
from contest.lib import clock, db, storage
from contest.lib.actor import SYSTEM, Actor
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from contest.notifications.service import Recipient, queue_message
from contest.roadshow import service as roadshow
from contest.submissions.tables import ScreeningRound
from contest.submissions.tables.sharing import EntryShare, SharingConsent
from contest.submissions.tables.teams import Referee
from tests.judging.world import make_open_world, review_of, sign_all
from tests.makers import (
    NOW,
    actor_for,
    grant,
    make_edition,
    make_extension,
    make_late_code,
    make_person,
    make_round,
    make_scene,
    make_standing,
    make_submission,
    make_token,
    make_version,
)
from tests.makers.files import attach, make_file
from tests.makers.incubator import make_cohort, place_venture
from tests.makers.zone import make_acting, make_counterpart, make_need, make_zone_scene, owner_of
from tests.roadshow.world import PLAN
from tests.web import browser, csrf_of, sign_in

# Open to anyone, or to anyone who has signed in: pages without an id of somebody's, and links that are keys themselves.
OPEN = """
GET / | GET /healthz | GET /readyz | GET /metrics | GET /static/{name} | GET /language/{code}
GET /calls/{edition_slug}/{round_slug} | GET /results/{edition_slug}/{round_slug}
GET /calls | GET /calls/{edition_slug} | GET /calls.json | GET /calls.ics | GET /api/v1/openapi.json | GET /api/v1/calls
GET /calls/{edition_slug}/{round_slug}/check | POST /calls/{edition_slug}/{round_slug}/check
GET /calls/{edition_slug}/{round_slug}/ask | POST /calls/{edition_slug}/{round_slug}/ask
GET /nominations/{key} | POST /nominations/{key}/decline
GET /consents/{purpose} | GET /rules/{edition_slug} | GET /rules/{edition_slug}/{number}
GET /.well-known/certificate-keys.json
GET /impact/factors | GET /verify | POST /verify | GET /verify/{code} | GET /invitation | POST /invitation
GET /letters | POST /letters | POST /letters/file | GET /needs/{edition_slug}
GET /sign-in | POST /sign-in | POST /sign-in/go-on | POST /sign-in/mail | POST /sign-in/code | POST /sign-out
GET /sign-up | POST /sign-up | POST /sign-up/form | GET /password | POST /password | POST /password/new
"""
OWN = """
GET /home | GET /account | POST /account | POST /account/password | POST /account/confirm
GET /account/consents | POST /account/consents/give | POST /account/consents/withdraw
POST /account/sign-out-everywhere | GET /certificates | GET /account/tokens | POST /account/tokens
GET /submissions/join | POST /submissions/join | GET /submissions | GET /submissions/new | POST /submissions/new
GET /submissions/late | POST /submissions/late | GET /roadshow/meetings
"""

# Any token opens these; a session does not.
API = """
GET /api/v1/me | GET /api/v1/entries | POST /api/v1/entries
"""

# Who of the round's own people may; `programme` organises its edition, `round` the round, `chief` the installation.
RUN = {"round", "programme", "chief"}
WHOLE = {"programme", "chief"}
OWNER = {"owner"}
TEAM = {*WHOLE, "owner"}
DESK = {*RUN, "screener"}
READS = {*RUN, "other_round"}  # of a register, which belongs to the whole edition
MAY: dict[str, set[str]] = {
    "GET /desk": {*RUN, "other_round", "other_edition"},
    "GET /desk/search": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
    "GET /desk/mail": {*WHOLE, "other_edition"},
    "GET /desk/mail/{message_id}": WHOLE,
    "POST /desk/mail/{message_id}/approve": WHOLE,
    "POST /desk/mail/{message_id}/withdraw": WHOLE,
    "POST /desk/mail/{message_id}/send-again": WHOLE,
    "GET /desk/jobs": {"chief"},
    "POST /desk/jobs/{job_id}/run-again": {"chief"},
    "GET /accounts/consent-texts": {"chief"},
    "GET /accounts/consent-texts/{purpose}": {"chief"},
    "POST /accounts/consent-texts/{purpose}": {"chief"},
    "POST /accounts/consent-texts/{purpose}/publish": {"chief"},
    "GET /challenge/editions": {*RUN, "other_round", "other_edition"},
    "GET /challenge/editions/new": {"chief"},
    "GET /impact/factors/new": {"chief"},
    "POST /impact/factors/new": {"chief"},
    "POST /challenge/editions/new": {"chief"},
    "GET /challenge/cities/new": {*WHOLE, "other_edition"},
    "POST /challenge/cities/new": {*WHOLE, "other_edition"},
    "GET /challenge/editions/{slug}": {*RUN, "other_round"},
    "GET /challenge/editions/{slug}/edit": WHOLE,
    "POST /challenge/editions/{slug}/edit": WHOLE,
    "POST /challenge/editions/{slug}/scan-waiver": WHOLE,
    "POST /challenge/editions/{slug}/scan-waiver/end": WHOLE,
    "POST /challenge/editions/{slug}/step": WHOLE,
    "GET /challenge/editions/{slug}/check": WHOLE,
    "POST /challenge/editions/{slug}/check": WHOLE,
    "GET /challenge/rounds/{round_id}/check": RUN,
    "POST /challenge/rounds/{round_id}/check": RUN,
    "GET /zone": {"acting", "other_acting"},
    "GET /submissions/shared": {"acting", "other_acting"},
    "GET /submissions/shared/{code}": {"acting"},
    "GET /submissions/shared/{code}/files/{file_id}": {"acting"},
    "GET /submissions/{code}/sharing": OWNER,
    "POST /submissions/{code}/sharing": OWNER,
    "POST /submissions/{code}/sharing/{share_id}/stop": OWNER,
    "GET /submissions/rounds/{round_id}/sharing": RUN,
    "POST /submissions/rounds/{round_id}/sharing": RUN,
    "GET /submissions/rounds/{round_id}/suggestions": RUN,
    "POST /submissions/rounds/{round_id}/suggestions": RUN,
    **dict.fromkeys(
        [
            "GET /zone/editions/{edition_id}/needs",
            "GET /zone/editions/{edition_id}/needs/{kind_of_file}",
            "GET /zone/editions/{edition_id}/counterparts",
            "POST /zone/editions/{edition_id}/counterparts",
        ],
        READS,
    ),
    **dict.fromkeys(
        [
            "GET /zone/editions/{edition_id}/scenes",
            "POST /zone/editions/{edition_id}/scenes",
            "POST /zone/editions/{edition_id}/scenes/{zone_scene_id}/remove",
            "GET /zone/editions/{edition_id}/import",
            "POST /zone/editions/{edition_id}/import",
            "POST /zone/editions/{edition_id}/import/sheet",
            "GET /zone/editions/{edition_id}/terms",
            "POST /zone/editions/{edition_id}/terms",
        ],
        WHOLE,
    ),
    "GET /zone/editions/{edition_id}/needs/new": {*WHOLE, "acting", "other_acting"},
    "POST /zone/editions/{edition_id}/needs/new": {*WHOLE, "acting", "other_acting"},
    "GET /zone/needs/{need_id}": {*RUN, "other_round", "acting"},
    "GET /zone/needs/{need_id}/edit": {*WHOLE, "acting"},
    "POST /zone/needs/{need_id}/edit": {*WHOLE, "acting"},
    "POST /zone/needs/{need_id}/step": {*WHOLE, "acting"},
    "GET /zone/counterparts/{counterpart_id}": {*RUN, "other_round", "acting"},
    "POST /zone/counterparts/{counterpart_id}": {*WHOLE, "acting"},
    "POST /zone/counterparts/{counterpart_id}/people": READS,
    "POST /zone/counterparts/{counterpart_id}/people/{member_id}/remove": READS,
    "GET /zone/counterparts/{counterpart_id}/join": {"acting"},
    "POST /zone/counterparts/{counterpart_id}/join": {"acting"},
    "POST /zone/counterparts/{counterpart_id}/decline": {"acting"},
    "GET /incubator/mine": OWNER,
    **dict.fromkeys(
        [
            "GET /incubator/editions/{edition_id}",
            "GET /incubator/editions/{edition_id}/list",
            "GET /incubator/editions/{edition_id}/calendar",
            "GET /incubator/editions/{edition_id}/cohorts",
            "POST /incubator/editions/{edition_id}/cohorts",
            "GET /incubator/editions/{edition_id}/take-in",
            "POST /incubator/editions/{edition_id}/take-in",
            "GET /incubator/cohorts/{cohort_id}",
            "POST /incubator/cohorts/{cohort_id}",
            "GET /incubator/editions/{edition_id}/templates/{kind}",
            "POST /incubator/editions/{edition_id}/templates/{kind}",
            "POST /incubator/ventures/{venture_id}/step",
            "POST /incubator/ventures/{venture_id}/plan",
            "POST /incubator/ventures/{venture_id}/cohort",
        ],
        WHOLE,
    ),
    **dict.fromkeys(
        [
            "GET /incubator/ventures/{venture_id}",
            "GET /incubator/ventures/{venture_id}/judged",
            "GET /incubator/landing/{landing_step_id}",
            "POST /incubator/landing/{landing_step_id}",
            "POST /incubator/ventures/{venture_id}/files",
            "GET /incubator/ventures/{venture_id}/files/{file_id}",
        ],
        TEAM,
    ),
    "GET /partners": {"partner", "other_partner"},
    "GET /partners/{partner_id}": {*WHOLE, "partner"},
    "POST /partners/{partner_id}/links": {*WHOLE, "partner"},
    "POST /partners/{partner_id}/nominations": {*WHOLE, "partner"},
    "POST /partners/{partner_id}/nominations/{nomination_id}/withdraw": {*WHOLE, "partner"},
    "POST /partners/{partner_id}/people": WHOLE,
    "GET /challenge/editions/{slug}/rules": WHOLE,
    "POST /challenge/editions/{slug}/rules": WHOLE,
    "POST /challenge/editions/{slug}/rules/publish": WHOLE,
    "POST /challenge/editions/{slug}/scenes": WHOLE,
    "POST /challenge/editions/{slug}/scenes/{scene_id}/remove": WHOLE,
    "POST /challenge/editions/{slug}/partners": WHOLE,
    "POST /challenge/editions/{slug}/partners/{partner_id}/remove": WHOLE,
    "GET /challenge/editions/{slug}/rounds/new": WHOLE,
    "POST /challenge/editions/{slug}/rounds/new": WHOLE,
    "GET /challenge/editions/{slug}/forms": WHOLE,
    "POST /challenge/editions/{slug}/forms/{kind}": WHOLE,
    **dict.fromkeys(
        [
            "GET /challenge/forms/{form_id}",
            "GET /challenge/forms/{form_id}/changes",
            "GET /challenge/forms/{form_id}/publish",
            "POST /challenge/forms/{form_id}/publish",
            "POST /challenge/forms/{form_id}/discard",
            "POST /challenge/forms/{form_id}/move",
            "GET /challenge/forms/{form_id}/questions/new",
            "POST /challenge/forms/{form_id}/questions/new",
            "POST /challenge/forms/{form_id}/questions/preview",
            "GET /challenge/forms/{form_id}/questions/{key}",
            "POST /challenge/forms/{form_id}/questions/{key}",
            "POST /challenge/forms/{form_id}/questions/{key}/remove",
            "POST /challenge/forms/{form_id}/questions/{key}/restore",
            "GET /challenge/forms/{form_id}/sections/{section_key}",
            "POST /challenge/forms/{form_id}/sections/{section_key}",
            "POST /challenge/forms/{form_id}/sections/{section_key}/remove",
            "GET /challenge/forms/{form_id}/as-applicant",
            "GET /challenge/forms/{form_id}/preview",
            "GET /challenge/forms/{form_id}/rehearsal",
            "POST /challenge/forms/{form_id}/rehearsal",
        ],
        WHOLE,
    ),
    "GET /challenge/rounds/{round_id}": RUN,
    "GET /challenge/rounds/{round_id}/edit": RUN,
    "POST /challenge/rounds/{round_id}/edit": RUN,
    "POST /challenge/rounds/{round_id}/step": RUN,
    "GET /submissions/rounds/{round_id}": {*RUN, "screener"},
    "GET /submissions/rounds/{round_id}/entries/{kind_of_file}": {*RUN, "screener"},
    "GET /submissions/rounds/{round_id}/screening": {*RUN, "screener"},
    "GET /submissions/rounds/{round_id}/screening/{code}": {*RUN, "screener"},
    "POST /submissions/rounds/{round_id}/screening/{code}": {*RUN, "screener"},
    "POST /submissions/rounds/{round_id}/screening/{code}/second": {*RUN, "screener"},
    "GET /submissions/rounds/{round_id}/screening/{code}/beside/{other}": {*RUN, "screener"},
    "POST /submissions/rounds/{round_id}/screening/{code}/beside/{other}": {*RUN, "screener"},
    "GET /submissions/rounds/{round_id}/bulk": {*RUN, "screener"},
    "POST /submissions/rounds/{round_id}/bulk": {*RUN, "screener"},
    "GET /submissions/rounds/{round_id}/translations": {*RUN, "screener"},
    "GET /submissions/rounds/{round_id}/translations/{code}": {*RUN, "screener"},
    "POST /submissions/rounds/{round_id}/translations/{code}": {*RUN, "screener"},
    "GET /submissions/editions/{edition_id}/forms": WHOLE,
    "GET /submissions/rounds/{round_id}/plan": RUN,
    "GET /submissions/rounds/{round_id}/files/{way}": DESK,
    "GET /submissions/rounds/{round_id}/import": RUN,
    "POST /submissions/rounds/{round_id}/import": RUN,
    "POST /submissions/rounds/{round_id}/import/look": RUN,
    "GET /submissions/rounds/{round_id}/deadline": RUN,
    "POST /submissions/rounds/{round_id}/deadline": RUN,
    "POST /submissions/rounds/{round_id}/extensions": RUN,
    "POST /submissions/rounds/{round_id}/late-codes": RUN,
    "POST /submissions/extensions/{extension_id}/revoke": RUN,
    "POST /submissions/late-codes/{code_id}/revoke": RUN,
    "POST /submissions/rounds/{round_id}/plan": RUN,
    "POST /submissions/rounds/{round_id}/plan/edition": WHOLE,
    "POST /submissions/rounds/{round_id}/plan/caps": WHOLE,
    "GET /submissions/{code}": {*RUN, "screener", "owner"},
    "GET /submissions/{code}/data": {*RUN, "screener", "owner"},
    **dict.fromkeys(
        [
            "GET /submissions/{code}/edit",
            "POST /submissions/{code}/edit",
            "POST /submissions/{code}/autosave",
            "GET /submissions/{code}/hand-in",
            "POST /submissions/{code}/hand-in",
            "GET /submissions/{code}/answer",
            "POST /submissions/{code}/answer",
            "GET /submissions/{code}/withdraw",
            "POST /submissions/{code}/withdraw",
            "GET /submissions/{code}/translation",
            "POST /submissions/{code}/translation",
            "GET /submissions/{code}/receipts/{number}",
            "GET /submissions/{code}/receipts/{number}/receipt.pdf",
            "GET /submissions/{code}/files",
            "GET /submissions/{code}/impact",
            "GET /submissions/{code}/history",
            "GET /submissions/{code}/team",
            "GET /submissions/{code}/referees",
            "POST /submissions/{code}/referees",
            "POST /submissions/{code}/referees/{referee_id}/withdraw",
            "POST /submissions/{code}/never-seen",
            "POST /submissions/{code}/never-seen/{line_id}/remove",
            "POST /submissions/{code}/team",
            "POST /submissions/{code}/team/{person_id}",
            "POST /submissions/{code}/team/{person_id}/leave",
            "POST /submissions/{code}/team/invitations/{invitation_id}/withdraw",
            "GET /submissions/{code}/history/{mark}",
            "POST /submissions/{code}/history/{mark}",
            "POST /submissions/{code}/files",
            "POST /submissions/{code}/files/announce",
            "POST /submissions/files/{file_id}/remove",
        ],
        OWNER,
    ),
    **dict.fromkeys(
        [
            "POST /files/{file_id}/parts/{number}",
            "PUT /files/{file_id}/parts/{number}",
            "POST /files/{file_id}/done",
            "POST /files/{file_id}/discard",
        ],
        OWNER,
    ),
    "GET /submissions/files/{file_id}": {*RUN, "screener", "owner"},
    "GET /submissions/questions": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
    "GET /submissions/{code}/questions": {*RUN, "screener", "owner"},
    "POST /submissions/{code}/questions": {*RUN, "screener", "owner"},
    "POST /submissions/{code}/questions/settle": {*RUN, "screener", "owner"},
    "GET /submissions/files/{file_id}/pages": {*RUN, "screener", "owner"},
    "GET /submissions/files/{file_id}/pages/{number}": {*RUN, "screener", "owner"},
    "GET /submissions/{code}/letters/{referee_id}": {*RUN, "screener"},
    "GET /judging/reviews/{review_id}/letters": {*RUN, "judge"},
    "GET /judging/reviews/{review_id}/letters/{referee_id}": {*RUN, "judge"},
    "GET /judging/reviews": {"judge", "tied", "other_judge"},
    "GET /judging/reviews/{review_id}": {*RUN, "judge"},
    "POST /judging/reviews/{review_id}": {"judge"},
    "POST /judging/reviews/{review_id}/autosave": {"judge"},
    "POST /judging/reviews/{review_id}/skip": {"judge"},
    "GET /judging/reviews/{review_id}/recuse": {"judge"},
    "POST /judging/reviews/{review_id}/recuse": {"judge"},
    "GET /judging/reviews/{review_id}/reopen": RUN,
    "POST /judging/reviews/{review_id}/reopen": RUN,
    "GET /judging/reviews/{review_id}/files/{file_id}": {*RUN, "judge"},
    "GET /judging/reviews/{review_id}/files/{file_id}/pages": {*RUN, "judge"},
    "GET /judging/reviews/{review_id}/files/{file_id}/pages/{number}": {*RUN, "judge"},
    "GET /judging/rounds/{round_id}": RUN,
    "GET /judging/rounds/{round_id}/ranking": RUN,
    "GET /judging/rounds/{round_id}/reviews/{kind_of_file}": RUN,
    "POST /judging/rounds/{round_id}/set-up": RUN,
    "GET /judging/rounds/{round_id}/panel": RUN,
    "POST /judging/rounds/{round_id}/panel": RUN,
    "POST /judging/rounds/{round_id}/panel/list": RUN,
    "POST /judging/rounds/{round_id}/panel/sheet": RUN,
    "GET /judging/rounds/{round_id}/panel/{judge_id}": RUN,
    "POST /judging/rounds/{round_id}/panel/{judge_id}": RUN,
    "POST /judging/rounds/{round_id}/panel/{judge_id}/remove": RUN,
    "GET /judging/rounds/{round_id}/directory": RUN,
    "POST /judging/rounds/{round_id}/directory": RUN,
    "POST /judging/rounds/{round_id}/parts": RUN,
    "POST /judging/rounds/{round_id}/parts/{part_id}/remove": RUN,
    "POST /judging/rounds/{round_id}/proposals/{proposal_id}": RUN,
    "GET /judging/rounds/{round_id}/ties": RUN,
    "POST /judging/rounds/{round_id}/ties": RUN,
    "POST /judging/rounds/{round_id}/ties/look": RUN,
    "GET /judging/rounds/{round_id}/check": RUN,
    "POST /judging/rounds/{round_id}/check": RUN,
    "GET /judging/rounds/{round_id}/capacity": RUN,
    "POST /judging/rounds/{round_id}/capacity": RUN,
    "GET /judging/rounds/{round_id}/join": {"judge", "tied"},
    "POST /judging/rounds/{round_id}/join": {"judge", "tied"},
    "POST /judging/rounds/{round_id}/decline": {"judge", "tied"},
    "GET /judging/profile": {"judge", "tied", "other_judge"},
    "POST /judging/profile": {"judge", "tied", "other_judge"},
    "GET /judging/editions/{edition_id}/terms": WHOLE,
    "POST /judging/editions/{edition_id}/terms": WHOLE,
    "GET /judging/proposals": {"partner", "other_partner"},
    "GET /judging/editions/{edition_id}/proposals": {"partner", "other_partner"},
    "POST /judging/editions/{edition_id}/proposals": {"partner", "other_partner"},
    "GET /judging/rounds/{round_id}/assignment": RUN,
    "POST /judging/rounds/{round_id}/assignment": RUN,
    "POST /judging/rounds/{round_id}/extra": RUN,
    "POST /judging/rounds/{round_id}/rulings": RUN,
    "POST /judging/rounds/{round_id}/drop-out": RUN,
    "GET /judging/rounds/{round_id}/advancement": RUN,
    "POST /judging/rounds/{round_id}/advancement": RUN,
    "GET /judging/rounds/{round_id}/bids": {"judge", "tied"},
    "POST /judging/rounds/{round_id}/bids": {"judge", "tied"},
    "POST /judging/rounds/{round_id}/next": {"judge", "tied"},
    "POST /judging/rounds/{round_id}/ways": RUN,
    "GET /judging/rounds/{round_id}/next-stage": RUN,
    "POST /judging/rounds/{round_id}/next-stage": RUN,
    "GET /judging/rounds/{round_id}/waive": RUN,
    "POST /judging/rounds/{round_id}/waive": RUN,
    "POST /judging/assignments/{plan_id}/apply": RUN,
    "POST /judging/assignments/{plan_id}/stop": RUN,
    "POST /judging/rounds/{round_id}/open": RUN,
    "POST /judging/rounds/{round_id}/decisions": RUN,
    "GET /judging/rounds/{round_id}/conflicts": {"judge", "tied"},
    "POST /judging/rounds/{round_id}/conflicts": {"judge", "tied"},
    "GET /judging/decisions/{decision_id}": RUN,
    "POST /judging/decisions/{decision_id}": RUN,
    "POST /judging/decisions/{decision_id}/close": RUN,
    "POST /judging/decisions/{decision_id}/reverse": RUN,
    "POST /judging/decisions/{decision_id}/arrival": RUN,
    "POST /judging/decisions/{decision_id}/onward": RUN,
    "GET /judging/editions/{edition_id}/rubrics": {*RUN, "other_round"},
    "GET /judging/editions/{edition_id}/rubrics/new": {*RUN, "other_round"},
    "POST /judging/editions/{edition_id}/rubrics": {*RUN, "other_round"},
    "GET /judging/rubrics/{rubric_id}": {*RUN, "other_round"},
    "GET /certificates/{name}": {*RUN, "owner"},
    "GET /roadshow/rounds/{round_id}": RUN,
    "POST /roadshow/rounds/{round_id}": RUN,
    "POST /roadshow/rounds/{round_id}/parties": RUN,
    "POST /roadshow/rounds/{round_id}/plan": RUN,
    "POST /roadshow/rounds/{round_id}/refill": RUN,
    "POST /roadshow/plans/{meeting_plan_id}/stop": RUN,
    "POST /roadshow/plans/{meeting_plan_id}/propose": RUN,
    "GET /roadshow/parties/{party_id}": OWNER,
    "GET /roadshow/parties/{party_id}/meetings.ics": OWNER,
    "POST /roadshow/parties/{party_id}/join": OWNER,
    "POST /roadshow/parties/{party_id}/leave": OWNER,
    "POST /roadshow/parties/{party_id}/times": OWNER,
    "POST /roadshow/parties/{party_id}/wishes": OWNER,
    "POST /roadshow/parties/{party_id}/notes": OWNER,
    "POST /roadshow/meetings/{meeting_id}": OWNER,
    "GET /roadshow/meetings/{meeting_id}/move": RUN,
    "POST /roadshow/meetings/{meeting_id}/move": RUN,
    "GET /certificates/changes/{certificate_id}": WHOLE,
    "POST /certificates/changes/{certificate_id}": WHOLE,
    "GET /certificates/editions/{edition_id}/design": WHOLE,
    "GET /certificates/editions/{edition_id}/design/preview": WHOLE,
    "POST /certificates/editions/{edition_id}/design": WHOLE,
    "POST /account/tokens/{token_id}/revoke": OWNER,
    **dict.fromkeys(
        [
            "GET /api/v1/entries/{code}",
            "GET /api/v1/entries/{code}/form",
            "PUT /api/v1/entries/{code}/answers",
            "POST /api/v1/entries/{code}/hand-in",
            "GET /api/v1/entries/{code}/receipts/{number}",
            "POST /api/v1/entries/{code}/withdraw",
            "POST /api/v1/entries/{code}/wanted",
            "GET /api/v1/entries/{code}/questions",
            "POST /api/v1/entries/{code}/questions",
            "POST /api/v1/entries/{code}/files",
            "GET /api/v1/entries/{code}/files/{file_id}",
            "DELETE /api/v1/entries/{code}/files/{file_id}",
            "PUT /api/v1/files/{file_id}/parts/{number}",
            "POST /api/v1/files/{file_id}/done",
            "DELETE /api/v1/files/{file_id}",
        ],
        OWNER,
    ),
    **dict.fromkeys(
        [
            "GET /api/v1/rounds/{round_id}/entries",
            "GET /api/v1/rounds/{round_id}/screening",
            "GET /api/v1/rounds/{round_id}/screening/{code}",
            "POST /api/v1/rounds/{round_id}/screening/{code}",
            "POST /api/v1/rounds/{round_id}/screening/{code}/second",
            "GET /api/v1/rounds/{round_id}/screening/{code}/files/{file_id}",
            "GET /api/v1/questions/{code}",
            "POST /api/v1/questions/{code}",
        ],
        DESK,
    ),
    "GET /api/v1/questions": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
}
# Who screens nothing has no token with the scope of these, and is told so before anything is looked up.
SCREENING = re.compile(r"\w+ /api/v1/(rounds|questions)\b")
AWARD = wording.Award(
    **dict.fromkeys(("name", "kind", "entry_code", "title_en", "edition_en", "round_en", "award_en", "issuer_en"), "x"),
    **dict.fromkeys(("title_zh", "edition_zh", "round_zh", "city_en", "city_zh", "award_zh", "issuer_zh"), ""),
    rank=1,
    is_shared=False,
    issued_on=NOW.date(),
)
# What every form gets: enough for the verb to be asked, nothing that it would do.
FORM = {"is_complete": "yes", "reason": "x", "revision": "1", "to": "screening"}


# What programs send: enough for the verb to be asked.
SENT: dict[str, Any] = {
    "POST /api/v1/entries": {"round": str(uuid7()), "kind": "project"},
    "PUT /api/v1/entries/{code}/answers": {"revision": 1, "answers": {}},
    "POST /api/v1/entries/{code}/hand-in": {"agreed": []},
    "POST /api/v1/entries/{code}/withdraw": {"reason": ""},
    "POST /api/v1/entries/{code}/wanted": {"answers": {}},
    "POST /api/v1/entries/{code}/questions": {"text": "x"},
    "POST /api/v1/entries/{code}/files": {"field": "pitch_deck", "name": "a.pdf", "size": 4},
    "POST /api/v1/rounds/{round_id}/screening/{code}": {"verdict": "eligible", "number": 1},
    "POST /api/v1/rounds/{round_id}/screening/{code}/second": {"agrees": True, "number": 1},
    "POST /api/v1/questions/{code}": {"text": "x"},
}


def _declared(text: str) -> set[str]:
    return {one.strip() for one in text.replace("\n", "|").split("|") if one.strip()}


def _routes(app: Front) -> set[str]:
    found = set()
    for route in app.app.routes:
        path = "/".join(
            "{" + part[1:].partition(":")[0] + "}" if part[:1] == "{" else part for part in route.path.split("/")
        )
        found |= {f"{method} {path}" for method in getattr(route, "methods", ()) if method not in {"OPTIONS", "HEAD"}}
    return found


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def made(app: Front) -> tuple[dict[str, UUID], dict[str, str]]:
    """One of every person, and one of every thing of the round by the name it has in paths."""
    world = await make_open_world(entries=1, judges=3)
    await sign_all(world, ("6", "6"))
    async with db.work():
        plan = await judging.ask_plan(actor=world.organiser, round_id=world.round, now=NOW)
        decision = await judging.draft_decision(actor=world.organiser, round_id=world.round, now=NOW)
        # a round asked for entries is run by who may say yes: here the same people
        await db.execute("update decision set leads_to = round where id = $1", decision)
        form = await challenge.begin_form(actor=SYSTEM, edition_id=world.edition, kind="project", now=NOW)
        message = await queue_message(
            kind="accounts/unknown",
            to=Recipient(person_id=None, email="a@example.org", name=""),
            context={},
            edition_id=world.edition,
        )
    code, owner = next(iter(world.entries)), world.applicants[0]
    another = await make_submission(world.edition, world.round, await make_person("Another"), code="OTHER-1")
    await make_standing(another, world.round, await make_version(another, owner, code="OTHER-1"))
    other_edition = await make_edition()
    other_round = await make_round(world.edition)
    item = await db.fetchval("select id from decision_item")
    certificate = Certificate(
        code="7WHAGAXXA6GD", number="T-1", item=item, submission=world.entries[code], recipient_id=owner, kind="award",
        data=msgspec.json.encode(AWARD).decode(), key="k", sha256="ab" * 32, rendered_at=NOW, issued_at=NOW,
    )  # fmt: skip
    await certificate.save()
    file = await make_file(owner)
    await attach(world.entries[code], file)
    for key in (f"files/{file}", f"pictures/{file}/1.webp", "k"):
        await storage.put(key, b"%PDF", content_type="application/pdf")
    line = {"file_id": str(file), "field": "pitch_deck", "name": "deck.pdf", "size": 4, "sha256": "ab" * 32}
    await db.execute(
        "update submission_version set content = jsonb_set(content, '{files}', $1::jsonb)",
        msgspec.json.encode([line]).decode(),
    )
    await db.execute("update submission set kind = 'talent' where id = $1", world.entries[code])
    await db.execute("update submission_version set content = jsonb_set(content, '{kind}', '\"talent\"')")
    await db.execute("update round set blindness = 'none'")
    await ScreeningRound(round=world.round, judges_read_letters=True).save()
    referee = Referee(
        submission=world.entries[code], name="Ohta", email="o@example.org", asked_by=owner, expires_at=NOW,
        outcome="given", closed_at=NOW, letter="Good.", relation="Met.", file=await letter_file(owner),
    )  # fmt: skip
    await referee.save()
    people = {
        "owner": owner,
        "judge": world.judges[0].id,
        "tied": world.judges[1].id,
        "round": world.organiser.id,
        **{name: await make_person(name) for name in ("programme", "chief", "screener", "stranger", "other_owner")},
        **{name: await make_person(name) for name in ("other_judge", "other_round", "other_edition", "other_screener")},
    }
    await grant(people["programme"], "programme_organiser", edition_id=world.edition)
    await grant(people["chief"], "programme_organiser")
    await grant(people["screener"], "screener", edition_id=world.edition, round_id=world.round)
    people["partner"] = await make_person("partner")
    await grant(people["partner"], "partner", edition_id=world.edition)
    await grant(people["other_judge"], "judge", edition_id=world.edition, round_id=other_round)
    await grant(people["other_round"], "round_organiser", edition_id=world.edition, round_id=other_round)
    await grant(people["other_screener"], "screener", edition_id=world.edition, round_id=other_round)
    await grant(people["other_edition"], "programme_organiser", edition_id=other_edition)
    await db.execute(
        "insert into tie (id, submission, person, kind, source, reason, created_at)"
        " values ($1, $2, $3, 'ruled', 'ruled', '', $4)",
        uuid7(), world.entries[code], people["tied"], NOW,
    )  # fmt: skip
    await make_token(owner)
    partner = uuid7()
    await Partner(id=partner, edition=world.edition, role="host", name_en="Host", name_zh="主办方", source="x").save()
    people |= {"partner": await make_person("partner"), "other_partner": await make_person("other partner")}
    await grant(people["partner"], "partner", edition_id=world.edition)
    await grant(people["other_partner"], "partner", edition_id=world.edition)
    await PartnerPerson(partner=partner, person=people["partner"]).save()
    of_meetings = await make_meeting(world.organiser, world.round, world.entries[code])
    counterpart, other_counterpart = [await make_counterpart(world.edition, name) for name in ("Fund", "Rival")]
    people |= {"acting": await make_acting(counterpart), "other_acting": await make_acting(other_counterpart, "Rita")}
    zone_scene = await make_zone_scene(world.edition)
    need = await make_need(world.edition, await owner_of(counterpart))
    cohort = await make_cohort(world.edition)
    venture = await place_venture(world.edition, world.entries[code], cohort_id=cohort, file_id=file)
    share = uuid7()
    await SharingConsent(submission=world.entries[code], level="files", agreed_by=owner).save()
    await EntryShare(id=share, submission=world.entries[code], counterpart=counterpart).save()
    names = {
        **of_meetings,
        "share_id": share,
        "cohort_id": cohort,
        "venture_id": venture,
        "landing_step_id": await db.fetchval("select id from landing_step where venture = $1 limit 1", venture),
        "need_id": need,
        "counterpart_id": counterpart,
        "member_id": people["acting"],
        "zone_scene_id": zone_scene,
        "slug": await db.fetchval("select slug from edition where id = $1", world.edition),
        "round_id": world.round,
        "edition_id": world.edition,
        "rubric_id": world.rubric,
        "code": code,
        "other": "OTHER-1",
        "number": 1,
        "mark": "version-1",
        "referee_id": referee.id,
        "line_id": uuid7(),
        "person_id": people["stranger"],
        "invitation_id": uuid7(),
        "file_id": file,
        "review_id": await review_of(world),
        "decision_id": decision,
        "certificate_id": certificate.id,
        "plan_id": plan,
        "form_id": form,
        "kind": "talent",
        "key": "ask",
        "section_key": "new",
        "message_id": message,
        "job_id": uuid7(),
        "judge_id": world.judges[0].id,
        "part_id": uuid7(),
        "proposal_id": uuid7(),
        "extension_id": await make_extension(world.round, people["other_owner"]),
        "code_id": await make_late_code(world.round),
        "scene_id": await make_scene(world.edition, key="other"),
        "partner_id": partner,
        "nomination_id": uuid7(),
        "purpose": "media",
        "kind_of_file": "csv",
        "way": "code",
        "token_id": (await queries.tokens(actor=await actor_for(owner), now=NOW))[0].id,
        "name": "7WHA-GAXX-A6GD.pdf",
    }
    return people, {name: str(value) for name, value in names.items()}


async def make_meeting(organiser: Actor, round_id: UUID, entry: UUID) -> dict[str, UUID]:
    """An event of the round with a plan, and a meeting of the entry."""
    async with db.work():
        event = await roadshow.lay_out_event(actor=organiser, round_id=round_id, plan=PLAN, now=NOW)
        await roadshow.bring_in(actor=organiser, round_id=round_id)
        plan = await roadshow.ask_plan(actor=organiser, round_id=round_id, now=NOW)
    party: UUID = await db.fetchval("select id from party where submission = $1", entry)
    other = await db.fetchval(
        "insert into party (id, event, counterpart, is_remote, least) values ($1, $2, $3, false, 0) returning id",
        uuid7(), event, await make_counterpart(await db.fetchval("select edition from round where id = $1", round_id)),
    )  # fmt: skip
    meeting: UUID = await db.fetchval(
        "insert into meeting (id, event, slot, entry, other, state, made_at) values ($1, $2, (select id from"
        " meeting_slot order by starts_at limit 1), $3, $4, 'proposed', $5) returning id",
        uuid7(), event, party, other, NOW,
    )  # fmt: skip
    return {"party_id": party, "meeting_plan_id": plan, "meeting_id": meeting}


async def letter_file(owner: UUID) -> UUID:
    made = await make_file(owner)
    await storage.put(f"files/{made}", b"%PDF", content_type="application/pdf")
    return made


async def _ask(client: httpx.AsyncClient, route: str, names: dict[str, str]) -> httpx.Response:
    method, path = route.format(**names).split()
    if (body := SENT.get(route)) is not None:
        return await client.request(method, path, json=body)
    form = {"_csrf_token": csrf_of(client), **FORM}
    headers = {"x-csrftoken": form["_csrf_token"], "x-amz-checksum-sha256": "x"}
    if path.endswith(("/announce", "/autosave")):
        body = b'{"field":"pitch_deck","name":"a.pdf","size":4,"revision":1,"changes":{}}'
        return await client.post(path, content=body, headers=headers)
    if path.endswith("/files") and method == "POST":
        sent = {"pitch_deck": ("a.pdf", b"%PDF")}
        return await client.post(path, data={**form, "field": "pitch_deck"}, files=sent)
    data = form if method == "POST" else None
    return await client.request(method, path, data=data, headers=headers)


def test_every_route_says_who_may(app: Front) -> None:
    assert _routes(app) == _declared(OPEN) | _declared(OWN) | _declared(API) | set(MAY)


async def test_a_visitor_is_asked_to_sign_in(app: Front, made: Any) -> None:
    _, names = made
    async with browser(app) as client:
        answers = {
            route: (await _ask(client, route, names)).status_code
            for route in sorted({*MAY, *_declared(OWN), *_declared(API)})
        }
    assert answers == {route: 303 if route.startswith("GET") and "/api/" not in route else 401 for route in answers}


async def test_to_who_may_not_nothing_is_there(app: Front, made: Any) -> None:
    people, names = made
    seen = {}
    for name, person in people.items():
        async with browser(app) as client:
            await sign_in(client, person)
            client.headers["authorization"] = f"Bearer {await make_token(person)}"
            for route in sorted(MAY):
                status = (await _ask(client, route, names)).status_code if name not in MAY[route] else 404
                if status != 404 and not (status == 403 and SCREENING.match(route)):
                    seen[name, route] = status
    assert seen == {}


async def test_who_may_finds_it(app: Front, made: Any) -> None:
    people, names = made
    missing = set()
    for name, person in people.items():
        async with browser(app) as client:
            await sign_in(client, person)
            client.headers["authorization"] = f"Bearer {await make_token(person)}"
            for route in sorted(MAY):
                if name not in MAY[route] or not route.startswith("GET"):
                    continue
                if (await _ask(client, route, names)).status_code == 404:
                    missing.add((name, route))
    assert missing == set()
