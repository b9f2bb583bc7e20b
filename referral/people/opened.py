"""What services may see of a worker now, and who has seen it: for her caseworkers, and for her to hear."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from catalog.models import Organization, Service
from referral.models import AnswerLink, Disclosure, Grant, LinkOpening, Referral, User, Worker
from referral.moment import DHAKA, today
from referral.people.households import persons_of


@dataclass(frozen=True, slots=True)
class Open:
    """What one service may see now of one person: her, a child of hers, or the name agreed on."""

    service: Service
    person_id: uuid.UUID
    grants: tuple[Grant, ...]


def consents_of(session: Session, user: User, worker: Worker) -> list[Open]:
    """What is open now of her, her children, and of the needs kept confidential that name this user."""
    persons = persons_of(session, user, worker)
    in_force_now = (Grant.person_id.in_(persons), Grant.ended_at.is_(None), Grant.until >= today(session))
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Grant]] = {}
    for grant in session.scalars(select(Grant).where(*in_force_now).order_by(Grant.id)):
        found.setdefault((grant.service_id, grant.person_id), []).append(grant)
    wanted = select(Service).where(Service.id.in_({service_id for service_id, _ in found}))
    services = {service.id: service for service in session.scalars(wanted.options(joinedload(Service.organization)))}
    return [Open(services[service], person, tuple(grants)) for (service, person), grants in sorted(found.items())]


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody of an organisation saw groups of her data on a day."""

    day: date
    organization: Organization
    service: Service
    groups: tuple[str, ...]


def who_saw(session: Session, user: User, worker: Worker) -> list[Seen]:
    """Who has seen her data and when, the last first; of confidential needs, to the persons named there alone."""
    persons = persons_of(session, user, worker)
    rows = session.execute(
        select(Disclosure, Service)
        .join(Referral, Disclosure.referral_id == Referral.id)
        .join(Service, Referral.service_id == Service.id)
        .where(Disclosure.person_id.in_(persons))
        .options(joinedload(Service.organization))
        .order_by(Disclosure.day.desc(), Service.id, Disclosure.field_group)
    )
    seen = [(row.Disclosure.day, row.Service, row.Disclosure.field_group) for row in rows]
    seen += _by_link(session, persons)
    found: dict[tuple[date, uuid.UUID], tuple[Service, list[str]]] = {}
    for day, service, group in sorted(seen, key=lambda one: (-one[0].toordinal(), str(one[1].id), one[2])):
        groups = found.setdefault((day, service.id), (service, []))[1]
        if group not in groups:
            groups.append(group)
    return [Seen(day, service.organization, service, tuple(groups)) for (day, _), (service, groups) in found.items()]


def _by_link(session: Session, persons: Iterable[uuid.UUID]) -> list[tuple[date, Service, str]]:
    """What was shown to who opened a one-time link."""
    rows = session.execute(
        select(LinkOpening, Service)
        .join(AnswerLink, AnswerLink.id == LinkOpening.link_id)
        .join(Referral, Referral.id == AnswerLink.referral_id)
        .join(Service, Referral.service_id == Service.id)
        .where(LinkOpening.person_id.in_(list(persons)))
        .options(joinedload(Service.organization))
    )
    return [
        (opening.at.astimezone(DHAKA).date(), service, group) for opening, service in rows for group in opening.groups
    ]
