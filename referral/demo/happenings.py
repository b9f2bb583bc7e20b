"""What happens beside: services suspended and taken up again, a worker who moves away, more wishes in the last days."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import case, func, select

from catalog.models import Service
from referral.demo.answers import asks
from referral.demo.classes import classes_meet
from referral.demo.lives import wants_help
from referral.demo.partners import with_role
from referral.demo.told import A_DAY, Life, Told
from referral.demo.wants import months
from referral.loop import handing, offering
from referral.models import GivenBy, Referral, User, Worker
from referral.states import Role, State

REPAIRED_AFTER = timedelta(days=19)
MAY_REST = frozenset({"jonaki", "sonajhuri", "nilmoni", "tuntuni"})
LATELY = {"legal_help": ("hijal", "jarul", "tamal", "hijal"), "childcare": ("jarul",)}
NOT_BEGUN = (State.SENT, State.WAITLISTED, State.ACCEPTED)


def closed_for_repairs(told: Told) -> Life:
    """A service is suspended for some weeks."""
    service = _busiest(told)
    if service is None:
        return
    provider = _provider(told, service)
    offering.suspend(told.session, provider, service)
    yield told.now() + REPAIRED_AFTER
    offering.resume(told.session, provider, service)


def _busiest(told: Told) -> Service | None:
    """That with the most referrals which have not begun, of those that are nobody's secret."""
    found = told.session.execute(
        select(Referral.service_id, func.count())
        .where(Referral.state.in_(NOT_BEGUN), ~Referral.confidential)
        .group_by(Referral.service_id)
    ).all()
    number = {row[0]: row[1] for row in found if _organization(told, row[0]) in MAY_REST}
    by_name = sorted(number, key=lambda id_: (-number[id_], str(told.services[id_].source_id)))
    return told.services[by_name[0]] if by_name else None


def _organization(told: Told, service_id: uuid.UUID) -> str:
    return told.organizations[told.services[service_id].organization_id]


def _provider(told: Told, service: Service) -> User:
    return with_role(told.staff[_organization(told, service.id)], Role.PROVIDER)[0]


def moves_to(told: Told, from_code: str, to_code: str, *, accepted: bool | None) -> Life:
    """A worker who has moved is offered to the organisation there; nobody has answered yet, or it can't take her."""
    caseworker, other = (with_role(told.staff[code], Role.CASEWORKER)[0] for code in (from_code, to_code))
    hers = select(Worker).where(Worker.organization_id == caseworker.organization_id).order_by(Worker.code)
    worker = told.session.scalars(hers.limit(1)).first()
    if worker is None:
        return
    offered = handing.offer(told.session, caseworker, worker, other.organization, given_by=GivenBy.SPOKEN)
    if accepted is not None:
        yield told.now() + A_DAY
        handing.refuse(told.session, other, offered)


def wishes(told: Told, code: str, number: int) -> Life:
    """One more woman asks for it in the last days, so that those who answer for it have something to answer."""
    organization = LATELY[code][number % len(LATELY[code])]
    trained = [user for user in told.staff[organization] if user.safety_trained and user.has(Role.CASEWORKER)]
    hers = select(Worker).where(Worker.organization_id == trained[0].organization_id).order_by(Worker.code)
    for worker in told.session.scalars(hers.offset(number)):
        child = next((one for one in worker.children if 12 <= months(one, told.today()) <= 48), None)
        if child is not None or code != "childcare":
            yield from wants_help(told, worker, trained[0], code, child if code == "childcare" else None)
            return


def is_asked(told: Told) -> Life:
    """A question comes back on the last day, to the caseworker whom visitors play where she has sent something lately."""
    shown = next(user for user in told.staff["hijal"] if user.has(Role.CASEWORKER))
    sent = select(Referral).where(Referral.state == State.SENT, ~Referral.confidential)
    hers_first = case((Referral.referrer_user_id == shown.id, 0), else_=1)
    latest = sent.order_by(hers_first, Referral.sent_at.desc(), Referral.code).limit(1)
    for referral in told.session.scalars(latest):
        asks(told, referral)
    yield from ()


HAPPENINGS: tuple[tuple[timedelta, Callable[[Told], Life]], ...] = (
    (timedelta(days=140), closed_for_repairs),
    (timedelta(days=96, hours=8), partial(moves_to, from_code="tamal", to_code="hijal", accepted=False)),
    (timedelta(days=1, hours=10), closed_for_repairs),
    (timedelta(hours=4), is_asked),
    (timedelta(days=9, hours=1), classes_meet),
    (timedelta(days=1, hours=7), partial(moves_to, from_code="jarul", to_code="hijal", accepted=None)),
    *(
        (timedelta(hours=hours), partial(wishes, code=code, number=number))
        for code, at in (("legal_help", (27, 11, 6, 4)), ("childcare", (126, 125, 124, 123, 122, 121)))
        for number, hours in enumerate(at)
    ),
)
