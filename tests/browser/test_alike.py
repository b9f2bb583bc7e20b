"""Who she may be is told while she is typed in, and nothing typed is lost by it."""

from playwright.sync_api import expect

from tests.browser.conftest import Place

A_WHILE = 20_000
HER = {"name_en": "Shahinur Akter", "guardian_name": "Abdul Karim", "birth_year": "1991"}


def test_she_is_found_while_she_is_typed_in(place: Place) -> None:
    own = place.hand("caseworker@a.example")
    for name_en in ("Shahinur Akter", "Shahinoor Aktar"):
        own.open("/workers/new")
        own.fill(**HER | {"name_en": name_en})
        warned = own.page.locator("#alike a")
        if name_en == HER["name_en"]:
            own.fill(place_code="Savar, Dhaka")
            own.press("Save")
            assert "/workers/" in own.page.url and not own.page.url.endswith("/new")
        else:
            expect(warned).to_contain_text("Shahinur Akter", timeout=A_WHILE)
            own.look()
            assert own.page.url.endswith("/workers/new")
            own.fill(guardian_name="Sona Mia", birth_year="1975")
            expect(warned).to_have_count(0, timeout=A_WHILE)
            own.fill(place_code="Savar, Dhaka")
            own.press("Save")
            assert not own.page.url.endswith("/new"), "the key of the form is not used up by what was asked"
