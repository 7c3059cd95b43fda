"""Issued once, rendered once, taken back with a reason."""

import asyncio
import io
import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec
import pikepdf
import pytest

from contest.certificates import queries, service
from contest.certificates.queries import INVARIANTS
from contest.certificates.rules.designs import BASES, ORIENTATIONS, Design
from contest.certificates.service.sheets import style
from contest.judging.tables import JudgingRound, Rubric
from contest.lib import db, storage
from contest.lib.config import settings
from contest.lib.errors import Conflict, Invalid, NotFound
from contest.lib.signatures import keys
from contest.submissions.tables.teams import TeamMember
from tests.certificates.reading import text_of
from tests.lib.test_signatures import said
from tests.makers import NOW, actor_for, grant, make_person
from tests.makers.certificates import FINAL, Won, make_decision, make_decision_item, make_won


async def issue(won: Won) -> list[UUID]:
    async with db.work():
        return await service.issue_for_decision(decision_id=won.decision_id, now=FINAL)


async def rendered(certificate_id: UUID) -> bytes:
    stored = await service.store_files(certificate_ids=[certificate_id], now=FINAL)
    assert (stored.refused, stored.broken) == ({}, {})
    async with db.work():
        await service.mark_rendered(stored=stored, now=FINAL)
    return await storage.get((await by_id(certificate_id)).key)


async def by_id(certificate_id: UUID) -> queries.Certificate:
    (found,) = await queries.by_ids([certificate_id])
    return found


async def events(name: str) -> int:
    return int(await db.fetchval("select count(*) from outbox_event where name = $1", name))


async def invariants() -> dict[str, int]:
    return {name: len(await db.fetch(sql)) for name, sql in INVARIANTS.items()}


async def test_issue_twice_makes_one() -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    assert len(await issue(won)) == 2
    assert await issue(won) == []
    assert await db.fetchval("select count(*) from certificate") == 2
    assert await events("certificates.issued") == 1
    assert await db.fetchval("select count(*) from audit_record where action = 'certificate.issue'") == 2
    assert set((await invariants()).values()) == {0}


async def test_two_issuers_at_once_make_one() -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    made = await asyncio.gather(issue(won), issue(won))
    assert sorted(len(one) for one in made) == [0, 2]


async def test_numbers_go_on_over_the_rounds_of_an_edition() -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    await issue(won)
    prefix = await db.fetchval("select code_prefix from edition where id = $1", won.edition_id)
    numbers = [row["number"] for row in await db.fetch("select number from certificate order by number")]
    assert numbers == [f"CC-{prefix}-0001", f"CC-{prefix}-0002"]
    second = await make_decision(won.round_id)
    await make_decision_item(second, won.submissions[0], rank=None, award_en="Special Award")
    async with db.work():
        (new,) = await service.issue_for_decision(decision_id=second, now=FINAL)
    assert await db.fetchval("select number from certificate where id = $1", new) == f"CC-{prefix}-0003"


async def test_only_a_final_decision_earns_and_only_what_was_awarded() -> None:
    won = await make_won()
    await db.execute("update decision set state = 'published' where id = $1", won.decision_id)
    assert await issue(won) == []
    await db.execute("update decision set state = 'final' where id = $1", won.decision_id)
    await db.execute("update decision_item set outcome = 'advanced'")
    await db.execute("update decision set leads_to = $1", won.round_id)
    assert await issue(won) == []


async def test_each_member_of_the_team_gets_one_in_their_own_name() -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    jonas, left, lost = [await make_person(name) for name in ("Jonas Meyer", "Left", "Other")]
    for entry, person, left_at in ((0, jonas, None), (0, left, NOW), (1, lost, None)):
        await TeamMember(submission=won.submissions[entry], person=person, role="edit", left_at=left_at).save()
    await db.execute("update decision_item set outcome = 'not_advanced' where submission = $1", won.submissions[1])
    found = await queries.by_ids(await issue(won))
    assert [
        (one.recipient_id, one.award.name, one.award.rank, one.is_team) for one in found if one.kind == "award"
    ] == [
        (won.owners[0], "Lin Xiaoyu and team", 1, True),
        (won.owners[0], "Lin Xiaoyu", 1, False),
        (jonas, "Jonas Meyer", 1, False),
    ]
    assert [(one.award.name, one.award.award_en) for one in found if one.kind == "participant"] == [
        ("Aino Virtanen and team", ""),
        ("Aino Virtanen", ""),
        ("Other", ""),
    ]
    assert len({one.number for one in found} | {one.code for one in found}) == 12
    assert await issue(won) == []
    assert [one.award_en for one in await queries.my_certificates(await actor_for(jonas))] == ["First Prize"]
    assert await queries.my_certificates(await actor_for(left)) == []
    assert set((await invariants()).values()) == {0}


async def test_a_tie_shares_its_rank_and_a_low_rank_is_not_printed() -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen", "Jonas Meyer", ranks=(1, 1, 4))
    await issue(won)
    rows = await db.fetch("select data from certificate order by number")
    printed = [msgspec.json.decode(row["data"]) for row in rows]
    assert [(one["rank"], one["is_shared"]) for one in printed] == [(1, True), (1, True), (None, False)]


