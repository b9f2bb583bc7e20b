"""Services are found as one types, in a real browser, and by the button where there is no script."""

from playwright.sync_api import expect

from tests.browser.conftest import Place

A_WHILE = 20_000
"""Milliseconds: each process packs the catalog when it is first asked."""
NAME = {"bn": "তিন মেশিনে সেলাই", "en": "Sewing on three machines"}


def test_services_are_found_while_one_types(place: Place) -> None:
    own = place.hand("caseworker@a.example")
    own.press("Find services", within="nav.tabs")
    own.page.locator("#f-q").press_sequentially("shelai shikb", delay=30)
    expect(own.page.locator("#found h2").first).to_have_text(NAME[place.language], timeout=A_WHILE)
    own.look()
    assert own.page.url.endswith("/find"), "what is typed does not stand in the address while one types"
    own.page.locator("#f-q").fill("সেলাই মেশিন")
    expect(own.page.locator("#found h2").first).to_have_text(NAME[place.language], timeout=A_WHILE)


def test_the_button_finds_them_without_a_script(place: Place) -> None:
    own = place.hand("caseworker@a.example")
    own.page.route("**/htmx*", lambda route: route.abort())
    own.open("/find")
    own.fill(q="sewing machin")
    own.press("Search")
    assert own.sees(NAME[place.language])
    own.page.locator("#found a").first.click()
    own.page.wait_for_load_state()
    own.look()
    assert "/services/" in own.page.url
