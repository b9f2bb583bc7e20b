"""Her choices as one story: put in order, told, asked side by side without her name, and what was suggested taken."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Service
from referral.loop import answering, needs
from referral.models import Choice, Referral
from referral.states import Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]
HER = "Morjina Begum"


@pytest.fixture
def three(session: Session, make: Make) -> tuple[Stage, list[Choice]]:
    """A need with three choices, none of which was asked."""
    here = stage(session, make)
    here.worker.name_en, here.worker.name_bn = HER, "মর্জিনা বেগম"
    services = [here.service, *(make.service(make.user(Role.PROVIDER).organization) for _ in range(2))]
    choices = [needs.choose(session, here.caseworker, here.need, one) for one in services]
    session.commit()
    return here, choices


def test_asked_side_by_side_no_provider_reads_her_name(
    client: Sit, session: Session, three: tuple[Stage, list[Choice]]
) -> None:
    here, choices = three
    own, path = client(here.caseworker), f"/needs/{here.need.id}"
    page = own.get(f"{path}/choices").text
    assert page.count("The whole text: ") == 3 and page.count("106") >= 3
    refused = own.send(f"{path}/beside", choice=[str(one.id) for one in choices[:2]])
    assert refused.status_code == 422 and refused.text.count(" checked") == 2
    assert own.send(f"{path}/beside", choice=[str(choices[0].id)], given_by="spoken").status_code == 422
    ids = [str(one.id) for one in choices]
    assert own.send(f"{path}/beside", choice=ids, given_by="spoken").status_code == 303
    assert own.get(f"{path}/choices").text.count("without her name") == 3
    referral = session.scalars(select(Referral).where(Referral.service_id == here.service.id)).one()
    partner = client(here.provider)
    for page in (f"/referrals/{referral.id}", "/inbox"):
        assert HER not in partner.get(page).text
    assert HER.encode() not in partner.get("/inbox.xlsx").data
    assert "Who she is" in partner.get(f"/referrals/{referral.id}").text


def test_her_order_and_what_she_was_told_are_changed_with_one_tap(
    client: Sit, session: Session, three: tuple[Stage, list[Choice]]
) -> None:
    here, (first, second, third) = three
    own, path = client(here.caseworker), f"/needs/{here.need.id}/choices"
    own.send(f"{path}/{third.id}/up")
    own.send(f"{path}/{first.id}/out")
    own.send(f"{path}/{second.id}/told")
    session.expire_all()
    assert [one.id for one in here.need.choices] == [third.id, second.id]
    assert "She was told of it on" in own.get(path).text


def test_what_the_decliner_suggests_is_her_next_choice_with_one_tap(client: Sit, session: Session, make: Make) -> None:
    here = stage(session, make)
    better: Service = make.service(make.user(Role.PROVIDER).organization, name_en="A better course")
    referral = here.sent()
    session.commit()
    partner, own = client(here.provider), client(here.caseworker)
    assert "A better course" in partner.get(f"/referrals/{referral.id}").text
    partner.send(f"/referrals/{referral.id}/decline", reason="full", suggested=str(better.id))
    page = own.get(f"/needs/{here.need.id}/choices").text
    assert "They suggest: A better course" in page
    own.send(f"/referrals/{referral.id}/suggested")
    assert "They suggest" not in own.get(f"/needs/{here.need.id}/choices").text
    draft = session.scalars(select(Referral).where(Referral.state == State.DRAFT)).one()
    assert draft.service_id == better.id


def test_the_chain_reads_as_one_story(client: Sit, session: Session, three: tuple[Stage, list[Choice]]) -> None:
    here, _ = three
    answering.decline(session, here.provider, here.sent(), reason="full")
    session.commit()
    page = client(here.caseworker).get(f"/needs/{here.need.id}/choices").text
    assert "Asked on" in page and "declined" in page and "No seat" in page and "Not asked yet" in page
