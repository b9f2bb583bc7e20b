"""Statements a page: few, and the same number however much there is to show."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalog.current import current_offers
from referral.loop import needs, plans
from referral.loop.plans import Chosen
from referral.models import Referral, SessionDay, User
from referral.moment import now, today
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


def class_day(session: Session) -> SessionDay:
    """The first class day of the batch, as if it were today and all had begun."""
    day = session.scalars(select(SessionDay).order_by(SessionDay.on).limit(1)).one()
    day.on = today(session)
    session.execute(update(Referral).values(starts_on=None))
    return day


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
        ("/needs/{need}/services", "caseworker", 9),
        ("/needs/{need}/compare?service={service}", "caseworker", 9),
        ("/needs/{need}/near", "caseworker", 8),
        ("/needs/{need}/pathway", "caseworker", 8),
        ("/referrals/{draft}/send", "caseworker", 12),
        ("/inbox", "provider", 8),
        ("/serving", "provider", 8),
        ("/classes", "provider", 8),
        ("/classes/{day}", "provider", 9),
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
    if "{day}" in path:
        ids["day"] = class_day(session).id
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


def test_a_team_asks_the_same_for_more(
    client: Sit, database: UndoneDatabase, here: Stage, session: Session, make: Make
) -> None:
    supervisor = make.user(Role.SUPERVISOR, organization=here.caseworker.organization)
    session.commit()
    browser, desk = client(supervisor), f"/team/{here.caseworker.id}"
    few = [asked(database, browser, path) for path in ("/team", desk)]
    for _ in range(4):
        another(here)
        here.accepted()
    session.commit()
    assert [asked(database, browser, path) for path in ("/team", desk)] == few
    assert few[0] <= 8 and few[1] <= 17


def test_plans_ask_the_same_for_more_needs_services_and_parts(
    client: Sit, database: UndoneDatabase, session: Session, make: Make
) -> None:
    here = stage(session, make, seats=20)
    wanted = [here.need, *(make.need(here.worker, code) for code in ("childcare", "get_loan"))]
    provider = here.provider.organization
    services = [here.service, *(make.service(provider, kind) for kind in ("childcare", "credit"))]
    chosen = [Chosen(need, service.id) for need, service in zip(wanted, services, strict=True)]
    two, three = (plans.make(session, here.caseworker, here.worker, chosen[:count]) for count in (2, 3))
    session.commit()
    browser = client(here.caseworker)
    choosing = [
        f"/workers/{here.worker.id}/plans?" + "&".join(f"need={need.id}" for need in wanted[:n]) for n in (2, 3)
    ]
    few = asked(database, browser, choosing[0])
    for kind in ("childcare", "skills_training"):
        make.intake(make.service(provider, kind))
    session.commit()
    current_offers(session)
    assert asked(database, browser, choosing[1]) == few <= 12
    assert asked(database, browser, f"/plans/{two.id}") == asked(database, browser, f"/plans/{three.id}") <= 12
    for plan in (two, three):  # what fits instead is looked for too, as on the page where a plan is chosen
        plan.parts[0].fell_away_at = plan.ended_at = now(session)
    session.commit()
    assert asked(database, browser, f"/plans/{two.id}") == asked(database, browser, f"/plans/{three.id}") <= 17
