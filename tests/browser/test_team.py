"""A supervisor hands over all that is with a caseworker, in a real browser."""

from sqlalchemy import select

from referral.models import User, Worker
from referral.states import Role
from tests.browser.conftest import Place, user
from tests.make import Make


def test_a_desk_is_handed_over(place: Place) -> None:
    assert place.database
    with place.database.session() as session:
        make = Make(session)
        caseworker = session.scalars(select(User).where(User.e_mail == "caseworker@a.example")).one()
        user(make, "supervisor@a.example", Role.SUPERVISOR, organization=caseworker.organization)
        to = user(make, "colleague@a.example", Role.CASEWORKER, organization=caseworker.organization)
        make.worker(caseworker)
        make.worker(caseworker)
        session.commit()
        caseworker_id, to_id = caseworker.id, to.id
    hand = place.hand("supervisor@a.example")
    hand.open("/team")
    hand.look()
    hand.page.locator(f"main a[href='/team/{caseworker_id}']").click()
    hand.page.wait_for_load_state()
    hand.look()
    hand.press("See what each would get")
    hand.tick(all="yes", to=str(to_id), reason="leave")
    hand.press("See what each would get")
    hand.press("Hand it over")
    with place.database.session() as session:
        assert set(
            session.scalars(select(Worker.caseworker_id).where(Worker.caseworker_id.in_([caseworker_id, to_id])))
        ) == {to_id}
    own = place.hand("colleague@a.example")
    own.open("/account")
    own.press("Hand over my work")
    assert own.page.locator("input[name=pick]").count() == 2
