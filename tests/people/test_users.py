"""Users and organisations: who may add whom, one administrator stays, two persons for a confidential service."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.models import Organization
from referral import access
from referral.loop import ending
from referral.models import Holiday, User
from referral.people import accounts, organizations, users
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make


def test_a_consortium_is_set_up_with_its_backbone(session: Session) -> None:
    secret = organizations.set_up(session, name_en="Backbone", name_bn="সমন্বয়", person="রুবিনা", e_mail="R@setu.example")
    invitation = accounts.invited(session, secret)
    assert invitation is not None
    assert invitation.user.has(Role.BACKBONE)
    assert invitation.user.e_mail == "r@setu.example"
    assert session.scalar(select(func.count()).select_from(Holiday)) > 40  # type: ignore[operator]


def test_the_backbone_adds_partners_and_they_their_users(session: Session, make: Make) -> None:
    backbone = make.user(Role.BACKBONE, organization=make.organization(backbone=True))
    partner, secret = organizations.add_organization(
        session, backbone, name_en="Partner", name_bn="সহযোগী", admin_name="শাহানা", admin_e_mail="s@setu.example"
    )
    admin = accounts.invited(session, secret).user  # type: ignore[union-attr]
    assert admin.organization_id == partner.id
    user, _ = users.add_user(session, admin, [Role.CASEWORKER], name_bn="রাশেদা", e_mail="ra@setu.example")
    assert [one.id for one in users.users_of(session, admin)] == sorted(
        [user.id, admin.id], key=lambda key: key != user.id
    )
    with pytest.raises(Refused, match="e_mail_taken"):
        users.add_user(session, admin, [Role.CASEWORKER], name_bn="রাশেদা", e_mail="RA@setu.example ")
    with pytest.raises(Refused, match="choose_role"):
        users.add_user(session, admin, [Role.BACKBONE], name_bn="রাশেদা", e_mail="x@setu.example")
    with pytest.raises(access.NotFound):
        users.add_user(session, user, [Role.CASEWORKER], name_bn="রাশেদা", e_mail="y@setu.example")
    with pytest.raises(access.NotFound):
        users.get_user(session, make.user(Role.ADMIN), user.id)
    with pytest.raises(access.NotFound):
        organizations.add_organization(session, admin, name_en="x", name_bn="x", admin_name="x", admin_e_mail="z@x")


def test_one_administrator_stays(session: Session, make: Make) -> None:
    admin = make.user(Role.ADMIN)
    with pytest.raises(Refused, match="last_admin"):
        users.change_user(session, admin, admin, [Role.PROVIDER])
    second = make.user(Role.ADMIN, organization=admin.organization)
    users.change_user(session, second, admin, [Role.PROVIDER])
    assert session.get_one(User, admin.id).has(Role.PROVIDER)
    assert not admin.has(Role.ADMIN)


def test_two_answer_for_a_confidential_service(session: Session, make: Make) -> None:
    admin = make.user(Role.ADMIN)
    service = make.service(session.get_one(Organization, admin.organization_id), "gbv_support")
    staff = [make.user(Role.PROVIDER, organization=admin.organization) for _ in range(3)]
    with pytest.raises(Refused, match="focal_two"):
        users.set_focal_persons(session, admin, service, staff)
    users.set_focal_persons(session, admin, service, staff[:2])
    users.set_focal_persons(session, admin, service, staff[1:])
    assert users.focal_persons(session, service) == staff[1:]
    with pytest.raises(Refused, match="choose_colleague"):
        users.set_focal_persons(session, admin, service, [make.user(Role.PROVIDER)])


def test_nobody_opens_a_confidential_service_to_herself(session: Session, make: Make) -> None:
    admin = make.user(Role.ADMIN, Role.PROVIDER)
    home = session.get_one(Organization, admin.organization_id)
    second, secret = make.user(Role.ADMIN, organization=home), make.service(home, "gbv_support")
    with pytest.raises(Refused, match="focal_not_self"):
        users.set_focal_persons(session, admin, secret, [admin])
    users.set_focal_persons(session, second, secret, [admin])
    users.set_focal_persons(session, admin, secret, [second, admin])
    users.set_focal_persons(session, admin, make.service(home), [admin])


def test_one_who_coordinates_stays(session: Session, make: Make) -> None:
    backbone = make.organization(backbone=True)
    user = make.user(Role.BACKBONE, Role.ADMIN, organization=backbone)
    with pytest.raises(Refused, match="last_backbone"):
        users.change_user(session, user, user, [Role.ADMIN])
    make.user(Role.BACKBONE, organization=backbone)
    users.change_user(session, user, user, [Role.ADMIN])


def test_an_account_that_is_the_last_of_its_role_does_not_end(session: Session, make: Make) -> None:
    admin = make.user(Role.ADMIN)
    with pytest.raises(Refused, match="last_admin"):
        ending.end_user(session, admin, admin)
    ending.end_user(session, make.user(Role.ADMIN, organization=admin.organization), admin)
    assert admin.ended_at is not None


@pytest.mark.parametrize(
    ("side", "kept", "left"),
    [
        ("referrer_user_id", Role.SUPERVISOR, Role.PROVIDER),
        ("provider_user_id", Role.PROVIDER, Role.CASEWORKER),
    ],
)
def test_who_leaves_a_side_hands_over_first(session: Session, make: Make, side: str, kept: Role, left: Role) -> None:
    admin = make.user(Role.ADMIN)
    user = make.user(Role.CASEWORKER, Role.PROVIDER, organization=admin.organization)
    hers: dict[str, Any] = {side: user.id}
    referral = make.referral(make.need(make.worker()), make.service(), **hers)
    with pytest.raises(Refused) as refused:
        users.change_user(session, admin, user, [left])
    assert (refused.value.code, refused.value.field, refused.value.values) == ("hand_over_first", "roles", {})
    users.change_user(session, admin, user, [kept])
    setattr(referral, side, admin.id)
    session.flush()
    users.change_user(session, admin, user, [left])
