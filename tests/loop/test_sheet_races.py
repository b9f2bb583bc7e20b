"""Two people who bring sheets of one organisation at the same moment, each over a connection of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from catalog.models import CostOption, Service
from referral.db import Database
from referral.loop.sheets.bringing import Agreed, keep, preview_of, reading_of, store
from referral.loop.sheets.told import fingerprint
from referral.models import SheetUpload, User
from referral.refusals import Refused
from referral.states import Role
from tests.make import Make

HEADER = "service_id,kind,organization,service_name,district,fee_bdt\n"


@pytest.fixture
def people(apart: Database) -> Iterator[list[User]]:
    with apart.session() as session:
        session.expire_on_commit = False
        make = Make(session)
        organization = make.organization("Race (sample)")
        found = [make.user(Role.PROVIDER, organization=organization) for _ in range(2)]
        session.commit()
        yield found


def shown(apart: Database, who: User, fee: int) -> tuple[object, Agreed]:
    """A sheet that somebody has looked at, and what she agrees to."""
    rows = "".join(f"R{number},credit,Race (sample),Loan {number},Gazipur,{fee}\n" for number in range(40))
    with apart.session(who.id) as session:
        actor = session.get_one(User, who.id)
        upload = keep(session, actor, "sheet.csv", (HEADER + rows).encode())
        agreed = Agreed(fingerprint(preview_of(session, actor, reading_of(session, actor, upload))))
        session.commit()
        return upload.id, agreed


def race(apart: Database, people: list[User], fees: tuple[int, int]) -> list[str]:
    agreed = [shown(apart, who, fee) for who, fee in zip(people, fees, strict=True)]
    start = Barrier(2)

    def act(number: int) -> str:
        upload_id, what = agreed[number]
        with apart.session(people[number].id) as session:
            actor = session.get_one(User, people[number].id)
            reading = reading_of(session, actor, session.get_one(SheetUpload, upload_id))
            session.rollback()
            start.wait()
            try:
                store(session, actor, reading, what)
                session.commit()
            except Refused as refused:
                session.rollback()
                return refused.code
            except (IntegrityError, StaleDataError):
                session.rollback()
                return "same moment"
            return "stored"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(act, (0, 1)))


def test_one_wins_and_the_other_is_told_and_keeps_the_file(apart: Database, people: list[User]) -> None:
    for fees in ((100, 200), (300, 400)):
        ends = race(apart, people, fees)
        assert ends == ["changed_meanwhile", "stored"]
        with apart.session() as session:
            stored = select(CostOption.taka).join(Service).where(Service.name_en.like("Loan %"))
            assert len(set(session.scalars(stored))) == 1
            assert session.scalar(select(func.count()).select_from(Service).where(Service.name_en.like("Loan %"))) == 40
            assert len(session.scalars(select(SheetUpload.id)).all()) >= 2
