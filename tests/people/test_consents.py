"""Consent: what is proposed, given, narrowed and ended, and what a service may see after each."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from referral import access
from referral.lists import field_groups
from referral.models import GivenBy
from referral.people import consents
from referral.people.consent_words import filled, text_code, texts
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make

TODAY = date.today()


def test_only_what_the_kind_needs_is_proposed(session: Session, make: Make) -> None:
    training = {group.code for group in consents.proposed(make.service(), confidential=False)}
    assert {"name", "contact", "age", "work"} <= training
    assert not training & {"health", "safety", "money", "follow_up", "identity_numbers"}
    secret = {group.code for group in consents.proposed(make.service(kind="gbv_support"), confidential=True)}
    assert {"name", "contact", "safety"} <= secret
    assert "work" not in secret


def test_consent_is_for_one_service_and_ends(session: Session, make: Make) -> None:
    user = make.user(Role.CASEWORKER)
    worker = make.worker(user)
    need, service = make.need(worker), make.service()
    other = make.service(service.organization)

    def open_to(which: object) -> frozenset[str]:
        return access.granted(session, need.person_id, which.id, TODAY)  # type: ignore[attr-defined]

    give = {"given_by": GivenBy.SPOKEN, "language": "bn"}
    consents.give(session, user, need, service, ["name", "contact", "age"], **give)  # type: ignore[arg-type]
    assert open_to(service) == {"name", "contact", "age"}
    assert open_to(other) == frozenset()
    consents.narrow(session, user, worker, person_id=need.person_id, service_id=service.id, keep=["name"])
    assert open_to(service) == {"name"}
    consents.give(session, user, need, service, ["age"], **give)  # type: ignore[arg-type]
    assert open_to(service) == {"age"}
    consents.end_grants(session, user, need.person_id, service.id)
    assert open_to(service) == frozenset()


@pytest.mark.parametrize(
    ("groups", "until", "code"),
    [
        ([], None, "choose_groups"),
        (["health"], None, "never_told"),
        (["name"], TODAY - timedelta(days=1), "consent_end"),
        (["name"], TODAY + timedelta(days=2000), "consent_end"),
    ],
)
def test_what_can_not_be_agreed_to(
    session: Session, make: Make, groups: list[str], until: date | None, code: str
) -> None:
    user = make.user(Role.CASEWORKER)
    need, service = make.need(make.worker(user)), make.service()
    with pytest.raises(Refused, match=code):
        consents.give(session, user, need, service, groups, given_by=GivenBy.SIGNED, language="bn", until=until)


def test_nobody_elses_need_is_consented_to(session: Session, make: Make) -> None:
    need, service = make.need(make.worker()), make.service()
    with pytest.raises(access.NotFound):
        consents.give(
            session, make.user(Role.CASEWORKER), need, service, ["name"], given_by=GivenBy.SPOKEN, language="bn"
        )


def test_it_lasts_200_days_beyond_the_planned_end(session: Session, make: Make) -> None:
    service = make.service()
    assert consents.default_end(service, TODAY) == TODAY + timedelta(days=200)
    intake = make.intake(service)
    assert intake.ends_on is not None
    assert consents.default_end(service, TODAY) == intake.ends_on + timedelta(days=200)


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("code", ["standard", "confidential", "child_place", "link"])
def test_the_words_are_filled_in(code: str, language: str) -> None:
    read = filled(code, language, [field_groups()["name"]], provider="কুশিয়ারা", until="১ জানুয়ারি", focal_person="রুবি")
    text = " ".join(read.paragraphs)
    assert "{" not in text
    assert "UNFPA" not in text
    assert read.version == 1
    assert len(texts()[f"{code}_{language}"]) == len(read.paragraphs)


@pytest.mark.parametrize(
    ("seats", "groups", "confidential", "code"),
    [
        ("worker", ("name",), False, "standard"),
        ("child", ("name", "contact", "children"), False, "child_place"),
        ("child", ("name", "contact", "children", "place"), False, "standard"),
        ("child", ("name",), True, "confidential"),
    ],
)
def test_no_text_promises_more_than_holds(seats: str, groups: tuple[str, ...], confidential: bool, code: str) -> None:
    assert text_code(seats, [field_groups()[group] for group in groups], confidential=confidential) == code


def test_the_act_keeps_how_it_was_given(session: Session, make: Make) -> None:
    user = make.user(Role.CASEWORKER)
    worker = make.worker(user)
    child = make.child(worker)
    need, service = make.need(worker, "childcare", served=child), make.service(kind="childcare")
    act = consents.give(
        session, user, need, service, ["children", "children"], given_by=GivenBy.THUMBPRINT, language="bn"
    )
    assert (act.text_code, act.text_version, act.language, act.given_by) == ("standard", 1, "bn", GivenBy.THUMBPRINT)
    assert (act.person_id, act.taken_by_id, len(act.grants)) == (child.id, user.id, 1)
    assert access.granted(session, worker.id, service.id, TODAY) == frozenset()
    assert access.granted(session, child.id, service.id, act.until) == {"children"}
    assert access.granted(session, child.id, service.id, act.until + timedelta(days=1)) == frozenset()
