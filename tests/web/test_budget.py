"""Statements a page: few, and the same number however much there is to show."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from catalog.current import current_offers
from referral.loop import needs
from referral.models import User
from referral.states import Role
from tests.conftest import UndoneDatabase
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.statements import statements
from tests.web.conftest import Client

pytestmark = pytest.mark.slow

Sit = Callable[..., Client]


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    """A caseworker with a need that has been sent, one accepted, and one that looks for a service."""
    found = stage(session, make, seats=20)
    another(found)
    found.accepted()
    another(found)
    found.sent()
    another(found)
    session.commit()
    return found


def another(here: Stage) -> None:
    worker = here.make.worker(here.caseworker, phone="+8801712345678")
    here.need = needs.open_need(here.session, here.caseworker, worker, "learn_skill")


def asked(database: UndoneDatabase, browser: Client, path: str) -> int:
    for _ in range(2):
        assert browser.get(path).status_code == 200
    with statements(database.connection) as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("path", "who", "most"),
    [
        ("/today", "caseworker", 8),
        ("/workers", "caseworker", 8),
        ("/workers/{worker}", "caseworker", 10),
        ("/needs/{need}/services", "caseworker", 8),
        ("/needs/{need}/compare?service={service}", "caseworker", 9),
        ("/needs/{need}/near", "caseworker", 8),
        ("/referrals/{draft}/send", "caseworker", 12),
        ("/inbox", "provider", 8),
        ("/serving", "provider", 8),
        ("/find?q=sewing+loan", "caseworker", 8),
        ("/services", "provider", 8),
    ],
)
def test_a_page_asks_little_and_no_more_for_more(
    client: Sit, database: UndoneDatabase, here: Stage, session: Session, path: str, who: str, most: int
) -> None:
    ids = {"worker": here.need.person_id, "need": here.need.id, "service": here.service.id}
    if "{draft}" in path:
        ids["draft"] = here.draft().id
        session.commit()
    user: User = getattr(here, who)
    browser, place = client(user), path.format(**ids)
    few = asked(database, browser, place)
    if "{draft}" not in path:
        for _ in range(4):
            another(here)
            here.make.service(here.provider.organization)
            here.accepted()
            another(here)
            here.sent()
        session.commit()
        current_offers(session)
    assert asked(database, browser, place) == few <= most


def test_figures_ask_the_same_for_more(
    client: Sit, database: UndoneDatabase, here: Stage, session: Session, make: Make
) -> None:
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    session.commit()
    browser = client(backbone)
    few = asked(database, browser, "/figures")
    another(here)
    here.in_service()
    session.commit()
    assert asked(database, browser, "/figures") == few <= 8