@pytest.mark.parametrize("is_apart", [True, False])
async def test_talent_shares_no_place_with_entries_that_it_was_not_ranked_among(is_apart: bool) -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen", ranks=(1, 1))
    await db.execute("update submission set kind = 'talent' where id = $1", won.submissions[1])
    rubric = Rubric(edition=won.edition_id, key="r", name_en="R", name_zh="R", anchors=[], kinds=[], tie_break=[])
    await rubric.save()
    await JudgingRound(round=won.round_id, rubric=rubric.id, talent_rubric=rubric.id if is_apart else None).save()
    await issue(won)
    printed = [msgspec.json.decode(row["data"]) for row in await db.fetch("select data from certificate")]
    assert [one["is_shared"] for one in printed] == [not is_apart] * 2


async def test_the_sheet_prints_the_entry_as_it_was_judged() -> None:
    won = await make_won()
    await db.execute("update submission set title_en = 'Changed later' where id = $1", won.submissions[0])
    (made,) = await issue(won)
    found = await by_id(made)
    assert found.award.title_en == "Rainforest village microgrid"
    assert found.award.issuer_en == "Ningyuan Institute of Climate and Sustainable Development (Hainan)"
    assert (found.award.round_en, found.award.city_en) == ("Paris round", "Paris")


async def test_a_rendered_certificate_is_a_tagged_pdf_a_with_its_data_inside(tmp_path: Path) -> None:
    won = await make_won("林晓宇", locale="zh")
    (made,) = await issue(won)
    data = await rendered(made)
    found = await by_id(made)
    assert found.sha256 == sha256(data).hexdigest()
    with pikepdf.open(io.BytesIO(data)) as document:
        with document.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
            assert meta["dc:title"] == f"{found.number} · 林晓宇 · 一等奖 First Prize"
        assert document.Root.Lang == "zh-Hans"
        assert document.Root.MarkInfo.Marked
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        inside = msgspec.json.decode(document.attachments["certificate.json"].get_file().read_bytes())
        assert len(document.pages) == 1
    assert (inside["certificate"], inside["prints"]["name"], inside["demonstration"]) == (found.number, "林晓宇", False)
    assert inside["check"].endswith("/verify/" + inside["code"])
    assert len(data) < 80_000
    path = tmp_path / "certificate.pdf"
    path.write_bytes(data)
    assert "No syntax or stream encoding errors found" in said("qpdf", "--check", path)
    assert "Signature is Valid." in said("pdfsig", path)


