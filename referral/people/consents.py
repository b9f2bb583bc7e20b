"""Consent: proposed by the kind of service, given as one act, narrowed, ended; checked by `access` at every read."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalog.models import Service
from referral import access
from referral.lists import FieldGroup, field_groups
from referral.models import Child, Consent, GivenBy, Grant, Need, User, Worker, WorkerStatus
from referral.moment import now, today
from referral.people.consent_words import VERSION, text_code
from referral.people.households import persons_of
from referral.refusals import Refused

AFTER_THE_SERVICE = timedelta(days=200)
LONGEST = timedelta(days=3 * 365)
ALL_KINDS = "*"


def proposed(service: Service, *, confidential: bool) -> list[FieldGroup]:
    """The groups that this kind of service needs, in the order in which they are read aloud."""
    kind = service.kind_code
    return [
        group
        for group in field_groups().values()
        if (kind in group.default_kinds or ALL_KINDS in group.default_kinds or _agreed_name(group, confidential))
        and kind not in group.never_kinds
        and not group.own_grant
    ]


def _agreed_name(group: FieldGroup, confidential: bool) -> bool:
    """Of a confidential need the name is the agreed one, and so may always be told."""
    return confidential and group.code == "name"


def allowed(service: Service) -> list[FieldGroup]:
    """All groups that may ever be told to this kind of service."""
    return [group for group in field_groups().values() if service.kind_code not in group.never_kinds]


def default_end(service: Service, day: date) -> date:
    """The planned end of the service, where a batch tells one, and 200 days."""
    ends = [intake.ends_on for place in service.places for intake in place.intakes if intake.ends_on]
    return max([day, *(end for end in ends if end <= day + LONGEST / 3)]) + AFTER_THE_SERVICE


def give(
    session: Session,
    actor: User,
    need: Need,
    service: Service,
    groups: Sequence[str],
    *,
    given_by: GivenBy,
    language: str,
    until: date | None = None,
) -> Consent:
    """One act of consent: these groups for this service, and no others that it may have had before.

    Raises Refused for no group at all, one that this kind of service may never see, or an end that is past or far.
    """
    access.get_need(session, actor, need.id)
    last = until or default_end(service, today(session))
    if not groups:
        raise Refused("choose_groups", "groups")
    if not set(groups) <= {group.code for group in allowed(service)}:
        raise Refused("never_told", "groups")
    if not today(session) <= last <= today(session) + LONGEST:
        raise Refused("consent_end", "until")
    end_grants(session, actor, need.person_id, service.id)
    asked = proposed(service, confidential=need.confidential)
    act = Consent(
        person_id=need.person_id,
        organization_id=need.organization_id,
        text_code=text_code(service.kind.seats_count, asked, confidential=need.confidential),
        text_version=VERSION,
        language=language,
        given_by=given_by,
        taken_by_id=actor.id,
        taken_at=now(session),
        until=last,
    )
    act.grants.extend(
        Grant(person_id=need.person_id, service_id=service.id, field_group=group, until=last)
        for group in dict.fromkeys(groups)
    )
    session.add(act)
    _know(session, actor, need)
    session.flush()
    return act


def _know(session: Session, actor: User, need: Need) -> None:
    """One who was only listed in a roster has agreed, and so is known from now on."""
    child = session.get(Child, need.person_id)
    whose = child.worker_id if child else need.person_id
    if need.confidential:
        whose = uuid.UUID(access.unseal(session, actor, need)["worker"])
    listed = update(Worker).where(Worker.id == whose, Worker.status == WorkerStatus.LISTED)
    session.execute(listed.values(status=WorkerStatus.KNOWN))


def narrow(
    session: Session,
    actor: User,
    worker: Worker,
    *,
    person_id: uuid.UUID,
    service_id: uuid.UUID,
    keep: Iterable[str],
) -> None:
    """She lets this service see less: what is not kept ends at once. Ending all of it is `loop.ending.end_consent`.

    `person_id` is she herself, a child of hers, or the name agreed on in a need that names the actor.
    """
    if person_id not in persons_of(session, actor, worker):
        raise access.NotFound
    kept = set(keep)
    for grant in in_force(session, person_id, service_id):
        if grant.field_group not in kept:
            grant.ended_at, grant.ended_by_id = now(session), actor.id
    session.flush()


def end_grants(
    session: Session, actor: User, person_id: uuid.UUID, service_id: uuid.UUID | None = None
) -> set[uuid.UUID]:
    """End what a service, or all services, may see of a person; which services that were."""
    ended = in_force(session, person_id, service_id)
    for grant in ended:
        grant.ended_at, grant.ended_by_id = now(session), actor.id
    session.flush()
    return {grant.service_id for grant in ended}


def in_force(session: Session, person_id: uuid.UUID, service_id: uuid.UUID | None = None) -> list[Grant]:
    """The grants that open something today."""
    wanted = select(Grant).where(Grant.person_id == person_id, Grant.ended_at.is_(None), Grant.until >= today(session))
    if service_id is not None:
        wanted = wanted.where(Grant.service_id == service_id)
    return list(session.scalars(wanted.order_by(Grant.id)))
