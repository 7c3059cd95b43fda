"""The application's own answers."""

import httpx


async def test_each_part_is_named_by_readyz(client: httpx.AsyncClient) -> None:
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]) == (
        503,
        {"database": True, "valkey": True, "storage": True, "workers": False},
    )


async def test_healthz_asks_no_other_part(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_a_page_that_does_not_exist_is_told_to_a_person(client: httpx.AsyncClient) -> None:
    answer = await client.get("/no-such-page")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_a_page_that_does_not_exist_is_told_to_a_program(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/no-such-thing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["title"] == "not found"


async def test_every_answer_is_guarded_by_headers(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/no-such-page")).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")


async def test_a_built_file_is_kept_for_ever_and_sent_packed(client: httpx.AsyncClient) -> None:
    from contest.lib.web.render import asset

    answer = await client.get(asset("app.css"), headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"


async def test_nothing_else_is_served_from_the_disk(client: httpx.AsyncClient) -> None:
    answers = [
        (await client.get(f"/static/{name}")).status_code for name in ("manifest.txt", "..%2f..%2frender.py", "x")
    ]
    assert answers == [404, 404, 404]
