"""The register of agreements for programs: of who keeps a part of it, and of a counterpart's people."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar.params import Parameter
from litestar.response import Response
from msgspec import Meta

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import MEETINGS, RUN_ROUNDS
from contest.files import service as files
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web import limits
from contest.lib.web.api import BYTES, cleaned, get, post, put
from contest.lib.web.download import download
from contest.lib.web.forms import clean
from contest.lib.web.request import Request
from contest.zone import queries, rules, service
from contest.zone.rules.agreements import AgreementPlan
from contest.zone.rules.agreements import Signatory as Party

MINE: dict[str, Any] = {"tags": ["meetings"], "guards": [scoped(MEETINGS)]}
RUNS: dict[str, Any] = {"tags": ["agreements"], "guards": [scoped(RUN_ROUNDS)]}
HERE = "/editions/{edition_id:uuid}/agreements"
FileName = Annotated[str, Parameter(max_length=200)]
Name = Annotated[str, Meta(max_length=200)]


class Signatory(msgspec.Struct, frozen=True, kw_only=True):
    """A party as it is called; `organisation` where it is a counterpart's, who then reads the agreement. A counterpart
    without a name here bears its own."""

    name_en: Name = ""
    name_zh: Name = ""
    organisation: UUID | None = None


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement as its parties read it."""

    id: UUID
    reference: str
    kind: str
    title_en: str
    title_zh: str
    fields: list[str]
    signed_on: date
    parties: list[Signatory]


class AgreementOf(Signed, frozen=True, kw_only=True):
    """An agreement as who keeps it reads it. `round_id`: at which it was signed; `file_state`: empty without a file."""

    round_id: UUID | None
    confidentiality: str
    file_state: str


class SaveAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: letter, framework, project, investment, other. `confidentiality`: public, parties, organisers.
    `round_id` counts when it is new; parties in the order of their signatures."""

    reference: Annotated[str, Meta(max_length=40)]
    kind: Annotated[str, Meta(max_length=20)]
    signed_on: date
    confidentiality: Annotated[str, Meta(max_length=20)]
    parties: Annotated[list[Signatory], Meta(max_length=20)]
    title_en: Name = ""
    title_zh: Name = ""
    fields: Annotated[list[Annotated[str, Meta(max_length=80)]], Meta(max_length=20)] = []
    round_id: UUID | None = None

    def plan(self) -> AgreementPlan:
        return msgspec.convert(
            msgspec.structs.asdict(self) | {"parties": [Party(**msgspec.structs.asdict(one)) for one in self.parties]},
            AgreementPlan,
        )


@get("/agreements", operation_id="listMyAgreements", summary="What your organisations signed", **MINE)
async def mine(request: Request) -> list[Signed]:
    """Those that are not closed, the newest first."""
    found = await queries.my_agreements(actor=actor_of(request))
    return msgspec.convert(found, list[Signed], from_attributes=True)


async def _register(request: Request, edition_id: UUID) -> list[AgreementOf]:
    actor = actor_of(request)
    if not rules.may_read(actor, edition_id=edition_id):
        raise NotFound
    found = await queries.agreements(actor=actor, edition_id=edition_id)
    kept = [one for one in found if one.is_kept_by(actor)]
    return msgspec.convert(kept, list[AgreementOf], from_attributes=True)


@get(HERE, operation_id="listAgreements", summary="The register of agreements", **RUNS)
async def agreements(request: Request, edition_id: UUID) -> list[AgreementOf]:
    """As far as the person keeps it."""
    return await _register(request, edition_id)


@post(HERE, operation_id="recordAgreement", summary="Record one", **RUNS)
async def record(request: Request, edition_id: UUID, data: SaveAgreement) -> list[AgreementOf]:
    """Of a round that the person organises; who organises the edition also records one of no round."""
    plan = cleaned(data).plan()
    async with work():
        await service.save_agreement(actor=actor_of(request), edition_id=edition_id, plan=plan, now=clock.now())
    return await _register(request, edition_id)


@put(HERE + "/{agreement_id:uuid}", operation_id="changeAgreement", summary="Change what is recorded", **RUNS)
async def change(request: Request, edition_id: UUID, agreement_id: UUID, data: SaveAgreement) -> list[AgreementOf]:
    """Its document stays."""
    plan, actor = cleaned(data).plan(), actor_of(request)
    async with work():
        await service.save_agreement(
            actor=actor, edition_id=edition_id, plan=plan, agreement_id=agreement_id, now=clock.now()
        )
    return await _register(request, edition_id)


@get(HERE + "/{agreement_id:uuid}/file", operation_id="readAgreementFile", summary="The document", **RUNS | BYTES)
async def file(request: Request, edition_id: UUID, agreement_id: UUID) -> Response[Any]:
    """Once it was checked; with `range`, a part of it."""
    found = await service.agreement_to_keep(actor=actor_of(request), agreement_id=agreement_id)
    if found.edition_id != edition_id or found.file is None:
        raise NotFound
    return await download(request, await files.stream(file_id=found.file))


@put(
    HERE + "/{agreement_id:uuid}/file",
    operation_id="sendAgreementFile",
    summary="Send the document",
    request_max_body_size=service.MOST_BYTES,
    opt={"takes": "application/octet-stream"},
    **RUNS,
)
async def send_file(
    request: Request, edition_id: UUID, agreement_id: UUID, name: FileName = "agreement"
) -> AgreementOf:
    """The bytes of a PDF or a picture as they are, in the place of an earlier one; they are checked before anybody
    reads them. `name` as people know the file."""
    actor = actor_of(request)
    if (await service.agreement_to_keep(actor=actor, agreement_id=agreement_id)).edition_id != edition_id:
        raise NotFound
    await limits.hit(f"uploads:{actor.id}", most=100, seconds=3600)
    await service.add_agreement_file(
        actor=actor,
        agreement_id=agreement_id,
        name=clean(name) or "agreement",
        declared_size=int(request.headers.get("content-length") or service.MOST_BYTES),
        chunks=request.stream(),
        now=clock.now(),
    )
    found = await service.agreement_to_keep(actor=actor, agreement_id=agreement_id)
    return msgspec.convert(found, AgreementOf, from_attributes=True)


ROUTES: list[Any] = [mine, agreements, record, change, file, send_file]
