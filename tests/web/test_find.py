"""The match page and what hangs on it: filters that say what they hide, services side by side, the map, the weights."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from itertools import chain, combinations

import pytest
from sqlalchemy.orm import Session

from catalog.offer import OfferSession
from matching.parts import WEIGHTS
from matching.rank import Fit, Match
from referral.loop import needs, weights
from referral.models import Need, User
from referral.states import Role
from referral.web import find_week
from referral.web.find_near import STEPS, Placed, draw
from referral.web.find_wishes import narrow
from referral.web.weights_example import example
from referral.web.words.score import PARTS
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.matching.make import offer
from tests.web.conftest import Client

Sit = Callable[..., Client]
HERE = (24.0, 90.4)


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    found = stage(session, make, seats=20, name_en="Sewing on three machines")
    make.intake(make.service(found.provider.organization, name_en="Far away", place_code="dhaka-savar"), seats=3)
    session.commit()
    return found


def subsets(codes: str) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(codes, size) for size in range(len(codes) + 1))


def test_what_a_filter_hides_is_what_is_seen_without_it() -> None:
    matches = [Match(offer(name_en=codes), Fit.SUITS) for codes in ("", "a", "b", "c", "ab", "bc", "abc", "abc")]
    holds = {code: lambda match, code=code: code in match.offer.name_en for code in "abc"}
    for chosen in subsets("abc"):
        seen = {match.offer.id for match in narrow(matches, holds, chosen).left}
        assert len(seen) == sum(set(chosen) <= set(match.offer.name_en) for match in matches)
        for code in "abc":
            other = set(chosen) ^ {code}
            change = len(narrow(matches, holds, other).left) - len(seen)
            assert narrow(matches, holds, chosen).hides[code] == abs(change)


def test_her_night_shift_is_on_both_days() -> None:
    friday = OfferSession(4, time(22), time(2))
    drawn = find_week.boxes(None, [friday])
    assert [(box.x, box.height) for box in drawn] == [(find_week.LEFT + 6 * 30 + 5, 10), (find_week.LEFT + 5, 10)]
    assert {box.tone for box in find_week.boxes("general", [])} == {"shift", "over"}
    assert find_week.boxes("unknown", []) == []


def test_the_map_puts_what_is_near_where_it_is() -> None:
    match = Match(offer(), Fit.SUITS)
    north, same, east = (
        Placed(match, 24.1, 90.4, 14.5),
        Placed(match, 24.1, 90.4, 14.5),
        Placed(match, 24.0, 90.5, 13.2),
    )
    far = Placed(match, 22.3, 91.8, 300.0)
    found = draw(HERE, [far, north, same, east])
    assert found.listed == (east, north, same)
    assert found.beyond == (far,)
    assert [ring.km for ring in found.rings] == [5, 10, 20]
    beside, above = found.spots
    assert (beside.numbers, above.numbers) == ((1,), (2, 3))
    assert beside.x > 165 == beside.y
    assert above.y < 165 == above.x
    assert draw(HERE, [Placed(match, *HERE, 0.0)]).rings[0].km == STEPS[0]


def test_a_made_up_woman_shows_what_other_weights_change(make: Make, session: Session) -> None:
    day = date.today()
    near = offer(name_en="near", needs=("learn_skill",), confirmed_on=day - timedelta(days=80))
    fresh = offer(name_en="fresh", needs=("learn_skill",), confirmed_on=day)
    hidden = offer(name_en="hidden", needs=("learn_skill",), confirmed_on=day, confidential=True)
    nothing = dict.fromkeys(WEIGHTS, 0)
    found = example([near, fresh, hidden], {}, day, nothing | {"need": 1}, nothing | {"confirmed": 100})
    assert found is not None
    assert (found.need, found.suit) == ("learn_skill", 2)
    assert [one.offer.name_en for one in found.shown] == ["fresh", "near"]
    assert example([hidden], {}, day, WEIGHTS, WEIGHTS) is None


def test_every_part_has_its_words() -> None:
    assert set(PARTS) == set(WEIGHTS)


def test_filters_say_how_many_they_hide_and_which_one_to_leave_out(client: Sit, here: Stage) -> None:
    browser, path = client(here.caseworker), f"/needs/{here.need.id}/services"
    page = browser.get(path).text
    assert "2 services suit her" in page
    assert "hides 1" in page
    assert "15 of 15" in page
    assert 'style="' not in page
    assert "1 service suits her" in browser.get(f"{path}?wish=near").text
    nothing = browser.get(f"{path}?wish=near&wish=childcare").text
    assert "The filters hide all 2 services that suit her or nearly do" in nothing
    assert "Without “childcare on site” there is 1" in nothing
    assert "Without “within 5 km”" not in nothing
    assert "The filters hide everything" in browser.get(f"{path}?q=zzzzzz").text


def test_the_page_says_what_weighs_how_much_and_since_when(
    client: Sit, here: Stage, session: Session, make: Make
) -> None:
    browser, path = client(here.caseworker), f"/needs/{here.need.id}/services"
    assert "The weights are those of the start" in browser.get(path).text
    weights.set_weights(session, make.user(Role.BACKBONE), {"distance": 0, "seats": 73})
    session.commit()
    page = browser.get(path).text
    assert "The backbone set these weights on" in page
    assert "73 points" in page
    assert " of 73" in page
    assert "not counted" in page


@pytest.fixture
def beside(here: Stage, make: Make, session: Session) -> dict[str, uuid.UUID]:
    """Ids to compare: two more that answer the need, one of another kind, a confidential one, one that is nowhere."""
    organization = here.provider.organization
    focal = make.user(Role.PROVIDER, organization=organization)
    more = {
        "first": here.service,
        "second": make.service(organization, name_en="Second"),
        "third": make.service(organization, name_en="Third"),
        "fourth": make.service(organization, name_en="Fourth"),
        "other": make.service(organization, "childcare", name_en="The creche"),
        "quiet": make.service(organization, name_en="Quiet canary", confidential=True, focal=focal),
    }
    session.commit()
    return {**{name: service.id for name, service in more.items()}, "gone": uuid.uuid4()}


@pytest.mark.parametrize(
    ("names", "says", "not_says"),
    [
        ((), "Please mark two or three services", "<table"),
        (("first",), "please mark another beside it", "Second"),
        (("first", "second", "first"), "Sewing on three machines", "Third"),
        (("first", "second", "third"), "she works", "At most"),
        (("first", "second", "third", "fourth"), "At most 3 fit side by side, and 4 are marked", "<table"),
        (("first", "second", "other"), "“The creche” is a service of another kind", "not there"),
        (("first", "second", "gone"), "1 of those marked is not there", "another kind"),
        (("first", "second", "quiet"), "1 of those marked is not there", "Quiet canary"),
        (("quiet", "no id"), "2 of those marked are not there", "Quiet canary"),
    ],
)
def test_what_is_compared_and_what_is_not(
    client: Sit,
    here: Stage,
    beside: dict[str, uuid.UUID],
    names: tuple[str, ...],
    says: str,
    not_says: str,
) -> None:
    asked = [("service", str(beside.get(name, name))) for name in names]
    answer = client(here.caseworker).get(f"/needs/{here.need.id}/compare", query_string=asked)
    assert answer.status_code == 200
    assert says in answer.text
    assert not_says not in answer.text


def quiet_need(session: Session, caseworker: User, make: Make) -> Need:
    agreed = {"agreed_name": "Shapla"}
    return needs.open_need(session, caseworker, make.worker(caseworker), "safe_from_violence", agreed=agreed)


def test_of_what_is_confidential_there_is_no_map(client: Sit, here: Stage, make: Make, session: Session) -> None:
    """Nor the place, the distance or how many seats of it beside another, not even for whom it is."""
    here.caseworker.safety_trained = True
    need = quiet_need(session, here.caseworker, make)
    organization = make.organization()
    focal = make.user(Role.PROVIDER, organization=organization)
    quiet = [make.service(organization, "gbv_support", focal=focal, place_code="dhaka-dhamrai") for _ in range(2)]
    for service in quiet:
        make.intake(service, seats=7)
    make.service(organization, confidential=True, name_en="Quiet canary", place_code="dhaka-dhamrai", focal=focal)
    session.commit()
    browser = client(here.caseworker)
    drawn = browser.get(f"/needs/{need.id}/near").text
    assert "no map is drawn" in drawn
    assert "<circle" not in drawn
    asked = [("service", str(service.id)) for service in quiet]
    compared = browser.get(f"/needs/{need.id}/compare", query_string=asked)
    assert compared.status_code == 200
    ordinary = browser.get(f"/needs/{here.need.id}/near").text
    assert "Far away" in ordinary
    assert "<circle" in ordinary
    for page in (drawn, compared.text, ordinary):
        assert not [word for word in ("Dhamrai", " km from", "7 free seats", "Quiet canary") if word in page]


def test_a_map_tells_what_it_can_not_draw(client: Sit, here: Stage, make: Make, session: Session) -> None:
    session.delete(make.service(here.provider.organization, name_en="By phone").places[0])
    here.worker.place_code = None
    session.commit()
    page = client(here.caseworker).get(f"/needs/{here.need.id}/near").text
    assert "Where she lives is not known" in page
    assert "<circle" not in page
    assert page.index("Not on the map") < page.index("Far away") < page.index("No way to go") < page.index("By phone")


@pytest.mark.slow
def test_the_backbone_looks_before_it_sets_weights(client: Sit, here: Stage, make: Make, session: Session) -> None:
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    session.commit()
    browser = client(backbone)
    typed = {code: str(weight) for code, weight in WEIGHTS.items()} | {"distance": "০", "hours": "50"}
    looked = browser.send("/weights", do="look", seen="", **typed)
    assert looked.status_code == 200
    assert "a woman who is made up" in looked.text
    assert "Sewing on three machines" in looked.text
    assert weights.weights_in_force(session) == WEIGHTS
    for wrong, says in (
        ({"hours": "101"}, "Please write a number from 0 to 100."),
        ({"hours": "many"}, "Please write a number."),
        ({"hours": ""}, "Please fill in this field."),
        (dict.fromkeys(WEIGHTS, "0"), "At least one part must weigh something"),
        ({"seen": "of another time"}, "This was changed meanwhile"),
    ):
        refused = browser.send("/weights", **({"do": "set", "seen": ""} | typed | wrong))
        assert refused.status_code == 422
        assert says in refused.text
    assert weights.weights_in_force(session) == WEIGHTS
    assert browser.send("/weights", do="set", seen="", **typed).status_code == 303
    session.expire_all()
    assert weights.weights_in_force(session) == {**WEIGHTS, "distance": 0, "hours": 50}
    assert "Set by User" in browser.get("/weights").text
