"""What is open of a worker and who saw it: her own, her children's, and what is confidential by name alone."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from catalog.models import Service
from referral import access, disclosing
from referral.loop import needs
from referral.models import Child, Need, User, Worker
from referral.people import consents, households, opened
from referral.states import Action, Role
from tests.make import Make

TODAY = date.today()


@dataclass(frozen=True)
class Scene:
    """A worker with a child, a usual need, and one kept confidential that two persons know of."""

    named: User
    colleague: User
    worker: Worker
    child: Child
    plain: Need
    secret: Need


@pytest.fixture
def scene(session: Session, make: Make) -> Scene:
    user = make.user(Role.CASEWORKER, safety_trained=True)
    colleague = make.user(Role.SUPERVISOR, organization=user.organization)
    worker = make.worker(user, phone="+8801712345678")
    child = make.child(worker, name="তুলি")
    secret = needs.open_need(
        session, user, worker, "child_safety", served=child, confidential=True, agreed={"agreed_name": "শাপলা"}
    )
    session.expire(worker)
    return Scene(user, colleague, worker, child, make.need(worker), secret)


def services_open(session: Session, user: User, worker: Worker) -> set[Service]:
    return {one.service for one in opened.consents_of(session, user, worker)}


def test_what_is_open_is_told_by_service(session: Session, make: Make, scene: Scene) -> None:
    training, shelter, nursery = make.service(), make.service(kind="gbv_support"), make.service(kind="childcare")
    make.consent(scene.plain, training, ("name", "age"))
    make.consent(make.need(scene.worker, "childcare", served=scene.child), nursery, ("children",))
    make.consent(scene.secret, shelter, ("name",))
    assert services_open(session, scene.named, scene.worker) == {training, shelter, nursery}
    assert services_open(session, scene.colleague, scene.worker) == {training, nursery}
    for stranger in (make.user(Role.CASEWORKER), make.user(Role.ADMIN, organization=scene.named.organization)):
        with pytest.raises(access.NotFound):
            opened.consents_of(session, stranger, scene.worker)


def test_only_who_is_named_narrows_what_is_confidential(session: Session, make: Make, scene: Scene) -> None:
    shelter = make.service(kind="gbv_support")
    make.consent(scene.secret, shelter, ("name", "safety"))
    person = scene.secret.person_id

    def narrow(user: User) -> None:
        consents.narrow(session, user, scene.worker, person_id=person, service_id=shelter.id, keep=["name"])

    with pytest.raises(access.NotFound):
        narrow(scene.colleague)
    assert access.granted(session, person, shelter.id, TODAY) == {"name", "safety"}
    narrow(scene.named)
    assert access.granted(session, person, shelter.id, TODAY) == {"name"}


def test_who_saw_is_told_to_whom_it_concerns(session: Session, make: Make, scene: Scene) -> None:
    for need, kind in ((scene.plain, "skills_training"), (scene.secret, "child_protection")):
        provider = make.user(Role.PROVIDER)
        service = make.service(provider.organization, kind, focal=provider)
        referral = make.referral(need, service)
        make.event(referral, Action.SEND)
        make.consent(need, service, ("name", "age", "children"))
        disclosing.shown(session, provider, referral, TODAY)
    disclosing.record(session, disclosing.unrecorded(session, TODAY), TODAY)
    seen = opened.who_saw(session, scene.named, scene.worker)
    assert {one.service.kind_code for one in seen} == {"skills_training", "child_protection"}
    assert all(set(one.groups) == {"name", "age", "children"} for one in seen)
    assert [one.service.kind_code for one in opened.who_saw(session, scene.colleague, scene.worker)] == [
        "skills_training"
    ]


def test_a_child_in_a_confidential_need_is_told_without_its_name(session: Session, make: Make, scene: Scene) -> None:
    provider = make.user(Role.PROVIDER)
    service = make.service(provider.organization, "child_protection", focal=provider)
    referral = make.referral(scene.secret, service)
    make.event(referral, Action.SEND)
    make.consent(scene.secret, service, ("name", "children"))
    values = disclosing.shown(session, provider, referral, TODAY).values
    assert values["agreed_name"] == "শাপলা"
    assert values["child"]["birth_month"] == scene.child.birth_month
    assert "তুলি" not in str(values)
    assert "name_bn" not in values
    households.set_children(session, scene.named, scene.worker, [{"id": scene.child.id}])
    assert "child" not in disclosing.shown(session, provider, referral, TODAY).values
