"""An administrator accepts the code of conduct, names who answers, accepts the answer times: in a real browser."""

from catalog.models import Service
from referral.states import Role
from tests.browser.conftest import Place, user
from tests.make import Make


def test_a_partner_makes_itself_ready(place: Place) -> None:
    assert place.database
    with place.database.session() as session:
        make = Make(session)
        partner = make.organization("Organisation D")
        user(make, "admin@d.example", Role.ADMIN, organization=partner, code_version=1)
        provider = user(make, "provider@d.example", Role.PROVIDER, organization=partner)
        service = make.service(partner, "childcare", answer_working_days=2)
        session.commit()
        provider_id, service_id = provider.id, service.id
    hand = place.hand("admin@d.example")
    assert "/code" in hand.page.url
    hand.press("Begin")
    hand.tick(conduct="yes")
    hand.press("Begin")
    hand.open("/joining")
    hand.look()
    hand.press("Name somebody")
    hand.tick(focal=str(provider_id))
    hand.press("Save")
    hand.open("/joining")
    hand.press("We accept these answer times")
    assert hand.page.locator("main button").count() == 0
    with place.database.session(writes=False) as session:
        assert session.get_one(Service, service_id).answered_for
