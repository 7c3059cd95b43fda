"""The yardstick: the same rows and pages of the same length from a handler that does nothing else.

No session, no permission, no translation, one statement a request. It is never slowed down or filled up. `LENGTHS`
says how many bytes the page of the product has; the rest is padded with plain text, so that both send the same. How
much that is, is found out at a page's first hit and kept: afterwards the text is there and costs nothing to make.
"""

import csv
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any
from uuid import UUID

import asyncpg
from jinja2 import Environment, Template
from litestar import Litestar, get, post
from litestar.response import Response
from uuid_utils import uuid7

from contest.desk.queries.home import HIDDEN, ROUNDS
from tests.bench.statements import ROW, ROWS

LENGTHS: dict[str, int] = json.loads(os.environ.get("BARE_LENGTHS", "{}"))

EMPTY = "<!doctype html><title>empty</title>{{ padding }}"
TABLE = """<!doctype html><title>{{ title }}</title><table>
{% for row in rows %}<tr>{% for cell in row.values() %}<td>{{ cell }}</td>{% endfor %}{{ padding }}</tr>
{% endfor %}</table>"""
PAGE = """<!doctype html><title>{{ row.code }}</title><h1>{{ row.title_en }}</h1><h2>{{ row.title_zh }}</h2>
<p>{{ row.summary_en }}</p><dl>{% for key, value in answers.items() %}<dt>{{ key }}</dt><dd>{{ value }}</dd>{% endfor %}
</dl>{{ padding }}"""
THING = """<!doctype html><title>thing</title><form method=post>{% for key, value in row.items() %}<label>{{ key }}
<input name="{{ key }}" value="{{ value }}"></label>{% endfor %}<button>Save</button></form>{{ padding }}"""
FORM = """<!doctype html><title>{{ row.code }}</title><h1>{{ row.title_en }}</h1><dl>
{% for key, value in answers.items() %}<dt>{{ key }}</dt><dd>{{ value }}</dd>{% endfor %}</dl><form method=post>
{% for criterion in criteria %}<fieldset><legend>{{ criterion.name_en }}</legend><input name="{{ criterion.key }}">
</fieldset>{% endfor %}<textarea name=comment></textarea><button>Save</button></form>{{ padding }}"""

_env = Environment(autoescape=True)
_empty, _table, _page, _form, _thing = (_env.from_string(source) for source in (EMPTY, TABLE, PAGE, FORM, THING))
_pool: Any = None


@asynccontextmanager
async def pool(_: Litestar) -> AsyncIterator[None]:
    global _pool
    _pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=2, max_size=10)
    yield
    await _pool.close()


_paddings: dict[str, str] = {}


def _html(text: str) -> Response[bytes]:
    return Response(text.encode(), media_type="text/html")


