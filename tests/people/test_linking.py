"""Across organisations: a bare hint that can't be fished with, a question with her consent, a link that she may end."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.base import now
from referral import access
from referral.loop import desk, ending, needs
from referral.models import Consent, ElsewhereLook, GivenBy, LinkQuestion, User, Worker, WorkerStatus
from referral.people import elsewhere, linking, workers
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make
from tests.statements import statements

HER: dict[str, Any] = {
    "name_bn": "রহিমা খাতুন", "guardian_name": "আবদুল হক", "birth_year": 1990, "place_code": "gazipur-sadar",
    "phone": "+8801712345678", "nid_last4": "1234",
}  # fmt: skip
SAME = HER | {"name_bn": None, "name_en": "Rohima Khatun"}


@pytest.fixture
def here(make: Make) -> User:
    return make.user(Role.CASEWORKER, safety_trained=True)


@pytest.fixture
def there(make: Make) -> User:
    return make.user(Role.CASEWORKER, safety_trained=True)


def known(session: Session, make: Make, user: User, given: dict[str, Any] = SAME) -> Worker:
    """A worker of the other organisation, with an ordinary need."""
    worker = workers.new_worker(session, user, given)
    make.need(worker)
    return worker


def asked(session: Session, actor: User, worker: Worker, *parts: str) -> LinkQuestion:
    """As she agrees to it: looked, asked, and the question that lies with the other organisation."""
    assert elsewhere.look(session, actor, worker) is True
    request = linking.ask(session, actor, worker, parts or ("name",), given_by=GivenBy.SPOKEN, language="bn")
    return session.scalars(select(LinkQuestion).where(LinkQuestion.request_id == request.id)).one()


def waits(session: Session, user: User) -> list[uuid.UUID]:
    """What lies with the user's organisation."""
    return [one.id for one in desk.asked_of_us(session, user) if one.kind == "question"]


def test_it_is_only_told_that_she_may_be_known(session: Session, make: Make, here: User, there: User) -> None:
    worker = workers.new_worker(session, here, HER)
    assert elsewhere.standing(session, worker) == elsewhere.Standing()
    assert elsewhere.look(session, here, worker) is False
    known(session, make, there)
    assert elsewhere.look(session, here, worker) is False, "the answer of the day holds"
    worker.nickname = "রুমা"
    assert elsewhere.look(session, here, worker) is True
    assert elsewhere.standing(session, worker).hint
    log = session.scalars(select(ElsewhereLook).order_by(ElsewhereLook.at)).all()
    assert [(one.user_id, one.worker_id, one.found) for one in log] == [
        (here.id, worker.id, False), (here.id, worker.id, True),
    ]  # fmt: skip
    with pytest.raises(access.NotFound):
        elsewhere.look(session, there, worker)


def _confidential_need(session: Session, make: Make, user: User) -> None:
    worker = workers.new_worker(session, user, SAME)
    needs.open_need(session, user, worker, "safe_from_violence", agreed={"agreed_name": "আশা"})


def _confidential_service(session: Session, make: Make, user: User) -> None:
    need = make.need(workers.new_worker(session, user, SAME))
    make.referral(need, make.service(make.organization(), "gbv_support"))


def _confidential_organization(session: Session, make: Make, user: User) -> None:
    known(session, make, user)
    make.service(user.organization, "gbv_support")


def _no_need(session: Session, make: Make, user: User) -> None:
    workers.new_worker(session, user, SAME)


def _listed(session: Session, make: Make, user: User) -> None:
    known(session, make, user).status = WorkerStatus.LISTED


@pytest.mark.parametrize(
    "hidden", [_confidential_need, _confidential_service, _confidential_organization, _no_need, _listed]
)
def test_what_is_confidential_gives_no_hint_and_costs_no_statement(
    session: Session, make: Make, here: User, there: User, hidden: Any
) -> None:
    worker = workers.new_worker(session, here, HER)
    other = workers.new_worker(session, here, HER | {"nid_last4": None})
    session.flush()
    with statements(session.get_bind()) as before:
        assert elsewhere.look(session, here, worker) is False
    hidden(session, make, there)
    session.flush()
    with statements(session.get_bind()) as after:
        assert elsewhere.look(session, here, other) is False
    assert before == after, "the same is asked of the database, so that it takes as long"
    known(session, make, make.user(Role.CASEWORKER))
    other.guardian_relation = "father"
    assert elsewhere.look(session, here, other) is True, "and one who is known openly is found beside her"


