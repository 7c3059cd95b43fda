"""A template that was kept is taken as long as nothing that went into it has changed, and never longer."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from contest.lib import i18n
from contest.lib.web import compiled
from contest.lib.web.compiled import Compiled
from contest.lib.web.render import environment


class Counting(Environment):
    """Jinja's own, which notes each template that it had to compile."""

    met: list[str | None]

    def _generate(self, source: object, name: str | None, *rest: object, **named: object) -> str:
        self.met.append(name)
        return super()._generate(source, name, *rest, **named)  # type: ignore[arg-type]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small house: a template, two catalogues, a filter."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for name in ("templates/page.html", "contest/locale/en/a.po", "contest/locale/zh/a.po", "contest/lib/filters.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"of {name}")
    return tmp_path


def compiled_by_a_start(root: Path, *, language: str = "en", folder: Path | None = None) -> list[str | None]:
    """What a new process would compile in order to show the page."""
    compiled.made_with.cache_clear()
    kept = Compiled(language, root=root, folder=folder or root / "kept")
    made = Counting(loader=FileSystemLoader(root / "templates"), bytecode_cache=kept)
    made.met = []
    assert made.get_template("page.html").render() == (root / "templates" / "page.html").read_text()
    return made.met


def test_what_was_compiled_is_taken_by_the_next_start(root: Path) -> None:
    assert [compiled_by_a_start(root) for _ in range(3)] == [["page.html"], [], []]


@pytest.mark.parametrize("changed", ["templates/page.html", "contest/locale/en/a.po", "contest/lib/filters.py"])
def test_what_changed_is_compiled_anew(root: Path, changed: str) -> None:
    compiled_by_a_start(root)
    (root / changed).write_text("otherwise")
    assert [compiled_by_a_start(root) for _ in range(2)] == [["page.html"], []]


def test_another_release_of_a_library_compiles_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled_by_a_start(root)
    monkeypatch.setattr(compiled, "version", lambda name: f"another {name}")
    assert compiled_by_a_start(root) == ["page.html"]


def test_each_language_has_its_own(root: Path) -> None:
    assert [compiled_by_a_start(root, language=one) for one in ("en", "zh", "en", "zh")] == [
        ["page.html"], ["page.html"], [], [],
    ]  # fmt: skip


@pytest.mark.parametrize("cut", [0, 5, 20, 60, -3])
def test_a_file_that_was_cut_off_is_written_anew(root: Path, cut: int) -> None:
    compiled_by_a_start(root)
    (kept,) = (root / "kept").iterdir()
    kept.write_bytes(kept.read_bytes()[:cut])
    assert [compiled_by_a_start(root) for _ in range(2)] == [["page.html"], []]


def in_a_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (root / "full").write_text("no folder can be made here")
    return root / "full" / "kept"


def told_not_to(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return root / "kept"


@pytest.mark.parametrize("where", [in_a_file, told_not_to])
def test_where_nothing_may_be_written_each_start_compiles(
    root: Path, monkeypatch: pytest.MonkeyPatch, where: Callable[[Path, pytest.MonkeyPatch], Path]
) -> None:
    folder = where(root, monkeypatch)
    assert [compiled_by_a_start(root, folder=folder) for _ in range(2)] == [["page.html"], ["page.html"]]
    assert not folder.exists()


def test_the_pages_of_each_language_are_kept_apart() -> None:
    keys = set()
    for language in i18n.LOCALES:
        with i18n.using(language):
            kept = environment().bytecode_cache
        assert isinstance(kept, Compiled)
        keys.add((kept.get_cache_key("home.html"), kept.get_source_checksum("")))
    assert len({key for key, _ in keys}) == len({digest for _, digest in keys}) == len(i18n.LOCALES)
