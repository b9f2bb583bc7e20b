"""Sessions against shifts: overtime, nights, changing shifts, days off that nobody knows, batches and open hours."""

import pytest

from catalog.floor import shifts
from catalog.offer import OfferSession
from matching.hours import covers, fits, when
from matching.profile import Profile, shift
from matching.reason import Answer
from tests.matching.make import DAY, FRI, MON, SAT, SUN, THU, TUE, WED, batch, intake, session

YES, NO, ASK = Answer.YES, Answer.NO, Answer.ASK
FRIDAY = session(FRI, "09:00", "13:00")
EVENING = session(SAT, "18:00", "20:00")
LATE = session(SAT, "20:00", "21:30")
NOON = session(MON, "10:00", "12:00")
WORKDAYS = (SAT, SUN, MON, TUE, WED, THU)


@pytest.mark.parametrize(
    ("worked", "at", "expected"),
    [
        ("general", FRIDAY, (YES, None)),
        ("general", NOON, (NO, None)),
        ("general", EVENING, (ASK, "overtime")),
        ("general", LATE, (YES, None)),
        ("general", session(SAT, "19:59", "21:00"), (ASK, "overtime")),
        ("general", session(SAT, "17:59", "19:00"), (NO, None)),
        ("general", session(SAT, "05:00", "07:00"), (YES, None)),
        ("general", session(SAT, "05:00", "07:01"), (NO, None)),
        ("general_no_overtime", EVENING, (YES, None)),
        ("peak_season", LATE, (ASK, "overtime")),
        ("a_shift", FRIDAY, (ASK, "rotates")),
        ("a_shift", NOON, (NO, None)),
        ("c_shift", session(FRI, "06:00", "08:00"), (NO, None)),
        ("c_shift", session(FRI, "07:00", "09:00"), (ASK, "rotates")),
        ("night_12", session(THU, "23:00", "01:00"), (NO, None)),
        ("general", session(THU, "23:00", "01:00"), (YES, None)),
        ("general", session(FRI, "23:00", "07:30"), (NO, None)),
        ("night_12", session(SUN, "05:00", "06:00"), (NO, None)),
        ("night_12", session(MON, "05:00", "06:00"), (NO, None)),
        ("general", session(SUN, "23:00", "07:30"), (NO, None)),
        ("rotating_abc", FRIDAY, (YES, None)),
        ("rotating_abc", NOON, (NO, None)),
        ("rotating_abc", session(SAT, "16:00", "18:00"), (NO, None)),
        ("rotating_day_night", FRIDAY, (YES, None)),
        ("rotating_day_night", session(FRI, "06:00", "09:00"), (NO, None)),
        ("friday_work", FRIDAY, (ASK, "day_off")),
        ("friday_work", LATE, (YES, None)),
        ("piece_home", NOON, (YES, None)),
        ("laid_off", NOON, (YES, None)),
        ("unknown", FRIDAY, (ASK, "unknown")),
        (None, LATE, (ASK, "unknown")),
        ("a shift of no list", LATE, (ASK, "unknown")),
    ],
)
def test_one_session(worked: str | None, at: OfferSession, expected: tuple[Answer, str | None]) -> None:
    assert fits(worked, at) == expected


@pytest.mark.parametrize("code", [code for code, known in shifts().items() if known.rotates_over])
@pytest.mark.parametrize(
    "at", [session(day, f"{hour:02}:00", f"{hour + 2:02}:00") for day in range(7) for hour in range(22)]
)
def test_a_changing_shift_fits_only_where_all_that_it_changes_over_fit(code: str, at: OfferSession) -> None:
    over = [fits(each, at)[0] is not NO for each in shifts()[code].rotates_over]
    assert (fits(code, at)[0] is YES) == all(over)


def test_of_a_batch_all_sessions_count() -> None:
    assert when("general", batch(FRIDAY, LATE)).answer is YES
    reason = when("general", batch(FRIDAY, NOON))
    assert reason.answer is NO
    assert reason.values["sessions"] == [[MON, "10:00", "12:00"]]
    assert when("general", batch(FRIDAY, EVENING)).answer is ASK


def test_where_it_is_open_to_visits_one_free_hour_is_enough() -> None:
    office = [session(day, "09:00", "17:00") for day in WORKDAYS]
    assert when("general", intake(*office)).answer is NO
    assert when("general", intake(*office, FRIDAY)).values["sessions"] == [[FRI, "09:00", "13:00"]]
    assert when("b_shift", intake(*office)).answer is ASK
    assert when("laid_off", intake(*office)).answer is YES


def test_where_seats_are_counted_without_dates_some_hours_are_a_question() -> None:
    reason = when("general", intake(FRIDAY, NOON, seats=10))
    assert (reason.answer, reason.values["why"]) == (ASK, "some")


def test_hours_that_are_not_told_are_asked() -> None:
    assert when("general", None).answer is ASK
    assert when("general", batch()).answer is ASK


def test_a_place_for_her_child_is_to_be_open_while_she_works() -> None:
    centre = tuple(session(day, "07:00", "19:00") for day in WORKDAYS)
    assert covers("general", centre).answer is YES
    assert covers("general", centre[1:]).answer is ASK
    assert covers("c_shift", centre).answer is ASK
    assert covers(None, centre).answer is ASK
    assert covers("laid_off", centre).answer is YES
    round_the_clock = tuple(session(day, "00:00", "00:00") for day in range(7))
    assert covers("rotating_abc", round_the_clock).answer is YES
    assert when("general", intake(*centre), for_child=True).answer is YES


def test_who_was_laid_off_works_no_shift() -> None:
    assert shift(Profile(facts={"employment": "laid_off", "shift": "general"}), DAY) == "laid_off"
    assert shift(Profile(facts={"employment": "notice_given", "shift": "general"}), DAY) == "general"
    assert shift(Profile(facts={"employment": "own_business"}), DAY) is None
    assert shift(Profile(facts={"shift": "unknown"}), DAY) is None
