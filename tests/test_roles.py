"""Every route and who may use it on things of one round; to everybody else nothing is there.

The table is held against the application's own routes: one that is not in it fails.
"""

import re
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from contest.accounts import queries
from contest.accounts.tables import PersonRequest, SecondFactor
from contest.certificates.rules import wording
from contest.certificates.tables import Certificate, CertificateBatch, LogoLicence
from contest.challenge import service as challenge
from contest.challenge.tables import Partner, PartnerPerson
from contest.desk.tables import ReminderRule, Webhook, WebhookDelivery
from contest.judging import service as judging
from contest.judging.tables.after import Objection, ObjectionFile
from contest.judging.tables.sheets import PaperSheet
from contest.lib import clock, db, keys, storage
from contest.lib.actor import SYSTEM, Actor
from contest.lib.ids import uuid7
from contest.lib.web.front import Front
from contest.notifications.service import Recipient, queue_message
from contest.privacy.tables import Breach
from contest.roadshow import service as roadshow
from contest.roadshow.queries.letters import SEALED
from contest.roadshow.rules.day import Passport, Printed
from contest.roadshow.rules.programme import ItemPlan
from contest.roadshow.tables.after import EventAgreement
from contest.roadshow.tables.day import VenuePack, VisaLetter
from contest.submissions.tables import ScreeningRound
from contest.submissions.tables.sharing import EntryShare, SharingConsent
from contest.submissions.tables.teams import Referee
from tests.judging.world import make_feedback, make_open_world, review_of, sign_all
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
from tests.makers.incubator import make_cohort, make_funder_report, make_parts, place_venture
from tests.makers.zone import make_acting, make_agreement, make_counterpart, make_need, make_zone_scene, owner_of
from tests.roadshow.world import PLAN
from tests.web import browser, csrf_of, sign_in

# Every person asks for every route: minutes where other work has the machine, and a hang still ends.
pytestmark = pytest.mark.timeout(600)

# Open to anyone, or to anyone who has signed in: pages without an id of somebody's, and links that are keys themselves.
OPEN = """
GET / | GET /healthz | GET /readyz | GET /metrics | GET /static/{name} | GET /language/{code}
GET /calls/{edition_slug}/{round_slug} | GET /results/{edition_slug}/{round_slug}
GET /results/{edition_slug}/{round_slug}/bundle.zip | GET /results/{edition_slug}/{round_slug}/method
GET /editions
GET /calls | GET /calls/{edition_slug} | GET /calls.json | GET /calls.ics | GET /api/v1/openapi.json | GET /api/v1/calls
GET /api/v1/roadmaps/{edition_slug}
GET /gallery | GET /privacy | GET /imprint | GET /accessibility | GET /robots.txt | GET /sitemap.xml | GET /news.atom
GET /.well-known/security.txt
GET /calls/{edition_slug}/{round_slug}/check | POST /calls/{edition_slug}/{round_slug}/check
GET /calls/{edition_slug}/{round_slug}/ask | POST /calls/{edition_slug}/{round_slug}/ask
GET /nominations/{key} | POST /nominations/{key}/decline
GET /consents/{purpose} | GET /rules/{edition_slug} | GET /rules/{edition_slug}/{number}
GET /.well-known/certificate-keys.json | GET /.well-known/did.json | GET /.well-known/certificate-status/{number}
GET /judging/link | POST /judging/link | GET /judging/offline.js
GET /impact/factors | GET /verify | POST /verify | GET /verify/{code} | GET /invitation | POST /invitation
GET /incubator/calendar.ics
GET /programme/{edition_slug}/{round_slug} | GET /roadshow/feeds/{key}
GET /roadshow/offline.js | GET /roadshow/guests/{key} | POST /roadshow/guests/{key}
GET /roadshow/rounds/{round_id}/come | POST /roadshow/rounds/{round_id}/come
GET /roadshow/assist/{key} | POST /roadshow/assist/{key}/wishes | POST /roadshow/assist/{key}/times
GET /reports | POST /reports
GET /letters | POST /letters | POST /letters/file | GET /needs/{edition_slug}
GET /roadmap/{edition_slug} | GET /roadmap/{edition_slug}/data.csv | GET /roadmap/{edition_slug}/data.json
GET /landed/{edition_slug}
POST /hooks/mail | GET /account/mail/stop | POST /account/mail/stop
GET /sign-in | POST /sign-in | POST /sign-in/go-on | POST /sign-in/mail | POST /sign-in/code | POST /sign-out
GET /sign-up | POST /sign-up | POST /sign-up/form | GET /password | POST /password | POST /password/new
"""
OWN = """
GET /home | GET /account | POST /account | POST /account/password | POST /account/confirm
GET /account/data | POST /account/data | GET /account/data/kept | GET /account/data/seen
GET /account/consents | POST /account/consents/give | POST /account/consents/withdraw
GET /account/factor | POST /account/factor | POST /account/sign-out-everywhere | GET /certificates
POST /account/viewing/end
GET /account/tokens | POST /account/tokens
GET /submissions/join | POST /submissions/join | GET /submissions | GET /submissions/new | POST /submissions/new
GET /submissions/mine/{kind_of_file} | GET /submissions/late | POST /submissions/late | GET /roadshow/meetings
GET /roadshow/kept
GET /judging/decisions/{decision_id}/objection
"""

# Any token opens these; a session does not.
API = """
GET /api/v1/me | GET /api/v1/meetings | GET /api/v1/agreements | GET /api/v1/meetings/agreements
POST /api/v1/events/{round_id}/come
GET /api/v1/entries | POST /api/v1/entries | GET /api/v1/invitations | POST /api/v1/late-codes
"""