def _filled(name: str, template: Template, places: int = 1, **context: Any) -> Response[bytes]:
    """The page, padded in `places` places to the length of the product's."""
    if name not in _paddings:
        plain = len(template.render(padding="", **context).encode())
        _paddings[name] = "x" * max((LENGTHS.get(name, 0) - plain) // places, 0)
    return _html(template.render(padding=_paddings[name], **context))


def _rows(name: str, rows: list[Any]) -> Response[bytes]:
    return _filled(name, _table, max(len(rows), 1), title=name, rows=rows)


@get("/empty")
async def empty() -> Response[bytes]:
    return _filled("landing", _empty)


@get("/plain/{name:str}/{key:str}")
async def plain(name: str, key: str) -> Response[bytes]:
    """A page that has no handler of its own here: its statement's rows, or nothing where it has no rows to show."""
    if name in ROWS:
        return _rows(name, await _pool.fetch(ROWS[name], key))
    if name in ROW:
        return _filled(name, _thing, row=await _pool.fetchrow(ROW[name], key))
    return _filled(name, _empty)


@get("/entry/{code:str}")
async def entry(code: str) -> Response[bytes]:
    row = await _pool.fetchrow(
        "select s.*, sc.name_en as scene_en, r.name_en as round_en from submission s"
        " join round r on r.id = s.round left join scene sc on sc.id = s.scene where s.code = $1",
        code,
    )
    return _filled("entry", _page, row=row, answers=json.loads(row["answers"]))


@get("/desk_home/{edition:uuid}/{person:uuid}")
async def desk_home(edition: UUID, person: UUID) -> Response[bytes]:
    """The desk's own two statements, whose figures were counted before."""
    rounds = await _pool.fetch(ROUNDS, False, [edition], [], [])
    hidden = await _pool.fetch(HIDDEN, person, [row["id"] for row in rounds])
    return _rows("desk", [*rounds, *hidden])


@get("/search/{edition:uuid}")
async def search(edition: UUID) -> Response[bytes]:
    """What the search is asked for, as somebody who knows the tables and the planner writes it for this one question.

    The versions that hold the word are looked up first, and as an array: joined, they are thought to be many, and every
    standing is read. Nothing is asked of who is looking.
    """
    return _rows(
        "search",
        await _pool.fetch(
            "select st.code, s.kind, st.shown, v.title_en, v.title_zh, v.organisation_name, v.country, r.name_en,"
            " count(*) over () as found from standing st join submission_version v on v.id = st.version"
            " join submission s on s.id = st.submission join round r on r.id = st.round"
            " where st.version = any(array(select id from submission_version"
            " where words @@ to_tsquery('simple', '''15000'':*')))"
            " and s.kind = 'project' and st.shown <> 'withdrawn' and r.edition = $1 order by st.code limit 50",
            edition,
        ),
    )


@get("/lookup/{code:str}")
async def lookup(code: str) -> Response[bytes]:
    """One row by its key, and nothing else: what a statement costs at the least."""
    return _html(str(await _pool.fetchrow("select state from submission where code = $1", code)))


@get("/judge_list/{judge:uuid}")
async def judge_list(judge: UUID) -> Response[bytes]:
    return _rows(
        "judge_list",
        await _pool.fetch(
            "select s.code, s.title_en, s.title_zh, s.kind, sc.name_en, v.state, v.saved_at, r.name_en as round"
            " from review v join submission s on s.id = v.submission join round r on r.id = s.round"
            " left join scene sc on sc.id = s.scene where v.judge = $1 order by v.state, s.code limit 100",
            judge,
        ),
    )


@get("/organiser_list/{round_id:uuid}")
async def organiser_list(round_id: UUID) -> Response[bytes]:
    return _rows(
        "organiser_list",
        await _pool.fetch(
            "select s.code, s.title_en, s.title_zh, s.kind, sc.name_en, s.state, t.state, s.country, s.submitted_at"
            " from submission s left join standing t on t.submission = s.id and t.round = s.round"
            " left join scene sc on sc.id = s.scene where s.round = $1 order by s.code limit 100",
            round_id,
        ),
    )


@get("/review_form/{review_id:uuid}")
async def review_form(review_id: UUID) -> Response[bytes]:
    row = await _pool.fetchrow(
        "select s.code, s.title_en, sv.content, (select json_agg(c order by c.position) from criterion c"
        " where c.rubric = v.rubric) as criteria from review v join submission s on s.id = v.submission"
        " join submission_version sv on sv.id = v.version where v.id = $1",
        review_id,
    )
    answers, criteria = json.loads(row["content"])["answers"], json.loads(row["criteria"])
    return _filled("review_form", _form, row=row, answers=answers, criteria=criteria)


@get("/draft_form/{code:str}")
async def draft_form(code: str) -> Response[bytes]:
    row = await _pool.fetchrow(
        "select s.*, r.name_en as round_en, r.closes_at from submission s join round r on r.id = s.round"
        " where s.code = $1",
        code,
    )
    answers = json.loads(row["answers"])
    criteria = [{"key": key, "name_en": key} for key in answers]
    return _filled("draft_form", _form, row=row, answers=answers, criteria=criteria)


@get("/my_entries/{owner:uuid}")
async def my_entries(owner: UUID) -> Response[bytes]:
    return _rows(
        "my_entries",
        await _pool.fetch(
            "select s.code, s.title_en, s.title_zh, s.kind, s.state, t.state, r.name_en, r.closes_at from submission s"
            " join round r on r.id = s.round left join standing t on t.submission = s.id and t.round = s.round"
            " where s.owner = $1 order by s.saved_at desc limit 100",
            owner,
        ),
    )


@get("/ranking/{round_id:uuid}")
async def ranking(round_id: UUID) -> Response[bytes]:
    return _rows(
        "ranking",
        await _pool.fetch(
            "select s.code, s.title_en, avg(v.total) as mean, count(v.total) as signed,"
            " string_agg(p.name || ' ' || v.total, ', ') as totals from submission s"
            " join review v on v.submission = s.id join person p on p.id = v.judge where s.round = $1"
            " group by s.id order by mean desc nulls last, s.code limit 100",
            round_id,
        ),
    )


@get("/reviews.csv/{round_id:uuid}")
async def reviews_table(round_id: UUID) -> Response[bytes]:
    rows = await _pool.fetch(
        "select s.code, s.kind, v.title_en, v.title_zh, v.organisation_name, v.country, sc.name_en, p.name, rv.state,"
        " rv.signed_at, rv.total, rv.comment_applicant, rv.comment_panel, array(select sco.points from score sco"
        " join criterion c on c.id = sco.criterion where sco.review = rv.id order by c.position) as points"
        " from standing st join submission s on s.id = st.submission join submission_version v on v.id = st.version"
        " left join scene sc on sc.id = s.scene left join review rv on rv.submission = s.id"
        " left join person p on p.id = rv.judge where st.round = $1 order by s.code, p.name",
        round_id,
    )
    out = StringIO(newline="")
    writer = csv.writer(out)
    for *values, points in rows:
        writer.writerow([*values, *points])
    return Response(out.getvalue().encode(), media_type="text/csv")


@post("/save_review/{review_id:uuid}")
async def save_review(review_id: UUID, data: dict[str, Any]) -> Response[bytes]:
    keys, points = [UUID(key) for key in data["points"]], list(data["points"].values())
    async with _pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "with saved as (update review set comment_applicant = $2, revision = revision + 1, saved_at = now(),"
            " state = 'draft' where id = $1) insert into score (id, review, criterion, points)"
            " select i, $1, c, p from unnest($3::uuid[], $4::uuid[], $5::numeric[]) as t(i, c, p)"
            " on conflict (review, criterion) do update set points = excluded.points",
            review_id,
            data["comment"],
            [UUID(int=uuid7().int) for _ in keys],
            keys,
            points,
        )
    return Response(b"", status_code=303, headers={"location": f"/review_form/{review_id}"})


