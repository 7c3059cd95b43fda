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
