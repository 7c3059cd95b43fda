"""The security page says what the code does: its limits, its headers, what is logged."""

import ast
import importlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from contest.desk.rules import security
from contest.lib import config
from contest.lib.config import ROOT
from contest.lib.web import front
from contest.lib.web.front import security_headers
from contest.site.rules import security_txt
from tests.makers import grant, make_person
from tests.web import sign_in

BY = {"address": "address", "origin": "address", "actor": "person", "person": "person", "token_id": "token"}
BY |= {"name": "what was typed", "partner_id": "partner", "found": "round"}


def _hits() -> Iterator[tuple[ModuleType, ast.Call]]:
    for path in sorted((ROOT / "contest").rglob("*.py")):
        text = path.read_text()
        if "limits.hit(" not in text:
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "limits.hit":
                yield importlib.import_module(name), node


def _by(value: ast.expr) -> str:
    text = ast.unparse(value)
    for word in ("token_id", "limits.name", "address", "origin", "actor", "partner_id", "found"):
        if word in text:
            return BY[word.removeprefix("limits.")]
    raise AssertionError(f"nobody says by what it is counted: {text}")


def _limits_of(module: ModuleType, call: ast.Call) -> Iterator[tuple[str, str, int, int]]:
    key = call.args[0]
    assert isinstance(key, ast.JoinedStr)
    *front, last = key.values
    assert isinstance(last, ast.FormattedValue)
    name = "".join(str(one.value) if isinstance(one, ast.Constant) else "{what}" for one in front).rstrip(":")
    said = {word.arg: ast.unparse(word.value) for word in call.keywords}
    if said["most"] == "limit[0]":  # one function counts three things
        for what in ("looks", "misses", "files"):
            most, seconds = getattr(module, what.upper())
            yield name.replace("{what}", what), _by(last.value), most, seconds
        return
    yield name, _by(last.value), eval(said["most"], vars(module)), eval(said["seconds"], vars(module))


def test_every_limit_of_the_code_is_told_and_no_other() -> None:
    kept = {found for module, call in _hits() for found in _limits_of(module, call)}
    told = {(one.key, str(one.by), one.most, one.seconds) for one in security.LIMITS}
    assert told == kept
    assert len(told) == len(security.LIMITS)


def test_every_header_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://challenge.example.org")
    config.settings.cache_clear()
    try:
        assert {name.decode() for name, _ in security_headers()} == set(security.HEADERS)
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()


def test_nothing_else_is_logged_of_a_request() -> None:
    text = Path(front.__file__).read_text()
    [call] = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node).startswith("log.info('request'")
    ]
    assert {word.arg for word in call.keywords} | {"request_id"} == set(security.LOGGED)
    assert "bind_contextvars(request_id=request_id)" in text


@pytest.fixture
async def chief(database: str, client: httpx.AsyncClient) -> httpx.AsyncClient:
    person = await make_person()
    await grant(person, "programme_organiser")
    return await sign_in(client, person)


async def test_the_page_shows_what_is_to_mend_and_no_key(
    chief: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "0.0.0.0/0")
    config.settings.cache_clear()
    try:
        text = (await chief.get("/desk/security")).text
        for words in ("SECURITY_CONTACT is not set", "BACKUP_KEY and BACKUP_BUCKET", "TRUSTED_PROXIES trusts every"):
            assert words in text
        assert config.settings().secret_key not in text
        assert (await chief.get("/.well-known/security.txt")).status_code == 404
        monkeypatch.setenv("SECURITY_CONTACT", "flaws@example.org")
        config.settings.cache_clear()
        assert "SECURITY_CONTACT is not set" not in (await chief.get("/desk/security")).text
        found = await chief.get("/.well-known/security.txt")
        assert found.headers["content-type"] == "text/plain; charset=utf-8"
        assert found.text.startswith("Contact: mailto:flaws@example.org\nExpires: 20")
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()


def test_a_contact_may_be_a_page_and_is_believed_for_half_a_year() -> None:
    text = security_txt("https://x.example/flaws", site="https://c.example", now=datetime(2026, 11, 27, 9, tzinfo=UTC))
    assert text == (
        "Contact: https://x.example/flaws\nExpires: 2027-05-26T00:00:00Z\nPreferred-Languages: en, zh\n"
        "Canonical: https://c.example/.well-known/security.txt\n"
    )


@pytest.mark.parametrize(
    ("its", "count"),
    [
        ((True, False, False, True, True), 0),
        ((False, False, True, False, False), 4),
        ((False, True, False, True, True), 0),
    ],
)
def test_what_is_to_mend_depends_on_the_installation(its: tuple[bool, ...], count: int) -> None:
    names = ("is_loopback", "is_secure", "trusts_everybody", "has_contact", "has_backup")
    assert len(security.concerns(**dict(zip(names, its, strict=True)))) == count
