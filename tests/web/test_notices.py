"""The page of notices: whom it is about as a list may say it, new ones marked, all read with one tap."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from referral.moment import now
from referral.telling import send_owed
from tests.conftest import UndoneDatabase
from tests.loop.stage import stage
from tests.make import Make
from tests.web.conftest import Client

Sit = Callable[..., Client]


def test_what_was_sent_is_told_until_it_is_read(
    client: Sit, database: UndoneDatabase, session: Session, make: Make
) -> None:
    here = stage(session, make)
    here.worker.name_en, here.worker.name_bn = "Morjina Begum", "মর্জিনা বেগম"
    here.sent()
    session.commit()
    send_owed(database.session, now(session) + timedelta(minutes=1))
    browser = client(here.provider)
    assert '<span class="n">1</span>' in browser.get("/inbox").text
    page = browser.get("/notices").text
    assert "1 notice is new" in page and "Morjina Begum" in page and "sent" in page
    browser.send("/notices")
    assert "No new notices" in browser.get("/notices").text
    assert '<span class="n">' not in browser.get("/inbox").text.split("</header>")[0]
