"""The steps of the chain, each done by a person in a browser."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, expect

from tests.journeys.browser import PASSWORD, Person
from tests.journeys.house import House

EDITION = "/challenge/editions/harbour-2027"
PARIS = ZoneInfo("Europe/Paris")

ENTRY = {
    "title_en": "Cold from the harbour",
    "title_zh": "海港之冷",
    "summary_en": "Sea water cools the hospitals of a port and frees its grid in August.",
    "scene": "energy",
    "applicant_type": "company",
    "organisation_name": "Froid du Port SAS",
    "country": "FR",
    "contact_name": "Maëlle Kervadec",
    "problem": "Forty hospitals cool with compressors when the grid has least to give.",
    "solution": "Deep sea water passes a titanium exchanger and returns two degrees warmer.",
    "novelty": "The exchanger is cleaned by the tide and not by chlorine.",
    "trl": "7",
    "impact": "Per kilowatt hour of cold: 0.21 kg CO2e against 0.58 kg, measured for two summers.",
    "landing": "One hospital in Sanya in the first year, with the port authority.",
}

CRITERIA = """60 | Climate impact | 气候效益 | Measured | 有实测
40 | Team | 团队 | Can do it | 能落实"""

HALF_WAY = """() => {
  const bar = document.querySelector(".upload-state:not([hidden]) progress");
  const words = [...document.querySelectorAll(".upload-words")].map((each) => each.textContent);
  return bar && bar.value > 0 && bar.value < 100 && words.some((each) => each.includes("Sending: "));
}"""


async def local(person: Person, prefix: str, at: datetime) -> None:
    """Enter a moment as an organiser does: a day and a time on the clocks of Paris."""
    there = at.astimezone(PARIS)
    await person.fill({f"{prefix}_on": f"{there:%Y-%m-%d}", f"{prefix}_time": f"{there:%H:%M}"})


async def first_organiser(person: Person, house: House) -> None:
    """The link that the operator hands over, a password, and the desk."""
    link = (await house.run("organiser", "add", "ines@harbour.example")).strip().split()[-1]
    await person.page.goto(link)
    await person.check()
    await person.press("Take it up and sign in")
    await person.page.wait_for_url("**/account")
    await person.fill({"name": "Inès Valadier", "time_zone": "Europe/Paris"})
    await person.press("Save")
    await person.sees("Your account is changed.")
    await person.fill({"new_password": PASSWORD})
    await person.press("Set the password")
    await person.sees("Your password is changed")
    await person.check(everywhere=True)
    await person.set_up_factor("/desk")
    await person.check(everywhere=True)


async def edition(person: Person) -> None:
    await person.open("/challenge/editions")
    await person.check()
    await person.follow("Begin an edition")
    await person.fill({"name_en": "Harbour Challenge", "slug": "harbour-2027", "code_prefix": "HC27"})
    await person.fill({"name_zh": "港口挑战赛"})
    await person.fill({"purpose_en": "It looks for cold without carbon.", "purpose_zh": "寻找零碳制冷方案。"})
    await person.check()
    await person.press("Save")
    await person.page.wait_for_url(f"**{EDITION}")
    for key, name_en, name_zh in (("energy", "Energy", "能源"), ("transport", "Transport", "交通")):
        scene = person.page.locator(f"form[action='{EDITION}/scenes']")
        await person.page.locator("summary", has_text="Add a scene").click()
        await person.fill({"name_en": name_en, "name_zh": name_zh, "key": key}, scene)
        await person.press("Add a scene", scene)
        await expect(person.page.locator("#scenes ~ table")).to_contain_text(name_en)
    await person.follow("Add a city")
    await person.fill(
        {"name_en": "Paris", "name_zh": "巴黎", "country": "FR", "time_zone": "Europe/Paris", "key": "paris"}
    )
    await person.press("Add the city")
    await person.sees("The city can be chosen for a round now.")


async def round_in_paris(person: Person, now: datetime) -> str:
    """Plan the round in local times; its path. It closes in an hour: no person waits for that in a test."""
    await person.open(f"{EDITION}/rounds/new")
    city = await person.page.locator("select[name=city_id] option", has_text="Paris").get_attribute("value")
    await person.fill({"city_id": city or "", "name_en": "Paris round", "name_zh": "巴黎赛区", "slug": "paris"})
    await local(person, "opens", now - timedelta(hours=2))
    await local(person, "closes", now + timedelta(hours=1))
    await local(person, "due", now + timedelta(days=3))
    await person.fill({"call_en": "Cold for hospitals, schools and kitchens.", "call_zh": "为医院、学校和厨房供冷。"})
    await person.fill({"quota": "1", "notice_days": "2"})
    await person.check()
    await person.press("Save")
    await person.heading("Paris round")
    path = person.page.url.removeprefix(person.url)
    await person.open(f"{EDITION}/rules")
    await person.check(everywhere=True)
    await person.press("Publish this version")
    await person.sees("Version 1 is in force.")
    await person.open(EDITION)
    await person.press("Go on to “Open”")
    await expect(person.page.locator(".steps [aria-current]")).to_contain_text("Open")
    await person.check(everywhere=True)
    await person.page.get_by_text("Do without a virus scanner").click()
    await person.fill({"reason": "Nobody but us sends files in this test."})
    await person.press("Waive the virus scanner")
    await person.sees("Waived: files may come in without a virus scanner")
    await person.open(path)
    await person.press("Open the call")
    await person.sees("Closes")
    await person.check()
    return path


async def judging_set_up(person: Person, round_path: str) -> str:
    """A rubric, how the round is judged, and one judge, who is invited by mail; the path of the round's judging."""
    judging = round_path.replace("/challenge/", "/judging/")
    await person.open(judging)
    await person.follow("Write a rubric")
    await person.fill({"name_en": "Cold", "name_zh": "制冷", "key": "cold", "kinds": "talent"})
    await person.fill({"a0_en": "Nothing", "a0_zh": "无", "a5_en": "Outstanding", "a5_zh": "杰出"})
    await person.fill({"c0_name_en": "Climate impact", "c0_name_zh": "气候效益", "c0_weight": "60", "c0_floor": "5"})
    await expect(person.page.locator("[data-sum-shown]")).to_have_text("Weights so far: 60 of 100")
    await person.press("Add a criterion")
    await person.fill({"c1_name_en": "Team", "c1_name_zh": "团队", "c1_weight": "40"})
    await expect(person.page.locator("[data-sum-shown]")).to_have_text("Weights so far: 100 of 100")
    await person.check()
    await person.page.locator(".buttons").get_by_role("button", name="Save", exact=True).click()
    await person.sees("The rubric is saved.")
    await person.check()
    await person.open(judging)
    set_up = person.page.locator(f"form[action='{judging}/set-up']")
    rubric = await set_up.locator("select[name=rubric_id] option").first.get_attribute("value")
    await person.fill(
        {"rubric_id": rubric or "", "rule": "mean", "stages": "one", "reviews_each": "1", "least_valid": "1"}, set_up
    )
    await person.press("Save", set_up)
    await person.sees("Saved.")
    await person.open(f"{judging}/panel")
    panel = person.page.locator(f"form[action='{judging}/panel']")
    await person.check(everywhere=True)
    await person.fill({"email": "joao@bench.example", "name": "João Sequeira", "most": "5"}, panel)
    await person.press("Invite", panel)
    await person.sees("João Sequeira is invited by mail.")
    await person.sees("Invited, no answer yet")
    await person.check(everywhere=True)
    await person.open(f"{judging}/capacity")
    await person.check(everywhere=True)
    return judging


