"""What goes beyond one service, in a real browser: a plan sent and mended, the way in steps, two records made one."""

import re

import pytest

from tests.browser.conftest import Place
from tests.browser.hand import Hand, words


@pytest.fixture
def own(place: Place) -> Hand:
    return place.hand("caseworker@a.example")


def write_down(own: Hand, name_bn: str, name_en: str, *needs: str, **more: str) -> str:
    """The address of somebody new."""
    own.open("/workers/new")
    own.fill(name_bn=name_bn, name_en=name_en, birth_year="১৯৯৫", place_code="gazipur-sadar", shift="general", **more)
    own.tick(employment="working", schooling="none")
    for need in needs:
        own.tick(needs=need)
    own.press("Save")
    if own.page.locator("[name=another]").count():
        own.tick(another="yes")
        own.press("Save")
    return re.sub(r"[?#].*", "", own.page.url).removeprefix(own.address)


def test_a_plan_is_sent_and_what_fell_away_is_told(place: Place, own: Hand) -> None:
    worker = write_down(own, "মর্জিনা বেগম", "Morjina Begum", "learn_skill", "get_loan")
    own.open(worker)
    own.press("Plan of services that go together")
    for box in own.page.locator("form[method=get] .chips label").all():
        box.click()
    own.press("Show what fits")
    assert own.sees(own.say("All of it fits"))
    own.unfold("Her week")
    assert own.page.locator("svg.weekgrid rect.g-class").first.is_visible()
    own.look()
    own.press("Choose this plan")
    plan = own.page.url.removeprefix(own.address)
    for box in own.page.locator('label:has(input[name="agrees"])').all():
        box.click()
    own.tick(given_by="spoken")
    own.press("Send the plan together")
    credit = next(link for link in own.links() if link.startswith("/referrals/") and says_no(place, link))
    own.open("/today")
    assert own.sees(own.say("Something that belongs to her plan fell away: does this still fit?"))
    own.open(plan)
    assert own.sees(own.say("A part of this plan fell away. Those who take part in the rest were told."))
    assert own.get(credit)[0] == 200


def says_no(place: Place, path: str) -> bool:
    """The partner whose service it is says no to it; the other one does not find it."""
    partner = place.hand("stranger@c.example")
    if partner.get(path)[0] != 200:
        return False
    partner.open(path)
    partner.unfold(words(partner.language).pgettext("action", "Decline"))
    partner.tick(reason="other")
    partner.fill(text="এ মাসে আর ঋণ দেওয়া হচ্ছে না")
    partner.press("Say no, with the reason")
    return True


def test_the_way_to_what_nothing_answers_directly(own: Hand) -> None:
    worker = write_down(own, "রোকসানা", "Roksana", "move_up_in_garments")
    own.open(worker)
    own.press("Find services")
    own.press("The way there in steps")
    steps = own.page.locator("ol.path").first.locator("li").all_inner_texts()
    reading, job = ("পড়া ও হিসাব", "অফিসে চাকরি") if own.language == "bn" else ("Reading and counting", "Jobs in offices")
    assert len(steps) == 2 and reading in steps[0] and job in steps[1]
    own.press("Begin with this step")


def test_two_records_are_made_one_and_two_again(own: Hand) -> None:
    write_down(own, "সালমা খাতুন", "Salma Khatun", "learn_skill", guardian_name="আবদুল হাই")
    other = write_down(own, "সালমা খাতুন", "Salma Khatoon", "get_loan", guardian_name="আবদুল হাই")
    own.open(other)
    own.unfold("More")
    own.press("Is she written down twice?")
    for name in set(own.page.locator("input[type=radio][name^=take-]").evaluate_all("all => all.map(one => one.name)")):
        own.tick(**{name: "this"})
    own.press("The same woman: merge them")
    assert own.sees(own.say("Undo the merge"))
    own.press("Undo the merge")
    assert not own.sees(own.say("Undo the merge"))
    own.open(other)
