"""A house that runs and a browser in it. Both are started once, and end with the last journey.

`house`   the running house: its address, its commands, its database.
`people`  makes persons, each with a browser window of their own.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.conftest import RUN, _own_database, _own_valkey, bucket
from tests.journeys.browser import CHROMIUM, FLAGS, Person, person
from tests.journeys.house import House

People = Callable[..., Awaitable[Person]]
FIRST_VALKEY = 8  # the workers of xdist count up from 0


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One house serves all journeys: they stay on one worker."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("journeys"))


def house_on(stores: dict[str, str], logs: Path, name: str, valkey: int) -> House:
    """A house on a database, a Valkey database and a bucket that no other test sees."""
    own = {
        **stores,
        "DATABASE_URL": _own_database(stores["DATABASE_URL"], os.environ[RUN], name),
        "REDIS_URL": _own_valkey(stores["REDIS_URL"], valkey),
        "S3_BUCKET": f"{stores['S3_BUCKET']}-{name}",
    }
    bucket(own).create()
    return House(logs, own)


@pytest.fixture(scope="package")
def house(stores: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_on(stores, tmp_path_factory.mktemp("house"), "journeys", FIRST_VALKEY).running() as started:
        yield started


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    os.environ["PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS"] = "1"  # a line that is cut is cut for a worker too
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def people(house: House, chromium: Browser) -> AsyncIterator[People]:
    async with AsyncExitStack() as windows:

        async def arrive(**options: object) -> Person:
            return await windows.enter_async_context(person(chromium, house.url, **options))

        yield arrive