@post("/autosave/{code:str}")
async def autosave(code: str, data: dict[str, Any]) -> dict[str, Any]:
    async with _pool.acquire() as connection:
        saved = await connection.fetchrow(
            "update submission set answers = answers || $2::jsonb, revision = revision + 1, saved_at = now()"
            " where code = $1 returning revision, saved_at",
            code,
            json.dumps(data),
        )
    return {"revision": saved["revision"], "saved_at": saved["saved_at"].isoformat()}


@post("/hand_in/{code:str}")
async def hand_in(code: str) -> Response[bytes]:
    async with _pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "with s as (update submission set state = 'submitted', submitted_at = now() where code = $1 returning *),"
            " v as (insert into submission_version (id, submission, number, content, sha256, submitted_by,"
            " submitted_at) select $2, s.id, 1, s.answers, '', s.owner, now() from s returning id, submission)"
            " insert into standing (id, submission, round, version, state, changed_at)"
            " select $3, s.id, s.round, v.id, 'entered', now() from s, v",
            code,
            UUID(int=uuid7().int),
            UUID(int=uuid7().int),
        )
    return Response(b"", status_code=303, headers={"location": f"/entry/{code}"})


app = Litestar(
    route_handlers=[
        empty,
        plain,
        entry,
        desk_home,
        search,
        lookup,
        judge_list,
        organiser_list,
        review_form,
        draft_form,
        my_entries,
        ranking,
        reviews_table,
        save_review,
        autosave,
        hand_in,
    ],
    lifespan=[pool],
    openapi_config=None,
    logging_config=None,
)
