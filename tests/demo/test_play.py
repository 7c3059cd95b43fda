"""The demonstration from an empty home to its end, as an operator has it: played, shown, saved, restored, removed."""

import asyncio
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import boto3
import httpx
import psutil
import pytest

from contest.demo import PASSWORD
from contest.judging.rules import bundle
from contest.lib.config import ROOT
from contest.lib.local.stores import Stores
from contest.lib.signatures import parcels
from tests.certificates.reading import text_of
from tests.contest import contest, environment, refused, said
from tests.demo.walk import sign_in, walk

MARKED = ("edition", "submission", "person", "organisation", "file", "certificate", "message", "counterpart", "need")
# Of a demonstration that is gone the sealed records stay, and what is no one's: cities, factors, what people are asked
# to agree to, outbox, migrations.
STAYS = {"audit_record", "audit_seal", "audit_text", "audit_waiting", "city", "migration", "outbox_event", "outbox_job"}
STAYS |= {"backup_run", "stall_week"}
STAYS |= {"consent_text", "emission_factor", "factor_set", "score_record", "score_seal", "score_waiting"}
TURNED = tuple(f"/language/{locale}?next=/verify/" for locale in ("en", "zh"))  # the same pages a second time
PUBLIC = ("/calls/", "/results/", "/needs/")
KEY = {"BACKUP_KEY": "a passphrase for tests"}
SAID = re.compile(r"demonstration|演示", re.IGNORECASE)


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="contest-test-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@contextmanager
def running(home: Path) -> Iterator[dict[str, str]]:
    """The stores of this home, held so that the commands need not start them each time."""
    stores = Stores(home, given={}, is_durable=False)
    try:
        yield stores.start()
    finally:
        stores.stop()


@contextmanager
def web(home: Path, found: dict[str, str]) -> Iterator[str]:
    """A web process on this home; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**environment(home, PORT=str(port)), **found}
    with (home / "logs" / "web.log").open("wb") as log:
        served = subprocess.Popen([sys.executable, "-m", "contest.cli", "web"], cwd=ROOT, env=env, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        while True:
            try:
                httpx.get(f"{address}/healthz")
                break
            except httpx.TransportError:
                assert served.poll() is None
                time.sleep(0.05)
        yield address
    finally:
        served.terminate()
        served.wait()


def sql(found: dict[str, str], *statements: str) -> list[object]:
    """The first value of each statement's answer."""

    async def ask() -> list[object]:
        connection = await asyncpg.connect(found["DATABASE_URL"])
        try:
            return [await connection.fetchval(statement) for statement in statements]
        finally:
            await connection.close()

    return asyncio.run(ask())


def counts(found: dict[str, str]) -> dict[str, object]:
    """How many rows each table has."""
    listed = sql(found, "select string_agg(tablename, ',' order by 1) from pg_tables where schemaname = 'public'")[0]
    tables = str(listed).split(",")
    return dict(zip(tables, sql(found, *(f"select count(*) from {table}" for table in tables)), strict=True))


def objects(found: dict[str, str]) -> dict[str, bytes]:
    s3 = boto3.resource(
        "s3",
        endpoint_url=found["S3_ENDPOINT_URL"],
        region_name=found["S3_REGION"],
        aws_access_key_id=found["S3_ACCESS_KEY"],
        aws_secret_access_key=found["S3_SECRET_KEY"],
    )
    return {each.key: each.get()["Body"].read() for each in s3.Bucket(found["S3_BUCKET"]).objects.all()}


def still_running(home: Path) -> list[list[str]]:
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            if process.environ().get("CONTEST_HOME") == str(home) or str(home) in process.cwd():
                found.append(words)
        except psutil.Error:  # it ended as we looked
            continue
    return found


def holds(home: Path) -> None:
    odd = [line for line in said(home, "invariants").splitlines() if not re.fullmatch(r"holds  \w+: \S.*", line)]
    assert odd == []


@pytest.mark.timeout(1200)
def test_the_demonstration_is_played_shown_saved_restored_and_removed(folder: Path) -> None:
    home, other, saved = folder / "home", folder / "other", folder / "saved.sealed"
    figures = json.loads(said(home, "demo", "--json"))
    assert figures.keys() == {"entries", "reviews", "decisions", "certificates", "seconds"}
    assert (figures["entries"], [name for name, value in figures.items() if not value]) == (24, [])
    assert still_running(home) == []
    with running(home) as found:
        is_marked(found)
        is_refused_twice(home)
        holds(home)
        verified = said(home, "audit", "verify")
        holding = r"{}: [1-9]\d* records hold, \d+ wait for their seal, 0 texts were erased\n"
        assert re.fullmatch(holding.format("audit") + holding.format("score"), verified)
        with web(home, found) as address:
            every_page_says_so(found, address)
            an_organiser_is_let_in(home, address)
        before = counts(found)
        said(home, "backup", str(saved), **KEY)
        assert refused(home, "restore", str(saved), **KEY).endswith("restore into a new CONTEST_HOME")
        is_rehearsed(home, saved)
    said(other, "restore", str(saved), **KEY)
    with running(other) as found:
        assert counts(found) == before
        holds(other)
        what_is_broken_is_named(other, found)
    with running(home) as found:
        said(home, "demo", "--remove")
        assert sql(found, *(f"select count(*) from {table} where is_demo" for table in MARKED)) == [0] * len(MARKED)
        left = {table for table, count in counts(found).items() if count}
        # of the first organiser, and the key with which this installation signs
        assert left - STAYS == {"person", "role_grant", "message", "one_time_code", "signing_key"}
        assert objects(found) == {}
        holds(home)
        assert " 0 texts" not in said(home, "audit", "verify")
    assert still_running(home) == still_running(other) == []


