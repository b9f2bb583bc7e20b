"""The whole loop in a real browser: a worker written down, sent, accepted, served, closed with her own word."""

from datetime import date

from tests.browser.conftest import Place
from tests.browser.hand import Hand

SENT, MET = 0, 6


def funnel(backbone: Hand) -> list[str]:
    """The steps of the funnel as the backbone reads them."""
    backbone.open("/figures")
    backbone.unfold("As a table")
    return backbone.page.locator("main table").first.locator("td").all_inner_texts()


def write_her_down(own: Hand) -> None:
    own.press("Workers", within="nav.tabs")
    own.press("New worker")
    own.fill(name_bn="জ্যোৎস্না আক্তার", name_en="Jyotsna Akter", guardian_name="আবদুল করিম", birth_year="১৯৯৬")
    own.tick(guardian_relation="father")
    own.fill(place_code="gazipur-sadar", phone="০১৭১২ ৩৪৫৬৭৮", role="sewing_operator", shift="general")
    own.tick(phone_owner="own", safe_way="call", safe_time="evening")
    own.tick(employment="working", wage_grade="3", schooling="class_5")
    own.fill(child_name_1="তুলি", child_born_1="০৩/২০২৩")
    own.tick(needs="learn_skill")
    own.press("Save")


def send_her(own: Hand) -> str:
    own.press("Find services")
    assert own.sees(named(own))
    own.press("Send her here")
    own.press("Send the referral")
    assert own.sees(own.say("Please look at this again"))
    own.tick(agrees="all", given_by="spoken")
    own.fill(text="ক্লাস শুক্রবারে হলে ভালো")
    own.press("Send the referral")
    return own.page.url.removeprefix(own.address).partition("?")[0]


def named(hand: Hand) -> str:
    return "তিন মেশিনে সেলাই" if hand.language == "bn" else "Sewing on three machines"


def nothing_for(stranger: Hand, path: str) -> None:
    """Another organisation sees neither the referral nor her, whatever step it is at."""
    assert stranger.get(path)[0] == 404
    for page in ("/today", "/inbox", "/workers", "/sent", "/serving"):
        status, text = stranger.get(page)
        assert status == 200
        assert not {"জ্যোৎস্না", "Jyotsna", "করিম"} & set(text.split())


def test_from_a_worker_to_her_own_word(place: Place) -> None:
    own, partner = place.hand("caseworker@a.example"), place.hand("provider@b.example")
    stranger, backbone = place.hand("stranger@c.example"), place.hand("backbone@o.example")
    before = funnel(backbone)
    write_her_down(own)
    path = send_her(own)
    nothing_for(stranger, path)
    partner.open("/inbox")
    partner.press("Accept")
    assert partner.sees("ক্লাস শুক্রবারে হলে ভালো")
    partner.page.locator('label:has(input[name="intake"])').first.click()
    partner.tick(bring="nid")
    partner.press("Confirm: she gets the place")
    nothing_for(stranger, path)
    own.open("/today")
    own.open(f"{path}/tell")
    own.press("She has been told")
    partner.open(path)
    partner.fill(on=date.today().isoformat())
    partner.press("She has begun")
    nothing_for(stranger, path)
    partner.open(path)
    partner.tick(resolution="completed")
    partner.fill(on=date.today().isoformat(), c_result="passed_certified")
    partner.press("Service completed")
    nothing_for(stranger, path)
    own.open(path)
    own.tick(outcome="met", said_by="worker_phone", next_step="none")
    own.press("Close the referral")
    nothing_for(stranger, path)
    after = funnel(backbone)
    for step in (SENT, MET):
        assert int(after[step]) == int(before[step]) + 1
