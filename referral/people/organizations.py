"""Organisations: the consortium set up with its backbone, partners added with their agreement and administrator."""

from datetime import date
from typing import TypedDict, Unpack

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.kinds import sync
from catalog.models import Organization
from referral import access
from referral.models import Holiday, User
from referral.moment import now, today
from referral.people.users import make_user
from referral.refusals import Refused
from referral.states import Role

YEARS_AHEAD = 3
SOURCE = "holidays"


class Terms(TypedDict, total=False):
    """An organisation's names, how to reach it, and its data-sharing agreement."""

    name_en: str
    name_bn: str
    phone: str | None
    email: str | None
    agreement_from: date | None
    agreement_until: date | None
    by_link: bool


def set_up(session: Session, *, name_en: str, name_bn: str, person: str, e_mail: str) -> str:
    """A consortium: agenda, holidays, the backbone and its first user; the secret of her one-time link."""
    sync(session)
    seed_holidays(session, today(session).year)
    backbone = Organization(
        name_en=name_en, name_bn=name_bn, backbone=True, agreement_from=today(session), created_at=now(session)
    )
    session.add(backbone)
    session.flush()
    return make_user(session, backbone, (Role.BACKBONE, Role.ADMIN), name_bn=person, name_en=person, e_mail=e_mail)[1]


def seed_holidays(session: Session, year: int) -> None:
    """Bangladesh's public holidays of some years, as the library knows them; those of the moon are its guess."""
    years = range(year, year + YEARS_AHEAD)
    english = holidays.country_holidays("BD", years=years, language="en_US")
    bengali = holidays.country_holidays("BD", years=years, language="bn")
    for day in sorted(english):
        if session.get(Holiday, day) is None:
            session.add(Holiday(day=day, name_en=english[day], name_bn=bengali.get(day, english[day]), source=SOURCE))
    session.flush()


def add_organization(
    session: Session, actor: User, *, admin_name: str, admin_e_mail: str, **terms: Unpack[Terms]
) -> tuple[Organization, str]:
    """A partner and its administrator; the secret of the administrator's one-time link."""
    _check(actor, terms)
    organization = Organization(created_at=now(session), **terms)
    session.add(organization)
    session.flush()
    secret = make_user(
        session, organization, (Role.ADMIN,), name_bn=admin_name, name_en=admin_name, e_mail=admin_e_mail
    )[1]
    return organization, secret


def change_organization(session: Session, actor: User, organization: Organization, **terms: Unpack[Terms]) -> None:
    """Other names, contacts or agreement; a lapse of the agreement stops sending to it."""
    _check(actor, terms)
    for name, value in terms.items():
        setattr(organization, name, value)
    session.flush()


def add_administrator(session: Session, actor: User, organization: Organization, name: str, e_mail: str) -> str:
    """A new administrator for a partner that has lost its own; the secret of the one-time link."""
    if not actor.has(Role.BACKBONE):
        raise access.NotFound
    return make_user(session, organization, (Role.ADMIN,), name_bn=name, name_en=name, e_mail=e_mail)[1]


def organizations(session: Session) -> list[Organization]:
    """All of the consortium, the backbone first."""
    return list(session.scalars(select(Organization).order_by(Organization.backbone.desc(), Organization.name_en)))


def _check(actor: User, terms: Terms) -> None:
    if not actor.has(Role.BACKBONE):
        raise access.NotFound
    begins, ends = terms.get("agreement_from"), terms.get("agreement_until")
    if begins and ends and ends < begins:
        raise Refused("ends_before_start", "agreement_until")