def is_rehearsed(home: Path, saved: Path) -> None:
    """Restored beside what runs, asked everything, and thrown away; each part with its time."""
    lines = said(home, "rehearse", str(saved), **KEY).splitlines()
    parts = ["check", "files", "database", "count", "migrate", "erase", "invariants", "chains", "figures", "in all"]
    assert [re.sub(r" +[\d.]+ s$", "", line) for line in lines[:-1]] == parts
    assert lines[-1].endswith("files came back, and everything that must hold does")


def is_marked(found: dict[str, str]) -> None:
    """Every row that can be marked is, and every mail and PDF says it in words."""
    unmarked = sql(found, *(f"select count(*) from {table} where not is_demo" for table in MARKED))
    assert dict(zip(MARKED, unmarked, strict=True)) == dict.fromkeys(MARKED, 0)
    silent = "select string_agg(distinct kind, ',') from message where subject || body !~* 'demonstration|演示'"
    assert sql(found, silent) == [None]
    papers = {key: data for key, data in objects(found).items() if not key.startswith("pictures/")}  # drawn from them
    results = {key: papers.pop(key) for key in sorted(papers) if key.startswith("results/")}
    come_out(results)
    books = {key for key in papers if key.endswith(".xlsx")}  # each beside the PDF of the same report
    assert {key.removesuffix("xlsx") + "pdf" for key in books} <= set(papers)
    assert [key for key, data in papers.items() if key not in books and not SAID.search(text_of(data))] == []
    # the others are copies for blind judges, and reports made anew for each funder
    handed_out = [key for key in papers if not key.startswith(("plain/", "funder-reports/"))]
    assert [len(handed_out)] == sql(found, "select (select count(*) from file) + (select count(*) from certificate)")


def come_out(results: dict[str, bytes]) -> None:
    """The ranks of every published result are what its bundles make; in one, a judge kept silent."""
    bundles = {key: bundle.read(parcels.check(data, []).files) for key, data in results.items()}
    assert {key.split("/")[-1] for key in bundles} == {"auditors.zip", "public.zip"}
    assert {one.about.is_demonstration for one in bundles.values()} == {True}
    done = [bundle.recompute(one) for one in bundles.values()]
    assert [one.problems for one in done if one.problems] == []
    assert any(one.withheld for one in done)
    assert all(b"demonstration" in data for data in results.values())


def is_refused_twice(home: Path) -> None:
    assert refused(home, "demo") == "The demonstration is here already; `contest demo --remove` takes it away."


def every_page_says_so(found: dict[str, str], address: str) -> None:
    codes = str(sql(found, "select string_agg(code, ',') from certificate")[0]).split(",")
    trouble = []
    for who in (None, "organiser", "paris", "judge1", "applicant1", "counterpart1"):
        with httpx.Client(base_url=address, timeout=60) as client:
            if who:
                sign_in(client, f"{who}@demo.example", PASSWORD)
            # How often an address may verify is limited: the visitor opens each of those pages once.
            begin = ["/home"] if who else ["/", *(f"/verify/{code}" for code in codes)]
            seen = walk(client, *begin, leave_out=("/verify/",) if who else TURNED)
            shown = [each for each in seen if each.is_page]
            assert len(shown) > 10
            for each in shown:
                is_of_it = who or each.path == "/" or each.path.startswith((*PUBLIC, "/verify/"))
                if each.status >= 400 or (is_of_it and not each.has_banner):
                    trouble.append((who, *each))
    assert trouble == []


def an_organiser_is_let_in(home: Path, address: str) -> None:
    assert refused(home, "organiser", "add", "nobody")
    link = said(home, "organiser", "add", "first@example.org")
    path = re.fullmatch(r"https?://[^/]+(/\S+)\n", link)
    assert path, link
    with httpx.Client(base_url=address) as client:
        assert client.get(path[1]).status_code == 200


def what_is_broken_is_named(home: Path, found: dict[str, str]) -> None:
    sql(found, "set session_replication_role = replica", "delete from submission_version")
    broken = contest(home, "invariants")
    named = [line for line in broken.stdout.splitlines() if line.startswith("broken ")]
    assert broken.returncode == 1
    assert broken.stderr == "Error: the database does not hold what it promises\n"
    assert any(line.startswith("broken submissions: an entry that was handed in has a version") for line in named)
    third = "(select record from audit_seal where number = 3)"
    sql(found, "set session_replication_role = replica", f"update audit_record set action = 'x' where id = {third}")
    assert refused(home, "audit", "verify").startswith("audit record 3 (")
