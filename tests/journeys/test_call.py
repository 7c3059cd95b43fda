"""A visitor reads a call in Chinese, sees whether it is for them, enters, accepts the rules, takes a consent back."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from contest.challenge import service as challenge
from contest.challenge.rules.checks import Question
from contest.challenge.rules.forms import Words
from contest.lib import clock, db
from contest.lib.actor import SYSTEM
from contest.lib.passwords import hash_password
from tests.journeys.browser import NARROW, PASSWORD
from tests.journeys.conftest import People
from tests.journeys.house import House
from tests.makers import grant, make_edition, make_person, make_round, make_scene
from tests.makers.pdfs import pdf
from tests.submissions.entries import ANSWERS

pytestmark = pytest.mark.timeout(300)

EMAIL = "mei@shade.example"
QUESTION = Question(
    key="q1",
    text=Words("Can it begin in Hainan within a year?", "能在一年内落地海南吗？"),
    fits="yes",
    otherwise=Words("This call is for work that can begin soon.", "本次征集面向可尽快启动的成果。"),
)


@pytest.fixture(scope="module")
async def call(house: House) -> AsyncIterator[str]:
    async with house.database():
        now = clock.now()
        edition = await make_edition()
        await make_scene(edition)
        dates = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
        await make_round(edition, slug="paris", **dates, reviews_due_at=now + timedelta(days=30))
        async with db.work():
            await challenge.plan_check(actor=SYSTEM, edition_id=edition, round_id=None, questions=[QUESTION], now=now)
        person = await make_person("Mei", email=EMAIL, locale="zh", country="CN")
        await db.execute("update person set password_hash = $2 where id = $1", person, await hash_password(PASSWORD))
        await grant(await make_person("Judge", country="FR"), "judge")
        slug = await db.fetchval("select slug from edition where id = $1", edition)
    yield f"/calls/{slug}"


async def test_from_the_call_to_a_consent_that_is_taken_back(people: People, call: str) -> None:
    mei = await people(locale="zh-CN")
    mei.page.set_default_timeout(60_000)  # the way is long, and a worker looks into a file on it
    await mei.open(call)
    await mei.check()
    await mei.follow("线上")
    await mei.heading("巴黎赛区")
    await mei.sees("剩")
    await mei.page.locator("summary", has_text="项目").first.click()
    await mei.sees("要解决的问题")
    await mei.check()
    await mei.follow("用一分钟看看是否适合您")
    await mei.page.get_by_label("否").check()
    await mei.press("查看结果")
    await mei.sees("本次征集面向可尽快启动的成果。")
    await mei.check()
    await mei.page.get_by_label("是", exact=True).check()
    await mei.press("查看结果")
    await mei.sees("没有不符之处：本次征集适合您。")
    await mei.follow("开始申报")
    await mei.fill({"email": EMAIL, "password": PASSWORD})
    await mei.press("登录")
    await mei.fill({"kind": "project"})
    await mei.press("开始")
    await mei.page.wait_for_url("**/edit")
    for name, text in ANSWERS.items():
        if name != "scene" and await mei.page.locator(f"[name='{name}']").first.is_visible():
            await mei.fill({name: text})
    await mei.page.locator("[name=scene][value=energy]").check()
    await mei.press("保存草稿")
    await mei.choose_file("pitch_deck", "deck.pdf", pdf(2))
    await mei.press("上传", mei.page.locator("form.upload", has=mei.page.locator("[name=pitch_deck]")))
    await expect(mei.page.locator("#entry-files .status")).to_have_text("已检查", timeout=90_000)
    here = mei.page.url.removeprefix(mei.url).rpartition("/")[0]
    await mei.open(f"{here}/hand-in")
    await mei.check()
    await expect(mei.page.get_by_role("link", name="阅读规则（第1版）")).to_be_visible()
    for box in await mei.page.locator("fieldset").first.get_by_role("checkbox").all():
        await box.check()
    await mei.page.locator("[name='consent.judges_abroad.EU']").check()
    await mei.press("提交")
    await mei.sees("已接受的规则")
    await mei.sees(re.compile("第 ?1 ?版"))
    await mei.open("/account/consents")
    abroad = mei.page.locator(".consents > li", has_text="其他国家或地区的评委：欧洲经济区").or_(
        mei.page.locator(".consents > li", has_text="其他国家或地区的评委: 欧洲经济区")
    )
    await expect(abroad).to_contain_text("已同意")
    await mei.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await mei.check()
    await abroad.get_by_role("button").click()
    await mei.sees("由您撤回")
    await expect(abroad).to_contain_text("未同意")
    await mei.check()
