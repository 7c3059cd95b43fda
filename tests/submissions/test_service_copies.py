"""Anonymous copies: asked for where judges see nothing else, frozen with the entry, read in the original's place."""

from uuid import UUID

import httpx
import pytest

from contest.lib import db
from contest.lib.actor import SYSTEM, Actor
from contest.lib.errors import Invalid
from contest.lib.merging import Change
from contest.submissions import queries, service
from tests.makers import NOW, actor_for, make_edition, make_person, make_round, make_scene
from tests.makers.files import attach, make_file
from tests.submissions.entries import hand_in, make_ready
from tests.web import sign_in

FILM, OTHER_FILM = "https://films.example/team", "https://films.example/machine"


@pytest.fixture
async def edition() -> UUID:
    made = await make_edition()
    await make_scene(made)
    return made


@pytest.fixture
async def lin() -> Actor:
    return await actor_for(await make_person("Lin Xiaoyu"))


async def _announce(lin: Actor, code: str, field: str) -> None:
    async with db.work():
        await service.announce_file(actor=lin, code=code, field=field, name="plain.pdf", size=4, now=NOW)


@pytest.mark.parametrize("blindness", ["none", "names"])
async def test_no_copy_is_asked_for_where_judges_read_the_original(lin: Actor, edition: UUID, blindness: str) -> None:
    code = await make_ready(lin, await make_round(edition, blindness=blindness))
    with pytest.raises(Invalid):
        await _announce(lin, code, "pitch_deck-anonymous")
    changes = {"video-anonymous": Change("", OTHER_FILM)}
    with pytest.raises(Invalid):
        await service.autosave(actor=lin, code=code, revision=2, changes=changes, now=NOW)


async def test_judges_of_an_anonymous_round_read_the_copy_and_all_others_the_original(
    lin: Actor, edition: UUID
) -> None:
    code = await make_ready(lin, await make_round(edition, blindness="anonymous"), video=FILM)
    entry_id = await db.fetchval("select id from submission where code = $1", code)
    await attach(entry_id, await make_file(lin.id, name="without names.pdf"), field="pitch_deck-anonymous")
    async with db.work():
        fields = {"video-anonymous": OTHER_FILM}
        await service.save_draft(actor=lin, code=code, revision=2, fields=fields, now=NOW)
    receipt = await hand_in(lin, code)
    found = {}
    for policy in ("none", "names", "anonymous"):
        entry = await queries.frozen_entry(version_id=receipt.version_id, blindness=policy)
        assert entry is not None
        films = [answer.text for answer in entry.answers if "video" in answer.key]
        found[policy] = ([file.name for file in entry.files], films)
    assert found == {
        "none": (["deck.pdf"], [FILM]),
        "names": ([f"{code}-pitch_deck.pdf"], []),
        "anonymous": ([f"{code}-pitch_deck-anonymous.pdf"], [OTHER_FILM]),
    }


async def test_without_a_copy_nothing_is_there(lin: Actor, edition: UUID) -> None:
    receipt = await hand_in(lin, await make_ready(lin, await make_round(edition, blindness="anonymous"), video=FILM))
    entry = await queries.frozen_entry(version_id=receipt.version_id, blindness="anonymous")
    assert entry is not None
    assert (entry.files, [one for one in entry.answers if one.text == FILM]) == ([], [])


async def test_a_copy_comes_by_the_same_verb_as_its_original(lin: Actor, edition: UUID) -> None:
    code = await make_ready(lin, await make_round(edition, blindness="anonymous"))
    await _announce(lin, code, "life_cycle-anonymous")
    fields = [row["field"] for row in await db.fetch("select field from submission_file order by field")]
    assert fields == ["life_cycle-anonymous", "pitch_deck"]


async def test_the_form_of_an_anonymous_round_asks_for_copies(
    client: httpx.AsyncClient, edition: UUID, lin: Actor
) -> None:
    await sign_in(client, lin.id)
    for blindness, asks in (("names", False), ("anonymous", True)):
        code = await make_ready(lin, await make_round(edition, blindness=blindness))
        page = (await client.get(f"/submissions/{code}/edit")).text
        assert ("Pitch deck (PDF): anonymous copy" in page) is asks
        assert ('name="video-anonymous"' in page) is asks


async def test_an_entry_that_advances_from_a_round_with_names_into_an_anonymous_one_shows_no_file(
    lin: Actor, edition: UUID
) -> None:
    city, final = await make_round(edition, blindness="names"), await make_round(edition, blindness="anonymous")
    receipt = await hand_in(lin, await make_ready(lin, city, video=FILM))
    entry_id = await db.fetchval("select submission from submission_version where id = $1", receipt.version_id)
    await db.execute("update round set state = 'screening' where id = $1", final)
    async with db.work():
        await service.enter_next(actor=SYSTEM, round_id=city, into=final, submission_ids=[entry_id], now=NOW)
    version = await db.fetchval("select version from standing where round = $1", final)
    assert version == receipt.version_id
    before = await queries.frozen_entry(version_id=version, blindness="names")
    there = await queries.frozen_entry(version_id=version, blindness="anonymous")
    assert before is not None
    assert there is not None
    assert [file.name for file in before.files] != []
    assert (there.files, [one for one in there.answers if one.text == FILM]) == ([], [])
