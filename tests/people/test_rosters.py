"""A roster listed: for its organisation alone, once, and gone after 180 days unless she agrees."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.roster.reading import read
from referral import access
from referral.db import Database
from referral.loop import needs, sending
from referral.loop.cohorts.comparing import Preview, compared, roles_of
from referral.loop.cohorts.ending import forget_listed
from referral.loop.cohorts.listing import Agreed, OfFile, agree, store
from referral.models import Cohort, CohortMember, GivenBy, NameKey, User, Worker, WorkerStatus
from referral.moment import now, today
from referral.people import consents
from referral.refusals import Refused
from referral.sealing import keyring
from referral.states import Role
from tests.make import Make

SHEET = """name,father_or_husband,birth_year,grade,role,phone,phone_owner,nid_last4,home_upazila
রুবিনা,করিম,1990,5,হেলপার,01711000001,own,1234,মাদারগঞ্জ
Kalpona,Subal,1991,,Operator,01711000002,shared,,
Kalpana,Subol,1991,,Operator,01711000002,shared,,
Asma,Rahim,wrong,,,,,,
,,1990,5,,,,,
"""
OF_FILE = OfFile("Lay-off of March", "dhaka-savar", "laid_off", date(2026, 3, 1))


def preview(session: Session, actor: User, sheet: str = SHEET) -> Preview:
    roster = read(sheet.encode(), today(session), roles=roles_of(session))
    return compared(session, actor.organization_id, roster)


def listed(session: Session, actor: User, sheet: str = SHEET, **agreed: Any) -> tuple[Cohort | None, int]:
    found = preview(session, actor, sheet)
    return store(session, actor, found, OF_FILE, Agreed(found.shown, **agreed))


@pytest.fixture
def caseworker(make: Make) -> User:
    return make.user(Role.CASEWORKER)


def test_her_record_says_what_her_row_says(session: Session, caseworker: User) -> None:
    cohort, made = listed(session, caseworker)
    assert cohort is not None and made == 4
    member = session.scalars(select(CohortMember).order_by(CohortMember.row)).first()
    assert member is not None
    worker = member.worker
    assert (worker.status, worker.name_bn, worker.guardian_name) == (WorkerStatus.LISTED, "রুবিনা", "করিম")
    assert worker.place_code == "dhaka-savar" and member.said == {
        "grade": "5",
        "scheme": "2018",
        "home": "jamalpur-madarganj",
    }
    assert worker.facts["wage_grade"] == 3 and worker.facts["employment"] == "laid_off"
    assert worker.facts["role"] == "helper" and worker.facts["own_phone"] == "yes"
    assert keyring(session).open(worker.phone_sealed or b"") == "+8801711000001"
    assert session.scalar(select(func.count()).select_from(NameKey).where(NameKey.worker_id == worker.id))


def test_the_same_sheet_again_changes_nothing(session: Session, caseworker: User) -> None:
    first, _ = listed(session, caseworker)
    again, made = listed(session, caseworker)
    assert (again, made) == (first, 0)
    more, made = listed(session, caseworker, SHEET + "Momena,Kader,1980,,,,,,\n")
    assert made == 1 and more is not None and more is not first
    assert session.scalar(select(func.count()).select_from(Worker)) == 5
    assert session.scalar(select(func.count()).select_from(CohortMember).where(CohortMember.cohort_id == more.id)) == 5


def test_what_is_wrong_or_twice_is_told(session: Session, caseworker: User, make: Make) -> None:
    make.user(Role.CASEWORKER, phone="+8801711000001")
    found = preview(session, caseworker, SHEET + SHEET.splitlines()[1])
    assert [row.number for row in found.repeated] == [7] and [row.number for row in found.nameless] == [6]
    assert {(one.row, one.column) for one in found.wrong} >= {(5, "birth"), (6, "name"), (2, "phone")}
    assert [(pair.row.number, getattr(pair.other, "number", None)) for pair in found.pairs] == [(4, 3)]
    assert found.gaps["phone"] == 2


def test_one_who_is_known_already_is_joined(session: Session, caseworker: User, make: Make) -> None:
    known = make.worker(caseworker, name_bn="রুবিনা", guardian_name="করিম", birth_year=1990, nid_last4="1234")
    (pair,) = [pair for pair in preview(session, caseworker).pairs if pair.worker]
    assert pair.worker is known
    cohort, made = listed(session, caseworker, same_as={("", 2): known.id}, left_out=frozenset({("", 4)}))
    assert cohort is not None and made == 2
    assert known.id in set(session.scalars(select(CohortMember.worker_id)))


def test_another_organization_sees_nothing_of_it(session: Session, caseworker: User, make: Make) -> None:
    cohort, _ = listed(session, caseworker)
    stranger, provider = make.user(Role.SUPERVISOR), make.user(Role.PROVIDER, organization=caseworker.organization)
    assert cohort is not None and not preview(session, stranger).listed and not preview(session, stranger).pairs[1:]
    for other in (stranger, provider):
        with pytest.raises(access.NotFound):
            access.get_cohort(session, other, cohort.id)
    with pytest.raises(access.NotFound):
        listed(session, provider)


def test_what_has_changed_since_it_was_shown_is_not_stored(session: Session, caseworker: User) -> None:
    found = preview(session, caseworker)
    listed(session, caseworker)
    with pytest.raises(Refused, match="changed_meanwhile"):
        store(session, caseworker, preview(session, caseworker), OF_FILE, Agreed(found.shown))
    with pytest.raises(Refused, match="nobody_listed"):
        listed(session, caseworker, "name,birth_year\n,1990\n123,1990\n")


def test_consent_makes_her_known(session: Session, caseworker: User, make: Make) -> None:
    listed(session, caseworker)
    worker = session.scalars(select(Worker).where(Worker.name_en == "Asma")).one()
    service = make.service()
    need = needs.open_need(session, caseworker, worker, "learn_skill")
    draft = sending.draft(session, caseworker, needs.choose(session, caseworker, need, service))
    with pytest.raises(Refused, match="no_consent"):
        sending.send(session, caseworker, draft)
    consents.give(session, caseworker, need, service, ["name"], given_by=GivenBy.SPOKEN, language="bn")
    session.refresh(worker)
    assert worker.status is WorkerStatus.KNOWN


def test_who_does_not_agree_is_gone_after_180_days(database: Database) -> None:
    with database.session() as session:
        make = Make(session)
        caseworker = make.user(Role.CASEWORKER)
        listed(session, caseworker)
        rubina, kalpona, kalpana, asma = session.scalars(
            select(Worker).order_by(Worker.birth_year.nulls_last(), Worker.name_en)
        )
        agree(session, caseworker, rubina)
        needs.open_need(session, caseworker, kalpana, "learn_skill")
        ids, start = [one.id for one in (rubina, kalpona, kalpana, asma)], now(session)
        session.commit()
    assert forget_listed(database.session, start + timedelta(days=179)) == 0
    assert forget_listed(database.session, start + timedelta(days=182)) == 3
    assert forget_listed(database.session, start + timedelta(days=182)) == 0
    with database.session() as session:
        found = [session.get(Worker, one) for one in ids]
        kept, gone, counted, away = found
        assert kept is not None and kept.status is WorkerStatus.KNOWN and kept.name_bn == "রুবিনা"
        assert counted is not None and counted.status is WorkerStatus.LEFT
        assert gone is None and away is None
        assert (counted.name_en, counted.phone_sealed, counted.facts, counted.place_code) == (None, None, {}, None)
