"""`contest up` as an operator meets it: real web and worker processes on the embedded stores."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

import httpx
import psutil
import pytest

from contest.lib.config import ROOT
from contest.lib.local.stores import PARTS

COMMAND = [sys.executable, "-m", "contest.cli", "up"]
NAMES = ("weed", "valkey-server", "postgres", "web --fd", "worker quick", "worker slow")


@pytest.fixture
def env() -> Iterator[dict[str, str]]:
    home = tempfile.mkdtemp(prefix="contest-test-")
    kept = {name: value for name, value in os.environ.items() if name not in (*PARTS, "PUBLIC_URL", "S3_BUCKET")}
    yield {**kept, "CONTEST_HOME": home, "PORT": "0", "DEMO": "no"}
    rmtree(home, ignore_errors=True)  # what a failed test left may still be ending


@pytest.fixture
def house(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(COMMAND, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def address(house: subprocess.Popen[str]) -> str:
    assert house.stdout
    line = house.stdout.readline()
    found = re.fullmatch(r"Ready: (http://127\.0\.0\.1:\d+)\n", line)
    assert found, line
    return found[1]


def children(house: subprocess.Popen[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {name: [] for name in NAMES}
    for child in psutil.Process(house.pid).children():
        with suppress(psutil.NoSuchProcess):  # it may end, or be a zombie, as we look
            words = " ".join(child.cmdline())
            for name in NAMES:
                if name in words:
                    found[name].append(child.pid)
    return found


def wait_for(house: subprocess.Popen[str], name: str, *, count: int, without: int = 0) -> None:
    end = time.monotonic() + 30
    while len(pids := children(house)[name]) != count or without in pids:
        assert time.monotonic() < end, f"{name}: {pids}"
        time.sleep(0.05)


def test_it_starts_keeps_and_stops_the_house(env: dict[str, str], house: subprocess.Popen[str]) -> None:
    url = address(house)
    assert httpx.get(f"{url}/readyz").status_code == 200
    wait_for(house, "web --fd", count=2)

    second = subprocess.run(COMMAND, cwd=ROOT, env=env, capture_output=True, text=True)
    assert (second.returncode, second.stderr) == (1, f"Error: already running on {env['CONTEST_HOME']}\n")

    for name, count in (("web --fd", 2), ("worker quick", 1), ("valkey-server", 1)):
        killed = children(house)[name][0]
        os.kill(killed, signal.SIGKILL)
        wait_for(house, name, count=count, without=killed)
    # The socket is held by the house, so a request waits for a process that still loads; none is refused.
    assert httpx.get(f"{url}/healthz", timeout=30).status_code == 200

    wait_for(house, "web --fd", count=2)
    _it_tells_how_its_parts_are(house)
    _it_renews_its_processes_and_turns_nobody_away(env, house, url)

    everything = [pid for pids in children(house).values() for pid in pids]
    began = time.monotonic()
    house.send_signal(signal.SIGINT)
    assert house.wait(10) == 0
    assert time.monotonic() - began < 5
    assert [pid for pid in everything if psutil.pid_exists(pid)] == []


def _it_tells_how_its_parts_are(house: subprocess.Popen[str]) -> None:
    """On its own port of loopback, whatever the pages do."""
    assert house.stdout
    status = re.fullmatch(r"Status, .*: (http://127\.0\.0\.1:\d+)\n", house.stdout.readline())
    assert status
    webs = [psutil.Process(pid) for pid in children(house)["web --fd"]]
    for web in webs:
        web.suspend()  # they take no call, and have not ended
    stuck = httpx.get(status[1]).text
    for web in webs:
        web.resume()
    assert "Not every part is well" in stuck and "并非所有部分都正常" in stuck
    assert stuck.count("runs and does not answer") == 2 and "运行中但无响应" in stuck
    assert [stuck.count(name) for name in ("Database", "Quick jobs", "Files")] == [1, 1, 1]
    assert httpx.get(f"{status[1]}/elsewhere").status_code == 404
    assert "--paper" in httpx.get(f"{status[1]}/status.css").text


def _it_renews_its_processes_and_turns_nobody_away(env: dict[str, str], house: subprocess.Popen[str], url: str) -> None:
    before, answers = children(house), list[int]()
    argv = [sys.executable, "-m", "contest.cli", "restart"]
    with (
        subprocess.Popen(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as asked,
        httpx.Client(base_url=url, timeout=30) as kept,  # a connection that is used again and again
    ):
        while asked.poll() is None:
            answers += [kept.get("/healthz").status_code, httpx.get(f"{url}/healthz", timeout=30).status_code]
        assert asked.returncode == 0
    assert set(answers) == {200}
    after = children(house)
    for name, count in (("web --fd", 2), ("worker quick", 1), ("worker slow", 1)):
        assert len(after[name]) == count and not set(after[name]) & set(before[name]), name
    assert [after[name] for name in NAMES[:3]] == [before[name] for name in NAMES[:3]]


def test_kill_9_of_the_house_leaves_nothing_running(house: subprocess.Popen[str]) -> None:
    url = address(house)
    family = psutil.Process(house.pid).children(recursive=True)
    house.kill()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz")


def test_a_port_that_is_taken_is_said_in_one_line(env: dict[str, str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = subprocess.run(COMMAND, cwd=ROOT, env={**env, "PORT": str(port)}, capture_output=True, text=True)
    said = f"Error: port {port} is taken: set PORT to another (Address already in use)\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
    assert not (Path(env["CONTEST_HOME"]) / "pg").exists()


@pytest.mark.parametrize("command", ["web", "worker quick", "migrate"])
def test_a_single_process_says_which_address_it_lacks(env: dict[str, str], command: str) -> None:
    argv = [sys.executable, "-m", "contest.cli", *command.split()]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Error: DATABASE_URL[^\n]* not set: [^\n]*\n", done.stderr)
