"""A roster in a real browser: brought, listed, seats given by what is chosen, changed by hand, and sent to."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import FilePayload
from sqlalchemy import select

from catalog.models import Service
from referral.models import CohortLine, Worker
from tests.browser.conftest import Place
from tests.browser.hand import Hand
from tests.make import Make

ROSTER = """নাম,স্বামীর নাম,বয়স,গ্রেড,পদ,মোবাইল
রুবিনা খাতুন,করিম মিয়া,৪৬ বছর,৪,হেলপার,০১৭১১০০০০০১
রুবিনা খাতুন,করিম মিয়া,৪৬,৪,হেলপার,০১৭১১০০০০০২
কল্পনা রানী,সুবল,কত,২,অপারেটর,০১৮১১০০০০০৩
আসমা বেগম,রহিম,৩০,১,হেলপার,
"""


def test_from_a_roster_to_those_who_are_sent(place: Place) -> None:
    own = place.hand("caseworker@a.example")
    bring(own)
    choose(own)
    cohort = own.page.url.removeprefix(own.address).partition("?")[0]
    change(own)
    downloaded(own, cohort)
    own.press("Consents still to take")
    assert all(own.sees(name) for name in ("রুবিনা খাতুন", "কল্পনা রানী", "আসমা বেগম"))
    agree(place)
    own.open(cohort)
    own.press("Send them all")
    assert own.page.locator("main ul.plain").first.inner_text()
    own.press("Back to the result")
    own.open("/sent")
    assert own.page.locator('main a[href^="/referrals/"]').count() == 1


def bring(own: Hand) -> None:
    """Shown first: a cell that can't be read, one woman twice."""
    own.open("/cohorts")
    own.press("Bring a roster")
    own.fill(name="মার্চের ছাঁটাই", place_code="gazipur-sadar", employment="laid_off", scheme="2023")
    sheet = FilePayload(name="roster.csv", mimeType="text/csv", buffer=ROSTER.encode())
    own.page.set_input_files('[name="sheet"]', sheet)
    own.press("Show what is in it")
    if "?" in own.page.url or own.sees(own.say("What do these columns mean?")):
        own.press("Go on")
    assert own.page.locator("main ul.plain b").first.is_visible()
    own.tick(pair0="same")
    own.press("List these women")


def choose(own: Hand) -> None:
    own.tick(needs="learn_skill")
    own.unfold("Who weighs more")
    own.unfold("Floors: a share for each group")
    own.look()
    own.fill(risk_older="১০" if own.language == "bn" else "10", floor_district="50")
    own.press("Work it out")
    why = own.page.locator("table.fold tbody tr td:nth-of-type(2)").all_inner_texts()
    assert len(why) == 3 and all(" · " in one for one in why)
    own.unfold("In numbers")
    own.look()


def change(own: Hand) -> None:
    """The first one is pinned, the second is not to get what she got, then may; each time it is worked out again."""
    got = own.page.locator("table.fold tbody tr td:nth-of-type(1)")
    woman(own, 0).page.locator("[name=pinned]").select_option(index=1)
    own.press("Keep and work it out again")
    assert own.page.locator(".tag.gold").count() == 1
    before = got.nth(1).inner_text()
    woman(own, 1).page.locator("label.box", has_text=before.splitlines()[0]).click()
    own.press("Keep and work it out again")
    assert got.nth(1).inner_text() != before
    woman(own, 1).page.locator("label.box:has(input:checked)").click()
    own.press("Keep and work it out again")
    assert got.nth(1).inner_text() == before


def woman(own: Hand, nth: int) -> Hand:
    own.page.locator("main a.btn.tiny").nth(nth).click()
    own.page.wait_for_load_state()
    own.look()
    return own


def downloaded(own: Hand, cohort: str) -> None:
    answer = own.page.request.get(f"{own.address}{cohort}/sheet.xlsx")
    rows = list(load_workbook(BytesIO(answer.body())).worksheets[0].values)
    assert len(rows) == 4 and "কল্পনা রানী" in {row[1] for row in rows}


def agree(place: Place) -> None:
    """One of those who got a seat has consented elsewhere that its service sees hers."""
    assert place.database
    with place.database.session() as session:
        make = Make(session)
        line = session.scalars(select(CohortLine).where(CohortLine.service_id.is_not(None))).first()
        assert line
        need = make.need(session.get_one(Worker, line.worker_id), "get_loan")
        make.consent(need, session.get_one(Service, line.service_id))
        session.commit()
