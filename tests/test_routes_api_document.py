"""The API held against its own document: what schemathesis makes of it is sent, and each answer has to be as it says.

Nothing crashes, every status, type and shape is in the document, what breaks the document is refused, and none of it
does anything without a token.
"""

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from contest.challenge.tables import Partner, PartnerPerson
from contest.lib import clock, db
from contest.lib.web import api
from contest.lib.web.front import Front
from tests.makers import NOW, actor_for, grant, make_edition, make_person, make_round, make_scene, make_token
from tests.makers.files import attach, make_file
from tests.makers.incubator import make_cohort, make_funder_report, make_parts, place_venture
from tests.submissions.entries import hand_in, make_ready
from tests.web import browser, shared_app

EXAMPLES = 24
LONGEST_QUERY = 2**16  # of what a client and a server take in an address
OPEN = ("GET /api/v1/calls", "GET /api/v1/roadmaps/{edition_slug}")
CONFIG = schemathesis.Config.from_dict(
    {"generation": {"with-security-parameters": False, "allow-extra-parameters": False}}
)
SCHEMA = schemathesis.openapi.from_dict(msgspec.json.decode(api.document(shared_app().app)), config=CONFIG)
OPERATIONS = {f"{one.ok().method.upper()} {one.ok().path}": one.ok() for one in SCHEMA.get_all_operations()}
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


def _made(operation: Any) -> list[schemathesis.Case]:
    """The same cases each time: half of them as the document wants them, half not."""
    cases: list[schemathesis.Case] = []

    @seed(1)
    @settings(
        max_examples=EXAMPLES // 2,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(case: schemathesis.Case) -> None:
        if len(urlencode(case.query or {}, doseq=True)) < LONGEST_QUERY:
            cases.append(case)

    given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE))(collect)()
    with suppress(Unsatisfiable):  # an address that takes any text cannot be asked wrongly
        given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))(collect)()
    return cases


@pytest.fixture
def at_noon() -> Any:
    with clock.moved_to(NOW):
        yield


@pytest.fixture
async def there(at_noon: None) -> dict[str, str]:
    """An entry that is handed in, of a person who organises its round and screens another's: what addresses can name,
    and their token."""
    edition = await make_edition(code_prefix="BT26")
    await make_scene(edition)
    round_ = await make_round(edition)
    person, other = await make_person(), await make_person()
    await grant(person, "round_organiser", edition_id=edition, round_id=round_)
    codes = {}
    for name, of in (("own", person), ("other", other)):
        codes[name] = await make_ready(await actor_for(of), round_)
        await hand_in(await actor_for(of), codes[name])
    entry: UUID = await db.fetchval("select id from submission where code = $1", codes["own"])
    file = await make_file(person, state="announced", sha256=None)
    await attach(entry, file)
    return {
        "round_id": str(round_),
        "file_id": str(file),
        "number": "1",
        "way": "code",
        "mark": "version-1",
        "edition_slug": await db.fetchval("select slug from edition where id = $1", edition),
        "person_id": str(other),
        "token": await make_token(person),
        **codes,
    }


# By the tag of an operation, who can do what its addresses name.
WHO = {"incubator": "manager", "ventures": "owner", "funders": "partner"}


async def _in_incubator(there: dict[str, str], who: str) -> dict[str, str]:
    """The own entry as a venture with one of everything, and the token of who leads it, works on it or funds it."""
    entry = await db.fetchrow("select id, edition, owner from submission where code = $1", there["own"])
    assert entry is not None
    cohort = await make_cohort(entry["edition"])
    venture = await place_venture(
        entry["edition"], entry["id"], cohort_id=cohort, file_id=await make_file(entry["owner"])
    )
    partner = Partner(edition=entry["edition"], role="host", name_en="Host", source="x")
    await partner.save()
    people = {"owner": entry["owner"], "manager": await make_person("Manager"), "partner": await make_person("Fund")}
    await grant(people["manager"], "programme_organiser", edition_id=entry["edition"])
    await grant(people["partner"], "partner", edition_id=entry["edition"])
    await PartnerPerson(partner=partner.id, person=people["partner"]).save()
    parts = await make_parts(venture) | await make_funder_report(entry["edition"], UUID(str(partner.id)), venture)
    names = {"edition_id": entry["edition"], "cohort_id": cohort, "venture_id": venture, **parts}
    names["landing_step_id"] = await db.fetchval("select id from landing_step where venture = $1 limit 1", venture)
    named = {name: str(value) for name, value in names.items()}
    return (
        there | named | {"kind": "company", "language": "en", "format": "pdf", "token": await make_token(people[who])}
    )


def _at_home(case: schemathesis.Case, there: dict[str, str]) -> None:
    """Let the case mean what is there."""
    names = there | {"code": there["own" if "/entries/" in case.operation.path else "other"]}
    case.path_parameters |= {name: names[name] for name in case.path_parameters if name in names}
    if isinstance(case.body, dict) and "round" in case.body:
        case.body["round"] = there["round_id"]


async def _answers(client: httpx.AsyncClient, case: schemathesis.Case) -> httpx.Response:
    request = case.as_transport_kwargs(base_url=str(client.base_url))
    return await client.request(
        request["method"],
        request["url"],
        params=request.get("params"),
        headers={name: value.encode() for name, value in request["headers"].items()} | dict(client.headers),
        content=request.get("data"),
        json=request.get("json"),
    )


@pytest.mark.parametrize("name", OPERATIONS)
async def test_it_answers_as_the_document_says_and_nobody_without_a_token(
    name: str, app: Front, there: dict[str, str]
) -> None:
    cases = _made(OPERATIONS[name])
    if who := next((WHO[tag] for tag in OPERATIONS[name].tags or () if tag in WHO), None):
        there = await _in_incubator(there, who)
    before = await db.fetchval("select count(*) from audit_record")
    async with browser(app) as client:
        for case in cases[:4] if name not in OPEN else ():
            assert (await _answers(client, case)).status_code == 401
    assert await db.fetchval("select count(*) from audit_record") == before
    async with browser(app, authorization=f"Bearer {there['token']}") as client:
        for place, case in enumerate(cases):
            if is_mended := bool(place % 2):
                _at_home(case, there)
            answer = await _answers(client, case)
            case.validate_response(answer, checks=CHECKS if is_mended else [*CHECKS, checks.negative_data_rejection])
