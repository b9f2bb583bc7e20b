"""Who may see what: by side and role, confidential ones by name alone, and what a provider sees by consent alone."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import Service
from referral import access, disclosing
from referral.models import Choice, Disclosure, Need, Referral, User
from referral.states import Party, Resolution, Role, State
from tests.make import Make

TODAY = date.today()


@dataclass(frozen=True)
class Scene:
    """A referral from the caseworker's organisation to the provider's."""

    caseworker: User
    provider: User
    need: Need
    service: Service
    referral: Referral


def scene(make: Make, *, sent: bool = True, confidential: bool = False) -> Scene:
    caseworker, provider = make.user(Role.CASEWORKER), make.user(Role.PROVIDER)
    need = make.need(make.worker(caseworker, phone="+8801700000001"), confidential=confidential)
    service = make.service(provider.organization, confidential=confidential)
    session = make.session
    choice = Choice(need_id=need.id, service_id=service.id, position=1, made_by_id=caseworker.id)
    session.add(choice)
    session.flush()
    referral = Referral(
        code=f"R{need.id.hex[:8]}",
        choice_id=choice.id,
        need_id=need.id,
        person_id=need.person_id,
        referrer_id=caseworker.organization_id,
        provider_id=provider.organization_id,
        service_id=service.id,
        referrer_user_id=caseworker.id,
        confidential=confidential,
        state=State.SENT if sent else State.DRAFT,
        sent_at=now() if sent else None,
    )
    session.add(referral)
    session.flush()
    return Scene(caseworker, provider, need, service, referral)


def sees(session: Session, user: User, referral: Referral) -> bool:
    try:
        access.get_referral(session, user, referral.id)
    except access.NotFound:
        return False
    return True


@pytest.mark.parametrize(
    ("role", "as_referrer", "as_provider"),
    [
        (Role.CASEWORKER, True, False),
        (Role.SUPERVISOR, True, True),
        (Role.PROVIDER, False, True),
        (Role.ADMIN, False, False),
        (Role.BACKBONE, False, False),
    ],
)
def test_each_role_sees_its_own_side(
    session: Session, make: Make, role: Role, as_referrer: bool, as_provider: bool
) -> None:
    here = scene(make)
    assert sees(session, make.user(role, organization=here.caseworker.organization), here.referral) is as_referrer
    assert sees(session, make.user(role, organization=here.provider.organization), here.referral) is as_provider
    assert not sees(session, make.user(role), here.referral)


def test_a_draft_is_not_the_providers_to_know(session: Session, make: Make) -> None:
    here = scene(make, sent=False)
    assert sees(session, here.caseworker, here.referral)
    assert not sees(session, here.provider, here.referral)
    here.referral.state, here.referral.resolution = State.RETURNED, Resolution.CANCELLED
    session.flush()
    assert not sees(session, here.provider, here.referral)


def test_a_confidential_one_is_seen_by_name_alone(session: Session, make: Make) -> None:
    here = scene(make, confidential=True)
    everybody = [here.caseworker, here.provider]
    for role in Role:
        everybody += [make.user(role, organization=one.organization) for one in (here.caseworker, here.provider)]
    assert not any(sees(session, user, here.referral) for user in everybody)
    with pytest.raises(access.NotFound):
        access.get_need(session, here.caseworker, here.need.id)
    make.named(here.need, here.caseworker)
    assert [user for user in everybody if sees(session, user, here.referral)] == [here.caseworker]
    assert access.get_need(session, here.caseworker, here.need.id) is here.need


def test_what_is_sealed_opens_for_the_named_alone(session: Session, make: Make) -> None:
    here = scene(make, confidential=True)
    access.seal(session, here.need, here.need.person_id, {"agreed_name": "শাপলা"})
    make.named(here.need, here.caseworker)
    assert here.need.sealed is not None
    assert "শাপলা".encode() not in here.need.sealed
    assert access.unseal(session, here.caseworker, here.need)["values"] == {"agreed_name": "শাপলা"}
    supervisor = make.user(Role.SUPERVISOR, organization=here.caseworker.organization)
    with pytest.raises(access.NotFound):
        access.unseal(session, supervisor, here.need)


def test_workers_are_their_organisations_caseworkers_alone(session: Session, make: Make) -> None:
    here = scene(make)
    assert access.get_worker(session, here.caseworker, here.need.person_id).id == here.need.person_id
    for user in (here.provider, make.user(Role.CASEWORKER), make.user(Role.BACKBONE)):
        with pytest.raises(access.NotFound):
            access.get_worker(session, user, here.need.person_id)


def test_both_sides_may_be_one_organisation(session: Session, make: Make) -> None:
    here = scene(make)
    here.referral.provider_id = here.caseworker.organization_id
    session.flush()
    both = make.user(Role.CASEWORKER, Role.PROVIDER, organization=here.caseworker.organization)
    assert access.sides(session, both, here.referral) == {Party.REFERRER, Party.PROVIDER}
    assert access.sides(session, here.caseworker, here.referral) == {Party.REFERRER}


def test_a_provider_sees_what_was_granted_and_no_more(session: Session, make: Make) -> None:
    here = scene(make)
    assert disclosing.shown(session, here.provider, here.referral, TODAY).values == {}
    make.consent(here.need, here.service, ("name", "age"))
    shown = disclosing.shown(session, here.provider, here.referral, TODAY)
    assert shown.groups == {"name", "age"}
    assert set(shown.values) == {"name_bn", "name_en", "birth_year", "birth_year_about"}
    assert not shown.shared("phone")
    assert disclosing.shown(session, here.caseworker, here.referral, TODAY).values["phone"] == "+8801700000001"


def test_a_grant_opens_one_service_until_it_ends(session: Session, make: Make) -> None:
    here = scene(make)
    other = make.service(here.provider.organization)
    make.consent(here.need, other)
    assert disclosing.shown(session, here.provider, here.referral, TODAY).groups == frozenset()
    act = make.consent(here.need, here.service, ("name",), until=TODAY)
    assert disclosing.shown(session, here.provider, here.referral, TODAY).groups == {"name"}
    assert disclosing.shown(session, here.provider, here.referral, TODAY + timedelta(days=1)).groups == frozenset()
    act.grants[0].ended_at = now()
    session.flush()
    assert disclosing.shown(session, here.provider, here.referral, TODAY).values == {}


def test_lists_show_a_name_by_grant_and_of_a_confidential_one_never(session: Session, make: Make) -> None:
    here, hidden = scene(make), scene(make, confidential=True)
    both = [here.referral, hidden.referral]
    assert disclosing.names(session, here.provider, both, TODAY) == {}
    make.consent(here.need, here.service, ("name",))
    make.consent(hidden.need, hidden.service, ("name",))
    assert set(disclosing.names(session, here.provider, both, TODAY)) == {here.referral.id}


def test_what_was_seen_is_recorded_once_a_day(session: Session, make: Make) -> None:
    here = scene(make)
    make.consent(here.need, here.service, ("name", "age"))
    disclosing.shown(session, here.provider, here.referral, TODAY)
    rows = disclosing.unrecorded(session, TODAY)
    assert len(rows) == 2
    disclosing.record(session, rows, TODAY)
    disclosing.record(session, rows, TODAY)
    assert disclosing.unrecorded(session, TODAY) == []
    assert session.scalar(select(func.count()).select_from(Disclosure)) == 2
