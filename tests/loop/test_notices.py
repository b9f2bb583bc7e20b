"""What a member of staff is told in the application: her own, once, and only while she may see what it is about."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.loop import notices
from referral.loop.owing import owe
from referral.models import About, FocalPerson, Message
from referral.moment import now
from referral.states import Role
from referral.telling import send_owed
from tests.conftest import UndoneDatabase
from tests.loop.stage import stage
from tests.make import Make


def _tell(database: UndoneDatabase, session: Session) -> None:
    session.commit()
    send_owed(database.session, now(session) + timedelta(minutes=1))
    session.expire_all()


def test_the_provider_is_told_of_what_was_sent_and_reads_it(
    database: UndoneDatabase, session: Session, make: Make
) -> None:
    here = stage(session, make)
    referral = here.sent()
    _tell(database, session)
    told = notices.notices(session, here.provider)
    assert [(one.referral_id, one.about) for one in told] == [(referral.id, About.EVENT)]
    assert list(notices.notices(session, here.caseworker)) == []
    notices.read_of(session, here.provider, referral.id)
    session.expire_all()
    assert all(one.read_at for one in told)


def test_of_what_she_may_not_see_any_more_nothing_is_told(
    database: UndoneDatabase, session: Session, make: Make
) -> None:
    here = stage(session, make)
    here.sent().confidential = True
    _tell(database, session)
    assert list(notices.notices(session, here.provider)) == []
    session.add(FocalPerson(service_id=here.service.id, user_id=here.provider.id))
    session.flush()
    assert len(notices.notices(session, here.provider)) == 1


def test_the_same_thing_is_owed_once(session: Session, make: Make) -> None:
    user = make.user(Role.ADMIN)
    assert owe(session, user.id, About.EVENT, "agreement:30")
    assert not owe(session, user.id, About.EVENT, "agreement:30")
    assert owe(session, user.id, About.EVENT, "agreement:14")
    assert session.scalar(select(func.count()).select_from(Message)) == 2
