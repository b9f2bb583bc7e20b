"""Found again: the likeliest first however many there are, and a number that many women give is asked about."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from referral.models import WorkerStatus
from referral.people import finding, workers
from referral.states import Role
from tests.make import Make

HER: dict[str, Any] = {
    "name_bn": "রহিমা খাতুন",
    "guardian_name": "আবদুল হক",
    "birth_year": 1990,
    "place_code": "gazipur-sadar",
}


def test_a_crowd_without_phones_hides_nobody(session: Session, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "CANDIDATES", 3)
    one, other = make.user(Role.CASEWORKER), make.user(Role.CASEWORKER)
    for number in range(8):
        workers.new_worker(session, (one, other)[number % 2], {"name_bn": "সালমা বেগম", "birth_year": 1980 + number})
    made = workers.new_worker(session, one, HER)
    assert finding.people_alike(session, one, HER | {"phone": None}).own == (made,)
    assert finding.people_alike(session, other, HER) == finding.Alike(())


def test_the_likeliest_are_compared_where_many_sound_alike(
    session: Session, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "CANDIDATES", 2)
    user = make.user(Role.CASEWORKER)
    for year in range(1960, 1970):
        workers.new_worker(session, user, {"name_bn": "রহিমা বেগম", "guardian_name": "নূর আলী", "birth_year": year})
    made = workers.new_worker(session, user, HER)
    assert finding.people_alike(session, user, HER | {"name_bn": None, "name_en": "Rohima Khatun"}).own == (made,)


@pytest.mark.parametrize(("before", "many"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_number_of_three_women_is_asked_about(session: Session, make: Make, before: int, many: bool) -> None:
    names = ("সালমা বেগম", "মর্জিনা পারভীন", "খাদিজা সুলতানা")
    for name in names[:before]:
        given = {"name_bn": name, "phone": "+8801712345678"}
        make.need(workers.new_worker(session, make.user(Role.CASEWORKER), given))
    found = finding.people_alike(session, make.user(Role.CASEWORKER), HER | {"phone": "+8801712345678"})
    assert found.phone_of_many is many
    assert not found.own


def test_one_elsewhere_and_one_at_home_do_not_tell_of_a_number(session: Session, make: Make) -> None:
    """Else whoever writes down a number once more would learn that another organisation has it."""
    home, phone = make.user(Role.CASEWORKER), {"phone": "+8801712345678"}
    for user in (home, make.user(Role.CASEWORKER)):
        make.need(workers.new_worker(session, user, phone | {"name_bn": "সালমা বেগম"}))
    assert not finding.people_alike(session, home, HER | phone).phone_of_many
    workers.new_worker(session, home, phone | {"name_bn": "খাদিজা সুলতানা"})
    assert finding.people_alike(session, home, HER | phone).phone_of_many


def test_who_has_left_is_not_warned_of_and_who_is_listed_at_home_alone(session: Session, make: Make) -> None:
    user, other = make.user(Role.CASEWORKER), make.user(Role.CASEWORKER)
    made = workers.new_worker(session, user, HER)
    made.status = WorkerStatus.LISTED
    session.flush()
    assert finding.people_alike(session, user, HER).own == (made,)
    assert not finding.people_alike(session, other, HER)
    again = workers.new_worker(session, user, HER)
    assert [one.worker for one in finding.doubles(session, user, again)] == [made]
    made.status = again.status = WorkerStatus.LEFT
    session.flush()
    assert not finding.people_alike(session, user, HER)


def test_of_a_crowd_the_father_tells_who_is_meant(
    session: Session, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands share a name; before the year of birth is typed, her father's name leads to her."""
    monkeypatch.setattr(finding, "CANDIDATES", 2)
    user = make.user(Role.CASEWORKER)
    for number in range(6):
        workers.new_worker(session, user, {"name_bn": "রহিমা বেগম", "guardian_name": f"নূর আলী {number}"})
    made = workers.new_worker(session, user, HER)
    for number in range(6):
        workers.new_worker(session, user, {"name_bn": "রহিমা বেগম", "guardian_name": f"নূর আলী {number}"})
    typed = {"name_en": "Rohima", "guardian_name": "Abdul Hoque"}
    assert [one.worker for one in finding.own_alike(session, user, typed)] == [made]
