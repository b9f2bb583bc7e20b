"""The match page in a real browser: what filters hide, services side by side, the map, print, and the weights."""

import re

from tests.browser.conftest import Place
from tests.browser.hand import Hand

ADDRESS = re.compile(r"/needs/[0-9a-f-]{36}/")


def test_filters_comparison_map_and_print(place: Place) -> None:
    own = place.hand("caseworker@a.example")
    path = her_need(own)
    filters(own, path)
    in_print(own, path)
    side_by_side(own, path)
    own.press("Services for her")
    own.press("See what is near on a map")
    assert own.page.locator("svg.near .g-leaf").count() >= 1


def her_need(own: Hand) -> str:
    """The address of a need of somebody new."""
    own.open("/workers/new")
    own.fill(name_bn="শেফালী", name_en="Shefali", birth_year="1997", place_code="gazipur-sadar", shift="general")
    own.tick(employment="working", needs="learn_skill")
    own.press("Save")
    own.press("Find services")
    found = ADDRESS.search(own.page.url)
    assert found
    return found[0]


def filters(own: Hand, path: str) -> None:
    own.open(f"{path}services")
    own.unfold("Why in this order?")
    own.unfold("Narrow down")
    own.look()
    assert own.sees(own.say("Chance of completing"))
    own.tick(wish="childcare")
    own.press("Show")
    assert own.sees(own.say("The filters hide everything"))
    own.press("Without any filter")


def in_print(own: Hand, path: str) -> None:
    """All reasons, and nothing to press."""
    own.open(f"{path}services")
    folded = own.page.locator(".offer .reasons").nth(1)
    assert folded.is_hidden()
    own.page.emulate_media(media="print")
    assert folded.is_visible()
    assert folded.locator(".pts").first.is_visible()
    assert own.page.locator("button:visible, input:visible, nav:visible").count() == 0
    own.page.emulate_media(media="screen")


def side_by_side(own: Hand, path: str) -> None:
    own.open(f"{path}services")
    for number in range(2):
        own.page.locator("[name=service]").nth(number).check()
    own.press("Compare those marked")
    assert own.page.locator("table.compare thead th, table.compare thead td").count() == 3
    assert own.page.locator("svg.week-grid .g-shift").count() > 6
    assert own.page.locator("table.compare form button").first.is_visible()


def test_the_backbone_sees_what_other_weights_change(place: Place) -> None:
    backbone = place.hand("backbone@o.example")
    backbone.open("/agenda")
    backbone.press("Order of services")
    backbone.fill(distance="০", hours="55")
    backbone.press("See what it would change")
    assert backbone.sees(backbone.say("What this would change"))
    backbone.press("Set these weights")
    assert backbone.sees(backbone.say("The weights are set. From now on services are ordered by them."))
