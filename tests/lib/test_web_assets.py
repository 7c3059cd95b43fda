"""What every page is made of: the promises that the content security policy and the budget rest on."""

import gzip
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "contest/lib/web/assets"
TEMPLATES = ROOT / "templates"
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] not in {"mail", "pdf"}
)
SOURCES = sorted([*ASSETS.glob("css/*.css"), *ASSETS.glob("js/*.js")])
INLINE = re.compile(
    r"<style\b|\sstyle=|<script\b(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on|hx-vars|data:[a-z]+/",
    re.IGNORECASE,
)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_page_holds_nothing_inline(page: Path) -> None:
    assert INLINE.findall(page.read_text()) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_source_can_be_read_at_one_sitting(source: Path) -> None:
    assert len(source.read_text().splitlines()) <= 300


def test_colours_come_from_the_token_file() -> None:
    literal = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)
    found = {path.name: literal.findall(path.read_text()) for path in ASSETS.glob("css/*.css")}
    assert {name for name, colours in found.items() if colours} == {"tokens.css", "print.css"}


def test_first_visit_keeps_to_its_budget() -> None:
    names = json.loads((ASSETS / "dist/manifest.json").read_text())
    dist = ASSETS / "dist"
    sizes = [len(gzip.compress((dist / names[name]).read_bytes())) for name in ("app.css", "app.js")]
    assert sum(sizes) <= 60 * 1024


def test_style_sheet_asks_for_nothing_that_the_policy_forbids() -> None:
    names = json.loads((ASSETS / "dist/manifest.json").read_text())
    targets = re.findall(r"url\(([^)]*)\)", (ASSETS / "dist" / names["app.css"]).read_text())
    assert targets
    assert [target for target in targets if not re.fullmatch(r'"?\./[\w.-]+\.svg"?', target)] == []


def test_lock_file_holds_no_address_of_a_registry() -> None:
    assert "resolved" not in (ROOT / "package-lock.json").read_text()