async def sign_up(person: Person) -> None:
    """From the call to an account whose address is not confirmed yet."""
    await person.open("/")
    await person.check(everywhere=True)
    await person.page.locator("a[href='/calls/harbour-2027/paris']").first.click()
    await person.heading("Paris round")
    await person.check(everywhere=True)
    await person.page.get_by_role("link", name="Start an entry").locator("visible=true").click()
    await person.follow("I have no account yet")
    await person.check()
    await person.fill({"email": "maelle@froid.example", "name": "Maëlle Kervadec", "new_password": PASSWORD})
    await person.press("Create the account")
    await person.heading("Enter the code")
    await person.check()
    await person.press("Begin now")


async def draft(person: Person) -> str:
    """Begin, write and save; the path of the entry."""
    await person.heading("What do you enter?")
    await person.check()
    await person.fill({"kind": "project"})
    await person.press("Begin")
    await person.page.wait_for_url("**/edit")
    await person.fill(ENTRY)
    await person.press("Save the draft")
    await person.sees("Saved.")
    await person.check(everywhere=True)
    return person.page.url.removeprefix(person.url).removesuffix("/edit")


def deck_form(person: Person) -> Locator:
    """The upload of this question: a form asks for several files."""
    return person.page.locator("form.upload", has=person.page.locator("input[name=pitch_deck]"))


async def upload(person: Person, deck: bytes) -> None:
    """The bar is seen while the bytes go, and the file is checked by a worker before the list says so."""
    await person.choose_file("pitch_deck", "deck.pdf", deck)
    async with person.slow_line(len(deck)):
        await person.press("Upload", deck_form(person))
        await person.page.wait_for_function(HALF_WAY)
    await expect(person.page.locator("#entry-files .status")).to_have_text("Checked")


async def hand_in(person: Person) -> str:
    """Check, declare and hand in; the digest on the receipt."""
    await person.press("Save, check and hand in")
    await person.heading("Check and hand in")
    await person.check()
    for box in await person.page.locator("main input[type=checkbox]").all():
        await box.check()
    await person.press("Hand in")
    await person.heading("Handed in")
    await person.check(everywhere=True)
    return await person.page.locator(".digest").first.inner_text()


async def screen(person: Person, round_path: str) -> None:
    await person.open(round_path)
    await person.press("Close the call and begin screening")
    await person.open(round_path.replace("/challenge/", "/submissions/"))
    await person.check(everywhere=True)
    await person.follow("Screen the entry that waits")
    await person.heading(ENTRY["title_en"])
    await person.check(everywhere=True)
    await person.press("Eligible")
    await person.sees("is screened.")
    await person.check()


