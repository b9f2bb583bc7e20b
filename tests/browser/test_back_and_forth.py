"""Back and forth in a real browser: asked and answered, a change told, a mistake put right, two accepted together."""

from datetime import date, timedelta

from tests.browser.conftest import Place
from tests.browser.hand import Hand
from tests.browser.test_journey import send_her


def write_down(own: Hand, name: str, phone: str) -> None:
    own.press("Workers", within="nav.tabs")
    own.press("New worker")
    own.fill(name_bn=name, place_code="gazipur-sadar", phone=phone)
    own.tick(phone_owner="own", safe_way="call", needs="learn_skill")
    own.press("Save")


def act(hand: Hand, path: str, action: str, *chosen: str, **typed: str) -> None:
    """One action from the referral's page: unfolded where it is folded, chosen, typed, sent."""
    hand.open(path)
    form = hand.page.locator(f'form[action*="/{action}#"]')
    if not form.is_visible():
        hand.page.locator(f'details:has(form[action*="/{action}#"]) > summary').click()
    for value in chosen:
        form.locator(f'label:has(input[value="{value}"])').click()
    for name, value in typed.items():
        form.locator(f'[name="{name}"]').fill(value)
    with hand.page.expect_navigation():
        form.locator("button").click()
    hand.look()
    assert not hand.page.locator("main .errors").count(), hand.page.locator("main .errors").inner_text()


def test_back_and_forth_between_two_organisations(place: Place) -> None:
    own, partner = place.hand("caseworker@a.example"), place.hand("provider@b.example")
    write_down(own, "রোকেয়া খাতুন", "01711000111")
    first = send_her(own)
    write_down(own, "শ্রাবন্তী বিশ্বাস", "01711000222")
    second = send_her(own)
    act(partner, first, "ask", "when_free")
    act(own, first, "answer", text="শুক্রবার সারা দিন")
    partner.open(first)
    assert partner.sees("শুক্রবার সারা দিন")
    act(partner, first, "talk", words="কোন ব্যাচ তাঁর জন্য ভালো?")
    own.open(first)
    assert own.sees("কোন ব্যাচ তাঁর জন্য ভালো?")
    partner.open(first)
    assert partner.sees(partner.say("Read %(when)s").partition("%")[0].strip())
    act(own, first, "amend", phone="01911000111")
    partner.open(first)
    assert partner.sees("01711-000 111") and partner.sees("01911-000 111")
    act(partner, second, "decline", "full")
    act(partner, second, "correct", "pressed_wrong_button", text="ভুল করে")
    accept_together(partner)
    partner.open("/serving")
    assert partner.sees("রোকেয়া খাতুন") and partner.sees("শ্রাবন্তী বিশ্বাস")
    own.open("/today")
    assert own.page.locator('main a[href$="/tell"], main a[href*="/tasks/"]').count() == 2


def accept_together(partner: Hand) -> None:
    """All in the inbox, one form, one press."""
    partner.open("/inbox")
    partner.page.locator('.bulk input[name="all"]').check()
    with partner.page.expect_navigation():
        partner.page.locator(".bulk .btn").click()
    partner.look()
    partner.page.locator('label:has(input[name="intake"])').first.click()
    partner.fill(starts_on=(date.today() + timedelta(days=3)).isoformat())
    partner.press("Confirm: she gets the place")
