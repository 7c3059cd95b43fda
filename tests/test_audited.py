"""What `make audit` makes of the answers of its two programs."""

import json

import pytest

from contest.lib.config import ROOT
from tests.audited import PINS, Answer, first_pin, read_npm, read_pip, tell

WELL = {"name": "jinja2", "version": "3.1.6", "vulns": []}
FLAW = {"name": "pip", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "msgspec", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def test_a_known_flaw_fails_and_names_what_mends_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = read_pip(json.dumps({"dependencies": [WELL, FLAW]}))
    assert found == Answer(["pip 1.0: PYSEC-1, mended in 1.1"], [])
    assert tell({"requirements.txt": found}) == 1
    assert capsys.readouterr().out == "flaw     requirements.txt: pip 1.0: PYSEC-1, mended in 1.1\n"


def test_what_could_not_be_asked_for_is_never_called_clean(capsys: pytest.CaptureFixture[str]) -> None:
    found = read_pip(json.dumps({"dependencies": [WELL, SKIPPED]}))
    assert (found, tell({"a": found})) == (Answer([], ["msgspec"]), 0)
    assert tell({"b": read_pip("Connection refused")}) == 0
    assert tell({"c": read_npm(json.dumps({"message": "405 Method Not Allowed", "error": {}}))}) == 0
    assert "clean" not in capsys.readouterr().out


def test_npm_names_its_flaws() -> None:
    known = {"left-pad": {"range": "<1.3", "severity": "high"}}
    assert read_npm(json.dumps({"vulnerabilities": known})) == Answer(["left-pad <1.3: high"], [])
    assert read_npm(json.dumps({"vulnerabilities": {}})) == Answer([], [])


@pytest.mark.parametrize("name", PINS)
def test_the_first_pin_of_each_file_is_found(name: str) -> None:
    text = (ROOT / name).read_text()
    assert text.lstrip().splitlines()[0].startswith(first_pin(text))
