"""Waiting for a seat in a real browser: who comes first, a freed seat offered and taken, a lottery, and a silent service."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.base import now
from catalog.models import Intake
from referral.lists import policies
from referral.loop import answering, needs
from referral.models import Referral, User
from referral.moment import today
from tests.browser.conftest import Place
from tests.browser.hand import Hand, words
from tests.loop.stage import Stage
from tests.make import Make

T = TypeVar("T")


def stored(place: Place, make: Callable[[Session, Stage], T]) -> T:
    """Something made by the verbs with the people of A and B, before it is looked at."""
    assert place.database is not None
    with place.database.session() as session:
        users = {user.e_mail: user for user in session.scalars(select(User))}
        caseworker, provider = users["caseworker@a.example"], users["provider@b.example"]
        builder = Make(session)
        service = builder.service(provider.organization, name_bn="রাতের সেলাই", name_en="Sewing at night")
        worker = builder.worker(caseworker)
        need = needs.open_need(session, caseworker, worker, "learn_skill")
        made = make(session, Stage(session, builder, caseworker, provider, worker, need, service, None))
        session.commit()
    return made


def another(here: Stage) -> Referral:
    here.worker = here.make.worker(here.caseworker)
    here.need = needs.open_need(here.session, here.caseworker, here.worker, "learn_skill")
    return here.sent()


def full(session: Session, here: Stage) -> tuple[uuid.UUID, uuid.UUID, list[uuid.UUID]]:
    """A batch whose one seat is given, and two who wait."""
    here.intake = here.make.intake(here.service, seats=1)
    line = [here.sent(), another(here), another(here)]
    starts_on = today(session) + timedelta(days=3)
    answering.accept(session, here.provider, line[0], intake=here.intake, starts_on=starts_on)
    for one in line[1:]:
        answering.waitlist(session, here.provider, one, review_on=today(session) + timedelta(days=20))
    return here.service.id, line[0].id, [one.id for one in line[1:]]


def policy(hand: Hand, code: str) -> str:
    row = policies()[code]
    return row.sentence_bn if hand.language == "bn" else row.sentence_en


def action(hand: Hand, said: str) -> str:
    return words(hand.language).pgettext("action", said)


def choose(partner: Hand, code: str) -> None:
    partner.unfold("Choose who comes first")
    partner.tick(code=code)
    partner.press("Save")


def numbered(hand: Hand, number: int, of: int) -> str:
    digits = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯" if hand.language == "bn" else "0123456789")
    said = hand.say("She is number %(place)s of %(of)s on the waiting list.")
    return (said % {"place": number, "of": of}).translate(digits)


def test_a_freed_seat_is_offered_to_the_first_and_taken(place: Place) -> None:
    service, has_it, (first, second) = stored(place, full)
    own, partner = place.hand("caseworker@a.example"), place.hand("provider@b.example")
    partner.open(f"/services/{service}")
    partner.press("Waiting list, and who comes first")
    choose(partner, "by_the_programme")
    assert partner.sees(partner.say("Please write the programme's rule in words."))
    partner.tick(code="laid_off_first")
    partner.press("Save")
    assert partner.sees(policy(partner, "laid_off_first"))
    own.open(f"/referrals/{second}")
    assert own.sees(numbered(own, 2, 2)) and own.sees(policy(own, "laid_off_first"))
    own.open(f"/referrals/{has_it}")
    own.unfold(action(own, "Cancel the referral"))
    own.tick(reason="plan_changed")
    own.press(action(own, "Cancel the referral"))
    own.open("/today")
    assert own.sees(own.say("A seat is free for her: does she take it?"))
    own.open(f"/referrals/{first}")
    own.press(action(own, "Yes, she takes the seat"))
    own.open(f"/referrals/{second}")
    assert own.sees(numbered(own, 1, 1))
    partner.open("/serving")
    partner.open(f"/services/{service}/waiting")
    assert not partner.sees(partner.say("A seat is offered to"))


def drawn(session: Session, here: Stage) -> tuple[uuid.UUID, uuid.UUID]:
    day = today(session)
    here.intake = here.make.intake(
        here.service, seats=1, closes_on=day + timedelta(days=5), starts_on=day + timedelta(days=20)
    )
    for one in (here.sent(), another(here)):
        answering.waitlist(session, here.provider, one, review_on=day + timedelta(days=20))
    return here.service.id, here.intake.id


def test_a_lottery_shows_its_hash_before_and_its_seed_after(place: Place) -> None:
    service, intake = stored(place, drawn)
    partner = place.hand("provider@b.example")
    partner.open(f"/services/{service}/waiting?intake={intake}")
    choose(partner, "lottery")
    before = partner.page.locator("#seed-hash").inner_text()
    assert partner.sees(partner.say("shown once the batch takes no more referrals"))
    assert place.database is not None
    with place.database.session() as session:
        session.get_one(Intake, intake).closes_on = today(session) - timedelta(days=1)
        for referral in session.scalars(select(Referral).where(Referral.service_id == service)):
            assert referral.sent_at is not None
            referral.sent_at -= timedelta(days=3)
        session.commit()
    partner.open(f"/services/{service}/waiting?intake={intake}")
    seed = partner.page.locator("#seed").inner_text()
    assert partner.page.locator("#seed-hash").inner_text() == before == hashlib.sha256(seed.encode()).hexdigest()
    assert partner.sees("sha256sum")


def silence(session: Session, here: Stage) -> tuple[uuid.UUID, uuid.UUID]:
    """Six are sent and lie there; a draft is ready."""
    here.service.answer_hours = 24
    session.info["now"] = now() - timedelta(days=4)
    here.sent()
    for _ in range(5):
        another(here)
    session.info["now"] = now()
    here.worker = here.make.worker(here.caseworker)
    here.need = needs.open_need(session, here.caseworker, here.worker, "learn_skill")
    return here.service.id, here.draft().id


def test_a_silent_service_is_told_why_less_comes(place: Place) -> None:
    service, draft = stored(place, silence)
    own, partner = place.hand("caseworker@a.example"), place.hand("provider@b.example")
    own.open(f"/referrals/{draft}/send")
    own.tick(agrees="before")
    own.press("Send the referral")
    assert own.sees(own.say("Please look at this again"))
    why = partner.say(
        "Only %(came)s of %(due)s that were due in the last 30 days were answered, so at most %(most)s new ones wait here "
        "at once. It ends when at least half are answered; a quick no counts too."
    ).partition("%")[0]
    for path in ("/inbox", f"/services/{service}"):
        partner.open(path)
        assert partner.sees(why), path
    assert own.get(f"/services/{service}")[0] == 200
