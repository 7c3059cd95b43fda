"""Editions and cities, for programs: begun, worded, taken their next step; their scenes and partners."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contest.accounts.guards import actor_of, scoped
from contest.accounts.rules.tokens import SET_UP
from contest.challenge import queries, rules, service
from contest.challenge.queries import CityLine, PartnerLine, SceneLine
from contest.challenge.rules import plans
from contest.lib import clock
from contest.lib.db import work
from contest.lib.errors import NotFound
from contest.lib.web.api import cleaned, delete, get, post, put
from contest.lib.web.request import Request

TAGS: dict[str, Any] = {"tags": ["editions"], "guards": [scoped(SET_UP)]}
Text = Annotated[str, Meta(max_length=4000)]
Key = Annotated[str, Meta(pattern="^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40)]
Long = Annotated[str, Meta(max_length=200)]
Short = Annotated[str, Meta(min_length=1, max_length=120)]


class EditionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as its organiser writes it; either language may be empty until it opens."""

    slug: Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    code_prefix: Annotated[str, Meta(pattern="^[A-Z0-9]{2,8}$")]
    name_en: Long = ""
    name_zh: Long = ""
    purpose_en: Text = ""
    purpose_zh: Text = ""


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """An edition with where it stands and the step that comes `next`."""

    id: UUID
    state: str
    next: str | None
    is_demo: bool
    plan: EditionPlan
    scenes: list[SceneLine]
    partners: list[PartnerLine]


class EditionStep(msgspec.Struct, frozen=True, kw_only=True):
    """Opened, then to judging, decided, and closed."""

    to: Literal["open", "judging", "decided", "closed"]


class NewScene(msgspec.Struct, frozen=True, kw_only=True):
    """A field of work that the edition asks for; `key` is its name in addresses and searches."""

    key: Key
    name_en: Short
    name_zh: Short
    about_en: Text = ""
    about_zh: Text = ""


class NewPartner(msgspec.Struct, frozen=True, kw_only=True):
    """A name in the list; the public sees it once its permission is recorded. `source` says where it was named."""

    role: Annotated[str, Meta(min_length=1, max_length=80)]
    name_en: Long
    name_zh: Long
    source: Annotated[str, Meta(max_length=400)] = ""


class NewCity(msgspec.Struct, frozen=True, kw_only=True):
    """A place for rounds of every edition, with its time zone (IANA) and country (ISO 3166)."""

    key: Key
    name_en: Annotated[str, Meta(min_length=1, max_length=80)]
    name_zh: Annotated[str, Meta(min_length=1, max_length=80)]
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    time_zone: Annotated[str, Meta(max_length=60)]


class Cities(msgspec.Struct, frozen=True):
    cities: list[CityLine]


@get("/cities", operation_id="listCities", summary="Places for rounds", **TAGS)
async def cities(request: Request) -> Cities:
    """Their ids are the `city_id` of a round."""
    if not actor_of(request).has(rules.PROGRAMME, rules.ROUND):
        raise NotFound
    return Cities(await queries.cities())


@post("/cities", operation_id="addCity", summary="Add a place", status_code=201, **TAGS)
async def add_city(request: Request, data: NewCity) -> Cities:
    said = cleaned(data)
    async with work():
        plan = plans.CityPlan(**msgspec.structs.asdict(said))
        await service.create_city(actor=actor_of(request), plan=plan, now=clock.now())
    return Cities(await queries.cities())


@post("/editions", operation_id="beginEdition", summary="Begin an edition", status_code=201, **TAGS)
async def begin(request: Request, data: EditionPlan) -> Edition:
    """A draft, for who organises the whole installation; `copyEdition` begins one with the settings of another."""
    async with work():
        made = await service.create_edition(actor=actor_of(request), plan=_plan(data), now=clock.now())
    return await _edition(request, made)


