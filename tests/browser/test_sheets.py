"""A partner brings sheets in a real browser: an old font, unsure headers, a workbook, and the sheet that it began with."""

from pathlib import Path

from playwright.sync_api import FilePayload

from tests.browser.conftest import Place
from tests.browser.hand import Hand
from tests.catalog.test_files import OLD_FONT
from tests.catalog.workbooks import workbook

ODD = (
    "kinds of services given,programme title here,zilla,যোগ্যতা\ncredit,Loan for looms,Gazipur,SSC pass; likes the sea\n"
)
WRONG = [("kind", "service_name", "district", "seats", "fee"), ("credit", "Loan for looms", "Gazipur", "many", 5)]
CHANGED = [*WRONG, ("credit", "Loan for a loom", "Gazipur", 9, 700)]
NAMELESS = OLD_FONT.replace("ms¯’vi bvg".encode("cp1252"), b"mi").replace("cjvk (bgybv)".encode("cp1252"), b"x")


def bring(partner: Hand, name: str, data: bytes) -> None:
    partner.open("/services/import")
    partner.page.set_input_files('[name="sheet"]', FilePayload(name=name, mimeType="text/csv", buffer=data))
    partner.press("Show what it would change")


def test_a_partner_brings_whatever_it_has(place: Place) -> None:
    partner = place.hand("provider@b.example")
    bring(partner, "old.csv", NAMELESS)
    assert partner.sees("মোবাইল সার্ভিসিং")
    partner.press("Yes, read it so")
    bring(partner, "odd.csv", ODD.encode())
    fields = {one.inner_text(): one.get_attribute("for") for one in partner.page.locator("label").all()}
    for header, column in (("kinds of services given", "kind"), ("programme title here", "service_name")):
        if f := fields.get(header):
            partner.page.select_option(f"#{f}", column)
    partner.press("Go on")
    assert partner.sees("Loan for looms")
    assert partner.sees("SSC pass") and not partner.page.locator('label:has-text("likes the sea")').count()
    partner.press("Store all this")
    bring(partner, "new.xlsx", workbook({"one": CHANGED}))
    assert partner.sees("many")
    partner.page.locator("summary").first.click()
    bring(partner, "new.xlsx", workbook({"one": [WRONG[0], CHANGED[2]]}))
    partner.press("Store all this")
    with partner.page.expect_download() as got:
        partner.open("/services/import")
        partner.page.locator('a[href="/services/sheet.xlsx"]').click()
    bring(partner, "again.xlsx", Path(got.value.path()).read_bytes())
    assert partner.sees(partner.say("This sheet changes nothing"))
