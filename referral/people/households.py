"""Households: a worker's children, and the persons under whom she is served."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral import access
from referral.models import Child, Person, PersonKind, User, Worker
from referral.moment import now
from referral.refusals import Refused

OF_A_CHILD = ("name", "birth_month", "school")


def set_children(session: Session, actor: User, worker: Worker, children: Sequence[Mapping[str, Any]]) -> None:
    """Her children as given: `id` of a known one or None, `name`, `birth_month`, `month_known`, `school`.

    A known one of which nothing is given any more is taken away; refused where a need or consent is that child's.
    One that is not named at all stays as it was.
    """
    access.get_worker(session, actor, worker.id)
    known = {child.id: child for child in worker.children}
    for given in children:
        child = known.get(given["id"]) if given.get("id") else None
        told = any(given.get(name) for name in OF_A_CHILD)
        if told:
            _write(child or _new_child(session, worker), given)
        elif child is not None:
            _take_away(session, child)
    session.flush()
    session.expire(worker, ["children"])


def _new_child(session: Session, worker: Worker) -> Child:
    person = Person(organization_id=worker.organization_id, kind=PersonKind.CHILD, created_at=now(session))
    session.add(person)
    session.flush()
    child = Child(id=person.id, organization_id=worker.organization_id, worker_id=worker.id)
    session.add(child)
    return child


def _write(child: Child, given: Mapping[str, Any]) -> None:
    child.name, child.birth_month, child.school = given.get("name"), given.get("birth_month"), given.get("school")
    child.month_known = bool(given.get("month_known", True))


def _take_away(session: Session, child: Child) -> None:
    """The database says whether anything is about this child."""
    try:
        with session.begin_nested():
            session.delete(child)
            session.flush()
            session.delete(session.get_one(Person, child.id))
            session.flush()
    except IntegrityError as error:
        raise Refused("child_is_served") from error


def persons_of(session: Session, user: User, worker: Worker) -> list[uuid.UUID]:
    """Whom needs and consents of hers name: herself, her children, and the names agreed on that this user may know."""
    access.get_worker(session, user, worker.id)
    secret = access.confidential_needs(session, user, worker.id)
    return [worker.id, *(child.id for child in worker.children), *(need.person_id for need in secret)]