async def read_link(person: Person, email: str, words: str) -> str:
    """A link in a mail, as the organiser on this machine sees it."""
    await person.open("/desk/mail")
    await person.check()
    await person.page.locator("tr", has_text=email).get_by_role("link", name=words).first.click()
    await person.check()
    letter = await person.page.locator(".letter").inner_text()
    found = re.search(r"https?://\S+", letter)
    assert found is not None, letter
    return found[0]


async def join(person: Person, link: str) -> None:
    """From the link in the mail to the terms, the profile, and the question whom one is too close to."""
    person.expected |= {422}
    await person.page.goto(link)
    await person.press("Take it up and sign in")
    await person.page.wait_for_url("**/join")
    await person.heading("Will you judge?")
    await person.check(everywhere=True)
    await person.press("Yes, I will judge")
    await person.sees("There are 2 problems")
    await person.fill({"terms": "yes", "confidentiality": "yes"})
    await person.press("Yes, I will judge")
    await person.heading("What you judge")
    await person.check(everywhere=True)
    await person.fill({"languages": "en", "keywords": "district cooling\n区域供冷", "hours_week": "4,5", "least": "9"})
    await person.fill({"most": "8", "employer": "Instituto do Frio", "is_kept": "yes"})
    await person.press("Save and go on")
    await person.sees("There is a problem")
    await person.check()
    await person.fill({"least": "1"})
    await person.press("Save and go on")


async def declare(person: Person) -> None:
    await person.heading("Whom are you too close to?")
    await person.check(everywhere=True)
    await person.fill({"is_complete": "yes"})
    await person.press("Send my declaration")
    await person.sees("Thank you. You will be told when your reviews are ready.")


async def open_judging(person: Person, judging: str) -> None:
    await person.open(judging)
    await person.follow("Assign judges")
    await person.press("Make a plan")
    await person.sees("A plan to look at", seconds=120)
    await person.press("Apply this plan")
    await person.sees("One review was given out")
    await person.open(judging)
    await person.press("Open judging")
    await person.sees("Judging is open.")


async def review(person: Person) -> None:
    """Score by key and by anchor, see it saved, and sign."""
    await person.open("/judging/reviews")
    await person.check(everywhere=True)
    await person.follow(ENTRY["title_en"])
    await person.check(everywhere=True)
    await person.fill({"score_climate_impact": "8.5"})
    await person.page.locator(".criterion", has_text="Team").locator("[data-set='10']").click()
    await expect(person.page.locator("output[data-total]")).to_have_text("Total: 91.00 of 100")
    await person.fill({"to_applicant": "Measured over two summers; tell us about the jellyfish."})
    await expect(person.page.locator("[data-autosave-status]")).to_contain_text("Saved at ")
    await person.press("Sign")
    await person.sees("Signed. Thank you.")


async def decide(person: Person, judging: str, code: str) -> str:
    """From the ranking to a published decision; its path."""
    await person.open(f"{judging}/ranking")
    await person.sees("91.00")
    await person.check(everywhere=True)
    await person.press("Draft the decision")
    await person.check(everywhere=True)
    await person.fill({f"outcome_{code}": "awarded", f"award_en_{code}": "First prize", f"award_zh_{code}": "一等奖"})
    await person.press("Publish the decision")
    await person.sees("The decision is published.")
    await person.check()
    return person.page.url.removeprefix(person.url).partition("?")[0]


async def check_award(person: Person, decision: str) -> None:
    """All three checks before the one award; none of them is asked for again."""
    await person.open(f"{decision}/checks")
    await person.check(everywhere=True)
    for kind in ("sanctions", "export", "affiliation"):
        await person.page.locator("main summary").click()
        await person.fill({"kind": kind, "result": "clear", "source": "List of September"})
        await person.press("Write it down")
        await person.sees("Written down.")


async def close_notice(person: Person, decision: str) -> None:
    await person.open(decision)
    await person.press("Close the notice and make it final")
    await person.sees("The decision is final.")


async def certificate(person: Person) -> tuple[bytes, str]:
    """Wait for the worker's file, and take it: its bytes, and the path at which anybody checks it."""
    await person.open("/certificates")
    own = person.page.locator("tr", has_text="Maëlle Kervadec")  # the entry has one too
    link = own.locator("a[href$='.pdf']")
    for _ in range(60):
        if await link.count():
            break
        await person.page.wait_for_timeout(500)
        await person.page.reload()
    await person.check(everywhere=True)
    async with person.page.expect_download() as coming:
        await link.click()
    download = await coming.value
    code = (await link.get_attribute("href") or "").removeprefix("/certificates/").removesuffix(".pdf")
    return (await download.path()).read_bytes(), f"/verify/{code}"


async def verify_file(person: Person, pdf: bytes) -> None:
    await person.open("/verify")
    await person.choose_file("file", "certificate.pdf", pdf)
    await person.press("Compare")
    await person.page.wait_for_url("**/verify?file=*")
    await person.check()