async def test_without_a_key_that_may_sign_nothing_is_made_and_nothing_lost(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (made,) = await issue(await make_won())
    over = keys.make(name="x", now=FINAL - timedelta(days=365 * keys.YEARS + 9))
    for given, why in ((str(tmp_path / "none.pem"), "There is no signing key"), (over, "is good from")):
        with monkeypatch.context() as set_so:
            set_so.setenv("SIGNING_KEY", given)
            settings.cache_clear()
            with pytest.raises(keys.KeyMissing, match=why):
                await service.store_files(certificate_ids=[made], now=FINAL)
        settings.cache_clear()
    assert (await by_id(made)).sha256 is None
    assert (await rendered(made))[:5] == b"%PDF-"


async def test_the_text_of_the_sheet_can_be_read_out() -> None:
    won = await make_won("Łukasz Żółkiewski")
    (made,) = await issue(won)
    text = text_of(await rendered(made))
    for wanted in (
        "Łukasz Żółkiewski",
        "一等奖",
        "First Prize",
        "获奖证书",
        "巴黎赛区",
        "Paris round",
        "Rainforest village",
    ):
        assert wanted in text
    assert "DEMONSTRATION" not in text


async def test_a_demonstration_cannot_be_missed_and_names_no_real_body() -> None:
    won = await make_won("Lin Xiaoyu", is_demo=True)
    (made,) = await issue(won)
    text = text_of(await rendered(made))
    assert "DEMONSTRATION" in text
    assert "演示证书" in text
    assert "Ningyuan" not in text


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("base", BASES)
async def test_the_seal_of_a_demonstration_lies_on_nobodys_name(base: str, orientation: str) -> None:
    css = style(Design(base=base, orientation=orientation))

    def box(name: str) -> tuple[float, float, float, float]:
        said = dict(
            re.findall(r"(left|top|width|height): ([\d.]+)mm", " ".join(re.findall(rf"\.{name} {{(.*?)}}", css)))
        )
        left, top, width, height = (float(said[side]) for side in ("left", "top", "width", "height"))
        return left, top, left + width, top + height

    (left, top, right, bottom), name = box("seal"), box("name")
    assert right < name[0] or left > name[2] or bottom < name[1] or top > name[3]


async def test_a_crash_between_storing_and_marking_keeps_the_first_file() -> None:
    won = await make_won()
    (made,) = await issue(won)
    first = await service.store_files(certificate_ids=[made], now=FINAL)
    found = await by_id(made)
    assert found.sha256 is None
    kept = await storage.get(found.key)
    again = await service.store_files(certificate_ids=[made], now=FINAL)
    assert first.digests == again.digests == {made: sha256(kept).hexdigest()}
    assert await storage.get(found.key) == kept


async def test_rendered_is_said_once() -> None:
    won = await make_won()
    (made,) = await issue(won)
    stored = await service.store_files(certificate_ids=[made], now=FINAL)
    async with db.work():
        assert await service.mark_rendered(stored=stored, now=FINAL) == [made]
    async with db.work():
        changed = msgspec.structs.replace(stored, digests={made: "0" * 64})
        assert await service.mark_rendered(stored=changed, now=FINAL) == []
    assert await events("certificates.rendered") == 1
    assert await db.fetchval("select sha256 from certificate where id = $1", made) == stored.digests[made]
    assert (await service.store_files(certificate_ids=[made], now=FINAL)).digests == {}


async def test_a_missing_glyph_is_reported_and_stops_no_other() -> None:
    won = await make_won("𠮷田😀", "Aino Virtanen")
    bad, good = await issue(won)
    stored = await service.store_files(certificate_ids=[bad, good], now=FINAL)
    found = await by_id(bad)
    assert stored.refused == {bad: "glyphs: 𠮷 😀"}
    async with db.work():
        await service.mark_rendered(stored=stored, now=FINAL)
    assert (await by_id(bad)).trouble == "glyphs: 𠮷 😀"
    assert stored.digests.keys() == {good}
    with pytest.raises(NotFound):
        await storage.get(found.key)


async def test_an_empty_name_and_a_text_beyond_its_frame_are_refused_by_name() -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    made = await issue(won)
    for one, name in zip(made, ("", "欧阳" * 150), strict=True):
        await db.execute(
            "update certificate set data = jsonb_set(data, '{name}', to_jsonb($2::text)) where id = $1", one, name
        )
    stored = await service.store_files(certificate_ids=made, now=FINAL)
    assert stored.digests == {}
    assert [stored.refused[one] for one in made] == ["nobody: ", "room: name"]


async def test_the_mail_says_where_it_is_in_the_readers_language() -> None:
    won = await make_won("林晓宇", locale="zh")
    (made,) = await issue(won)
    async with db.work():
        await service.tell_recipients(certificate_ids=[made])
    found = await by_id(made)
    row = await db.fetchrow("select subject, body, recipient_id, is_demo from message")
    assert row is not None
    assert "证书" in row["subject"]
    assert "一等奖" in row["body"]
    assert service.check_url(found.code) in row["body"]
    assert (row["recipient_id"], row["is_demo"]) == (won.owners[0], False)


async def test_a_mail_of_a_demonstration_is_one_of_a_demonstration() -> None:
    won = await make_won(is_demo=True)
    (made,) = await issue(won)
    async with db.work():
        await service.tell_recipients(certificate_ids=[made])
    assert await db.fetchval("select is_demo from message") is True


async def test_a_reversed_decision_takes_back_what_it_earned() -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    made = await issue(won)
    await db.execute("update decision set state = 'reversed' where id = $1", won.decision_id)
    await make_decision(won.round_id, state="drafted", reverses=won.decision_id, reason="A score was entered twice.")
    async with db.work():
        assert await service.revoke_for_decision(decision_id=won.decision_id, now=FINAL + timedelta(days=2)) == 2
    async with db.work():
        assert await service.revoke_for_decision(decision_id=won.decision_id, now=FINAL + timedelta(days=3)) == 0
    found = await by_id(made[0])
    assert (found.state, found.reason, found.ended_at) == (
        "revoked",
        "A score was entered twice.",
        FINAL + timedelta(days=2),
    )
    assert await issue(won) == []
    assert (await service.store_files(certificate_ids=made, now=FINAL)).digests == {}
    assert set((await invariants()).values()) == {0}


async def test_only_who_runs_the_edition_revokes_and_only_with_a_reason() -> None:
    won = await make_won()
    (made,) = await issue(won)
    code = await db.fetchval("select code from certificate where id = $1", made)
    paris, programme = await make_person("Camille"), await make_person("Wei")
    await grant(paris, "round_organiser", round_id=won.round_id)
    await grant(programme, "programme_organiser", edition_id=won.edition_id)

    async def revoke(person: UUID, reason: str) -> None:
        async with db.work():
            await service.revoke(actor=await actor_for(person), code=code, reason=reason, now=NOW)

    with pytest.raises(NotFound):
        await revoke(paris, "No.")
    with pytest.raises(NotFound):
        await revoke(won.owners[0], "No.")
    with pytest.raises(Invalid):
        await revoke(programme, "  ")
    await revoke(programme, "The entry was not the applicant’s own.")
    with pytest.raises(Conflict):
        await revoke(programme, "Again.")
    assert await db.fetchval("select state from certificate where id = $1", made) == "revoked"


async def test_each_person_sees_their_own_certificates_only() -> None:
    won = await make_won("Lin Xiaoyu", "Aino Virtanen")
    await issue(won)
    mine = await queries.my_certificates(await actor_for(won.owners[1]))
    assert [one.award_en for one in mine] == ["First Prize"]
    assert await queries.my_certificates(await actor_for(await make_person("Stranger"))) == []