# Who of the round's own people may; `programme` organises its edition, `round` the round, `chief` the installation.
RUN = {"round", "programme", "chief"}
WHOLE = {"programme", "chief"}
OWNER = {"owner"}
TEAM = {*WHOLE, "owner"}
DESK = {*RUN, "screener"}
ORGANISES = {*RUN, "other_round", "other_edition"}
SEARCHES = {*ORGANISES, "screener", "other_screener"}
READS = {*RUN, "other_round"}  # of a register, which belongs to the whole edition
MAY: dict[str, set[str]] = {
    "GET /desk": {*RUN, "other_round", "other_edition"},
    "GET /desk/people/{person_id}/view": {"chief"},
    "POST /desk/people/{person_id}/view": {"chief"},
    **dict.fromkeys(
        [
            "GET /desk/roles/{kind_of_file}",
            "GET /desk/reminders/{kind_of_file}",
            "GET /desk/calendar/{kind_of_file}",
            "GET /desk/webhooks/all/{kind_of_file}",
        ],
        ORGANISES,
    ),
    "GET /desk/webhooks/{webhook_id}/calls/{kind_of_file}": RUN,
    "GET /desk/jobs/{kind_of_file}": {"chief"},
    "GET /judging/rounds/{round_id}/panel/list/{kind_of_file}": RUN,
    "GET /certificates/batches/{batch_id}/list/{kind_of_file}": RUN,
    "GET /challenge/editions/{slug}/partners/{kind_of_file}": {*RUN, "other_round"},
    "GET /desk/calendar": {*RUN, "other_round", "other_edition"},
    "GET /desk/rounds/{round_id}": RUN,
    "GET /desk/rounds/{round_id}/rehearsal": RUN,
    "POST /desk/rounds/{round_id}/rehearsal": RUN,
    "GET /desk/editions/{edition_id}/copy": {"chief"},
    "POST /desk/editions/{edition_id}/copy": {"chief"},
    "GET /desk/requests": {"chief"},
    "GET /desk/requests/borders": {"chief"},
    "GET /desk/requests/{request_id}": {"chief"},
    "POST /desk/requests/{request_id}": {"chief"},
    "GET /desk/breaches": {"chief"},
    "POST /desk/breaches": {"chief"},
    "GET /desk/breaches/{breach_id}": {"chief"},
    "POST /desk/breaches/{breach_id}/people": {"chief"},
    "POST /desk/breaches/{breach_id}/authority": {"chief"},
    "POST /desk/breaches/{breach_id}/notices": {"chief"},
    "GET /desk/retention": {"chief"},
    "GET /desk/retention/{kind}": set(),
    "POST /desk/retention/kinds/{kind}": {"chief"},
    "POST /desk/retention/holds": {"chief"},
    "POST /desk/retention/holds/{hold_id}/lift": {"chief"},
    "GET /account/data/requests/{request_id}": OWNER,
    "POST /account/data/requests/{request_id}/prove": OWNER,
    "POST /account/data/requests/{request_id}/code": OWNER,
    "POST /account/data/requests/{request_id}/withdraw": OWNER,
    "GET /account/data/requests/{request_id}/copy.zip": set(),
    "GET /desk/search": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
    "GET /desk/search/suggest": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
    "GET /desk/search/found/{kind_of_file}": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
    "POST /desk/search/columns": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
    "GET /desk/audit": {*WHOLE, "other_edition"},
    "GET /desk/audit/{kind_of_file}": {*WHOLE, "other_edition"},
    "GET /desk/bulk": {*RUN, "other_round", "other_edition"},
    "POST /desk/bulk": {*RUN, "other_round", "other_edition"},
    "GET /desk/bulk/{bulk_id}": set(),
    "GET /desk/bulk/{bulk_id}/rows/{kind_of_file}": set(),
    "POST /desk/bulk/{bulk_id}/stop": set(),
    "POST /desk/search/save": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
    "POST /desk/search/saved/{saved_id}/remove": set(),
    "GET /desk/mail": {*WHOLE, "other_edition"},
    "GET /desk/mail/letters": {*WHOLE, "other_edition"},
    "GET /desk/mail/letters/{edition_id}/{letter}": WHOLE,
    "POST /desk/mail/letters/{edition_id}/{letter}": WHOLE,
    "GET /desk/mail/{message_id}": WHOLE,
    "POST /desk/mail/{message_id}/approve": WHOLE,
    "POST /desk/mail/approve": {*WHOLE, "other_edition"},
    "POST /desk/mail/{message_id}/reword": WHOLE,
    "POST /desk/mail/{message_id}/withdraw": WHOLE,
    "POST /desk/mail/{message_id}/send-again": WHOLE,
    "GET /desk/webhooks": {*RUN, "other_round", "other_edition"},
    "POST /desk/webhooks": {*RUN, "other_round", "other_edition"},
    "GET /desk/webhooks/{webhook_id}": RUN,
    "POST /desk/webhooks/{webhook_id}/end": RUN,
    "POST /desk/webhooks/{webhook_id}/try": RUN,
    "POST /desk/webhooks/{webhook_id}/calls/{delivery_id}/again": RUN,
    "GET /desk/reminders": {*RUN, "other_round", "other_edition"},
    "POST /desk/reminders": {*RUN, "other_round", "other_edition"},
    "POST /desk/reminders/{rule_id}/end": RUN,
    "GET /desk/jobs": {"chief"},
    "GET /desk/backups": {"chief"},
    "GET /desk/security": {"chief"},
    "GET /desk/roles": {*RUN, "other_round", "other_edition"},
    "POST /desk/roles": {*RUN, "other_round", "other_edition"},
    "POST /desk/roles/{grant_id}/take-back": RUN,
    "POST /desk/roles/people/{person_id}/reset-factor": {"chief"},
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
    "GET /challenge/public-pages/{page_key}": {"chief"},
    "POST /challenge/public-pages/{page_key}": {"chief"},
    "GET /challenge/days": {*WHOLE, "other_edition"},
    "POST /challenge/days": {*WHOLE, "other_edition"},
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
    "GET /submissions/shared/entries/{kind_of_file}": {"acting", "other_acting"},
    "GET /submissions/shared/{code}": {"acting"},
    "GET /submissions/shared/{code}/files/{file_id}": {"acting"},
    "GET /submissions/{code}/sharing": OWNER,
    "POST /submissions/{code}/sharing": OWNER,
    "POST /submissions/{code}/sharing/{share_id}/stop": OWNER,
    "GET /submissions/rounds/{round_id}/sharing": RUN,
    "POST /submissions/rounds/{round_id}/sharing": RUN,
    "POST /submissions/rounds/{round_id}/sharing/{share_id}/end": RUN,
    "GET /submissions/rounds/{round_id}/suggestions": RUN,
    "POST /submissions/rounds/{round_id}/suggestions": RUN,
    "GET /submissions/rounds/{round_id}/suggestions/{kind_of_file}": RUN,
    **dict.fromkeys(
        [
            "GET /zone/editions/{edition_id}/needs",
            "GET /zone/editions/{edition_id}/needs/{kind_of_file}",
            "GET /zone/editions/{edition_id}/counterparts",
            "POST /zone/editions/{edition_id}/counterparts",
            "GET /zone/editions/{edition_id}/agreements",
            "GET /zone/editions/{edition_id}/agreements/{kind_of_file}",
            "GET /zone/editions/{edition_id}/counterparts/{kind_of_file}",
            "POST /zone/editions/{edition_id}/agreements",
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
    "GET /zone/agreements/{agreement_id}": {*RUN, "acting"},
    "GET /zone/agreements/{agreement_id}/file": {*RUN, "acting"},
    "POST /zone/agreements/{agreement_id}": RUN,
    "POST /zone/agreements/{agreement_id}/file": RUN,
    "GET /roadshow/editions/{edition_id}/introductions": WHOLE,
    "POST /zone/counterparts/{counterpart_id}": {*WHOLE, "acting"},
    "POST /zone/counterparts/{counterpart_id}/people": READS,
    "POST /zone/counterparts/{counterpart_id}/people/{member_id}/remove": READS,
    "GET /zone/counterparts/{counterpart_id}/join": {"acting"},
    "POST /zone/counterparts/{counterpart_id}/join": {"acting"},
    "POST /zone/counterparts/{counterpart_id}/decline": {"acting"},
    "GET /incubator/mine": OWNER,
    "GET /incubator/ventures/{venture_id}/product": TEAM,
    "POST /incubator/ventures/{venture_id}/product": TEAM,
    "GET /incubator/ventures/{venture_id}/claims": TEAM,
    "POST /incubator/ventures/{venture_id}/claims": TEAM,
    "GET /incubator/editions/{edition_id}/claims": WHOLE,
    "POST /incubator/editions/{edition_id}/claims": WHOLE,
    "GET /incubator/editions/{edition_id}/funders": WHOLE,
    "POST /incubator/editions/{edition_id}/funders": WHOLE,
    "GET /incubator/funding": {"partner", "other_partner"},
    "GET /incubator/funder-reports/{funder_report_id}": {*WHOLE, "partner"},
    "GET /incubator/funder-reports/{funder_report_id}/lines/{funder_line_id}": {*WHOLE, "partner"},
    "GET /incubator/funder-reports/{funder_report_id}/{language}/{format}": {*WHOLE, "partner"},
    "GET /incubator/mentoring": {"mentor"},
    "GET /incubator/editions/{edition_id}/mentors": WHOLE,
    "POST /incubator/editions/{edition_id}/mentors": WHOLE,
    "GET /incubator/mentors/{mentor_id}": {*WHOLE, "mentor"},
    "POST /incubator/mentors/{mentor_id}": {*WHOLE, "mentor"},
    "POST /incubator/mentors/{mentor_id}/hours": {"mentor"},
    "POST /incubator/mentors/{mentor_id}/dismiss": WHOLE,
    "POST /incubator/hours/{hour_id}/give-back": {"mentor", "owner"},
    "GET /incubator/ventures/{venture_id}/mentors": {*TEAM, "mentor"},
    "POST /incubator/ventures/{venture_id}/mentors": WHOLE,
    "POST /incubator/pairings/{pairing_id}/end": WHOLE,
    "POST /incubator/ventures/{venture_id}/hours": OWNER,
    "GET /incubator/ventures/{venture_id}/pre-read": {*TEAM, "mentor"},
    "POST /incubator/ventures/{venture_id}/sessions": {"mentor"},
    "POST /incubator/sessions/{session_id}/done": {"mentor", "owner"},
    "GET /incubator/calendar": {*WHOLE, "owner", "mentor", "other_edition"},
    "POST /incubator/milestones/{milestone_id}/submit": OWNER,
    "POST /incubator/reports/{venture_report_id}": OWNER,
    "POST /incubator/values/{value_id}/evidence": OWNER,
    "POST /incubator/ventures/{venture_id}/publicity": OWNER,
    **dict.fromkeys(
        [
            "GET /incubator/editions/{edition_id}",
            "GET /incubator/editions/{edition_id}/list",
            "GET /incubator/editions/{edition_id}/list/{kind_of_file}",
            "GET /incubator/editions/{edition_id}/milestones/{kind_of_file}",
            "GET /incubator/editions/{edition_id}/mentors/{kind_of_file}",
            "GET /incubator/editions/{edition_id}/calendar",
            "GET /incubator/editions/{edition_id}/cohorts",
            "GET /incubator/editions/{edition_id}/cohorts/{kind_of_file}",
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
            "GET /incubator/editions/{edition_id}/roadmap",
            "POST /incubator/editions/{edition_id}/roadmap",
            "POST /incubator/editions/{edition_id}/roadmap/begin",
            "GET /incubator/nodes/{node_id}",
            "POST /incubator/nodes/{node_id}",
            "POST /incubator/nodes/{node_id}/ventures",
            "POST /incubator/nodes/{node_id}/ventures/{venture_id}/unlink",
            "POST /incubator/nodes/{node_id}/drop",
            "GET /incubator/editions/{edition_id}/ecosystem",
            "GET /incubator/editions/{edition_id}/late",
            "GET /incubator/editions/{edition_id}/late/{kind_of_file}",
            "GET /incubator/editions/{edition_id}/alerts",
            "POST /incubator/alerts/{stall_alert_id}",
            "GET /incubator/editions/{edition_id}/reports",
            "POST /incubator/values/{value_id}/verify",
            "POST /incubator/reports/{venture_report_id}/reopen",
            "POST /incubator/ventures/{venture_id}/grant",
            "POST /incubator/tranches/{tranche_id}/approve",
            "POST /incubator/tranches/{tranche_id}/release",
            "GET /incubator/editions/{edition_id}/milestones",
            "POST /incubator/editions/{edition_id}/milestones",
            "GET /incubator/editions/{edition_id}/milestones/new",
            "POST /incubator/editions/{edition_id}/milestones/new",
            "POST /incubator/ventures/{venture_id}/milestones",
            "POST /incubator/milestones/{milestone_id}",
            "POST /incubator/milestones/{milestone_id}/move",
            "POST /incubator/milestones/{milestone_id}/decide",
            "POST /incubator/milestones/{milestone_id}/drop",
            "GET /incubator/editions/{edition_id}/desk",
            "GET /incubator/editions/{edition_id}/desk/{kind_of_file}",
            "POST /incubator/requests/{service_request_id}",
            "POST /incubator/ventures/{venture_id}/prizes",
            "POST /incubator/prizes/{prize_id}/conditions/{condition_id}",
            "POST /incubator/prizes/{prize_id}/settle",
            "POST /incubator/prizes/{prize_id}/lapse",
        ],
        WHOLE,
    ),
    **dict.fromkeys(
        [
            "GET /incubator/ventures/{venture_id}",
            "GET /incubator/ventures/{venture_id}/judged",
            "GET /incubator/ventures/{venture_id}/places",
            "POST /incubator/ventures/{venture_id}/places",
            "POST /incubator/places/{venture_place_id}/remove",
            "GET /incubator/landing/{landing_step_id}",
            "POST /incubator/landing/{landing_step_id}",
            "POST /incubator/ventures/{venture_id}/files",
            "GET /incubator/ventures/{venture_id}/files/{file_id}",
            "GET /incubator/ventures/{venture_id}/requests",
            "POST /incubator/ventures/{venture_id}/requests",
            "GET /incubator/requests/{service_request_id}",
            "POST /incubator/requests/{service_request_id}/withdraw",
            "GET /incubator/ventures/{venture_id}/prizes",
            "GET /incubator/prizes/{prize_id}",
            "GET /incubator/ventures/{venture_id}/reports",
            "GET /incubator/reports/{venture_report_id}",
            "GET /incubator/ventures/{venture_id}/grant",
            "GET /incubator/ventures/{venture_id}/milestones",
            "GET /incubator/milestones/{milestone_id}",
        ],
        TEAM,
    ),
    "GET /partners": {"partner", "other_partner"},
    "GET /partners/{partner_id}": {*WHOLE, "partner"},
    "POST /partners/{partner_id}/links": {*WHOLE, "partner"},
    "POST /partners/{partner_id}/nominations": {*WHOLE, "partner"},
    "POST /partners/{partner_id}/nominations/{nomination_id}/withdraw": {*WHOLE, "partner"},
    "POST /partners/{partner_id}/people": WHOLE,
    "POST /partners/{partner_id}/permission": WHOLE,
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
    "GET /submissions/editions/{edition_id}/forms/{kind_of_file}": WHOLE,
    "GET /submissions/rounds/{round_id}/plan": RUN,
    "GET /submissions/rounds/{round_id}/files/{way}": DESK,
    "GET /submissions/rounds/{round_id}/lists/{what}/{kind_of_file}": RUN,
    "GET /submissions/rounds/{round_id}/import": RUN,
    "POST /submissions/rounds/{round_id}/import": RUN,
    "POST /submissions/rounds/{round_id}/import/look": RUN,
    "GET /submissions/rounds/{round_id}/deadline": RUN,
    "POST /submissions/rounds/{round_id}/deadline": RUN,
    "POST /submissions/rounds/{round_id}/deadline/extensions": RUN,
    "POST /submissions/rounds/{round_id}/deadline/codes": RUN,
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
    "GET /submissions/questions/{kind_of_file}": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
    "GET /submissions/{code}/questions": {*RUN, "screener", "owner"},
    "POST /submissions/{code}/questions": {*RUN, "screener", "owner"},
    "POST /submissions/{code}/questions/settle": {*RUN, "screener", "owner"},
    "GET /submissions/files/{file_id}/pages": {*RUN, "screener", "owner"},
    "GET /submissions/files/{file_id}/pages/{number}": {*RUN, "screener", "owner"},
    "GET /submissions/{code}/letters/{referee_id}": {*RUN, "screener"},
    "GET /judging/reviews/{review_id}/letters": {*RUN, "judge"},
    "GET /judging/reviews/{review_id}/letters/{referee_id}": {*RUN, "judge"},
    "GET /judging/reviews": {"judge", "tied", "other_judge"},
    "GET /judging/reviews/kept": {"judge", "tied", "other_judge"},
    "GET /judging/reviews/{review_id}": {*RUN, "judge"},
    "POST /judging/reviews/{review_id}": {"judge"},
    "POST /judging/reviews/{review_id}/autosave": {"judge"},
    "POST /judging/reviews/{review_id}/skip": {"judge"},
    "GET /judging/reviews/{review_id}/recuse": {"judge"},
    "POST /judging/reviews/{review_id}/recuse": {"judge"},
    "GET /judging/reviews/{review_id}/discussion": {*RUN, "judge"},
    "POST /judging/reviews/{review_id}/discussion": {"judge"},
    "GET /judging/rounds/{round_id}/discussions": RUN,
    "POST /judging/rounds/{round_id}/discussions": RUN,
    "GET /judging/rounds/{round_id}/sheets": RUN,
    "GET /judging/rounds/{round_id}/sheets/{judge_id}": RUN,
    "GET /judging/reviews/{review_id}/sheet": RUN,
    "POST /judging/reviews/{review_id}/sheet": RUN,
    "POST /judging/reviews/{review_id}/sheet/scan": RUN,
    "GET /judging/reviews/{review_id}/sheet/scan": RUN,
    "POST /judging/reviews/{review_id}/sheet/decide": RUN,
    "GET /judging/reviews/{review_id}/reopen": RUN,
    "POST /judging/reviews/{review_id}/reopen": RUN,
    "GET /judging/reviews/{review_id}/files/{file_id}": {*RUN, "judge"},
    "GET /judging/reviews/{review_id}/files/{file_id}/pages": {*RUN, "judge"},
    "GET /judging/reviews/{review_id}/files/{file_id}/pages/{number}": {*RUN, "judge"},
    "GET /judging/rounds/{round_id}": RUN,
    "GET /judging/rounds/{round_id}/ranking": RUN,
    "GET /judging/rounds/{round_id}/reviews/{kind_of_file}": RUN,
    "GET /judging/rounds/{round_id}/workbook": RUN,
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
    "POST /judging/rounds/{round_id}/join/scores": {"judge", "tied"},
    "GET /judging/rounds/{round_id}/links": RUN,
    "POST /judging/rounds/{round_id}/links": RUN,
    "GET /judging/rounds/{round_id}/link": {"judge", "tied"},
    "POST /judging/rounds/{round_id}/link": {"judge", "tied"},
    "GET /judging/rounds/{round_id}/bias": set(),
    "GET /judging/rounds/{round_id}/live": {"judge", "tied"},
    "GET /judging/rounds/{round_id}/pitches": RUN,
    "POST /judging/rounds/{round_id}/pitches": RUN,
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
    "POST /judging/decisions/{decision_id}/embargo": RUN,
    "GET /judging/decisions/{decision_id}/checks": RUN,
    "POST /judging/decisions/{decision_id}/checks": RUN,
    "POST /judging/decisions/{decision_id}/reverse": RUN,
    "POST /judging/decisions/{decision_id}/arrival": RUN,
    "POST /judging/decisions/{decision_id}/onward": RUN,
    "GET /judging/decisions/{decision_id}/objections": RUN,
    "POST /judging/objections/{objection_id}": RUN,
    "POST /judging/objections/{objection_id}/files": OWNER,
    "GET /judging/objections/{objection_id}/files/{file_id}": {*RUN, *OWNER},
    "GET /judging/decisions/{decision_id}/feedback": RUN,
    "POST /judging/decisions/{decision_id}/feedback": RUN,
    "POST /judging/decisions/{decision_id}/feedback/release": RUN,
    "POST /judging/feedback-texts/{text_id}": RUN,
    "GET /judging/feedback/{code}": OWNER,
    "POST /judging/decisions/{decision_id}/objection": OWNER,
    "GET /judging/editions/{edition_id}/rubrics": {*RUN, "other_round"},
    "GET /judging/editions/{edition_id}/rubrics/new": {*RUN, "other_round"},
    "POST /judging/editions/{edition_id}/rubrics": {*RUN, "other_round"},
    "GET /judging/rubrics/{rubric_id}": {*RUN, "other_round"},
    "GET /certificates/results/{decision_id}": RUN,
    "GET /certificates/{name}": {*RUN, "owner"},
    "GET /roadshow/rounds/{round_id}": RUN,
    "POST /roadshow/rounds/{round_id}": RUN,
    "POST /roadshow/rounds/{round_id}/parties": RUN,
    "POST /roadshow/rounds/{round_id}/plan": RUN,
    "POST /roadshow/rounds/{round_id}/refill": RUN,
    "POST /roadshow/plans/{meeting_plan_id}/stop": RUN,
    "POST /roadshow/plans/{meeting_plan_id}/propose": RUN,
    "GET /roadshow/parties/{party_id}": OWNER,
    "GET /roadshow/agreements/{agreement_id}/file": OWNER,
    "GET /roadshow/parties/{party_id}/meetings.ics": OWNER,
    "POST /roadshow/parties/{party_id}/join": OWNER,
    "POST /roadshow/parties/{party_id}/leave": OWNER,
    "POST /roadshow/parties/{party_id}/times": OWNER,
    "POST /roadshow/parties/{party_id}/wishes": OWNER,
    "POST /roadshow/parties/{party_id}/notes": OWNER,
    "POST /roadshow/meetings/{meeting_id}": OWNER,
    "GET /roadshow/meetings/{meeting_id}/move": RUN,
    "POST /roadshow/meetings/{meeting_id}/move": RUN,
    "GET /roadshow/parties/{party_id}/programme": OWNER,
    "GET /roadshow/meetings/{meeting_id}/outcome": OWNER,
    "POST /roadshow/meetings/{meeting_id}/outcome": OWNER,
    "GET /roadshow/rounds/{round_id}/after": RUN,
    "GET /roadshow/rounds/{round_id}/pack/{number}": {"round"},  # who asked for it
    "POST /roadshow/parties/{party_id}/feed": OWNER,
    "GET /roadshow/parties/{party_id}/pass": OWNER,
    "POST /roadshow/parties/{party_id}/pass": OWNER,
    "GET /roadshow/parties/{party_id}/letter": OWNER,
    "POST /roadshow/parties/{party_id}/letter": OWNER,
    "GET /roadshow/parties/{party_id}/letter.pdf": OWNER,
    "POST /roadshow/parties/{party_id}/recording": OWNER,
    "GET /roadshow/parties/{party_id}/assistants": OWNER,
    "POST /roadshow/parties/{party_id}/assistants": OWNER,
    "POST /roadshow/parties/{party_id}/assistants/{assistant_id}/end": OWNER,
    **dict.fromkeys(
        [
            "GET /roadshow/rounds/{round_id}/programme",
            "POST /roadshow/rounds/{round_id}/programme/items",
            "GET /roadshow/rounds/{round_id}/programme/items/{item_id}",
            "POST /roadshow/rounds/{round_id}/programme/items/{item_id}",
            "POST /roadshow/rounds/{round_id}/programme/items/{item_id}/remove",
            "POST /roadshow/rounds/{round_id}/programme/minutes",
            "POST /roadshow/rounds/{round_id}/programme/draw",
            "POST /roadshow/rounds/{round_id}/programme/pitches/{pitch_id}",
            "POST /roadshow/rounds/{round_id}/programme/release",
            "GET /roadshow/rounds/{round_id}/layout",
            "POST /roadshow/rounds/{round_id}/layout",
            "POST /roadshow/rounds/{round_id}/layout/slots",
            "POST /roadshow/rounds/{round_id}/layout/slots/{slot_id}/remove",
            "POST /roadshow/rounds/{round_id}/layout/tables",
            "POST /roadshow/rounds/{round_id}/layout/tables/{table_id}/remove",
            "GET /roadshow/rounds/{round_id}/plans",
            "GET /roadshow/rounds/{round_id}/day",
            "GET /roadshow/rounds/{round_id}/hall",
            "POST /roadshow/rounds/{round_id}/pitches/{pitch_id}/start",
            "POST /roadshow/rounds/{round_id}/pitches/{pitch_id}/clock",
            "POST /roadshow/rounds/{round_id}/here",
            "POST /roadshow/rounds/{round_id}/absent/{party_id}",
            "GET /roadshow/rounds/{round_id}/letters",
            "POST /roadshow/rounds/{round_id}/letters/{letter_id}",
            "GET /roadshow/rounds/{round_id}/pack",
            "POST /roadshow/rounds/{round_id}/pack",
            "GET /roadshow/rounds/{round_id}/door",
            "GET /roadshow/rounds/{round_id}/door/{code}",
            "POST /roadshow/rounds/{round_id}/door",
            "POST /roadshow/rounds/{round_id}/door/walk-in",
            "GET /roadshow/rounds/{round_id}/now",
            "GET /roadshow/rounds/{round_id}/arrivals/{kind_of_file}",
            "POST /roadshow/rounds/{round_id}/agreements",
            "POST /roadshow/rounds/{round_id}/agreements/{agreement_id}/remove",
        ],
        RUN,
    ),
    "GET /certificates/changes/{certificate_id}": WHOLE,
    "POST /certificates/changes/{certificate_id}": WHOLE,
    "GET /certificates/editions/{edition_id}": WHOLE,
    "POST /certificates/editions/{edition_id}": WHOLE,
    "GET /certificates/decisions/{decision_id}": RUN,
    "GET /certificates/batches/{batch_id}": RUN,
    "POST /certificates/batches/{batch_id}": RUN,
    "GET /certificates/batches/{batch_id}/all.zip": RUN,
    "GET /certificates/editions/{edition_id}/logos": WHOLE,
    "POST /certificates/editions/{edition_id}/logos": WHOLE,
    "POST /certificates/logos/{licence_id}/withdraw": WHOLE,
    "GET /certificates/editions/{edition_id}/design": WHOLE,
    "GET /certificates/editions/{edition_id}/design/preview": WHOLE,
    "POST /certificates/editions/{edition_id}/design": WHOLE,
    "POST /account/tokens/{token_id}/revoke": OWNER,
    **dict.fromkeys(
        [
            "GET /api/v1/entries/{code}",
            "GET /api/v1/entries/{code}/form",
            "GET /api/v1/entries/{code}/impact",
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
            "GET /api/v1/entries/{code}/referees",
            "POST /api/v1/entries/{code}/referees",
            "DELETE /api/v1/entries/{code}/referees/{referee_id}",
            "POST /api/v1/entries/{code}/never-seen",
            "DELETE /api/v1/entries/{code}/never-seen/{line_id}",
            "GET /api/v1/entries/{code}/history",
            "GET /api/v1/entries/{code}/history/{mark}",
            "GET /api/v1/entries/{code}/team",
            "POST /api/v1/entries/{code}/team",
            "PUT /api/v1/entries/{code}/team/{person_id}",
            "DELETE /api/v1/entries/{code}/team/{person_id}",
            "DELETE /api/v1/entries/{code}/team/invitations/{invitation_id}",
            "GET /api/v1/entries/{code}/sharing",
            "PUT /api/v1/entries/{code}/sharing",
            "DELETE /api/v1/entries/{code}/sharing/{share_id}",
            "GET /api/v1/entries/{code}/translation",
            "POST /api/v1/entries/{code}/translation",
            "POST /api/v1/files/{file_id}/parts/{number}",
            "PUT /api/v1/files/{file_id}/parts/{number}",
            "POST /api/v1/files/{file_id}/done",
            "DELETE /api/v1/files/{file_id}",
        ],
        OWNER,
    ),
    # To oneself, and of one's own: here there is none.
    **dict.fromkeys(
        [
            "GET /api/v1/editions/{edition_id}/cohorts",
            "POST /api/v1/editions/{edition_id}/cohorts",
            "PUT /api/v1/cohorts/{cohort_id}",
            "GET /api/v1/editions/{edition_id}/candidates",
            "POST /api/v1/editions/{edition_id}/ventures",
            "GET /api/v1/editions/{edition_id}/ventures",
            "GET /api/v1/editions/{edition_id}/ventures/pace",
            "GET /api/v1/editions/{edition_id}/ventures/late",
            "GET /api/v1/editions/{edition_id}/stalls",
            "PUT /api/v1/stalls/{stall_alert_id}",
            "POST /api/v1/ventures/{venture_id}/stages",
            "PUT /api/v1/ventures/{venture_id}/cohort",
            "POST /api/v1/ventures/{venture_id}/landing",
            "GET /api/v1/editions/{edition_id}/landing-templates/{kind}",
            "PUT /api/v1/editions/{edition_id}/landing-templates/{kind}",
            "POST /api/v1/ventures/{venture_id}/milestones",
            "GET /api/v1/editions/{edition_id}/milestones",
            "POST /api/v1/editions/{edition_id}/milestones",
            "PUT /api/v1/editions/{edition_id}/milestones",
            "PUT /api/v1/milestones/{milestone_id}",
            "POST /api/v1/ventures/{venture_id}/grant",
            "POST /api/v1/tranches/{tranche_id}/approvals",
            "POST /api/v1/tranches/{tranche_id}/release",
            "POST /api/v1/ventures/{venture_id}/prizes",
            "PUT /api/v1/prizes/{prize_id}/conditions/{condition_id}",
            "POST /api/v1/prizes/{prize_id}/settle",
            "POST /api/v1/prizes/{prize_id}/lapse",
            "GET /api/v1/editions/{edition_id}/service-requests",
            "PUT /api/v1/service-requests/{service_request_id}",
            "GET /api/v1/editions/{edition_id}/venture-reports",
            "POST /api/v1/venture-reports/{venture_report_id}/reopen",
            "POST /api/v1/figures/{value_id}/verify",
            "GET /api/v1/editions/{edition_id}/mentors",
            "POST /api/v1/editions/{edition_id}/mentors",
            "POST /api/v1/mentors/{mentor_id}/dismiss",
            "POST /api/v1/ventures/{venture_id}/mentors",
            "POST /api/v1/pairings/{pairing_id}/end",
            "GET /api/v1/editions/{edition_id}/claim-rules",
            "POST /api/v1/editions/{edition_id}/claim-rules",
            "GET /api/v1/editions/{edition_id}/ecosystem",
            "GET /api/v1/editions/{edition_id}/roadmap",
            "POST /api/v1/editions/{edition_id}/roadmap",
            "POST /api/v1/editions/{edition_id}/roadmap/begin",
            "GET /api/v1/nodes/{node_id}",
            "PUT /api/v1/nodes/{node_id}",
            "DELETE /api/v1/nodes/{node_id}",
            "POST /api/v1/nodes/{node_id}/ventures",
            "DELETE /api/v1/nodes/{node_id}/ventures/{venture_id}",
            "GET /api/v1/editions/{edition_id}/funder-reports",
            "POST /api/v1/editions/{edition_id}/funder-reports",
        ],
        WHOLE,
    ),
    **dict.fromkeys(
        [
            "GET /api/v1/ventures/{venture_id}",
            "GET /api/v1/ventures/{venture_id}/judged",
            "POST /api/v1/ventures/{venture_id}/documents",
            "GET /api/v1/ventures/{venture_id}/documents/{file_id}",
            "PUT /api/v1/landing/{landing_step_id}",
            "GET /api/v1/ventures/{venture_id}/milestones",
            "GET /api/v1/milestones/{milestone_id}",
            "GET /api/v1/ventures/{venture_id}/grant",
            "GET /api/v1/ventures/{venture_id}/prizes",
            "GET /api/v1/ventures/{venture_id}/service-requests",
            "POST /api/v1/ventures/{venture_id}/service-requests",
            "DELETE /api/v1/service-requests/{service_request_id}",
            "GET /api/v1/ventures/{venture_id}/reports",
            "GET /api/v1/venture-reports/{venture_report_id}",
            "GET /api/v1/ventures/{venture_id}/product",
            "PUT /api/v1/ventures/{venture_id}/product",
            "GET /api/v1/ventures/{venture_id}/claims",
            "POST /api/v1/ventures/{venture_id}/claims",
            "GET /api/v1/ventures/{venture_id}/places",
            "POST /api/v1/ventures/{venture_id}/places",
            "DELETE /api/v1/places/{venture_place_id}",
        ],
        TEAM,
    ),
    **dict.fromkeys(
        [
            "POST /api/v1/milestones/{milestone_id}/hand-in",
            "POST /api/v1/venture-reports/{venture_report_id}",
            "PUT /api/v1/figures/{value_id}/evidence",
            "POST /api/v1/ventures/{venture_id}/hours",
            "PUT /api/v1/ventures/{venture_id}/publicity",
        ],
        OWNER,
    ),
    "GET /api/v1/editions/{edition_id}/ventures/calendar": WHOLE,
    "GET /api/v1/ventures": {"owner", "mentor"},
    "GET /api/v1/mentoring": {"owner", "mentor"},
    "GET /api/v1/ventures/calendar": {*WHOLE, "owner", "mentor", "other_edition"},
    "GET /api/v1/mentors/{mentor_id}": {*WHOLE, "mentor"},
    "PUT /api/v1/mentors/{mentor_id}": {*WHOLE, "mentor"},
    "POST /api/v1/mentors/{mentor_id}/hours": {"mentor"},
    "DELETE /api/v1/hours/{hour_id}": {"mentor", "owner"},
    "GET /api/v1/ventures/{venture_id}/mentors": {*TEAM, "mentor"},
    "GET /api/v1/ventures/{venture_id}/pre-read": {*TEAM, "mentor"},
    "POST /api/v1/ventures/{venture_id}/sessions": {"mentor"},
    "PUT /api/v1/sessions/{session_id}/done": {"mentor", "owner"},
    "GET /api/v1/funder-reports": {"partner", "other_partner"},
    "GET /api/v1/funder-reports/{funder_report_id}": {*WHOLE, "partner"},
    "GET /api/v1/funder-reports/{funder_report_id}/lines/{funder_line_id}": {*WHOLE, "partner"},
    "GET /api/v1/funder-reports/{funder_report_id}/files/{language}/{format}": {*WHOLE, "partner"},
    "POST /api/v1/invitations/{invitation_id}": set(),
    "GET /api/v1/rounds/{round_id}/imports/{import_id}": set(),
    "POST /api/v1/rounds/{round_id}/imports/{import_id}/again": set(),
    "POST /submissions/rounds/{round_id}/import/{import_id}/again": set(),
    **dict.fromkeys(
        [
            "GET /api/v1/parties/{party_id}",
            "GET /api/v1/meetings/agreements/{agreement_id}/file",
            "POST /api/v1/parties/{party_id}/join",
            "POST /api/v1/parties/{party_id}/leave",
            "PUT /api/v1/parties/{party_id}/times",
            "PUT /api/v1/parties/{party_id}/wishes",
            "POST /api/v1/meetings/{meeting_id}/answer",
            "PUT /api/v1/meetings/{meeting_id}/outcome",
            "GET /api/v1/parties/{party_id}/assistants",
            "POST /api/v1/parties/{party_id}/assistants",
            "DELETE /api/v1/parties/{party_id}/assistants/{assistant_id}",
            "GET /api/v1/parties/{party_id}/pass",
            "PUT /api/v1/parties/{party_id}/pass",
            "PUT /api/v1/parties/{party_id}/recording",
            "GET /api/v1/parties/{party_id}/letter",
            "PUT /api/v1/parties/{party_id}/letter",
            "GET /api/v1/parties/{party_id}/letter/pdf",
        ],
        OWNER,
    ),
    **dict.fromkeys(
        [
            "GET /api/v1/rounds/{round_id}/meetings",
            "POST /api/v1/rounds/{round_id}/meetings/plan",
            "POST /api/v1/rounds/{round_id}/meetings/refill",
            "POST /api/v1/meeting-plans/{meeting_plan_id}/propose",
            "PUT /api/v1/meetings/{meeting_id}/place",
            "GET /api/v1/rounds/{round_id}/arrivals",
            "PUT /api/v1/rounds/{round_id}/arrivals",
            "PUT /api/v1/rounds/{round_id}/absent/{party_id}",
            "GET /api/v1/rounds/{round_id}/outcomes",
            "GET /api/v1/rounds/{round_id}/event",
            "POST /api/v1/rounds/{round_id}/event",
            "PUT /api/v1/rounds/{round_id}/event",
            "POST /api/v1/rounds/{round_id}/event/times",
            "DELETE /api/v1/rounds/{round_id}/event/times/{slot_id}",
            "POST /api/v1/rounds/{round_id}/event/tables",
            "DELETE /api/v1/rounds/{round_id}/event/tables/{table_id}",
            "POST /api/v1/rounds/{round_id}/event/parties",
            "GET /api/v1/rounds/{round_id}/programme",
            "POST /api/v1/rounds/{round_id}/programme/items",
            "PUT /api/v1/rounds/{round_id}/programme/items/{item_id}",
            "DELETE /api/v1/rounds/{round_id}/programme/items/{item_id}",
            "PUT /api/v1/rounds/{round_id}/programme/minutes",
            "POST /api/v1/rounds/{round_id}/programme/draws",
            "PUT /api/v1/rounds/{round_id}/programme/pitches/{pitch_id}",
            "POST /api/v1/rounds/{round_id}/programme/releases",
            "GET /api/v1/rounds/{round_id}/letters",
            "PUT /api/v1/rounds/{round_id}/letters/{letter_id}",
            "POST /api/v1/rounds/{round_id}/guests",
            "GET /api/v1/rounds/{round_id}/pack",
            "POST /api/v1/rounds/{round_id}/pack",
            "PUT /api/v1/rounds/{round_id}/agreements/{agreement_id}",
            "DELETE /api/v1/rounds/{round_id}/agreements/{agreement_id}",
            "PUT /api/v1/editions/{edition_id}/agreements/{agreement_id}",
            "GET /api/v1/editions/{edition_id}/agreements/{agreement_id}/file",
            "PUT /api/v1/editions/{edition_id}/agreements/{agreement_id}/file",
        ],
        RUN,
    ),
    **dict.fromkeys(
        [
            "GET /api/v1/messages/{message_id}",
            "PUT /api/v1/messages/{message_id}",
            "POST /api/v1/messages/{message_id}/withdraw",
            "POST /api/v1/messages/{message_id}/send-again",
            "PUT /api/v1/editions/{edition_id}/plan",
            "POST /api/v1/editions/{edition_id}/rounds",
            "PUT /api/v1/editions/{edition_id}",
            "POST /api/v1/editions/{edition_id}/step",
            "POST /api/v1/editions/{edition_id}/scenes",
            "DELETE /api/v1/editions/{edition_id}/scenes/{scene_id}",
            "POST /api/v1/editions/{edition_id}/partners",
            "DELETE /api/v1/editions/{edition_id}/partners/{partner_id}",
            "GET /api/v1/editions/{edition_id}/wordings",
            "GET /api/v1/editions/{edition_id}/wordings/{letter}",
            "PUT /api/v1/editions/{edition_id}/wordings/{letter}",
            "GET /api/v1/editions/{edition_id}/forms",
            "POST /api/v1/editions/{edition_id}/forms/{kind}",
            "GET /api/v1/forms/{form_id}",
            "PUT /api/v1/forms/{form_id}",
            "POST /api/v1/forms/{form_id}/publish",
            "DELETE /api/v1/forms/{form_id}",
        ],
        WHOLE,
    ),
    **dict.fromkeys(
        [
            "GET /api/v1/rounds/{round_id}",
            "PUT /api/v1/rounds/{round_id}",
            "POST /api/v1/rounds/{round_id}/step",
            "GET /api/v1/rounds/{round_id}/missing",
            "POST /api/v1/rounds/{round_id}/rehearsal",
            "GET /api/v1/rounds/{round_id}/ranking",
            "GET /api/v1/rounds/{round_id}/decisions",
            "GET /api/v1/decisions/{decision_id}",
            "GET /api/v1/webhooks/{webhook_id}",
            "DELETE /api/v1/webhooks/{webhook_id}",
            "POST /api/v1/webhooks/{webhook_id}/try",
            "POST /api/v1/webhooks/{webhook_id}/calls/{delivery_id}/again",
        ],
        RUN,
    ),
    **dict.fromkeys(
        [
            "GET /api/v1/desk",
            "GET /api/v1/calendar",
            "GET /api/v1/editions",
            "GET /api/v1/cities",
            "GET /api/v1/search/people",
            "GET /api/v1/search/reviews",
            "GET /api/v1/bulk/choices",
            "POST /api/v1/bulk/look",
            "POST /api/v1/bulk",
            "GET /api/v1/reminders",
            "POST /api/v1/reminders",
            "GET /api/v1/roles",
            "POST /api/v1/roles",
        ],
        ORGANISES,
    ),
    **dict.fromkeys(
        [
            "GET /api/v1/search/entries",
            "GET /api/v1/search/{of}/terms",
            "GET /api/v1/searches",
            "POST /api/v1/searches",
        ],
        SEARCHES,
    ),
    "GET /api/v1/search/messages": {*WHOLE, "other_edition"},
    "DELETE /api/v1/searches/{saved_id}": set(),  # of one's own there is none
    "GET /api/v1/bulk/{bulk_id}": set(),
    "GET /api/v1/bulk/{bulk_id}/rows": set(),
    "POST /api/v1/bulk/{bulk_id}/stop": set(),
    "DELETE /api/v1/reminders/{rule_id}": RUN,
    "POST /api/v1/roles/{grant_id}/take-back": RUN,
    "GET /api/v1/record": {*WHOLE, "other_edition"},
    "GET /api/v1/jobs": {"chief"},
    "GET /api/v1/backups": {"chief"},
    "POST /api/v1/editions": {"chief"},
    "POST /api/v1/cities": {*WHOLE, "other_edition"},
    "GET /api/v1/editions/{edition_id}": READS,
    "POST /api/v1/editions/{edition_id}/copy": {"chief"},
    "POST /api/v1/jobs/{job_id}/run-again": {"chief"},
    "GET /api/v1/messages": {*WHOLE, "other_edition"},
    "POST /api/v1/messages/approve": {*WHOLE, "other_edition"},
    "GET /api/v1/webhooks": {*RUN, "other_round", "other_edition"},
    "POST /api/v1/webhooks": {*RUN, "other_round", "other_edition"},
    "GET /api/v1/partners": {*WHOLE, "other_edition", "partner", "other_partner"},
    "GET /api/v1/partners/{partner_id}": {*WHOLE, "partner"},
    "POST /api/v1/partners/{partner_id}/links": {*WHOLE, "partner"},
    "POST /api/v1/partners/{partner_id}/nominations": {*WHOLE, "partner"},
    "DELETE /api/v1/partners/{partner_id}/nominations/{nomination_id}": {*WHOLE, "partner"},
    "GET /api/v1/shared": {"acting", "other_acting"},
    "GET /api/v1/shared/{code}": {"acting"},
    "GET /api/v1/shared/{code}/files/{file_id}": {"acting"},
    **dict.fromkeys(
        [
            "POST /api/v1/rounds/{round_id}/imports",
            "POST /api/v1/rounds/{round_id}/imports/look",
            "PUT /api/v1/rounds/{round_id}/deadline",
            "GET /api/v1/rounds/{round_id}/extensions",
            "POST /api/v1/rounds/{round_id}/extensions",
            "DELETE /api/v1/rounds/{round_id}/extensions/{extension_id}",
            "GET /api/v1/rounds/{round_id}/late-codes",
            "POST /api/v1/rounds/{round_id}/late-codes",
            "DELETE /api/v1/rounds/{round_id}/late-codes/{code_id}",
            "GET /api/v1/rounds/{round_id}/sharing",
            "POST /api/v1/rounds/{round_id}/sharing",
            "DELETE /api/v1/rounds/{round_id}/sharing/{share_id}",
            "GET /api/v1/rounds/{round_id}/plan",
            "PUT /api/v1/rounds/{round_id}/plan",
        ],
        RUN,
    ),
    **dict.fromkeys(
        [
            "GET /api/v1/rounds/{round_id}/bulk",
            "POST /api/v1/rounds/{round_id}/bulk",
            "GET /api/v1/rounds/{round_id}/files/{way}",
            "GET /api/v1/rounds/{round_id}/entries",
            "GET /api/v1/rounds/{round_id}/screening",
            "GET /api/v1/rounds/{round_id}/screening/{code}",
            "POST /api/v1/rounds/{round_id}/screening/{code}",
            "POST /api/v1/rounds/{round_id}/screening/{code}/second",
            "GET /api/v1/rounds/{round_id}/screening/{code}/files/{file_id}",
            "GET /api/v1/questions/{code}",
            "POST /api/v1/questions/{code}",
            "GET /api/v1/rounds/{round_id}/translations",
            "GET /api/v1/rounds/{round_id}/translations/{code}",
            "PUT /api/v1/rounds/{round_id}/translations/{code}",
            "GET /api/v1/rounds/{round_id}/screening/{code}/alike",
            "GET /api/v1/rounds/{round_id}/screening/{code}/alike/{other}",
            "POST /api/v1/rounds/{round_id}/screening/{code}/alike/{other}",
            "GET /api/v1/rounds/{round_id}/screening/{code}/letters",
            "GET /api/v1/rounds/{round_id}/screening/{code}/letters/{referee_id}",
        ],
        DESK,
    ),
    "PUT /api/v1/parties/{party_id}/notes/{about_id}": set(),  # of whom nobody is there to be met
    "GET /api/v1/rounds/{round_id}/pack/{number}": {"round"},  # who asked for it
    "GET /api/v1/editions/{edition_id}/agreements": READS,
    "POST /api/v1/editions/{edition_id}/agreements": READS,
    "GET /api/v1/questions": {*RUN, "screener", "other_round", "other_edition", "other_screener"},
}
# Who screens nothing has no token with the scope of these, and is told so before anything is looked up.
SCREENING = re.compile(
    r"\w+ /api/v1/(rounds|editions|questions|forms|partners|shared|decisions|webhooks"
    r"|messages|calendar|backups|cities|desk|search|searches|bulk|reminders|roles|record|jobs|meeting-plans|meetings/[^/]+/place|ventures"
    r"|cohorts|stalls|landing|milestones|tranches|prizes|service-requests|venture-reports|figures|mentors|mentoring"
    r"|pairings|hours|sessions|places|nodes|funder-reports)\b"
)
AWARD = wording.Award(
    **dict.fromkeys(("name", "kind", "entry_code", "title_en", "edition_en", "round_en", "award_en", "issuer_en"), "x"),
    **dict.fromkeys(("title_zh", "edition_zh", "round_zh", "city_en", "city_zh", "award_zh", "issuer_zh"), ""),
    rank=1,
    is_shared=False,
    issued_on=NOW.date(),
)
# What every form gets: enough for the verb to be asked, nothing that it would do.
FORM = {"is_complete": "yes", "reason": "x", "revision": "1", "to": "screening"}


AGREEMENT = {"reference": "", "kind": "x", "signed_on": "2026-01-01", "confidentiality": "x", "parties": []}
# What programs send: enough for the verb to be asked.
ROUND = {
    "slug": "x", "opens_at": NOW.isoformat(), "closes_at": NOW.isoformat(), "reviews_due_at": NOW.isoformat(),
    "kinds": [],
}  # fmt: skip
SENT: dict[str, Any] = {
    "POST /api/v1/entries": {"round": str(uuid7()), "kind": "project"},
    "PUT /api/v1/entries/{code}/answers": {"revision": 1, "answers": {}},
    "POST /api/v1/entries/{code}/hand-in": {"agreed": []},
    "POST /api/v1/entries/{code}/withdraw": {"reason": ""},
    "POST /api/v1/entries/{code}/wanted": {"answers": {}},
    "POST /api/v1/entries/{code}/questions": {"text": "x"},
    "POST /api/v1/entries/{code}/team": {"email": "x", "place": "edit"},
    "PUT /api/v1/entries/{code}/team/{person_id}": {"place": "edit"},
    "POST /api/v1/entries/{code}/referees": {"name": "x", "email": "x"},
    "POST /api/v1/entries/{code}/never-seen": {"name": "x"},
    "POST /api/v1/invitations/{invitation_id}": {"accept": False},
    "POST /api/v1/rounds/{round_id}/bulk": {"verdict": "eligible", "entries": {"x": 1}},
    "POST /api/v1/rounds/{round_id}/imports": {"rows": [{"email": "x"}]},
    "POST /api/v1/rounds/{round_id}/imports/look": {"rows": [{"email": "x"}]},
    "POST /api/v1/entries/{code}/files": {"field": "pitch_deck", "name": "a.pdf", "size": 4},
    "POST /api/v1/rounds/{round_id}/screening/{code}": {"verdict": "eligible", "number": 1},
    "POST /api/v1/rounds/{round_id}/screening/{code}/second": {"agrees": True, "number": 1},
    "POST /api/v1/questions/{code}": {"text": "x"},
    "POST /api/v1/late-codes": {"late_code": "x"},
    "PUT /api/v1/forms/{form_id}": {"revision": 9, "sections": [], "questions": []},
    "POST /api/v1/forms/{form_id}/publish": {"revision": 9},
    "PUT /api/v1/rounds/{round_id}": ROUND,
    "POST /api/v1/editions/{edition_id}/rounds": ROUND,
    "POST /api/v1/editions": {"slug": "x", "code_prefix": "XX"},
    "PUT /api/v1/editions/{edition_id}": {"slug": "x", "code_prefix": "XX"},
    "POST /api/v1/editions/{edition_id}/step": {"to": "closed"},
    "POST /api/v1/editions/{edition_id}/scenes": {"key": "x", "name_en": "x", "name_zh": "x"},
    "POST /api/v1/editions/{edition_id}/partners": {"role": "x", "name_en": "x", "name_zh": "x"},
    "POST /api/v1/cities": {"key": "x", "name_en": "x", "name_zh": "x", "country": "FR", "time_zone": "x"},
    "POST /api/v1/rounds/{round_id}/step": {"to": "cancelled"},
    "POST /api/v1/editions/{edition_id}/copy": {"slug": "next", "code_prefix": "NX27", "shift": "date"},
    "PUT /api/v1/editions/{edition_id}/wordings/{letter}": {"en": {}, "zh": {}, "is_reviewed": True},
    "POST /api/v1/messages/approve": {"messages": [str(uuid7())]},
    "PUT /api/v1/messages/{message_id}": {"subject": "x", "body": "x"},
    "POST /api/v1/searches": {"name": "x", "looks_in": "entries", "query": "x"},
    "POST /api/v1/bulk/look": {"query": "x", "verb": "tag", "tag": "x"},
    "POST /api/v1/bulk": {"query": "x", "verb": "tag", "tag": "x"},
    "POST /api/v1/reminders": {"moment": "invited", "hours": -1, "edition": str(uuid7())},
    "POST /api/v1/roles": {"email": "x", "name": "x", "role": "screener", "reason": "x"},
    "POST /api/v1/roles/{grant_id}/take-back": {"reason": "x"},
    "POST /api/v1/webhooks": {"name": "x", "address": "http://x", "edition": str(uuid7())},
    "POST /api/v1/partners/{partner_id}/links": {"round": str(uuid7())},
    "POST /api/v1/partners/{partner_id}/nominations": {
        "round": str(uuid7()),
        "name": "x",
        "email": "x",
        "reason": "x",
    },
    "PUT /api/v1/entries/{code}/sharing": {"level": "files"},
    "POST /api/v1/entries/{code}/translation": {"approves": True, "revision": 1},
    "PUT /api/v1/rounds/{round_id}/deadline": {"closes_at": NOW.isoformat()},
    "POST /api/v1/rounds/{round_id}/extensions": {"code": "x", "until": NOW.isoformat(), "reason": "x"},
    "POST /api/v1/rounds/{round_id}/late-codes": {
        "late_until": NOW.isoformat(),
        "good_until": NOW.isoformat(),
        "late_reason": "x",
    },
    "POST /api/v1/rounds/{round_id}/sharing": {"counterpart_id": str(uuid7()), "codes": ["x"]},
    "PUT /api/v1/rounds/{round_id}/plan": {"needs_second": False, "judges_read_letters": True, "shortlist_days": 14},
    "PUT /api/v1/editions/{edition_id}/plan": {"reasons": [{"en": "x", "zh": "x"}]},
    "PUT /api/v1/rounds/{round_id}/translations/{code}": {"texts": {}},
    "POST /api/v1/rounds/{round_id}/screening/{code}/alike/{other}": {"verdict": "same"},
    "PUT /api/v1/parties/{party_id}/times": {"free": []},
    "PUT /api/v1/parties/{party_id}/wishes": {"marks": [{"about": str(uuid7()), "mark": "must"}]},
    "POST /api/v1/meetings/{meeting_id}/answer": {"accept": True},
    "PUT /api/v1/meetings/{meeting_id}/outcome": {"outcome": "none"},
    "POST /api/v1/rounds/{round_id}/meetings/plan": {},
    "PUT /api/v1/meetings/{meeting_id}/place": {"time": str(uuid7())},
    "PUT /api/v1/rounds/{round_id}/arrivals": {"marks": [{"who": str(uuid7()), "here": True}]},
    "PUT /api/v1/rounds/{round_id}/absent/{party_id}": {"is_absent": True},
    "PUT /api/v1/parties/{party_id}/notes/{about_id}": {"note": "x"},
    "POST /api/v1/parties/{party_id}/assistants": {"label": "x", "days": 1},
    "PUT /api/v1/parties/{party_id}/pass": {"photos": "no"},
    "PUT /api/v1/parties/{party_id}/recording": {"address": "x"},
    "PUT /api/v1/parties/{party_id}/letter": {
        "name": "x",
        "number": "x",
        "nationality": "XX",
        "born_on": "1990-01-01",
        "consulate": "x",
    },
    "POST /api/v1/events/{round_id}/come": {"name": "x", "email": "x@example.org", "photos": "no"},
    "POST /api/v1/rounds/{round_id}/event": {
        "starts_at": NOW.isoformat(),
        "wishes_close_at": NOW.isoformat(),
        "slots": 0,
        "minutes": 0,
        "gap": 0,
        "rooms": {},
    },
    "PUT /api/v1/rounds/{round_id}/event": {"wishes_close_at": NOW.isoformat(), "floor": 9, "most": 1},
    "POST /api/v1/rounds/{round_id}/event/times": {"starts_at": NOW.isoformat(), "minutes": 0},
    "POST /api/v1/rounds/{round_id}/event/tables": {"count": 0},
    "POST /api/v1/rounds/{round_id}/programme/items": {
        "kind": "break",
        "starts_at": NOW.isoformat(),
        "ends_at": NOW.isoformat(),
    },
    "PUT /api/v1/rounds/{round_id}/programme/items/{item_id}": {
        "kind": "break",
        "starts_at": NOW.isoformat(),
        "ends_at": NOW.isoformat(),
    },
    "PUT /api/v1/rounds/{round_id}/programme/minutes": {"pitch": 0, "questions": 0, "change": 0},
    "POST /api/v1/rounds/{round_id}/programme/draws": {"seed": "x"},
    "PUT /api/v1/rounds/{round_id}/programme/pitches/{pitch_id}": {"place": 1, "reason": ""},
    "POST /api/v1/rounds/{round_id}/programme/releases": {},
    "PUT /api/v1/rounds/{round_id}/letters/{letter_id}": {"issue": True},
    "POST /api/v1/rounds/{round_id}/guests": {"name": "", "photos": "no"},
    "PUT /api/v1/rounds/{round_id}/agreements/{agreement_id}": {},
    "POST /api/v1/editions/{edition_id}/cohorts": {"starts_on": "2026-01-01", "ends_on": "2026-01-01"},
    "PUT /api/v1/cohorts/{cohort_id}": {"starts_on": "2026-01-01", "ends_on": "2026-01-01"},
    "POST /api/v1/editions/{edition_id}/ventures": {"cohort": str(uuid7())},
    "PUT /api/v1/stalls/{stall_alert_id}": {},
    "POST /api/v1/ventures/{venture_id}/stages": {"to": "x", "happened_on": "2026-01-01"},
    "PUT /api/v1/ventures/{venture_id}/cohort": {"cohort": str(uuid7())},
    "PUT /api/v1/landing/{landing_step_id}": {},
    "PUT /api/v1/editions/{edition_id}/landing-templates/{kind}": {"steps": []},
    "POST /api/v1/ventures/{venture_id}/milestones": {"title": "", "due_on": "2026-01-01"},
    "POST /api/v1/editions/{edition_id}/milestones": {"title": "", "due_on": "2026-01-01"},
    "PUT /api/v1/editions/{edition_id}/milestones": {"act": "drop"},
    "PUT /api/v1/milestones/{milestone_id}": {"title": ""},
    "POST /api/v1/milestones/{milestone_id}/hand-in": {},
    "POST /api/v1/ventures/{venture_id}/grant": {
        "amount": "1",
        "currency": "x",
        "rate": "1",
        "parts": [{"milestone": str(uuid7()), "percent": "1"}],
    },
    "POST /api/v1/tranches/{tranche_id}/release": {"released_on": "2026-01-01", "reference": ""},
    "POST /api/v1/ventures/{venture_id}/prizes": {"settle_by": "2026-01-01"},
    "PUT /api/v1/prizes/{prize_id}/conditions/{condition_id}": {"met_on": "2026-01-01"},
    "POST /api/v1/prizes/{prize_id}/settle": {"settled_on": "2026-01-01"},
    "POST /api/v1/prizes/{prize_id}/lapse": {},
    "POST /api/v1/ventures/{venture_id}/service-requests": {"kind": "x", "text": "x"},
    "PUT /api/v1/service-requests/{service_request_id}": {"due_on": "2026-01-01"},
    "POST /api/v1/venture-reports/{venture_report_id}": {"figures": {"x": {"value": "1"}}},
    "POST /api/v1/venture-reports/{venture_report_id}/reopen": {"reason": "x"},
    "PUT /api/v1/figures/{value_id}/evidence": {"evidence": str(uuid7())},
    "POST /api/v1/editions/{edition_id}/mentors": {"email": "x", "name": "x"},
    "PUT /api/v1/mentors/{mentor_id}": {},
    "POST /api/v1/mentors/{mentor_id}/dismiss": {},
    "POST /api/v1/ventures/{venture_id}/mentors": {"mentor": str(uuid7())},
    "POST /api/v1/pairings/{pairing_id}/end": {},
    "POST /api/v1/mentors/{mentor_id}/hours": {
        "starts_at": NOW.isoformat(),
        "minutes": 30,
        "count": 1,
        "place": "x",
    },
    "POST /api/v1/ventures/{venture_id}/hours": {"hour": str(uuid7())},
    "POST /api/v1/ventures/{venture_id}/sessions": {"held_on": "2026-01-01", "minutes": 0, "way": "x", "topic": ""},
    "PUT /api/v1/sessions/{session_id}/done": {"done_on": "2026-01-01"},
    "PUT /api/v1/ventures/{venture_id}/product": {
        "product": "",
        "functional_unit": "",
        "boundary": "",
        "rows": [{"name": "x", "amount": "1", "unit": "x"}],
    },
    "POST /api/v1/ventures/{venture_id}/claims": {"text": "", "market": "x", "audience": "x"},
    "POST /api/v1/editions/{edition_id}/claim-rules": {"rule": "x"},
    "POST /api/v1/ventures/{venture_id}/places": {"kind": "x", "country": "x", "since_on": "2026-01-01"},
    "PUT /api/v1/ventures/{venture_id}/publicity": {"shows_place": False, "shows_figures": False},
    "POST /api/v1/editions/{edition_id}/roadmap": {"year": 1},
    "PUT /api/v1/nodes/{node_id}": {"year": 1},
    "POST /api/v1/nodes/{node_id}/ventures": {},
    "POST /api/v1/editions/{edition_id}/funder-reports": {
        "partner": str(uuid7()),
        "framework": "x",
        "first_on": "2026-01-01",
        "until_on": "2026-01-01",
    },
    "POST /api/v1/editions/{edition_id}/agreements": AGREEMENT,
    "PUT /api/v1/editions/{edition_id}/agreements/{agreement_id}": AGREEMENT,
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
    # what is heard once the decision was published, which is drafted still: every form is sent, and nothing done
    await db.execute("update decision set published_at = $2 where id = $1", decision, NOW)
    objection = Objection(
        decision=decision, submission=world.entries[code], raised_by=owner, raised_at=NOW, text="Why?"
    )
    await objection.save()
    text_id = await make_feedback(decision, world.entries[code], await review_of(world))
    another = await make_submission(world.edition, world.round, await make_person("Another"), code="OTHER-1")
    await make_standing(another, world.round, await make_version(another, owner, code="OTHER-1"))
    other_edition = await make_edition()
    other_round = await make_round(world.edition)
    item = await db.fetchval("select id from decision_item")
    partner = Partner(edition=world.edition, role="funder", name_en="Bank", name_zh="银行", source="test")
    await partner.save()
    licence = LogoLicence(partner=partner.id, key="logos/x.png", given_by="Anna", given_on=NOW.date(), words="Yes.")
    await licence.save()
    batch = CertificateBatch(edition=world.edition, round=world.round, cause="decision")
    await batch.save()
    certificate = Certificate(
        code="7WHAGAXXA6GD", number="T-1", edition=world.edition, round=world.round, basis_id=item, batch=batch,
        item=item, submission=world.entries[code], recipient_id=owner, kind="award",
        data=msgspec.json.encode(AWARD).decode(), key="k", sha256="ab" * 32, rendered_at=NOW, issued_at=NOW,
    )  # fmt: skip
    await certificate.save()
    webhook = Webhook(
        edition=world.edition, round=world.round, name="x", address="https://x", sealed_key="x", made_by=owner
    )  # fmt: skip
    await webhook.save()
    delivery = WebhookDelivery(webhook=webhook.id, occasion=uuid7(), event="test", body="{}")
    await delivery.save()
    rule = ReminderRule(
        edition=world.edition, round=world.round, moment="invited", hours=1, channel="person", made_by=owner
    )  # fmt: skip
    await rule.save()
    file = await make_file(owner)
    await ObjectionFile(objection=objection.id, file=file, added_at=NOW).save()
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
    screening = await grant(people["screener"], "screener", edition_id=world.edition, round_id=world.round)
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
    await SecondFactor(person=people["stranger"], secret="x", confirmed_at=NOW).save()
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
    parts = await make_parts(venture) | await make_funder_report(world.edition, partner, venture)
    people["mentor"] = await db.fetchval("select person from mentor where id = $1", parts["mentor_id"])
    share = uuid7()
    await SharingConsent(submission=world.entries[code], level="files", agreed_by=owner).save()
    await EntryShare(id=share, submission=world.entries[code], counterpart=counterpart).save()
    await db.execute("update judging_round set discussion = 'signed'")
    reviewed = await review_of(world)
    typed = {"points": {"climate_impact": "5", "team": "5"}, "scan": file, "typed_by": people["chief"]}
    await PaperSheet(review=reviewed, state="confirmed", decided_by=uuid7(), decided_at=NOW, **typed).save()
    asked = PersonRequest(
        person=owner, kind="erase", state="open", asked_at=NOW, due_at=NOW + timedelta(days=30), proved_at=NOW
    )
    await asked.save()
    breach = Breach(title="Sheet", words="Lost.", known_at=NOW, began_at=NOW, ended_at=NOW, noted_by=people["chief"])
    await breach.save()
    agreement = await make_agreement(world.edition, await owner_of(counterpart), file=file, round_id=world.round)
    mine = await db.fetchrow("select id, event from party where submission = $1", world.entries[code])
    other = await db.fetchval("select id from party where event = $1 and counterpart is not null", mine["event"])
    await EventAgreement(event=mine["event"], agreement=agreement, entry=mine["id"], other=other).save()
    names = {
        **of_meetings,
        "share_id": share,
        **dict.fromkeys(("assistant_id", "slot_id", "table_id", "about_id"), uuid7()),
        "cohort_id": cohort,
        "venture_id": venture,
        **parts,
        "landing_step_id": await db.fetchval("select id from landing_step where venture = $1 limit 1", venture),
        "need_id": need,
        "counterpart_id": counterpart,
        "agreement_id": agreement,
        "member_id": people["acting"],
        "zone_scene_id": zone_scene,
        "slug": await db.fetchval("select slug from edition where id = $1", world.edition),
        "round_id": world.round,
        "edition_id": world.edition,
        "rubric_id": world.rubric,
        "code": code,
        "other": "OTHER-1",
        "of": "entries",
        "number": 1,
        "mark": "version-1",
        "referee_id": referee.id,
        "line_id": uuid7(),
        "person_id": people["stranger"],
        "invitation_id": uuid7(),
        "file_id": file,
        "review_id": reviewed,
        "decision_id": decision,
        "objection_id": objection.id,
        "text_id": text_id,
        "certificate_id": certificate.id,
        "batch_id": batch.id,
        "licence_id": licence.id,
        "plan_id": plan,
        "form_id": form,
        "kind": "talent",
        "key": "ask",
        "language": "en",
        "format": "pdf",
        "page_key": "imprint",
        "section_key": "new",
        "hold_id": uuid7(),
        "breach_id": breach.id,
        "bulk_id": uuid7(),
        "saved_id": uuid7(),
        "request_id": asked.id,
        "letter": "judging-opened",
        "rule_id": rule.id,
        "webhook_id": webhook.id,
        "delivery_id": delivery.id,
        "import_id": uuid7(),
        "message_id": message,
        "job_id": uuid7(),
        "judge_id": world.judges[0].id,
        "part_id": uuid7(),
        "proposal_id": uuid7(),
        "extension_id": await make_extension(world.round, people["other_owner"]),
        "code_id": await make_late_code(world.round),
        "grant_id": screening,
        "scene_id": await make_scene(world.edition, key="other"),
        "partner_id": partner,
        "nomination_id": uuid7(),
        "purpose": "media",
        "kind_of_file": "csv",
        "way": "code",
        "what": "people",
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
    async with db.work():
        line = ItemPlan(kind="pitches", starts_at=PLAN.starts_at, ends_at=PLAN.starts_at + timedelta(hours=1))
        item = await roadshow.save_item(actor=organiser, round_id=round_id, plan=line)
    pitch: UUID = await db.fetchval(
        "insert into pitch (id, event, party, place, moved_because) values ($1, $2, $3, 1, '') returning id",
        uuid7(), event, party,
    )  # fmt: skip
    await db.execute("update party set joined_at = $2 where id = $1", party, NOW)
    letter = await make_papers(organiser, event, party)
    return {
        "letter_id": letter,
        "party_id": party,
        "meeting_plan_id": plan,
        "meeting_id": meeting,
        "item_id": item,
        "pitch_id": pitch,
    }


async def make_papers(organiser: Actor, event: UUID, party: UUID) -> UUID:
    """A letter for a visa that was issued, and what the organiser had printed."""
    passport = Passport(name="X", number="1", nationality="BR", born_on=date(1990, 1, 1), consulate="X")
    sealed = keys.encrypt(SEALED, msgspec.json.encode(passport).decode())
    person = await db.fetchval("select id from party_person where party = $1", party)
    letter = VisaLetter(person=person, number="X1", sealed=sealed, state="issued", asked_at=NOW, decided_at=NOW)
    await letter.save()
    files = msgspec.json.encode([Printed(kind="tables", part=1, key="k", size=4)]).decode()
    await VenuePack(event=event, state="done", files=files, asked_by=organiser.id, asked_at=NOW).save()
    return UUID(str(letter.id))


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


async def test_a_number_that_no_column_holds_is_not_there(app: Front, made: Any) -> None:
    people, names = made
    routes = [route for route in sorted({*MAY, *_declared(OPEN)}) if "{number}" in route]
    assert {"GET /submissions/{code}/receipts/{number}", "GET /rules/{edition_slug}/{number}"} <= set(routes)
    seen = {}
    async with browser(app) as client:
        await sign_in(client, people["owner"])
        client.headers["authorization"] = f"Bearer {await make_token(people['owner'])}"
        for route, number in product(routes, (2**31, 10**30, -(2**31) - 1, "9" * 5000)):
            status = (
                await _ask(client, route, {**names, "number": str(number), "edition_slug": names["slug"]})
            ).status_code
            if status not in {404, 422} and not (status == 403 and SCREENING.match(route)):
                seen[route, str(number)[:12]] = status
    assert seen == {}
