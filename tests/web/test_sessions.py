"""The list of a class on a page: all at once and then the exceptions, twice the same, two people, print, and what it tells."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.lists import reasons
from referral.loop.sessions import changing, marking
from referral.loop.sessions.marking import Mark
from referral.models import About, Attendance, Came, Grant, Message, Notice, Referral, SessionDay
from referral.moment import today
from referral.states import Role, State
from tests.loop.stage import Stage, stage
from tests.make import Make
from tests.web.conftest import Client
from tests.web.test_budget import another

Sit = Callable[..., Client]


@pytest.fixture
def here(session: Session, make: Make) -> Stage:
    """Three women in one batch, and its class day today."""
    found = stage(session, make, seats=20)
    for _ in range(3):
        another(found)
        found.accepted()
    day = class_of(found)
    day.on, day.starts = today(session), time(9)
    for referral in session.scalars(select(Referral)):
        referral.starts_on = today(session)
    session.commit()
    return found


def class_of(here: Stage) -> SessionDay:
    return here.session.scalars(select(SessionDay).order_by(SessionDay.on).limit(1)).one()


def women(here: Stage) -> list[Referral]:
    return list(here.session.scalars(select(Referral).order_by(Referral.code)))


def marks(here: Stage) -> dict[str, tuple[Came, str | None]]:
    here.session.expire_all()
    standing = here.session.scalars(select(Attendance).where(Attendance.replaced_at.is_(None)))
    return {str(one.referral_id): (one.came, one.reason) for one in standing}


def test_all_come_in_one_tap_and_one_who_does_not(client: Sit, here: Stage) -> None:
    browser, day = client(here.provider), class_of(here)
    assert "1 session today" in browser.get("/classes").text
    page = browser.get(f"/classes/{day.id}?all=attended").text
    chosen = re.findall(r'name="(came-[^"]+)" value="attended" checked', page)
    assert len(chosen) == 3
    form = dict.fromkeys(chosen, "attended") | {chosen[0]: "absent", chosen[0].replace("came", "why"): "ill"}
    answer = browser.send(f"/classes/{day.id}", seen=1, **form)
    assert answer.status_code == 303
    assert sorted(marks(here).values()) == [
        (Came.ABSENT, "ill"),
        (Came.ATTENDED, None),
        (Came.ATTENDED, None),
    ]
    states = sorted(one.state for one in women(here))
    assert states == [State.ACCEPTED, State.IN_SERVICE, State.IN_SERVICE]
    assert "3 of 3 marked" in browser.get("/classes").text


def test_the_same_list_sent_twice_counts_once(client: Sit, here: Stage) -> None:
    browser, day = client(here.provider), class_of(here)
    form = {f"came-{one.id}": "attended" for one in women(here)}
    for _ in range(2):
        assert browser.send(f"/classes/{day.id}", seen=1, **form).status_code == 303
    assert here.session.scalar(select(func.count()).select_from(Attendance)) == 3


def test_who_saves_later_is_told_and_loses_nothing(client: Sit, here: Stage, make: Make) -> None:
    day, (one, *others) = class_of(here), women(here)
    colleague = make.user(Role.PROVIDER, organization=here.provider.organization)
    marking.mark(here.session, colleague, day, {one.id: Mark(Came.LATE)}, seen=1)
    here.session.commit()
    browser = client(here.provider)
    form = {f"came-{one.id}": "absent", f"why-{one.id}": "child"}
    form |= {f"came-{other.id}": "attended" for other in others}
    page = browser.send(f"/classes/{day.id}", seen=1, **form)
    assert page.status_code == 422
    assert f"{colleague.name_en} has marked here meanwhile" in page.text
    assert f"{colleague.name_en} marked: late" in page.text
    assert f'name="came-{one.id}" value="absent" checked' in page.text
    assert page.text.count('value="attended" checked') == 2
    assert marks(here) == {str(one.id): (Came.LATE, None)}
    seen = re.search(r'name="seen" value="(\d+)"', page.text)
    assert seen
    assert browser.send(f"/classes/{day.id}", seen=seen[1], **form).status_code == 303
    assert marks(here)[str(one.id)] == (Came.ABSENT, "child")


def test_bad_answers_change_nothing(client: Sit, here: Stage) -> None:
    browser, day, (one, *_) = client(here.provider), class_of(here), women(here)
    page = browser.send(f"/classes/{day.id}", seen=1, **{f"came-{one.id}": "dreaming"})
    assert page.status_code == 422
    assert "Please choose one." in page.text
    assert marks(here) == {}


def test_the_caseworker_reads_how_she_came_and_why_not(client: Sit, here: Stage) -> None:
    day, (one, other, _) = class_of(here), women(here)
    said = {one.id: Mark(Came.ABSENT, "overtime"), other.id: Mark(Came.ABSENT, "family")}
    marking.mark(here.session, here.provider, day, said)
    here.session.commit()
    ours = client(here.caseworker)
    assert "absent (Overtime that day)" in ours.get(f"/referrals/{one.id}").text
    hers = ours.get(f"/referrals/{other.id}").text
    assert "Came to 0 of 1 sessions" in hers
    assert "Her family did not let her" in hers


def test_a_reason_for_one_side_is_read_by_no_other(client: Sit, here: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    day, (one, *_) = class_of(here), women(here)
    marking.mark(here.session, here.provider, day, {one.id: Mark(Came.ABSENT, "overtime")})
    here.session.commit()
    key = ("no_show", "overtime")
    monkeypatch.setitem(reasons(), key, replace(reasons()[key], seen_by="provider"))
    assert "Overtime that day" not in client(here.caseworker).get(f"/referrals/{one.id}").text
    assert "absent (Overtime that day)" in client(here.provider).get(f"/referrals/{one.id}").text


def test_who_stays_away_is_asked_about_on_her_page(client: Sit, here: Stage) -> None:
    (one, *_), days = women(here), list(here.session.scalars(select(SessionDay).order_by(SessionDay.on).limit(3)))
    for back, day in enumerate(days):
        day.on = today(here.session) - timedelta(days=back)
        one.starts_on = day.on
        marking.mark(here.session, here.provider, day, {one.id: Mark(Came.ABSENT, "ill")})
    here.session.commit()
    page = client(here.provider).get(f"/referrals/{one.id}").text
    assert "Is she still coming?" in page
    assert 'id="act-stop" open' in page
    assert "Is she still coming?" not in client(here.caseworker).get(f"/referrals/{one.id}").text
    assert "Is she still coming?" in client(here.provider).get("/inbox").text


def test_her_next_session_stands_on_her_slip(client: Sit, here: Stage) -> None:
    (one, *_) = women(here)
    on = today(here.session) + timedelta(days=3)
    day = class_of(here)
    day.on = on
    here.session.commit()
    for path in (f"/referrals/{one.id}/slip", f"/referrals/{one.id}/tell", f"/referrals/{one.id}"):
        assert "9 am to 1 pm" in client(here.caseworker).get(path).text, path


def test_a_session_is_moved_and_called_off(client: Sit, here: Stage) -> None:
    browser, day, later = client(here.provider), class_of(here), today(here.session) + timedelta(days=2)
    moved = {"on": later.isoformat(), "starts": "১০:৩০", "reason": "holiday", "seen": "1"}
    assert "Please fill in this field." in browser.send(f"/classes/{day.id}/change", on="", seen="1").text
    assert browser.send(f"/classes/{day.id}/change", **moved).status_code == 303
    here.session.expire_all()
    assert (day.on, day.starts) == (later, time(10, 30))
    assert "moved from" in browser.get("/classes").text
    assert browser.send(f"/classes/{day.id}/change", **(moved | {"do": "cancel", "seen": "2"})).status_code == 303
    assert "called off" in browser.get("/classes").text


def test_an_appointment_is_made_on_a_page(client: Sit, here: Stage) -> None:
    (one, *_) = women(here)
    path = f"/referrals/{one.id}/appointment"
    browser = client(here.provider)
    past = (today(here.session) - timedelta(days=1)).isoformat()
    assert "This date is in the past." in browser.send(path, on=past, starts="9:30").text
    assert browser.send(path, on=today(here.session).isoformat(), starts="9:30").status_code == 303
    assert "2 sessions today" in browser.get("/classes").text
    assert client(here.caseworker).get(path).status_code == 404


def test_the_sheet_to_print_has_names_and_days_and_no_phones(client: Sit, here: Stage) -> None:
    page = client(here.provider).get(f"/batches/{class_of(here).intake_id}/sheet").text
    assert page.count('<th scope="row">') == 3
    assert page.count('class="on"') > 3
    assert "01712345678" not in page
    assert "712345678" not in page


def test_a_name_that_is_not_shared_is_not_on_the_list(client: Sit, here: Stage) -> None:
    (one, *_) = women(here)
    for grant in here.session.scalars(select(Grant).where(Grant.person_id == one.person_id)):
        grant.until = today(here.session) - timedelta(days=1)
    here.session.commit()
    day = class_of(here)
    for path in (f"/classes/{day.id}", f"/batches/{day.intake_id}/sheet"):
        assert f"Name not shared ({one.code})" in client(here.provider).get(path).text, path


def test_a_session_to_come_takes_no_marks(client: Sit, here: Stage) -> None:
    day = class_of(here)
    changing.move(
        here.session, here.provider, day, on=today(here.session) + timedelta(days=1), starts=time(9), reason="holiday"
    )
    here.session.commit()
    browser = client(here.provider)
    assert "<fieldset>" not in browser.get(f"/classes/{day.id}").text
    (one, *_) = women(here)
    page = browser.send(f"/classes/{day.id}", seen=2, **{f"came-{one.id}": "attended"})
    assert "This session is still to come." in page.text


def test_the_reminder_of_a_class_leads_to_the_classes(client: Sit, here: Stage) -> None:
    message = Message(user_id=here.provider.id, about=About.CLASS_TOMORROW, key="class")
    here.session.add(message)
    here.session.flush()
    here.session.add(Notice(message_id=message.id, user_id=here.provider.id, about=About.CLASS_TOMORROW))
    here.session.commit()
    page = client(here.provider).get("/notices").text
    assert "You have a session tomorrow" in page
    assert '<a class="row" href="/classes">' in page
