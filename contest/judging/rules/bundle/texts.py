"""The bundle as texts that people and programs read: JSON for what it is about, tables for scores and results."""

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from contest.judging.rules.bundle.terms import FORMAT, About, Bundle, ResultLine, ReviewLine
from contest.lib.errors import Invalid
from contest.lib.i18n import N_

ABOUT, REVIEWS, RESULTS, README = "about.json", "scores.csv", "results.csv", "README.txt"
_REVIEW = ("entry", "judge", "stage", "total")
_RESULT = (
    *("entry", "group", "stage", "reviews", "withheld", "rank", "seat", "score", "mean", "earlier", "below"),
    *("outcome", "adaptation", "track"),
)
_POINTS, _MEAN = "points:", "mean:"

_DEMONSTRATION = "A demonstration: it proves nothing. 演示数据，不具证明效力。\n\n"
_README = """The result of a round, so that anybody can work its ranks out again.
about.json    the round, the rule, the stages, the rubrics, the decisions, and the last seals of both ledgers
scores.csv    what each judge gave each entry; judges have names that only this bundle knows
results.csv   where each entry stands, and what was decided
manifest.json the digest of each file and of each line, signed (Ed25519) in manifest.sig
Check it without any database:  contest verify THIS.zip KEYS  with a copy of /.well-known/certificate-keys.json
An entry with "withheld" has judges who did not agree that their scores are published: its figures are taken as stated.

一轮评审的结果，任何人都可据此重新计算名次。
about.json    赛区、排名规则、阶段、评分标准、各项决定，以及两本账簿的最新封存值
scores.csv    每位评委给每件作品的评分；评委代号仅用于本数据包
results.csv   每件作品的名次与决定
manifest.json 各文件及各行的摘要，签名（Ed25519）见 manifest.sig
无需数据库即可核验：contest verify THIS.zip KEYS，其中 KEYS 为 /.well-known/certificate-keys.json 的副本
标有 withheld 的作品，其评委未全部同意公开评分，相关数值按所列采用。
"""


def written(bundle: Bundle) -> dict[str, bytes]:
    """The texts by their names; the same bundle makes the same bytes."""
    keys = [one.key for rubric in bundle.about.rubrics for one in rubric.criteria]
    criteria = list(dict.fromkeys(keys))
    return {
        ABOUT: msgspec.json.format(msgspec.json.encode(bundle.about), indent=1),
        REVIEWS: _table(
            [*_REVIEW, *(_POINTS + key for key in criteria)],
            [[*_plain(one, _REVIEW), *(_cell(one.points.get(key)) for key in criteria)] for one in bundle.reviews],
        ),
        RESULTS: _table(
            [*_RESULT, *(_MEAN + key for key in criteria)],
            [[*_plain(one, _RESULT), *(_cell(one.means.get(key)) for key in criteria)] for one in bundle.results],
        ),
        README: (_DEMONSTRATION * bundle.about.is_demonstration + _README).encode(),
    }


def _plain(line: Any, names: Sequence[str]) -> list[str]:
    return [_cell(getattr(line, name)) for name in names]


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _table(heading: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading, *rows])
    return out.getvalue().encode()


def is_bundle(files: Mapping[str, bytes]) -> bool:
    """Whether texts are those of a result, by what they say of themselves."""
    try:
        return bool(msgspec.json.decode(files.get(ABOUT, b"{}"), type=dict[str, Any]).get("format") == FORMAT)
    except msgspec.DecodeError:
        return False


def read(files: Mapping[str, bytes]) -> Bundle:
    """The bundle of these texts; `Invalid` where they hold none."""
    try:
        return Bundle(
            about=msgspec.json.decode(files[ABOUT], type=About),
            reviews=tuple(_review(row) for row in _rows(files[REVIEWS])),
            results=tuple(_result(row) for row in _rows(files[RESULTS])),
        )
    except (KeyError, ValueError, ArithmeticError, TypeError) as error:  # decimals are `ArithmeticError`
        raise Invalid(N_("These are not the texts of a result.")) from error


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def _figures(row: Mapping[str, str], begins: str) -> dict[str, Decimal]:
    return {key.removeprefix(begins): Decimal(value) for key, value in row.items() if key.startswith(begins) and value}


def _review(row: Mapping[str, str]) -> ReviewLine:
    return ReviewLine(
        entry=row["entry"],
        judge=row["judge"],
        stage=row["stage"],
        total=Decimal(row["total"]),
        points=_figures(row, _POINTS),
    )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _number(text: str) -> int | None:
    return int(text) if text else None


def _result(row: Mapping[str, str]) -> ResultLine:
    return ResultLine(
        entry=row["entry"],
        group=row["group"],
        stage=row["stage"],
        reviews=int(row["reviews"]),
        withheld=row["withheld"] == "yes",
        rank=_number(row["rank"]),
        seat=_number(row["seat"]),
        score=_decimal(row["score"]),
        mean=_decimal(row["mean"]),
        means=_figures(row, _MEAN),
        earlier=_decimal(row["earlier"]),
        below=tuple(row["below"].split()),
        outcome=row["outcome"],
        adaptation=row["adaptation"] == "yes" if row["adaptation"] else None,
        track=row["track"] or None,
    )
