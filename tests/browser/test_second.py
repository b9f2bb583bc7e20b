"""A second person agrees before a referral is sent, in a real browser."""

from sqlalchemy import select

from catalog.models import Kind, Service
from referral.loop import needs, sending
from referral.models import Referral, User
from referral.states import Role, State
from tests.browser.conftest import Place, user
from tests.make import Make


def test_asked_agreed_and_sent(place: Place) -> None:
    assert place.database
    with place.database.session() as session:
        make = Make(session)
        caseworker = session.scalars(select(User).where(User.e_mail == "caseworker@a.example")).one()
        user(make, "second@a.example", Role.SUPERVISOR, organization=caseworker.organization)
        need = needs.open_need(session, caseworker, make.worker(caseworker), "learn_skill")
        service = session.scalars(select(Service).where(Service.name_en == "Sewing on three machines")).one()
        referral_id = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service)).id
        session.get_one(Kind, service.kind_code).second_eyes = ["send"]
        session.commit()
    asks, agrees = place.hand("caseworker@a.example"), place.hand("second@a.example")
    asks.open(f"/referrals/{referral_id}/send")
    asks.look()
    asks.tick(agrees="all", given_by="spoken")
    asks.press("Ask a second person to agree")
    agrees.open("/today")
    agrees.page.locator("main a[href^='/second/']").first.click()
    agrees.page.wait_for_load_state()
    agrees.look()
    agrees.press("Answer")
    agrees.tick(agrees="yes")
    agrees.press("Answer")
    asks.open(f"/referrals/{referral_id}/send")
    asks.look()
    asks.tick(agrees="before")
    asks.press("Send the referral")
    with place.database.session() as session:
        assert session.get_one(Referral, referral_id).state is State.SENT
