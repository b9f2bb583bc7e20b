"""The catalog kept true in a real browser: a wrong service reported in two taps, answered and read; one confirmed in one."""

from referral.lists import reasons
from tests.browser.conftest import Place
from tests.browser.hand import Hand
from tests.browser.test_journey import named


def word(hand: Hand, group: str, code: str) -> str:
    row = reasons()[group, code]
    return row.name_bn if hand.language == "bn" else row.name_en


def health(backbone: Hand) -> str:
    """What the tiles of catalog health say of services that were reported."""
    backbone.open("/catalog")
    return backbone.page.locator('.tiles a[href="/services?doubt=phone"]').count() * "phone"


def test_a_wrong_service_is_reported_answered_and_read(place: Place) -> None:
    own, partner = place.hand("caseworker@a.example"), place.hand("provider@b.example")
    backbone = place.hand("backbone@o.example")
    assert not health(backbone)
    own.open("/services")
    own.press(named(own))
    own.press("Something is wrong here")
    own.press(word(own, "service_wrong", "phone_dead"))
    assert own.sees(own.say("Thank you. The partner is asked, and its answer comes to your page Today."))
    assert health(backbone)
    partner.open("/inbox")
    partner.press("Look and answer")
    partner.press(word(partner, "service_wrong", "phone_dead"))
    partner.press("Send the answer")
    assert partner.sees(partner.say("Please look at this again"))
    partner.tick(answer="fixed")
    partner.fill(text="নতুন নম্বর দেওয়া হয়েছে")
    partner.press("Send the answer")
    assert partner.sees(partner.say("All services are confirmed"))
    own.open("/today")
    own.press(word(own, "service_answer", "fixed"))
    assert own.sees("নতুন নম্বর দেওয়া হয়েছে")
    own.press("I have read it")
    assert not own.sees(own.say("What you reported is answered"))
    assert not health(backbone)


def test_a_reminder_is_answered_with_one_tap(place: Place) -> None:
    partner = place.hand("stranger@c.example")
    partner.open("/inbox")
    partner.press("Look and answer")
    partner.press("All of it is still true")
    assert partner.sees(partner.say("Thank you. It is confirmed as of today."))
    assert partner.sees(partner.say("Nothing waits for your word"))
