"""Her choices in a real browser: put in order, asked side by side, one accepts, the others end; nobody reads her name before."""

from datetime import date, timedelta

from tests.browser.conftest import Place
from tests.browser.hand import Hand
from tests.browser.test_back_and_forth import act, write_down

HER = "মালতী রানী দাস"
NO_NAME = "She asks several services side by side. Who she is and how to reach her is told once you accept."


def choose_all(own: Hand) -> str:
    """Each service that suits her, one after the other; the page of her choices."""
    own.press("Find services")
    find = own.page.url.removeprefix(own.address)
    for _ in range(2):
        own.open(find)
        own.page.locator('main form[action*="/choose/"] button').nth(_).click()
        own.page.wait_for_load_state()
    choices = find.replace("/services", "/choices")
    own.open(choices)
    return choices


def test_two_are_asked_side_by_side_and_one_takes_her(place: Place) -> None:
    own, partner = place.hand("caseworker@a.example"), place.hand("provider@b.example")
    write_down(own, HER, "01711000333")
    choices = choose_all(own)
    own.press("Ask them all")
    assert own.sees(own.say("Please look at this again"))
    boxes = own.page.locator('form[action$="/beside"] .pick label:has(input[name="choice"])')
    for at in range(boxes.count()):
        boxes.nth(at).click()
    own.tick(given_by="spoken")
    own.press("Ask them all")
    assert own.page.locator("main").inner_text().count(own.say("without her name")) == 2
    partner.open("/inbox")
    assert not partner.sees(HER)
    partner.press("Accept")
    assert partner.sees(partner.say(NO_NAME))
    path = partner.page.url.removeprefix(partner.address).partition("#")[0]
    accept(partner, path)
    own.open(choices)
    if own.page.locator('a[href*="/referrals/"]', has_text=own.say("A yes that waits")).count():
        own.open(path)
        act(own, path, "confirm")
    partner.open(path)
    assert partner.sees(HER)
    own.open(choices)
    assert own.page.locator("main").inner_text().count(own.say("without her name")) == 0


def accept(partner: Hand, path: str) -> None:
    partner.open(path)
    partner.page.locator('label:has(input[name="intake"])').first.click()
    partner.fill(starts_on=(date.today() + timedelta(days=3)).isoformat())
    partner.press("Confirm: she gets the place")
