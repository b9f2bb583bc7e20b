"""Two organisations and one woman, in a real browser: the hint, what is read to her, the question, the link."""

from tests.browser.conftest import Place

HER = {"guardian_name": "Abdul Karim", "birth_year": "1993", "place_code": "Savar, Dhaka"}


def test_her_records_are_linked_as_she_wishes(place: Place) -> None:
    there, here = place.hand("stranger@c.example"), place.hand("caseworker@a.example")
    there.open("/workers/new")
    there.fill(name_en="Momtaz Parvin", **HER)
    there.tick(needs="learn_skill")
    there.press("Save")
    here.open("/workers/new")
    here.fill(name_en="Momotaj Parveen", **HER)
    here.press("Save")
    here.press("Ask her: may we ask the other organisation to link the records?")
    here.tick(parts="name", given_by="spoken")
    here.press("She agrees: ask them")
    there.open("/today")
    there.page.locator("main a[href^='/asked/']").first.click()
    there.page.wait_for_load_state()
    there.look()
    assert there.sees("Momotaj Parveen") and not there.sees("Abdul Karim")
    there.tick(answer="yes")
    there.press("Answer")
    assert there.sees("Organisation A")
    there.press("She no longer wants the link")
    there.press("It was ended by mistake: restore it")
    here.open("/workers")
    here.page.locator("main a.row").first.click()
    here.page.wait_for_load_state()
    here.press("Linked with her record at another organisation")
    assert here.sees("Organisation C")
