"""Offers say what the rows say, and reading a hundred takes no more statements than reading one."""

from datetime import date, time

from sqlalchemy.orm import Session

from catalog import intakes, offers
from catalog.loading import load_offers
from catalog.models import Kind, Location, Rule, RuleUse
from catalog.offer import Closed, Offer, OfferCost, OfferSession
from tests.catalog.conftest import TODAY
from tests.make import Make
from tests.statements import statements


def offer_of(session: Session, key: object) -> Offer:
    (offer,) = [one for one in load_offers(session) if one.id == key]
    return offer


def test_an_offer_is_equal_to_its_rows(catalog: Session, make: Make) -> None:
    rules = [
        Rule(fact="birth_year", test="range", value={"min": 18}, position=1),
        Rule(fact=None, test="words", value={"text": "Helpers", "language": "en"}, position=0, note="ask"),
        Rule(fact="employment", test="one_of", value={"codes": ["laid_off"]}, use=RuleUse.PRIORITY, position=2),
    ]
    row = make.service(
        kind="childcare", rules=rules, name_bn="শিশু যত্ন", languages=["bn"], documents=["nid"], gives=["plain_machine"]
    )
    batch = make.intake(row, seats=12, closes_on=date(2027, 1, 1))
    offers.set_cost(catalog, row, "fee", 500, "month")
    kind = catalog.get_one(Kind, "childcare")
    offer = offer_of(catalog, row.id)
    same = [
        "organization_id",
        "kind_code",
        "name_en",
        "name_bn",
        "status",
        "confidential",
        "women_only_staff",
        "childcare_on_site",
        "answer_working_days",
        "answer_hours",
        "confirmed_on",
    ]
    assert [getattr(offer, name) for name in same] == [getattr(row, name) for name in same]
    assert (offer.languages, offer.documents, offer.gives) == (("bn",), ("nid",), ("plain_machine",))
    assert (offer.kind_bn, offer.outcome_code, offer.seats_count) == (kind.name_bn, kind.outcome_code, "child")
    assert offer.needs == tuple(need.need_code for need in kind.needs)
    assert (offer.organization_bn, offer.agreement_from) == (row.organization.name_bn, row.organization.agreement_from)
    assert [(one.fact, one.test, one.use, one.note) for one in offer.rules] == [
        (None, "words", RuleUse.MUST, "ask"),
        ("birth_year", "range", RuleUse.MUST, None),
        ("employment", "one_of", RuleUse.PRIORITY, None),
    ]
    assert offer.costs == (OfferCost("fee", 500, "month"),)
    (place,) = offer.places
    assert (place.id, place.chain) == (row.places[0].id, ("gazipur-sadar", "gazipur", "dhaka_division"))
    (intake,) = place.intakes
    assert (intake.id, intake.seats, intake.closes_on, intake.full) == (batch.id, 12, date(2027, 1, 1), False)
    assert intake.sessions == (OfferSession(4, time(9), time(13)),)


def test_where_a_name_is_missing_the_other_language_or_the_kind_speaks(catalog: Session, make: Make) -> None:
    only_bn = make.service(name_en=None, name_bn="সেলাই")
    nameless = make.service(name_en=None, name_bn=None)
    assert offer_of(catalog, only_bn.id).name_en == "সেলাই"
    assert offer_of(catalog, nameless.id).name_bn == "দক্ষতা প্রশিক্ষণ"


def test_a_point_of_its_own_comes_before_the_places(catalog: Session, make: Make) -> None:
    row = make.service()
    at = row.places[0].location
    assert offer_of(catalog, row.id).places[0].latitude == at.place.latitude
    at.latitude, at.longitude = 24.0, 90.4
    assert (offer_of(catalog, row.id).places[0].latitude, offer_of(catalog, row.id).places[0].longitude) == (24.0, 90.4)


def test_ended_intakes_are_left_out_and_suspended_services_are_not(catalog: Session, make: Make) -> None:
    row = make.service()
    intakes.end_intake(catalog, make.intake(row))
    offers.suspend(catalog, row)
    offer = offer_of(catalog, row.id)
    assert offer.places[0].intakes == ()
    assert offer.closed(TODAY) is Closed.SUSPENDED


def test_several_places_each_have_their_intakes(catalog: Session, make: Make) -> None:
    row = make.service()
    make.intake(row)
    where = Location(organization_id=row.organization_id, place_code="dhaka-savar")
    catalog.add(where)
    offers.give_at(catalog, row, where)
    offer = offer_of(catalog, row.id)
    assert {(place.chain[0], len(place.intakes)) for place in offer.places} == {
        ("gazipur-sadar", 1),
        ("dhaka-savar", 0),
    }


def test_the_number_of_statements_does_not_grow(catalog: Session, make: Make) -> None:
    make.intake(make.service())
    with statements(catalog.connection()) as for_one:
        load_offers(catalog)
    for _ in range(30):
        make.intake(make.service(rules=[offers.words_rule("Helpers", "en")]))
    with statements(catalog.connection()) as for_many:
        load_offers(catalog)
    assert len(for_many) == len(for_one) <= 9
