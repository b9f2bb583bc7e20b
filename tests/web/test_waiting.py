"""The pages of waiting lists: names and reasons as far as they are shared, an order by hand, nothing of what is confidential."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.loop import answering, needs, sending
from referral.loop.waiting import choosing, offers
from referral.models import Disclosure, HandOrder, Referral
from referral.moment import today
from referral.states import Action, Role, State
from tests.conftest import UndoneDatabase
from tests.loop.stage import Stage, stage
from tests.make import ALL_GROUPS, Make
from tests.statements import statements
from tests.web.conftest import Client

Sit = Callable[..., Client]


def waits(here: Stage, name: str, groups: tuple[str, ...] = ALL_GROUPS, **facts: object) -> Referral:
    session = here.session
    here.worker = here.make.worker(here.caseworker, name_en=name, facts=facts)
    here.need = needs.open_need(session, here.caseworker, here.worker, "learn_skill")
    here.make.consent(here.need, here.service, groups)
    choice = needs.choose(session, here.caseworker, here.need, here.service)
    referral = sending.draft(session, here.caseworker, choice)
    sending.send(session, here.caseworker, referral)
    answering.waitlist(session, here.provider, referral, review_on=today(session) + timedelta(days=30))
    return referral


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    return stage(session, make, seats=3)


def test_names_and_reasons_are_told_as_far_as_they_are_shared(
    client: Sit, session: Session, here: Stage, make: Make
) -> None:
    choosing.choose(session, here.provider, here.service, "single_mother_first")
    waits(here, "Shared Name", (*ALL_GROUPS, "family"), alone_with_children=True)
    waits(here, "Hidden Name", ("age",), alone_with_children=True)
    session.commit()
    page = client(here.provider).get(f"/services/{here.service.id}/waiting").get_data(as_text=True)
    assert "Shared Name" in page and "Hidden Name" not in page
    assert page.count("brings up children alone") == 1
    assert "the reason is not shared" in page
    seen = set(session.scalars(select(Disclosure.field_group).where(Disclosure.viewer_id == here.provider.id)))
    assert seen >= {"name", "children"}
    admin = make.user(Role.ADMIN, organization=here.provider.organization)
    session.commit()
    told = client(admin).get(f"/services/{here.service.id}/waiting").get_data(as_text=True)
    assert "Shared Name" not in told and "Nobody waits for a seat" in told


def test_an_order_by_hand_is_written_with_who_wrote_it(client: Sit, session: Session, here: Stage) -> None:
    path = f"/services/{here.service.id}/waiting"
    first, second = waits(here, "Asma One"), waits(here, "Bina Two")
    session.commit()
    partner = client(here.provider)
    assert partner.send(path, code="by_the_programme").status_code == 422
    assert partner.send(path, code="no_such_policy").status_code == 422
    assert partner.send(f"{path}/up", referral=str(second.id)).status_code == 422
    assert partner.send(path, code="by_the_programme", rule="Who has no roof comes first").status_code == 303
    assert partner.send(f"{path}/up", referral=str(second.id)).status_code == 303
    assert partner.send(f"{path}/up", referral="nobody").status_code == 422
    page = partner.get(path).get_data(as_text=True)
    assert page.index("Bina Two") < page.index("Asma One")
    assert "Who has no roof comes first" in page and f"Ordered by {here.provider.name_en}" in page
    assert session.scalars(select(HandOrder.by_id)).all() == [here.provider.id]
    assert first.state is State.WAITLISTED


def test_what_is_confidential_waits_for_its_named_persons_alone(
    client: Sit, session: Session, here: Stage, make: Make
) -> None:
    focal = make.user(Role.PROVIDER, organization=here.provider.organization)
    secret = make.service(here.provider.organization, "gbv_support", focal=focal)
    intake = make.intake(secret, seats=1)
    need = make.need(here.worker, "safe_from_violence", confidential=True)
    make.named(need, here.caseworker)
    referral = make.referral(need, secret, referrer_user_id=here.caseworker.id, provider_user_id=focal.id)
    here.make.event(referral, Action.SEND)
    answering.waitlist(session, focal, referral, review_on=today(session) + timedelta(days=30))
    session.commit()
    path = f"/services/{secret.id}/waiting"
    assert client(here.provider).get(path).status_code == 404
    assert client(here.provider).send(path, code="longest_wait").status_code == 404
    assert "1 waits for a seat" in client(focal).get(path).get_data(as_text=True)
    own = client(here.caseworker).get(f"/referrals/{referral.id}").get_data(as_text=True)
    assert "She is on the waiting list." in own and "number" not in own.partition("She is")[2][:40]
    assert offers.offer_seats(session, intake.id) == 1
    session.commit()
    told = client(here.caseworker).get(f"/referrals/{referral.id}").get_data(as_text=True)
    assert "Yes, she takes the seat" in told
    supervisor = make.user(Role.SUPERVISOR, organization=here.provider.organization)
    session.commit()
    for other in (supervisor, here.provider):
        assert client(other).get(f"/referrals/{referral.id}").status_code == 404
    page = client(here.caseworker).get(f"/services/{secret.id}").get_data(as_text=True)
    assert "Its promise kept" not in page


def test_one_confidential_on_an_ordinary_list_is_not_there_for_others(
    client: Sit, session: Session, here: Stage
) -> None:
    hidden, seen = waits(here, "Asma One"), waits(here, "Bina Two")
    hidden.confidential = hidden.need.confidential = True
    session.commit()
    page = client(here.provider).get(f"/services/{here.service.id}/waiting").get_data(as_text=True)
    assert "1 waits for a seat" in page and str(hidden.id) not in page
    own = client(here.caseworker).get(f"/referrals/{seen.id}").get_data(as_text=True)
    assert "She is number 1 of 1 on the waiting list." in own


def test_the_page_of_an_offer_says_yes_or_no(client: Sit, session: Session, here: Stage) -> None:
    choosing.choose(session, here.provider, here.service, "longest_wait")
    referral = waits(here, "Asma One")
    session.commit()
    client(here.provider).send(f"/services/{here.service.id}/intakes/{here.intake.id}/free")  # type: ignore[union-attr]
    session.expire_all()
    assert referral.state is State.ASKED
    path = f"/referrals/{referral.id}"
    own = client(here.caseworker)
    page = own.get(path).get_data(as_text=True)
    assert "Your turn: A seat is free for her: does she take it?" in page
    assert "Send the answer" not in page
    assert "says whether she takes the free seat" in client(here.provider).get(path).get_data(as_text=True)
    assert own.send(f"{path}/take_seat", starts_on="2020-01-01", seen=str(referral.version)).status_code == 422
    assert own.send(f"{path}/wait_on", seen=str(referral.version)).status_code == 303
    session.expire_all()
    assert str(referral.state) == "waitlisted"
    history = own.get(path).get_data(as_text=True)
    assert "the seat left to the next, she waits on" in history and "Longest wait first" in history


def test_the_list_asks_the_same_for_more(client: Sit, database: UndoneDatabase, session: Session, here: Stage) -> None:
    waits(here, "Asma One")
    session.commit()
    partner, path = client(here.provider), f"/services/{here.service.id}/waiting"
    counts = []
    for _ in range(2):
        partner.get(path)
        with statements(database.connection) as asked:
            partner.get(path)
        counts.append(len(asked))
        for name in ("Bina Two", "Champa Three", "Dina Four"):
            waits(here, name)
        session.commit()
    assert counts[0] == counts[1] <= 13


def test_before_the_draw_nobody_reads_who_will_be_drawn(client: Sit, session: Session, here: Stage) -> None:
    assert here.intake is not None
    day = today(session)
    here.intake.starts_on, here.intake.closes_on = day + timedelta(days=20), day + timedelta(days=5)
    policy = choosing.choose(session, here.provider, here.service, "lottery", intake=here.intake)
    names = ["Asma One", "Bina Two", "Champa Three", "Dina Four", "Eva Five"]
    them = [waits(here, name) for name in names]
    session.commit()
    path = f"/services/{here.service.id}/waiting?intake={here.intake.id}"
    page = client(here.provider).get(path).get_data(as_text=True)
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)
    assert str(policy.seed_hash) in page and "1. <a" not in page
    own = client(here.caseworker).get(f"/referrals/{them[0].id}").get_data(as_text=True)
    assert "She is on the waiting list." in own and str(policy.seed_hash) in own
    assert choosing.seed_shown(session, policy, here.intake) is None
