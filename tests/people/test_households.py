"""Children are kept by their id and taken away only while nothing is about them; whom consents of hers may name."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from referral import access
from referral.models import Child, Person, PersonKind, User, Worker
from referral.people import households
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make

BORN = date(2023, 3, 1)


def mother(session: Session, make: Make, *children: dict[str, Any]) -> tuple[User, Worker]:
    user = make.user(Role.CASEWORKER)
    worker = make.worker(user)
    households.set_children(session, user, worker, children)
    return user, worker


def test_an_emptied_row_takes_the_child_away(session: Session, make: Make) -> None:
    user, worker = mother(session, make, {"name": "তুলি", "birth_month": BORN}, {"school": "in_school"}, {"name": None})
    assert len(worker.children) == 2
    tuli = next(child for child in worker.children if child.name)
    households.set_children(session, user, worker, [{"id": tuli.id, "name": None}])
    assert [child.school for child in worker.children] == ["in_school"]
    assert session.get(Person, tuli.id) is None


def test_a_child_with_a_need_stays(session: Session, make: Make) -> None:
    user, worker = mother(session, make, {"name": "তুলি", "birth_month": BORN})
    tuli = worker.children[0]
    make.need(worker, "childcare", served=tuli)
    with pytest.raises(Refused, match="child_is_served"):
        households.set_children(session, user, worker, [{"id": tuli.id}])
    session.expire_all()
    assert session.get_one(Child, tuli.id).name == "তুলি"


def test_a_child_of_another_is_not_changed(session: Session, make: Make) -> None:
    _, theirs = mother(session, make, {"name": "তুলি"})
    user, worker = mother(session, make)
    households.set_children(session, user, worker, [{"id": theirs.children[0].id, "name": "মিতু"}])
    assert [child.name for child in theirs.children] == ["তুলি"]
    with pytest.raises(access.NotFound):
        households.set_children(session, user, theirs, [])


def test_an_agreed_name_is_known_to_the_named_alone(session: Session, make: Make) -> None:
    user, worker = mother(session, make, {"name": "তুলি"})
    colleague = make.user(Role.SUPERVISOR, organization=user.organization)
    agreed = Person(organization_id=worker.organization_id, kind=PersonKind.AGREED_NAME)
    session.add(agreed)
    session.flush()
    need = make.need(worker, "safe_from_violence", confidential=True)
    need.person_id = agreed.id
    access.seal(session, need, worker.id, {"agreed_name": "শাপলা"})
    make.named(need, user)
    plain = [worker.id, worker.children[0].id]
    assert households.persons_of(session, user, worker) == [*plain, agreed.id]
    assert households.persons_of(session, colleague, worker) == plain
    other = make.worker(user)
    assert households.persons_of(session, user, other) == [other.id]
    with pytest.raises(access.NotFound):
        households.persons_of(session, make.user(Role.CASEWORKER), worker)
