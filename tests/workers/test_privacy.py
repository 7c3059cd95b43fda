"""A copy and an erasure, carried out by real workers from the queue: nobody else does them."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from contest.accounts import service as accounts
from contest.accounts.queries import requests as reads
from contest.invariants import check_all
from contest.lib import clock, db, storage
from contest.lib.config import ROOT
from contest.lib.errors import NotFound
from contest.privacy import service
from tests.mail import secret
from tests.makers import actor_for, grant, make_person
from tests.workers.conftest import until


async def test_workers_make_a_copy_and_erase_a_person(stores: dict[str, str], database: str) -> None:
    person, officer = await make_person("Lin Xiaoyu", email="lin@example.org"), await make_person("Law Officer")
    await grant(officer, "compliance_officer")
    now = clock.now()
    asked = {}
    for kind in ("copy", "erase"):
        actor = await actor_for(person)
        async with db.work():
            asked[kind] = await accounts.ask_request(actor=actor, kind=kind, words="", now=now)
        async with db.work():
            code = await secret(actor.email, "code")
            assert await accounts.prove_request(actor=actor, request_id=asked[kind], code=code, now=now)

    def start(queue: str) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-m", "contest.cli", "worker", queue]
        return subprocess.Popen(argv, cwd=ROOT, env=os.environ | stores)

    workers = [start("quick"), start("slow")]
    try:
        await until(lambda: _is_done(asked["copy"]), seconds=90)
        [copied] = [one for one in await reads.own_requests(actor=actor) if one.kind == "copy"]
        assert (await storage.get(copied.key))[:2] == b"PK"
        async with db.work():  # begun long enough ago that the last letter is waited for no more
            await service.begin_erasure(
                actor=await actor_for(officer), request_id=asked["erase"], now=now - timedelta(days=2)
            )
            assert await service.due_erasures() == 1  # which a worker asks every half minute
        await until(lambda: _is_done(asked["erase"]), seconds=90)
        await until(
            lambda: db.fetchval("select done_at is not null from outbox_job where name = 'privacy.forget'"), seconds=60
        )
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert await db.fetchval("select name from person where id = $1", person) != "Lin Xiaoyu"
    with pytest.raises(NotFound):
        await storage.get(copied.key)
    assert [line for line in await check_all() if line[1] and line[0].startswith(("privacy", "accounts"))] == []


async def _is_done(request_id: object) -> bool:
    return bool(await db.fetchval("select state = 'done' from person_request where id = $1", request_id))