def test_a_user_has_so_many_looks_a_day(session: Session, make: Make, here: User, there: User) -> None:
    known(session, make, there)
    worker = workers.new_worker(session, here, HER)
    for number in range(elsewhere.A_DAY):
        worker.nickname = f"ক {number}"
        assert elsewhere.look(session, here, worker) is not None
    worker.nickname = "খ"
    assert elsewhere.look(session, here, worker) is None
    session.info["now"] = now() + timedelta(days=1)
    assert elsewhere.look(session, here, worker) is True


def test_the_other_side_sees_what_she_agreed_to_and_not_who_asks(
    session: Session, make: Make, here: User, there: User
) -> None:
    theirs, worker = known(session, make, there), workers.new_worker(session, here, HER)
    question = asked(session, here, worker, "name", "birth")
    assert question.worker_id == theirs.id
    assert waits(session, there) == [question.id] and waits(session, here) == []
    assert linking.shown(session, there, question) == {"name_bn": "রহিমা খাতুন", "birth_year": 1990}
    stranger = make.user(Role.CASEWORKER)
    provider = make.user(Role.PROVIDER, organization=there.organization)
    for nobody in (stranger, provider, here):
        with pytest.raises(access.NotFound):
            linking.shown(session, nobody, question)
    linking.note_view(session, there, question.id)
    linking.note_view(session, there, question.id)
    assert len(linking.seen_on(session, worker)) == 1
    consent = session.scalars(select(Consent).where(Consent.person_id == worker.id)).one()
    assert (consent.text_code, consent.grants) == ("link", [])


def test_yes_links_both_and_it_is_ended_and_restored(session: Session, make: Make, here: User, there: User) -> None:
    theirs, worker = known(session, make, there), workers.new_worker(session, here, HER)
    link = linking.answer(session, there, asked(session, here, worker), "yes")
    assert link is not None
    sides = ((here, worker, there), (there, theirs, here))
    for user, own, other in sides:
        assert [one.organization.id for one in linking.links_of(session, own, user)] == [other.organization_id]
        assert elsewhere.standing(session, own).linked
    assert elsewhere.records(session, here, worker) == [], "who is linked is not hinted at again"
    linking.end(session, there, theirs, link.id)
    assert linking.links_of(session, worker, here) == [] and not elsewhere.standing(session, worker).linked
    with pytest.raises(access.NotFound):
        linking.restore(session, here, worker, link.id)
    linking.restore(session, there, theirs, link.id)
    assert elsewhere.standing(session, worker).linked
    linking.end(session, here, worker, link.id)
    session.info["now"] = now() + linking.RESTORED_WITHIN + timedelta(days=1)
    with pytest.raises(access.NotFound):
        linking.restore(session, here, worker, link.id)


@pytest.mark.parametrize("answered", ["no", "not_her"])
def test_no_links_nothing_and_is_not_asked_again(
    session: Session, make: Make, here: User, there: User, answered: str
) -> None:
    known(session, make, there)
    worker = workers.new_worker(session, here, HER)
    question = asked(session, here, worker)
    assert elsewhere.standing(session, worker).waiting
    assert linking.answer(session, there, question, answered) is None
    standing = elsewhere.standing(session, worker)
    assert not (standing.waiting or standing.linked or standing.hint)
    worker.nickname = "রুমা"
    assert elsewhere.look(session, here, worker) is False
    with pytest.raises(access.NotFound):
        linking.answer(session, there, question, "yes")


def test_it_is_refused_with_a_reason(session: Session, make: Make, here: User, there: User) -> None:
    worker = workers.new_worker(session, here, HER)

    def ask(*parts: str) -> None:
        linking.ask(session, here, worker, parts, given_by=GivenBy.SPOKEN, language="bn")

    with pytest.raises(Refused, match="nobody_to_ask"):
        ask("name")
    known(session, make, there)
    elsewhere.look(session, here, worker)
    for parts in ((), ("birth",), ("name", "facts")):
        with pytest.raises(Refused, match="link_needs_name"):
            ask(*parts)
    ask("name")
    with pytest.raises(Refused, match="link_waits"):
        ask("name")
    question = session.scalars(select(LinkQuestion)).one()
    with pytest.raises(Refused, match="choose_answer"):
        linking.answer(session, there, question, "perhaps")


def test_taken_back_left_or_too_late_it_waits_nowhere(session: Session, make: Make, here: User, there: User) -> None:
    known(session, make, there)
    for number, over in enumerate(("back", "left", "late")):
        worker = workers.new_worker(session, here, HER | {"nickname": f"ক {number}"})
        question = asked(session, here, worker)
        assert question.id in waits(session, there)
        if over == "back":
            linking.take_back(session, here, worker)
        elif over == "left":
            ending.end_worker(session, here, worker)
        else:
            session.info["now"] = now() + linking.WAITS + timedelta(days=1)
        session.flush()
        assert question.id not in waits(session, there), over
