"""The operator's commands, as the operator runs them."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from contest.certificates import service as certificates
from contest.certificates.queries import by_ids
from contest.lib import db, killable, storage
from contest.lib.config import ROOT
from contest.notifications.service import Recipient, queue_message
from tests.judging.world import make_open_world, review_of, sign
from tests.lib.test_hooks import report
from tests.makers import make_person
from tests.makers.certificates import FINAL, make_won
from tests.web import browser, post

COMMANDS = [
    [],
    ["up"],
    ["web"],
    ["worker"],
    ["bounce"],
    ["migrate"],
    ["demo"],
    ["restart"],
    ["doctor"],
    ["organiser"],
    ["organiser", "add"],
    ["invariants"],
    ["audit"],
    ["audit", "verify"],
    ["verify"],
    ["keys"],
    ["keys", "list"],
    ["keys", "make"],
    ["keys", "rotate"],
    ["keys", "save"],
    ["keys", "restore"],
    ["backup"],
    ["backups"],
    ["restore"],
    ["rehearse"],
]


def contest(*words: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "contest.cli", *words],
        env={**os.environ, **env},
        cwd=ROOT,
        input=stdin.decode(),
        capture_output=True,
        text=True,
        timeout=100,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_command_says_what_it_is_for(command: list[str]) -> None:
    from click.testing import CliRunner

    from contest.cli import main

    answer = CliRunner().invoke(main, [*command, "--help"])
    assert answer.exit_code == 0
    assert answer.output.startswith("Usage:")
    assert len(answer.output.splitlines()) > 3


def _is_one_line(answer: subprocess.CompletedProcess[str]) -> bool:
    return answer.returncode != 0 and answer.stderr.startswith("Error: ") and answer.stderr.strip().count("\n") == 0


def test_a_database_that_does_not_answer_is_one_line(stores: dict[str, str]) -> None:
    answer = contest("invariants", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert _is_one_line(answer), answer.stderr


def test_migrate_without_an_address_says_what_to_do() -> None:
    answer = contest("migrate", DATABASE_URL="")
    assert answer.stderr == "Error: DATABASE_URL not set: `contest up` migrates the embedded database by itself\n"
    assert answer.returncode == 1


async def test_the_first_organiser_comes_in_by_a_link_that_works_once(
    database: str, app: object, client: httpx.AsyncClient
) -> None:
    answer = contest("organiser", "add", "Ana@Example.org")
    assert answer.returncode == 0, answer.stderr
    link = answer.stdout.strip()
    key = re.search(r"/invitation\?key=([\w-]+)", link)
    assert key is not None, link
    assert (await client.get(f"/invitation?key={key[1]}")).status_code == 200
    shown = await post(client, f"/invitation?key={key[1]}", {"key": key[1], "new_password": "a quiet morning 27"})
    assert shown.status_code in {200, 303}, shown.text
    assert (await client.get("/challenge/editions")).headers["location"].startswith("/account/factor")
    async with browser(app) as other:  # type: ignore[arg-type]
        again = await post(other, f"/invitation?key={key[1]}", {"key": key[1], "new_password": "a quiet morning 27"})
        assert again.status_code >= 400
        assert (await other.get("/challenge/editions")).status_code == 303


async def test_an_address_that_is_none_makes_no_organiser(database: str) -> None:
    answer = contest("organiser", "add", "not an address")
    assert _is_one_line(answer), answer.stderr
    assert await db.fetchval("select count(*) from person") == 0


async def test_a_broken_promise_is_named(database: str) -> None:
    assert contest("invariants").returncode == 0
    person = await make_person()
    await db.execute(
        "insert into role_grant (id, person, role, round_id, reason, created_at)"
        " values (gen_random_uuid(), $1, 'judge', gen_random_uuid(), 'by hand', now())",
        person,
    )
    answer = contest("invariants")
    assert answer.returncode == 1
    assert "broken accounts: a role for a round names its edition (1 rows)" in answer.stdout.splitlines()


async def test_a_changed_record_is_named(database: str) -> None:
    from contest.audit import service as audit
    from contest.lib.actor import SYSTEM

    async with db.work():
        await audit.record(actor=SYSTEM, action="edition.create", thing="edition", thing_id=None, data={"slug": "a"})
    async with db.work():
        await audit.seal()
    empty = "score: 0 records hold, 0 wait for their seal, 0 texts were erased\n"
    assert (
        contest("audit", "verify").stdout
        == "audit: 1 records hold, 0 wait for their seal, 0 texts were erased\n" + empty
    )
    await db.execute("update audit_record set action = 'edition.remove'")
    answer = contest("audit", "verify")
    assert _is_one_line(answer), answer.stderr
    assert answer.stderr.startswith("Error: audit record 1 (")


async def test_an_altered_score_is_named(database: str) -> None:
    from contest.judging.service import seal_scores

    world = await make_open_world()
    for judge in range(3):
        await sign(world.judges[judge], await review_of(world, judge), "7", "6")
    async with db.work():
        assert await seal_scores() == 3
    assert "score: 3 records hold, 0 wait" in contest("audit", "verify").stdout
    second = await db.fetchval("select record from score_seal where number = 2")
    async with db.work():
        await db.execute("set local session_replication_role = replica")
        await db.execute("update score_record set data = jsonb_set(data, '{total}', '\"99.00\"') where id = $1", second)
    answer = contest("audit", "verify")
    assert _is_one_line(answer), answer.stderr
    assert f"score record 2 ({second}) does not hold: the record or its link was changed" in answer.stderr
    promises = contest("invariants")
    assert "broken judging: a signed or reopened review is in the ledger as it is stored (1 rows)" in promises.stdout


async def test_a_mail_that_came_back_is_taken_from_standard_input(database: str) -> None:
    async with db.work():
        sent = await queue_message(
            kind="desk/letter",
            to=Recipient(person_id=None, email="lin@example.org", name="Lin"),
            context={"subject": "News", "body": "Hello."},
        )
    await db.execute("update message set state = 'sent', sent_at = now() where id = $1", sent)
    came_back = report("failed", message_id=sent)
    assert [contest("bounce", stdin=raw).stdout for raw in (came_back, came_back, b"Subject: hello\n\nhello")] == [
        "noted\n",
        *["nothing new about a mail of ours\n"] * 2,
    ]
    assert await db.fetchval("select state from message where id = $1", sent) == "bounced"


async def test_keys_are_made_listed_and_rotated(database: str, tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    assert f"SIGNING_KEY={path}" in contest("keys", "make", str(path)).stdout
    assert path.stat().st_mode & 0o777 == 0o600
    assert contest("keys", "make", str(path)).returncode == 1
    (given,) = contest("keys", "list", SIGNING_KEY=str(path)).stdout.splitlines()
    assert given.endswith("signs")
    refused = contest("keys", "rotate", SIGNING_KEY=str(path))
    assert (refused.returncode, "contest keys make FILE" in refused.stderr) == (1, True)
    made = contest("keys", "rotate", CONTEST_HOME=str(tmp_path)).stdout[:12]
    lines = contest("keys", "list", CONTEST_HOME=str(tmp_path)).stdout.splitlines()
    assert [(line[:12], "retired" in line, line.endswith("signs")) for line in lines] == [
        (made, False, True),
        (given[:12], True, False),
    ]
    (first,) = (tmp_path / "keys").glob("signing-*.pem")
    contest("keys", "rotate", CONTEST_HOME=str(tmp_path))
    assert not first.exists()
    missing = contest("keys", "list", SIGNING_KEY=str(tmp_path / "none.pem"))
    assert (missing.returncode, "There is no signing key at" in missing.stderr) == (1, True)


async def test_a_certificate_is_verified_from_its_file_and_the_published_keys_alone(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    won = await make_won("Lin Xiaoyu")
    async with db.work():
        made = await certificates.issue_for_decision(decision_id=won.decision_id, now=FINAL)
    stored = await certificates.store_files(certificate_ids=made, now=FINAL)
    async with db.work():
        await certificates.mark_rendered(stored=stored, now=FINAL)
    killable.close()
    (found,) = await by_ids(made)
    data = await storage.get(found.key)
    file, kept = tmp_path / "a.pdf", tmp_path / "keys.json"
    file.write_bytes(data)
    kept.write_bytes((await client.get("/.well-known/certificate-keys.json")).content)
    nowhere = {"DATABASE_URL": "", "REDIS_URL": "", "S3_ENDPOINT_URL": "", "CONTEST_HOME": str(tmp_path / "none")}

    def said() -> tuple[int, str]:
        done = contest("verify", str(file), str(kept), **nowhere)
        return done.returncode, done.stdout + done.stderr

    status, words = said()
    assert (status, words.startswith(f"valid: {found.number} for Lin Xiaoyu, signed on ")) == (0, True)
    file.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    assert said() == (1, "Error: not valid: bytes under the signature were changed afterwards\n")
    file.write_bytes(data)
    kept.write_text('{"issuer": "x", "keys": []}')
    assert said() == (1, "Error: not valid: signed with a key that is not among the published ones\n")
    kept.write_text("[]")
    assert said() == (1, "Error: KEYS is no copy of /.well-known/certificate-keys.json.\n")
