"""A change of her record while she is referred: told with old and new value to those alone who may know the field."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral import access
from referral.disclosing import of_worker
from referral.loop import amending, needs, sending
from referral.loop.acting import Overtaken
from referral.loop.amending import Change
from referral.models import Amendment, FocalPerson, Message, Referral, User
from referral.people.consents import end_grants
from referral.people.workers import phone_of, put_right
from referral.refusals import Refused
from referral.states import Action, Party, Role
from tests.loop.stage import Stage, stage
from tests.make import Make

REFERRER, PROVIDER = frozenset({Party.REFERRER}), frozenset({Party.PROVIDER})
OLD, NEW = "+8801712345678", "+8801812345678"


def _told(session: Session, referral: Referral, side: frozenset[Party] = PROVIDER) -> list[Change]:
    return [change for changes in amending.changes_of(session, referral, side).values() for change in changes]


def _phoned(session: Session, make: Make) -> tuple[Stage, Referral]:
    here = stage(session, make)
    put_right(session, here.caseworker, here.worker, {"phone": OLD, "safe_way": "call"})
    return here, here.sent()


def test_a_new_phone_is_told_with_the_old_one(session: Session, make: Make) -> None:
    here, referral = _phoned(session, make)
    amending.amend(session, here.caseworker, referral, given={"phone": NEW, "safe_way": None}, seen=referral.version)
    assert phone_of(session, here.worker) == NEW
    assert _told(session, referral) == [Change("phone", OLD, NEW)]
    event = referral.events[-1]
    assert (event.action, event.reason, event.values) == (Action.AMEND, "new_phone", {})
    assert session.scalars(select(Message).where(Message.event_id == event.id)).one().user_id == here.provider.id


def test_events_hold_no_value_of_hers(session: Session, make: Make) -> None:
    here, referral = _phoned(session, make)
    amending.amend(session, here.caseworker, referral, given={"phone": NEW})
    row = session.scalars(select(Amendment)).one()
    assert row.sealed is not None and NEW.encode() not in row.sealed
    assert NEW not in str(referral.events[-1].values)


def test_what_she_did_not_agree_to_is_stored_and_not_told(session: Session, make: Make) -> None:
    here = stage(session, make)
    make.consent(here.need, here.service, groups=("name",))
    choice = needs.choose(session, here.caseworker, here.need, here.service)
    referral = sending.draft(session, here.caseworker, choice)
    sending.send(session, here.caseworker, referral)
    events = len(referral.events)
    amending.amend(session, here.caseworker, referral, given={"phone": NEW})
    session.refresh(referral)
    assert phone_of(session, here.worker) == NEW
    assert (_told(session, referral, REFERRER), len(referral.events)) == ([], events)


def test_when_the_consent_ends_the_old_values_go_from_the_provider_too(session: Session, make: Make) -> None:
    here, referral = _phoned(session, make)
    amending.amend(session, here.caseworker, referral, given={"phone": NEW})
    end_grants(session, here.caseworker, here.worker.id, here.service.id)
    assert _told(session, referral) == []
    assert _told(session, referral, REFERRER) == [Change("phone", OLD, NEW)]


def test_every_live_referral_of_hers_is_told_once_and_drafts_are_not(session: Session, make: Make) -> None:
    here, referral = _phoned(session, make)
    other_need = needs.open_need(session, here.caseworker, here.worker, "get_loan")
    other = make.service(make.user(Role.PROVIDER).organization, "credit")
    make.consent(other_need, other)
    also = sending.draft(session, here.caseworker, needs.choose(session, here.caseworker, other_need, other))
    before = of_worker(session, here.worker)
    put_right(
        session, here.caseworker, here.worker, {"phone": NEW, "facts": {**here.worker.facts, "shift": "night_12"}}
    )
    amending.tell_changes(session, here.caseworker, here.worker, before)
    assert {change.field for change in _told(session, referral)} == {"phone", "shift"}
    assert referral.events[-1].reason == "new_fact"
    assert _told(session, also, REFERRER) == []


def test_nothing_said_and_an_old_page_are_refused(session: Session, make: Make) -> None:
    here, referral = _phoned(session, make)
    with pytest.raises(Refused, match="say_what_changed"):
        amending.amend(session, here.caseworker, referral, given={"phone": None}, text=None)
    seen = referral.version
    amending.amend(session, here.caseworker, referral, given={}, text="শিফট বদলাতে পারে")
    with pytest.raises(Overtaken):
        amending.amend(session, here.caseworker, referral, given={"phone": NEW}, seen=seen)
    assert phone_of(session, here.worker) == OLD


def test_of_a_confidential_need_the_agreed_particulars_alone_change(session: Session, make: Make) -> None:
    here, named = _secret(session, make)
    referral = here.draft()
    sending.send(session, named, referral)
    hers = phone_of(session, here.worker)
    amending.amend(session, named, referral, given={"phone": NEW, "safe_way": "missed_call"})
    assert phone_of(session, here.worker) == hers
    assert access.unseal(session, named, here.need)["values"]["phone"] == NEW
    assert {change.field for change in _told(session, referral)} == {"phone", "safe_way"}


def test_a_change_of_her_record_is_never_told_to_a_confidential_service(session: Session, make: Make) -> None:
    here, named = _secret(session, make)
    referral = here.draft()
    sending.send(session, named, referral)
    before = of_worker(session, here.worker)
    put_right(session, named, here.worker, {"phone": NEW})
    amending.tell_changes(session, named, here.worker, before)
    assert _told(session, referral, REFERRER) == []


def _secret(session: Session, make: Make) -> tuple[Stage, User]:
    """A stage whose need is confidential, on both sides with somebody named."""
    here = stage(session, make)
    here.service.confidential = True
    session.add(FocalPerson(service_id=here.service.id, user_id=here.provider.id))
    named = make.user(Role.CASEWORKER, organization=here.caseworker.organization, safety_trained=True)
    here.need = needs.open_need(
        session, named, here.worker, "learn_skill", confidential=True, agreed={"agreed_name": "Bina", "phone": OLD}
    )
    here.caseworker = named
    return here, named