@get("/editions/{edition_id:uuid}", operation_id="readEdition", summary="An edition", **TAGS)
async def read(request: Request, edition_id: UUID) -> Edition:
    """For who organises it or one of its rounds."""
    return await _edition(request, edition_id)


async def _edition(request: Request, edition_id: UUID) -> Edition:
    facts = await queries.edition_facts(edition_id=edition_id)
    found = None if facts is None else await queries.edition(actor=actor_of(request), slug=facts.slug)
    if found is None:
        raise NotFound
    return Edition(
        id=found.id,
        state=found.state,
        next=rules.next_step(found.state, rules.EDITION_WAY),
        is_demo=found.is_demo,
        plan=EditionPlan(**{name: getattr(found, name) for name in EditionPlan.__struct_fields__}),
        scenes=await queries.scenes(edition_id=edition_id),
        partners=await queries.partners(edition_id=edition_id),
    )


def _plan(data: EditionPlan) -> plans.EditionPlan:
    return plans.EditionPlan(**msgspec.structs.asdict(cleaned(data)))


@put("/editions/{edition_id:uuid}", operation_id="changeEdition", summary="Change an edition", **TAGS)
async def change(request: Request, edition_id: UUID, data: EditionPlan) -> Edition:
    """Address and prefix only while it is a draft."""
    async with work():
        await service.edit_edition(actor=actor_of(request), edition_id=edition_id, plan=_plan(data), now=clock.now())
    return await _edition(request, edition_id)


@post("/editions/{edition_id:uuid}/step", operation_id="stepEdition", summary="Take it one step on", **TAGS)
async def step(request: Request, edition_id: UUID, data: EditionStep) -> Edition:
    """Refused, with the reason, where something stands in the way."""
    async with work():
        await service.step_edition(actor=actor_of(request), edition_id=edition_id, to=data.to, now=clock.now())
    return await _edition(request, edition_id)


@post("/editions/{edition_id:uuid}/scenes", operation_id="addScene", summary="Add a scene", status_code=201, **TAGS)
async def add_scene(request: Request, edition_id: UUID, data: NewScene) -> Edition:
    plan = plans.ScenePlan(**msgspec.structs.asdict(cleaned(data)))
    async with work():
        await service.add_scene(actor=actor_of(request), edition_id=edition_id, plan=plan, now=clock.now())
    return await _edition(request, edition_id)


@delete(
    "/editions/{edition_id:uuid}/scenes/{scene_id:uuid}", operation_id="removeScene", summary="Remove a scene", **TAGS
)
async def remove_scene(request: Request, edition_id: UUID, scene_id: UUID) -> Edition:
    """One that an entry has chosen stays."""
    async with work():
        await service.remove_scene(actor=actor_of(request), edition_id=edition_id, scene_id=scene_id, now=clock.now())
    return await _edition(request, edition_id)


@post("/editions/{edition_id:uuid}/partners", operation_id="addPartner", summary="Name a partner", status_code=201,
      **TAGS)  # fmt: skip
async def add_partner(request: Request, edition_id: UUID, data: NewPartner) -> Edition:
    plan = plans.PartnerPlan(**msgspec.structs.asdict(cleaned(data)))
    async with work():
        await service.add_partner(actor=actor_of(request), edition_id=edition_id, plan=plan, now=clock.now())
    return await _edition(request, edition_id)


@delete(
    "/editions/{edition_id:uuid}/partners/{partner_id:uuid}",
    operation_id="removePartner",
    summary="Take a name out",
    **TAGS,
)
async def remove_partner(request: Request, edition_id: UUID, partner_id: UUID) -> Edition:
    async with work():
        await service.remove_partner(
            actor=actor_of(request), edition_id=edition_id, partner_id=partner_id, now=clock.now()
        )
    return await _edition(request, edition_id)


ROUTES: list[Any] = [
    cities,
    add_city,
    begin,
    read,
    change,
    step,
    add_scene,
    remove_scene,
    add_partner,
    remove_partner,
]
