"""A class of 25 marked in a real browser with a tap an exception; the reminder, the caseload, the workbook and the sheet."""

import re
import uuid
from datetime import time, timedelta
from io import BytesIO
from time import monotonic

from openpyxl import load_workbook
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import Service
from referral.loop.clock import sweep
from referral.models import Attendance, Came, Holiday, Referral, SessionDay, User
from referral.moment import today
from referral.telling.outbox import send_owed
from tests.browser.conftest import Place
from tests.browser.hand import Hand
from tests.loop.stage import Stage
from tests.make import Make

MANY = 25
A_MINUTE = 60
COUNT = "addEventListener('pointerdown', () => sessionStorage.taps = 1 + +(sessionStorage.taps || 0), true)"


def class_of_many(session: Session) -> uuid.UUID:
    """Twenty-five of A's workers in one batch of B; it meets today and tomorrow."""
    make = Make(session)
    people = {one.e_mail: one for one in session.scalars(select(User))}
    ours, theirs = people["caseworker@a.example"], people["provider@b.example"]
    service: Service = make.service(theirs.organization, name_bn="সেলাই শেখা", name_en="Learning to sew")
    intake = make.intake(service, seats=MANY, starts_on=today(session), ends_on=today(session) + timedelta(days=80))
    for _ in range(MANY):
        worker = make.worker(ours)
        here = Stage(session, make, ours, theirs, worker, make.need(worker), service, intake)
        here.accepted().starts_on = today(session)
    first, second, *_ = session.scalars(
        select(SessionDay).where(SessionDay.intake_id == intake.id).order_by(SessionDay.on)
    )
    first.on, first.starts, first.ends = today(session), time(9), time(13)
    second.on = today(session) + timedelta(days=1)
    session.execute(delete(Holiday).where(Holiday.day == second.on))
    session.commit()
    return first.id


def taps(hand: Hand) -> int:
    return int(hand.page.evaluate("+(sessionStorage.taps || 0)"))


def test_a_class_of_25_is_marked_in_a_minute(place: Place) -> None:
    assert place.database is not None
    with place.database.session() as session:
        day_id = class_of_many(session)
    partner = place.hand("provider@b.example")
    partner.open("/classes")
    partner.page.locator(f'main a[href="/classes/{day_id}"]').click()
    partner.look()
    began = monotonic()
    mark(partner, place)
    assert monotonic() - began < A_MINUTE
    with place.database.session(writes=False) as session:
        counts = select(Attendance.came, func.count()).where(Attendance.session_day_id == day_id)
        marked = {row[0]: row[1] for row in session.execute(counts.group_by(Attendance.came))}
    assert marked == {Came.ATTENDED: MANY - 3, Came.ABSENT: 2, Came.LATE: 1}
    reminded(place)
    caseload(partner)
    printed(partner, place, day_id)


def mark(partner: Hand, place: Place) -> None:
    """All at once, three exceptions, one save: five taps."""
    partner.page.add_init_script(COUNT)
    partner.page.evaluate(COUNT)
    partner.page.locator('main a[href*="all=attended"]').click()
    partner.page.wait_for_load_state()
    people = partner.page.locator(".marks fieldset")
    assert people.count() == MANY
    for which, came in ((2, "absent"), (11, "late"), (20, "absent")):
        people.nth(which).locator(f'label:has(input[value="{came}"])').click()
    assert people.nth(2).locator("select").is_visible()
    assert not people.nth(11).locator("select").is_visible()
    with partner.page.expect_navigation():
        partner.page.locator(".marks button.main-act").click()
    assert taps(partner) == 3 + 2
    partner.look()
    assert partner.sees(partner.say("The list is stored."))


def reminded(place: Place) -> None:
    """The caseworker finds whom to remind, with day and hour; the provider that a class comes."""
    assert place.database is not None
    sweep(place.database.session, now())
    send_owed(place.database.session, now())
    own, partner = place.hand("caseworker@a.example"), place.hand("provider@b.example")
    own.open("/notices")
    assert own.sees(own.say("Remind her: she has a session tomorrow"))
    assert own.sees(own.say("Next: %(when)s").partition("%")[0].strip())
    partner.open("/notices")
    assert partner.sees(partner.say("You have a session tomorrow"))


def caseload(partner: Hand) -> None:
    """Its own figures, and a workbook that another program reads."""
    partner.open("/caseload")
    assert partner.sees(partner.say("By person"))
    with_names = partner.page.locator('label:has(input[name="names"])')
    with_names.click()
    day = now().date()
    partner.fill(since=(day - timedelta(days=3)).isoformat(), until=(day + timedelta(days=1)).isoformat())
    with partner.page.expect_download() as coming:
        partner.page.locator("form button.main-act").click()
    book = load_workbook(BytesIO(coming.value.path().read_bytes()))
    sums, listed = book.worksheets
    assert [cell.value for cell in listed[1]][:2] == ["কোড\nCode", "নাম\nName"]
    assert listed.max_row >= MANY + 1
    assert sums.max_row > 2


def printed(partner: Hand, place: Place, day_id: uuid.UUID) -> None:
    """The sheet: a line a woman, a column a day, on A4 across."""
    assert place.database is not None
    with place.database.session(writes=False) as session:
        batch = session.get_one(SessionDay, day_id).intake_id
        people = session.scalar(select(func.count()).where(Referral.intake_id == batch))
    partner.open(f"/batches/{batch}")
    partner.press("Attendance sheet to print")
    assert partner.page.locator('.sheet th[scope="row"]').count() == people == MANY
    paper = partner.page.pdf(prefer_css_page_size=True)
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper)
    assert found
    assert (round(float(found[1])), round(float(found[2]))) == (842, 595)
