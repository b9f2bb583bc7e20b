"""A partner without accounts answers by the link, in a real browser of somebody who is signed in nowhere."""

import re

from sqlalchemy import select

from referral.loop import needs, sending
from referral.models import Referral, User
from referral.states import State
from tests.browser.conftest import Place
from tests.browser.hand import Hand
from tests.make import Make


def test_answered_by_a_link(place: Place) -> None:
    assert place.database
    with place.database.session() as session:
        make = Make(session)
        caseworker = session.scalars(select(User).where(User.e_mail == "caseworker@a.example")).one()
        service = make.service(make.organization("Upazila hospital", by_link=True), "health")
        need = needs.open_need(session, caseworker, make.worker(caseworker), "see_a_doctor", confidential=False)
        make.consent(need, service)
        referral = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
        sending.send(session, caseworker, referral)
        referral_id = referral.id
        session.commit()
    ours = place.hand("caseworker@a.example")
    ours.open(f"/referrals/{referral_id}")
    ours.press("It told me by phone or on paper")
    ours.open(f"/referrals/{referral_id}")
    ours.press("Make a one-time link")
    found = re.search(r"/answer/[\w-]+", ours.page.locator("main").inner_text())
    assert found
    width = place.width
    context = place.browser.new_context(viewport={"width": width, "height": 780})
    theirs = Hand(context.new_page(), place.address, place.language)
    theirs.open(found[0])
    theirs.look()
    theirs.page.locator("#act-decline > summary").click()
    theirs.tick(reason="full")
    theirs.press("Say no, with the reason")
    theirs.press("Yes, send this answer")
    theirs.open(found[0])
    theirs.look()
    with place.database.session(writes=False) as session:
        assert session.get_one(Referral, referral_id).state is State.RETURNED
