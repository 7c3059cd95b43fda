"""What the house promises of itself. The floors are import-linter's; here is what it cannot see."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from contest.lib.config import ROOT

CODE = [*sorted((ROOT / "contest").rglob("*.py")), *sorted((ROOT / "workers").rglob("*.py"))]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
SLICE_FILES = {"rules", "tables", "queries", "service", "forms", "routes", "api", "guards", "navigation", "__init__"}
NOT_SLICES = {"lib", "demo", "decisions", "locale", "cli", "bench"}


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _nodes(path: Path) -> list[ast.AST]:
    """Everything in a file of ours, read once for all tests here."""
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def _calls(name: str) -> list[tuple[Path, ast.Call]]:
    found = []
    for path in CODE:
        for node in _nodes(path):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
                if called == name:
                    found.append((path, node))
    return found


def test_the_top_level_holds_nothing_unexpected() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert folders - {"var", "node_modules", "__pycache__"} == {
        "contest",
        "templates",
        "migrations",
        "workers",
        "tests",
    }


def test_no_two_migrations_share_an_id() -> None:
    """The history knows a step by its id: of two with the same one, the second would never run."""
    ids = [
        found
        for path in (ROOT / "migrations").glob("*.py")
        for found in re.findall(r'^ID = "(.+)"', path.read_text(), re.MULTILINE)
    ]
    assert sorted(one for one in set(ids) if ids.count(one) > 1) == []


def test_slices_use_the_same_file_names() -> None:
    odd = [
        _relative(path)
        for slice_ in (ROOT / "contest").iterdir()
        if slice_.is_dir() and slice_.name not in NOT_SLICES and not slice_.name.startswith("_")
        for path in slice_.iterdir()
        if path.stem not in SLICE_FILES and path.name != "__pycache__" and path.suffix != ".csv"  # facts it ships
    ]
    assert odd == []


def test_a_percent_sign_in_chinese_is_written_twice_or_wide(catalogue: dict[str, tuple[str, list[str]]]) -> None:
    """Every message of a page is a format: one sign alone breaks the page, in Chinese only."""
    lone = [one for _, words in catalogue.values() for one in words if "%" in re.sub(r"%\(\w+\)s|%%", "", one)]
    assert lone == []


def test_no_file_and_no_function_has_grown_too_long() -> None:
    long = []
    for path in CODE:
        text = path.read_text()
        if text.count("\n") > 330:
            long.append(f"{_relative(path)}: {text.count(chr(10))} lines")
        for node in _nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                lines = node.end_lineno - node.lineno + 1
                if lines > 60:
                    long.append(f"{_relative(path)}:{node.name}: {lines} lines")
    assert long == []


def test_only_the_clock_reads_the_time() -> None:
    readers = {
        _relative(path)
        for name in ("now", "utcnow", "today")
        for path, call in _calls(name)
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in {"datetime", "date"}
    }
    assert readers <= {"contest/lib/clock.py"}


def test_every_event_is_registered_and_every_registered_event_is_emitted() -> None:
    from workers.settings import EVENTS

    emitted = {
        call.args[0].value
        for _, call in _calls("emit")
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }
    assert emitted == set(EVENTS)


def test_every_job_is_a_verb_of_its_module() -> None:
    from importlib import import_module

    from workers.settings import EVENTS

    missing = []
    for jobs in EVENTS.values():
        for job in jobs:
            module, _, verb = job.name.partition(".")
            if not hasattr(import_module(f"workers.{module}"), verb):
                missing.append(job.name)
    assert missing == []


def _template_names() -> set[str]:
    return {path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES}


def test_every_template_is_used_somewhere() -> None:
    words = "\n".join(path.read_text() for path in [*CODE, *TEMPLATES])
    unused = [
        name
        for name in sorted(_template_names())
        if name not in words and not (name.startswith("mail/") and name.removeprefix("mail/").split(".")[0] in words)
    ]
    assert unused == []


def test_every_named_template_exists() -> None:
    named = {
        name
        for path in [*CODE, *TEMPLATES]
        for name in re.findall(r'"((?:[a-z_]+/)+[a-z_]+\.(?:html|svg|css))"', path.read_text())
        if not name.startswith(("static/", "css/"))
    }
    assert named - _template_names() == set()


def test_templates_hold_no_inline_script_or_style() -> None:
    pattern = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)
    odd = [
        _relative(path)
        for path in TEMPLATES
        if path.suffix == ".html" and not _relative(path).startswith("templates/pdf/")
        if pattern.search(path.read_text())
    ]
    assert odd == []


def test_a_list_is_taken_away_beside_its_table_and_in_none_of_its_rows() -> None:
    row = re.compile(r"<tr\b(?:(?!</tr>).)*taken_away\(", re.DOTALL)
    assert [_relative(path) for path in TEMPLATES if path.suffix == ".html" and row.search(path.read_text())] == []


def test_forms_belong_to_their_own_slice() -> None:
    strangers = []
    for path in CODE:
        parts = path.relative_to(ROOT).parts
        for node in _nodes(path):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = node.module.split(".")
                is_form = (len(module) >= 3 and module[2] == "forms") or (
                    len(module) == 2 and any(alias.name == "forms" for alias in node.names)
                )
                if module[0] == "contest" and is_form and module[1] != parts[1] and parts[1] not in {"demo", "lib"}:
                    strangers.append(_relative(path))
    assert strangers == []


def test_every_route_declares_who_may_use_it() -> None:
    from litestar import Litestar

    from tests.web import shared_app

    app = shared_app().app
    assert isinstance(app, Litestar)
    open_ = [
        f"{route.path} {handler.name or handler.handler_name}"
        for route in app.routes
        for handler in getattr(route, "route_handlers", [getattr(route, "route_handler", None)])
        if handler is not None and handler.handler_name != "options_handler" and not handler.resolve_guards()
    ]
    assert open_ == []


KEYWORDS = {
    "_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "trans": None,
}  # fmt: skip
NEWSTYLE = {"newstyle_gettext": "true", "trimmed": "true", "extensions": "jinja2.ext.do"}


@cache
def _messages() -> frozenset[str]:
    """Every text of the interface; one with a plural by its singular."""
    found = set()
    for path in [*CODE, *TEMPLATES]:
        method, options = ("python", {}) if path.suffix == ".py" else ("jinja2", NEWSTYLE)
        for _, message, _, _ in extract_from_file(method, str(path), keywords=KEYWORDS, options=options):
            found.add(message if isinstance(message, str) else message[0])
    return frozenset(found)


@pytest.fixture(scope="module")
def catalogue() -> dict[str, tuple[str, list[str]]]:
    """By singular: the plural (or the text itself), and the Chinese."""
    merged = {}
    for path in sorted((ROOT / "contest" / "locale" / "zh").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh"):
                if message.id:
                    ids = [message.id] if isinstance(message.id, str) else list(message.id)
                    words = [message.string] if isinstance(message.string, str) else list(message.string)
                    assert merged.setdefault(ids[0], (ids[-1], words)) == (ids[-1], words), f"two words for {ids[0]!r}"
    return merged


def test_chinese_is_complete(catalogue: dict[str, tuple[str, list[str]]]) -> None:
    assert sorted(one for one in _messages() if not all(catalogue.get(one, ("", [""]))[1])) == []


def test_no_message_stands_inside_an_f_string() -> None:
    """Before Python 3.12 the catalogue's reader does not look into one, and the text stays English."""
    inside = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "contest").rglob("*.py"))
        for text in _nodes(path)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "N_", "NN_")
    ]
    assert inside == []


def test_no_chinese_is_left_over(catalogue: dict[str, tuple[str, list[str]]]) -> None:
    assert sorted(set(catalogue) - _messages()) == []


def test_placeholders_survive_translation(catalogue: dict[str, tuple[str, list[str]]]) -> None:
    pattern = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
    odd = [
        singular
        for singular, (plural, words) in catalogue.items()
        for one in words
        if set(pattern.findall(plural)) != set(pattern.findall(one))
    ]
    assert odd == []


def test_the_repository_says_nothing_of_registries_or_machines() -> None:
    words = re.compile(r'"resolved":|--(?:extra-)?index-url|registry\s*=|/root/|/home/\w+/|/work/')
    files = [*ROOT.glob("*"), *ROOT.glob(".ci/*"), *CODE, *TEMPLATES]
    odd = [
        _relative(path)
        for path in files
        if path.is_file()
        and path.suffix != ".png"
        and path.name != ".git"
        and words.search(path.read_text(errors="replace"))
    ]
    assert odd == []
