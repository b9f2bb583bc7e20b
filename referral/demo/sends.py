"""A draft sent: her consent asked, rules that say no overridden with a reason; or left lying and taken back."""

from collections.abc import Generator
from datetime import datetime, timedelta

from catalog.offers import taking_referrals
from referral.demo.tempo import happens, office
from referral.demo.told import Told, remark
from referral.loop import closing, sending
from referral.models import GivenBy, Need, Referral
from referral.people import consents
from referral.refusals import Refused
from referral.states import State

GIVEN_BY = (GivenBy.SPOKEN, GivenBy.SPOKEN, GivenBy.SIGNED, GivenBy.THUMBPRINT)
OVERRIDES = ("provider_agreed_by_phone", "paper_on_the_way")
WORDS = 0.22
SHARES_ALL = 0.85


def sends(told: Told, need: Need, referral: Referral, *, by_hand: bool) -> Generator[datetime, None, bool]:
    """Whether it was sent: at the same sitting, or when she could be reached where the clock drafted it."""
    if happens(told.random, "left_as_draft"):
        yield told.now() + timedelta(days=told.random.randint(6, 24))
    elif not by_hand:
        yield office(told.random, told.now(), told.random.choice((0, 1, 1, 2, 3)), told.closed)
    else:
        yield told.now() + timedelta(minutes=told.random.randint(6, 20))
    if told.state(referral) is not State.DRAFT:
        return referral.sent_at is not None
    try:
        _send(told, need, referral)
    except Refused:
        closing.cancel(told.session, told.referrer(referral), referral, reason="plan_changed")
        return False
    return True


def _send(told: Told, need: Need, referral: Referral) -> None:
    session, actor, service, day = told.session, told.referrer(referral), told.service(referral), told.today()
    if taking_referrals(service, day) is not None:
        raise Refused("service_closed")
    groups = consents.proposed(service, confidential=need.confidential)
    told_to_them = [one.code for one in groups if not one.sensitive or told.random.random() < SHARES_ALL]
    given_by = told.random.choice(GIVEN_BY)
    consents.give(session, actor, need, service, told_to_them, given_by=given_by, language="bn")
    text = remark(told.random, "send") if told.random.random() < WORDS else None
    overrides = Whichever({"": told.random.choice(OVERRIDES)})
    sending.send(session, actor, referral, overrides=overrides, text=text)


class Whichever(dict[str, str]):
    """One reason for whichever rule says no."""

    def get(self, key: object, default: object = None) -> str:
        return self[""]
